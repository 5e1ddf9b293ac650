"""What agents notice about a student, and the alert that comes of it."""

from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import JsonObject, NonEmpty, Record
from schemas.ids import ComponentName, StudentId
from schemas.times import UtcDatetime

__all__ = ["LearningSignal", "SignalKind", "StruggleAlert"]

SignalKind = Literal["error", "failed_run", "low_quiz", "stuck", "started", "passed", "quiz_passed", "tick"]
"""An error in code, a run that failed, a low quiz score, the student's own word; an exercise handed out, a run or an
exercise that passed, a quiz score that is low no longer; time that has passed without any of these."""


class LearningSignal(Record):
    """One observation, the value of `learning.signals`.

    Attributes:
        signal_id: the same for every copy, drawn from the record that caused it.
        student_id: the pseudonym.
        timestamp: when it was noticed.
        kind: what it is.
        source: the agent that noticed it.
        component: where in the course.
        detail: such as the error's type.
        metadata: more about it.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"metadata"})

    signal_id: NonEmpty
    student_id: StudentId
    timestamp: UtcDatetime
    kind: SignalKind
    source: NonEmpty
    component: ComponentName | None = None
    detail: str | None = None
    metadata: JsonObject = Field(default_factory=dict)


class StruggleAlert(Record):
    """A student needs help, the value of `struggle.alerts`.

    Attributes:
        alert_id: the same for every copy, and for the record that closes it.
        student_id: the pseudonym.
        timestamp: when it was raised; when it was closed in the record that says so.
        reason: why, in words.
        kinds: of the signals behind it.
        signal_count: how many signals.
        component: where in the course.
        metadata: `state`, which is `closed` in the record that ends it, `rule`, `evidence` and more.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"metadata"})

    alert_id: NonEmpty
    student_id: StudentId
    timestamp: UtcDatetime
    reason: NonEmpty
    kinds: list[SignalKind] = Field(default_factory=list)
    signal_count: int = Field(0, ge=0)
    component: ComponentName | None = None
    metadata: JsonObject = Field(default_factory=dict)
