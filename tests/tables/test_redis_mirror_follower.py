"""The follower between a reader and a projection that misbehave in ways that real servers do too rarely to wait for."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from tables.projections import follower as module
from tables.projections.follower import Follower
from tables.projections.pace import Tuning
from tables.projections.projection import Batch, Outcome, Position, TargetAwayError
from tables.projections.topic_reader import Fetched, OutOfRangeError

QUICK = Tuning(
    batch_records=10, slice_records=4, verify_every=0.0, identify_every=0.0, stalled_after=0.05, backoff_base=0.01
)


@dataclass(frozen=True)
class FakeRecord:
    offset: int
    key: bytes | None = b"k"
    value: bytes | None = b"v"
    timestamp: int = 0
    headers: tuple[tuple[str, Any], ...] = field(default=())


class FakeReader:
    """A topic of one partition whose records have even offsets, a marker after each."""

    size = 6
    hides = False
    topic_id = "T"
    failures: ClassVar[list[BaseException]]
    sought: ClassVar[list[int]]

    def __init__(self, *_: object) -> None:
        self._position = 0

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def identify(self) -> str:
        return self.topic_id

    async def begins(self) -> dict[int, int]:
        return {0: 0}

    async def ends(self) -> dict[int, int]:
        return {0: 2 * self.size}

    def seek(self, offsets: Mapping[int, int]) -> None:
        self._position = offsets[0]
        self.sought.append(self._position)

    async def fetch(self, max_records: int, timeout: float) -> list[Fetched]:  # noqa: ASYNC109  # as the real one
        if self.failures:
            raise self.failures.pop()
        records = [FakeRecord(offset) for offset in range(self._position, 2 * self.size, 2)][:max_records]
        if not records or self.hides:
            await asyncio.sleep(min(timeout, 0.01))
            return []
        self._position = records[-1].offset + 2
        return [Fetched(0, self._position, list(records))]

    async def positions(self) -> dict[int, int]:
        return {0: self._position}


class FakeProjection:
    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        self.position: Position | None = None
        self.batches: list[Batch] = []

    async def load_positions(self, partitions: Collection[int]) -> dict[int, Position]:
        return {} if self.position is None else dict.fromkeys(partitions, self.position)

    async def start_over(self, partition: int, position: Position) -> None:
        assert partition == 0
        self.position = position

    async def apply(self, batch: Batch) -> Outcome:
        if self.failures:
            raise self.failures.pop()
        self.batches.append(batch)
        self.position = Position(batch.topic_id, batch.end)
        return Outcome(len(batch.records))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> type[FakeReader]:
    class Reader(FakeReader):
        failures: ClassVar[list[BaseException]] = []
        sought: ClassVar[list[int]] = []

    monkeypatch.setattr(module, "TopicReader", Reader)
    return Reader


@asynccontextmanager
async def following(projection: FakeProjection, tuning: Tuning = QUICK) -> AsyncIterator[Follower]:
    follower = Follower(
        "test", brokers="", topic="t", topic_id="T", projection=projection, partitions={0}, tuning=tuning
    )
    running = asyncio.create_task(follower.run())
    try:
        yield follower
    finally:
        assert not running.done(), "a follower never ends by itself"
        await follower.stop()
        await running


async def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.001)


async def test_what_has_arrived_is_written_as_one_batch(reader: type[FakeReader]) -> None:
    reader.size = 13
    projection = FakeProjection()
    async with following(projection) as follower:
        await until(lambda: follower.stats().lag_records == 0)
    assert [(batch.start, batch.end, len(batch.records)) for batch in projection.batches] == [(0, 20, 10), (20, 26, 3)]
    assert [record.offset for record in projection.batches[0].records] == list(range(0, 20, 2))


@pytest.mark.parametrize("failure", [ValueError("a bug"), asyncio.CancelledError(), TargetAwayError("down")])
async def test_no_failure_of_the_projection_ends_it_or_loses_a_record(
    reader: type[FakeReader], failure: BaseException
) -> None:
    projection = FakeProjection()
    projection.failures = [failure, failure]
    async with following(projection) as follower:
        await until(lambda: follower.stats().lag_records == 0)
        assert follower.stats().applied == reader.size
    assert [batch.start for batch in projection.batches] == [0]


@pytest.mark.parametrize("failure", [RuntimeError("a bug"), asyncio.CancelledError()])
async def test_no_failure_of_the_reader_ends_it(reader: type[FakeReader], failure: BaseException) -> None:
    reader.failures = [failure]
    async with following(FakeProjection()) as follower:
        await until(lambda: follower.stats().applied == reader.size)
    assert reader.sought == [0, 0]


async def test_a_position_out_of_range_is_read_from_the_earliest(reader: type[FakeReader]) -> None:
    projection = FakeProjection()
    projection.position = Position("T", 8)
    reader.failures = [OutOfRangeError({0})]
    async with following(projection) as follower:
        await until(lambda: follower.stats().applied == reader.size)
        assert follower.stats().rewinds == 1
    assert reader.sought == [8, 0]


async def test_a_topic_created_again_is_read_from_its_start(reader: type[FakeReader]) -> None:
    projection = FakeProjection()
    async with following(projection) as follower:
        await until(lambda: follower.stats().applied == reader.size)
        reader.topic_id = "U"
        await until(lambda: follower.stats().applied == 2 * reader.size)
    assert reader.sought == [0, 0]
    assert projection.position == Position("U", 2 * reader.size)


async def test_a_consumer_that_fetches_nothing_though_there_is_something_is_replaced(reader: type[FakeReader]) -> None:
    reader.hides = True
    async with following(FakeProjection()) as follower:
        await until(lambda: follower.stats().rewinds > 0)
        reader.hides = False
        await until(lambda: follower.stats().applied == reader.size)


async def test_news_of_the_partitions_do_not_shorten_the_delays(reader: type[FakeReader]) -> None:
    projection = FakeProjection()
    projection.failures = [TargetAwayError("down")] * 1000
    slow = replace(QUICK, backoff_base=60.0, backoff_cap=60.0)
    async with following(projection, slow) as follower:
        await until(lambda: len(projection.failures) < 1000)
        for _ in range(3):
            follower.set_partitions({1})
            follower.set_partitions({0})
        for _ in range(50):
            follower.set_partitions({0})
            await asyncio.sleep(0.001)
        # One attempt more for each time that the change and its reversal woke the follower.
        assert len(projection.failures) >= 1000 - 4


async def test_it_runs_once_at_a_time_and_again_after_a_stop(reader: type[FakeReader]) -> None:
    projection = FakeProjection()
    async with following(projection) as follower:
        await until(lambda: follower.stats().applied == reader.size)
        with pytest.raises(RuntimeError, match="running already"):
            await follower.run()
    await follower.stop()
    again = asyncio.create_task(follower.run())
    await until(lambda: len(reader.sought) == 2)
    await follower.stop()
    await again
    assert reader.sought == [0, 2 * reader.size]
