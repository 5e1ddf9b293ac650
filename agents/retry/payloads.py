"""Reading the original bytes of failed records where they are: in `dead-letter.queue`, or where they first stood."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any

from agents.runtime.records import SourceRecord
from tables.failure_entry import Place
from tables.kafka.clients import KafkaError, TopicPartition, started, stopped
from tables.kafka.reading import read_between

__all__ = ["Payloads", "PayloadsAwayError", "rounds_of"]

_NEAR = 500
"""Offsets between two records up to which reading on is quicker than a seek, which costs a round trip."""

_STALL_S = 10.0
"""Seconds without anything from the broker after which a reading is given up; another follows."""


class PayloadsAwayError(Exception):
    """The broker does not give the records now. Ask again later."""


class Payloads:
    """Reads records by their place. One reading at a time; the consumer behind it is started when it is needed.

    Args:
        make: a consumer outside any group that reads committed records and seeks nowhere by itself.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._consumer: Any = None
        self._turn = asyncio.Lock()

    async def read(self, places: Collection[Place]) -> dict[Place, SourceRecord | None]:
        """The records at these places.

        Returns:
            The record of each place, or None where there is none (any more). Places that cannot be read yet, because a
            transaction before them is open, are left out.

        Raises:
            PayloadsAwayError: the broker does not answer.
        """
        async with self._turn:
            try:
                return await self._read(set(places))
            except (KafkaError, TimeoutError) as error:
                await self._stop()
                raise PayloadsAwayError(f"the original records cannot be read: {type(error).__name__}") from error

    async def _read(self, places: set[Place]) -> dict[Place, SourceRecord | None]:
        consumer = await self._started()
        tps = sorted({TopicPartition(one.topic, one.partition) for one in places})
        async with asyncio.timeout(_STALL_S):
            begins, ends = await consumer.beginning_offsets(tps), await consumer.end_offsets(tps)
        found: dict[Place, SourceRecord | None] = {}
        wanted: set[Place] = set()
        for one in places:
            tp = TopicPartition(one.topic, one.partition)
            if one.offset < begins[tp]:
                found[one] = None
            elif one.offset < ends[tp]:
                wanted.add(one)
        for spans in rounds_of(wanted):
            read = {TopicPartition(one[0].topic, one[0].partition): one for one in spans}
            consumer.assign(list(read))
            starts = {tp: span[0].offset for tp, span in read.items()}
            stops = {tp: span[-1].offset + 1 for tp, span in read.items()}
            async for tp, records in read_between(consumer, starts, stops, _STALL_S):
                for record in records:
                    place = Place(tp.topic, tp.partition, record.offset)
                    if place in wanted:
                        found[place] = record
            consumer.pause(*read)  # or it would fetch on
        return {**dict.fromkeys(wanted), **found}

    async def _started(self) -> Any:
        if self._consumer is None:
            consumer = self._make()
            self._consumer = consumer
            async with asyncio.timeout(_STALL_S):
                await started(consumer)
        return self._consumer

    async def _stop(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await stopped(consumer)

    async def stop(self) -> None:
        """Disconnect. May be called twice."""
        async with self._turn:
            await self._stop()


def rounds_of(places: Iterable[Place]) -> list[list[Sequence[Place]]]:
    """Spans to read, at most one of each partition in a round: places in their order that lie near one another."""
    spans: dict[tuple[str, int], list[list[Place]]] = defaultdict(list)
    for one in sorted(places):
        of_partition = spans[one.topic, one.partition]
        if of_partition and one.offset - of_partition[-1][-1].offset <= _NEAR:
            of_partition[-1].append(one)
        else:
            of_partition.append([one])
    return [[span for span in row if span is not None] for row in zip_longest(*spans.values())]
