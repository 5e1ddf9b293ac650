"""Short reads of what PostgreSQL holds: a student's events, newest first, and single keys of the changelog's copy."""

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from schemas import canonical
from schemas.progress import SCALE
from tables.mastery import Winner
from tables.projections.postgres.database import ReadPool

__all__ = ["ArchivedEvent", "PastReader", "reads"]

_EVENTS = """
SELECT e.event_id, e.component, e.occurred_at, e.appended_at, e.scores, e.duplicates, e.origin,
    d.error_type, d.permanent
FROM events_log AS e LEFT JOIN dead_letters AS d ON d.origin = e.origin
WHERE e.student_id = $1 AND ($2::varchar IS NULL OR e.component = $2) AND e.occurred_at < $3
AND ($4::timestamptz IS NULL OR (e.occurred_at, e.event_id COLLATE "C") < ($4, $5::varchar))
ORDER BY e.occurred_at DESC, e.event_id COLLATE "C" DESC
LIMIT $6
"""
"""Along `idx_events_student`; the collation is that of the fold, which compares code points."""

_NAMES = ("completion", "quiz", "quality", "consistency")


class ArchivedEvent(NamedTuple):
    """One event of the audit trail.

    Attributes:
        component: what it is about.
        event: when, its id and its scores, as the fold sees them; `clamped` is not known here.
        appended_ms: when the broker had it, milliseconds since 1970.
        duplicates: further copies that producers sent.
        origin: where its first copy stands, `topic:partition:offset`.
        failed: the kind of its dead letter, None where it has none.
        refused: whether that dead letter is permanent: the event does not count.
    """

    component: str
    event: Winner
    appended_ms: int
    duplicates: int
    origin: str
    failed: str | None
    refused: bool


class PastReader:
    """Reads the audit trail.

    Args:
        pool: of connections.
    """

    def __init__(self, pool: ReadPool) -> None:
        self.pool = pool

    async def events(
        self,
        student_id: str,
        component: str | None,
        before: date,
        limit: int,
        after: tuple[int, str] | None = None,
    ) -> list[ArchivedEvent]:
        """A student's events before a UTC day, newest first by (timestamp, event id).

        Args:
            student_id: whose.
            component: only of this one.
            before: the first day that is not wanted any more.
            limit: most events.
            after: timestamp and id of the event that the page before ended with.

        Raises:
            TargetAwayError: PostgreSQL does not answer in time, or has not been migrated.
        """
        bound = datetime.combine(before, time(), UTC)
        last = (datetime.fromtimestamp(after[0] / 1000, UTC), after[1]) if after is not None else (None, None)
        async with self.pool.statement() as connection:
            rows = await connection.fetch(_EVENTS, student_id, component, bound, *last, limit)
        return [_event(row) for row in rows]

    async def changelog(self, topic_id: str, partition: int, keys: list[bytes]) -> dict[bytes, bytes]:
        """What the copy of the changelog has of some keys.

        Raises:
            TargetAwayError: PostgreSQL does not answer in time, or has not been migrated.
        """
        query = "SELECT key, value FROM changelog_copy WHERE topic_id = $1 AND partition = $2 AND key = ANY($3)"
        async with self.pool.statement() as connection:
            return {row[0]: row[1] for row in await connection.fetch(query, UUID(topic_id), partition, keys)}

    async def position(self, projection: str, topic_id: str, partition: int) -> int | None:
        """The offset up to which a projection has copied a partition; None where it has not begun.

        Raises:
            TargetAwayError: as above.
        """
        query = (
            "SELECT next_offset FROM projection_positions WHERE projection = $1 AND topic_id = $2 AND partition = $3"
        )
        async with self.pool.statement() as connection:
            found: int | None = await connection.fetchval(query, projection, UUID(topic_id), partition)
        return found

    async def close(self) -> None:
        """Disconnect."""
        await self.pool.close()


def reads(past: PastReader | None) -> dict[str, Any] | None:
    """How the last read went, for people; None where there is nothing to read."""
    return None if past is None else past.pool.state()


def _event(row: Any) -> ArchivedEvent:
    scores = canonical.loads(row["scores"].encode())
    completion, quiz, quality, consistency = (round(scores[name] * SCALE) for name in _NAMES)
    winner = Winner(_ms(row["occurred_at"]), row["event_id"], completion, quiz, quality, consistency)
    return ArchivedEvent(
        row["component"],
        winner,
        _ms(row["appended_at"]),
        row["duplicates"],
        row["origin"],
        row["error_type"],
        bool(row["permanent"]),
    )


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
