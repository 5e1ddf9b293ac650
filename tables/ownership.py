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
from tables.measures import TableMeasures
from tables.outcomes import Outcomes
from tables.store import LocalPosition, PartitionStore
from tables.tracing import TRACEPARENT, continued

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
    forgotten: Sequence[str] = ()  # keys of the cache that hold no longer
    refused: Mapping[int, str] = field(default_factory=dict)  # source offset -> why it was not applied
    failed: Mapping[int, str] = field(default_factory=dict)  # those of them that are dead letters
    trace: bytes | None = None  # `traceparent` of the batch, for those who read what it causes


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
    measures: TableMeasures = field(default_factory=TableMeasures)
    observers: Sequence[Observer] = ()

    async def commit(self, changes: BatchChanges) -> None:
        """Steps 5 and 6: one transaction, then one local write batch, then the cache.

        Raises:
            LeaveError: the outcome is unknown or this worker is fenced. Nothing local was written; only a new owner,
                who reads the changelog, can go on.
        """
        writes = {**changes.writes, checkpoint_key(changes.topic): changes.checkpoint.dump()}
        self.committing_since = began = time.monotonic()
        try:
            async with asyncio.timeout(self.commit_deadline):
                await self._transact(writes, changes.emits, changes.trace)
        except REFUSED as exc:
            raise RefusedCommitError(
                f"the broker refuses what partition {self.partition} writes for {changes.topic}: {exc!r}"
            ) from exc
        except ProducerFenced as exc:
            raise FencedError(f"partition {self.partition} of {self.changelog} has a new owner") from exc
        except (TimeoutError, KafkaError) as exc:
            raise CommitUnknownError(f"a commit to {self.changelog}/{self.partition} failed: {exc!r}") from exc
        self.committing_since = None
        self._measure(changes, time.monotonic() - began)
        local = LocalPosition(self.changelog_id, self.position, time.time())
        await finished(self.store.write_patiently(writes, local))
        self.checkpoints[changes.topic] = changes.checkpoint
        for name in changes.forgotten:
            self.cache.discard(name)
        self.cache.update(changes.decoded)
        self.outcomes.advance(changes.topic, changes.checkpoint.offset, changes.refused)
        for observe in self.observers:
            try:
                observe(self, changes)
            except Exception:  # whoever looks on must not end a worker: the batch is committed
                log.exception("an observer of %s/%d failed", self.changelog, self.partition)

    def _measure(self, changes: BatchChanges, seconds: float) -> None:
        topic = changes.topic
        self.measures.commit[topic].observe(seconds)
        outcomes = changes.checkpoint.ledger.less(self.checkpoints[topic].ledger)
        self.measures.committed(topic, outcomes, changes.failed, [emit.topic for emit in changes.emits])

    async def _transact(self, writes: Mapping[bytes, bytes | None], emits: Sequence[Emit], trace: bytes | None) -> None:
        """Step 5."""
        batches = self._record_batches(writes, trace)
        await self.producer.begin_transaction()
        marked = [(emit, [*continued(emit.headers, trace)]) for emit in emits]
        pending = [
            await self.producer.send(emit.topic, emit.value, emit.key, emit.partition, headers=headers)
            for emit, headers in marked
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

    def _record_batches(self, writes: Mapping[bytes, bytes | None], trace: bytes | None) -> list[Any]:
        """The changelog's records in as few batches as hold them; at least one, as the checkpoint is among them.

        The first record carries the batch's trace.
        """
        batches = [self.producer.create_batch()]
        headers: list[tuple[str, bytes]] = [] if trace is None else [(TRACEPARENT, trace)]
        for key, value in writes.items():
            if batches[-1].append(key=key, value=value, timestamp=None, headers=headers) is None:
                batches.append(self.producer.create_batch())
                batches[-1].append(key=key, value=value, timestamp=None, headers=headers)
            headers = []
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
