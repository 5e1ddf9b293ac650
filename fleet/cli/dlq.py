"""`dlq`: what failed, and what becomes of it, over HTTP."""

import getpass
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click

from fleet.cli import loop
from fleet.cli.errors import USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.settings import load_settings
from fleet.web_client import ProblemAnswer, WebClient, web_url

__all__ = ["command"]

Options = Callable[..., Any]
Answer = TypeVar("Answer")

_SERVER_ERROR = 500


@click.group()
def command() -> None:
    """Dead letters: look at them, repair and close them. Asks a worker, which asks the others."""


def _url_option(command: Options) -> Options:
    return click.option("--url", help="A worker's address; default from FLEET_WEB_HOST and FLEET_WEB_PORT.")(command)


def _who_and_why(command: Options) -> Options:
    """Who acts, and why: told with every action."""
    by = click.option("--by", "actor", default=getpass.getuser, help="Who does it; default the user of this machine.")
    return by(click.option("--reason", required=True, help="Why: kept with the action.")(command))


def _ask(url: str | None, question: Callable[[WebClient], Coroutine[Any, Any, Answer]]) -> Answer:
    """Ask a worker; a problem becomes a line.

    Raises:
        CliError: what the worker says is wrong.
    """

    async def asking() -> Answer:
        async with WebClient(url or web_url(load_settings())) as client:
            return await question(client)

    try:
        return loop.run(asking())
    except ProblemAnswer as exc:
        raise CliError(str(exc), USAGE if exc.status < _SERVER_ERROR else 1) from None


@command.command()
@click.argument("partition", metavar="TOPIC/PARTITION")
@click.option("--allow", type=click.IntRange(0), default=0, help="Records that may fail before it pauses again.")
@_who_and_why
@_url_option
@json_option
def resume(*, partition: str, allow: int, actor: str, reason: str, url: str | None, as_json: bool) -> None:
    """Let a source partition go on that was paused because nearly everything failed."""
    topic, _, number = partition.rpartition("/")
    if not topic:
        raise CliError(f"{partition} is not TOPIC/PARTITION, such as learning.events/3", USAGE)
    body = {"actor": actor, "reason": reason, "allow": allow}
    answer = _ask(url, lambda client: client.post("breakers", topic, number, "resume", body=body))
    Output(as_json=as_json).result(answer, f"{partition} goes on at offset {answer['position']}; see /health/ready")
