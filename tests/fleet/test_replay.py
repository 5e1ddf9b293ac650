"""Folding the log once more gives the bytes that the live agent gave, whatever today's code would make of failures."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agents.runtime.options import AgentOptions
from fleet.oracle import SourceRecord, expected
from fleet.oracle.model import Rules
from fleet.replay import Failed, Replay, failed_copies
from fleet.simulate import Shares, Simulation, progress_encoder
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.erasure import EraseOrder
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS
from tables.checkpoint import Checkpoint
from tables.store import PartitionStore, StoreOptions

NOW = 1_768_300_200_000
HOME = 2
KEYS = ("the secret of this test",)
CODEC = Codec(FileRegistry.load())


@dataclass
class Record:
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = NOW
    headers: Sequence[tuple[str, Any]] = ()
    topic: str = LEARNING_EVENTS.name
    partition: int = HOME
    timestamp_type: int = 1


@dataclass
class Rebuilt:
    """A table of its own."""

    path: Path
    failed: Failed = field(default_factory=set)

    async def fold(self, records: Sequence[Record], at_once: int) -> dict[str, bytes]:
        store = PartitionStore(self.path, StoreOptions(1 << 20, 1 << 20))
        options = AgentOptions("clamp", 7 * 86_400_000, 300_000, 100, erasure_keys=KEYS)
        replay = Replay(HOME, store, Checkpoint("topic-id", -1), CODEC, options, self.failed)
        for begin in range(0, len(records), at_once):
            await replay.fold(records[begin : begin + at_once])
        assert replay.checkpoint.imbalance == 0
        self.ledger = replay.checkpoint.ledger
        found = {key.decode(): value for key, value in store.scan(b"student:")}
        self.everything = {key.decode(): value for key, value in store.scan(b"", b"a")}
        store.close()
        return found


def log(count: int, seed: int = 1) -> list[Record]:
    """One partition of a simulated log."""
    shares = Shares(duplicates=0.05, late=0.05, poison=0.02)
    simulation = Simulation(students=60, seed=seed, encode=progress_encoder(), shares=shares)
    ours = [
        one
        for one in simulation.history(count * PARTITIONS, now_ms=NOW)
        if one.key is not None and partition_for(one.key, PARTITIONS) == HOME
    ]
    return [Record(offset, one.key, one.value) for offset, one in enumerate(ours)]


def order(offset: int, student: str) -> Record:
    given = EraseOrder(student, "order-1", NOW, "ops", "on request")
    return Record(offset, student.encode(), b"", NOW, [given.header(KEYS[0])])


def truth(records: Sequence[Record]) -> Any:
    return expected(
        [SourceRecord(HOME, one.offset, one.timestamp, one.key, one.value, one.headers) for one in records],
        Rules(erasure_key=KEYS[0]),
    )


def public(state: dict[str, bytes]) -> dict[str, bytes]:
    return {key: value for key, value in state.items() if ":mastery:" in key}


async def test_a_replay_gives_the_same_bytes_whatever_its_batches_and_those_of_the_oracle(tmp_path: Path) -> None:
    records = log(400)
    one = Rebuilt(tmp_path / "1")
    whole = await one.fold(records, len(records))
    assert len(whole) > 100
    assert await Rebuilt(tmp_path / "2").fold(records, 7) == whole
    wanted = truth(records)
    assert public(whole) == wanted.values
    assert one.ledger.duplicates == wanted.ledger[HOME].duplicates > 0
    assert one.ledger.dead_letters == wanted.ledger[HOME].dead_letters > 0


async def test_an_order_to_erase_stands_at_its_place_in_a_replay_too(tmp_path: Path) -> None:
    records = log(300)
    student = min(one.key.decode() for one in records if one.key is not None and one.offset > 200)
    middle = 150
    told = [*records[:middle], order(middle, student)]
    told += [Record(one.offset + 1, one.key, one.value) for one in records[middle:]]
    assert any(one.key == student.encode() for one in records[:middle])
    one = Rebuilt(tmp_path / "1")
    state = await one.fold(told, 50)
    assert public(state) == truth(told).values
    assert public(state) != truth(records).values
    # Copies of what was said before the order change nothing, and count as duplicates.
    marks = [("fleet-first-append", str(NOW).encode()), ("fleet-rerouted-from", b"learning.events:0:0")]
    before = [one for one in records[:middle] if one.key == student.encode()]
    copies = [Record(len(told) + place, one.key, one.value, NOW, marks) for place, one in enumerate(before)]
    again = Rebuilt(tmp_path / "3")
    assert await again.fold([*told, *copies], 50) == state
    assert again.ledger.duplicates == one.ledger.duplicates + len(copies) > one.ledger.duplicates
    until = Rebuilt(tmp_path / "2")
    await until.fold(told[: middle + 1], 1000)
    assert not [key for key, value in until.everything.items() if student in key or student.encode() in value]
    assert [key for key in until.everything if key.startswith("erased:")]


async def test_what_failed_then_is_passed_over_and_its_retried_copy_decides(tmp_path: Path) -> None:
    records = [one for one in log(50) if one.value][:20]
    events = await Rebuilt(tmp_path / "all").fold(records, 20)
    first = records[0]
    # It failed when it was read, was sent again, failed once more, and was applied at last.
    marks = [("fleet-first-origin", f"{first.topic}:{HOME}:0".encode()), ("fleet-first-append", str(NOW).encode())]
    copies = [
        Record(len(records) + number, first.key, first.value, NOW + number, [*marks, ("fleet-attempt", b"%d" % number)])
        for number in (1, 2)
    ]
    failed: Failed = {((first.topic, HOME, 0), 0), ((first.topic, HOME, 0), 1)}
    again = Rebuilt(tmp_path / "again", failed)
    assert await again.fold([*records, *copies], 5) == events
    assert again.ledger.duplicates == 0, "only the second copy is folded"
    # It was discarded by a person: no copy of it came through.
    gone = Rebuilt(tmp_path / "gone", failed | {((first.topic, HOME, 0), 2)})
    assert await gone.fold([*records, *copies], 5) == await Rebuilt(tmp_path / "without").fold(records[1:], 5) != events


async def test_which_copies_failed_is_read_from_the_queue() -> None:
    def letter(offset: int, attempt: int | None, topic: str = LEARNING_EVENTS.name) -> Record:
        made = ErrorEvent(
            event_id="e",
            original_event_type="t",
            error_type="late",
            error_message="m",
            original_payload={},
            original_topic=topic,
            original_partition=HOME,
            original_offset=offset,
            retry_count=attempt or 0,
            attempt=attempt,
        )
        return Record(offset, None, CODEC.encode(DEAD_LETTERS.subject, made.to_avro()))

    async def queue() -> AsyncIterator[Sequence[Any]]:
        yield [letter(1, 0), letter(2, None), Record(0, None, b"rubbish"), letter(3, 0, "progress.requests")]
        yield [letter(1, 1)]

    place = LEARNING_EVENTS.name, HOME
    assert await failed_copies(queue(), CODEC) == {((*place, 1), 0), ((*place, 1), 1), ((*place, 2), 0)}


@pytest.mark.parametrize("count", [0, 1])
async def test_nothing_to_fold_changes_nothing(tmp_path: Path, count: int) -> None:
    records = [Record(0, b"x", b"rubbish")] * count
    assert await Rebuilt(tmp_path / "1").fold(records, 1) == {}
