"""The backup of mastery: `students_progress` (the spec's), and a raw copy of the changelog, compacted by key.

The raw copy holds the bytes of the changelog and their offsets, so that a table can be restored from it byte for byte.
It is kept by the changelog's topic id: a Kafka that was lost and set up anew has another, and must not overwrite the
copy that it is to be restored from.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from schemas import canonical
from tables.erasures import ERASED_PREFIX, Erased
from tables.mastery import student_of_latest
from tables.projections.postgres.erasures import moment_of, remember
from tables.projections.projection import Batch, Record, latest_per_key

__all__ = ["BackupWriter"]

_INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_records (
    key bytea, value bytea, "offset" bigint
) ON COMMIT DELETE ROWS
"""

_MERGE = """
INSERT INTO changelog_copy AS known (topic_id, partition, key, value, "offset")
SELECT $1, $2, key, value, "offset" FROM incoming_records
ON CONFLICT (topic_id, partition, key) DO UPDATE SET value = EXCLUDED.value, "offset" = EXCLUDED."offset"
WHERE known."offset" < EXCLUDED."offset"
"""

_DELETE = """
DELETE FROM changelog_copy WHERE topic_id = $1 AND partition = $2 AND key = $3 AND "offset" < $4
"""
"""One by one, along the primary key: of a join the planner thinks that it had better read the whole table."""

_INCOMING_STUDENTS = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_students (
    student_id varchar, latest_scores jsonb, overall_mastery numeric, last_updated timestamptz
) ON COMMIT DELETE ROWS
"""

_MERGE_STUDENTS = """
INSERT INTO students_progress AS known (student_id, latest_scores, overall_mastery, last_updated)
SELECT student_id, latest_scores, overall_mastery, last_updated FROM incoming_students
ON CONFLICT (student_id) DO UPDATE SET latest_scores = EXCLUDED.latest_scores,
overall_mastery = EXCLUDED.overall_mastery, last_updated = EXCLUDED.last_updated, updated_at = now()
"""

_GONE_STUDENTS = "DELETE FROM students_progress WHERE student_id = ANY($1)"


class BackupWriter:
    """Writes the mastery changelog into both tables."""

    async def write(self, connection: Any, batch: Batch) -> int:
        """See `Writer`."""
        latest = latest_per_key(batch.records)
        where = UUID(batch.topic_id), batch.partition
        await connection.execute(_INCOMING)
        written = [(key, one.value, one.offset) for key, one in latest.items() if one.value is not None]
        deleted = [(*where, key, one.offset) for key, one in latest.items() if one.value is None]
        await connection.copy_records_to_table("incoming_records", records=written)
        await connection.execute(_MERGE, *where)
        if deleted:
            await connection.executemany(_DELETE, deleted)
        await self._students(connection, latest)
        for key, record in latest.items():
            if key.startswith(ERASED_PREFIX) and record.value is not None:
                erased = Erased.load(record.value)
                mark = key[len(ERASED_PREFIX) :].decode()
                await remember(connection, mark, erased.order_id, moment_of(erased.before))
        return len(batch.records)

    async def _students(self, connection: Any, latest: dict[bytes, Record]) -> None:
        rows, gone = [], []
        for key, record in latest.items():
            student_id = student_of_latest(key)
            if student_id is None:
                continue
            if record.value is None:
                gone.append(student_id)
            else:
                rows.append(_student(student_id, record.value))
        if rows:
            await connection.execute(_INCOMING_STUDENTS)
            await connection.copy_records_to_table("incoming_students", records=rows)
            await connection.execute(_MERGE_STUDENTS)
        if gone:
            await connection.execute(_GONE_STUDENTS, gone)


def _student(student_id: str, value: bytes) -> tuple[Any, ...]:
    public = canonical.loads(value)
    return (
        student_id,
        canonical.dumps(public["latest_scores"]).decode(),
        public["overall_mastery"],
        datetime.fromisoformat(public["last_updated"]),
    )
