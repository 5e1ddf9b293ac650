"""`dev`: the whole fleet on this machine with simulated students, until Ctrl-C or a closed terminal."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import click
from rich.live import Live
from rich.text import Text

from fleet.access.development import development_token, with_secret
from fleet.cancellation import check_cancelled
from fleet.cli import loop
from fleet.cli.output import Output, json_option
from fleet.cli.prepare import check_web_ports, prepare_topics
from fleet.cli.simulate import now_ms, share_options
from fleet.local_fleet import LocalFleet, local_servers
from fleet.schema_registry import load_registry
from fleet.settings import Settings, load_settings
from fleet.simulate import ProduceError, Shares, SimulatedRecord, Simulation, produce, progress_encoder
from fleet.standing import Standing, StandingReader
from fleet.web_client import WebClient, web_url
from schemas.topics import PARTITIONS
from tables.kafka.clients import KafkaError

__all__ = ["command"]

_READY_SECONDS: Final = 120.0  # a first start restores what an earlier run left
_PAST_EVENTS: Final = 10  # for each student, on an empty fleet: there is something to see at once
_TICK_SECONDS: Final = 1.0
_LINE_SECONDS: Final = 10.0  # between status lines where they cannot be redrawn in place
_RETRY_SECONDS: Final = 2.0


@dataclass
class _Students:
    """The simulation, and whom it has sent events of; `begun` is set with the first of them."""

    simulation: Simulation
    seen: set[str] = field(default_factory=set)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def noted(self, records: Iterator[SimulatedRecord]) -> Iterator[SimulatedRecord]:
        for record in records:
            if record.kind != "poison":
                self.seen.add(record.key.decode())
                self.begun.set()
            yield record


@click.command()
@click.option("--students", type=click.IntRange(1), default=200, show_default=True, help="How many students.")
@click.option(
    "--rate", type=click.FloatRange(0, min_open=True), default=50.0, show_default=True, help="Events a second."
)
@click.option("--workers", type=click.IntRange(1, PARTITIONS), default=1, show_default=True, help="Worker processes.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same students.")
@share_options(0.02, 0.02, 0.001)
@json_option
def command(  # noqa: PLR0917 - click passes by name
    students: int,
    rate: float,
    workers: int,
    seed: int,
    duplicates: float,
    late: float,
    poison: float,
    as_json: bool,  # noqa: FBT001 - as above
) -> None:
    """Run everything here: Kafka, Redis, PostgreSQL, supervised workers, students. Ctrl-C ends all of it."""
    out = Output(as_json=as_json)
    settings = load_settings()
    check_web_ports(settings, workers)
    registry = loop.run(load_registry(settings))
    simulation = Simulation(
        students=students, seed=seed, encode=progress_encoder(registry), shares=Shares(duplicates, late, poison)
    )
    plan = _Plan(_Students(simulation), rate, workers, past=students * _PAST_EVENTS)
    with contextlib.suppress(loop.Stopped):  # this is how it ends
        loop.run_until_signal(_dev(settings, plan, out))
    out.say("everything has ended")


@dataclass(frozen=True)
class _Plan:
    students: _Students
    rate: float  # events a second
    workers: int
    past: int  # events of the past that an empty fleet is given


async def _dev(settings: Settings, plan: _Plan, out: Output) -> None:
    async with local_servers(with_secret(settings), out.say) as connected:
        await prepare_topics(connected.kafka_brokers or "", connected, out)
        fleet = LocalFleet(connected, plan.workers, out.say, archived=connected.postgres_dsn is not None)
        out.say(f"starting {_many(plan.workers, 'worker')}")
        fleet.start()
        try:
            await fleet.guard(_run(fleet, plan, out))
        finally:
            out.say("stopping")
            await fleet.stop()


async def _run(fleet: LocalFleet, plan: _Plan, out: Output) -> None:
    settings = fleet.settings
    brokers = settings.kafka_brokers or ""
    async with WebClient(web_url(settings)) as client:
        await client.wait_until_ready(_READY_SECONDS)
    async with StandingReader(brokers, settings.app_id) as reader, asyncio.TaskGroup() as group:
        empty = (await reader.standing()).ledger.records == 0
        group.create_task(_simulate(brokers, plan, out, past=empty))
        await plan.students.begun.wait()
        _where_to_look(fleet, sample=min(plan.students.seen), out=out)
        await _show(reader, fleet, plan, out)


async def _simulate(brokers: str, plan: _Plan, out: Output, *, past: bool) -> None:
    """Send until cancelled; a broker that is away is waited for."""
    students = plan.students
    if past:
        await produce(students.noted(students.simulation.history(plan.past, now_ms=now_ms())), brokers=brokers)
    while True:
        check_cancelled()
        try:
            await produce(students.noted(students.simulation.live(now_ms)), brokers=brokers, rate=plan.rate)
        except ProduceError as exc:
            out.say(f"the students wait: {exc}")
            await asyncio.sleep(_RETRY_SECONDS)


def _where_to_look(fleet: LocalFleet, *, sample: str, out: Output) -> None:
    settings = fleet.settings
    page = f"{web_url(settings)}/progress/{sample}"
    token = development_token(settings, web_url(settings))
    key = f"{settings.redis_key_prefix}student:{sample}:mastery:latest"
    if out.as_json:
        out.result(
            {
                "event": "running",
                "student": sample,
                "http": page,
                "kafka": settings.kafka_brokers,
                "redis": settings.redis_url,
                "postgres": settings.postgres_dsn,
                "logs": str(fleet.logs),
                "token": token,
                "workers": {one.name: one.pid for one in fleet.supervisors},
            }
        )
    else:
        out.tell(
            "\n".join(
                [
                    "",
                    "The fleet runs. Where to look:",
                    # After the #, where no server gets it: the page takes it from there, and out of the address.
                    f"  page      {web_url(settings)}/{'' if token is None else f'#token={token}'}",
                    f"  HTTP      {page}",
                    f"            {page}/history",
                    f"            {web_url(settings)}/health/ready",
                    f"            {web_url(settings)}/docs",
                    *_token_lines(token),
                    f"  Redis     {settings.redis_url}  HGET {key} data",
                    f"  SQL       {settings.postgres_dsn}  (events_log, students_progress, dead_letters)",
                    f"  Kafka     {settings.kafka_brokers}  (python -m fleet topics list)",
                    f"  query     python -m fleet query {sample} --history",
                    "  failures  python -m fleet dlq stats",
                    f"  logs      {fleet.logs}",
                    "Ctrl-C ends all of it.",
                    "",
                ]
            )
        )


def _token_lines(token: str | None) -> list[str]:
    if token is None:
        return []
    return [
        f"  token     {token}",
        "            (an admin's, for an hour: `python -m fleet token --role student --student ID` makes others)",
        '            curl -H "Authorization: Bearer $(python -m fleet token --role teacher)" ...',
    ]


async def _show(reader: StandingReader, fleet: LocalFleet, plan: _Plan, out: Output) -> None:
    """One status line, for ever: redrawn in place on a terminal, now and then elsewhere."""
    last: tuple[float, int] | None = None
    told = -_LINE_SECONDS
    with _line(out) as line:
        while True:
            check_cancelled()
            now = time.monotonic()
            try:
                standing = await reader.standing()
            except (KafkaError, TimeoutError):
                status: dict[str, Any] = {"event": "status", "kafka": "does not answer"}
                text = "Kafka does not answer"
            else:
                records = standing.ledger.records
                rate = (records - last[1]) / (now - last[0]) if last is not None else None
                last = (now, records)
                status = _status(standing, rate, fleet, plan)
                text = _text(status)
            if out.as_json:
                out.result(status)
            elif out.live:
                with contextlib.suppress(OSError):
                    line.update(Text(text), refresh=True)
            elif now - told >= _LINE_SECONDS:
                told = now
                out.say(text)
            await asyncio.sleep(_TICK_SECONDS)


def _status(standing: Standing, rate: float | None, fleet: LocalFleet, plan: _Plan) -> dict[str, Any]:
    ledger = standing.ledger
    return {
        "event": "status",
        "events_per_second": None if rate is None else round(rate, 1),
        "records": ledger.records,
        "lag": standing.lag,
        "students": len(plan.students.seen),
        "duplicates": ledger.duplicates,
        "dead_letters": ledger.dead_letters,
        "workers_up": sum(one.pid is not None for one in fleet.supervisors),
        "restarts": sum(one.restarts for one in fleet.supervisors),
    }


def _text(status: dict[str, Any]) -> str:
    rate = "-" if status["events_per_second"] is None else f"{status['events_per_second']:,.0f}"
    parts = [
        f"{rate} events/s",
        f"lag {status['lag']:,}",
        f"{status['records']:,} records",
        f"{status['students']:,} students",
        _many(status["dead_letters"], "dead letter"),
        _many(status["workers_up"], "worker") + " up",
    ]
    return " · ".join([*parts, _many(status["restarts"], "restart")] if status["restarts"] else parts)


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@contextlib.contextmanager
def _line(out: Output) -> Iterator[Live]:
    live = Live(console=out.errors, auto_refresh=False, transient=True)
    with contextlib.ExitStack() as held:
        if out.live:
            live.start()
            held.callback(_stop_quietly, live)
        yield live


def _stop_quietly(live: Live) -> None:
    with contextlib.suppress(OSError):  # the terminal may be what has gone
        live.stop()
