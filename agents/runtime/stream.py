"""The stream glue: from a batch that Faust delivers to a commit and an acknowledgement. Nothing ever leaves it.

While one partition's transaction is in flight another partition is folded; within a partition batches keep their order.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from agents.runtime.breakers import Breakers
from agents.runtime.erasing import Eraser, Part, parts_of
from agents.runtime.spec import AgentContext, Judge, Source
from agents.runtime.transport import BatchMessage
from tables.errors import ContinuityError, FatalError, LeaveError, LostRangeError
from tables.owned import OwnedTable
from tables.ownership import BatchChanges, Ownership
from tables.tracing import parents_of

__all__ = ["BatchAgent"]


_FACTS = {"messaging.system": "kafka", "messaging.operation.type": "process"}
"""Of a span, by OpenTelemetry's conventions for messaging."""


class BatchAgent:
    """Runs one source topic of an agent. Called with the Faust stream."""

    def __init__(
        self,
        table: OwnedTable,
        source: Source,
        guard: Judge,
        context: AgentContext,
        breakers: Breakers,
        *,
        eraser: Eraser,
        max_in_flight: int,
        leave: Callable[[LeaveError], None],
    ) -> None:
        self._table = table
        self._source = source
        self._guard = guard
        self._context = context
        self._breakers = breakers
        self._eraser = eraser
        self._leave = leave
        self._slots = asyncio.Semaphore(max_in_flight)
        self._running: set[asyncio.Task[None]] = set()

    async def __call__(self, stream: Any) -> None:
        """Take batches until the stream ends."""
        async for event in stream.noack().events():
            await self._slots.acquire()
            task = asyncio.create_task(self._run(event))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._slots.release()

    async def _run(self, event: Any) -> None:
        try:
            if await self._process(event.message):
                if self._source.rest_s:
                    await asyncio.sleep(
                        self._source.rest_s
                    )  # until it is acknowledged no more is fetched: see `Source`
                event.ack()  # step 7
            else:
                event.message.flight.left(event.message)
        except LeaveError as exc:
            self._leave(exc)
        except Exception as exc:  # noqa: BLE001 - Faust would acknowledge the batch and go on: a loss
            self._leave(FatalError(f"a batch of {self._source.topic.name} failed in a way nobody foresaw: {exc!r}"))

    async def _process(self, message: BatchMessage) -> bool:
        """Steps 1 to 6. Returns whether the batch is done; if not, whoever owns the partition reads it again."""
        owned = self._table.ownership(message.partition, message.generation_id)
        if owned is None:
            return False
        async with owned.lock:
            if not self._table.is_current(owned) or message.flight.stands(message.tp):
                return False
            if message.offset <= owned.checkpoints[message.topic].offset:
                return True
            tracer = self._context.tracer
            if not tracer.on:
                return await self._commit(message, owned)
            count = len(message.value)
            facts = {**_FACTS, "messaging.destination.name": message.topic, "messaging.batch.message_count": count}
            with tracer.follow(f"process {message.topic}", parents_of(message.value), facts) as trace:
                return await self._commit(message, owned, trace)

    async def _commit(self, message: BatchMessage, owned: Ownership, trace: bytes | None = None) -> bool:
        await self._check_continuity(message, owned)
        start = message.start
        for part in parts_of(message.value, self._eraser):
            last = part[0][-1].offset
            done = last <= owned.checkpoints[message.topic].offset
            if not done and not await self._commit_part(message, part, start, owned, trace):
                return False
            start = last + 1
        self._breakers.passed(message)
        return True

    async def _commit_part(
        self, message: BatchMessage, part: Part, start: int, owned: Ownership, trace: bytes | None
    ) -> bool:
        wanted, order = part
        records = wanted
        measures = owned.measures
        if order is not None:
            checkpoint = owned.checkpoints[message.topic]
            changes = await self._eraser.changes(wanted[0], order, owned, checkpoint)
        else:
            async with self._table.turn:
                began = time.perf_counter()
                records, changes = self._fold(message, wanted, owned)
                measures.fold[message.topic].observe(time.perf_counter() - began)
                await asyncio.sleep(0)  # the loop turns before somebody else folds
        if not self._table.is_current(owned):
            return False
        if records:
            changes.trace = trace
            with self._context.tracer.step(f"commit {message.topic}"):
                await owned.commit(changes)
            measures.batches[message.topic].observe(len(records))
            measures.age[message.topic].observe(max(0.0, time.time() - records[0].timestamp / 1000))
        if len(records) < len(wanted):
            self._breakers.pause(message, records[-1].offset + 1 if records else start)
            return False
        return True

    def _fold(
        self, message: BatchMessage, records: Sequence[Any], owned: Ownership
    ) -> tuple[Sequence[Any], BatchChanges]:
        """Steps 2 to 4: the first of the records, as many as the breaker lets through, and what they change."""
        checkpoint, now_ms = owned.checkpoints[message.topic], int(time.time() * 1000)

        def fold(records: Sequence[Any]) -> BatchChanges:
            return self._guard.fold(records, self._source.handler(self._context, owned), checkpoint, now_ms)

        changes = fold(records)
        admitted = self._breakers.admit(message, checkpoint.offset, changes.failed, records)
        if admitted == len(records):
            return records, changes
        return records[:admitted], fold(records[:admitted]) if admitted else changes

    async def _check_continuity(self, message: BatchMessage, owned: Ownership) -> None:
        """Step 1. Holes are transaction markers or aborted records, unless the topic's beginning has passed them."""
        expected = owned.checkpoints[message.topic].offset + 1
        name = f"{message.topic}/{message.partition}"
        if message.start > expected:
            raise ContinuityError(f"{name}: a batch begins at {message.start}, but {expected} was to come next")
        records = message.value
        if message.offset - message.start + 1 == len(records):
            return
        hole = next(
            (number for number, record in enumerate(records, message.start) if record.offset != number), message.start
        )
        begin = await self._table.source_begin(message.topic, message.partition)
        if begin > max(hole, expected):
            raise LostRangeError(
                f"{name}: records from {max(hole, expected)} to {begin - 1} were deleted while reading"
            )
