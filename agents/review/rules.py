"""What a rule of the review is: data, with the texts that a student reads and examples that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from schemas.mastery import Level

__all__ = ["CRITERIA", "LEVELS", "Criterion", "Place", "Rule", "Told", "expected"]

Criterion = Literal["readability", "efficiency", "style", "correctness"]
"""What code is judged by. Correctness is judged when asked for: what reading can decide, and what trials show."""

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)

LEVELS: Final[tuple[Level, ...]] = get_args(Level)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One thing that good code does not do.

    Attributes:
        code: stable, words with hyphens.
        title: what is found, in words for a beginner; `{name}` stands for what the place is about.
        weights: by criterion, the penalty of one place (see `score.py`); the greatest one names the rule's criterion.
        level: from which mastery on it is expected, and told.
        why: why it matters.
        do: what to do, not how the finished code looks.
        example: code that breaks it.
        better: the same code without that.
        ruff: ruff's codes for it, whole ones; empty for a check of our own.
    """

    code: str
    title: str
    weights: Mapping[Criterion, float]
    level: Level
    why: str
    do: str
    example: str
    better: str
    ruff: tuple[str, ...] = ()

    @property
    def criterion(self) -> Criterion:
        """The one it weighs most in."""
        return max(self.weights, key=lambda one: self.weights[one])


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one place, where that says more than the rule's own texts."""

    message: str
    why: str
    do: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is broken.

    Attributes:
        line: from 1.
        name: what the rule's title names there.
        amount: how many times one plain place it weighs; measures such as a length give more the further they go.
        told: instead of the rule's texts.
    """

    line: int
    name: str = ""
    amount: float = 1.0
    told: Told | None = None


def expected(rule: Rule, level: Level) -> bool:
    """Whether a student of this level is told of the rule."""
    return LEVELS.index(rule.level) <= LEVELS.index(level)
