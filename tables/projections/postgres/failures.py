"""Dead letters in PostgreSQL: one row for each, by its first origin, with its latest attempt.

Neither the record nor the error's text is copied: they are in the queue for as long as it keeps them, and only there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.erasure import mark_of
from schemas.errors import SchemaError
from schemas.topics import DEAD_LETTERS
from tables.failure_entry import student_of
from tables.projections.postgres.erasures import erased_before, moment_of
from tables.projections.projection import Batch, Record

__all__ = ["FailuresWriter"]

_UPSERT = """
INSERT INTO dead_letters AS known (
    origin, event_id, event_type, agent, error_type, first_failed_at, failed_at, retry_count, permanent,
    student_mark, appended_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (origin) DO UPDATE SET error_type = EXCLUDED.error_type, agent = EXCLUDED.agent,
failed_at = EXCLUDED.failed_at, retry_count = EXCLUDED.retry_count, permanent = EXCLUDED.permanent,
student_mark = EXCLUDED.student_mark, appended_at = EXCLUDED.appended_at
WHERE known.retry_count <= EXCLUDED.retry_count
"""


class FailuresWriter:
    """Writes `dead-letter.queue` into `dead_letters`.

    Args:
        codec: of dead letters.
        keys: secrets of marks: a row names its student by a mark only, so that it is found when the student is erased.
    """

    def __init__(self, codec: Codec, keys: Sequence[str]) -> None:
        self._codec = codec
        self._keys = keys

    async def write(self, connection: Any, batch: Batch) -> int:
        """See `Writer`."""
        letters = [letter for record in batch.records if (letter := self._letter(record)) is not None]
        students = {student for letter in letters if (student := student_of(letter)) is not None}
        erased = await erased_before(connection, students, self._keys)
        rows = [
            self._row(letter)
            for letter in letters
            if (before := erased.get(student_of(letter) or "")) is None or _appended(letter) > before
        ]
        await connection.executemany(_UPSERT, rows)
        return len(batch.records)

    def _letter(self, record: Record) -> ErrorEvent | None:
        try:
            letter = ErrorEvent.from_avro(self._codec.decode(record.value or b"", DEAD_LETTERS.value)[1])
        except SchemaError:
            return None
        return letter if letter.origin is not None else None

    def _row(self, letter: ErrorEvent) -> tuple[Any, ...]:
        student = student_of(letter)
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
            mark_of(student, self._keys[0]) if student is not None else None,
            _appended(letter),
        )


def _appended(letter: ErrorEvent) -> datetime:
    """When its record was appended; of a letter that does not tell, when it failed, which was not earlier."""
    at = letter.original_timestamp
    return moment_of(at) if at is not None else letter.first_failure_at or letter.failed_at


def _storable(text: str) -> str:
    """PostgreSQL's text holds every character but this one."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
