"""The batch transport: Faust's Kafka driver, except that all fetched records of one partition arrive as one event.

Faust delivers one record at a time, about 100 us each before any work is done. It is extended here at its own seams: a
transport is chosen by URL scheme (`kafka-batch://`), and its consumer decides what a message is. Differences to Faust:

- a batch is acknowledged as a whole, when its effects are committed, never when it was read;
- owned partitions are resumed at the table's checkpoint, not at the group's committed offset, which is for
  lag tools;
- a partition with too many batches under way leaves the fetch set until it drains: the fetch loop never waits for an
  agent, so that a slow one holds up nobody else;
- only committed records are read (`read_committed`);
- a failed offset commit is a log line: nothing depends on it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import faust
from aiokafka.errors import KafkaError
from faust.transport import drivers
from faust.transport.drivers import aiokafka as kafka_driver
from faust.types.tuples import TP, ConsumerMessage

from tables.errors import UnreadableRecordError

__all__ = ["SCHEME", "BatchMessage", "BatchSchema", "Transport", "register"]

SCHEME = "kafka-batch"

log = logging.getLogger(__name__)

_SATURATED_POLL_S = 0.1
"""Seconds of one poll while a partition is out of the fetch set: it is looked at again that often."""


class BatchMessage(ConsumerMessage):
    """All records fetched from one partition, as one Faust message.

    `value` is the list of aiokafka records, `offset` the last record's, `start` the fetch position that the batch
    continues: the seek, or the end of the batch before it.
    """

    __slots__ = ("flight", "start")

    start: int
    flight: "Flight"

    def on_final_ack(self, consumer: Any) -> bool:
        """The batch's effects are committed."""
        consumer.batch_done(self)
        return True


class Flight:
    """Positions and batches under way since the last seek. A new one begins with every assignment."""

    def __init__(self, positions: dict[TP, int]) -> None:
        self.positions = positions  # per partition: where the next batch starts
        self.pending: Counter[TP] = Counter()
        self.done: dict[TP, int] = {}  # per partition: the offset to commit to the group
        self.drained = asyncio.Event()


