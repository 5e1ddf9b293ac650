"""Bring a partition's local data up to the end of its changelog (docs/delivery.md, "Owning a table partition")."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tables.errors import BrokerUnavailableError, CorruptChangelogError, RestoreStalledError, SecondWriterError
from tables.finished import finished
from tables.kafka.clients import CorruptRecordException, KafkaError, TopicPartition, consumer, started, stopped
from tables.kafka.offsets import LogOffsets
from tables.store import LocalPosition, PartitionStore

__all__ = [
    "DELETE_RETENTION_S",
    "Foreign",
    "Pace",
    "Progress",
    "RestorePolicy",
    "Restored",
    "Restorer",
    "Tell",
    "stable_end",
]

DELETE_RETENTION_S = 7 * 86_400.0
"""Seconds for which a changelog keeps tombstones (`delete.retention.ms` of the topic catalogue)."""

log = logging.getLogger(__name__)

_AGREE_POLL_S = 0.02
"""Seconds between two looks at the ends: the marker of a transaction that was just committed lies behind by some ms."""


@dataclass(frozen=True)
class Progress:
    """How far one partition's restore is. Offsets include transaction markers, so that records are fewer."""

    start: int
    position: int
    end: int
    records: int
    seconds: float  # since it began
    still: float = 0.0  # seconds since it last moved

    @property
    def percent(self) -> float:
        """Of the offsets to be read."""
        return 100.0 * (self.position - self.start) / (self.end - self.start) if self.end > self.start else 100.0

    @property
    def records_per_second(self) -> float:
        """Since it began."""
        return self.records / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the speed so far; None while nothing has moved."""
        done = self.position - self.start
        return (self.end - self.position) * self.seconds / done if done > 0 else None


Tell = Callable[[int, Progress], None]
"""Called with the partition and its progress after each fetch."""

Foreign = Callable[[bytes | None, bytes | None], str | None]
"""Of a record's key and value: what shows that the table did not write it, None if nothing does."""


@dataclass(frozen=True)
class RestorePolicy:
    """Bounds of a restore."""

    stall_seconds: float = 60.0  # no record for that long although there are more: the broker or its disk is ill
    tell_seconds: float = 5.0  # between two log lines of a restore
    agree_seconds: float = 30.0  # after fencing, the end of the changelog has to be stable within this time
    max_age_seconds: float = DELETE_RETENTION_S / 2  # older local data may lack deletions: half leaves time to read


@dataclass(frozen=True)
class Pace:
    """How greedily a changelog is read."""

    records: int = 5_000  # most of one fetch: bounds how long the loop is held at once; 20,000 are 4 % faster
    fetch_bytes: int = 8 << 20  # restores are bound by round trips: 226,000 records/s with this size
    fetch_wait_ms: int = 100  # that the broker holds an answer back while it has nothing new
    pause: float = 0.0  # seconds between two fetches: others have the loop


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
        await asyncio.sleep(_AGREE_POLL_S)


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
        brokers: `host:port[,...]`.
        topic: the changelog.
        topic_id: its incarnation.
        policy: bounds.
        foreign: judges every record.
        tell: told of the progress.
        pace: of the reading.
    """

    brokers: str
    topic: str
    topic_id: str
    policy: RestorePolicy
    foreign: Foreign
    tell: Tell
    pace: Pace = Pace()

    async def restore(self, store: PartitionStore, partition: int, offsets: LogOffsets) -> Restored:
        """Read the changelog from the local position to its end, read_committed, into RocksDB write batches.

        Call it after the partition's producer has fenced its predecessor, so that nothing is added meanwhile.

        Raises:
            SecondWriterError, RestoreStalledError, BrokerUnavailableError, CorruptChangelogError: see there.
        """
        log = (self.topic, partition)
        end = await stable_end(offsets, self.topic, partition, self.policy.agree_seconds)
        begin = (await offsets.begin([log]))[log]
        start, wiped = await self.start(store, begin, end, time.time())
        count = 0
        if start.position < end:
            async with self.reader(partition) as (reader, tp):
                reader.seek(tp, start.position)
                count = await self.copy(reader, tp, store, start, end)
        await store.write_patiently({}, LocalPosition(self.topic_id, end, time.time()))
        return Restored(count, end, wiped)

    async def start(
        self, store: PartitionStore, begin: int, end: int, asked: float
    ) -> tuple[LocalPosition, str | None]:
        """Where reading continues, and why the local data had to be wiped, if it had.

        Args:
            store: of the partition.
            begin: first offset of the changelog.
            end: its next one.
            asked: seconds since the epoch; not later than the broker was asked for both.
        """
        local = store.local_position()
        wiped = _unusable(local, self.topic_id, range(begin, end + 1), asked - self.policy.max_age_seconds)
        if local is not None and wiped is None:
            return local, None
        await finished(asyncio.to_thread(store.wipe))
        return LocalPosition(self.topic_id, begin, asked), wiped  # all of it is read now

    @asynccontextmanager
    async def reader(self, partition: int) -> AsyncIterator[tuple[Any, TopicPartition]]:
        """A consumer of one partition, not sought yet; its errors become those of a restore."""
        tp = TopicPartition(self.topic, partition)
        # What is not there any more must not be skipped: a restart finds that the position is outside, and wipes.
        reader = consumer(
            self.brokers,
            reset="none",
            max_records=self.pace.records,
            fetch_bytes=self.pace.fetch_bytes,
            fetch_wait_ms=self.pace.fetch_wait_ms,
        )
        try:
            await started(reader)
            reader.assign([tp])
            yield reader, tp
        except CorruptRecordException as exc:
            raise CorruptChangelogError(f"{tp.topic}/{tp.partition} holds a damaged batch: {exc}") from exc
        except KafkaError as exc:
            raise BrokerUnavailableError(f"restore of {tp.topic}/{tp.partition} failed: {exc!r}") from exc
        finally:
            await stopped(reader)

    async def copy(self, reader: Any, tp: TopicPartition, store: PartitionStore, start: LocalPosition, end: int) -> int:
        """Read from a position to an end, or somewhat further if there is more. Returns the number of records."""
        position, count = start.position, 0
        began = moved = told = time.monotonic()
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
            changes = self._changes(tp, records)
            await finished(store.write_patiently(changes, local))
            count += len(records)
            now = time.monotonic()
            progress = Progress(start.position, position, end, count, now - began, now - moved)
            self.tell(tp.partition, progress)
            if now - told >= self.policy.tell_seconds:
                told = now
                log.info(
                    "partition %d: %.0f %% restored, %.0f records/s, about %.0f s left",
                    tp.partition,
                    progress.percent,
                    progress.records_per_second,
                    progress.seconds_left or 0.0,
                )
            if self.pace.pause:
                await asyncio.sleep(self.pace.pause)
        return count

    def _changes(self, tp: TopicPartition, records: Sequence[Any]) -> dict[bytes, bytes | None]:
        changes: dict[bytes, bytes | None] = {}
        for record in records:
            found = self.foreign(record.key, record.value)
            if found is not None:
                raise CorruptChangelogError(
                    f"{tp.topic}/{tp.partition}@{record.offset} was not written by this table: {found}"
                )
            changes[record.key] = record.value
        return changes
