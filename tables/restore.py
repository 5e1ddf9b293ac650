"""Bring a partition's local data up to the end of its changelog (docs/delivery.md, "Owning a table partition", a and b)."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tables.errors import BrokerUnavailableError, RestoreStalledError, SecondWriterError
from tables.kafka.clients import KafkaError, TopicPartition, consumer
from tables.kafka.offsets import LogOffsets
from tables.store import LocalPosition, PartitionStore

__all__ = ["DELETE_RETENTION_S", "RestorePolicy", "Restored", "Restorer", "stable_end"]

DELETE_RETENTION_S = 7 * 86_400.0
"""Seconds for which a changelog keeps tombstones (`delete.retention.ms` of the topic catalogue)."""

Progress = Callable[[int, int, int], None]
"""Called with (partition, position, end) while a restore goes on."""


@dataclass(frozen=True)
class RestorePolicy:
    """Bounds of a restore."""

    stall_seconds: float = 60.0  # no record for that long although there are more: the broker or its disk is ill
    agree_seconds: float = 30.0  # after fencing, the end of the changelog has to be stable within this time
    max_age_seconds: float = DELETE_RETENTION_S / 2  # older local data may lack deletions: half leaves time to read


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    records: int
    position: int
    wiped: str | None


async def stable_end(offsets: LogOffsets, topic: str, partition: int, patience: float) -> int:
    """The changelog's end once it is the same under both isolation levels.

    After fencing no transaction can be open: a difference that stays means that something else writes there.

    Raises:
        SecondWriterError: the ends still differ after `patience` seconds.
    """
    log = (topic, partition)
    deadline = time.monotonic() + patience
    while True:
        stable = (await offsets.stable_end([log]))[log]
        last = (await offsets.end([log]))[log]
        if stable == last:
            return stable
        if time.monotonic() > deadline:
            raise SecondWriterError(
                f"{topic}/{partition} has an open transaction at {stable} (end {last}) that is not this worker's: "
                "find and stop the other producer"
            )
        await asyncio.sleep(0.1)


def _unusable(
    local: LocalPosition | None, changelog_id: str, begin: int, end: int, policy: RestorePolicy, now: float
) -> str | None:
    """Why local data must be wiped, or None if it can be continued."""
    if local is None:
        return "no local position"
    if local.changelog_id != changelog_id:
        return "it belongs to another incarnation of the changelog"
    if not begin <= local.position <= end:
        return f"its position {local.position} is outside the changelog's {begin}..{end}"
    if now - local.verified_at > policy.max_age_seconds:
        return "it is too old: compaction may have removed deletions that it lacks"
    return None


@dataclass(frozen=True)
class Restorer:
    """Restores partitions of one changelog.

    Attributes:
        offsets: connected.
        brokers: `host:port[,...]`.
        topic: the changelog.
        topic_id: its incarnation.
        policy: bounds.
        progress: called with (partition, position, end) after each fetch.
    """

    offsets: LogOffsets
    brokers: str
    topic: str
    topic_id: str
    policy: RestorePolicy
    progress: Progress

    async def restore(self, store: PartitionStore, partition: int) -> Restored:
        """Read the changelog from the local position to its end, read_committed, into RocksDB write batches.

        Call it after the partition's producer has fenced its predecessor, so that nothing is added meanwhile.

        Raises:
            SecondWriterError, RestoreStalledError, BrokerUnavailableError: see there.
        """
        log = (self.topic, partition)
        end = await stable_end(self.offsets, self.topic, partition, self.policy.agree_seconds)
        begin = (await self.offsets.begin([log]))[log]
        local = store.local_position()
        wiped = _unusable(local, self.topic_id, begin, end, self.policy, time.time())
        if wiped is not None:
            store.wipe()
        position = local.position if local is not None and wiped is None else begin
        count = await self._read(store, partition, position, end) if position < end else 0
        store.write({}, self._at(end))
        return Restored(count, end, wiped)

    def _at(self, position: int) -> LocalPosition:
        return LocalPosition(self.topic_id, position, time.time())

    async def _read(self, store: PartitionStore, partition: int, position: int, end: int) -> int:
        tp = TopicPartition(self.topic, partition)
        reader = consumer(self.brokers)
        try:
            await reader.start()
            reader.assign([tp])
            reader.seek(tp, position)
            return await self._copy(reader, tp, store, position, end)
        except KafkaError as exc:
            raise BrokerUnavailableError(f"restore of {tp.topic}/{tp.partition} failed: {exc!r}") from exc
        finally:
            await reader.stop()

    async def _copy(self, reader: Any, tp: TopicPartition, store: PartitionStore, position: int, end: int) -> int:
        count, moved = 0, time.monotonic()
        while position < end:  # by position, not by record offset: transaction markers take offsets too
            records = (await reader.getmany(tp, timeout_ms=500)).get(tp, [])
            reached: int = await reader.position(tp)
            if reached > position:
                position, moved = reached, time.monotonic()
            elif time.monotonic() - moved > self.policy.stall_seconds:
                raise RestoreStalledError(
                    f"restore of {tp.topic}/{tp.partition} stands still at {position} of {end} "
                    f"for {self.policy.stall_seconds:.0f} s"
                )
            # Later values of a key in the same fetch win: RocksDB needs only the last.
            store.write({record.key: record.value for record in records}, self._at(position))
            count += len(records)
            self.progress(tp.partition, position, end)
        return count
