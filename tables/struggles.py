"""Keys of the struggles table: what was noticed of each student of late, and which alerts stand (docs/struggle.md).

| key | value |
| --- | --- |
| `student:{id}` | the student's recent signals and alerts as a JSON object, see `agents/struggle/standing.py` |
| `open:{newest first}:{alert id}` | an open alert as a JSON object, as lists show it |
| `due:{ms}:{student id}` | `[]`: when to look at the student although nothing was noticed; in order of time |
| `erased:{keyed hash}` | see `tables/erasures.py` |
| `checkpoint:{source topic}` | see `tables/checkpoint.py` |
"""

from collections.abc import Iterator
from typing import Final

from schemas.canonical import dumps
from schemas.topics import LEARNING_SIGNALS
from tables.erasures import Forgotten
from tables.spec import TableSpec, foreign_to
from tables.store import PartitionStore

__all__ = [
    "DUE_PREFIX",
    "LATEST_MS",
    "OPEN_PREFIX",
    "STRUGGLES",
    "due_bound",
    "due_key",
    "due_of",
    "open_key",
    "open_start",
    "place_of",
    "student_key",
]

LATEST_MS: Final = 9_999_999_999_999
"""In the year 2286: up to here times have 13 digits, by which keys are in their order."""

OPEN_PREFIX: Final = b"open:"
DUE_PREFIX: Final = b"due:"
_STUDENT_PREFIX: Final = b"student:"


def student_key(student_id: str) -> bytes:
    """Key of all that is known of a student."""
    return _STUDENT_PREFIX + student_id.encode()


def place_of(raised_ms: int, alert_id: str) -> str:
    """Where an alert stands in lists, which show the newest first: places in order are alerts from new to old."""
    return f"{LATEST_MS - raised_ms:013d}:{alert_id}"


def open_key(raised_ms: int, alert_id: str) -> bytes:
    """Key of an open alert in the list of its partition."""
    return OPEN_PREFIX + place_of(raised_ms, alert_id).encode()


def open_start(after: str | None) -> bytes:
    """The first key of a page: behind a place, or the newest."""
    return OPEN_PREFIX if after is None else OPEN_PREFIX + after.encode() + b"\x00"


def due_bound(ms: int) -> bytes:
    """All keys of students who are due before this time lie below."""
    return DUE_PREFIX + b"%013d" % ms


def due_key(ms: int, student_id: str) -> bytes:
    """Key by which the timer finds a student at their time."""
    return b"%b:%b" % (due_bound(ms), student_id.encode())


def due_of(key: bytes) -> tuple[int, str]:
    """Time and student of such a key."""
    _, ms, student_id = key.split(b":", 2)
    return int(ms), student_id.decode()


_PAUSE = 2_000
"""Keys that are looked at at once: some ms."""


def _held(store: PartitionStore, student_id: str) -> Iterator[tuple[bytes, bytes]]:
    return (pair for pair in _looked_through(store, student_id) if pair is not None)


def _forget(store: PartitionStore, student_id: str, before_ms: int) -> Iterator[Forgotten]:
    del before_ms  # all of it was drawn from signals before the order
    for pair in _looked_through(store, student_id):
        yield None if pair is None else (pair[0], None)


def _looked_through(store: PartitionStore, student_id: str) -> Iterator[tuple[bytes, bytes] | None]:
    """What is about a student; now and then None. The lists are in the order of time, not of students."""
    known = store.get(student_key(student_id))
    if known is not None:
        yield student_key(student_id), known
    written, ending = dumps(student_id), b":" + student_id.encode()
    for prefix in (OPEN_PREFIX, DUE_PREFIX):
        for count, (key, value) in enumerate(store.scan(prefix), 1):
            if (written in value) if prefix is OPEN_PREFIX else key.endswith(ending):
                yield key, value
            elif count % _PAUSE == 0:
                yield None


STRUGGLES = TableSpec(
    "struggles", foreign_to(_STUDENT_PREFIX, OPEN_PREFIX, DUE_PREFIX), LEARNING_SIGNALS.name, _held, _forget
)
"""The table. The struggle agent alone writes it."""
