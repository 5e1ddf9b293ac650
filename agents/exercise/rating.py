"""Mastery and rating: two readings of one thing. Pure.

A rating (`tables/rating.py`) is kept as the mastery of a component too: the chance of solving an average medium item.
It is read from the scores that tests give, completion and quiz; so whoever writes scores writes a rating. Where the
outcomes themselves are known, the rating that the progress agent has folded from them counts instead.
"""

import math

from schemas.mastery import MasteryData
from tables.rating import chance, moved

__all__ = ["after", "chance", "mastery_from", "rating_from", "rating_of"]

after = moved

_LEAST, _MOST = 0.02, 0.98
"""Bounds of a mastery taken for a rating, -3.9 to 3.9: beyond them all items are as hard, or as easy."""

_COMPLETION, _QUIZ = 0.4, 0.3
"""Weights of the spec."""


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
