"""Every topic of the fleet; creation of topics, the checks at start and the reference docs come from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from schemas.majors import major_of

__all__ = [
    "AGENT_RESPONSES",
    "CATALOGUE",
    "CONCEPTS_REQUESTS",
    "DEAD_LETTERS",
    "DEAD_LETTER_STATUS",
    "DEBUG_REQUESTS",
    "EXERCISE_REQUESTS",
    "LEARNING_EVENTS",
    "LEARNING_SIGNALS",
    "PARTITIONS",
    "PROGRESS_REQUESTS",
    "REVIEW_REQUESTS",
    "STRUGGLE_ALERTS",
    "Topic",
    "changelog",
]

PARTITIONS: Final = 6
"""Partitions of every topic: the spec's number for `learning.events`; tables need all of theirs alike."""

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_BATCH_LIMIT = 1_048_588
"""Bytes of one record batch that a broker takes by default: 1 MiB and its 12 bytes of log overhead."""

_DEAD_LETTER_ROOM = 256 * 1024
"""Bytes a dead letter may be larger than its original: the original value, its decoded form, stack and headers."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One topic as data.

    Attributes:
        name: as on the broker.
        key: what the record key is, in words; always UTF-8.
        value: full name of the Avro record; None for canonical JSON bytes.
        later: full names of the record in later major versions, in their order (see `schemas/majors.py`).
        partitions: their number; all co-partitioned topics must agree.
        cleanup: the broker's cleanup policy.
        retention_ms: milliseconds a record is kept at least; None for compacted topics.
        extra: further topic configuration.
        room_bytes: bytes its records may be larger than those of source topics.
        free_text: its records hold what students wrote: no copy of them goes to a topic that keeps it longer.
    """

    name: str
    key: str
    value: str | None
    later: tuple[str, ...] = ()
    partitions: int = PARTITIONS
    cleanup: Literal["delete", "compact"] = "delete"
    retention_ms: int | None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    room_bytes: int = 0
    free_text: bool = False

    @property
    def subject(self) -> str:
        """The registry's subject of the value (Confluent's naming by topic)."""
        return f"{self.name}-value"

    @property
    def later_subjects(self) -> tuple[str, ...]:
        """The subjects of `later` (Confluent's naming by topic and record): what breaks starts anew."""
        return tuple(f"{self.name}-{name}" for name in self.later)

    def values(self, max_major: int | None = None) -> tuple[str, ...]:
        """Full names of the records that a reader takes, up to a major version."""
        names = () if self.value is None else (self.value, *self.later)
        return names if max_major is None else tuple(one for one in names if major_of(one) <= max_major)

    def config(self, max_payload_bytes: int, free_text_ms: int | None = None) -> dict[str, str]:
        """Return the topic configuration for creation and for the check at start.

        Args:
            max_payload_bytes: largest record of a source topic, in bytes.
            free_text_ms: milliseconds for which what students wrote is kept; by default as long as the topic says.
        """
        config = {"cleanup.policy": self.cleanup, "max.message.bytes": str(max_payload_bytes + self.room_bytes)}
        retention = free_text_ms if self.free_text and free_text_ms is not None else self.retention_ms
        if retention is not None:
            config["retention.ms"] = str(retention)
        return config | dict(self.extra)


LEARNING_EVENTS = Topic(
    name="learning.events",
    key="student_id",
    value="fleet.StudentProgress",
    later=("fleet.v2.StudentProgress",),
    retention_ms=7 * _DAY_MS,
    # The broker's clock dates the records: lateness must not depend on what a producer claims.
    extra={"message.timestamp.type": "LogAppendTime"},
)
PROGRESS_REQUESTS = Topic(
    name="progress.requests", key="student_id", value="fleet.ProgressRequest", retention_ms=_DAY_MS, free_text=True
)
DEBUG_REQUESTS = Topic(
    name="debug.requests", key="student_id", value="fleet.DebugRequest", retention_ms=_DAY_MS, free_text=True
)
CONCEPTS_REQUESTS = Topic(
    name="concepts.requests", key="student_id", value="fleet.AgentRequest", retention_ms=_DAY_MS, free_text=True
)
EXERCISE_REQUESTS = Topic(
    name="exercise.requests", key="student_id", value="fleet.ExerciseRequest", retention_ms=_DAY_MS, free_text=True
)
REVIEW_REQUESTS = Topic(
    name="review.requests", key="student_id", value="fleet.ReviewRequest", retention_ms=_DAY_MS, free_text=True
)
AGENT_RESPONSES = Topic(name="agent.responses", key="student_id", value="fleet.AgentResponse", retention_ms=_DAY_MS)
LEARNING_SIGNALS = Topic(
    name="learning.signals", key="student_id", value="fleet.LearningSignal", retention_ms=7 * _DAY_MS
)
STRUGGLE_ALERTS = Topic(
    name="struggle.alerts", key="student_id", value="fleet.StruggleAlert", retention_ms=30 * _DAY_MS
)
DEAD_LETTERS = Topic(
    name="dead-letter.queue",
    key="the original key",
    value="fleet.ErrorEvent",
    retention_ms=30 * _DAY_MS,
    room_bytes=_DEAD_LETTER_ROOM,
)
DEAD_LETTER_STATUS = Topic(
    name="dead-letter.status", key="the original key", value="fleet.DeadLetterStatus", retention_ms=30 * _DAY_MS
)

CATALOGUE: Final[tuple[Topic, ...]] = (
    LEARNING_EVENTS,
    PROGRESS_REQUESTS,
    DEBUG_REQUESTS,
    CONCEPTS_REQUESTS,
    EXERCISE_REQUESTS,
    REVIEW_REQUESTS,
    AGENT_RESPONSES,
    LEARNING_SIGNALS,
    STRUGGLE_ALERTS,
    DEAD_LETTERS,
    DEAD_LETTER_STATUS,
)
"""Every topic but the changelogs, whose names depend on the application id."""


def changelog(app_id: str, table: str) -> Topic:
    """Return the changelog topic of a table.

    Args:
        app_id: the application id of the settings.
        table: the table's name, such as `mastery`.
    """
    return Topic(
        name=f"{app_id}-{table}-changelog",
        key="table key",
        value=None,
        cleanup="compact",
        retention_ms=None,
        extra={
            # A reader less than an hour behind sees every version, so that days and order can be followed.
            "min.compaction.lag.ms": str(_HOUR_MS),
            # What was deleted is gone from the broker's disk within this time, and its deletion a week or two later.
            "max.compaction.lag.ms": str(7 * _DAY_MS),
            # A worker that was away for less than this still learns of deletions; older local data is wiped.
            "delete.retention.ms": str(7 * _DAY_MS),
            # A commit fills record batches of 1 MiB, however small the payloads of source topics may be.
            "max.message.bytes": str(_BATCH_LIMIT),
        },
    )
