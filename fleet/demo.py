"""The demonstration: the whole fleet once, and then every copy of every student's mastery held against the oracle."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

from fleet.access.development import development_token
from fleet.agreement import Disagreement, compare_bytes, students_of
from fleet.archive import Archive
from fleet.demo_checks import (
    check_http,
    check_redis,
    count_events,
    match_dead_letters,
    read_archive,
    read_dead_letters,
    read_rocksdb,
)
from fleet.demo_metrics import check_metrics, close_a_dead_letter, scrape, use_agents
from fleet.local_fleet import LocalFleet
from fleet.metrics.movement import Movement, Page
from fleet.metrics.movement import wanted as all_wanted
from fleet.oracle import Expectation, Ledger, Rules, SourceRecord, expected
from fleet.oracle.read import read_topic
from fleet.settings import Settings
from fleet.simulate import Shares, SimulatedRecord, Simulation, produce, progress_encoder
from fleet.standing import Standing, StandingReader, fold_rate
from fleet.topology import AGENTS
from fleet.web_client import WebClient
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.checkpoint import Checkpoint

__all__ = ["DemoPlan", "DemoResult", "Phases", "StalledError", "prepare", "run_demo"]

_READY_SECONDS: Final = 60.0
_STALL_SECONDS: Final = 30.0
_VISIBLE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.2


class StalledError(Exception):
    """The worker has stopped folding. Its log says why."""


@dataclass(frozen=True)
class DemoPlan:
    """What is sent: `events` records in all, faults included, by `students`, over `days` of past."""

    events: int
    students: int
    shares: Shares
    seed: int
    days: float = 5.0


class Phases(Protocol):
    """Told how the demonstration goes."""

    def say(self, text: str) -> None:
        """Something happened."""

    def count(self, phase: str, done: int, total: int) -> None:
        """A phase has got so far."""


@dataclass
class DemoResult:
    """What came out. `wrong` holds everything that is not as it should be, but for students' values."""

    events: int = 0
    poison: int = 0
    produced_per_second: float = 0.0
    folded_per_second: float | None = None
    ledger: dict[str, int] = field(default_factory=dict)
    dead_letters: int = 0
    archived: int = 0
    students: int = 0
    values: int = 0
    metrics: list[Movement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.disagreements and not self.wrong

    def to_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            **asdict(self),
            "disagreements": [str(one) for one in self.disagreements],
            "disagreeing_students": students_of(self.disagreements),
            "ok": self.ok,
        }


def prepare(plan: DemoPlan, now_ms: int) -> list[SimulatedRecord]:
    """Make all records beforehand, so that what is measured is the fleet and not the simulation.

    Raises:
        ValueError: the plan is out of range.
    """
    simulation = Simulation(students=plan.students, seed=plan.seed, encode=progress_encoder(), shares=plan.shares)
    return list(simulation.history(plan.events, now_ms=now_ms, days=plan.days))


async def run_demo(settings: Settings, records: list[SimulatedRecord], url: str, phases: Phases) -> DemoResult:
    """Run it against servers whose topics are there and empty; the worker is started and stopped here.

    Raises:
        WorkerEndedError: the worker has failed.
        StalledError: the worker does not get on.
    """
    began = time.monotonic()
    fleet = LocalFleet(settings, 1, phases.say)
    fleet.start()
    try:
        result, expectation = await fleet.guard(_while_it_runs(settings, records, url, phases))
    finally:
        await fleet.stop()
    found = await asyncio.to_thread(read_rocksdb, settings.data_dir)
    result.disagreements += compare_bytes("RocksDB", found, expectation.values)
    phases.say(f"RocksDB: {len(found):,} values compared, byte for byte")
    result.seconds = time.monotonic() - began
    return result


async def _while_it_runs(
    settings: Settings, records: list[SimulatedRecord], url: str, phases: Phases
) -> tuple[DemoResult, Expectation]:
    brokers = settings.kafka_brokers or ""
    result = DemoResult(events=len(records), poison=sum(record.kind == "poison" for record in records))
    token = development_token(settings, url)
    async with WebClient(url, token) as client, StandingReader(brokers, settings.app_id) as reader:
        await client.wait_until_ready(_READY_SECONDS)
        phases.say(f"the worker is ready at {url}")
        before = await scrape(client)
        await _send_and_fold(brokers, records, client, result, phases)
        standing = await _visible(reader, len(records))
        result.folded_per_second = fold_rate(await reader.commits())
        phases.say("asking the oracle")
        source = await read_topic(LEARNING_EVENTS.name, brokers=brokers)
        expectation = await asyncio.to_thread(expected, source, _rules(settings))
        _check_ledgers(standing, expectation, result)
        await _check_dead_letters(brokers, source, expectation, result)
        result.students, result.values = len(expectation.students), len(expectation.values)

        def asked(done: int) -> None:
            phases.count("HTTP", done, result.students)

        result.disagreements += await check_http(client, expectation.values, asked)
        phases.say(f"HTTP: {result.students:,} students asked for, present and history")
        await _check_metrics(client, before, records, result, phases)
    await _check_postgres(settings, source, expectation, result)
    phases.say(f"PostgreSQL: {result.archived:,} events counted, {result.values:,} values compared, byte for byte")
    disagreeing = await check_redis(settings.redis_url or "", expectation.values, settings.redis_key_prefix)
    result.disagreements += disagreeing
    phases.say(f"Redis: {result.values:,} values compared, byte for byte")
    return result, expectation


