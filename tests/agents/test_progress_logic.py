"""What the progress agent decides about one event."""

from typing import Any

import pytest

from agents.progress.logic import KnownKey, Limits, check_time, content_hash, judge_key, key_hash, winner_of
from agents.runtime.errors import PoisonError
from agents.runtime.records import Origin
from schemas.progress import accept
from tables.mastery import Winner

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
DAY = 86_400_000
LIMITS = Limits(max_lateness_ms=7 * DAY, max_ahead_ms=300_000, max_components=200)


def hash_of(raw: dict[str, Any]) -> str:
    return content_hash(accept(raw, "clamp"))


def test_a_winner_holds_whole_ten_thousandths(event: Any) -> None:
    # 0.29 * 10,000 is 2899.9999... as a double.
    winner = winner_of(accept(event("1", 0.29, 1.0, 0.00006, 0.0, timestamp=NOON), "clamp"))
    assert winner == Winner(NOON, "evt-1", 2900, 10_000, 1, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": "another"},
        {"idempotency_key": "another"},
        {"version": "1.1"},
        {"mastery": 0.8405},
    ],
)
def test_content_leaves_out_what_says_nothing_about_the_student(event: Any, change: dict[str, Any]) -> None:
    assert hash_of(event("1", **change)) == hash_of(event("1"))


@pytest.mark.parametrize(
    "change",
    [{"student_id": "stu-2"}, {"component": "files"}, {"timestamp": NOON + 1}, {"event_type": "student.quiz"}],
)
def test_content_is_what_the_event_says(event: Any, change: dict[str, Any]) -> None:
    assert hash_of(event("1", **change)) != hash_of(event("1"))


def test_content_has_each_score_in_its_place(event: Any) -> None:
    hashes = {hash_of(event("1", *scores)) for scores in [(0.1, 0.2, 0.3, 0.4), (0.2, 0.1, 0.3, 0.4)]}
    assert len(hashes) == 2


def test_hashes_are_the_same_in_every_process() -> None:
    assert key_hash("key-123") == "0a48e4cb8056eed9"  # printf key-123 | b2sum -l 64
    assert len(key_hash("x" * 200)) == 16


# -- idempotency keys --------------------------------------------------------------------------------------------------
KNOWN = KnownKey("content", NOON)


def test_an_unknown_key_is_new() -> None:
    assert judge_key(None, "content", NOON, LIMITS) == "new"


@pytest.mark.parametrize("watermark", [NOON, NOON + 8 * DAY])
def test_a_known_key_says_whether_the_content_is_the_same(watermark: int) -> None:
    assert judge_key(KNOWN, "content", watermark, LIMITS) == "duplicate"
    with pytest.raises(PoisonError) as refused:
        judge_key(KNOWN, "other", watermark, LIMITS)
    assert refused.value.code == "idempotency_conflict"


def test_a_key_is_forgotten_a_day_after_an_event_could_be_late() -> None:
    assert judge_key(KNOWN, "other", NOON + 8 * DAY + 1, LIMITS) == "new"


# -- time --------------------------------------------------------------------------------------------------------------
def first_copy(watermark: int) -> Origin:
    return Origin("learning.events", 0, 0, append_ms=watermark - 2 * DAY, watermark=watermark)


@pytest.mark.parametrize("timestamp", [NOON - 7 * DAY, NOON, NOON + 300_000])
def test_times_within_the_limits_are_accepted(timestamp: int) -> None:
    check_time(timestamp, first_copy(NOON), LIMITS)


@pytest.mark.parametrize(("timestamp", "code"), [(NOON - 7 * DAY - 1, "late"), (NOON + 300_001, "ahead")])
def test_times_beyond_the_limits_are_refused(timestamp: int, code: str) -> None:
    with pytest.raises(PoisonError) as refused:
        check_time(timestamp, first_copy(NOON), LIMITS)
    assert refused.value.code == code


def test_a_copy_is_judged_by_the_append_time_of_the_first() -> None:
    retried = Origin("learning.events", 0, 0, append_ms=NOON, watermark=NOON + 3 * DAY, first_copy=False)
    check_time(NOON - 7 * DAY, retried, LIMITS)
    with pytest.raises(PoisonError, match="after"):
        check_time(NOON + DAY, retried, LIMITS)
