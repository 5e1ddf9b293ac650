"""`demo`: the whole fleet once, with a verdict."""

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from fleet.access.development import with_secret
from fleet.agreement import students_of
from fleet.cli import loop
from fleet.cli.errors import FAILED, INTERRUPTED, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.cli.prepare import prepare_topics
from fleet.cli.simulate import now_ms, share_options
from fleet.demo import DemoPlan, DemoResult, StalledError, prepare, run_demo
from fleet.local_fleet import WorkersGoneError, local_servers
from fleet.settings import Settings, load_settings
from fleet.simulate import Shares
from fleet.stack.ports import choose_port
from fleet.supervise import WorkerEndedError
from fleet.web_client import web_url

__all__ = ["command"]

_NAMED = 10
"""Students named when something disagrees; all of them are in the output of `--json`."""


_RETRY_S = 300.0
"""Seconds to the first retry: longer than a demo takes, so that its log and its dead letters are what was sent."""


@click.command()
@click.option("--events", type=click.IntRange(100), default=50_000, show_default=True, help="Records in all.")
@click.option("--students", type=click.IntRange(1), default=2_000, show_default=True, help="How many students.")
@share_options(0.02, 0.02, 0.001)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same students.")
@click.option("--keep", is_flag=True, help="Keep the temporary folder with data and logs.")
@json_option
def command(  # noqa: PLR0917 - click passes by name
    events: int,
    students: int,
    duplicates: float,
    late: float,
    poison: float,
    seed: int,
    keep: bool,  # noqa: FBT001 - as above
    as_json: bool,  # noqa: FBT001 - as above
) -> None:
    """Send events through a fleet of its own, check every student, and end with status 0 if all copies agree."""
    out = Output(as_json=as_json)
    try:
        plan = DemoPlan(events=events, students=students, shares=Shares(duplicates, late, poison), seed=seed)
    except ValueError as exc:
        raise CliError(str(exc), USAGE) from None
    began = time.monotonic()
    with _folder(keep=keep, out=out) as folder:
        settings = load_settings(
            data_dir=folder,
            kafka_brokers=None,
            redis_url=None,
            postgres_dsn=None,
            web_host="127.0.0.1",
            web_port=choose_port(None, "HTTP"),
            advertised_url=None,
            replication_factor=1,
            redis_mirror=True,
            retry_delay=_RETRY_S,
        )
        try:
            result = loop.run_until_signal(_demo(settings, plan, out))
        except loop.Stopped:
            raise CliError("interrupted", INTERRUPTED) from None
        except (WorkerEndedError, WorkersGoneError, StalledError) as exc:
            raise CliError(f"{exc} (keep it with --keep)") from None
    result.seconds = time.monotonic() - began
    out.result(result.to_json(), _shown(result))
    if not result.ok:
        raise CliError(_verdict(result), FAILED)


@contextlib.contextmanager
def _folder(*, keep: bool, out: Output) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fleet-demo-"))
    try:
        yield folder
    finally:
        if keep:
            out.say(f"kept {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


async def _demo(settings: Settings, plan: DemoPlan, out: Output) -> DemoResult:
    out.say(f"making {plan.events:,} events of {plan.students:,} students, and starting Kafka, Redis and PostgreSQL")
    making = asyncio.create_task(asyncio.to_thread(prepare, plan, now_ms()))
    async with local_servers(with_secret(settings), out.say, short_lived=True) as connected:
        await prepare_topics(connected.kafka_brokers or "", connected, out)
        try:
            records = await making
        except ValueError as exc:
            raise CliError(str(exc), USAGE) from None
        with _Shown(out) as phases:
            return await run_demo(connected, records, web_url(connected), phases)


class _Shown:
    """Phases as bars on a terminal; elsewhere, the lines alone."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._tasks: dict[str, TaskID] = {}
        self._bars = Progress(
            TextColumn("{task.description:>8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=out.errors,
            disable=not out.live,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def say(self, text: str) -> None:
        """Something happened."""
        self._out.say(text)

    def count(self, phase: str, done: int, total: int) -> None:
        """A phase has got so far."""
        if phase not in self._tasks:
            self._tasks[phase] = self._bars.add_task(phase, total=total)
        self._bars.update(self._tasks[phase], completed=done)


def _shown(result: DemoResult) -> str:
    ledger = result.ledger
    rate = "too short to tell" if result.folded_per_second is None else f"{result.folded_per_second:,.0f} events/s"
    verdict = f"agree for all {result.students:,} students" if not result.disagreements else "DISAGREE"
    how = f"between the first and the last commit, by the commits' times; sent at {result.produced_per_second:,.0f}/s"
    moving = sum(one.ok for one in result.metrics)
    fates = f"{ledger['duplicates']:,} duplicates + {ledger['dead_letters']:,} dead + {ledger['rerouted']:,} rerouted"
    lines = {
        "folded": f"{rate} ({how})",
        "records": f"{result.events:,} = {ledger['applied']:,} applied + {fates}",
        "dead letters": f"{result.dead_letters:,} in the queue, {result.poison:,} poison records sent",
        "mastery": f"HTTP, RocksDB, Redis, PostgreSQL and the oracle {verdict} ({result.values:,} values)",
        "metrics": f"{moving} of {len(result.metrics)} values of the specification's list are there and moved",
        "time": f"{result.seconds:.0f} s in all",
    }
    return "\n".join(f"{name:14}{text}" for name, text in lines.items())


def _verdict(result: DemoResult) -> str:
    parts = []
    if result.disagreements:
        students = students_of(result.disagreements)
        more = f" and {len(students) - _NAMED} more" if len(students) > _NAMED else ""
        parts.append(
            f"{len(students)} students disagree: {', '.join(students[:_NAMED])}{more}; "
            f"the first: {result.disagreements[0]}"
        )
    if result.wrong:
        parts.append(f"{len(result.wrong)} other faults, the first: {result.wrong[0]}")
    return "; ".join(parts)
