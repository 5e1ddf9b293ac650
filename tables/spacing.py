"""When a concept is due for practice again: FSRS over the outcomes of its exercises. Pure; the home of `fsrs`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

from fsrs import Card, Rating, Scheduler, State

from schemas.metadata import LOGITS

__all__ = ["Plan", "Reviewed", "plan_of", "recalled"]

_SCHEDULER: Final = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
"""Without fuzz the same outcomes give the same day. Without steps of minutes: an exercise is not a flash card, and the
next one comes on another day."""

_EASY, _HARD = -0.75 * LOGITS, 0.75 * LOGITS
"""Bounds of medium items: halfway between the middles of the three levels."""

_CARD: Final = 1
"""Id of a card. FSRS would make one from the clock; here a card lives for one calculation."""

_DECIMALS: Final = 4
"""Of a stability in days: ten seconds."""


class Reviewed(Protocol):
    """What is known of one attempt."""

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970."""

    @property
    def level(self) -> int:
        """Of the item, in units of 1 / `LOGITS`."""

    @property
    def passed(self) -> int:
        """1 or 0."""


class Plan(NamedTuple):
    """A concept's next practice."""

    due: int  # ms since 1970
    stability: float  # days after which 90 % is remembered


def plan_of(outcomes: Iterable[Reviewed]) -> Plan:
    """The next practice after these outcomes.

    Args:
        outcomes: at least one, oldest first.
    """
    card = Card(card_id=_CARD, state=State.Learning)
    for one in outcomes:
        card = _SCHEDULER.review_card(card, _grade(one), _moment(one.timestamp))[0]
    return Plan(round(card.due.timestamp() * 1000), round(card.stability or 0.0, _DECIMALS))


def recalled(stability: float, last: int, now: int) -> float:
    """The probability that a concept is remembered, 0 to 1.

    Args:
        stability: see `Plan`.
        last: of the last outcome, in milliseconds since 1970.
        now: the present, likewise.
    """
    card = Card(card_id=_CARD, state=State.Review, stability=stability, difficulty=5.0, last_review=_moment(last))
    return round(_SCHEDULER.get_card_retrievability(card, _moment(max(now, last))), _DECIMALS)


def _grade(one: Reviewed) -> Rating:
    """How well a concept is remembered by who solved an exercise on it: an easy one says little."""
    if not one.passed:
        return Rating.Again
    if one.level < _EASY:
        return Rating.Hard
    return Rating.Good if one.level < _HARD else Rating.Easy


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
