"""A copy that was sent again: what the guard says of it, whether it is applied, known, rerouted or fails once more."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.runtime.records import (
    ATTEMPT,
    CORRECTS,
    FIRST_APPEND,
    FIRST_FAILURE,
    FIRST_ORIGIN,
    REROUTED_FROM,
    retry_of,
    without_marks,
)
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus
from schemas.partitioner import partition_for
from schemas.topics import DEAD_LETTER_STATUS, PARTITIONS
from tables.checkpoint import Ledger
from tables.ownership import BatchChanges

ENTRY = "learning.events:2:9"
NOON = 1_768_305_600_000
DAY = 86_400_000


def marks(attempt: bytes = b"1", entry: str = ENTRY) -> list[tuple[str, bytes | None]]:
    return [
        ("trace", b"x"),
        (FIRST_ORIGIN, entry.encode()),
        (ATTEMPT, attempt),
        (FIRST_FAILURE, b"%d" % (NOON - 5)),
        (FIRST_APPEND, b"%d" % (NOON - 10)),
    ]


@pytest.fixture
def statuses(codec: Codec) -> Callable[[BatchChanges], list[DeadLetterStatus]]:
    def decode(changes: BatchChanges) -> list[DeadLetterStatus]:
        sent = [one for one in changes.emits if one.topic == DEAD_LETTER_STATUS.name]
        found = [DeadLetterStatus.from_avro(codec.decode(one.value, DEAD_LETTER_STATUS.value)[1]) for one in sent]
        assert [int(one.entry_id.split(":")[1]) for one in found] == [one.partition for one in sent]
        return found

    return decode


def test_an_ordinary_record_says_nothing(partition: Any, record: Any, event: Any, statuses: Any) -> None:
    assert statuses(partition.take(record(0, event("1")), record(1, event("1"), headers=[("trace", b"x")]))) == []


def test_a_copy_that_is_applied_resolves_its_entry(partition: Any, record: Any, event: Any, statuses: Any) -> None:
    (status,) = statuses(partition.take(record(0, event("1"), headers=marks(b"2"))))
    assert (status.entry_id, status.status, status.attempt, status.actor) == (ENTRY, "resolved", 2, "progress")
    assert partition.ledger == Ledger(applied=1)


def test_a_copy_of_what_was_applied_meanwhile_supersedes(
    partition: Any, record: Any, event: Any, statuses: Any
) -> None:
    (status,) = statuses(partition.take(record(0, event("1")), record(1, event("1"), headers=marks())))
    assert (status.entry_id, status.status) == (ENTRY, "superseded")


def test_a_correction_supersedes_the_entry_it_names(partition: Any, record: Any, event: Any, statuses: Any) -> None:
    (status,) = statuses(partition.take(record(0, event("1"), headers=[(CORRECTS, ENTRY.encode())])))
    assert (status.entry_id, status.status, status.attempt) == (ENTRY, "superseded", None)
    assert "corrected by learning.events:" in status.reason


def test_a_copy_that_fails_again_is_the_same_entry_with_one_more_attempt(
    partition: Any, record: Any, event: Any, letters: Any, statuses: Any
) -> None:
    wrong = event("1", mastery=0.1)
    changes = partition.take(record(0, wrong, headers=marks(b"3")), record(1, wrong, headers=marks(b"7")))
    third, seventh = letters(changes)
    assert (third.origin, third.attempt, third.retry_count) == (ENTRY, 3, 3)
    assert (seventh.attempt, seventh.retry_count) == (7, 5)
    assert third.first_failure_at.timestamp() == (NOON - 5) / 1000
    assert third.original_timestamp == NOON - 10
    assert {one.partition for one in changes.emits} == {2}, "all that is said of an entry comes to one partition"
    assert statuses(changes) == []


def test_a_copy_on_the_wrong_partition_is_rerouted_with_its_marks(partition: Any, record: Any, event: Any) -> None:
    home = record(0, b"").partition
    other = next(one for one in map("stu-{}".format, range(99)) if partition_for(one.encode(), PARTITIONS) != home)
    changes = partition.take(record(0, event("1", student_id=other), headers=marks()))
    (emit,) = changes.emits
    assert {FIRST_ORIGIN, ATTEMPT, FIRST_FAILURE, FIRST_APPEND, REROUTED_FROM} <= {name for name, _ in emit.headers}
    assert dict(emit.headers)[FIRST_APPEND] == b"%d" % (NOON - 10)


def test_a_copy_is_judged_by_the_time_of_the_first(partition: Any, record: Any, event: Any, statuses: Any) -> None:
    late = record(0, event("1", timestamp=NOON - 7 * DAY + 1), headers=marks(), timestamp=NOON + DAY)
    assert [one.status for one in statuses(partition.take(late))] == ["resolved"]


@pytest.mark.parametrize(
    "headers",
    [
        marks(b"-1"),
        marks(b"1.5"),
        marks(b""),
        marks("\u0663".encode()),
        marks(b"9" * 7),
        marks(entry="learning.events:6:1"),  # no such partition
        marks(entry=f"learning.events:0:{2**63}"),
        marks(entry="debug.requests:0:1"),  # copies stay in their topic
        marks(entry="learning.events:0"),
        marks(entry=""),
        marks()[:2],
        [(FIRST_ORIGIN, None), (ATTEMPT, None)],
    ],
    ids=repr,
)
def test_marks_that_the_fleet_cannot_have_made_are_no_marks(
    partition: Any, record: Any, event: Any, statuses: Any, headers: Any
) -> None:
    copy = record(0, event("1"), headers=headers)
    assert retry_of(copy) is None
    assert statuses(partition.take(copy)) == []
    assert partition.ledger == Ledger(applied=1)


def test_the_producers_headers_are_what_is_left_without_marks() -> None:
    assert without_marks([*marks(), (REROUTED_FROM, b"x"), ("trace", None)]) == [("trace", b"x"), ("trace", None)]
