"""What operators are told of dead letters."""

from datetime import UTC, datetime

import pytest

from agents.retry.answers import Counts, replayable_until, shown_bytes, timeline, total
from schemas.dead_letters import DeadLetterStatus
from tables.failure_entry import Attempt, Entry, Place, with_status
from tests.agents.retry.test_filters import NOW, summary

DAY_MS = 86_400_000
LETTER = Place("dead-letter.queue", 1, 40)


def test_bytes_in_the_queue_are_there_for_thirty_days_from_the_last_failure() -> None:
    assert replayable_until(LETTER, NOW, NOW - 5 * DAY_MS, 3_600_000) == NOW + 30 * DAY_MS


def test_a_request_is_there_for_as_long_as_its_topic_keeps_it() -> None:
    place = Place("debug.requests", 1, 40)
    assert replayable_until(place, NOW, NOW - 5, 3_600_000) == NOW - 5 + 3_600_000
    assert replayable_until(place, NOW, None, 3_600_000) is None


def test_where_no_bytes_are_known_nothing_can_be_sent() -> None:
    assert replayable_until(None, NOW, NOW, 1) is None


def test_failures_and_changes_stand_in_the_order_of_time() -> None:
    attempts = tuple(Attempt(number, NOW + 10 * number, "invalid", "why", False, LETTER) for number in range(2))  # noqa: FBT003 - a column
    entry = Entry("learning.events:1:7", attempts=attempts)
    for state, attempt, after_ms in (("discarded", None, 20), ("retrying", 1, 5)):
        at = datetime.fromtimestamp((NOW + after_ms) / 1000, UTC)
        status = DeadLetterStatus(entry_id=entry.id, status=state, attempt=attempt, actor="ada", changed_at=at)
        entry = with_status(entry, status)
    told = [(one["what"], one["attempt"]) for one in timeline(entry)]
    assert told == [("failed", 0), ("retrying", 1), ("failed", 1), ("discarded", None)]


def test_what_can_be_decoded_is_shown_decoded_and_all_else_as_bytes() -> None:
    assert shown_bytes(b"k", b"v", [("a", b"1"), ("b", None)], {"x": 1}) == {
        "available": True,
        "bytes": 1,
        "key": "k",
        "headers": [["a", "1"], ["b", None]],
        "decoded": {"x": 1},
    }
    for fields in (None, {"x": "\ud800"}):  # a lone surrogate is no JSON
        raw = shown_bytes(b"\xff", b"\x00\xff", [], fields)
        assert (raw["key"], raw["decoded"], raw["hex"], raw["base64"]) == ("0xff", None, "00ff", "AP8=")


def test_counts_of_partitions_are_summed() -> None:
    first, second, empty = Counts(), Counts(), Counts()
    first.add(summary())
    first.add(summary(error_type="late", first_failed_at=NOW - 50_000_000))
    second.add(summary(state="waiting", agent="debug"))
    second.add(summary(state="resolved", first_failed_at=0))
    found = total([one.as_json() for one in (first, second, empty)], NOW)
    assert (found["open"], found["oldest_age_seconds"]) == (3, 50_000)
    assert found["by_state"] == {"permanent": 2, "waiting": 1, "resolved": 1}
    assert found["open_by_agent"] == {"progress": 2, "debug": 1}
    assert found["open_by_error_type"] == {"invalid": 2, "late": 1}


@pytest.mark.parametrize("counts", [[], [Counts().as_json()]])
def test_no_dead_letters(counts: list[dict[str, object]]) -> None:
    found = total(counts, NOW)
    assert (found["open"], found["oldest_failed_at"], found["by_state"]) == (0, None, {})
