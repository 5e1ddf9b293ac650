"""`pseudonym`: student ids for people, made with a secret before anything comes to the fleet."""

import sys

import click

from fleet.cli.errors import CONFIG, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.settings import load_settings
from schemas.errors import InvalidError
from schemas.pseudonyms import pseudonym

__all__ = ["command"]


@click.command()
@click.argument("identity", nargs=-1)
@click.option("--prefix", default="stu-", show_default=True, help="Of the ids.")
@json_option
def command(*, identity: tuple[str, ...], prefix: str, as_json: bool) -> None:
    """Print the student id of each IDENTITY, such as an e-mail address; of each line of standard input without one.

    The same person gets the same id for as long as FLEET_PSEUDONYM_KEY is the same. Nothing is sent or stored.
    """
    secret = load_settings().pseudonym_key
    if secret is None:
        raise CliError("FLEET_PSEUDONYM_KEY is not set: make a secret of 16 characters or more", CONFIG)
    given = identity or tuple(line for line in sys.stdin.read().splitlines() if line.strip())
    try:
        ids = [pseudonym(one, secret.get_secret_value(), prefix) for one in given]
    except (ValueError, InvalidError) as exc:
        raise CliError(str(exc), USAGE) from None
    Output(as_json=as_json).result({"student_ids": ids}, "\n".join(ids))
