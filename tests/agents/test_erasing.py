"""Orders to erase a student: which records are ones, how a batch is cut around them, and what they change."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.erasing import Eraser, parts_of
from agents.runtime.records import FIRST_APPEND, REROUTED_FROM
from agents.runtime.spec import table_specs
from fleet.agents import eraser_of
from fleet.topology import AGENTS
from schemas.canonical import dumps, loads
from schemas.dead_letters import ErrorEvent
from schemas.erasure import ERASE, EraseOrder, mark_of
from schemas.partitioner import partition_for
from schemas.topics import DEAD_LETTER_STATUS, LEARNING_EVENTS, PARTITIONS
from tables.checkpoint import Checkpoint
from tables.erasures import erased_key, was_erased
from tables.failure_entry import Place, with_failure
from tables.failures import FAILURES, writes
from tables.mastery import MASTERY
from tables.retry_schedule import RetrySchedule
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tables.struggles import STRUGGLES

KEYS = ("the first secret", "an older secret!")
STUDENT, OTHER = "stu-00123", "stu-00124"
HOME = partition_for(STUDENT.encode(), PARTITIONS)
NOW = 1_768_300_200_000
ORDER = EraseOrder(STUDENT, "order-1", NOW, "ops", "on request")


@dataclass
class Record:
    offset: int
    value: bytes | None = b"x"
    key: bytes | None = STUDENT.encode()
    headers: list[tuple[str, bytes | None]] = field(default_factory=list)
    timestamp: int = NOW
    topic: str = LEARNING_EVENTS.name
    partition: int = HOME
    timestamp_type: int = 1


def order_record(offset: int, key: str = KEYS[0], value: bytes | None = b"", **changes: Any) -> Record:
    return Record(offset, value, headers=[ORDER.header(key)], **changes)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    made = PartitionStore(tmp_path / "0.db", StoreOptions(1 << 20, 1 << 20))
    yield made
    made.close()


def fill(store: PartitionStore, values: dict[str, Any]) -> None:
    store.write({key.encode(): dumps(value) for key, value in values.items()}, LocalPosition("id", 1, 0.0))


def eraser(table: Any = MASTERY, topic: str = LEARNING_EVENTS.name) -> Eraser:
    return eraser_of(table, topic, table_specs(AGENTS), KEYS)


def owned(store: PartitionStore) -> Any:
    return SimpleNamespace(store=store)


CHECKPOINT = Checkpoint("topic-id", 9, NOW - 5)


# -- which records are orders ------------------------------------------------------------------------------------------
def test_a_batch_is_cut_around_the_orders_in_it() -> None:
    records = [Record(1), order_record(2), Record(3), Record(4, b""), order_record(5, KEYS[1], None)]
    cut = [([one.offset for one in part], order is not None) for part, order in parts_of(records, eraser())]  # type: ignore[arg-type]
    assert cut == [([1], False), ([2], True), ([3, 4], False), ([5], True)]
    plain = [Record(1), Record(2)]
    assert parts_of(plain, eraser()) == [(plain, None)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "record",
    [
        order_record(1, "somebody's secret"),
        order_record(1, value=b"a value"),
        order_record(1, timestamp=NOW + 4_000_000),  # an old one that somebody sends once more
        Record(1, b""),
    ],
)
def test_what_is_no_order_is_left_to_the_guard(record: Record) -> None:
    assert eraser().order(record) is None  # type: ignore[arg-type]


def test_a_topic_that_carries_no_orders_has_none() -> None:
    assert eraser(topic="progress.requests").order(order_record(1)) is None  # type: ignore[arg-type]


def test_every_table_is_erased_on_a_source_of_its_own() -> None:
    for spec in AGENTS:
        if spec.table is not None:
            assert spec.table.erased_on in {source.topic.name for source in spec.sources}, spec.name


# -- what they change --------------------------------------------------------------------------------------------------
async def test_everything_of_the_student_goes_and_a_mark_stays(store: PartitionStore) -> None:
    fill(
        store,
        {
            f"student:{STUDENT}:mastery:latest": {},
            f"student:{STUDENT}:winner:loops:2026-01-13": [],
            f"idempotency:{STUDENT}:00ff": ["aa", 1],
            "idempotency-day:00000001:t:1": [f"idempotency:{STUDENT}:00ff", f"idempotency:{OTHER}:00ff"],
            "idempotency-day:00000002:t:2": [f"idempotency:{STUDENT}:00ff"],
            "idempotency-day:00000003:t:3": [f"idempotency:{OTHER}:11ff"],
            f"student:{OTHER}:mastery:latest": {},
            f"student:{STUDENT}4:mastery:latest": {},
            f"idempotency:{OTHER}:00ff": ["aa", 1],
        },
    )
    changes = await eraser().changes(order_record(10), ORDER, owned(store), CHECKPOINT)  # type: ignore[arg-type]
    mark = erased_key(mark_of(STUDENT, KEYS[0]))
    assert changes.writes == {
        f"student:{STUDENT}:mastery:latest".encode(): None,
        f"student:{STUDENT}:winner:loops:2026-01-13".encode(): None,
        f"idempotency:{STUDENT}:00ff".encode(): None,
        b"idempotency-day:00000001:t:1": dumps([f"idempotency:{OTHER}:00ff"]),
        b"idempotency-day:00000002:t:2": None,
        mark: dumps([NOW, "order-1"]),
    }
    assert changes.forgotten == (STUDENT,)
    assert changes.checkpoint.offset == 10
    assert changes.checkpoint.ledger.applied == changes.checkpoint.read == 1
    assert changes.checkpoint.imbalance == 0
    # The other tables are told on every partition, as a student's dead letters lie where they first stood.
    told = [(one.topic, one.partition) for one in changes.emits]
    assert [pair for pair in told if pair[0] == DEAD_LETTER_STATUS.name] == [
        (DEAD_LETTER_STATUS.name, one) for one in range(PARTITIONS)
    ]
    assert all(dict(one.headers)[FIRST_APPEND] == str(NOW).encode() for one in changes.emits)


async def test_an_order_is_carried_out_once(store: PartitionStore) -> None:
    first = await eraser().changes(order_record(10), ORDER, owned(store), CHECKPOINT)  # type: ignore[arg-type]
    store.write(first.writes, LocalPosition("id", 2, 0.0))
    fill(store, {f"student:{STUDENT}:mastery:latest": {}})  # a new history
    again = await eraser().changes(order_record(11), ORDER, owned(store), first.checkpoint)  # type: ignore[arg-type]
    assert (again.writes, list(again.emits)) == ({}, [])
    assert again.checkpoint.ledger.duplicates == 1


async def test_an_order_on_another_partition_is_sent_home(store: PartitionStore) -> None:
    elsewhere = order_record(10, partition=(HOME + 1) % PARTITIONS)
    changes = await eraser().changes(elsewhere, ORDER, owned(store), CHECKPOINT)  # type: ignore[arg-type]
    (copy,) = changes.emits
    assert (changes.writes, copy.topic, copy.partition, copy.value) == ({}, LEARNING_EVENTS.name, HOME, b"")
    assert {ERASE, FIRST_APPEND, REROUTED_FROM} == set(dict(copy.headers))
    assert changes.checkpoint.ledger.rerouted == 1
    arriving = Record(3, copy.value, copy.key, list(copy.headers), NOW + 70)
    assert eraser().order(arriving) == ORDER  # type: ignore[arg-type]


# -- dead letters ------------------------------------------------------------------------------------------------------
def letter(student: str, offset: int, appended: int) -> ErrorEvent:
    return ErrorEvent(
        event_id=f"e{offset}",
        original_event_type="t",
        error_type="late",
        error_message="m",
        original_payload={"student_id": student},
        original_topic=LEARNING_EVENTS.name,
        original_partition=0,
        original_offset=offset,
        original_timestamp=appended,
        attempt=0,
    )


async def test_dead_letters_of_the_student_from_before_the_order_are_forgotten(store: PartitionStore) -> None:
    schedule = RetrySchedule()
    for offset, (student, appended) in enumerate([(STUDENT, NOW - 1), (STUDENT, NOW + 1), (OTHER, NOW - 1)]):
        entry = with_failure(None, letter(student, offset, appended), Place("dead-letter.queue", 0, offset))
        store.write(writes(None, entry, schedule), LocalPosition("id", 1, 0.0))
    before = dict(store.scan(b"", b"a"))
    assert {key.decode() for key, _ in FAILURES.held(store, STUDENT)} == {
        "entry:learning.events:0:0",
        "entry:learning.events:0:1",
    }
    told = order_record(4, topic=DEAD_LETTER_STATUS.name, timestamp=NOW + 500)
    told.headers.append((FIRST_APPEND, str(NOW).encode()))
    order = eraser(FAILURES, DEAD_LETTER_STATUS.name).order(told)  # type: ignore[arg-type]
    assert order == ORDER
    changes = await eraser(FAILURES, DEAD_LETTER_STATUS.name).changes(told, ORDER, owned(store), CHECKPOINT)  # type: ignore[arg-type]
    store.write(changes.writes, LocalPosition("id", 2, 0.0))
    left = {key.decode() for key, _ in store.scan(b"", b"a")}
    gone = {key.decode() for key in before} - left
    assert {key.rpartition("events:")[2] for key in gone} == {"0:0"}
    assert len(gone) == 2, "the entry and its place in the timer's index"
    assert not changes.emits
    assert was_erased(store, STUDENT, NOW, KEYS)
    assert not was_erased(store, STUDENT, NOW + 1, KEYS)
    assert not was_erased(store, OTHER, NOW, KEYS)
    (mark,) = [loads(value) for key, value in store.scan(b"erased:")]
    assert mark == [NOW, "order-1"]


# -- struggles ---------------------------------------------------------------------------------------------------------
def test_alerts_and_signals_of_the_student_are_found_wherever_they_are_listed(store: PartitionStore) -> None:
    about = {
        f"student:{STUDENT}": {},
        "open:0000000000001:a": {"student_id": STUDENT},
        f"due:0000000000001:{STUDENT}": [],
    }
    others = {
        f"student:{STUDENT}4": {},
        "open:0000000000002:b": {"student_id": OTHER},
        f"due:0000000000001:{OTHER}": [],
    }
    fill(store, {**about, **others})
    assert {key.decode() for key, _ in STRUGGLES.held(store, STUDENT)} == set(about)
    writes = dict(one for one in STRUGGLES.forget(store, STUDENT, NOW) if one is not None)
    assert writes == {key.encode(): None for key in about}
