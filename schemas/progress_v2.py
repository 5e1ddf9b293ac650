"""Version 2.0 of the progress event: scores as an open map, and a component that says what it is.

Courses measure more than four things, and a component is a topic here and a whole project there: neither fits into
version 1 without breaking its readers. Mastery stays what the spec says, of the four scores.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from schemas.base import Model, Record, Unit
from schemas.errors import InvalidError
from schemas.ids import ComponentName, EventId, EventType, IdempotencyKey, StudentId, is_name
from schemas.metadata import ProgressMetadata
from schemas.progress import PROGRESS_EVENT, SCORE_NAMES, ComponentScores, StudentProgress
from schemas.times import TimestampMs, now_ms
from schemas.upcasters import converted

__all__ = ["Component", "ComponentKind", "StudentProgressV2", "check_v2"]

ComponentKind = Literal["TOPIC", "CONCEPT", "MODULE", "PROJECT", "OTHER"]
"""What a component is in the course."""

_VERSION = r"^2\.[0-9]{1,3}$"
_SCORES_MAX: Final = 20  # the four, and as many others as a course may reasonably measure
_NAME_MAX: Final = 50  # as for components


class Component(Model):
    """What was learnt."""

    name: ComponentName
    kind: ComponentKind = "OTHER"


class StudentProgressV2(Record):
    """A student's progress in one component, with everything that was measured.

    Attributes:
        event_id: identifies the event.
        event_type: classifies it.
        timestamp: milliseconds since 1970, when the student did it.
        student_id: the pseudonym.
        component: what was learnt, and what that is.
        scores: by name, each 0 to 1; completion, quiz, quality and consistency must be among them.
        mastery: of those four, as in version 1.
        idempotency_key: the same for every copy of the same logical event.
        metadata: what stands behind the scores.
    """

    version: str = Field("2.0", pattern=_VERSION)
    event_id: EventId
    event_type: EventType = PROGRESS_EVENT
    timestamp: TimestampMs = Field(default_factory=now_ms)
    student_id: StudentId
    component: Component
    scores: dict[str, Unit] = Field(max_length=_SCORES_MAX)
    mastery: Unit
    idempotency_key: IdempotencyKey
    metadata: ProgressMetadata | None = None

    @field_validator("scores")
    @classmethod
    def _has_the_four(cls, value: dict[str, float]) -> dict[str, float]:
        missing = [name for name in SCORE_NAMES if name not in value]
        if missing or not all(is_name(name, _NAME_MAX) for name in value):
            raise PydanticCustomError("scores", "must hold {names}", {"names": ", ".join(SCORE_NAMES)})
        return value

    @field_validator("mastery")
    @classmethod
    def _matches_scores(cls, value: float, info: ValidationInfo) -> float:
        scores = info.data.get("scores")
        if scores is not None:
            StudentProgress.check_mastery(value, ComponentScores(**{name: scores[name] for name in SCORE_NAMES}))
        return value


def check_v2(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Judge what only a decoded event of 2.x says, and return the rest of it as an event that is folded.

    Raises:
        InvalidError: names the field and what it must be.
    """
    version = fields["version"]
    if not (version.startswith("2.") and version[2:].isascii() and version[2:].isdigit() and len(version) <= 5):  # noqa: PLR2004 - 2.999
        raise InvalidError.of("version", "must be 2.x")
    scores = fields["scores"]
    if len(scores) > _SCORES_MAX:
        raise InvalidError.of("scores", f"must be at most {_SCORES_MAX}")
    for name, value in scores.items():
        if not is_name(name, _NAME_MAX) or not isfinite(value):
            raise InvalidError.of("scores", "must be finite numbers under printable names")
    return converted(fields)
