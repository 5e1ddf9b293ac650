"""`export STUDENT`: all that is held of a student, as JSON."""

import click
from rich.json import JSON

from fleet.cli.dlq_options import ask, url_option
from fleet.cli.output import Output, json_option

__all__ = ["command"]


@click.command()
@click.argument("student")
@url_option
@json_option
def command(*, student: str, url: str | None, as_json: bool) -> None:
    """Print all that the tables, Redis and PostgreSQL hold of a student, dead letters among it, as one JSON object.

    Under `kafka` are the topics that may hold records of the student, with the days for which they keep them.
    """
    answer = ask(url, lambda client: client.get("students", student, "export"))
    Output(as_json=as_json).result(answer, JSON.from_data(answer))