async def _check_metrics(
    client: WebClient, before: Page, records: list[SimulatedRecord], result: DemoResult, phases: Phases
) -> None:
    """Use what has not been used yet, and hold the worker's metrics against the specification's list."""
    kinds = {record.kind for record in records}
    result.wrong += await use_agents(client)
    if "poison" in kinds:
        await close_a_dead_letter(client)
    listed = all_wanted(AGENTS, duplicates="duplicate" in kinds, dead_letters="poison" in kinds)
    result.metrics = await check_metrics(client, before, listed)
    result.wrong += [f"metrics: {one} ({one.item})" for one in result.metrics if not one.ok]
    phases.say("metrics of the specification's list, from the first look to the last:")
    for one in result.metrics:
        phases.say(f"  {one.item:36}{one.metric:72}{one.numbers}{'' if one.ok else '  WRONG'}")


async def _check_postgres(
    settings: Settings, source: list[SourceRecord], expectation: Expectation, result: DemoResult
) -> None:
    """Fill the archive, and hold the audit trail and the copy of the changelog against the oracle."""
    await Archive(settings).run_until_level()
    found = await read_archive(settings.postgres_dsn or "")
    result.archived = found.events
    wanted = count_events(source)
    if (found.events, found.duplicates) != wanted:
        result.wrong.append(f"PostgreSQL has {found.events} events and {found.duplicates} duplicates, not {wanted}")
    result.disagreements += compare_bytes("PostgreSQL", found.values, expectation.values)


async def _send_and_fold(
    brokers: str, records: list[SimulatedRecord], client: WebClient, result: DemoResult, phases: Phases
) -> None:
    """Send everything at full speed while the worker folds; return when all of it is committed."""

    def sent(done: Any) -> None:
        phases.count("sent", done.total, len(records))

    sending = asyncio.create_task(produce(records, brokers=brokers, progress=sent))
    try:
        await _folded(client, sending, len(records), lambda done: phases.count("folded", done, len(records)))
        produced = await sending
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    result.produced_per_second = produced.total / produced.seconds


async def _folded(client: WebClient, sending: "asyncio.Task[Any]", total: int, progress: Callable[[int], None]) -> None:
    last, deadline = 0, time.monotonic() + _STALL_SECONDS
    while True:
        if sending.done():
            sending.result()  # raises why nothing more will come
        done = (await client.ledger()).records
        progress(done)
        if done >= total:
            return
        if done > last or not sending.done():
            last, deadline = done, time.monotonic() + _STALL_SECONDS
        elif time.monotonic() > deadline:
            raise StalledError(f"{done} of {total} records are folded and nothing moves: see the worker's log")
        await asyncio.sleep(_POLL_SECONDS)


async def _visible(reader: StandingReader, total: int) -> Standing:
    """Where everything stands, once readers see it: a commit is confirmed before its markers are in the partitions."""
    deadline = time.monotonic() + _VISIBLE_SECONDS
    while True:
        standing = await reader.standing()
        if standing.ledger.records >= total or time.monotonic() > deadline:
            return standing
        await asyncio.sleep(_POLL_SECONDS)


def _rules(settings: Settings) -> Rules:
    return Rules(
        partitions=PARTITIONS,
        max_lateness_days=settings.max_lateness_days,
        max_ahead_seconds=settings.max_ahead_seconds,
        clamp=settings.score_policy == "clamp",
    )


def _check_ledgers(standing: Standing, expectation: Expectation, result: DemoResult) -> None:
    total = standing.ledger
    result.ledger = asdict(total)
    for partition, wanted in sorted(expectation.ledger.items()):
        counted = _counts(standing.checkpoints.get(partition))
        if counted != wanted:
            result.wrong.append(f"the ledger of partition {partition} is {counted} and should be {wanted}")


def _counts(checkpoint: Checkpoint | None) -> Ledger:
    if checkpoint is None:
        return Ledger()
    ledger = checkpoint.ledger
    return Ledger(ledger.applied, ledger.duplicates, ledger.dead_letters, ledger.rerouted)


async def _check_dead_letters(
    brokers: str, source: list[SourceRecord], expectation: Expectation, result: DemoResult
) -> None:
    letters = await read_dead_letters(brokers)
    result.dead_letters = len(letters)
    if len(letters) != result.poison:
        result.wrong.append(f"{len(letters)} dead letters, but {result.poison} poison records were sent")
    result.wrong += [f"dead letters: {text}" for text in match_dead_letters(letters, expectation.dead_letters, source)]
