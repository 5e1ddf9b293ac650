"""What stands behind a progress event: the `metadata` that came with version 1.1 of `StudentProgress`.

A typed record, not a free map: whoever folds ratings from it needs numbers that are numbers in every language, and a
schema that says which fields there are. Every field may be left out; later minor versions add more in the same way.
"""

from typing import NamedTuple

from pydantic import ConfigDict, Field

from schemas.base import Model
from schemas.ids import ComponentName, ItemId

__all__ = ["LOGITS", "GivenMetadata", "Metadata", "ProgressMetadata"]

LOGITS = 1000
"""Ratings and levels are folded as integers of this scale: a thousandth of a logit moves a chance by 0.03 %."""

_CONCEPTS_MAX = 8  # an exercise practises one or two; each has keys of its own in the table
_LOGITS_MAX = 10.0  # beyond it every chance is 0 or 1 with four decimals
_SECONDS_MAX = 7 * 86_400.0  # an event is at most a week late
_HINTS_MAX = 1000


class ProgressMetadata(Model):
    """What is known of the exercise, quiz or task that the scores come from.

    Attributes:
        item_id: what was worked on: the same for every attempt at it.
        concepts: ids of the concepts that it practises.
        item_level: how hard it is, in logits; 0 is an average medium exercise.
        rating: the student's when it was handed out, in logits.
        passed: whether it was solved.
        seconds: time spent on it.
        hints: how many were taken.
    """

    item_id: ItemId | None = None
    concepts: list[ComponentName] = Field(default_factory=list, max_length=_CONCEPTS_MAX)
    item_level: float | None = Field(None, ge=-_LOGITS_MAX, le=_LOGITS_MAX)
    rating: float | None = Field(None, ge=-_LOGITS_MAX, le=_LOGITS_MAX)
    passed: bool | None = None
    seconds: float | None = Field(None, ge=0.0, le=_SECONDS_MAX)
    hints: int | None = Field(None, ge=0, le=_HINTS_MAX)

    def folded(self) -> "Metadata":
        """In whole numbers, exact and equal on every machine."""
        return Metadata(
            self.item_id,
            tuple(sorted(set(self.concepts))),
            _scaled(self.item_level, LOGITS),
            _scaled(self.rating, LOGITS),
            self.passed,
            _scaled(self.seconds, 1000),
            self.hints,
        )


class GivenMetadata(ProgressMetadata):
    """The same as a client sends it: a misspelt field is refused."""

    model_config = ConfigDict(extra="forbid")


class Metadata(NamedTuple):
    """What is folded of an event's metadata."""

    item_id: str | None
    concepts: tuple[str, ...]  # sorted, each once
    item_level: int | None  # in units of 1 / `LOGITS`
    rating: int | None  # likewise
    passed: bool | None
    milliseconds: int | None
    hints: int | None


def _scaled(value: float | None, scale: int) -> int | None:
    return None if value is None else round(value * scale)
