"""What agents are asked, the same over HTTP and over the request topics (spec, section 3)."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from schemas.base import JsonObject, Model, NonEmpty, Record, Version
from schemas.ids import ComponentName, EventId, IdempotencyKey, StudentId
from schemas.metadata import GivenMetadata
from schemas.progress import (
    PROGRESS_EVENT,
    ComponentScores,
    Normalised,
    ScorePolicy,
    mastery_of,
    normalise,
    version_of,
)
from schemas.times import TimestampMs, UtcDatetime, utc_now

__all__ = [
    "AgentRequest",
    "DebugRequest",
    "Difficulty",
    "ExerciseRequest",
    "GivenScores",
    "ProgressRequest",
    "ProgressUpdate",
    "ReviewRequest",
]

QUERY_MAX = 1000  # characters; the spec's
HISTORY_DAYS_MAX = 3660  # ten years: a bound for what one answer may read

Difficulty = Literal["easy", "medium", "hard"]
"""How hard an exercise is."""


class AgentRequest(Record):
    """A question to any agent; the concepts agent takes it as it is.

    Attributes:
        student_id: the pseudonym of who asks.
        query: 1 to 1000 characters.
        context: additional data.
        timestamp: when it was asked.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"context"})

    student_id: StudentId
    query: str = Field(min_length=1, max_length=QUERY_MAX)
    context: JsonObject | None = None
    timestamp: UtcDatetime = Field(default_factory=utc_now)


class ProgressRequest(AgentRequest):
    """A question for a student's progress.

    Attributes:
        component: only this one.
        days: how many days of history, today included; none by default.
    """

    query: str = Field("progress", min_length=1, max_length=QUERY_MAX)
    component: ComponentName | None = None
    days: int | None = Field(None, ge=1, le=HISTORY_DAYS_MAX)


class DebugRequest(AgentRequest):
    """A request for the analysis of code."""

    code: NonEmpty
    language: str = Field("python", min_length=1, max_length=50)


class ExerciseRequest(AgentRequest):
    """A request for an exercise.

    Attributes:
        topic: a module, a topic or a concept of the course, by id, title or another name.
        difficulty: null, or left out over HTTP: chosen to fit the student.
        constraints: on the solution, such as `{"no_loops": true, "max_minutes": 10}`.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"context", "constraints"})

    topic: NonEmpty
    difficulty: Difficulty | None = "medium"
    constraints: JsonObject | None = None

    @property
    def wished_difficulty(self) -> Difficulty | None:
        """The difficulty that was asked for; the default is nobody's wish."""
        return self.difficulty if "difficulty" in self.model_fields_set else None


class ReviewRequest(AgentRequest):
    """A request for the review of code; `language` came with version 1.1."""

    version: Version = "1.1"
    code: NonEmpty
    language: str = Field("python", min_length=1, max_length=50)
    criteria: list[NonEmpty] = Field(default_factory=lambda: ["readability", "efficiency", "style"], min_length=1)


class GivenScores(Model):
    """Scores as a client sends them: finite, but the score policy decides on those outside 0 to 1."""

    completion: float
    quiz: float
    quality: float
    consistency: float


class ProgressUpdate(Model):
    """The body of `POST /progress/{student_id}`; a misspelt field is refused.

    Attributes:
        component: what was learnt.
        scores: see `GivenScores`.
        event_id: the client's own; one is made without.
        idempotency_key: the same at every repetition of the request; the event id without.
        timestamp: milliseconds since 1970; the present without.
        metadata: what stands behind the scores, such as an exercise and whether it was solved.
    """

    model_config = ConfigDict(extra="forbid")

    component: ComponentName
    scores: GivenScores
    event_id: EventId | None = None
    idempotency_key: IdempotencyKey | None = None
    timestamp: TimestampMs | None = None
    metadata: GivenMetadata | None = None

    def to_event(self, student_id: str, *, new_id: str, now_ms: int, policy: ScorePolicy) -> Normalised:
        """Make the event, as `normalise` gives it.

        Args:
            student_id: from the path.
            new_id: event id where the client gave none.
            now_ms: timestamp where the client gave none.
            policy: what becomes of scores outside 0 to 1.

        Raises:
            InvalidError: names the fields and what they must be.
        """
        scores = self.scores.model_dump()
        within = {name: min(max(score, 0.0), 1.0) for name, score in scores.items()}
        event_id = self.event_id or new_id
        raw: dict[str, Any] = {
            "event_id": event_id,
            "event_type": PROGRESS_EVENT,
            "timestamp": now_ms if self.timestamp is None else self.timestamp,
            "version": version_of(self.metadata),
            "student_id": student_id,
            "component": self.component,
            "scores": scores,
            "mastery": mastery_of(ComponentScores(**within)),
            "idempotency_key": self.idempotency_key or event_id,
            "metadata": None if self.metadata is None else self.metadata.model_dump(),
        }
        return normalise(raw, policy)
