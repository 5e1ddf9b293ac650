"""Reading the archive back, for checks and repairs."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

from tables.projections.postgres.database import Database

__all__ = ["ArchiveReader", "ArchivedRecord"]

_ROWS_AT_ONCE = 5000
"""Rows of one round trip: about 2 MB."""


class ArchivedRecord(NamedTuple):
    """The last record of a key of the changelog."""

    partition: int
    key: bytes
    value: bytes
    offset: int


class ArchiveReader:
    """Reads with a connection of its own.

    Its methods raise `TargetAwayError` when PostgreSQL does not answer, or has not been migrated.
    """

    def __init__(self, dsn: str) -> None:
        self._database = Database(dsn)

    async def changelog(self, topic_id: str | None = None) -> AsyncIterator[ArchivedRecord]:
        """Every record of the copy of one changelog, or of all that there are; in no particular order."""
        query = 'SELECT partition, key, value, "offset" FROM changelog_copy WHERE topic_id = $1 OR $1 IS NULL'
        wanted = None if topic_id is None else UUID(topic_id)
        async with self._database.transaction() as connection:
            async for row in connection.cursor(query, wanted, prefetch=_ROWS_AT_ONCE):
                yield ArchivedRecord(*row)

    async def count_events(self) -> tuple[int, int]:
        """How many events the audit trail has, and how many duplicates of them it counted."""
        async with self._database.transaction() as connection:
            row = await connection.fetchrow("SELECT count(*), coalesce(sum(duplicates), 0) FROM events_log")
        return int(row[0]), int(row[1])

    async def close(self) -> None:
        """Disconnect."""
        await self._database.close()
