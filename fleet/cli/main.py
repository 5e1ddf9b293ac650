"""`python -m fleet`: the list of commands, and the one place where errors become lines."""

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

from fleet.cli.errors import INTERRUPTED, explain

__all__ = ["cli", "main"]

_COMMANDS: Final = {
    "dev": "The whole fleet on this machine, with simulated students, until Ctrl-C.",
    "demo": "The whole fleet once: 50,000 events, then every student is checked.",
    "worker": "One worker.",
    "archive": "The copy in PostgreSQL: audit trail, backup, dead letters.",
    "stack": "The local Kafka, Redis and PostgreSQL.",
    "simulate": "Send events of simulated students.",
    "dlq": "Dead letters: what failed, and what becomes of it.",
    "token": "A bearer token for development.",
    "query": "A student's mastery, over HTTP.",
    "rebuild": "The mastery table made anew, compared with the running one, and put in its place.",
    "erase": "Forget a student, in every store.",
    "export": "All that is held of a student.",
    "pseudonym": "Student ids for people, made with a secret.",
    "verify": "Whether Redis and PostgreSQL hold what the table holds; --repair mends them.",
    "topics": "The topics on the broker.",
    "openapi": "The HTTP interface as an OpenAPI 3.1 document.",
    "asyncapi": "The topics as an AsyncAPI 3.0 document.",
    "schemas": "The schemas of all topics, and whether a new version may follow.",
    "topology": "Agents, what they read and write, and their tables.",
}
"""Each lives in the module of its name, as `command`. Loaded when asked for: a worker's libraries take a second."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"fleet.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The Agent Fleet: progress events in, mastery out. Settings are environment variables FLEET_...."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with its status."""
    if os.environ.get("FLEET_LOG_LEVEL") != "DEBUG":
        # What libraries log while they try again is no news to people; a worker sets up a log of its own.
        logging.getLogger().addHandler(logging.NullHandler())
    try:
        status = cli.main(arguments, prog_name="python -m fleet", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message())
        sys.exit(0)
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted", INTERRUPTED)
    except Exception as exc:  # noqa: BLE001 - the last place that can turn it into a line
        if os.environ.get("FLEET_LOG_LEVEL") == "DEBUG":
            traceback.print_exc()
        _complain(*explain(exc))
    _flush()
    sys.exit(status if isinstance(status, int) else 0)


def _complain(line: str, status: int) -> NoReturn:
    _flush()
    with contextlib.suppress(OSError):
        click.echo(f"error: {line}", err=True)
    sys.exit(status)


def _flush() -> None:
    """Write what is still to be written. A reader that has gone (`| head`, a closed terminal) is no error."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter will flush once more
