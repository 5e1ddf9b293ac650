"""The guard alone, over a handler that does nothing: how records are judged, whatever an agent does with them."""

from typing import Any

import pytest

from agents.runtime.errors import TransientError
from agents.runtime.guard import Guard, Outcome
from agents.runtime.records import FIRST_APPEND, REROUTED_FROM, Origin
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import InvalidError
from schemas.partitioner import partition_for
from schemas.topics import DEAD_LETTERS
from tables.checkpoint import Checkpoint, Ledger
from tables.errors import ClockSkewError, CorruptTableError
from tables.ownership import BatchChanges, Emit

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
HOUR = 3_600_000
STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), 6)
AWAY = next(number for number in range(6) if number != HOME)


class Noting:
    """Notes whom records are about. The record's text is the student's id, or what shall happen to it."""

    clamped = 0

    def __init__(self) -> None:
        self.seen: list[tuple[str, Origin]] = []

    def read(self, raw: bytes) -> str:
        student = raw.decode()
        if student == "invalid":
            raise InvalidError.of("student_id", "must be better")
        return student

    def one_by_one(self) -> "Noting":
        return Noting()

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        return {"student_id": raw.decode()}

    def student_id(self, value: str) -> str:
        return STUDENT if value in ("again", "later", "bug", "corrupt") else value

    def apply(self, value: str, origin: Origin) -> Outcome:
        if value == "later":
            raise TransientError("dependency_down", "the dependency is down")
        if value == "bug":
            raise KeyError(value)
        if value == "corrupt":
            raise CorruptTableError("the table is corrupt")
        self.seen.append((value, origin))
        return "duplicate" if value == "again" else "applied"

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        return {b"seen": str(len(self.seen)).encode()}, [Emit("answers", b"k", b"answer", HOME)], {STUDENT: self.seen}


@pytest.fixture
def guard(codec: Codec) -> Guard:
    return Guard("noting", codec, 6, broker_dated=True, max_record_bytes=2048)


@pytest.fixture
def handler() -> Noting:
    return Noting()


START = Checkpoint("topic-id", -1)


def test_each_record_ends_exactly_once_and_the_ledger_adds_up(guard: Guard, handler: Noting, record: Any) -> None:
    texts = [STUDENT, "again", "invalid", "elsewhere", "later", "bug", STUDENT]
    records = [record(10 + number, text.encode()) for number, text in enumerate(texts)]
    changes = guard.fold(records, handler, Checkpoint("topic-id", 9, 5, Ledger(applied=3)), NOON)
    assert changes.checkpoint == Checkpoint("topic-id", 16, NOON, Ledger(5, 1, 3, 1))
    assert changes.checkpoint.ledger.records == 3 + len(texts)
    assert changes.refused == {
        11: "duplicate",
        12: "invalid",
        13: "rerouted",
        14: "dependency_down",
        15: "unexpected",
    }
    assert [emit.topic for emit in changes.emits] == [
        "dead-letter.queue",
        "learning.events",
        "dead-letter.queue",
        "dead-letter.queue",
        "answers",
    ]
    assert changes.writes == {b"seen": b"3"}
    assert changes.decoded == {STUDENT: handler.seen}


def test_a_corrupt_table_ends_the_worker_not_the_record(guard: Guard, handler: Noting, record: Any) -> None:
    with pytest.raises(CorruptTableError):
        guard.fold([record(0, b"corrupt")], handler, START, NOON)


# -- redelivery and the watermark --------------------------------------------------------------------------------------
def test_records_at_or_below_the_checkpoint_are_not_judged(guard: Guard, handler: Noting, record: Any) -> None:
    records = [record(offset, STUDENT.encode(), timestamp=NOON + offset) for offset in (7, 8, 9)]
    changes = guard.fold(records, handler, Checkpoint("topic-id", 8, NOON + 8), NOON)
    assert [origin.offset for _, origin in handler.seen] == [9]
    assert changes.checkpoint == Checkpoint("topic-id", 9, NOON + 9, Ledger(applied=1))


def test_the_watermark_is_the_greatest_append_time_and_never_falls(guard: Guard, handler: Noting, record: Any) -> None:
    times = [NOON - 5, NOON + 7, NOON]
    records = [record(offset, STUDENT.encode(), timestamp=time) for offset, time in enumerate(times)]
    changes = guard.fold(records, handler, Checkpoint("topic-id", -1, NOON), NOON)
    assert [origin.watermark for _, origin in handler.seen] == [NOON, NOON + 7, NOON + 7]
    assert changes.checkpoint.watermark == NOON + 7


def test_a_refused_record_moves_the_watermark_too(guard: Guard, handler: Noting, record: Any) -> None:
    records = [record(0, b"invalid", timestamp=NOON + 1), record(1, STUDENT.encode())]
    guard.fold(records, handler, START, NOON)
    assert handler.seen[0][1].watermark == NOON + 1


# -- clocks ------------------------------------------------------------------------------------------------------------
def test_an_append_time_an_hour_ahead_is_taken_and_more_is_fatal(guard: Guard, handler: Noting, record: Any) -> None:
    guard.fold([record(0, STUDENT.encode(), timestamp=NOON + HOUR)], handler, START, NOON)
    with pytest.raises(ClockSkewError, match="in the future"):
        guard.fold([record(1, STUDENT.encode(), timestamp=NOON + HOUR + 1)], handler, START, NOON)


