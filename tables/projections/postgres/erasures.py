"""Erasing a student in PostgreSQL: all rows at once, and a mark against copies and dead letters that come later.

Three followers write at their own pace. What one of them deletes must not come back by another, so that marks are
looked up and written under one lock.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from schemas.canonical import dumps, loads
from schemas.erasure import marks_of

__all__ = ["erase_student", "erased_before", "moment_of", "remember"]

_LOCK = 0x666C6565
"""Of PostgreSQL's advisory locks: any number that nobody else uses in this database."""

_OLD = "topic_id NOT IN (SELECT topic_id FROM projection_positions)"
"""Copies of changelogs that are gone: nobody follows them any more. The present one's follower deletes by itself."""


async def erase_student(connection: Any, student_id: str, order_id: str, before_ms: int, keys: Collection[str]) -> None:
    """Delete every row about a student from before the order; read once more, it deletes the same again.

    Args:
        connection: inside a transaction.
        student_id: whom.
        order_id: of the order.
        before_ms: its append time, in milliseconds since 1970.
        keys: secrets of marks; the first makes the mark.
    """
    marks = marks_of(student_id, tuple(keys))
    before = await remember(connection, marks[0], order_id, moment_of(before_ms))
    await connection.execute(
        "DELETE FROM dead_letters WHERE student_mark = ANY($2) AND appended_at <= $3 OR origin IN "
        "(SELECT origin FROM events_log WHERE student_id = $1 AND appended_at <= $3)",
        student_id,
        marks,
        before,
    )
    await connection.execute("DELETE FROM events_log WHERE student_id = $1 AND appended_at <= $2", student_id, before)
    for kind in ("student", "idempotency"):
        prefix = f"{kind}:{student_id}".encode()
        await connection.execute(
            f"DELETE FROM changelog_copy WHERE {_OLD} AND key >= $1 AND key < $2",  # noqa: S608 - constants
            prefix + b":",
            prefix + b";",  # the sign after the colon
        )
    await _forget_index(connection, f"idempotency:{student_id}:")


async def _forget_index(connection: Any, name: str) -> None:
    """The index of idempotency keys by day names those of all students: see `tables/mastery.py`."""
    rows = await connection.fetch(
        f"SELECT topic_id, partition, key, value FROM changelog_copy WHERE {_OLD} "  # noqa: S608 - constants
        "AND key >= 'idempotency-day:'::bytea AND key < 'idempotency-day;'::bytea AND position($1 IN value) > 0",
        dumps(name)[:-1],
    )
    for row in rows:
        kept = [key for key in loads(row["value"]) if not key.startswith(name)]
        await connection.execute(
            "UPDATE changelog_copy SET value = $4 WHERE topic_id = $1 AND partition = $2 AND key = $3",
            *(row["topic_id"], row["partition"], row["key"]),
            dumps(kept),
        )


async def remember(connection: Any, mark: str, order_id: str, before: datetime) -> datetime:
    """Keep a mark, and forget dead letters that were written before it was known. Returns the time that holds."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    await connection.execute(
        "INSERT INTO erasures (mark, order_id, before) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        *(mark, order_id, before),
    )
    known: datetime = await connection.fetchval(
        "SELECT before FROM erasures WHERE mark = $1 AND order_id = $2", mark, order_id
    )
    await connection.execute("DELETE FROM dead_letters WHERE student_mark = $1 AND appended_at <= $2", mark, known)
    return known


async def erased_before(connection: Any, students: Iterable[str], keys: Collection[str]) -> dict[str, datetime]:
    """When the students among these that were erased were so. Nobody is erased until the transaction ends."""
    marks = {mark: student for student in students for mark in marks_of(student, tuple(keys))}
    if not marks:
        return {}
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1)", _LOCK)
    rows = await connection.fetch(
        "SELECT mark, max(before) AS before FROM erasures WHERE mark = ANY($1) GROUP BY mark", list(marks)
    )
    found: dict[str, datetime] = {}
    for row in rows:
        student = marks[row["mark"].strip()]
        found[student] = max(row["before"], found.get(student, row["before"]))
    return found


def moment_of(ms: int) -> datetime:
    """Milliseconds since 1970 as PostgreSQL takes them."""
    return datetime.fromtimestamp(ms / 1000, UTC)
