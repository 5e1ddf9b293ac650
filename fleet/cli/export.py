"""`export STUDENT`: all that is held of a student, as JSON."""

import click

from fleet.cli.dlq_options import ask, url_option
from fleet.cli.output import Output

__all__ = ["command"]


@click.command()
@click.argument("student")
@url_option
def command(*, student: str, url: str | None) -> None:
    """Print all that the tables, Redis and PostgreSQL hold of a student, dead letters among it, as one JSON object.

    Under `kafka` are the topics that may hold records of the student, with the days for which they keep them.
    """
    answer = ask(url, lambda client: client.get("students", student, "export"))
    Output(as_json=True).result(answer)
