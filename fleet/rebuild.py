"""Rebuilding the mastery table beside the running one, from the changelog, the events, or PostgreSQL's copy.

Of each partition two tables are made in a folder: the live one, as the changelog has it, and the rebuilt one, which
ends exactly at the live one's checkpoint. So what differs is no matter of timing. See docs/rebuild.md.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from agents.runtime.options import AgentOptions
from fleet.replay import Failed, Replay, failed_copies
from fleet.settings import Settings
from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS, changelog
from tables.checkpoint import Checkpoint, checkpoint_key
from tables.errors import CorruptChangelogError
from tables.kafka.clients import TopicPartition, consumer, started, stopped
from tables.kafka.reading import read_between
from tables.kafka.topic_ids import fetch_topic_ids
from tables.mastery import MASTERY
from tables.projections.postgres.reader import ArchiveReader
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tables.student_digest import differing, student_prefix

__all__ = ["PartitionRebuild", "RebuildError", "Rebuilder", "Source", "discard_live", "local_tables", "partitions_of"]

Source = Literal["changelog", "events", "backup"]

_STALL_S: Final = 30.0
_STORE: Final = StoreOptions(16 << 20, 16 << 20)
"""Twelve of them are open at most: 400 MB."""


class RebuildError(Exception):
    """The source cannot give the table. The message says what is missing and which source to take instead."""


Progress = Callable[[str, int, int | None], None]
"""Told what is done, how much of it, and of how much, None where that is not known."""


@dataclass
class PartitionRebuild:
    """One partition: the live table as its changelog has it, and the rebuilt one.

    Attributes:
        partition: of the table.
        live: the live one; empty where the changelog is.
        rebuilt: the other; the same as `live` where the changelog is the source.
        replay: what folds events into it; None where no event is read.
        position: next offset of the changelog to read.
        events: records folded.
    """

    partition: int
    live: PartitionStore
    rebuilt: PartitionStore
    replay: Replay | None = None
    position: int = 0
    events: int = 0

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The live table's of `learning.events`."""
        raw = self.live.get(checkpoint_key(LEARNING_EVENTS.name))
        return Checkpoint.load(raw) if raw is not None else None

    def differences(self, student_id: str | None = None) -> dict[str, dict[str, str]]:
        """How the live table differs: by student, by key."""
        found: dict[str, dict[str, str]] = {}
        prefix = b"student:" if student_id is None else student_prefix(student_id)
        for key, how in differing(self.live, self.rebuilt, prefix):
            text = key.decode()
            found.setdefault(text.split(":", 2)[1], {})[text] = how
        return found

    def close(self) -> None:
        """Release the files."""
        self.live.close()
        if self.rebuilt is not self.live:
            self.rebuilt.close()


