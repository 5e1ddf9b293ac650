"""What is left of a scenario, held against an oracle that shares no code with the fleet. A finding names its check."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fleet.agreement import Disagreement, compare_bytes
from fleet.demo_checks import check_redis, read_dead_letters
from fleet.oracle import Expectation, SourceRecord, expected
from fleet.standing import Commit, StandingReader
from schemas.topics import LEARNING_EVENTS, PARTITIONS, changelog
from tables.checkpoint import Checkpoint
from tests.faults.rawlog import judge_batches, read_batches
from tests.stack.support import Fleet, public

OUTCOMES = ("applied", "duplicates", "dead_letters", "rerouted")

WHOLE_BYTES = (1 << 20) - 1024
"""A dead letter holds a value below this size whole, of a larger one the head (FLEET_MAX_PAYLOAD_BYTES)."""

HEAD_BYTES = 1000
"""Compared of the latter."""


@dataclass(frozen=True)
class Truth:
    """What the log means. `logs` are the source's records: of topics that were deleted, and of the one there is."""

    logs: Sequence[Sequence[SourceRecord]]
    expectation: Expectation
    values: dict[tuple[int, int], bytes | None] = field(repr=False)  # by the place in all logs one behind the other

    @property
    def records(self) -> int:
        return sum(map(len, self.logs))


async def read_truth(fleet: Fleet, earlier: Sequence[Sequence[SourceRecord]] = ()) -> Truth:
    """Read the source topic, and let the oracle say what it means.

    Args:
        earlier: the records of topics of the same name that were deleted since.
    """
    logs = [*earlier, await fleet.log()]
    joined: list[SourceRecord] = []
    for log in logs:
        begins = Counter({one.partition: one.offset + 1 for one in sorted(joined, key=lambda one: one.offset)})
        joined += [replace(one, offset=one.offset + begins[one.partition]) for one in log]
    return Truth(logs, expected(joined), {(one.partition, one.offset): one.value for one in joined})


def state(where: str, fleet: Fleet, truth: Truth) -> list[str]:
    """Every student's values in the stopped workers' tables, byte for byte, and each partition's ledger."""
    tables = fleet.partitions()
    values: dict[str, bytes] = {}
    found: list[str] = []
    for number in range(PARTITIONS):
        table = tables.get(number, {})
        values |= public(table)
        raw = table.get(f"checkpoint:{LEARNING_EVENTS.name}")
        ledger = vars(Checkpoint.load(raw).ledger) if raw is not None else dict.fromkeys(OUTCOMES, 0)
        wanted = truth.expectation.ledger[number]
        found += [
            f"{where} ledger: partition {number} counts {ledger[name]} {name}, not {getattr(wanted, name)}"
            for name in OUTCOMES
            if ledger[name] != getattr(wanted, name)
        ]
        records = sum(one.partition == number for log in truth.logs for one in log)
        if sum(ledger[name] for name in OUTCOMES) != records:
            found.append(f"{where} ledger: partition {number} adds up to other than the {records} records read")
    return told(f"{where} state", compare_bytes("RocksDB", values, truth.expectation.values)) + found


async def redis(fleet: Fleet, truth: Truth) -> list[str]:
    """The mirror, once it has caught up with the changelog. A worker has to run."""
    wanted = truth.expectation.values
    return told("Redis", await check_redis(fleet.stack.addresses.redis, wanted, f"{fleet.app_id}||", patience=30.0))


def told(check: str, disagreements: Sequence[Disagreement]) -> list[str]:
    return [f"{check}: {len(disagreements)} values are not the oracle's: {disagreements[0]}"] if disagreements else []


async def dead_letters(fleet: Fleet, truth: Truth, *, again: bool = False) -> list[str]:
    """Every record that the oracle refuses is in the queue once, with its code and its bytes.

    Args:
        again: the source was read again from its beginning: some may be there twice.
    """
    # Not by their place: that of a record that was rerouted first is another in the queue than in the log.
    wanted = Counter(
        (one.code, _kept(truth.values[one.partition, one.offset])) for one in truth.expectation.dead_letters
    )
    found = Counter((one.code, _kept(one.value)) for one in await read_dead_letters(fleet.brokers))
    if again:
        found = Counter({one: min(count, wanted[one]) if wanted[one] else count for one, count in found.items()})
    wrong = []
    if missing := wanted - found:
        wrong.append(f"dead letters: {missing.total()} are missing, such as one that is {next(iter(missing))[0]}")
    if unwanted := found - wanted:
        wrong.append(f"dead letters: {unwanted.total()} too many, such as one called {next(iter(unwanted))[0]}")
    return wrong


def _kept(value: bytes | None) -> bytes:
    """As much of a value as a dead letter holds for certain."""
    whole = value or b""
    return whole if len(whole) < WHOLE_BYTES else whole[:HEAD_BYTES]


async def raw_changelog(fleet: Fleet, truth: Truth) -> tuple[list[str], Counter[str]]:
    """Checkpoints never fall, each accounts for every record up to it, and no fenced producer's batch counts.

    Returns:
        What is wrong, and what there was.
    """
    topic = changelog(fleet.app_id, "mastery").name
    found: list[str] = []
    seen: Counter[str] = Counter()
    for number, batches in (await read_batches(fleet.brokers, topic)).items():
        found += [f"raw changelog: {one}" for one in judge_batches(f"{topic}/{number}", batches)]
        seen["committed transactions"] += sum(one.marker is True for one in batches)
        seen["aborted transactions"] += sum(one.marker is False for one in batches)
        seen["ownerships"] += len({one.epoch for one in batches if one.marker is None})
    async with StandingReader(fleet.brokers, fleet.app_id) as reader:
        commits = await reader.commits()
    for number in range(PARTITIONS):
        found += _checkpoints([one for one in commits if one.partition == number], truth)
    return found, seen


def _checkpoints(commits: Sequence[Commit], truth: Truth) -> list[str]:
    """Of one partition. Another topic id stands for the next of the source's logs."""
    found: list[str] = []
    ids = list(dict.fromkeys(one.checkpoint.topic_id for one in commits))
    logs = truth.logs[len(truth.logs) - len(ids) :]
    before, reached = 0, -1
    for topic_id, log in zip(ids, logs, strict=True):
        offsets: list[Any] = []
        for commit in [one for one in commits if one.checkpoint.topic_id == topic_id]:
            offsets = offsets or sorted(one.offset for one in log if one.partition == commit.partition)
            checkpoint, where = commit.checkpoint, f"raw changelog: partition {commit.partition}"
            if checkpoint.offset <= reached:
                found.append(f"{where}: checkpoint {checkpoint.offset} follows {reached}")
            records = before + bisect_right(offsets, checkpoint.offset)
            if checkpoint.ledger.records != records:
                found.append(f"{where}: {checkpoint.ledger.records} outcomes for {records} records")
            reached = checkpoint.offset
        before, reached = before + len(offsets), -1
    return found
