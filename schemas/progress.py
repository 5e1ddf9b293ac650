"""The event that everything is made of (spec, section 1), and the way from what arrived to what is folded."""

from collections.abc import Mapping
from math import inf
from typing import Any, Literal, NamedTuple, TypeGuard

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from schemas.base import VERSION, Model, Record, Unit
from schemas.errors import InvalidError
from schemas.ids import ComponentName, EventId, EventType, IdempotencyKey, StudentId
from schemas.metadata import Metadata, ProgressMetadata
from schemas.times import TimestampMs, now_ms

__all__ = [
    "SCALE",
    "SCALED",
    "SCORE_NAMES",
    "Accepted",
    "ComponentScores",
    "Normalised",
    "ScorePolicy",
    "StudentProgress",
    "accept",
    "mastery_of",
    "normalise",
    "plain_scores",
    "version_of",
]

ScorePolicy = Literal["clamp", "reject"]
"""What becomes of scores outside 0 to 1."""

PROGRESS_EVENT = "student.progress.update"
MASTERY_TOLERANCE = 0.001  # the spec's
_SLACK = 1e-9  # 0.836 is within 0.001 of 0.835, though not as doubles
SCORE_DECIMALS = 4  # keeps 50 components of a student within the spec's 1 KB when compressed
_MASTERY_DECIMALS = 5  # exact for scores of 4 decimals, as the weights are tenths

SCALE: int = 10**SCORE_DECIMALS
"""Scores are folded as integers of this scale: sums are exact and equal on every machine."""

SCALED = {number / SCALE: number for number in range(SCALE + 1)}
"""The 10,001 scores of four decimals; looking one up costs a third of rounding it."""

WITH_METADATA = "1.1"
"""The version that `metadata` came with."""

SCORE_NAMES = ("completion", "quiz", "quality", "consistency")
"""The scores that mastery follows from, in the order of their weights."""


class ComponentScores(Model):
    """The four scores of a component, each 0 to 1."""

    completion: Unit
    quiz: Unit
    quality: Unit
    consistency: Unit


def mastery_of(scores: ComponentScores) -> float:
    """Return the weighted scores: 0.4 completion, 0.3 quiz, 0.2 quality, 0.1 consistency; rounded to 5 decimals."""
    return _weigh(scores.completion, scores.quiz, scores.quality, scores.consistency)


class StudentProgress(Record):
    """A student's progress in one component, as it may be stored: strict, nothing is clamped here.

    Attributes:
        event_id: identifies the event.
        event_type: classifies it.
        timestamp: milliseconds since 1970, when the student did it.
        version: schema version.
        student_id: the pseudonym.
        component: what was learnt.
        scores: each 0 to 1.
        mastery: the weighted scores, within 0.001.
        idempotency_key: the same for every copy of the same logical event.
        metadata: what stands behind the scores; came with version 1.1.
    """

    event_id: EventId
    event_type: EventType = PROGRESS_EVENT
    timestamp: TimestampMs = Field(default_factory=now_ms)
    student_id: StudentId
    component: ComponentName
    scores: ComponentScores
    mastery: Unit
    idempotency_key: IdempotencyKey
    metadata: ProgressMetadata | None = None

    @field_validator("mastery")
    @classmethod
    def _matches_scores(cls, value: float, info: ValidationInfo) -> float:
        scores = info.data.get("scores")
        if scores is not None:
            cls.check_mastery(value, scores)
        return value

    @staticmethod
    def check_mastery(value: float, scores: ComponentScores) -> None:
        """Judge whether a mastery follows from the scores; for validators of models.

        Raises:
            PydanticCustomError: it does not.
        """
        if abs(value - mastery_of(scores)) > MASTERY_TOLERANCE + _SLACK:
            raise PydanticCustomError("mastery", "{reason}", {"reason": _mastery_reason(mastery_of(scores))})


def version_of(metadata: object | None) -> str:
    """The version that an event is written with: the oldest that can say it, so that older workers read it too."""
    return VERSION if metadata is None else WITH_METADATA


class Normalised(NamedTuple):
    """An event that may be folded.

    Attributes:
        event: scores have 4 decimals, mastery is exactly theirs.
        clamped: a score was outside 0 to 1 and was moved to the nearer end.
    """

    event: StudentProgress
    clamped: bool


