"""What goes into the oracle and what comes out: records as a topic holds them, and the expectation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["DeadLetter", "Event", "Expectation", "Ledger", "Rules", "SourceRecord"]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One record of `learning.events`. `append_ms` is the broker's append time (Unix ms)."""

    partition: int
    offset: int
    append_ms: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that decide what is accepted; the defaults are the fleet's."""

    partitions: int = 6
    max_lateness_days: int = 7
    max_ahead_seconds: int = 300
    erasure_key: str = "for one machine only"
    clamp: bool = True  # scores outside 0..1: clamped, or else invalid


class DeadLetter(NamedTuple):
    """A record that must be in the dead-letter queue, by its place in the source topic, and the reason's code."""

    partition: int
    offset: int
    code: str


@dataclass(slots=True)
class Ledger:
    """What became of one partition's records; the four counts add up to the records read."""

    applied: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    rerouted: int = 0

    @property
    def total(self) -> int:
        """All records of the partition."""
        return self.applied + self.duplicates + self.dead_letters + self.rerouted


@dataclass(slots=True)
class Expectation:
    """What must be true after the last record.

    Attributes:
        values: the JSON bytes of every public key, `student:{id}:mastery:latest` and `student:{id}:mastery:{date}`.
        practice: the JSON bytes of every `student:{id}:practice:{concept}`.
        students: ids with at least one accepted event.
        ledger: counts by partition; every partition of the topic is there.
        dead_letters: by partition and offset.
    """

    values: dict[str, bytes] = field(default_factory=dict)
    practice: dict[str, bytes] = field(default_factory=dict)
    students: set[str] = field(default_factory=set)
    ledger: dict[int, Ledger] = field(default_factory=dict)
    dead_letters: list[DeadLetter] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """A valid progress event. Scores are whole ten-thousandths: completion, quiz, quality, consistency.

    Metadata is the event's, with concepts sorted and each once, and times, ratings and levels in whole thousandths.
    """

    event_id: str
    event_type: str
    timestamp: int
    student_id: str
    component: str
    scores: tuple[int, int, int, int]
    idempotency_key: str
    metadata: Mapping[str, object] | None = None

    @property
    def content(self) -> Mapping[str, object]:
        """What must be equal for a known idempotency key to mean a duplicate: all but the event's id."""
        return {
            "student_id": self.student_id,
            "component": self.component,
            "timestamp": self.timestamp,
            "scores": self.scores,
            "event_type": self.event_type,
        }
