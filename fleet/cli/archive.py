"""`archive`: keep PostgreSQL level with Kafka until told to stop, or until it is level."""

import asyncio
from typing import Any

import click

from fleet.archive import Archive
from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.errors import CONFIG, CliError
from fleet.cli.output import Output, json_option
from fleet.schema_registry import load_registry
from fleet.settings import Settings, load_settings
from fleet.web.archive import PortError, serving
from tables.projections.postgres.migrate import MigrationError

__all__ = ["command"]

_TELL_SECONDS = 5.0


@click.command()
@click.option("--until-level", is_flag=True, help="End when everything that is in Kafka is in PostgreSQL.")
@json_option
def command(*, until_level: bool, as_json: bool) -> None:
    """Copy events, mastery and dead letters to PostgreSQL (FLEET_POSTGRES_DSN, or the local stack that runs)."""
    out = Output(as_json=as_json)
    settings = connected(load_settings())
    if settings.postgres_dsn is None:
        raise CliError("no PostgreSQL: set FLEET_POSTGRES_DSN, or run `python -m fleet stack up`", CONFIG)
    try:
        loop.run_until_signal(_archive(settings, out, until_level=until_level))
    except loop.Stopped:
        out.say("the archive has ended")
    except (MigrationError, PortError) as exc:
        raise CliError(str(exc), CONFIG) from exc


async def _archive(settings: Settings, out: Output, *, until_level: bool) -> None:
    await wait_for_kafka(settings.kafka_brokers or "", settings.broker_wait)
    archive = Archive(settings, await load_registry(settings))
    telling = asyncio.create_task(_tell(archive, out))
    try:
        async with serving(archive, settings.web_host, settings.archive_web_port):
            await (archive.run_until_level() if until_level else archive.run())
    finally:
        telling.cancel()
    _say(archive, out)


async def _tell(archive: Archive, out: Output) -> None:
    while True:
        await asyncio.sleep(_TELL_SECONDS)
        _say(archive, out)


def _say(archive: Archive, out: Output) -> None:
    status = _status(archive)
    if out.as_json:
        out.result(status)
    elif archive.waits_for is not None:
        out.say(f"PostgreSQL is waited for: {archive.waits_for}")
    else:
        parts = [
            f"{name}: {one['written']:,} written, {'?' if one['lag'] is None else format(one['lag'], ',')} behind"
            + (f" ({one['error']})" if one["error"] else "")
            for name, one in status["parts"].items()
        ]
        out.say(" · ".join(parts))


def _status(archive: Archive) -> dict[str, Any]:
    return {
        "event": "archive",
        "waits_for": archive.waits_for,
        "lag": archive.lag(),
        "parts": {
            name: {
                "written": one.applied,
                "already_there": one.stale,
                "quarantined": one.quarantined,
                "lag": one.lag_records,
                "lag_seconds": round(one.lag_seconds, 1),
                "error": one.last_error,
            }
            for name, one in archive.stats().items()
        },
    }
