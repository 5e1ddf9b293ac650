"""Entries of the failures table: whatever comes in whatever order and however often, the entry is the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letters import MAX_RETRIES, DeadLetterStatus, ErrorEvent
from tables.errors import CorruptTableError
from tables.failure_entry import Entry, Place, origin_place, with_failure, with_status
from tables.failures import DUE_PREFIX, FAILURES, due_bound, due_key, entry_key, writes
from tables.retry_schedule import RetrySchedule

NOON = 1_768_305_600_000
ORIGIN = "learning.events:3:17"
SCHEDULE = RetrySchedule()


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def failed(attempt: int, *, ms: int = NOON, permanent: bool = False, code: str = "down", **changes: Any) -> ErrorEvent:
    topic, partition, offset = origin_place(ORIGIN)
    fields: dict[str, Any] = {
        "event_id": "evt-1",
        "original_event_type": "student.progress.update",
        "error_type": code,
        "error_message": "it is down",
        "failed_at": moment(ms),
        "original_payload": {"student_id": "stu-1"},
        "retry_count": min(attempt, MAX_RETRIES),
        "attempt": attempt,
        "consumer_agent": "progress",
        "original_topic": topic,
        "original_partition": partition,
        "original_offset": offset,
        "original_value": b"bytes",
        "original_size": 5,
        "permanent": permanent,
    }
    return ErrorEvent(**(fields | changes))


def status(state: Any, attempt: int | None = None, *, ms: int = NOON, **changes: Any) -> DeadLetterStatus:
    return DeadLetterStatus(entry_id=ORIGIN, status=state, attempt=attempt, changed_at=moment(ms), **changes)


def letter(offset: int) -> Place:
    return Place("dead-letter.queue", 3, offset)


Heard = tuple[ErrorEvent, Place] | DeadLetterStatus


def folded(*heard: Heard, entry: Entry | None = None) -> Entry:
    for one in heard:
        entry = with_status(entry, one) if isinstance(one, DeadLetterStatus) else with_failure(entry, *one)
    assert entry is not None
    return entry


# -- what an entry is --------------------------------------------------------------------------------------------------
def test_a_first_failure_waits_for_its_first_retry() -> None:
    entry = folded((failed(0), letter(7)))
    assert (entry.state, entry.retry_count, entry.next_attempt) == ("waiting", 0, 1)
    assert entry.payload == letter(7)
    assert entry.due_at(SCHEDULE) == NOON + SCHEDULE.delay_ms(ORIGIN, 1)
    assert (entry.about.student_id, entry.about.agent, entry.about.whole) == ("stu-1", "progress", True)


def test_poison_is_permanent_at_once_and_never_due() -> None:
    entry = folded((failed(0, permanent=True), letter(7)))
    assert (entry.state, entry.due_at(SCHEDULE)) == ("permanent", None)


def test_the_fifth_retry_that_fails_makes_it_permanent() -> None:
    heard: list[Heard] = [(failed(number, ms=NOON + number), letter(number)) for number in range(6)]
    assert [folded(*heard[: count + 1]).state for count in range(6)] == ["waiting"] * 5 + ["permanent"]
    assert folded(*heard).retry_count == MAX_RETRIES


def test_a_copy_on_its_way_is_awaited_and_sent_again_only_after_a_bound() -> None:
    entry = folded((failed(0), letter(7)), status("retrying", 1, ms=NOON + 1500))
    assert (entry.state, entry.due_at(SCHEDULE)) == ("retrying", NOON + 1500 + SCHEDULE.lost_ms)
    again = folded(status("retrying", 1, ms=NOON + 9000), entry=entry)
    assert again.due_at(SCHEDULE) == NOON + 9000 + SCHEDULE.lost_ms


@pytest.mark.parametrize("state", ["resolved", "superseded", "discarded"])
def test_a_closed_entry_stays_closed(state: Any) -> None:
    entry = folded((failed(0), letter(7)), status(state, ms=NOON + 5))
    assert (entry.state, entry.closed_at, entry.due_at(SCHEDULE)) == (state, NOON + 5, None)
    later = folded((failed(1), letter(8)), status("retrying", 2), status("permanent", 5), entry=entry)
    assert later.state == state


def test_an_entry_is_closed_since_it_was_first_said() -> None:
    first, again = status("discarded", ms=NOON + 5, actor="ada"), status("discarded", ms=NOON + 9, actor="bob")
    entry = folded((failed(0), letter(7)), again, first)
    assert (entry.closed_at, [one.actor for one in entry.changes]) == (NOON + 5, ["ada"])


def test_a_copy_that_arrives_twice_leaves_the_entry_resolved() -> None:
    heard: list[Heard] = [(failed(0), letter(7)), status("resolved", 1), status("superseded", 1)]
    assert folded(*heard).state == folded(heard[0], heard[2], heard[1]).state == "resolved"


def test_a_doubled_copy_that_fails_twice_is_one_attempt() -> None:
    first, second = (failed(1, ms=NOON + 10), letter(8)), (failed(1, ms=NOON + 20), letter(9))
    entry = folded((failed(0), letter(7)), first, second)
    assert [one.number for one in entry.attempts] == [0, 1]
    assert entry.attempts[1].letter == letter(8)
    assert folded((failed(0), letter(7)), second, first) == entry


def test_a_permanent_one_that_is_replayed_by_hand_can_fail_and_be_permanent_again() -> None:
    heard: list[Heard] = [(failed(number), letter(number)) for number in range(6)]
    entry = folded(*heard, status("permanent", 5), status("retrying", 6, actor="ada", reason="the bug is mended"))
    assert (entry.state, entry.next_attempt) == ("retrying", 6)
    entry = folded((failed(6), letter(9)), entry=entry)
    assert (entry.state, entry.next_attempt, entry.retry_count) == ("permanent", 7, 5)


def test_a_poison_one_that_is_replayed_gets_retries_when_it_fails_for_the_moment_only() -> None:
    heard: list[Heard] = [(failed(0, permanent=True), letter(0)), status("permanent", 0), status("retrying", 1)]
    entry = folded(*heard, (failed(1, ms=NOON + 5), letter(1)))
    assert (entry.state, entry.due_at(SCHEDULE)) == ("waiting", NOON + 5 + SCHEDULE.delay_ms(ORIGIN, 2))


def test_a_payload_that_cannot_be_sent_again_is_given_up() -> None:
    entry = folded((failed(0), letter(7)), status("permanent", 0, actor="retry", reason="the payload is gone"))
    assert (entry.state, entry.due_at(SCHEDULE)) == ("permanent", None)


def test_what_students_wrote_is_read_where_it_first_stood() -> None:
    event = failed(0, original_topic="debug.requests", original_value=None, original_payload={}, original_key=b"stu-2")
    entry = with_failure(None, event, letter(7))
    assert entry.payload == Place("debug.requests", 3, 17)
    assert (entry.about.student_id, entry.about.whole) == ("stu-2", True)


def test_a_value_that_was_cut_is_known_not_to_be_whole() -> None:
    assert not folded((failed(0, original_size=6), letter(7))).about.whole


@pytest.mark.parametrize("name", ["", "a", "a:1", "a:b:1", "a:1:-2", ":1:2", "a:01:2", "a:1:2:3", "a:1_0:2"])
def test_an_id_that_is_no_origin_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"topic|unpack|int\(\)"):
        origin_place(name)


# -- order and repetition ----------------------------------------------------------------------------------------------
attempts = st.builds(
    lambda number, ms, permanent, code, offset: (
        failed(number, ms=NOON + ms, permanent=permanent, code=code, event_id=f"evt-{offset}"),
        letter(offset),
    ),
    st.integers(0, 30),
    st.integers(0, 5),
    st.booleans(),
    st.sampled_from(["down", "late"]),
    st.integers(0, 1000),
)
changes = st.builds(
    lambda state, attempt, ms, actor: status(state, attempt, ms=NOON + ms, actor=actor, reason=actor),
    st.sampled_from(["retrying", "retrying", "permanent", "resolved", "superseded", "discarded"]),
    st.none() | st.integers(0, 30),
    st.integers(0, 5),
    st.none() | st.sampled_from(["ada", "retry"]),
)


def _apart(heard: list[Heard]) -> list[Heard]:
    """No two dead letters at one place of the queue."""
    found: dict[object, Heard] = {}
    for number, one in enumerate(heard):
        found.setdefault(number if isinstance(one, DeadLetterStatus) else one[1], one)
    return list(found.values())


histories = st.lists(st.one_of(attempts, changes), min_size=1, max_size=40).map(_apart)


@given(histories, st.randoms())
def test_any_order_gives_the_same_entry(heard: list[Heard], chance: Any) -> None:
    mixed = chance.sample(heard, len(heard))
    assert folded(*mixed) == folded(*heard)


@given(histories, st.data())
def test_what_is_heard_again_changes_nothing(heard: list[Heard], data: Any) -> None:
    entry = folded(*heard)
    again = data.draw(st.lists(st.sampled_from(heard), max_size=10))
    assert folded(*again, entry=entry) == entry


@given(histories)
def test_stored_bytes_read_back_equal_and_are_of_bounded_size(heard: list[Heard]) -> None:
    entry = folded(*heard)
    raw = entry.dump(SCHEDULE)
    assert Entry.load(raw) == entry
    assert Entry.load(raw).dump(SCHEDULE) == raw
    assert len(entry.attempts) <= 21
    assert len(entry.changes) <= 6 * 22


@given(histories)
def test_the_indexes_follow_the_entry_step_by_step(heard: list[Heard]) -> None:
    table: dict[bytes, bytes] = {}
    for one in heard:
        raw = table.get(entry_key(ORIGIN))
        before = Entry.load(raw) if raw is not None else None
        for key, value in writes(before, folded(one, entry=before), SCHEDULE).items():
            assert FAILURES.foreign(key, value) is None
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
    entry = Entry.load(table[entry_key(ORIGIN)])
    due, closed = entry.due_at(SCHEDULE), entry.closed_at
    wanted = {entry_key(ORIGIN)}
    wanted |= {due_key(due, ORIGIN)} if due is not None else set()
    wanted |= {b"closed:%013d:%b" % (closed, ORIGIN.encode())} if closed is not None else set()
    assert table.keys() == wanted


def test_other_delays_leave_no_key_behind() -> None:
    entry = folded((failed(0), letter(7)))
    stored = Entry.load(entry.dump(SCHEDULE))
    slower = RetrySchedule(first_ms=5000)
    changed = writes(stored, folded((failed(1), letter(8)), entry=stored), slower)
    assert changed[due_key(NOON + SCHEDULE.delay_ms(ORIGIN, 1), ORIGIN)] is None
    assert changed[due_key(NOON + slower.delay_ms(ORIGIN, 2), ORIGIN)] == b"[2]"


def test_keys_are_in_the_order_of_time() -> None:
    times = [999_999_999_999, NOON, NOON + 1, 9_999_999_999_999]
    keys = [due_key(ms, f"learning.events:0:{9 - number}") for number, ms in enumerate(times)]
    assert keys == sorted(keys)
    assert all(key.startswith(DUE_PREFIX) for key in keys)
    assert keys[0] < due_bound(NOON) <= keys[1]


def test_a_damaged_entry_says_so() -> None:
    for raw in (b"{}", b"[]", b"nonsense", b'{"id": 1}'):
        with pytest.raises(CorruptTableError):
            Entry.load(raw)


# -- the schedule ------------------------------------------------------------------------------------------------------
schedules = st.builds(RetrySchedule, st.integers(1, 60_000), st.integers(60_000, 3_600_000))


@given(schedules, st.text(max_size=20), st.integers(1, 200))
def test_a_retry_is_never_early_and_never_later_than_the_longest_delay(
    schedule: RetrySchedule, name: str, attempt: int
) -> None:
    least = min(schedule.first_ms * 2 ** (attempt - 1), schedule.longest_ms)
    delay = schedule.delay_ms(name, attempt)
    assert least <= delay <= min(1.5 * least + 1, schedule.longest_ms)
    assert schedule.delay_ms(name, attempt) == delay


def test_entries_that_failed_together_do_not_come_back_together() -> None:
    delays = {SCHEDULE.delay_ms(f"learning.events:0:{number}", 1) for number in range(100)}
    assert len(delays) > 80
    assert max(delays) - min(delays) > 400