def test_a_topic_that_producers_date_is_fatal_where_the_broker_must(guard: Guard, handler: Noting, record: Any) -> None:
    with pytest.raises(ClockSkewError, match="LogAppendTime"):
        guard.fold([record(0, STUDENT.encode(), timestamp_type=0)], handler, START, NOON)


def test_producers_may_date_other_topics_as_they_like(codec: Codec, handler: Noting, record: Any) -> None:
    lenient = Guard("noting", codec, 6, broker_dated=False, max_record_bytes=2048)
    far = record(0, STUDENT.encode(), timestamp=NOON + 100 * HOUR, timestamp_type=0)
    assert lenient.fold([far], handler, START, NOON).checkpoint.ledger == Ledger(applied=1)


# -- rerouting ---------------------------------------------------------------------------------------------------------
def _rerouted(changes: BatchChanges) -> Emit:
    (emit,) = [emit for emit in changes.emits if emit.topic == "learning.events"]
    return emit


@pytest.mark.parametrize("key", [None, b"somebody else", STUDENT.encode()])
def test_a_record_on_the_wrong_partition_is_sent_home_unchanged(
    guard: Guard, handler: Noting, record: Any, key: bytes | None
) -> None:
    astray = record(4, STUDENT.encode(), partition=AWAY, key=key, headers=[("trace", b"1"), ("empty", None)])
    changes = guard.fold([record(3, b"invalid", partition=AWAY, timestamp=NOON + 9), astray], handler, START, NOON)
    emit = _rerouted(changes)
    assert (emit.key, emit.value, emit.partition) == (STUDENT.encode(), astray.value, HOME)
    assert list(emit.headers) == [
        ("trace", b"1"),
        ("empty", None),
        (REROUTED_FROM, f"learning.events:{AWAY}:4".encode()),
        (FIRST_APPEND, str(NOON).encode()),
    ]
    assert handler.seen == []


def test_a_rerouted_copy_arrives_and_is_judged_by_its_first_append(guard: Guard, handler: Noting, record: Any) -> None:
    emit = _rerouted(guard.fold([record(4, STUDENT.encode(), partition=AWAY)], handler, START, NOON))
    copy = record(0, emit.value, key=emit.key, headers=emit.headers, timestamp=NOON + HOUR)
    guard.fold([copy], handler, START, NOON)
    ((_, origin),) = handler.seen
    assert (origin.append_ms, origin.watermark, origin.first_copy) == (NOON, NOON + HOUR, False)


def test_the_first_append_of_a_retried_copy_survives_its_rerouting(guard: Guard, handler: Noting, record: Any) -> None:
    first = (FIRST_APPEND, str(NOON - HOUR).encode())
    changes = guard.fold([record(4, STUDENT.encode(), partition=AWAY, headers=[first])], handler, START, NOON)
    assert [pair for pair in _rerouted(changes).headers if pair[0] == FIRST_APPEND] == [first]


def test_a_copy_that_is_wrong_again_is_a_dead_letter(guard: Guard, handler: Noting, record: Any, letters: Any) -> None:
    marked = record(4, STUDENT.encode(), partition=AWAY, headers=[(REROUTED_FROM, b"learning.events:0:1")])
    changes = guard.fold([marked], handler, START, NOON)
    assert [(letter.error_type, letter.permanent) for letter in letters(changes)] == [("misrouted", True)]
    assert changes.checkpoint.ledger == Ledger(dead_letters=1)


def test_a_record_without_room_for_the_marks_is_a_dead_letter(
    guard: Guard, handler: Noting, record: Any, letters: Any
) -> None:
    full = record(4, STUDENT.encode(), partition=AWAY, headers=[("filler", b"x" * 1020)])
    changes = guard.fold([full], handler, START, NOON)
    assert [letter.error_type for letter in letters(changes)] == ["misrouted"]


def test_a_copy_never_claims_to_be_younger_than_it_is(guard: Guard, handler: Noting, record: Any) -> None:
    headers = [(FIRST_APPEND, str(NOON + HOUR).encode())]
    guard.fold([record(0, STUDENT.encode(), headers=headers)], handler, START, NOON)
    assert handler.seen[0][1].append_ms == NOON


@pytest.mark.parametrize("value", [b"", b"yesterday", b"-5", b"1e9", "\u0663".encode(), None])
def test_a_first_append_that_is_no_number_is_not_believed(
    guard: Guard, handler: Noting, record: Any, value: bytes | None
) -> None:
    guard.fold([record(0, STUDENT.encode(), headers=[(FIRST_APPEND, value)])], handler, START, NOON)
    ((_, origin),) = handler.seen
    assert (origin.append_ms, origin.first_copy) == (NOON, True)


def test_a_first_append_of_too_many_digits_does_not_end_the_worker(guard: Guard, handler: Noting, record: Any) -> None:
    guard.fold([record(0, STUDENT.encode(), headers=[(FIRST_APPEND, b"9" * 5000)])], handler, START, NOON)


def test_a_dead_letter_that_cannot_be_made_is_made_from_the_least(
    guard: Guard, handler: Noting, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no letter")

    monkeypatch.setattr("agents.runtime.dead_letters._error_event", broken)
    changes = guard.fold([record(0, b"invalid")], handler, START, NOON)
    (emit,) = [one for one in changes.emits if one.topic == DEAD_LETTERS.name]
    letter = ErrorEvent.from_avro(guard.codec.decode(emit.value)[1])
    assert (letter.original_value, letter.origin) == (b"invalid", f"learning.events:{emit.partition}:0")
    assert changes.checkpoint.ledger.dead_letters == 1
