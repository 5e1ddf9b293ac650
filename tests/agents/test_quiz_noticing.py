"""Low quiz scores become signals in the transaction of their events: once, while they are news, and no attempt."""

from typing import Any

import pytest

from schemas.codec import Codec
from schemas.signals import LearningSignal
from tests.agents.conftest import HOME, NOON

HOUR = 3_600_000


def said(changes: Any, codec: Codec) -> list[tuple[Any, ...]]:
    signals = [emit for emit in changes.emits if emit.topic == "learning.signals"]
    assert all((emit.partition, emit.key) == (HOME, b"stu-00123") for emit in signals)
    found = [LearningSignal.from_avro(codec.decode(emit.value, "fleet.LearningSignal")[1]) for emit in signals]
    return [(one.kind, one.component, one.detail, one.signal_id) for one in found]


def quiz(event: Any, number: int, score: float, **more: Any) -> Any:
    return event(f"{number}", 0.6, score, 0.5, 0.5, timestamp=more.pop("timestamp", NOON + number), **more)


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_score_is_news_when_it_falls_below_the_mark_and_when_it_rises(
    partition: Any, event: Any, record: Any, codec: Codec, *, in_one_batch: bool
) -> None:
    scores = [0.3, 0.49, 0.5, 0.9, 0.2]
    records = [record(number, quiz(event, number, score)) for number, score in enumerate(scores)]
    batches = [records] if in_one_batch else [[one] for one in records]
    found = [one for batch in batches for one in said(partition.take(*batch), codec)]
    assert found == [
        ("low_quiz", "loops", "0.30", "progress-evt-0"),
        ("quiz_passed", "loops", "0.50", "progress-evt-2"),
        ("low_quiz", "loops", "0.20", "progress-evt-4"),
    ]


def test_a_copy_a_late_event_and_an_attempt_are_no_news(partition: Any, event: Any, record: Any, codec: Codec) -> None:
    changes = partition.take(
        record(0, quiz(event, 0, 0.3)),
        record(1, quiz(event, 0, 0.3)),
        record(2, quiz(event, 1, 0.3, component="files", timestamp=NOON - HOUR)),
        record(3, event("2", 0.3, 0.3, 0.5, 0.5, component="errors", event_id="exercise-1:0")),
        record(4, quiz(event, 3, 0.7, component="oop")),
        record(5, quiz(event, 4, 0.3, mastery=0.9)),
    )
    assert [kind for kind, *_ in said(changes, codec)] == ["low_quiz"]


def test_a_low_quiz_after_failed_attempts_is_news(partition: Any, event: Any, record: Any, codec: Codec) -> None:
    partition.take(record(0, event("0", 0.3, 0.3, 0.5, 0.5, event_id="exercise-1:0")))
    partition.owned.cache.update({})
    assert [kind for kind, *_ in said(partition.take(record(1, quiz(event, 1, 0.4))), codec)] == ["low_quiz"]
