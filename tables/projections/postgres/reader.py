"""Reading the archive back, for checks and repairs."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, NamedTuple
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


_record = partial(tuple.__new__, ArchivedRecord)
"""Of a row; calling the class takes twice as long, and there are millions."""


class ArchiveReader:
    """Reads with a connection of its own.

    Its methods raise `TargetAwayError` when PostgreSQL does not answer, or has not been migrated.
    """

    def __init__(self, dsn: str) -> None:
        self._database = Database(dsn)

    async def changelog(
        self, topic_id: str | None = None, partition: int | None = None, keys: Sequence[bytes] | None = None
    ) -> AsyncIterator[list[ArchivedRecord]]:
        """Records of the copy of one changelog, or of all that there are, many at a time; in no particular order.

        Args:
            topic_id: of the changelog.
            partition: only of this one.
            keys: only these.
        """
        given = [
            ("topic_id = $%d", None if topic_id is None else UUID(topic_id)),
            ("partition = $%d", partition),
            ("key = ANY($%d)", keys),
        ]
        wanted = [(condition, value) for condition, value in given if value is not None]
        where = " AND ".join(["TRUE", *(condition % number for number, (condition, _) in enumerate(wanted, 1))])
        query = f'SELECT partition, key, value, "offset" FROM changelog_copy WHERE {where}'  # noqa: S608 - constants
        async with self._database.transaction() as connection:
            cursor = await connection.cursor(query, *(value for _, value in wanted))
            while rows := await cursor.fetch(_ROWS_AT_ONCE):
                yield list(map(_record, rows))

    async def copied_changelog(self, topic_id: str, partition: int) -> str | None:
        """Id of the changelog whose copy to restore a partition from, None where there is no copy.

        Args:
            topic_id: of the present changelog: its copy is taken if there is one, else that of which most is there.
            partition: of it.
        """
        async with self._database.transaction() as connection:
            found = await connection.fetchval(
                "SELECT topic_id FROM changelog_copy WHERE partition = $2 GROUP BY topic_id "
                "ORDER BY topic_id = $1 DESC, count(*) DESC LIMIT 1",
                UUID(topic_id),
                partition,
            )
        return str(found) if found is not None else None

    async def forget(self, topic_id: str, projection: str, partition: int, keys: Sequence[bytes]) -> None:
        """Delete records of the copy, and its position: the archive reads the partition again and mends it."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM changelog_copy WHERE topic_id = $1 AND partition = $2 AND key = ANY($3)",
                UUID(topic_id),
                partition,
                keys,
            )
            await connection.execute(
                "DELETE FROM projection_positions WHERE projection = $1 AND partition = $2", projection, partition
            )

    async def student(self, student_id: str, marks: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Every row about a student, by table.

        Args:
            student_id: whose.
            marks: under which dead letters name the student.
        """
        prefixes = [f"{kind}:{student_id}:".encode() for kind in ("student", "idempotency")]
        queries: dict[str, tuple[str, Any]] = {
            "events_log": ("SELECT * FROM events_log WHERE student_id = $1 ORDER BY occurred_at, event_id", student_id),
            "students_progress": ("SELECT * FROM students_progress WHERE student_id = $1", student_id),
            "dead_letters": ("SELECT * FROM dead_letters WHERE student_mark = ANY($1) ORDER BY origin", list(marks)),
        }
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.transaction() as connection:
            for table, (query, wanted) in queries.items():
                found[table] = [dict(row) for row in await connection.fetch(query, wanted)]
            found["changelog_copy"] = [
                {"topic_id": row["topic_id"], "key": row["key"].decode(), "value": row["value"].decode()}
                for prefix in prefixes
                for row in await connection.fetch(
                    "SELECT topic_id, key, value FROM changelog_copy WHERE key >= $1 AND key < $2 ORDER BY key",
                    prefix,
                    prefix[:-1] + b";",
                )
            ]
        return found

    async def count_events(self) -> tuple[int, int]:
        """How many events the audit trail has, and how many duplicates of them it counted."""
        async with self._database.transaction() as connection:
            row = await connection.fetchrow("SELECT count(*), coalesce(sum(duplicates), 0) FROM events_log")
        return int(row[0]), int(row[1])

    async def close(self) -> None:
        """Disconnect."""
        await self._database.close()
