"""Keys and values of the mastery table (docs/data-model.md).

| key | value |
| --- | --- |
| `student:{id}:mastery:latest` | `MasteryScores`, public |
| `student:{id}:mastery:{YYYY-MM-DD}` | the same as at the end of that UTC day, public |
| `student:{id}:winner:{component}:{YYYY-MM-DD}` | the day's winning event: what the public values are drawn from |
| `student:{id}:practice:{concept}` | the last outcomes, and the rating and schedule they give (`tables/practice.py`) |
| `idempotency:{id}:{hash of key}` | hash of the content, and the watermark when it was applied |
| `idempotency-day:{days since 1970}:{topic id}:{offset}` | the idempotency keys a batch added, so that they expire |
| `erased:{keyed hash}` | see `tables/erasures.py` |
| `checkpoint:{source topic}` | see `tables/checkpoint.py` |
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from schemas.canonical import Fragment, JsonError, dumps, loads
from schemas.progress import SCALE, SCALED
from schemas.times import iso_utc
from schemas.topics import LEARNING_EVENTS
from tables.erasures import Forgotten, holding
from tables.errors import CorruptTableError
from tables.spec import TableSpec, foreign_to
from tables.store import PartitionStore

__all__ = [
    "DAY_MS",
    "IDEMPOTENCY_DAYS",
    "MASTERY",
    "Entry",
    "Mastery",
    "Winner",
    "dated_key",
    "dated_prefix",
    "day_of",
    "foreign_record",
    "latest_key",
    "student_of_latest",
    "winner_key",
    "winner_prefix",
]

DAY_MS = 86_400_000

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


foreign_record = foreign_to(b"student:", b"idempotency:", b"idempotency-day:")

_held, _forget_keys = holding("student:{}:", "idempotency:{}:")

IDEMPOTENCY_DAYS = b"idempotency-day:"

_PAUSE = 64
"""Index entries that are looked at at once: of 45 KB each, some ms."""


def _forget(store: PartitionStore, student_id: str, before_ms: int) -> Iterator[Forgotten]:
    yield from _forget_keys(store, student_id, before_ms)
    # The index by day names keys, and with them students: it is looked through, as it is not kept by student.
    name = f"idempotency:{student_id}:"
    written = dumps(name)[:-1]
    for count, (index, raw) in enumerate(store.scan(IDEMPOTENCY_DAYS), 1):
        if written in raw:
            kept = [key for key in loads(raw) if not key.startswith(name)]
            yield index, dumps(kept) if kept else None
        elif count % _PAUSE == 0:
            yield None


MASTERY = TableSpec("mastery", foreign_record, LEARNING_EVENTS.name, _held, _forget)
"""The table. The progress agent alone writes it; the Redis mirror follows it."""


_LATEST = b":mastery:latest"


def latest_key(student_id: str) -> bytes:
    """Key of the current mastery."""
    return f"student:{student_id}:mastery:latest".encode()


def student_of_latest(key: bytes) -> str | None:
    """Whose current mastery a key names; None for any other key."""
    if key.startswith(b"student:") and key.endswith(_LATEST):
        return key[len(b"student:") : -len(_LATEST)].decode()
    return None


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


_PRINTED = {number: dumps(number / SCALE) for number in range(SCALE + 1)}
"""Every score as it is printed: writing the digits would be most of the work of writing a value."""


class Entry:
    """One component's part of a public value. Immutable.

    Attributes:
        json: the four scores as printed.
        weight: 4 completion + 3 quiz + 2 quality + consistency in ten-thousandths: 100,000 is full mastery.
        winner: the event that it was drawn from, None where that was read from storage: it saves looking it up.
    """

    __slots__ = ("json", "weight", "winner")

    def __init__(
        self, completion: int, quiz: int, quality: int, consistency: int, winner: "Winner | None" = None
    ) -> None:
        """From four scores in ten-thousandths."""
        self.json = Fragment(
            b'{"completion":%b,"consistency":%b,"quality":%b,"quiz":%b}'
            % (_PRINTED[completion], _PRINTED[consistency], _PRINTED[quality], _PRINTED[quiz])
        )
        self.weight = 4 * completion + 3 * quiz + 2 * quality + consistency
        self.winner = winner

    @property
    def scores(self) -> dict[str, float]:
        """The four scores by name."""
        scores: dict[str, float] = loads(self.json)
        return scores

    def __eq__(self, other: object) -> bool:
        """The same scores, whichever event they came from."""
        return isinstance(other, Entry) and self.json == other.json

    def __hash__(self) -> int:
        """As equal entries have equal weights."""
        return hash(self.weight)

    def __repr__(self) -> str:
        """The scores."""
        return f"Entry({self.scores})"


class Mastery:
    """A public value, decoded. Immutable: a change makes a new one."""

    __slots__ = ("_total", "components", "last_ms")

    def __init__(self, components: Mapping[str, Entry], last_ms: int, total: int | None = None) -> None:
        self.components = components
        self.last_ms = last_ms
        self._total = sum(entry.weight for entry in components.values()) if total is None else total

    @property
    def day(self) -> str:
        """UTC day of the latest event."""
        return day_of(self.last_ms)

    def changed(self, component: str, entry: Entry, timestamp_ms: int) -> "Mastery":
        """The value after an event won its component."""
        before = self.components.get(component)
        total = self._total + entry.weight - (before.weight if before is not None else 0)
        return Mastery({**self.components, component: entry}, max(self.last_ms, timestamp_ms), total)

    def overall(self) -> float:
        """Mean of the components' mastery with 4 decimals, half up, in exact integers."""
        count = len(self.components)
        return ((self._total + 5 * count) // (10 * count)) / SCALE

    def dump(self, student_id: str) -> bytes:
        """The stored bytes."""
        return dumps(
            {
                "student_id": student_id,
                "latest_scores": {name: entry.json for name, entry in self.components.items()},
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
                name: Entry(
                    SCALED[scores["completion"]],
                    SCALED[scores["quiz"]],
                    SCALED[scores["quality"]],
                    SCALED[scores["consistency"]],
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
        return Entry(self.completion, self.quiz, self.quality, self.consistency, self)

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
            winner = cls(*loads(raw))
        except (JsonError, TypeError) as exc:
            raise CorruptTableError(f"unreadable winner {raw[:80]!r}") from exc
        if not all(score in _PRINTED for score in winner[2:6]):
            raise CorruptTableError(f"a winner with scores out of range {raw[:80]!r}")
        return winner
