"""Counting dead letters of a partition, again only where something has changed since."""

from typing import Any, NamedTuple

from agents.retry.answers import Counts
from agents.retry.filters import StatsQuery, matches
from tables.failures_reader import FailuresReader
from tables.ownership import Ownership

__all__ = ["Counting"]


class _Known(NamedTuple):
    owned: Ownership
    position: int  # of its changelog when it was counted
    query: StatsQuery
    counts: dict[str, Any]


class Counting:
    """Counts of this worker's partitions, the last ones remembered."""

    def __init__(self, reader: FailuresReader) -> None:
        self._reader = reader
        self._known: dict[int, _Known] = {}

    async def counts(self, partition: int, query: StatsQuery, now_ms: int) -> dict[str, Any]:
        """See `Counts.as_json`.

        Args:
            partition: of the failures table.
            query: what is counted.
            now_ms: the present, in milliseconds since 1970.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        owned = self._reader.owned(partition)
        position, known = owned.position, self._known.get(partition)
        if known is not None and known.owned is owned and known[1:3] == (position, query):
            return known.counts
        counts = Counts()
        async for piece in self._reader.summaries(partition):
            for entry in piece:
                if matches(entry, query, now_ms):
                    counts.add(entry)
        found = counts.as_json()
        by_age = query.older_than is not None or query.newer_than is not None
        if owned.position == position and not by_age:
            self._known[partition] = _Known(owned, position, query, found)
        return found
