"""Settings that agents' decisions depend on, as the composition root hands them over."""

from dataclasses import dataclass, field

from agents.runtime.struggle_limits import StruggleLimits
from schemas.progress import ScorePolicy
from tables.retry_schedule import RetrySchedule

__all__ = ["AgentOptions"]


@dataclass(frozen=True)
class AgentOptions:
    """See the settings of the same names.

    Attributes:
        score_policy: what becomes of scores outside 0 to 1.
        max_lateness_ms: an event's age against the watermark.
        max_ahead_ms: how far an event may be ahead of it.
        max_components: of one student.
        schema_max_major: the greatest major version of events that is read; None for all that are known.
        max_record_bytes: of source and response topics, and of the body of a request.
        answer_deadline: seconds that an agent may take for an answer.
        exercise_key: signs the ids of exercises.
        exercise_hours: for which an exercise may be worked on.
        retries: when what failed is tried again.
        request_retention_ms: for how long request topics keep what students wrote.
        erasure_keys: sign orders to erase a student and make the marks that are left; the first for new ones.
        struggle: when a student counts as struggling.
    """

    score_policy: ScorePolicy
    max_lateness_ms: int
    max_ahead_ms: int
    max_components: int
    schema_max_major: int | None = None
    max_record_bytes: int = 1_048_576
    answer_deadline: float = 30.0
    exercise_key: str = "for one machine only"
    exercise_hours: int = 168
    retries: RetrySchedule = field(default_factory=RetrySchedule)
    request_retention_ms: int = 86_400_000
    erasure_keys: tuple[str, ...] = ("for one machine only",)
    struggle: StruggleLimits = field(default_factory=StruggleLimits)
