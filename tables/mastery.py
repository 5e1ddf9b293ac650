"""Keys and values of the mastery table (docs/data-model.md).

| key | value |
| --- | --- |
| `student:{id}:mastery:latest` | `MasteryScores`, public |
| `student:{id}:mastery:{YYYY-MM-DD}` | the same as at the end of that UTC day, public |
| `student:{id}:winner:{component}:{YYYY-MM-DD}` | the day's winning event: what the public values are drawn from |
| `idempotency:{id}:{hash of key}` | hash of the content, and the watermark when it was applied |
| `idempotency-day:{days since 1970}:{topic id}:{offset}` | the idempotency keys a batch added, so that they expire |
| `checkpoint:{source topic}` | see `tables/checkpoint.py` |
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from schemas.canonical import JsonError, dumps, loads
from schemas.times import iso_utc
from tables.errors import CorruptTableError

__all__ = [
    "DAY_MS",
    "Entry",
    "Mastery",
    "Winner",
    "dated_key",
    "dated_prefix",
    "day_of",
    "latest_key",
    "winner_key",
    "winner_prefix",
]

DAY_MS = 86_400_000

SCALE = 10_000
"""Scores are kept with 4 decimals; integers of this scale make sums exact and equal on every machine."""

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def latest_key(student_id: str) -> bytes:
    """Key of the current mastery."""
    return f"student:{student_id}:mastery:latest".encode()


def dated_key(student_id: str, day: str) -> bytes:
    """Key of the mastery as at the end of a UTC day (`YYYY-MM-DD`)."""
    return f"student:{student_id}:mastery:{day}".encode()


def dated_prefix(student_id: str) -> bytes:
    """Prefix of the latest and all dated keys; dates sort before `latest`."""
    return f"student:{student_id}:mastery:".encode()


def winner_key(student_id: str, component: str, day: str) -> bytes:
    """Key of the winning event of a component on a UTC day."""
    return f"student:{student_id}:winner:{component}:{day}".encode()


def winner_prefix(student_id: str, component: str | None = None) -> bytes:
    """Prefix of the winners of a student, or of one component, in order of days."""
    head = f"student:{student_id}:winner:"
    return (head if component is None else f"{head}{component}:").encode()


@lru_cache(maxsize=4096)  # the days of a log with days to spare; a day costs 100 bytes
def _day_text(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


def day_of(timestamp_ms: int) -> str:
    """UTC day of an instant, `YYYY-MM-DD`."""
    return _day_text(timestamp_ms // DAY_MS)


class Entry(NamedTuple):
    """One component's part of a public value: the four scores as printed, and their weighted sum as an integer.

    `weight` is 4 completion + 3 quiz + 2 quality + consistency in ten-thousandths: 100,000 is full mastery.
    """

    scores: Mapping[str, float]
    weight: int

    @classmethod
    def of(cls, completion: int, quiz: int, quality: int, consistency: int) -> "Entry":
        """From four scores in ten-thousandths."""
        return cls(
            {
                "completion": completion / SCALE,
                "quiz": quiz / SCALE,
                "quality": quality / SCALE,
                "consistency": consistency / SCALE,
            },
            4 * completion + 3 * quiz + 2 * quality + consistency,
        )


class Mastery:
    """A public value, decoded. Immutable: a change makes a new one."""

    __slots__ = ("components", "last_ms")

    def __init__(self, components: Mapping[str, Entry], last_ms: int) -> None:
        self.components = components
        self.last_ms = last_ms

    @property
    def day(self) -> str:
        """UTC day of the latest event."""
        return day_of(self.last_ms)

    def changed(self, component: str, entry: Entry, timestamp_ms: int) -> "Mastery":
        """The value after an event won its component."""
        return Mastery({**self.components, component: entry}, max(self.last_ms, timestamp_ms))

    def overall(self) -> float:
        """Mean of the components' mastery with 4 decimals, half up, in exact integers."""
        count = len(self.components)
        total = sum(entry.weight for entry in self.components.values())
        return ((total + 5 * count) // (10 * count)) / SCALE

    def dump(self, student_id: str) -> bytes:
        """The stored bytes."""
        return dumps(
            {
                "student_id": student_id,
                "latest_scores": {name: entry.scores for name, entry in self.components.items()},
                "overall_mastery": self.overall(),
                "last_updated": iso_utc(self.last_ms),
                "components_tracked": sorted(self.components),
            }
        )

    @classmethod
    def load(cls, raw: bytes) -> "Mastery":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are not a public value.
        """
        try:
            value: Any = loads(raw)
            components = {
                name: Entry.of(
                    *(round(scores[part] * SCALE) for part in ("completion", "quiz", "quality", "consistency"))
                )
                for name, scores in value["latest_scores"].items()
            }
            moment = datetime.fromisoformat(value["last_updated"])
        except (JsonError, ValueError, KeyError, TypeError, AttributeError) as exc:
            raise CorruptTableError(f"unreadable mastery value {raw[:80]!r}") from exc
        return cls(components, round(moment.timestamp() * 1000))


class Winner(NamedTuple):
    """The winning event of a component on one day, ordered by (timestamp, event id, scores)."""

    timestamp: int  # ms since the epoch
    event_id: str
    completion: int  # scores in ten-thousandths
    quiz: int
    quality: int
    consistency: int
    clamped: int = 0  # 1 when a score of the event was outside 0..1

    def entry(self) -> Entry:
        """The component's part of a public value."""
        return Entry.of(self.completion, self.quiz, self.quality, self.consistency)

    def dump(self) -> bytes:
        """The stored bytes."""
        return dumps(self)

    @classmethod
    def load(cls, raw: bytes) -> "Winner":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are not a winner.
        """
        try:
            return cls(*loads(raw))
        except (JsonError, TypeError) as exc:
            raise CorruptTableError(f"unreadable winner {raw[:80]!r}") from exc
