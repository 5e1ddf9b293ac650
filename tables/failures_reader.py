"""Reading the failures table, for operators: only what this worker owns, always as committed.

All entries of a partition are looked through, without decoding more of each than a list shows: 100,000 of them take a
quarter of a second. The event loop turns between pieces.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice

from schemas.canonical import JsonError, Part, typed
from tables.errors import CorruptTableError
from tables.failure_entry import Entry, EntryState, Place, origin_place
from tables.failures import ENTRY_PREFIX, entry_key
from tables.owned import OwnedTable
from tables.ownership import Ownership
from tables.reader import owned_by

__all__ = ["FailuresReader", "Summary"]

_AT_ONCE = 500
"""Entries read before the loop turns: about 2 ms."""


class Summary(Part, gc=False):
    """What is stored of an entry, as far as lists and counts need it. Times are milliseconds since 1970."""

    id: str
    state: EntryState
    error_type: str | None
    error_message: str | None
    agent: str | None
    event_id: str | None
    event_type: str | None
    student_id: str | None
    retry_count: int
    first_failed_at: int | None
    failed_at: int | None
    due_at: int | None
    closed_at: int | None
    append_ms: int | None
    payload: tuple[str, int, int] | None

    @property
    def origin(self) -> Place:
        """Where the record first stood."""
        return origin_place(self.id)


_read = typed(Summary)


class FailuresReader:
    """The way from an entry's id, or a partition, to entries on this worker."""

    def __init__(self, table: OwnedTable) -> None:
        self._table = table

    def owned(self, partition: int) -> Ownership:
        """The ownership of a partition.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        return owned_by(self._table, partition)

    def entry(self, entry_id: str) -> Entry | None:
        """An entry, None for one that is not known.

        Raises:
            ValueError: that is no id.
            NotOwnedError: its partition is not on this worker.
        """
        raw = self.owned(origin_place(entry_id).partition).store.get(entry_key(entry_id))
        return Entry.load(raw) if raw is not None else None

    async def summaries(self, partition: int, after: str | None = None) -> AsyncIterator[list[Summary]]:
        """Entries of a partition in the order of their ids, in pieces, from behind an id on.

        Raises:
            NotOwnedError: the partition is not on this worker (any more).
            CorruptTableError: an entry cannot be read.
        """
        start = ENTRY_PREFIX if after is None else _behind(entry_key(after))
        while True:
            piece = list(islice(self.owned(partition).store.scan(ENTRY_PREFIX, start), _AT_ONCE))
            if piece:
                yield [_summary(raw) for _, raw in piece]
            if len(piece) < _AT_ONCE:
                return
            start = _behind(piece[-1][0])
            await asyncio.sleep(0)


def _behind(key: bytes) -> bytes:
    return key + b"\x00"


def _summary(raw: bytes) -> Summary:
    try:
        return _read(raw)
    except JsonError as exc:
        raise CorruptTableError(f"unreadable entry {raw[:80]!r}") from exc
