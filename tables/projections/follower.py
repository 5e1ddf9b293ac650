"""Follow a Kafka topic on behalf of a projection: the one home of retrying, rewinding and reporting lag.

A follower is an asyncio task beside the stream processing. It never raises and never asks the streams to wait: while
the broker or the store is away it waits itself, with growing delays, and then goes on where the projection stands.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tables.projections.backoff import Backoff
from tables.projections.lag import Lag, total
from tables.projections.link import Link
from tables.projections.pace import Tuning, Watch
from tables.projections.projection import (
    Batch,
    Outcome,
    Position,
    Projection,
    Quarantined,
    RewindError,
    TargetAwayError,
)
from tables.projections.topic_reader import BrokerAwayError, Fetched, OutOfRangeError, TopicId, TopicReader
from tables.tracing import OFF, Tracer, parents_of

__all__ = ["Follower", "FollowerStats"]

log = logging.getLogger(__name__)

_KEPT_QUARANTINED = 1000
"""Latest quarantined records kept for inspection; the count goes on beyond."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FollowerStats:
    """What a follower has done and where it stands.

    Attributes:
        broker_connected: whether the broker answered last time.
        target_connected: whether the store answered last time.
        lag_records: offsets behind the end; None until the ends are known.
        lag_seconds: age of the oldest record not yet in the store, 0 when level.
        applied: values written or deleted since the start.
        stale: values refused because the store had them in the same or a newer version.
        quarantined: records that the store refused for good.
        rewinds: how often positions had to be read again (data lost, topic re-created).
        positions: next offset to copy, by partition.
        last_error: why an end is away; None when both answer.
        checks: how often the stored positions were looked at and were what they are said to be.
    """

    broker_connected: bool
    target_connected: bool
    lag_records: int | None
    lag_seconds: float
    applied: int
    stale: int
    quarantined: int
    rewinds: int
    positions: Mapping[int, int]
    last_error: str | None
    checks: int = 0

    @classmethod
    def joined(cls, parts: Sequence["FollowerStats"]) -> "FollowerStats":
        """What several followers of one topic, each with partitions of its own, have done together."""
        return cls(
            broker_connected=all(one.broker_connected for one in parts),
            target_connected=all(one.target_connected for one in parts),
            lag_records=total(one.lag_records for one in parts),
            lag_seconds=max(one.lag_seconds for one in parts),
            applied=sum(one.applied for one in parts),
            stale=sum(one.stale for one in parts),
            quarantined=sum(one.quarantined for one in parts),
            rewinds=sum(one.rewinds for one in parts),
            positions={partition: at for one in parts for partition, at in one.positions.items()},
            last_error=next((one.last_error for one in parts if one.last_error is not None), None),
            checks=sum(one.checks for one in parts),
        )


