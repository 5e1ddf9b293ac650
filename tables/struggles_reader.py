"""Reading the struggles table, for views: only what this worker owns, always as committed."""

import asyncio
from collections.abc import AsyncIterator
from itertools import islice
from typing import Any

from schemas.canonical import JsonError, loads
from schemas.partitioner import partition_for
from schemas.topics import PARTITIONS
from tables.errors import CorruptTableError
from tables.owned import OwnedTable
from tables.ownership import Ownership
from tables.reader import owned_by
from tables.struggles import OPEN_PREFIX, open_start, student_key

__all__ = ["StrugglesReader"]

_AT_ONCE = 200
"""Alerts read before the loop turns: about 2 ms."""


class StrugglesReader:
    """The way from a partition, or a student, to alerts on this worker."""

    def __init__(self, table: OwnedTable) -> None:
        self._table = table

    def owned(self, partition: int) -> Ownership:
        """The ownership of a partition.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        return owned_by(self._table, partition)

    def standing(self, student_id: str) -> bytes | None:
        """What is stored of a student, None where nothing is.

        Raises:
            NotOwnedError: their partition is not on this worker.
        """
        return self.owned(partition_for(student_id.encode(), PARTITIONS)).store.get(student_key(student_id))

    async def open_alerts(self, partition: int, after: str | None = None) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Open alerts of a partition, the newest first, each with its place, from behind a place on.

        Raises:
            NotOwnedError: the partition is not on this worker (any more).
            CorruptTableError: an alert cannot be read.
        """
        while True:
            piece = list(islice(self.owned(partition).store.scan(OPEN_PREFIX, open_start(after)), _AT_ONCE))
            for key, raw in piece:
                after = key[len(OPEN_PREFIX) :].decode()
                yield after, _read(raw)
            if len(piece) < _AT_ONCE:
                return
            await asyncio.sleep(0)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        alert = loads(raw)
    except JsonError as exc:
        raise CorruptTableError(f"unreadable alert {raw[:80]!r}") from exc
    if not isinstance(alert, dict):
        raise CorruptTableError(f"unreadable alert {raw[:80]!r}")
    return alert
