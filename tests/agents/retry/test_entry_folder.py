"""Dead letters and their statuses into a real RocksDB partition: what is kept, said, forgotten and refused."""

from typing import Any

import pytest

from agents.runtime.dead_letters import dead_letter
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus
from schemas.topics import DEAD_LETTER_STATUS
from tables.checkpoint import Checkpoint, Ledger
from tables.errors import CorruptTableError
from tables.failures import entry_key
from tables.ownership import Emit
from tables.store import LocalPosition
from tests.agents.retry.support import DAY, DOWN, HOME, LATE, NOON, QUEUE, SCHEDULE, STATUS, Failures


def test_a_dead_letter_becomes_an_entry_that_is_due(failures: Failures) -> None:
    changes = failures.hear(failures.failed(7, DOWN))
    entry = failures.entry(7)
    assert entry is not None
    assert (entry.state, entry.about.agent, entry.last.code if entry.last else "") == ("waiting", "progress", "down")
    due = NOON + SCHEDULE.delay_ms(entry.id, 1)
    assert failures.keys() == [f"due:{due}:{entry.id}", f"entry:{entry.id}"]
    assert (changes.emits, changes.checkpoint.ledger) == ([], Ledger(applied=1))


def test_batches_of_both_topics_give_one_entry_whatever_their_sizes(failures: Failures) -> None:
    failures.hear(failures.failed(7, DOWN), failures.failed(7, DOWN, attempt=1, now_ms=NOON + 9))
    failures.hear(
        failures.status(7, "retrying", 1), failures.status(7, "retrying", 2), failures.status(7, "resolved", 2)
    )
    entry = failures.entry(7)
    assert entry is not None
    assert (entry.state, [one.number for one in entry.attempts]) == ("resolved", [0, 1])
    assert failures.keys() == [f"closed:{NOON}:{entry.id}", f"entry:{entry.id}"]


def test_what_was_heard_before_is_a_duplicate_and_changes_nothing(failures: Failures) -> None:
    failures.hear(failures.failed(7, DOWN))
    before = dict(failures.store.scan(b""))
    changes = failures.hear(failures.failed(7, DOWN), failures.failed(7, DOWN))
    assert changes.checkpoint.ledger == Ledger(applied=1, duplicates=2)
    assert changes.writes == {}
    assert dict(failures.store.scan(b"")) == before


def test_redelivered_records_are_skipped(failures: Failures) -> None:
    first = failures.record(0, failures.failed(7, DOWN).value, partition=HOME, topic=QUEUE)
    failures.take([first])
    changes = failures.take([first, failures.record(1, failures.failed(8, DOWN).value, partition=HOME, topic=QUEUE)])
    assert changes.checkpoint.ledger == Ledger(applied=2)


# -- permanent ---------------------------------------------------------------------------------------------------------
def test_poison_is_told_to_be_permanent_once(failures: Failures) -> None:
    (status,) = failures.said(failures.hear(failures.failed(7, LATE)))
    assert (status.status, status.attempt, status.retry_count) == ("permanent", 0, 0)
    assert (status.actor, status.reason) == ("retry", "late: no retry can mend it")
    assert failures.said(failures.hear(failures.failed(7, LATE))) == []
    assert failures.alarms.counts == {}, "what is not committed yet alarms nobody"
    again = failures.hear(failures.status(7, "permanent", 0))
    assert (failures.said(again), failures.alarms.counts) == ([], {"dead_letter_permanent": 1})
    failures.hear(failures.status(7, "permanent", 0))
    assert failures.alarms.counts == {"dead_letter_permanent": 1}


def test_the_fifth_retry_that_fails_is_told_to_be_permanent(failures: Failures) -> None:
    letters = [failures.failed(7, DOWN, attempt=number, now_ms=NOON + number) for number in range(6)]
    assert failures.said(failures.hear(*letters[:5])) == []
    (status,) = failures.said(failures.hear(letters[5]))
    assert (status.status, status.attempt, status.reason) == ("permanent", 5, "down: all retries failed")


