"""`verify`: hold Redis and PostgreSQL to the table, and mend them where asked to."""

import click

from fleet.cli import loop
from fleet.cli.connect import connected, wait_for_kafka
from fleet.cli.errors import FAILED, INTERRUPTED, CliError
from fleet.cli.output import Output, json_option
from fleet.settings import Settings, load_settings
from fleet.verify import CopyReport, Verification, to_json
from fleet.verify_apart import verify_apart

__all__ = ["command"]

_SHOWN = 10
_PATIENCE_S = 5.0  # for the broker to answer: whoever types a command wants to know soon


@click.command()
@click.option("--repair", is_flag=True, help="Delete in a copy what differs; its own follower then reads it again.")
@click.option(
    "--patience",
    type=click.FloatRange(0),
    default=15.0,
    show_default=True,
    help="Seconds for a copy to catch up before a difference counts.",
)
@click.option(
    "--processes",
    type=click.IntRange(1),
    help="That compare at the same time; as many as there are cores unless it is said.",
)
@json_option
def command(*, repair: bool, patience: float, processes: int | None, as_json: bool) -> None:
    """Compare Redis and PostgreSQL with the table, value for value, while the fleet runs."""
    out = Output(as_json=as_json)
    settings = connected(load_settings())
    try:
        result = loop.run_until_signal(_verify(settings, out, patience, repair=repair, processes=processes))
    except loop.Stopped:
        raise CliError("interrupted", INTERRUPTED) from None
    out.result(to_json(result), _shown(result))
    _judge(result)


async def _verify(
    settings: Settings, out: Output, patience: float, *, repair: bool, processes: int | None
) -> Verification:
    await wait_for_kafka(settings.kafka_brokers or "", min(_PATIENCE_S, settings.broker_wait))

    def progress(what: str, done: int, total: int) -> None:
        out.say(f"{what}: {done} of {total}")

    return await verify_apart(settings, progress, patience, repair=repair, processes=processes)


def _judge(result: Verification) -> None:
    ahead = [name for name, report in result.copies.items() if report.ahead]
    if ahead:
        raise CliError(
            f"{' and '.join(ahead)} holds newer values than the table: THE TABLE HAS LOST STATE; stop the workers and "
            "restore it before the copies are overwritten (docs/verify.md)",
            FAILED,
        )
    left = sum(len(report.differences) - report.repaired for report in result.copies.values())
    if left:
        raise CliError(f"{left} values differ: `python -m fleet verify --repair` mends the copies", FAILED)


def _shown(result: Verification) -> str:
    lines = [f"table        {result.keys:,} keys read from the changelog in {result.seconds:.1f} s"]
    lines += [f"{name:12} {_told(report)}" for name, report in result.copies.items()]
    if not result.copies:
        lines.append("nothing to compare: neither FLEET_REDIS_URL nor FLEET_POSTGRES_DSN is set")
    return "\n".join(lines)


def _told(report: CopyReport) -> str:
    if not report.differences:
        return f"{report.compared:,} values, all the same"
    students = report.students()
    shown = ", ".join(students[:_SHOWN]) + (f" and {len(students) - _SHOWN} more" if len(students) > _SHOWN else "")
    repaired = f"; {report.repaired} deleted, to be copied again" if report.repaired else ""
    whose = f", of {shown}" if students else ""
    return f"{report.compared:,} values, {len(report.differences):,} differ{whose}{repaired}"
