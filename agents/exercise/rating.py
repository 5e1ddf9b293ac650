"""How able a student is and how hard an item is, on one scale: Elo's, in logits. Pure.

With a rating `r` a student solves an item of level `l` with the probability `1 / (1 + exp(l - r))` (Elo 1978 in the
form of the Rasch model). An outcome moves the rating by `K` times what it differed from what was expected.

A rating is kept as the mastery of a component: the chance of solving an average medium item (level 0). It is read from
the scores that tests give, completion and quiz; so whoever writes scores writes a rating, and no table of its own is
needed.
"""

import math

from schemas.mastery import MasteryData

__all__ = ["K", "after", "chance", "mastery_from", "rating_from", "rating_of"]

K = 2.0
"""How far one surprise moves a rating. At 3 successes in 4 a success moves it up by a quarter of `K` and a failure down
by three quarters, so that levels follow the student within a few exercises. A smaller step follows too slowly for the
fifteen exercises of a topic, a larger one wavers so much that it teaches less (`benchmarks/adaptive.py`)."""

_LEAST, _MOST = 0.02, 0.98
"""Bounds of a mastery taken for a rating, -3.9 to 3.9: beyond them all items are as hard, or as easy."""

_COMPLETION, _QUIZ = 0.4, 0.3
"""Weights of the spec."""


def chance(rating: float, item_level: float) -> float:
    """The probability that a student solves an item."""
    return 1 / (1 + math.exp(item_level - rating))


def after(rating: float, item_level: float, outcome: float) -> float:
    """The rating after an outcome of 0 (failed) to 1 (solved), within the bounds that a mastery can keep."""
    moved = rating + K * (outcome - chance(rating, item_level))
    return min(max(moved, rating_from(_LEAST)), rating_from(_MOST))


def rating_from(mastery: float) -> float:
    """The rating that a mastery of 0 to 1 stands for."""
    bounded = min(max(mastery, _LEAST), _MOST)
    return math.log(bounded / (1 - bounded))


def mastery_from(rating: float) -> float:
    """The mastery that a rating stands for."""
    return chance(rating, 0.0)


def rating_of(data: MasteryData) -> float:
    """The rating that a component's scores stand for."""
    return rating_from((_COMPLETION * data.completion + _QUIZ * data.quiz) / (_COMPLETION + _QUIZ))
