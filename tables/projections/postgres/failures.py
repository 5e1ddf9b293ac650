"""Dead letters in PostgreSQL: one row for each, by its first origin, with its latest attempt.

Neither the record nor the error's text is copied: they are in the queue for as long as it keeps them, and only there.
"""

from typing import Any

from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.topics import DEAD_LETTERS
from tables.projections.projection import Batch, Record

__all__ = ["FailuresWriter"]

_UPSERT = """
INSERT INTO dead_letters AS known (
    origin, event_id, event_type, agent, error_type, first_failed_at, failed_at, retry_count, permanent
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (origin) DO UPDATE SET error_type = EXCLUDED.error_type, agent = EXCLUDED.agent,
failed_at = EXCLUDED.failed_at, retry_count = EXCLUDED.retry_count, permanent = EXCLUDED.permanent
WHERE known.retry_count <= EXCLUDED.retry_count
"""


class FailuresWriter:
    """Writes `dead-letter.queue` into `dead_letters`."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    async def write(self, connection: Any, batch: Batch) -> int:
        """See `Writer`."""
        rows = [row for record in batch.records if (row := self._row(record)) is not None]
        await connection.executemany(_UPSERT, rows)
        return len(batch.records)

    def _row(self, record: Record) -> tuple[Any, ...] | None:
        try:
            letter = ErrorEvent.from_avro(self._codec.decode(record.value or b"", DEAD_LETTERS.value)[1])
        except SchemaError:
            return None
        if letter.origin is None:
            return None
        return (
            letter.origin,
            _storable(letter.event_id),
            _storable(letter.original_event_type),
            letter.consumer_agent,
            letter.error_type,
            letter.first_failure_at or letter.failed_at,
            letter.failed_at,
            letter.retry_count,
            letter.is_permanent_failure,
        )


def _storable(text: str) -> str:
    """PostgreSQL's text holds every character but this one."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
