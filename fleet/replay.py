"""Folding `learning.events` once more into a table of its own: the live agent's code, but nothing is sent.

A record that failed when the fleet read it is passed over, whatever today's code would make of it: its retried copy,
which is in the topic too, decides. So is each copy that failed.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agents.progress.agent import folder
from agents.runtime.erasing import Eraser, parts_of
from agents.runtime.guard import Guard
from agents.runtime.options import AgentOptions
from agents.runtime.records import first_origin, retry_of
from agents.runtime.spec import AgentContext, table_specs
from fleet.agents import eraser_of
from fleet.topology import AGENTS
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint, checkpoint_key
from tables.mastery import MASTERY
from tables.ownership import BatchChanges, Ownership
from tables.store import LocalPosition, PartitionStore

__all__ = ["Failed", "Replay", "failed_copies"]

_CACHE_ENTRIES: Final = 5_000

Failed = set[tuple[tuple[str, int, int], int]]
"""First origin of a record of `learning.events`, and the number of the copy that failed: 0 is the record itself."""


async def failed_copies(records: AsyncIterator[Sequence[Any]], codec: Codec) -> Failed:
    """Which copies of events are in `dead-letter.queue`, from all its records."""
    failed: Failed = set()
    async for batch in records:
        for record in batch:
            try:
                letter = ErrorEvent.from_avro(codec.decode(record.value or b"", DEAD_LETTERS.value)[1])
            except SchemaError:
                continue
            topic, partition, offset = letter.original_topic, letter.original_partition, letter.original_offset
            if topic == LEARNING_EVENTS.name and partition is not None and offset is not None:
                attempt = letter.retry_count if letter.attempt is None else letter.attempt
                failed.add(((topic, partition, offset), attempt))
    return failed


@dataclass
class Replay:
    """Folds events of one partition into a store.

    Attributes:
        store: of the table that is rebuilt.
        checkpoint: where it stands; the next record is behind it.
        codec: of events.
        options: of the fleet: the same rules as when they were first read.
        failed: copies to pass over.
    """

    partition: int
    store: PartitionStore
    checkpoint: Checkpoint
    codec: Codec
    options: AgentOptions
    failed: Failed
    passed_over: int = 0
    refused: int = 0
    _owned: Ownership = field(init=False)
    _eraser: Eraser = field(init=False)

    def __post_init__(self) -> None:
        self._owned = Ownership(
            partition=self.partition,
            generation=0,
            changelog="",
            changelog_id="",
            producer=None,  # nothing is committed: what would be sent is left out
            store=self.store,
            checkpoints={LEARNING_EVENTS.name: self.checkpoint},
            cache=LruCache(_CACHE_ENTRIES),
            commit_deadline=0.0,
            position=0,
        )
        self._eraser = eraser_of(MASTERY, LEARNING_EVENTS.name, table_specs(AGENTS), self.options.erasure_keys)
        self._context = AgentContext(self.codec, self.options)
        self._guard = Guard("progress", self.codec, PARTITIONS, True, self.options.max_record_bytes)  # noqa: FBT003 - dated by the broker

    async def fold(self, records: Sequence[Any]) -> None:
        """Fold records of the partition, in order."""
        wanted = [record for record in records if not self._failed(record)]
        self.passed_over += len(records) - len(wanted)
        for part, order in parts_of(wanted, self._eraser) if wanted else []:
            if order is not None:
                await self._write(await self._eraser.changes(part[0], order, self._owned, self.checkpoint))
            else:
                now_ms = max(record.timestamp for record in part)
                handler = folder(self._context, self._owned)
                await self._write(self._guard.fold(part, handler, self.checkpoint, now_ms))

    def _failed(self, record: Any) -> bool:
        if not self.failed:
            return False
        retry = retry_of(record)
        return (first_origin(record), retry.attempt if retry is not None else 0) in self.failed

    async def _write(self, changes: BatchChanges) -> None:
        self.refused += len(changes.failed)
        self.checkpoint = changes.checkpoint
        self._owned.checkpoints[LEARNING_EVENTS.name] = changes.checkpoint
        writes = {**changes.writes, checkpoint_key(LEARNING_EVENTS.name): changes.checkpoint.dump()}
        # No changelog holds this: the position stands for none, so that no worker takes it for a restored one.
        await self.store.write_patiently(writes, LocalPosition("", 0, 0.0))
        for name in changes.forgotten:
            self._owned.cache.discard(name)
        self._owned.cache.update(changes.decoded)
