"""The stream glue: from a batch that Faust delivers to a commit and an acknowledgement. Nothing ever leaves it.

While one partition's transaction is in flight another partition is folded; within a partition batches keep their order.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from agents.runtime.spec import AgentContext, Judge, Source
from agents.runtime.transport import BatchMessage
from tables.errors import ContinuityError, FatalError, LeaveError, LostRangeError
from tables.owned import OwnedTable
from tables.ownership import Ownership

__all__ = ["BatchAgent"]


class BatchAgent:
    """Runs one source topic of an agent. Called with the Faust stream."""

    def __init__(
        self,
        table: OwnedTable,
        source: Source,
        guard: Judge,
        context: AgentContext,
        *,
        max_in_flight: int,
        leave: Callable[[LeaveError], None],
    ) -> None:
        self._table = table
        self._source = source
        self._guard = guard
        self._context = context
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
                event.ack()  # step 7
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
            if not self._table.is_current(owned):
                return False
            checkpoint = owned.checkpoints[message.topic]
            if message.offset <= checkpoint.offset:
                return True
            await self._check_continuity(message, owned)
            handler = self._source.handler(self._context, owned)
            async with self._table.turn:
                changes = self._guard.fold(message.value, handler, checkpoint, int(time.time() * 1000))
                await asyncio.sleep(0)  # the loop turns before somebody else folds
            if not self._table.is_current(owned):
                return False
            await owned.commit(changes)
        return True

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
