"""What must be known of a student's practice: everything collected, sorted and computed from scratch.

Of the fleet it takes nothing. FSRS itself is a library with published formulas; it is called here as its manual shows.
"""

import json
import math
from collections import defaultdict
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from fsrs import Card, Rating, Scheduler, State

from fleet.oracle.model import Event

__all__ = ["practice_values"]

_KEPT = 16
_STEP = 2.0
_FIRST_RATING = 200  # thousandths of a logit
_LIMIT = math.log(49)  # 98 % of average items
_EASY_BELOW, _HARD_FROM = -750, 750  # thousandths of a logit


def practice_values(student_id: str, events: list[Event]) -> dict[str, bytes]:
    """The JSON bytes of every `student:{id}:practice:{concept}`, from accepted events in whatever order."""
    attempts: dict[str, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        told = event.metadata
        if told is None or told["passed"] is None:
            continue
        item = blake2b(str(told["item_id"] or event.event_id).encode(), digest_size=8).hexdigest()
        level = told["item_level"] or 0
        before = _FIRST_RATING if told["rating"] is None else told["rating"]
        attempt = (event.timestamp, event.event_id, item, level, before, int(bool(told["passed"])))
        for concept in told["concepts"] or [event.component]:  # type: ignore[attr-defined]  # a list, see `rules.py`
            attempts[concept][item].append(attempt)
    values = {}
    for concept, by_item in attempts.items():
        last = sorted(max(tries) for tries in by_item.values())[-_KEPT:]
        due, stability = _schedule(last)
        value = {"due": due, "outcomes": last, "rating": _rating(last), "stability": stability}
        values[f"student:{student_id}:practice:{concept}"] = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    return values


def _rating(attempts: list[tuple[Any, ...]]) -> int:
    rating: float = attempts[0][4] / 1000
    for _, _, _, level, _, passed in attempts:
        expected = 1 / (1 + math.exp(level / 1000 - rating))
        rating = max(-_LIMIT, min(_LIMIT, rating + _STEP * (passed - expected)))
    return round(rating * 1000)


def _schedule(attempts: list[tuple[Any, ...]]) -> tuple[int, float]:
    """When it is due, in milliseconds since 1970, and the stability in days."""
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(card_id=1, state=State.Learning)
    for timestamp, _, _, level, _, passed in attempts:
        good = Rating.Hard if level < _EASY_BELOW else Rating.Easy if level >= _HARD_FROM else Rating.Good
        at = datetime.fromtimestamp(timestamp / 1000, UTC)
        card, _ = scheduler.review_card(card, good if passed else Rating.Again, at)
    return round(card.due.timestamp() * 1000), round(card.stability or 0.0, 4)
