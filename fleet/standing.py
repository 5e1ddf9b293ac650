"""Where the fleet stands, read from outside: the committed checkpoints in the mastery changelog.

The worker's own word is `/health/ready`; this is the broker's, the same whichever worker owns a partition.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from schemas.topics import LEARNING_EVENTS, PARTITIONS, changelog
from tables.checkpoint import Checkpoint, Ledger, checkpoint_key
from tables.kafka.clients import TopicPartition, consumer, started, stopped
from tables.kafka.reading import read_between

__all__ = ["Commit", "Standing", "StandingReader", "fold_rate"]

_KEY: Final = checkpoint_key(LEARNING_EVENTS.name)
_LOOK_BACK: Final = (2, 200, 20_000)
"""Offsets from the end at which to look for the last checkpoint: it is the last record of its transaction, before the
marker; requests that were answered since have put checkpoints of their own behind it."""
_STALL_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Commit:
    """One committed batch: when it was written (ms since the epoch) and the checkpoint that it reached."""

    partition: int
    at_ms: int
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Standing:
    """What is committed, by partition, and how much of `learning.events` waits.

    `lag` is in offsets: records and, where producers use transactions, their markers.
    """

    checkpoints: Mapping[int, Checkpoint]
    lag: int

    @property
    def ledger(self) -> Ledger:
        """The sum over the partitions."""
        total = Ledger()
        for checkpoint in self.checkpoints.values():
            total = total.plus(checkpoint.ledger)
        return total


class StandingReader:
    """Reads with a consumer of its own. An async context manager.

    Its methods raise TimeoutError when the broker sends nothing for 10 s, and KafkaError when it refuses.
    """

    def __init__(self, brokers: str, app_id: str) -> None:
        self._consumer = consumer(brokers)
        self._changelogs = _partitions(changelog(app_id, "mastery").name)
        self._sources = _partitions(LEARNING_EVENTS.name)

    async def __aenter__(self) -> Self:
        try:
            await started(self._consumer)
        except BaseException:
            await stopped(self._consumer)
            raise
        self._consumer.assign(self._changelogs)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stopped(self._consumer)

    async def standing(self) -> Standing:
        """The newest checkpoints. Cheap: reads the last batch of each changelog partition."""
        async with asyncio.timeout(_STALL_SECONDS):
            begins = await self._consumer.beginning_offsets(self._changelogs + self._sources)
            ends = await self._consumer.end_offsets(self._changelogs + self._sources)
        checkpoints: dict[int, Checkpoint] = {}
        for back in (*_LOOK_BACK, None):
            starts = {
                tp: begins[tp] if back is None else max(begins[tp], ends[tp] - back)
                for tp in self._changelogs
                if tp.partition not in checkpoints and ends[tp] > begins[tp]
            }
            for commit in await self._read(starts, ends):
                checkpoints[commit.partition] = commit.checkpoint
        lag = 0
        for tp in self._sources:
            checkpoint = checkpoints.get(tp.partition)
            reached = begins[tp] if checkpoint is None else checkpoint.offset + 1
            lag += max(0, ends[tp] - reached)
        return Standing(checkpoints, lag)

    async def commits(self) -> list[Commit]:
        """Every commit that the changelog still holds, by partition and time. Reads all of it."""
        async with asyncio.timeout(_STALL_SECONDS):
            begins = await self._consumer.beginning_offsets(self._changelogs)
            ends = await self._consumer.end_offsets(self._changelogs)
        return await self._read({tp: begins[tp] for tp in self._changelogs if ends[tp] > begins[tp]}, ends)

    async def _read(self, starts: Mapping[Any, int], ends: Mapping[Any, int]) -> list[Commit]:
        found: list[Commit] = []
        async for tp, records in read_between(self._consumer, starts, ends, _STALL_SECONDS):
            found += [
                Commit(tp.partition, record.timestamp, Checkpoint.load(record.value))
                for record in records
                if record.key == _KEY and record.value is not None
            ]
        return found


def fold_rate(commits: Sequence[Commit]) -> float | None:
    """Records a second between the first commit and the last; None with fewer than two moments.

    The first batch is left out: when its work began is not written anywhere.
    """
    if not commits:
        return None
    first = min(commits, key=lambda commit: commit.at_ms)
    last = max(commits, key=lambda commit: commit.at_ms)
    if first.at_ms == last.at_ms:
        return None
    newest: dict[int, Commit] = {}
    for commit in commits:
        if commit.partition not in newest or commit.checkpoint.offset > newest[commit.partition].checkpoint.offset:
            newest[commit.partition] = commit
    records = sum(commit.checkpoint.ledger.records for commit in newest.values()) - first.checkpoint.ledger.records
    return records / ((last.at_ms - first.at_ms) / 1000)


def _partitions(topic: str) -> list[Any]:
    return [TopicPartition(topic, number) for number in range(PARTITIONS)]
