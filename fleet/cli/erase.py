"""`erase STUDENT`: forget a student, in every store."""

import getpass

import click

from fleet.cli.dlq_options import ask, url_option
from fleet.cli.errors import USAGE, CliError
from fleet.cli.output import Output, json_option

__all__ = ["command"]


@click.command()
@click.argument("student")
@click.option("--reason", default="on request", show_default=True, help="Why; without saying who the student is.")
@click.option("--by", "actor", default=getpass.getuser, help="Who does it; default the user of this machine.")
@click.option("--yes", is_flag=True, help="Do not ask back.")
@url_option
@json_option
def command(*, student: str, reason: str, actor: str, yes: bool, url: str | None, as_json: bool) -> None:
    """Erase a student: table, Redis, PostgreSQL and dead letters at once, Kafka's own copies by their retention.

    What the student does from now on begins a new history. Nobody can undo it.
    """
    out = Output(as_json=as_json)
    if not yes:
        if as_json:
            raise CliError("--json asks nobody: add --yes", USAGE)
        click.confirm(f"Erase everything about {student}?", abort=True, err=True)
    answer = ask(url, lambda client: client.delete("students", student, actor=actor, reason=reason))
    done = "is erased" if answer["erased"] else "will be erased: the order is in the log"
    out.result(answer, f"{student} {done} ({answer['topic']}:{answer['partition']}:{answer['offset']})")