class _Thread(kafka_driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        # Faust sets this only together with its own exactly_once; aiokafka reads it when the consumer starts.
        consumer._isolation_level = "read_committed"  # noqa: SLF001
        return consumer

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        assigned = self.assignment()
        wanted = {kafka_driver.ensure_aiokafka_TP(tp): offset for tp, offset in offsets.items() if tp in assigned}
        try:
            await self._ensure_consumer().commit(wanted)
        except KafkaError as exc:
            log.warning("offset commit failed (for lag tools only, tried again): %r", exc)
            return False
        return True

    async def committed_offsets(self, tps: set[TP]) -> dict[TP, int | None]:
        consumer = self._ensure_consumer()

        async def read() -> dict[TP, int | None]:
            return {tp: await consumer.committed(kafka_driver.ensure_aiokafka_TP(tp)) for tp in tps}

        return dict(await self.call_thread(read))


class BatchConsumer(kafka_driver.Consumer):
    """Faust's consumer with batches as messages. `app` must be a `FleetApp`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flight = Flight({})

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def committed_offsets(self, tps: set[TP]) -> dict[TP, int | None]:
        """The group's committed offsets, None where there is none."""
        return await self._thread.committed_offsets(tps)

    # -- acknowledgement -----------------------------------------------------------------------------------------------
    def batch_done(self, message: BatchMessage) -> None:
        """Step 7: the group's offset may move past the batch. Batches of a partition end in their order."""
        message.acked = True
        self._unacked_messages.discard(message)
        flight = message.flight
        flight.pending[message.tp] -= 1
        flight.done[message.tp] = message.offset + 1
        flight.drained.set()

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in list(self.flight.done) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self.flight.done.get(tp)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Faust would acknowledge the offsets inside a batch when it is *read*."""

    # -- position ------------------------------------------------------------------------------------------------------
    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek owned partitions to their checkpoint + 1, others to the group's offset."""
        offsets = dict(await super().seek_to_committed())
        positions: dict[TP, int] = {}
        for tp in self.assignment():
            start = self.app.resume_position(tp)
            if start is not None:
                await self._seek(tp, start)
                offsets[tp] = positions[tp] = start
        self.flight = Flight(positions)
        return offsets

    # -- fetching ------------------------------------------------------------------------------------------------------
    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, BatchMessage]]:  # noqa: ASYNC109 - Faust's name
        """Fetch once, and yield what came as batches, partition by partition in turn."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        generation, flight = self.app.consumer_generation_id, self.flight
        limit = self.app.batches.max_pending
        fetchable = self._get_active_partitions()
        active = {tp for tp in fetchable if flight.pending[tp] < limit}
        if not active:
            flight.drained.clear()
            waited = flight.drained.wait() if fetchable else asyncio.sleep(timeout)
            await self.wait_first(waited, self.suspend_flow, timeout=timeout)
            return
        try:
            records = await self._getmany(
                active_partitions=active, timeout=timeout if len(active) == len(fetchable) else _SATURATED_POLL_S
            )
        except UnicodeDecodeError as exc:
            # aiokafka decodes header names before anybody sees the record, and does not say where it stands.
            self.app.leave(
                UnreadableRecordError(f"a record after {flight.positions} has a header name that is no UTF-8")
            )
            raise RuntimeError("left") from exc
        if not records or self.should_stop:
            return
        if not self.flow_active:
            await self.perform_seek()
            return
        for tp, chunk in _in_turn(records, self.app.batches.max_records, self.app.batches.max_bytes):
            if not self.flow_active or self.app.consumer_generation_id != generation or self.flight is not flight:
                return
            if tp not in flight.positions:
                continue  # assigned but not owned yet: it is sought before it is read
            yield tp, self._batch(tp, chunk, flight, generation)

    def _batch(self, tp: TP, chunk: list[Any], flight: Flight, generation: int) -> BatchMessage:
        last = chunk[-1]
        message = BatchMessage(
            last.topic,
            last.partition,
            last.offset,
            last.timestamp / 1000.0,
            last.timestamp_type,
            (),
            None,
            chunk,
            None,
            0,
            0,
            tp,
            generation_id=generation,
        )
        message.start, flight.positions[tp] = flight.positions[tp], last.offset + 1
        message.flight = flight
        flight.pending[tp] += 1
        return message


def _in_turn(records: Mapping[TP, list[Any]], max_records: int, max_bytes: int) -> Iterator[tuple[TP, list[Any]]]:
    """Cut each partition's records into batches and deal them out in turn, so that no partition waits for another."""
    queues = [(tp, _cut(fetched, max_records, max_bytes)) for tp, fetched in records.items() if fetched]
    while queues:
        remaining = []
        for tp, chunks in queues:
            chunk = next(chunks, None)
            if chunk is not None:
                yield tp, chunk
                remaining.append((tp, chunks))
        queues = remaining


def _cut(fetched: list[Any], max_records: int, max_bytes: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    size = 0
    for record in fetched:
        length = len(record.value or b"") + len(record.key or b"")
        if chunk and (len(chunk) >= max_records or size + length > max_bytes):
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += length
    if chunk:
        yield chunk


class Transport(kafka_driver.Transport):
    """Faust's Kafka transport with `BatchConsumer`."""

    Consumer = BatchConsumer


class BatchSchema(faust.Schema):
    """Hands the list of raw records through: decoding happens in the guard, where its errors become dead letters."""

    def loads_key(self, *_: Any, **__: Any) -> None:
        """Batches have no key."""

    def loads_value(self, _app: Any, message: Any, **_: Any) -> Any:
        """The list of records."""
        return message.value


def register() -> None:
    """Make the URL scheme known to Faust."""
    drivers.TRANSPORTS.aliases[SCHEME] = f"{__name__}:Transport"
