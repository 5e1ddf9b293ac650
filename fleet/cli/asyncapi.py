"""`asyncapi`: the topics as a document for other people's tools."""

import click

from fleet.asyncapi import topics_api
from fleet.cli.output import Output, json_option
from fleet.reference import json_page
from fleet.settings import load_settings
from fleet.topology import AGENTS

__all__ = ["command"]


@click.command()
@json_option
def command(*, as_json: bool) -> None:
    """Print the topics as AsyncAPI 3.0, as a worker serves it at /asyncapi.json."""
    del as_json  # it is JSON in any case
    Output().tell(json_page(topics_api(AGENTS, load_settings().max_payload_bytes)).rstrip())
