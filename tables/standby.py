"""Warm standbys: local copies of partitions that other workers own, so that a take-over has little to restore.

A standby is a restore that begins anew as often as it ends. It writes nothing but its own RocksDB, and nobody reads it
until its partition is taken over: then it is closed, and the partition is fenced, restored and opened like any other.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from tables.errors import CorruptChangelogError, CorruptTableError, LeaveError
from tables.finished import ended, finished
from tables.measures import StoreMeasures
from tables.restore import Foreign, Pace, Progress, RestorePolicy, Restorer
from tables.store import LocalPosition, PartitionStore, StoreOptions

__all__ = ["Standby", "StandbyConfig", "Standbys", "open_store"]

log = logging.getLogger(__name__)

_PACE = Pace(
    records=2_000,  # some 10 ms of the loop
    fetch_bytes=1 << 20,  # kept in memory for each standby while it is written
    fetch_wait_ms=1_000,  # records end the wait: one idle request a second instead of ten
    pause=0.05,  # seconds: most of the time belongs to owned partitions, at 30,000 records/s for a cold standby
)

_ROUND_S = 0.5
"""Seconds between two looks at the changelog's end: what a take-over has to restore at most, beside what is written
while the owner's session runs out. Writes of several transactions become one."""

_VERIFY_S = 600.0
"""Seconds after which data that does not change is marked as complete anew. It may be days old: minutes are often."""

_IDENTITY_S = 10.0
"""Seconds between two looks at the changelog's topic id. A standby of a changelog that is gone costs nothing but time:
its position names the id it was read under."""

_CACHE_BYTES = 4 << 20
"""Block cache of a standby: nobody reads it. Index and filter blocks of what is being written are all it holds."""

_AGAIN_S = (1.0, 30.0)
"""First and longest pause in seconds before a standby that failed is tried again: a broker that restarts is back in
seconds, and one that is away for hours is not asked too often."""


async def open_store(path: Path, options: StoreOptions, measures: StoreMeasures | None = None) -> PartitionStore:
    """Open a partition's RocksDB off the loop: after a crash it reads its log first."""
    opening = asyncio.ensure_future(asyncio.to_thread(PartitionStore, path, options, measures))
    if await ended(opening):
        if opening.exception() is None:
            opening.result().close()
        raise asyncio.CancelledError
    return opening.result()


@dataclass(frozen=True)
class StandbyConfig:
    """What standbys share."""

    brokers: str
    folder: Path
    store: StoreOptions
    foreign: Foreign
    policy: RestorePolicy
    topic_id: Callable[[], Awaitable[str]]  # of the changelog, as it is now
    pace: Pace = _PACE
    round_seconds: float = _ROUND_S
    identity_seconds: float = _IDENTITY_S
    again_seconds: tuple[float, float] = _AGAIN_S


@dataclass
class Standby:
    """One followed partition, and how it is doing.

    Attributes:
        partition: of the table.
        position: next changelog offset to read, None before the first one is known.
        end: of the changelog when it was last asked for.
        caught_up: monotonic seconds when it had last reached the end, None before that.
        failure: why it is not following at the moment.
        corrupt: it has stopped for good: what it read cannot be trusted.
    """

    partition: int
    position: int | None = None
    end: int | None = None
    caught_up: float | None = None
    failure: str | None = None
    corrupt: bool = False

    @property
    def lag(self) -> int | None:
        """Offsets between its position and the end, transaction markers included; None when nothing is known."""
        return None if self.position is None or self.end is None else max(0, self.end - self.position)

    def tell(self, _: int, progress: Progress) -> None:
        """See `tables.restore.Tell`."""
        self.position, self.end = progress.position, max(progress.end, progress.position)


