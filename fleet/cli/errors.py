"""What the command line says when something fails: one line, and a status that scripts can tell apart."""

from collections.abc import Mapping
from typing import Final

import click

from fleet.local_fleet import WorkersGoneError
from fleet.oracle.read import ReadError
from fleet.settings import SettingsError
from fleet.simulate.produce import ProduceError
from fleet.stack.errors import StackError
from fleet.supervise import WorkerEndedError
from fleet.web_client import WebError
from tables.errors import LeaveError
from tables.kafka.admin import AdminError
from tables.kafka.clients import KafkaError
from tables.projections.projection import TargetAwayError

__all__ = ["CONFIG", "FAILED", "INTERRUPTED", "TRY_AGAIN", "UNAVAILABLE", "USAGE", "CliError", "explain"]

# From 64 on, the numbers of sysexits.h.
FAILED: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 69
TRY_AGAIN: Final = 75  # a server does not answer: a supervisor starts the worker again, and it may have come back
CONFIG: Final = 78
INTERRUPTED: Final = 130

_STATUS: Final[Mapping[type[Exception], int]] = {
    SettingsError: CONFIG,
    AdminError: CONFIG,
    StackError: UNAVAILABLE,
    ProduceError: TRY_AGAIN,
    ReadError: TRY_AGAIN,
    WebError: TRY_AGAIN,
    TargetAwayError: TRY_AGAIN,
    WorkerEndedError: FAILED,
    WorkersGoneError: FAILED,
}


class CliError(Exception):
    """The command cannot do what was asked. The message is one line that says what to do instead."""

    def __init__(self, message: str, status: int = FAILED) -> None:
        super().__init__(message)
        self.status = status


def explain(error: BaseException) -> tuple[str, int]:  # noqa: PLR0911 - one way for each family of errors
    """One line for people, and the exit status."""
    if isinstance(error, CliError):
        return one_line(str(error)), error.status
    if isinstance(error, LeaveError):
        return one_line(str(error)), error.exit_status
    for family, status in _STATUS.items():
        if isinstance(error, family):
            return one_line(str(error)), status
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx is not None else "python -m fleet"
        return one_line(f"{error.format_message()} See `{where} --help`."), USAGE
    if isinstance(error, click.ClickException):
        return one_line(error.format_message()), error.exit_code
    if isinstance(error, KafkaError):
        return one_line(f"Kafka refused: {error or type(error).__name__}"), TRY_AGAIN
    if isinstance(error, OSError) and error.strerror is not None:
        where = f"{error.filename}: " if error.filename else ""
        return one_line(f"{where}{error.strerror}"), FAILED
    return one_line(f"unexpected {type(error).__name__}: {error} (FLEET_LOG_LEVEL=DEBUG shows where)"), FAILED


def one_line(text: str) -> str:
    """The first line of a message; one that announces the end of a log keeps the log's place."""
    lines = text.strip().splitlines()
    if not lines:
        return "no reason given"
    return lines[0].replace("; the end of ", "; see ").rstrip(":") if len(lines) > 1 else lines[0]
