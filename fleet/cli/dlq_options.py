"""What the commands of `dlq` share: their options, and how a worker is asked."""

import getpass
import re
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

import click

from fleet.cli import loop
from fleet.cli.asking import client, token_option
from fleet.cli.errors import TRY_AGAIN, USAGE, CliError
from fleet.client.errors import ProblemError
from fleet.web_client import WebClient

__all__ = ["Age", "ask", "filter_options", "url_option", "who_and_why"]

Command = Callable[..., Any]
Answer = TypeVar("Answer")

_SERVER_ERROR = 500
_STATES = ("open", "closed", "all", "waiting", "retrying", "permanent", "resolved", "superseded", "discarded")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Age(click.ParamType):
    """A time such as `90s`, `15m`, `2h` or `7d`, in seconds."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """See click."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,9})([smhd])", str(value))
        if found is None:
            self.fail(f"{value} is no age, such as 90s, 15m, 2h or 7d", param, ctx)
        return float(int(found[1]) * _SECONDS[found[2]])


def url_option(command: Command) -> Command:
    """Add `--url` and `--token`."""
    url = click.option("--url", help="A worker's address; default from FLEET_WEB_HOST and FLEET_WEB_PORT.")
    return url(token_option(command))


def who_and_why(command: Command) -> Command:
    """Add `--by` and `--reason`, given as `actor` and `reason`: told with every action."""
    by = click.option(
        "--by",
        "actor",
        default=getpass.getuser,
        help="Who does it, unless a token says so; default the user of this machine.",
    )
    return by(click.option("--reason", required=True, help="Why: kept with the action.")(command))


def filter_options(default_state: str) -> Callable[[Command], Command]:
    """Add the options that say which dead letters are meant."""
    options = (
        click.option(
            "--state", type=click.Choice(_STATES), default=default_state, show_default=True, help="Of the entry."
        ),
        click.option("--agent", help="The agent that failed."),
        click.option("--error-type", help="Code of the last failure, such as invalid or unexpected."),
        click.option("--student", "student_id", help="Whom the record is about."),
        click.option("--older-than", type=Age(), help="First failed at least so long ago, such as 2h."),
        click.option("--newer-than", type=Age(), help="First failed at most so long ago, such as 15m."),
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def ask(url: str | None, question: Callable[[WebClient], Coroutine[Any, Any, Answer]]) -> Answer:
    """Ask a worker; a problem becomes a line.

    Raises:
        CliError: what the worker says is wrong.
    """
    asked = client(url, click.get_current_context().params.get("actor"))

    async def asking() -> Answer:
        async with asked:
            return await question(asked)

    try:
        return loop.run(asking())
    except ProblemError as exc:
        raise CliError(str(exc), USAGE if exc.status < _SERVER_ERROR else TRY_AGAIN) from None
