"""A projection in PostgreSQL: rows and the Kafka position behind them in one transaction, each in effect once.

What the rows are is a `Writer`'s concern. A batch that PostgreSQL refuses is halved until the refused records are
found: those are quarantined, all others are written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from tables.projections.postgres.database import Database, RefusedError
from tables.projections.projection import Batch, Outcome, Position, Quarantined, Record, RewindError

__all__ = ["PostgresTarget", "Writer"]


class Writer(Protocol):
    """Turns records into rows."""

    async def write(self, connection: Any, batch: Batch) -> int:
        """Write the rows of a batch inside the open transaction; returns how many records they came from."""


class PostgresTarget:
    """The store's side of a follower; `projection.Projection` says what its methods promise.

    Args:
        database: of this projection alone.
        name: of the projection, under which its positions are kept.
        writer: makes the rows.
    """

    def __init__(self, database: Database, name: str, writer: Writer) -> None:
        self._database = database
        self._name = name
        self._writer = writer

    async def load_positions(self, partitions: Collection[int]) -> Mapping[int, Position]:
        """Read the stored positions."""
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT partition, topic_id, next_offset FROM projection_positions "
                "WHERE projection = $1 AND partition = ANY($2)",
                self._name,
                sorted(partitions),
            )
        return {row["partition"]: Position(str(row["topic_id"]), row["next_offset"]) for row in rows}

    async def start_over(self, partition: int, position: Position) -> None:
        """Store a position; rows stay, and what is read once more finds them."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO projection_positions (projection, partition, topic_id, next_offset) "
                "VALUES ($1, $2, $3, $4) ON CONFLICT (projection, partition) "
                "DO UPDATE SET topic_id = EXCLUDED.topic_id, next_offset = EXCLUDED.next_offset",
                self._name,
                partition,
                UUID(position.topic_id),
                position.offset,
            )

    async def apply(self, batch: Batch) -> Outcome:
        """Write a batch and the position behind it."""
        try:
            return await self._apply(batch)
        except RefusedError as exc:
            records = batch.records
            if len(records) == 1:
                refused = Quarantined(batch.partition, records[0].offset, str(exc))
                return replace(await self._apply(batch, skip=True), quarantined=(refused,))
            middle = len(records) // 2
            border = records[middle].offset
            first = replace(batch, end=border, records=records[:middle])
            return await self.apply(first) + await self.apply(replace(batch, start=border, records=records[middle:]))

    async def _apply(self, batch: Batch, *, skip: bool = False) -> Outcome:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(
                "SELECT topic_id, next_offset FROM projection_positions "
                "WHERE projection = $1 AND partition = $2 FOR UPDATE",
                self._name,
                batch.partition,
            )
            if row is None or str(row["topic_id"]) != batch.topic_id or row["next_offset"] < batch.start:
                raise RewindError(f"the position of {self._name}/{batch.partition} does not reach {batch.start}")
            reached: int = row["next_offset"]
            fresh = _from(batch.records, reached)
            if reached >= batch.end:  # written by another one of us, or before a lost acknowledgement
                return Outcome(0, stale=len(batch.records))
            applied = 0
            if fresh and not skip:
                applied = await self._writer.write(connection, replace(batch, start=reached, records=fresh))
            await connection.execute(
                "UPDATE projection_positions SET next_offset = $3, stored_at = now() "
                "WHERE projection = $1 AND partition = $2",
                self._name,
                batch.partition,
                batch.end,
            )
        return Outcome(applied, stale=len(batch.records) - len(fresh))

    async def close(self) -> None:
        """Disconnect; a later call connects again."""
        await self._database.close()


def _from(records: Sequence[Record], offset: int) -> Sequence[Record]:
    if records and records[0].offset >= offset:
        return records
    return [record for record in records if record.offset >= offset]
