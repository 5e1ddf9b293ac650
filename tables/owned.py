"""A Faust table that fences, restores and commits its own partitions. Faust never reads its changelog."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import faust
from faust.types import TP

from tables.cache import LruCache
from tables.checkpoint import PREFIX, Checkpoint, checkpoint_key
from tables.errors import BrokerUnavailableError, CommitUnknownError, LeaveError, StorageError
from tables.finished import finished
from tables.kafka.clients import ProducerLimits, started, transactional_producer
from tables.kafka.offsets import LogOffsets, holds_records
from tables.kafka.topic_ids import fetch_topic_ids
from tables.measures import TableMeasures
from tables.ownership import Observer, Ownership
from tables.restore import Foreign, Progress, RestorePolicy, Restorer
from tables.resume import SourceState, first_or_next
from tables.standby import StandbyConfig, Standbys, open_store
from tables.store import PartitionStore, StoreOptions, drop_stale

__all__ = ["AskCommitted", "OwnedTable", "OwnedTableConfig", "RestoreProgress"]

log = logging.getLogger(__name__)

Leave = Callable[[LeaveError], None]
AskCommitted = Callable[[], Awaitable[Mapping[TP, int | None]]]


@dataclass(frozen=True)
class OwnedTableConfig:
    """What an owned table needs from the settings."""

    brokers: str
    folder: Path
    sources: tuple[str, ...]  # names of the topics that feed it
    store: StoreOptions
    producer: ProducerLimits
    commit_deadline: float  # seconds
    stop_patience: float  # seconds for an open transaction to end when the worker is told to stop
    cache_entries: int
    foreign: Foreign  # judges the records of the changelog
    accept_loss: bool = False
    restore: RestorePolicy = field(default_factory=RestorePolicy)


@dataclass
class RestoreProgress:
    """How far restores are, by partition."""

    running: dict[int, Progress] = field(default_factory=dict)
    started: float = 0.0
    restored: int = 0  # records since the assignment


class OwnedTable(faust.Table):
    """Partitions are read through `ownership(...)` and written by `Ownership.commit` only.

    Faust knows the table for its changelog topic, so that its assignor keeps changelog and source partitions together.
    """

    config: OwnedTableConfig

    def configure(self, config: OwnedTableConfig, leave: Leave) -> None:
        """Tell the table its bounds and how to leave the process. To be called once, before the app starts."""
        self.config = config
        self.leave = leave
        self.owned: dict[int, Ownership] = {}
        self.observers: list[Observer] = []
        self.progress = RestoreProgress()
        self.measures = TableMeasures()
        # One fold in each turn of the loop: six full batches in a row would hold it for half a second.
        self.turn = asyncio.Lock()
        self._owning = asyncio.Lock()
        self._taking_over: set[asyncio.Task[None]] = set()
        self._offsets: LogOffsets | None = None
        self.standbys = Standbys(
            self.changelog_topic.get_topic_name(),
            StandbyConfig(
                config.brokers, config.folder, config.store, config.foreign, config.restore, self._changelog_id
            ),
        )

    async def _changelog_id(self) -> str:
        topic = self.changelog_topic.get_topic_name()
        return (await fetch_topic_ids(self.config.brokers, [topic]))[topic]

    # -- reading -------------------------------------------------------------------------------------------------------
    def ownership(self, partition: int, generation: int | None = None) -> Ownership | None:
        """The current ownership of a partition, if this worker has it (in that generation of the group)."""
        owned = self.owned.get(partition)
        if owned is None or (generation is not None and owned.generation != generation):
            return None
        return owned

    def assigned(self, actives: Iterable[TP]) -> set[int]:
        """The partitions that the group gave to this worker, from its active source partitions."""
        return {tp.partition for tp in actives if tp.topic in self.config.sources}

    def is_current(self, owned: Ownership) -> bool:
        """Whether an ownership still holds: ask again after every wait."""
        return self.owned.get(owned.partition) is owned

    # -- owning --------------------------------------------------------------------------------------------------------
    async def own_all(self, partitions: Iterable[int], generation: int, committed: AskCommitted) -> bool:
        """Own the assigned partitions: (a) fence, (b) restore, (c) find where each source continues.

        Args:
            partitions: the table partitions assigned.
            generation: of the consumer group.
            committed: asks for the group's committed offsets of the source partitions, None where there is none. A
                revocation meanwhile breaks that off like the rest.

        Returns:
            Whether they are owned now; not so when they were revoked meanwhile.

        Raises:
            LeaveError: the partition cannot be owned; the worker must exit.
        """
        taking = asyncio.ensure_future(self._take_over(sorted(set(partitions)), generation, committed))
        self._taking_over.add(taking)
        try:
            await taking
        except asyncio.CancelledError:
            waiting = asyncio.current_task()
            if waiting is not None and waiting.cancelling():
                raise
            return False  # revoked
        else:
            return taking in self._taking_over
        finally:
            self._taking_over.discard(taking)

    async def _take_over(self, wanted: list[int], generation: int, ask: AskCommitted) -> None:
        committed = await ask()
        self.progress = RestoreProgress(started=time.monotonic())
        folder = self.config.folder
        topic = self.changelog_topic.get_topic_name()
        made: list[Ownership] = []

        async with self._owning:  # a cancelled predecessor may still be releasing its files
            await self.standbys.release(wanted)
            kept = self.standbys.running.keys() | set(wanted)
            dropped = drop_stale(folder, kept, self.config.restore.max_age_seconds)
            if dropped:
                log.info("%s: deleted stale local data of partitions %s", self.name, dropped)
            ids = await fetch_topic_ids(self.config.brokers, [topic, *self.config.sources])
            try:
                offsets = await self._connected()
                sources = await self._sources(wanted, ids, offsets, committed)
                config = self.config
                restorer = Restorer(
                    config.brokers, topic, ids[topic], config.restore, config.foreign, self._on_progress
                )

                async def own(partition: int) -> None:
                    made.append(await self._own(partition, generation, restorer, offsets, sources))

                results = await asyncio.gather(*map(own, wanted), return_exceptions=True)
                errors = [error for error in results if error is not None]
                if errors:
                    raise errors[0]  # noqa: TRY301 - what the others were does not matter: all are closed below
            except BaseException:
                await finished(self._release(made))
                raise
            self.owned = {one.partition: one for one in made}
        seconds = time.monotonic() - self.progress.started
        restored = self.progress.restored
        self.measures.recovery.observe(seconds)
        self.measures.restored += restored
        log.info("%s: owns partitions %s after %.2f s, %d records restored", self.name, wanted, seconds, restored)

    async def _release(self, made: list[Ownership]) -> None:
        for one in made:
            await one.close(self.config.commit_deadline)

    async def _connected(self) -> LogOffsets:
        """Kept from one assignment to the next: the first question of a new client takes 0.2 s."""
        if self._offsets is None:
            offsets = LogOffsets(self.config.brokers)
            await offsets.start()
            self._offsets = offsets
        return self._offsets

    async def _sources(
        self, partitions: list[int], ids: Mapping[str, str], offsets: LogOffsets, committed: Mapping[TP, int | None]
    ) -> dict[tuple[str, int], SourceState]:
        logs = [(source, one) for source in self.config.sources for one in partitions]
        begins, ends = await asyncio.gather(offsets.begin(logs), offsets.end(logs))
        return {log: SourceState(*log, ids[log[0]], begins[log], ends[log], committed.get(TP(*log))) for log in logs}

    async def follow(self, partitions: Iterable[int]) -> None:
        """Keep local copies of partitions that other workers own; exactly these from now on."""
        async with self._owning:
            await self.standbys.follow(set(partitions) - self.owned.keys())

    async def _own(
        self,
        partition: int,
        generation: int,
        restorer: Restorer,
        offsets: LogOffsets,
        sources: Mapping[tuple[str, int], SourceState],
    ) -> Ownership:
        config = self.config
        try:
            store = await open_store(config.folder / f"{partition}.db", config.store, self.measures.store)
        except Exception as exc:
            raise StorageError(
                f"{config.folder}/{partition}.db cannot be opened: {exc} "
                "(no room: make some; locked: is another worker running in this FLEET_DATA_DIR with this "
                "FLEET_INSTANCE_ID?)"
            ) from exc
        producer = transactional_producer(
            config.brokers, f"{self.app.conf.id}-{self.name}-{partition}", config.producer
        )
        try:
            await started(producer)  # fences the previous owner and aborts what it left open
            done = await restorer.restore(store, partition, offsets)
            self.progress.running.pop(partition, None)
            self.progress.restored += done.records
            if done.wiped and done.records:
                log.info("%s: partition %d restored from the beginning: %s", self.name, partition, done.wiped)
            checkpoints = self._checkpoints(partition, store, sources)
        except BaseException:  # cancelled by the next rebalance, or failed: nothing may stay open
            try:
                with contextlib.suppress(Exception):
                    await finished(producer.stop())
            finally:
                store.close()
            raise
        return Ownership(
            partition,
            generation,
            restorer.topic,
            restorer.topic_id,
            producer,
            store,
            checkpoints,
            LruCache(config.cache_entries),
            config.commit_deadline,
            done.position,
            partial(holds_records, config.brokers, restorer.topic, partition),
            measures=self.measures,
            observers=self.observers,
        )

    def _on_progress(self, partition: int, progress: Progress) -> None:
        self.progress.running[partition] = progress

    def _checkpoints(
        self, partition: int, store: PartitionStore, sources: Mapping[tuple[str, int], SourceState]
    ) -> dict[str, Checkpoint]:
        # Not by the changelog's end: the aborted transaction of a worker that died in its first batch is in it too.
        table_is_new = store.is_empty() or next(store.scan(PREFIX), None) is not None
        checkpoints = {}
        for source in self.config.sources:
            raw = store.get(checkpoint_key(source))
            known = Checkpoint.load(raw) if raw is not None else None
            checkpoints[source] = first_or_next(
                known, sources[source, partition], table_is_new=table_is_new, accept_loss=self.config.accept_loss
            )
        return checkpoints

    async def source_begin(self, topic: str, partition: int) -> int:
        """The first offset that a source partition still holds."""
        if self._offsets is None:
            raise BrokerUnavailableError("not connected: no partition is owned")
        return (await self._offsets.begin([(topic, partition)]))[topic, partition]

    async def disown_all(self, patience: float) -> None:
        """Drop every ownership, after its open transaction has ended, and break off what is being taken over.

        Only then may the group go on: a request to fence that is still under way could overtake that of the next
        owner and fence it.

        Raises:
            TimeoutError: a transaction did not end in time; the process has to exit.
        """
        taking, self._taking_over = self._taking_over, set()
        for one in taking:
            one.cancel()
        owned, self.owned = list(self.owned.values()), {}
        await asyncio.gather(self._ended(taking, patience), *(one.close(patience) for one in owned))

    async def _ended(self, taking: set[asyncio.Task[None]], patience: float) -> None:
        if taking and (await asyncio.wait(taking, timeout=patience))[1]:
            log.warning("%s: a take-over does not end within %g s of its revocation", self.name, patience)

    # -- what Faust would do with a table of its own -------------------------------------------------------------------
    async def on_start(self) -> None:
        """Nothing to open: partitions are opened when they are owned."""

    async def on_stop(self) -> None:
        """Give everything up in good order, so that whoever takes over finds nothing open."""
        await self.standbys.stop()
        try:
            await self.disown_all(self.config.stop_patience)
        except TimeoutError:
            self.leave(CommitUnknownError("a transaction was still open when the worker was told to stop"))
        if self._offsets is not None:
            await self._offsets.stop()

    async def on_rebalance(self, *_: Any, **__: Any) -> None:
        """Nothing to do: `own_all` and `disown_all` are called by the recovery and the revocation signal."""

    async def on_recovery_completed(self, *_: Any, **__: Any) -> None:
        """Nothing to do."""

    def persisted_offset(self, _tp: TP) -> int | None:
        """Faust restores nothing here."""
        return None

    async def need_active_standby_for(self, _tp: TP) -> bool:
        """Faust follows nothing here."""
        return False
