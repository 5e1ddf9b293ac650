"""What is known of a student: the public state value of the spec (section 2), and what it is drawn from."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas import canonical
from schemas.base import Model, Unit
from schemas.ids import ComponentName, EventId, StudentId
from schemas.progress import ComponentScores

__all__ = ["Level", "MasteryData", "MasteryScores", "StudentProgressState", "level"]

Level = Literal["beginner", "learning", "proficient", "mastered"]
"""Mastery in words for people."""

_LEARNING, _PROFICIENT, _MASTERED = 0.41, 0.71, 0.91  # two decimals on a page: 0.40 reads beginner, 0.41 learning


class MasteryData(ComponentScores):
    """The scores of one component as they are kept, each 0 to 1."""


class MasteryScores(Model):
    """The value of `student:{student_id}:mastery:latest` and of each day's key.

    Attributes:
        student_id: the pseudonym.
        latest_scores: by component, of the event that is latest by time.
        overall_mastery: mean of the components' mastery, 4 decimals.
        last_updated: UTC instant of the latest accepted event, `2026-01-13T10:30:00.000Z`.
        components_tracked: names of the components, sorted.
    """

    student_id: StudentId
    latest_scores: dict[ComponentName, MasteryData]
    overall_mastery: Unit
    last_updated: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$")]
    components_tracked: list[ComponentName]

    @model_validator(mode="after")
    def _tracked(self) -> Self:
        if self.components_tracked != sorted(self.latest_scores):
            raise PydanticCustomError("tracked", "components_tracked must be the sorted names of latest_scores")
        return self

    @property
    def total_components(self) -> int:
        """Number of components with a score."""
        return len(self.components_tracked)

    def to_bytes(self) -> bytes:
        """Return the canonical JSON that tables, changelog and mirrors hold."""
        return canonical.dumps(self.model_dump())


class StudentProgressState(Model):
    """The progress agent's memory of a student (the spec's internal state).

    Attributes:
        student_id: the pseudonym.
        component_history: by component, scores by name, oldest first.
        mastery_trend: overall mastery, oldest first.
        last_event_id: of the latest accepted event by time.
    """

    student_id: StudentId
    component_history: dict[ComponentName, list[dict[str, float]]]
    mastery_trend: list[Unit]
    last_event_id: EventId


def level(value: float) -> Level:
    """Name a mastery of 0 to 1: beginner below 0.41, learning below 0.71, proficient below 0.91, then mastered."""
    if value < _LEARNING:
        return "beginner"
    if value < _PROFICIENT:
        return "learning"
    return "proficient" if value < _MASTERED else "mastered"
