"""When a batch is dropped unacknowledged: its ownership is not the current one. Nothing is touched then."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.stream import BatchAgent
from tables.checkpoint import Checkpoint

TOPIC = "learning.events"


class Owned:
    """An ownership of generation 1 that counts what is folded and committed at the same time."""

    partition = 0
    generation = 1

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.checkpoints = {TOPIC: Checkpoint("id", 4), "requests": Checkpoint("id", 4)}
        self.committed: list[str] = []
        self.under_way = self.most = 0

    async def commit(self, changes: Any) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.01)
        self.under_way -= 1
        self.committed.append(changes)


class Table:
    def __init__(self, owned: Owned) -> None:
        self.owned: Owned | None = owned
        self.turn = asyncio.Lock()

    def ownership(self, _: int, generation: int) -> Owned | None:
        return self.owned if self.owned is not None and self.owned.generation == generation else None

    def is_current(self, owned: Owned) -> bool:
        return self.owned is owned


class Batches:
    """A partition and its agent; `on_fold` is called while a batch is folded."""

    def __init__(self) -> None:
        self.owned = Owned()
        self.table = Table(self.owned)
        self.folded = 0
        self.on_fold = lambda: None

    def fold(self, *_: Any) -> str:
        self.folded += 1
        self.on_fold()
        return "changes"

    async def process(self, topic: str = TOPIC, generation: int = 1) -> bool:
        source: Any = SimpleNamespace(topic=SimpleNamespace(name=topic), handler=lambda *_: None)
        guard: Any = SimpleNamespace(fold=self.fold)
        table: Any = self.table
        context: Any = None
        agent = BatchAgent(table, source, guard, context, max_in_flight=1, leave=pytest.fail)
        message: Any = SimpleNamespace(
            topic=topic, partition=0, generation_id=generation, start=5, offset=5, value=[SimpleNamespace(offset=5)]
        )
        return await agent._process(message)


async def test_a_batch_of_the_current_ownership_is_committed() -> None:
    batches = Batches()
    assert await batches.process()
    assert batches.owned.committed == ["changes"]


async def test_a_batch_fetched_in_another_generation_is_dropped_when_it_is_taken() -> None:
    batches = Batches()
    assert not await batches.process(generation=0)
    assert (batches.folded, batches.owned.committed) == (0, [])


async def test_a_batch_whose_ownership_goes_while_it_waits_is_dropped_at_its_turn() -> None:
    batches = Batches()
    await batches.owned.lock.acquire()
    waiting = asyncio.create_task(batches.process())
    await asyncio.sleep(0)
    batches.table.owned = None
    batches.owned.lock.release()
    assert not await waiting
    assert (batches.folded, batches.owned.committed) == (0, [])


async def test_a_batch_whose_ownership_goes_while_it_is_folded_is_not_committed() -> None:
    batches = Batches()
    batches.on_fold = lambda: setattr(batches.table, "owned", Owned())  # the next one of the same partition
    assert not await batches.process()
    assert (batches.folded, batches.owned.committed) == (1, [])


async def test_batches_of_all_sources_are_committed_one_at_a_time() -> None:
    batches = Batches()
    assert await asyncio.gather(*(batches.process(topic) for topic in (TOPIC, "requests") * 3)) == [True] * 6
    assert len(batches.owned.committed) == 6
    assert batches.owned.most == 1


async def test_between_two_folds_the_loop_turns() -> None:
    """Batches of many partitions are ready at once after a fetch: timers and sockets must not wait for all of them."""
    several = [Batches() for _ in range(4)]
    for one in several[1:]:
        one.table.turn = several[0].table.turn  # partitions of one table
    turns = 0
    seen: list[int] = []

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    for one in several:
        one.on_fold = lambda: seen.append(turns)
    assert all(await asyncio.gather(*(one.process() for one in several)))
    counting.cancel()
    assert len(set(seen)) == len(several)
