"""How able a student is in a concept, on Elo's scale in logits: a pure function of outcomes. Nothing is accumulated.

With a rating `r` a student solves an item of level `l` with the probability `1 / (1 + exp(l - r))` (Elo 1978 in Rasch's
form). An outcome moves the rating by a step times what it differed from what was expected.
"""

import math
from collections.abc import Sequence
from typing import Final, Protocol

from schemas.metadata import LOGITS

__all__ = ["FIRST_RATING", "LIMIT", "K", "Result", "chance", "moved", "rating_of_results"]

FIRST_RATING: Final = 0.2
"""Of a student of whom nothing is known: between easy and medium; a failure or two lead down to the easiest items."""

K: Final = 2.0
"""How far one surprise moves a rating. At 3 successes in 4 a success moves it up by a quarter of `K` and a failure down
by three quarters, so that levels follow the student within a few exercises. A smaller step follows too slowly for the
fifteen exercises of a topic, a larger one wavers so much that it teaches less (`benchmarks/adaptive.py`)."""

LIMIT: Final = math.log(0.98 / 0.02)
"""Bounds of a rating, 3.9 either way: beyond them all items are as hard, or as easy."""


class Result(Protocol):
    """What is known of one attempt."""

    @property
    def level(self) -> int:
        """Of the item, in units of 1 / `LOGITS`."""

    @property
    def before(self) -> int:
        """The student's rating when the item was handed out, likewise."""

    @property
    def passed(self) -> int:
        """1 or 0."""


def chance(rating: float, item_level: float) -> float:
    """The probability that a student solves an item; both in logits."""
    return 1 / (1 + math.exp(item_level - rating))


def moved(rating: float, item_level: float, outcome: float) -> float:
    """The rating after an outcome of 0 (failed) to 1 (solved), within its bounds; all in logits."""
    return min(max(rating + K * (outcome - chance(rating, item_level)), -LIMIT), LIMIT)


def rating_of_results(results: Sequence[Result]) -> int:
    """The rating that outcomes stand for, in units of 1 / `LOGITS`.

    It begins at what the student had when the first of them was handed out: what came before is in that.

    Args:
        results: at least one, oldest first.
    """
    rating = results[0].before / LOGITS
    for one in results:
        rating = moved(rating, one.level / LOGITS, float(one.passed))
    return round(rating * LOGITS)
