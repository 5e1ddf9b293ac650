"""Ownership of one table partition: made at assignment, dropped at revocation. Everything goes through it.

The steps are numbered as in docs/delivery.md.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tables.cache import LruCache
from tables.checkpoint import Checkpoint, checkpoint_key
from tables.errors import (
    CommitUnknownError,
    FencedError,
    OversizedValueError,
    RefusedCommitError,
    SecondWriterError,
)
from tables.finished import finished
from tables.kafka.clients import MAX_RECORD_BATCH, REFUSED, KafkaError, ProducerFenced
from tables.outcomes import Outcomes
from tables.store import LocalPosition, PartitionStore

__all__ = ["BatchChanges", "Emit", "Observer", "Ownership"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Emit:
    """A record that a batch sends to another topic, visible together with the batch's effects."""

    topic: str
    key: bytes | None
    value: bytes
    partition: int
    headers: Sequence[tuple[str, bytes | None]] = ()


@dataclass
class BatchChanges:
    """Everything that one batch of one source partition causes."""

    topic: str
    checkpoint: Checkpoint
    writes: Mapping[bytes, bytes | None]
    emits: Sequence[Emit] = ()
    decoded: Mapping[str, Any] = field(default_factory=dict)  # for the cache, once committed
    refused: Mapping[int, str] = field(default_factory=dict)  # source offset -> why it was not applied
    failed: Mapping[int, str] = field(default_factory=dict)  # those of them that are dead letters


HoldsRecords = Callable[[range], Awaitable[bool]]
"""Asked of offsets of the changelog: whether there is more than transaction markers."""


async def _for_certain(_: range) -> bool:
    return True


Observer = Callable[["Ownership", BatchChanges], None]
"""Told of every batch once it is committed and can be read. It must be quick: the partition's next batch waits."""


@dataclass
class Ownership:
    """One partition of one table, owned in one generation of the consumer group.

    `lock` admits one batch at a time, whatever source topic it comes from: one producer, one commit queue.
    """

    partition: int
    generation: int
    changelog: str
    changelog_id: str
    producer: Any
    store: PartitionStore
    checkpoints: dict[str, Checkpoint]
    cache: LruCache[Any]
    commit_deadline: float  # seconds
    position: int  # the changelog's next offset: nobody else writes there
    holds_records: HoldsRecords = _for_certain
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    outcomes: Outcomes = field(default_factory=Outcomes)
    committing_since: float | None = None  # monotonic seconds; None while no transaction is under way
    observers: Sequence[Observer] = ()

    async def commit(self, changes: BatchChanges) -> None:
        """Steps 5 and 6: one transaction, then one local write batch, then the cache.

        Raises:
            LeaveError: the outcome is unknown or this worker is fenced. Nothing local was written; only a new owner,
                who reads the changelog, can go on.
        """
        writes = {**changes.writes, checkpoint_key(changes.topic): changes.checkpoint.dump()}
        self.committing_since = time.monotonic()
        try:
            async with asyncio.timeout(self.commit_deadline):
                await self._transact(writes, changes.emits)
        except REFUSED as exc:
            raise RefusedCommitError(
                f"the broker refuses what partition {self.partition} writes for {changes.topic}: {exc!r}"
            ) from exc
        except ProducerFenced as exc:
            raise FencedError(f"partition {self.partition} of {self.changelog} has a new owner") from exc
        except (TimeoutError, KafkaError) as exc:
            raise CommitUnknownError(f"a commit to {self.changelog}/{self.partition} failed: {exc!r}") from exc
        self.committing_since = None
        local = LocalPosition(self.changelog_id, self.position, time.time())
        await finished(self.store.write_patiently(writes, local))
        self.checkpoints[changes.topic] = changes.checkpoint
        self.cache.update(changes.decoded)
        self.outcomes.advance(changes.topic, changes.checkpoint.offset, changes.refused)
        for observe in self.observers:
            try:
                observe(self, changes)
            except Exception:  # whoever looks on must not end a worker: the batch is committed
                log.exception("an observer of %s/%d failed", self.changelog, self.partition)

    async def _transact(self, writes: Mapping[bytes, bytes | None], emits: Sequence[Emit]) -> None:
        """Step 5."""
        batches = self._record_batches(writes)
        await self.producer.begin_transaction()
        pending = [
            await self.producer.send(emit.topic, emit.value, emit.key, emit.partition, headers=list(emit.headers))
            for emit in emits
        ]
        for batch in batches:
            count = batch.record_count()
            sent = await (await self.producer.send_batch(batch, self.changelog, partition=self.partition))
            # A broker that comes back may write a commit's marker twice: that is nobody else.
            gap = range(self.position, sent.offset)
            if sent.offset < self.position or (gap and await self.holds_records(gap)):
                raise SecondWriterError(
                    f"{self.changelog}/{self.partition} has offset {sent.offset} where {self.position} was to come: "
                    "find and stop the other producer"
                )
            self.position = sent.offset + count
        # Every future is awaited: a transaction commits happily although one of its sends failed.
        for future in pending:
            await future
        await self.producer.commit_transaction()
        self.position += 1  # the commit marker

    def _record_batches(self, writes: Mapping[bytes, bytes | None]) -> list[Any]:
        """The changelog's records in as few batches as hold them; at least one, as the checkpoint is among them."""
        batches = [self.producer.create_batch()]
        for key, value in writes.items():
            if batches[-1].append(key=key, value=value, timestamp=None) is None:
                batches.append(self.producer.create_batch())
                batches[-1].append(key=key, value=value, timestamp=None)
            if batches[-1].size() > MAX_RECORD_BATCH:  # a batch takes its first record whatever its size
                raise OversizedValueError(f"the value of {key!r} has {len(value or b'')} bytes, too many for a batch")
        return batches

    async def close(self, patience: float) -> None:
        """Give the partition up: wait for the open transaction, then release producer and files.

        Raises:
            TimeoutError: the open transaction did not end within `patience` seconds. Its producer must not be stopped
                (the waiting commit would hang for ever): the process has to exit.
        """
        async with asyncio.timeout(patience), self.lock:
            self.outcomes.close()
            await self.producer.stop()
            self.store.close()