def test_a_replay_that_fails_is_told_again(failures: Failures) -> None:
    failures.hear(failures.failed(7, LATE))
    failures.hear(failures.status(7, "permanent", 0), failures.status(7, "retrying", 1))
    (status,) = failures.said(failures.hear(failures.failed(7, LATE, attempt=1, now_ms=NOON + 5)))
    assert status.attempt == 1


def test_an_alarm_has_no_student_in_it_and_old_ones_are_not_raised(failures: Failures) -> None:
    raised: list[Any] = []
    failures.alarms.raise_alarm = raised.append  # type: ignore[method-assign]  # to see what it is told
    failures.hear(failures.failed(7, LATE), failures.failed(8, LATE, now_ms=NOON - DAY))
    failures.hear(failures.status(7, "permanent", 0), failures.status(8, "permanent", 0))
    assert [one.facts for one in raised] == [
        {"entry": f"learning.events:{HOME}:7", "agent": "progress", "error_type": "late"}
    ]


# -- forgetting --------------------------------------------------------------------------------------------------------
def test_closed_entries_are_forgotten_when_the_queue_forgets_them_and_open_ones_never(failures: Failures) -> None:
    failures.hear(*(failures.failed(number, LATE) for number in range(9)))
    failures.hear(*(failures.status(number, "discarded") for number in range(5)))
    later = NOON + 30 * DAY
    failures.hear(failures.status(20, "resolved", 1, later), now_ms=later)
    assert failures.entry(0) is not None, "not a moment too early"
    failures.hear(failures.status(21, "resolved", 1, later + 1), now_ms=later + 1)
    assert [number for number in range(9) if failures.entry(number) is None] == [0, 1]
    failures.hear(*(failures.status(number, "resolved", 1, later + 1) for number in (22, 23)), now_ms=later + 1)
    assert [number for number in range(9) if failures.entry(number) is not None] == [5, 6, 7, 8]


# -- what is no failure ------------------------------------------------------------------------------------------------
def test_what_cannot_be_read_is_counted_and_makes_no_dead_letter(failures: Failures, record: Any, event: Any) -> None:
    elsewhere = failures.failed(7, DOWN)
    values: list[bytes | None] = [
        None,
        b"",
        b"junk",
        record(0, event("1")).value,  # another kind of record
        failures.status(7, "resolved").value,
        dead_letter(
            record(1, b"x", topic="dead-letter.queue", partition=HOME),
            DOWN,
            None,
            agent="a",
            codec=failures.codec,
            max_bytes=1 << 20,
            now_ms=NOON,
        ).value,
        elsewhere.value,
    ]
    records = [failures.record(number, one, partition=HOME, topic=QUEUE) for number, one in enumerate(values)]
    records[-1].partition = HOME + 1
    changes = failures.take(records)
    assert changes.checkpoint == Checkpoint("topic-id", 6, NOON, Ledger(dead_letters=7))
    assert (changes.emits, changes.writes) == ([], {})


def test_a_status_of_no_entry_of_this_partition_is_counted(failures: Failures, codec: Codec) -> None:
    names = ["", "learning.events:4:7", "nonsense:3:7", f"{QUEUE}:3:7", "fleet-mastery-changelog:3:7"]
    raw = DeadLetterStatus(entry_id="x", status="resolved").to_avro()
    emits = [
        Emit(STATUS, None, codec.encode(DEAD_LETTER_STATUS.subject, {**raw, "entry_id": one}), HOME) for one in names
    ]
    assert failures.hear(*emits).checkpoint.ledger == Ledger(dead_letters=5)
    assert failures.keys() == []


def test_a_corrupt_entry_ends_the_worker(failures: Failures) -> None:
    failures.store.write({entry_key(f"learning.events:{HOME}:7"): b"{}"}, LocalPosition("id", 0, 0.0))
    with pytest.raises(CorruptTableError):
        failures.hear(failures.failed(7, DOWN))


def test_a_clock_that_is_ahead_forgets_nothing(failures: Failures) -> None:
    failures.hear(failures.failed(7, LATE))
    failures.hear(failures.status(7, "discarded"))
    ahead = failures.record(5, failures.failed(8, DOWN).value, partition=HOME, topic=QUEUE, timestamp=NOON + 99 * DAY)
    assert failures.take([ahead]).checkpoint.watermark == NOON
    assert failures.entry(7) is not None
