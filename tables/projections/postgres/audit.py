"""The audit trail (spec, "events_log"): every event once by its id, with a count of its duplicates.

Copies that the fleet itself makes (rerouted, retried) carry their first origin and are no duplicates. What cannot be
read as an event has no row here: it is in the dead-letter queue, and from there in `dead_letters`.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from schemas.erasure import EraseOrder
from schemas.errors import SchemaError
from schemas.plain_events import EventReader
from schemas.progress import SCALE, Accepted
from tables.projections.postgres.erasures import erase_student, erased_before, moment_of
from tables.projections.projection import Batch, Record

__all__ = ["AuditWriter", "Orders"]

_COLUMNS = (
    "event_id",
    "event_type",
    "student_id",
    "component",
    "scores",
    "mastery",
    "occurred_at",
    "appended_at",
    "idempotency_key",
    "origins",
)

_INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_events (
    event_id varchar PRIMARY KEY, event_type varchar, student_id varchar, component varchar, scores jsonb,
    mastery numeric, occurred_at timestamptz, appended_at timestamptz, idempotency_key varchar, origins varchar[]
) ON COMMIT DELETE ROWS
"""
"""Where COPY puts a batch before it is merged: COPY itself knows no conflicts. The key is for those that there are."""

_MERGE = """
INSERT INTO events_log AS known (
    event_id, event_type, student_id, component, scores, mastery, occurred_at, appended_at, idempotency_key,
    origin, duplicates
)
SELECT event_id, event_type, student_id, component, scores, mastery, occurred_at, appended_at, idempotency_key,
    origins[1], cardinality(origins) - 1
FROM incoming_events
ON CONFLICT (event_id) DO UPDATE SET duplicates = known.duplicates + (
    SELECT count(*) FROM incoming_events AS one, unnest(one.origins) AS origin
    WHERE one.event_id = EXCLUDED.event_id AND origin <> known.origin
)
"""

_SCORE = [Decimal(number) / SCALE for number in range(SCALE + 1)]
"""Every score as PostgreSQL takes it; making a decimal costs more than all the rest of a row."""

_SCORES = '{"completion": %s, "quiz": %s, "quality": %s, "consistency": %s}'

_WEIGHTS = 10 * SCALE


_STUDENT = _COLUMNS.index("student_id")


class Orders(Protocol):
    """What the fleet knows of a record: it made a copy, or it is an order to erase a student."""

    @property
    def keys(self) -> Sequence[str]:
        """Secrets of marks."""

    def order(self, record: Any) -> EraseOrder | None:
        """The order that a record is."""

    def appended(self, record: Any) -> int:
        """When the broker had it, or what it is a copy of, first: milliseconds since 1970."""

    def first_append(self, record: Any) -> int | None:
        """The same of a copy; None for every other record."""


class AuditWriter:
    """Writes `learning.events` into `events_log`.

    Args:
        reader: of events.
        origin: names a record's first origin, `topic:partition:offset`.
        orders: tells orders to erase a student.
    """

    def __init__(self, reader: EventReader, origin: Callable[[Record], str], orders: Orders) -> None:
        self._reader = reader
        self._origin = origin
        self._orders = orders

    async def write(self, connection: Any, batch: Batch) -> int:
        """See `Writer`."""
        rows: dict[str, tuple[Any, ...]] = {}
        void = await self._void(connection, batch)
        for record in batch.records:
            order = None if record.value else self._orders.order(record)
            if order is not None:
                await self._erase(connection, order, record, rows)
                void = await self._void(connection, batch)
                continue
            event = self._read(record)
            if event is None or record.offset in void:
                continue
            origin = self._origin(record)
            known = rows.get(event.event_id)
            if known is None:
                rows[event.event_id] = _row(event, record, origin)
            elif origin not in known[-1]:
                known[-1].append(origin)
        if rows:
            await connection.execute(_INCOMING)
            await connection.copy_records_to_table("incoming_events", records=rows.values(), columns=_COLUMNS)
            await connection.execute(_MERGE)
        return len(batch.records)

    async def _erase(
        self, connection: Any, order: EraseOrder, record: Record, rows: dict[str, tuple[Any, ...]]
    ) -> None:
        before, keys = self._orders.appended(record), self._orders.keys
        await erase_student(connection, order.student_id, order.order_id, before, keys)
        for event_id in [one for one, row in rows.items() if row[_STUDENT] == order.student_id]:
            del rows[event_id]

    async def _void(self, connection: Any, batch: Batch) -> set[int]:
        """Offsets of copies that the fleet made of records from before their students were erased."""
        copies = {
            record.offset: (event.student_id, moment_of(first))
            for record in batch.records
            if (first := self._orders.first_append(record)) is not None and (event := self._read(record)) is not None
        }
        erased = await erased_before(connection, {student for student, _ in copies.values()}, self._orders.keys)
        return {offset for offset, (student, first) in copies.items() if student in erased and first <= erased[student]}

    def _read(self, record: Record) -> Accepted | None:
        try:
            return self._reader.read(record.value or b"")
        except SchemaError:
            return None


def _row(event: Accepted, record: Record, origin: str) -> tuple[Any, ...]:
    completion, quiz, quality, consistency = event.scores
    weight = 4 * completion + 3 * quiz + 2 * quality + consistency
    return (
        event.event_id,
        event.event_type,
        event.student_id,
        event.component,
        _SCORES % (_SCORE[completion], _SCORE[quiz], _SCORE[quality], _SCORE[consistency]),
        Decimal(weight) / _WEIGHTS,
        moment_of(event.timestamp),
        moment_of(record.timestamp),
        event.idempotency_key,
        [origin],
    )
