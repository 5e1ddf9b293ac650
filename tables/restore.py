"""Bring a partition's local data up to the end of its changelog (docs/delivery.md, "Owning a table partition")."""

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


def _unusable(local: LocalPosition | None, changelog_id: str, positions: range, oldest: float) -> str | None:
    """Why local data must be wiped, or None if it can be continued.

    Args:
        local: what it stands for.
        changelog_id: of the changelog as it is now.
        positions: that can be continued: from the changelog's beginning to its end, the end included.
        oldest: seconds since the epoch; data not seen complete since then may lack deletions.
    """
    if local is None:
        return "no local position"
    if local.changelog_id != changelog_id:
        return "it belongs to another incarnation of the changelog"
    if local.position not in positions:
        return f"its position {local.position} is outside the changelog's {positions.start}..{positions.stop - 1}"
    if local.verified_at < oldest:
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
        wiped = _unusable(local, self.topic_id, range(begin, end + 1), time.time() - self.policy.max_age_seconds)
        if wiped is not None:
            store.wipe()
        fresh = LocalPosition(self.topic_id, begin, time.time())  # all of it is read now
        start = local if local is not None and wiped is None else fresh
        count = await self._read(store, partition, start, end) if start.position < end else 0
        store.write({}, LocalPosition(self.topic_id, end, time.time()))
        return Restored(count, end, wiped)

    async def _read(self, store: PartitionStore, partition: int, start: LocalPosition, end: int) -> int:
        tp = TopicPartition(self.topic, partition)
        reader = consumer(self.brokers)
        try:
            await reader.start()
            reader.assign([tp])
            reader.seek(tp, start.position)
            return await self._copy(reader, tp, store, start, end)
        except KafkaError as exc:
            raise BrokerUnavailableError(f"restore of {tp.topic}/{tp.partition} failed: {exc!r}") from exc
        finally:
            await reader.stop()

    async def _copy(
        self, reader: Any, tp: TopicPartition, store: PartitionStore, start: LocalPosition, end: int
    ) -> int:
        position, count, moved = start.position, 0, time.monotonic()
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
            # Verified is what is complete: until then the data is as old as it was.
            local = LocalPosition(self.topic_id, position, start.verified_at)
            store.write({record.key: record.value for record in records}, local)
            count += len(records)
            self.progress(tp.partition, position, end)
        return count
