"""What an exercise family is: a short declaration, from which a seed makes one exercise.

Texts are templates: `$name` stands for a parameter that `draw` has drawn, `$function` for the function to be written.
Expected outputs are never typed: the reference gives them (`making.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from schemas.requests import Difficulty

__all__ = ["Case", "Cases", "Family", "Parameters", "level_of"]

Parameters = Mapping[str, Any]
"""What tells one exercise of a family from another, by name."""

Case = tuple[Any, ...] | str
"""One test: the arguments of a call of the function, or lines of code whose last one is the expression looked at."""

Cases = Callable[[Random, Parameters], Sequence[Case]]
"""Draws the tests of one exercise."""

_LEVELS: Mapping[Difficulty, float] = {"easy": -1.5, "medium": 0.0, "hard": 1.5}
"""Middles of the three levels in logits: who manages an average medium item half of the time manages 82 % of the easy
ones and 18 % of the hard ones. With offsets of at most 0.75 the levels touch and do not overlap."""


def _nothing(_: Random) -> Parameters:
    return {}


@dataclass(frozen=True, kw_only=True)
class Family:
    """One family of exercises.

    Attributes:
        name: unique, such as `sum-of-multiples`; the function to be written has the same with underscores.
        concept: id of the concept it practises; its module is the exercise's topic.
        difficulty: the level.
        offset: how much harder than the level's middle, in logits, -0.75 to 0.75. Estimated by the author.
        minutes: that a student of that level takes.
        statement: what is to be done; the examples are added by `making.py`.
        hints: where to look, how to go about it, and nearly there; none is the whole solution.
        reference: a solution.
        mutants: wrong solutions, as (part of the reference, what it becomes).
        cases: draws the tests. The first `visible` ones are shown.
        draw: draws the parameters.
        alternatives: other right solutions; what constraints a family can be solved under is read from all of them.
        visible: how many tests are shown.
        version: goes up when anything changes that would turn an exercise already handed out into another one.
    """

    name: str
    concept: str
    difficulty: Difficulty
    minutes: int
    statement: str
    hints: tuple[str, str, str]
    reference: str
    mutants: tuple[tuple[str, str], ...]
    cases: Cases
    offset: float = 0.0
    draw: Callable[[Random], Parameters] = _nothing
    alternatives: tuple[str, ...] = ()
    visible: int = 3
    version: int = 1

    @property
    def function(self) -> str:
        """Name of the function to be written."""
        return self.name.replace("-", "_")

    @property
    def item_level(self) -> float:
        """How hard it is, in logits: who has a rating of this solves half of such exercises."""
        return _LEVELS[self.difficulty] + self.offset


def level_of(difficulty: Difficulty) -> float:
    """The middle of a level, in logits."""
    return _LEVELS[difficulty]
