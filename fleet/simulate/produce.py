"""Sending simulated records to Kafka: whole batches for each partition, in order, acknowledged before they count."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError

from fleet.cancellation import check_cancelled
from fleet.simulate.faults import Kind, SimulatedRecord
from fleet.stack.probes import NotReadyError, probe_kafka
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS
from tables.kafka.login import options

__all__ = ["ProduceError", "Produced", "produce"]

_BATCH_BYTES = 128 * 1024  # some 500 events; well below the 1 MiB that a topic accepts
_TICK_SECONDS = 0.1  # how often a run with a rate sends, and how often progress is told
_STOP_SECONDS = 5.0


class ProduceError(Exception):
    """Records cannot be sent. The message says what to do."""


@dataclass(slots=True)
class Produced:
    """What the broker has acknowledged so far.

    Attributes:
        kinds: records by kind: event, duplicate, late, poison.
        details: poison records by their kind of poison.
        seconds: since the first record.
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """All acknowledged records."""
        return self.kinds.total()


async def produce(
    records: Iterable[SimulatedRecord],
    *,
    brokers: str,
    topic: str = LEARNING_EVENTS.name,
    rate: float | None = None,
    progress: Callable[[Produced], None] | None = None,
    give_up_seconds: float = 30.0,
) -> Produced:
    """Send all records, each to the partition of its key, and wait until the broker has them.

    Args:
        records: taken one by one, not faster than `rate`; may be endless, then cancel the task.
        brokers: `host:port[,host:port]`.
        topic: must exist.
        rate: records a second; as fast as possible without it.
        progress: told a few times a second what has been acknowledged.
        give_up_seconds: how long the producer repeats a batch that the broker does not acknowledge.

    Returns:
        The counts of what was sent, all of it acknowledged.

    Raises:
        ProduceError: no broker, no such topic, or no acknowledgement in time; how much arrived is then unknown.
        ValueError: `rate` is not positive.
    """
    if rate is not None and rate <= 0:
        raise ValueError(f"a rate must be above 0 records a second, not {rate:g}")
    producer = AIOKafkaProducer(
        **options(brokers),
        enable_idempotence=True,  # repeats neither double nor reorder
        max_batch_size=_BATCH_BYTES,
    )
    sender = _Sender(producer, topic, give_up_seconds, progress)
    try:
        sender.partitions = await _partitions(brokers, topic)
        await producer.start()
        await sender.send(records, rate)
    except (NotReadyError, KafkaConnectionError) as exc:
        raise ProduceError(
            f"no Kafka broker answers at {brokers}: start it with `fleet stack up`, or set FLEET_KAFKA_BROKERS"
        ) from exc
    except KafkaError as exc:
        raise ProduceError(f"{brokers} refused records for {topic}: {exc}") from exc
    except TimeoutError as exc:
        raise ProduceError(f"{brokers} acknowledged nothing for {give_up_seconds:g} s: see the broker's log") from exc
    finally:
        await sender.close()
    return sender.produced


async def _partitions(brokers: str, topic: str) -> int:
    """The topic's partition count. Asks for all topics: asking for one by name may create it."""
    await probe_kafka(brokers)
    admin = AIOKafkaAdminClient(**options(brokers))
    try:
        await admin.start()
        topics = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
    finally:
        await admin.close()
    if topic not in topics:
        raise ProduceError(f"there is no topic {topic}: create it with `fleet topics create`")
    return topics[topic]


class _Sender:
    """One batch being filled for each partition, and the batches that are on their way."""

    def __init__(
        self, producer: Any, topic: str, give_up_seconds: float, progress: Callable[[Produced], None] | None
    ) -> None:
        self.partitions = 0
        self.produced = Produced()
        self._producer = producer
        self._topic = topic
        self._give_up_seconds = give_up_seconds
        self._progress = progress
        self._filling: dict[int, tuple[Any, list[SimulatedRecord]]] = {}
        self._on_their_way: deque[tuple[asyncio.Future[Any], list[SimulatedRecord]]] = deque()
        self._started = time.monotonic()
        self._told = self._started

    async def send(self, records: Iterable[SimulatedRecord], rate: float | None) -> None:
        """Fill and send batches until the records end, then wait for all acknowledgements."""
        self._started = self._told = time.monotonic()
        for number, record in enumerate(records):
            if rate is not None:
                check_cancelled()
                too_early = number / rate - (time.monotonic() - self._started)
                if too_early > 0:
                    await self._flush()
                    await asyncio.sleep(max(too_early, _TICK_SECONDS))
            await self._add(record)
        await self._flush()
        while self._on_their_way:
            await self._settle(self._on_their_way[0][0])
        self._tell(force=True)

    async def close(self) -> None:
        """Stop the producer, within a bounded time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                if self._on_their_way:
                    # An idempotent producer never gives a batch up by itself, and stopping would wait for it.
                    given_up = ProduceError("the run was given up")
                    self._producer._message_accumulator.fail_all(given_up)  # noqa: SLF001  # there is no public way
                    await asyncio.gather(*(batch for batch, _ in self._on_their_way), return_exceptions=True)
                await self._producer.stop()

    async def _add(self, record: SimulatedRecord) -> None:
        partition = partition_for(record.key, self.partitions)
        batch, held = self._filling.get(partition) or self._begin(partition)
        if batch.append(timestamp=None, key=record.key, value=record.value) is None:
            await self._send_batch(partition)
            batch, held = self._begin(partition)
            if batch.append(timestamp=None, key=record.key, value=record.value) is None:
                raise ProduceError(f"a record of {len(record.value)} bytes is too large for a batch")
        held.append(record)

    def _begin(self, partition: int) -> tuple[Any, list[SimulatedRecord]]:
        self._filling[partition] = (self._producer.create_batch(), [])
        return self._filling[partition]

    async def _flush(self) -> None:
        for partition in list(self._filling):
            await self._send_batch(partition)
        await self._settle()

    async def _send_batch(self, partition: int) -> None:
        batch, held = self._filling.pop(partition)
        # Waits while the partition's previous batch is still queued: this is the back-pressure.
        async with asyncio.timeout(self._give_up_seconds):
            future = await self._producer.send_batch(batch, self._topic, partition=partition)
        self._on_their_way.append((future, held))
        await asyncio.sleep(0)  # making records never waits: give the network its turn
        await self._settle()

    async def _settle(self, wait_for: asyncio.Future[Any] | None = None) -> None:
        """Count what has been acknowledged; raise what a batch failed with."""
        if wait_for is not None:
            await asyncio.wait([wait_for], timeout=self._give_up_seconds)
            if not wait_for.done():
                raise TimeoutError
        while self._on_their_way and self._on_their_way[0][0].done():
            future, held = self._on_their_way.popleft()
            future.result()
            self.produced.kinds.update(record.kind for record in held)
            self.produced.details.update(record.detail for record in held if record.kind == "poison")
        self._tell()

    def _tell(self, *, force: bool = False) -> None:
        now = time.monotonic()
        self.produced.seconds = now - self._started
        if self._progress is not None and (force or now - self._told >= _TICK_SECONDS):
            self._told = now
            self._progress(self.produced)
