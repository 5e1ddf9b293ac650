"""Carrying out an order to erase a student, for every table alike: a commit of its own, at the order's offset.

An order stands among the records of a source topic. What came before it has been folded, what comes after it has not,
so that the table holds nothing but what is to be forgotten. A batch is cut around it (`agents/runtime/stream.py`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents.runtime.guard import MAX_CLOCK_SKEW_MS
from agents.runtime.records import FIRST_APPEND, REROUTED_FROM, SourceRecord, header
from schemas.erasure import ERASE, EraseOrder, mark_of, read_order, signed_order
from schemas.ids import origin_id
from schemas.partitioner import partition_for
from tables.checkpoint import Checkpoint, Ledger
from tables.erasures import Erased, erased_key, erased_of
from tables.ownership import BatchChanges, Emit, Ownership
from tables.spec import TableSpec

__all__ = ["Eraser", "Part", "parts_of"]

_LONGEST_TIME = 15
"""Digits of a time in milliseconds, good for 30,000 years."""


@dataclass(frozen=True)
class Eraser:
    """Erases students from one table, as its source topic orders.

    Attributes:
        spec: of the table.
        topic: the source topic: others carry no orders.
        keys: secrets; see `AgentOptions.erasure_keys`.
        tells: topics on which the other tables are told. Empty for a table that is told itself.
        partitions: of every topic.
    """

    spec: TableSpec
    topic: str
    keys: Sequence[str]
    tells: Sequence[str]
    partitions: int

    def order(self, record: SourceRecord) -> EraseOrder | None:
        """The order that a record is; None for every other, which the guard judges."""
        if record.value or self.topic != self.spec.erased_on:
            return None
        order = signed_order(record.key, read_order(record.key, record.value, record.headers), self.keys)
        # An old one that somebody sends once more must not end what the student has done since.
        if order is None or (self.tells and abs(self.appended(record) - order.at) > MAX_CLOCK_SKEW_MS):
            return None
        return order

    def appended(self, record: SourceRecord) -> int:
        """When the broker had it first, in milliseconds since 1970."""
        first = self.first_append(record)
        return record.timestamp if first is None else first

    def first_append(self, record: SourceRecord) -> int | None:
        """The same, as a copy that the fleet made says it; None for every other record."""
        first = header(record, FIRST_APPEND) if record.headers else None
        return int(first) if first is not None and first.isdigit() and len(first) <= _LONGEST_TIME else None

    async def changes(
        self, record: SourceRecord, order: EraseOrder, owned: Ownership, checkpoint: Checkpoint
    ) -> BatchChanges:
        """What the order changes. Others may run meanwhile; call it while the partition is locked."""
        before = self.appended(record)
        writes: dict[bytes, bytes | None] = {}
        emits: list[Emit] = []
        outcome = Ledger(applied=1)
        home = partition_for(order.student_id.encode(), self.partitions)
        known = erased_of(owned.store, order.student_id, self.keys)
        if known is not None and known.order_id == order.order_id:
            outcome = Ledger(duplicates=1)
        elif self.tells and home != record.partition:
            outcome = Ledger(rerouted=1)
            emits = [self._copy(record, record.topic, home, before)]
        else:
            writes = {key: value async for key, value in self._forgotten(owned, order.student_id, before)}
            writes[erased_key(mark_of(order.student_id, self.keys[0]))] = Erased(before, order.order_id).dump()
            # Records about a student may lie in any partition of another table: where they first stood.
            emits = [self._copy(record, topic, one, before) for topic in self.tells for one in range(self.partitions)]
        appended = max(checkpoint.watermark, record.timestamp)
        return BatchChanges(
            topic=record.topic,
            checkpoint=checkpoint.advanced(record.offset, appended, outcome, 1),
            writes=writes,
            emits=emits,
            forgotten=(order.student_id,),
        )

    async def _forgotten(self, owned: Ownership, student_id: str, before: int) -> Any:
        for found in self.spec.forget(owned.store, student_id, before):
            if found is None:
                await asyncio.sleep(0)
            else:
                yield found

    def _copy(self, record: SourceRecord, topic: str, partition: int, before: int) -> Emit:
        marks = [(ERASE, header(record, ERASE)), (FIRST_APPEND, str(before).encode())]
        if topic == record.topic:
            marks.append((REROUTED_FROM, origin_id(record.topic, record.partition, record.offset).encode()))
        return Emit(topic, record.key, b"", partition, marks)


Part = tuple[Sequence[SourceRecord], EraseOrder | None]
"""Records of a batch that are folded together, or one that is an order."""


def parts_of(records: Sequence[SourceRecord], eraser: Eraser) -> list[Part]:
    """A batch cut around the orders in it: nearly always it is one part."""
    if all(record.value for record in records):
        return [(records, None)]
    parts: list[Part] = []
    begin = 0
    for place, record in enumerate(records):
        order = eraser.order(record)
        if order is not None:
            if place > begin:
                parts.append((records[begin:place], None))
            parts.append(([record], order))
            begin = place + 1
    if begin < len(records):
        parts.append((records[begin:], None))
    return parts