def normalise(raw: Mapping[str, Any], policy: ScorePolicy) -> Normalised:
    """Bring a decoded event into the form that is folded: clamp, round, check, then validate strictly.

    Args:
        raw: fields by name; all but `event_type` and `version` must be there.
        policy: what becomes of scores outside 0 to 1.

    Raises:
        InvalidError: names the fields and what they must be.
    """
    scores = raw.get("scores")
    if not isinstance(scores, Mapping):
        raise InvalidError.of("scores", "must hold completion, quiz, quality and consistency")
    if "timestamp" not in raw:  # the model's default would be the present: not the same at a replay
        raise InvalidError.of("timestamp", "must be there, in milliseconds since 1970")
    clamped = False
    exact: list[float] = []
    for name in SCORE_NAMES:
        value = scores.get(name)
        if type(value) is not float or not 0.0 <= value <= 1.0:  # also not true of NaN
            value, moved = _unusual(name, value, policy)
            clamped = clamped or moved
        exact.append(value)
    expected = (4.0 * exact[0] + 3.0 * exact[1] + 2.0 * exact[2] + exact[3]) / 10.0
    mastery = raw.get("mastery")
    # The first comparison keeps NaN and integers too large for a double from the subtraction.
    if not _is_number(mastery) or not -1 < mastery < 2 or abs(mastery - expected) > MASTERY_TOLERANCE + _SLACK:  # noqa: PLR2004 - any bounds around 0 to 1 will do
        raise InvalidError.of("mastery", _mastery_reason(expected))
    # + 0.0 makes a negative zero positive: equal scores must have equal bytes.
    completion, quiz, quality, consistency = (round(value, SCORE_DECIMALS) + 0.0 for value in exact)
    fields = dict(raw)
    fields["scores"] = {"completion": completion, "quiz": quiz, "quality": quality, "consistency": consistency}
    fields["mastery"] = _weigh(completion, quiz, quality, consistency)
    return Normalised(StudentProgress.read(fields), clamped)


class Accepted(NamedTuple):
    """What is folded of an event that keeps the rules; `mastery` follows from the scores."""

    student_id: str
    component: str
    timestamp: int  # ms since 1970
    event_id: str
    event_type: str
    idempotency_key: str
    scores: tuple[int, int, int, int]  # completion, quiz, quality, consistency, in units of 1 / `SCALE`
    clamped: bool  # a score was outside 0 to 1
    metadata: Metadata | None = None

    @classmethod
    def of(cls, normalised: Normalised) -> "Accepted":
        """From the validated model."""
        event, clamped = normalised
        scores = event.scores
        exact = (
            _scaled(scores.completion),
            _scaled(scores.quiz),
            _scaled(scores.quality),
            _scaled(scores.consistency),
        )
        return cls(
            event.student_id,
            event.component,
            event.timestamp,
            event.event_id,
            event.event_type,
            event.idempotency_key,
            exact,
            clamped,
            event.metadata.folded() if event.metadata is not None else None,
        )


def accept(raw: Mapping[str, Any], policy: ScorePolicy) -> Accepted:
    """`normalise`, reduced to what is folded.

    Raises:
        InvalidError: names the fields and what they must be.
    """
    return Accepted.of(normalise(raw, policy))


def plain_scores(
    completion: float, quiz: float, quality: float, consistency: float, mastery: float
) -> tuple[int, int, int, int] | None:
    """The scores in units of 1 / `SCALE`, if all are within 0 and 1 and the mastery follows from them.

    None says only that `accept` has to judge them: others it would clamp, or refuse.
    """
    if not (
        0.0 <= completion <= 1.0  # not true of NaN
        and 0.0 <= quiz <= 1.0
        and 0.0 <= quality <= 1.0
        and 0.0 <= consistency <= 1.0
        and abs(mastery - (4.0 * completion + 3.0 * quiz + 2.0 * quality + consistency) / 10.0)
        <= MASTERY_TOLERANCE + _SLACK
    ):
        return None
    try:
        return SCALED[completion], SCALED[quiz], SCALED[quality], SCALED[consistency]
    except KeyError:
        return _scaled(completion), _scaled(quiz), _scaled(quality), _scaled(consistency)


def _scaled(score: float) -> int:
    return round(round(score, SCORE_DECIMALS) * SCALE)


def _weigh(completion: float, quiz: float, quality: float, consistency: float) -> float:
    return round((4.0 * completion + 3.0 * quiz + 2.0 * quality + consistency) / 10.0, _MASTERY_DECIMALS)


def _mastery_reason(expected: float) -> str:
    weights = "0.4 completion + 0.3 quiz + 0.2 quality + 0.1 consistency"
    value = round(expected, _MASTERY_DECIMALS)
    return f"must be {value}, give or take {MASTERY_TOLERANCE}: {weights}, each within 0 and 1"


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unusual(name: str, value: Any, policy: ScorePolicy) -> tuple[float, bool]:
    """Return a score that is no float within 0 to 1 as one, and whether it was moved."""
    if not _is_number(value) or not -inf < value < inf:
        raise InvalidError.of(f"scores.{name}", "must be a finite number")
    if 0 <= value <= 1:
        return float(value), False
    if policy == "reject":
        raise InvalidError.of(f"scores.{name}", "must be within 0 and 1")
    return (0.0 if value < 0 else 1.0), True
