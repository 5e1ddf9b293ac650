"""What the command line says when something fails: one line, and a status that scripts can tell apart."""

from collections.abc import Mapping
from typing import Final

import click

from tables.errors import LeaveError

__all__ = ["CONFIG", "FAILED", "INTERRUPTED", "TRY_AGAIN", "UNAVAILABLE", "USAGE", "CliError", "explain"]

# From 64 on, the numbers of sysexits.h.
FAILED: Final = 1
USAGE: Final = 2
UNAVAILABLE: Final = 69
TRY_AGAIN: Final = 75  # a server does not answer: a supervisor starts the worker again, and it may have come back
CONFIG: Final = 78
INTERRUPTED: Final = 130

_STATUS: Final[Mapping[str, int]] = {
    "fleet.client.errors.FleetError": TRY_AGAIN,
    "fleet.demo.StalledError": FAILED,
    "fleet.local_fleet.WorkersGoneError": FAILED,
    "fleet.oracle.read.ReadError": TRY_AGAIN,
    "schemas.errors.RegistryError": CONFIG,
    "fleet.schema_registry.RegistryAwayError": TRY_AGAIN,
    "fleet.settings.SettingsError": CONFIG,
    "fleet.simulate.produce.ProduceError": TRY_AGAIN,
    "fleet.stack.errors.StackError": UNAVAILABLE,
    "fleet.supervise.WorkerEndedError": FAILED,
    "tables.kafka.access.AccessDeniedError": CONFIG,
    "tables.kafka.admin.AdminError": CONFIG,
    "tables.projections.projection.TargetAwayError": TRY_AGAIN,
}
"""Errors whose message is the line. By name: importing them all would cost every command half a second."""

_KAFKA: Final = "aiokafka.errors.KafkaError"


class CliError(Exception):
    """The command cannot do what was asked. The message is one line that says what to do instead."""

    def __init__(self, message: str, status: int = FAILED) -> None:
        super().__init__(message)
        self.status = status


def explain(error: BaseException) -> tuple[str, int]:
    """One line for people, and the exit status."""
    while isinstance(error, BaseExceptionGroup):  # tasks that ran side by side: the first to fail ended the others
        error = error.exceptions[0]
    known = _ours(error) or _click(error) or _system(error)
    text, status = known or (f"unexpected {type(error).__name__}: {error} (FLEET_LOG_LEVEL=DEBUG shows where)", FAILED)
    return one_line(text), status


def _ours(error: BaseException) -> tuple[str, int] | None:
    if isinstance(error, CliError):
        return str(error), error.status
    if isinstance(error, LeaveError):
        return str(error), error.exit_status
    families = [f"{family.__module__}.{family.__qualname__}" for family in type(error).__mro__]
    if _KAFKA in families:
        return f"Kafka: {error or type(error).__name__}", TRY_AGAIN
    return next(((str(error), _STATUS[family]) for family in families if family in _STATUS), None)


def _click(error: BaseException) -> tuple[str, int] | None:
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx is not None else "python -m fleet"
        return f"{error.format_message().rstrip('.')}: see `{where} --help`", USAGE
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    return None


def _system(error: BaseException) -> tuple[str, int] | None:
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: run `make setup`, then `.venv/bin/python -m fleet`", FAILED
    if isinstance(error, OSError) and error.strerror is not None:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}", FAILED
    return None


def one_line(text: str) -> str:
    """The first line of a message; one that announces the end of a log keeps the log's place."""
    lines = text.strip().splitlines()
    if not lines:
        return "no reason given"
    return lines[0].replace("; the end of ", "; see ").rstrip(":") if len(lines) > 1 else lines[0]