@dataclass
class Rebuilder:
    """Makes tables in a folder.

    Args:
        settings: with the address of Kafka, and of PostgreSQL for a backup.
        options: of the agents, as a worker of these settings has them.
        codec: of events and dead letters.
        folder: a new one: `live/` and `table/` are made in it.
        progress: told how far it is.
    """

    settings: Settings
    options: AgentOptions
    codec: Codec
    folder: Path
    progress: Progress
    _reader: Any = field(init=False, default=None)
    _ids: dict[str, str] = field(init=False, default_factory=dict)
    _failed: Failed = field(init=False, default_factory=set)

    @property
    def changelog(self) -> str:
        """The mastery table's."""
        return changelog(self.settings.app_id, MASTERY.name).name

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["Rebuilder"]:
        """With a consumer for everything that is read."""
        brokers = self.settings.kafka_brokers or ""
        self._ids = await fetch_topic_ids(brokers, [self.changelog, LEARNING_EVENTS.name])
        self._reader = consumer(brokers, reset="none")
        try:
            await started(self._reader)
            yield self
        finally:
            await stopped(self._reader)

    # -- one partition -------------------------------------------------------------------------------------------------
    async def build(self, source: Source, partition: int) -> PartitionRebuild:
        """Make both tables of a partition.

        Raises:
            RebuildError: the source does not hold enough.
            TargetAwayError: PostgreSQL does not answer.
            KafkaError, TimeoutError: the broker does not.
        """
        # Read first: what is appended to the log meanwhile must not be in the live table and missing in the other.
        live = self._store("live" if source != "changelog" else "table", partition)
        one = PartitionRebuild(partition, live, live)
        try:
            await self._read_changelog(one)
            if source == "changelog":
                return one
            one.rebuilt = self._store("table", partition)
            if source == "events":
                checkpoint = await self._from_beginning(one)
            else:
                checkpoint = await self._from_backup(one)
            if not self._failed:
                await self._read_failures()
            one.replay = Replay(partition, one.rebuilt, checkpoint, self.codec, self.options, self._failed)
            await self._replay(one)
        except BaseException:
            one.close()
            raise
        return one

    async def catch_up(self, one: PartitionRebuild) -> None:
        """Bring both tables to the present; to the same point once more."""
        await self._read_changelog(one)
        if one.replay is not None:
            await self._read_failures()
            one.replay.failed = self._failed
            await self._replay(one)

    def _store(self, name: str, partition: int) -> PartitionStore:
        return PartitionStore(self.folder / name / f"{partition}.db", _STORE)

    async def _read(self, topic: str, partition: int, start: int, end: int) -> AsyncIterator[Sequence[Any]]:
        tp = TopicPartition(topic, partition)
        self._reader.assign([tp])
        async for _, records in read_between(self._reader, {tp: start}, {tp: end}, _STALL_S):
            yield records

    async def _bounds(self, topic: str, partition: int) -> tuple[int, int]:
        tp = TopicPartition(topic, partition)
        begins, ends = await self._reader.beginning_offsets([tp]), await self._reader.end_offsets([tp])
        return begins[tp], ends[tp]

    async def local_differences(
        self, one: PartitionRebuild, path: Path, student_id: str | None
    ) -> dict[str, dict[str, str]]:
        """How a worker's own files differ from the changelog, up to where they stand. The worker may run."""
        local = await asyncio.to_thread(PartitionStore, path, _STORE, read_only=True)
        try:
            position = local.local_position()
            if position is None or position.changelog_id != self._ids[self.changelog]:
                return {}  # nothing that a worker would go on with
            begin, _ = await self._bounds(self.changelog, one.partition)
            if position.position < begin:
                return {}
            later: set[str] = set()
            async for records in self._read(self.changelog, one.partition, position.position, one.position):
                later.update(record.key.decode() for record in records)
            found = PartitionRebuild(one.partition, local, one.rebuilt).differences(student_id)
            kept = {student: {key: how for key, how in of.items() if key not in later} for student, of in found.items()}
            return {student: of for student, of in kept.items() if of}
        finally:
            local.close()

    # -- sources -------------------------------------------------------------------------------------------------------
    async def _read_changelog(self, one: PartitionRebuild) -> None:
        """Up to its end, whole transactions only: their records are in the table together or not at all."""
        begin, end = await self._bounds(self.changelog, one.partition)
        start = max(begin, one.position)
        async for records in self._read(self.changelog, one.partition, start, end):
            changes: dict[bytes, bytes | None] = {}
            for record in records:
                strange = MASTERY.foreign(record.key, record.value)
                if strange is not None:
                    raise CorruptChangelogError(f"{self.changelog}/{one.partition}@{record.offset}: {strange}")
                changes[record.key] = record.value
            local = LocalPosition(self._ids[self.changelog], records[-1].offset + 1, 0.0)
            await one.live.write_patiently(changes, local)
            self.progress(f"changelog of partition {one.partition}", records[-1].offset + 1 - start, end - start)
        one.position = end
        # Complete as of now: a worker that is given this folder goes on from here.
        await one.live.write_patiently({}, LocalPosition(self._ids[self.changelog], end, time.time()))

    async def _from_beginning(self, one: PartitionRebuild) -> Checkpoint:
        begin, _ = await self._bounds(LEARNING_EVENTS.name, one.partition)
        topic_id = self._ids[LEARNING_EVENTS.name]
        known = one.checkpoint
        if known is not None and known.topic_id != topic_id:
            raise RebuildError(
                f"{LEARNING_EVENTS.name} was made anew since the table was begun: it does not hold all events; "
                "take --from backup"
            )
        if begin > 0:
            raise RebuildError(
                f"{LEARNING_EVENTS.name}/{one.partition} begins at offset {begin}: the events before it are gone "
                "(retention); take --from backup"
            )
        return Checkpoint(topic_id, -1)

    async def _from_backup(self, one: PartitionRebuild) -> Checkpoint:
        reader = ArchiveReader(self.settings.postgres_dsn or "")
        topic_id, count = None, 0
        try:
            topic_id = await reader.copied_changelog(self._ids[self.changelog], one.partition)
            if topic_id is not None:
                async for rows in reader.changelog(topic_id, one.partition):
                    await one.rebuilt.write_patiently({row.key: row.value for row in rows}, LocalPosition("", 0, 0.0))
                    count += len(rows)
                    self.progress(f"backup of partition {one.partition}", count, None)
        finally:
            await reader.close()
        raw = one.rebuilt.get(checkpoint_key(LEARNING_EVENTS.name))
        begin, _ = await self._bounds(LEARNING_EVENTS.name, one.partition)
        if raw is None:
            if begin > 0:
                raise RebuildError(
                    f"PostgreSQL has no copy of partition {one.partition}, and {LEARNING_EVENTS.name} begins at offset "
                    f"{begin}: let `python -m fleet archive` run, or take --from changelog"
                )
            return Checkpoint(self._ids[LEARNING_EVENTS.name], -1)
        checkpoint = Checkpoint.load(raw)
        if checkpoint.topic_id != self._ids[LEARNING_EVENTS.name]:
            # Of a Kafka that was set up anew: everything in the topic is new.
            return Checkpoint(self._ids[LEARNING_EVENTS.name], begin - 1, checkpoint.watermark, checkpoint.ledger)
        if begin > checkpoint.offset + 1:
            raise RebuildError(
                f"{LEARNING_EVENTS.name}/{one.partition} begins at offset {begin}, and PostgreSQL's copy ends at "
                f"{checkpoint.offset}: the events between are gone; take --from changelog"
            )
        return checkpoint

    async def _read_failures(self) -> None:
        async def letters() -> AsyncIterator[Sequence[Any]]:
            for partition in range(PARTITIONS):
                begin, end = await self._bounds(DEAD_LETTERS.name, partition)
                async for records in self._read(DEAD_LETTERS.name, partition, begin, end):
                    yield records
                self.progress("dead letters", partition + 1, PARTITIONS)

        self._failed = await failed_copies(letters(), self.codec)

    async def _replay(self, one: PartitionRebuild) -> None:
        replay = one.replay
        assert replay is not None  # noqa: S101 - made just before
        _, end = await self._bounds(LEARNING_EVENTS.name, one.partition)
        known = one.checkpoint
        if known is not None and known.topic_id == replay.checkpoint.topic_id:
            end = known.offset + 1  # exactly where the live table is
        start = replay.checkpoint.offset + 1
        if start >= end:
            return
        async for records in self._read(LEARNING_EVENTS.name, one.partition, start, end):
            await replay.fold(records)
            one.events += len(records)
            done = records[-1].offset + 1 - start
            self.progress(f"events of partition {one.partition}", done, end - start)
            await asyncio.sleep(0)


def local_tables(settings: Settings, partition: int) -> list[Path]:
    """Files of a partition of all workers that have their data in this data folder."""
    return sorted((settings.data_dir / "workers").glob(f"*/{settings.app_id}/{MASTERY.name}/{partition}.db"))


def partitions_of(student_id: str | None) -> Iterable[int]:
    """All, or a student's."""
    return range(PARTITIONS) if student_id is None else (partition_for(student_id.encode(), PARTITIONS),)


def discard_live(folder: Path) -> None:
    """Delete the copy of the live table that was made to compare with."""
    shutil.rmtree(folder / "live", ignore_errors=True)
