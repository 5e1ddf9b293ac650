"""When a concept is due for practice again: FSRS over the outcomes of its exercises. Pure; the home of `fsrs`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler, State

from schemas.requests import Difficulty

__all__ = ["Due", "Practised", "due"]

_SCHEDULER = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
"""Without fuzz the same outcomes give the same day. Without steps of minutes: an exercise is not a flash card, and the
next one comes on another day."""

_PASSED = {"easy": Rating.Hard, "medium": Rating.Good, "hard": Rating.Easy}
"""How well a concept is remembered by who solved an exercise on it: an easy one says little."""

_CARD = 1
"""Id of a card. FSRS would make one from the clock; here a card lives for one calculation."""


@dataclass(frozen=True)
class Practised:
    """One outcome.

    Attributes:
        concept: id.
        at: milliseconds since 1970.
        event_id: settles the order of outcomes of one time.
        difficulty: of the exercise.
        passed: whether it was solved.
    """

    concept: str
    at: int
    event_id: str
    difficulty: Difficulty
    passed: bool


@dataclass(frozen=True)
class Due:
    """A concept's next practice.

    Attributes:
        concept: id.
        at: when it is due.
        recalled: the probability that it is remembered now.
    """

    concept: str
    at: datetime
    recalled: float


def due(outcomes: Iterable[Practised], now: datetime) -> list[Due]:
    """Every concept that was practised, the one least remembered first; those with `at` up to now are due.

    Args:
        outcomes: in any order; a copy of an outcome changes nothing.
        now: the present, UTC.
    """
    cards: dict[str, Card] = {}
    for one in sorted(set(outcomes), key=lambda outcome: (outcome.at, outcome.event_id)):
        at = datetime.fromtimestamp(one.at / 1000, UTC)
        card = cards.get(one.concept) or Card(card_id=_CARD, state=State.Learning, due=at)
        rating = _PASSED[one.difficulty] if one.passed else Rating.Again
        cards[one.concept] = _SCHEDULER.review_card(card, rating, at)[0]
    found = [Due(name, card.due, _SCHEDULER.get_card_retrievability(card, now)) for name, card in cards.items()]
    return sorted(found, key=lambda one: (one.recalled, one.concept))
