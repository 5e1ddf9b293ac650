"""`openapi`: the HTTP interface as a document for other people's tools."""

import click

from fleet.cli.output import Output, json_option
from fleet.reference import openapi_page

__all__ = ["command"]


@click.command()
@json_option
def command(*, as_json: bool) -> None:
    """Print the interface as OpenAPI 3.1, as a worker serves it at /openapi.json."""
    del as_json  # it is JSON in any case
    Output().tell(openapi_page().rstrip())