class Standbys:
    """The standbys of one table on one worker. `follow` and `release` are never called at the same time."""

    def __init__(self, topic: str, config: StandbyConfig) -> None:
        self._topic = topic
        self._config = config
        self.running: dict[int, Standby] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def follow(self, partitions: Collection[int]) -> None:
        """Have standbys of exactly these partitions. Nobody else may have their stores open."""
        corrupt = {number for number, one in self.running.items() if one.corrupt}  # tried again: it may be repaired
        await self.release((self.running.keys() - set(partitions)) | corrupt)
        for partition in sorted(set(partitions) - self.running.keys()):
            one = self.running[partition] = Standby(partition)
            self._tasks[partition] = asyncio.create_task(self._run(one), name=f"standby of {partition}")

    async def release(self, partitions: Collection[int]) -> None:
        """Stop standbys; when this returns, their stores are closed. When cancelled, call it again."""
        tasks = {partition: self._tasks[partition] for partition in partitions if partition in self._tasks}
        for task in tasks.values():
            if not task.cancelling():  # once: a second time would interrupt the closing
                task.cancel()
        if tasks:
            await asyncio.wait(tasks.values())
        for partition in tasks:
            del self.running[partition], self._tasks[partition]

    async def stop(self) -> None:
        """Stop them all."""
        await self.release(self.running.keys())

    async def _run(self, one: Standby) -> None:
        pause, longest = self._config.again_seconds
        while not one.corrupt:
            began = time.monotonic()
            try:
                await self._follow(one)
                continue
            except (CorruptChangelogError, CorruptTableError) as exc:
                # Not this worker's end: it serves other partitions. Whoever takes this one over meets it again.
                one.failure, one.corrupt = str(exc), True
                log.error("standby of partition %d has stopped: %s", one.partition, exc)  # noqa: TRY400
                return
            except LeaveError as exc:
                one.failure = str(exc)
            except Exception as exc:  # noqa: BLE001 - such as a full disk: a standby never ends its worker
                one.failure = repr(exc)
            if time.monotonic() - began > longest:
                pause = self._config.again_seconds[0]
            log.warning("standby of partition %d waits %.0f s: %s", one.partition, pause, one.failure)
            await asyncio.sleep(pause)
            pause = min(longest, 2 * pause)

    async def _follow(self, one: Standby) -> None:
        """Follow one incarnation of the changelog. Returns when there is another."""
        config = self._config
        topic_id = await config.topic_id()
        options = replace(config.store, cache_bytes=min(_CACHE_BYTES, config.store.cache_bytes))
        store = await open_store(config.folder / f"{one.partition}.db", options)
        try:
            restorer = Restorer(
                config.brokers, self._topic, topic_id, config.policy, config.foreign, one.tell, config.pace
            )
            await self._rounds(one, restorer, store)
        finally:
            await finished(asyncio.to_thread(store.close))

    async def _rounds(self, one: Standby, restorer: Restorer, store: PartitionStore) -> None:
        identified = time.monotonic()
        async with restorer.reader(one.partition) as (reader, tp):
            first = True
            while True:
                asked = time.time()
                begin, end = (await reader.beginning_offsets([tp]))[tp], (await reader.end_offsets([tp]))[tp]
                start, wiped = await restorer.start(store, begin, end, asked)
                if wiped is not None:
                    log.info("standby of partition %d is read from the beginning: %s", one.partition, wiped)
                if first or wiped is not None:
                    reader.seek(tp, start.position)
                    log.info("standby of partition %d follows from %d of %d", one.partition, start.position, end)
                first = False
                if start.position < end:
                    await restorer.copy(reader, tp, store, start, end)
                # What is read up to there holds all that had been written when the end was asked for.
                reached = await reader.position(tp)
                if wiped is not None or start.position < end or asked - start.verified_at > _VERIFY_S:
                    await store.write_patiently({}, LocalPosition(restorer.topic_id, reached, asked))
                one.position = one.end = reached
                one.caught_up, one.failure = time.monotonic(), None
                await asyncio.sleep(self._config.round_seconds)
                if time.monotonic() - identified > self._config.identity_seconds:
                    if await self._config.topic_id() != restorer.topic_id:
                        return
                    identified = time.monotonic()