class Follower:
    """Keeps one projection level with some partitions of one topic."""

    def __init__(
        self,
        name: str,
        *,
        brokers: str,
        topic: str,
        topic_id: TopicId,
        projection: Projection,
        partitions: Collection[int],
        tuning: Tuning | None = None,
        clock: Callable[[], float] = time.time,
        tracer: Tracer = OFF,
    ) -> None:
        self._name = name
        self._tracer = tracer
        self._brokers = brokers
        self._topic = topic
        self._topic_id = topic_id
        self._projection = projection
        self._wanted = frozenset(partitions)
        self._tuning = tuning or Tuning()
        self._clock = clock
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._backoff = Backoff(self._tuning.backoff_base, self._tuning.backoff_cap)
        self._broker, self._target = Link(f"{name}: Kafka"), Link(f"{name}: target")
        self._lag = Lag(clock())
        self._out_of_range: frozenset[int] = frozenset()
        self._applied = self._stale = self._refused = self._rewinds = self._checks = 0
        self._quarantine: deque[Quarantined] = deque(maxlen=_KEPT_QUARANTINED)

    def set_partitions(self, partitions: Collection[int]) -> None:
        """Follow these partitions from now on, and no others; an empty collection rests the follower."""
        wanted = frozenset(partitions)
        if wanted != self._wanted:
            self._wanted = wanted
            self._changed.set()

    def stats(self) -> FollowerStats:
        """Take a reading; cheap, no I/O."""
        return FollowerStats(
            broker_connected=self._broker.connected,
            target_connected=self._target.connected,
            lag_records=self._lag.records() if self._wanted else 0,
            lag_seconds=self._lag.seconds(self._clock()) if self._wanted else 0.0,
            applied=self._applied,
            stale=self._stale,
            quarantined=self._refused,
            rewinds=self._rewinds,
            positions=self._lag.positions,
            last_error=self._target.error or self._broker.error,
            checks=self._checks,
        )

    def quarantine(self) -> list[Quarantined]:
        """List the latest records that the store refused for good, oldest first."""
        return list(self._quarantine)

    async def run(self) -> None:
        """Follow until `stop()` or cancellation; failures of either end are waited out inside."""
        if self._task is not None:
            raise RuntimeError(f"{self._name} is running already")
        self._task = task = asyncio.create_task(self._follow(), name=f"{self._name} follows {self._topic}")
        try:
            await asyncio.wait({task})
        finally:
            self._task = None
            task.cancel()
            await asyncio.wait({task})

    async def stop(self) -> None:
        """End `run()` and wait until its consumer is closed; does nothing when it is not running."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _follow(self) -> None:
        task = asyncio.current_task()
        while True:
            self._changed.clear()
            partitions = self._wanted
            self._lag.follow(partitions)
            if not partitions:
                await self._changed.wait()
                continue
            try:
                await self._follow_partitions(partitions)
            except (RewindError, OutOfRangeError) as exc:
                self._rewinds += 1
                log.warning("%s: going back to the stored positions: %s", self._name, exc)
                await self._pause(partitions)
            except (TargetAwayError, BrokerAwayError):  # told by their links
                await self._pause(partitions)
            except (Exception, asyncio.CancelledError):
                if task is not None and task.cancelling():
                    raise
                # Also a cancellation that was not meant for us but leaked out of a library.
                log.exception("%s: unexpected error, trying again", self._name)
                await self._pause(partitions)

    async def _follow_partitions(self, partitions: frozenset[int]) -> None:
        """Open a reader and copy until the partitions change or something fails."""
        reader = TopicReader(self._brokers, self._topic, self._topic_id, partitions, self._broker)
        try:
            await reader.start()
            topic_id = await reader.identify()
            stored = await self._stored(reader, topic_id, partitions)
            reader.seek(stored)
            watch = Watch(self._tuning)
            while self._wanted == partitions:
                if watch.verify_due():
                    await self._verify(reader, topic_id, stored, watch)
                for partition, end, records in await self._take(reader):
                    await self._write(reader, Batch(partition, topic_id, stored[partition], end, records), partitions)
                    if self._wanted != partitions:
                        return
                    stored[partition] = end
                    watch.progress()
                for partition, position in (await reader.positions()).items():
                    self._lag.reached(partition, position, self._clock())
        except OutOfRangeError as exc:
            self._out_of_range |= exc.partitions
            raise
        finally:
            await reader.stop()

    async def _stored(self, reader: TopicReader, topic_id: str, partitions: frozenset[int]) -> dict[int, int]:
        """Where the projection stands; the earliest record where it holds nothing of this topic."""
        begins = await reader.begins()
        self._lag.ends(await reader.ends(), begins)
        held = await self._ask(self._projection.load_positions(partitions))
        stored = {}
        for partition in sorted(partitions):
            position = held.get(partition)
            if position is None or position.topic_id != topic_id or partition in self._out_of_range:
                position = Position(topic_id, begins[partition])
                log.info("%s: partition %d is copied from offset %d on", self._name, partition, position.offset)
                await self._ask(self._projection.start_over(partition, position))
                self._out_of_range -= {partition}
            stored[partition] = position.offset
            self._lag.reached(partition, position.offset, self._clock())
        return stored

    async def _take(self, reader: TopicReader) -> list[Fetched]:
        """Wait a little for records, then take those that have arrived by now: one run for each partition."""
        taken: dict[int, Fetched] = {}
        left = self._tuning.batch_records
        # Short, as it is also the time until a change of the partitions is seen.
        patience = min(0.25, self._tuning.verify_every)
        while left > 0 and (found := await reader.fetch(min(left, self._tuning.slice_records), patience)):
            for partition, end, records in found:
                before = taken[partition].records if partition in taken else []
                taken[partition] = Fetched(partition, end, before + records)
                left -= len(records)
            patience = 0
            await asyncio.sleep(0)  # the streams' turn
        return list(taken.values())

    async def _write(self, reader: TopicReader, batch: Batch, partitions: frozenset[int]) -> None:
        """Give a batch to the projection until it is written; give up only when the partitions have changed."""
        tracer = self._tracer
        if not tracer.on:
            return await self._hand_over(reader, batch, partitions)
        facts = {"messaging.system": "kafka", "messaging.destination.name": self._topic}
        with tracer.follow(f"copy {self._topic}: {self._name}", parents_of(batch.records), facts):
            return await self._hand_over(reader, batch, partitions)

    async def _hand_over(self, reader: TopicReader, batch: Batch, partitions: frozenset[int]) -> None:
        self._lag.handed_over(batch.partition, batch.records[0].timestamp / 1000)
        while self._wanted == partitions:
            try:
                outcome = await self._ask(self._projection.apply(batch))
            except TargetAwayError:
                with contextlib.suppress(BrokerAwayError):
                    self._lag.ends(await reader.ends())  # the lag is of most interest now
                await self._pause(partitions)
            else:
                self._backoff.reset()
                self._count(outcome)
                return

    def _count(self, outcome: Outcome) -> None:
        self._applied += outcome.applied
        self._stale += outcome.stale
        self._refused += len(outcome.quarantined)
        self._quarantine.extend(outcome.quarantined)
        for first in outcome.quarantined[:1]:
            log.warning(
                "%s: %d records quarantined, the first at partition %d offset %d: %s",
                *(self._name, len(outcome.quarantined), first.partition, first.offset, first.reason),
            )

    async def _verify(self, reader: TopicReader, topic_id: str, stored: Mapping[int, int], watch: Watch) -> None:
        """Is the stored position still there, is the topic still the same, where does it end?"""
        self._lag.ends(await reader.ends())
        held = await self._ask(self._projection.load_positions(stored))
        for partition, offset in stored.items():
            position = held.get(partition)
            if position is None or position.topic_id != topic_id or position.offset < offset:
                raise RewindError(f"the stored position of partition {partition} is gone, and data with it")
        if watch.identify_due():
            if await reader.identify() != topic_id:
                raise RewindError("the topic has been re-created")
            watch.identified()
        if self._lag.records() == 0:
            watch.progress()
        elif watch.stalled():
            raise RewindError("there are records but none is fetched")
        watch.verified()
        self._checks += 1
        self._backoff.reset()

    async def _ask(self, answer: Awaitable[_T]) -> _T:
        try:
            result = await answer
        except TargetAwayError as exc:
            self._target.failed(exc)
            raise
        self._target.succeeded()
        return result

    async def _pause(self, partitions: frozenset[int]) -> None:
        """Wait as long as the back-off says, or until others than these partitions are wanted."""
        if self._wanted != partitions:
            return
        # Set since the last wait when the partitions have changed and changed back: no reason to hurry.
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._backoff.next()):
                await self._changed.wait()
