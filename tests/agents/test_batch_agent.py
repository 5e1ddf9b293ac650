"""When a batch is dropped unacknowledged: its ownership is not the current one. Nothing is touched then."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.alarms import Alarms
from agents.runtime.breaker import BreakerLimits
from agents.runtime.breakers import Breakers
from agents.runtime.stream import BatchAgent
from agents.runtime.transport import TP, Flight
from fleet.agents import eraser_of
from tables.checkpoint import Checkpoint
from tables.mastery import MASTERY
from tables.measures import TableMeasures
from tables.tracing import OFF

TOPIC = "learning.events"


class Owned:
    """An ownership of generation 1 that counts what is folded and committed at the same time."""

    partition = 0
    generation = 1

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.checkpoints = {TOPIC: Checkpoint("id", 4), "requests": Checkpoint("id", 4)}
        self.committed: list[Any] = []
        self.under_way = self.most = 0
        self.measures = TableMeasures()

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
        self.flight = Flight({})
        self.breakers = Breakers(BreakerLimits(100, 0.5, 2, 3, 3600.0), lambda: self.flight, Alarms())
        self.failed: dict[int, str] = {}

    def fold(self, records: list[Any], *_: Any) -> Any:
        self.folded += 1
        self.on_fold()
        return SimpleNamespace(offsets=[one.offset for one in records], failed=self.failed)

    async def process(self, topic: str = TOPIC, generation: int = 1, offsets: Sequence[int] = (5,)) -> bool:
        return await self.agent(topic)._process(self.message(topic, generation, offsets))

    def agent(self, topic: str = TOPIC, rest_s: float = 0.0) -> BatchAgent:
        source: Any = SimpleNamespace(topic=SimpleNamespace(name=topic), handler=lambda *_: None, rest_s=rest_s)
        guard: Any = SimpleNamespace(fold=self.fold)
        table: Any = self.table
        context: Any = SimpleNamespace(tracer=OFF)
        eraser = eraser_of(MASTERY, "", (), ())
        return BatchAgent(
            table, source, guard, context, self.breakers, eraser=eraser, max_in_flight=1, leave=pytest.fail
        )

    def message(self, topic: str = TOPIC, generation: int = 1, offsets: Sequence[int] = (5,)) -> Any:
        return SimpleNamespace(
            topic=topic,
            partition=0,
            tp=TP(topic, 0),
            flight=self.flight,
            generation_id=generation,
            start=offsets[0],
            offset=offsets[-1],
            value=[SimpleNamespace(offset=one, headers=(), value=b"x", timestamp=0) for one in offsets],
        )


async def test_a_batch_of_the_current_ownership_is_committed() -> None:
    batches = Batches()
    assert await batches.process()
    assert [one.offsets for one in batches.owned.committed] == [[5]]


async def test_a_batch_is_acknowledged_after_the_rest_of_its_source() -> None:
    batches = Batches()
    acknowledged: list[float] = []
    now = asyncio.get_running_loop().time
    event: Any = SimpleNamespace(message=batches.message(), ack=lambda: acknowledged.append(now()))
    began = now()
    running = asyncio.create_task(batches.agent(rest_s=0.05)._run(event))
    while not batches.owned.committed:  # noqa: ASYNC110 - a test
        await asyncio.sleep(0.001)
    assert not acknowledged
    await running
    assert acknowledged[0] - began >= 0.05


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


async def test_a_batch_that_would_dead_letter_too_much_is_committed_up_to_the_limit_and_its_partition_held() -> None:
    batches = Batches()
    batches.failed = dict.fromkeys(range(6, 12), "unexpected")
    assert await batches.process(offsets=range(5, 7)), "no full probe yet, and one failure is let through"
    batches.owned.checkpoints[TOPIC] = Checkpoint("id", 6)
    assert not await batches.process(offsets=range(7, 12))
    assert [one.offsets for one in batches.owned.committed] == [[5, 6], [7]]
    assert batches.flight.stands(TP(TOPIC, 0))
    (paused,) = batches.breakers.paused()
    assert paused.position == 8


async def test_nothing_is_folded_of_a_partition_that_is_held() -> None:
    batches = Batches()
    batches.flight.hold(TP(TOPIC, 0))
    assert not await batches.process()
    assert batches.folded == 0
    assert await batches.process("requests"), "other topics of the partition go on"
    batches.flight.release(TP(TOPIC, 0), 5)
    assert not await batches.process(), "this batch was fetched before"


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
