"""Keys of the failures table: what became of every dead letter, and when it is due (docs/failures.md).

| key | value |
| --- | --- |
| `entry:{first origin}` | the entry as a JSON object, see `tables/failure_entry.py` |
| `due:{ms}:{first origin}` | `[attempt]`: which copy is to be sent at that time; in order of time |
| `closed:{ms}:{first origin}` | `[]`: when the entry was closed, so that it can be forgotten |
| `erased:{keyed hash}` | see `tables/erasures.py` |
| `checkpoint:{source topic}` | see `tables/checkpoint.py` |
"""

from collections.abc import Iterator
from typing import Final

from schemas.canonical import dumps
from schemas.topics import DEAD_LETTER_STATUS
from tables.erasures import Forgotten
from tables.failure_entry import Entry
from tables.retry_schedule import RetrySchedule
from tables.spec import TableSpec, foreign_to
from tables.store import PartitionStore

__all__ = [
    "CLOSED_PREFIX",
    "DUE_PREFIX",
    "ENTRY_PREFIX",
    "FAILURES",
    "closed_bound",
    "closed_key",
    "due_bound",
    "due_key",
    "entry_key",
    "writes",
]

ENTRY_PREFIX: Final = b"entry:"
DUE_PREFIX: Final = b"due:"
CLOSED_PREFIX: Final = b"closed:"


def entry_key(entry_id: str) -> bytes:
    """Key of an entry; its id is `topic:partition:offset` of where the record first stood."""
    return ENTRY_PREFIX + entry_id.encode()


def due_bound(ms: int) -> bytes:
    """All keys of entries that are due before this time lie below."""
    return DUE_PREFIX + b"%013d" % ms


def due_key(ms: int, entry_id: str) -> bytes:
    """Key by which the timer finds an entry at its time."""
    return b"%b:%b" % (due_bound(ms), entry_id.encode())


def closed_bound(ms: int) -> bytes:
    """All keys of entries that were closed before this time lie below."""
    return CLOSED_PREFIX + b"%013d" % ms


def closed_key(ms: int, entry_id: str) -> bytes:
    """Key by which an entry is found when it can be forgotten."""
    return b"%b:%b" % (closed_bound(ms), entry_id.encode())


def writes(before: Entry | None, after: Entry, schedule: RetrySchedule) -> dict[bytes, bytes | None]:
    """Table writes that bring the stored entry from one state to the other, its places in the indexes included.

    Args:
        before: as stored, None where nothing is.
        after: folded from it.
        schedule: of now. What was stored keeps the times that it was stored with.
    """
    changed: dict[bytes, bytes | None] = {}
    if before is not None:
        changed.update(dict.fromkeys(_indexes(before, before.listed_due)))
    changed.update(_indexes(after, after.due_at(schedule)))
    changed[entry_key(after.id)] = after.dump(schedule)
    return changed


def _indexes(entry: Entry, due: int | None) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    closed = entry.closed_at
    if due is not None:
        found[due_key(due, entry.id)] = dumps([entry.next_attempt])
    if closed is not None:
        found[closed_key(closed, entry.id)] = dumps([])
    return found


_PAUSE = 2_000
"""Entries that are looked at at once: of 1.3 KB each, some ms."""


def _entries(store: PartitionStore, student_id: str) -> Iterator[Entry | None]:
    """A student's entries; now and then None. They lie where their records first stood, in any partition."""
    written = dumps(student_id)
    for count, (_, raw) in enumerate(store.scan(ENTRY_PREFIX), 1):
        entry = Entry.load(raw) if written in raw else None
        if entry is not None and entry.about.student_id == student_id:
            yield entry
        elif count % _PAUSE == 0:
            yield None


def _held(store: PartitionStore, student_id: str) -> Iterator[tuple[bytes, bytes]]:
    for entry in _entries(store, student_id):
        raw = store.get(entry_key(entry.id)) if entry is not None else None
        if entry is not None and raw is not None:
            yield entry_key(entry.id), raw


def _forget(store: PartitionStore, student_id: str, before_ms: int) -> Iterator[Forgotten]:
    for entry in _entries(store, student_id):
        if entry is None:
            yield None
        elif entry.about.append_ms is None or entry.about.append_ms <= before_ms:
            yield from dict.fromkeys([entry_key(entry.id), *_indexes(entry, entry.listed_due)]).items()


FAILURES = TableSpec(
    "failures", foreign_to(ENTRY_PREFIX, DUE_PREFIX, CLOSED_PREFIX), DEAD_LETTER_STATUS.name, _held, _forget
)
"""The table. The retry agent alone writes it."""
