"""How fetched records become batches, and how batches follow one another."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types.tuples import TP

from agents.runtime.stream import BatchAgent
from agents.runtime.transport import BatchConsumer, Fetched, Flight, _cut, _in_turn, _Thread
from tables.checkpoint import Checkpoint
from tables.errors import ContinuityError, LostRangeError

TOPIC = "learning.events"
A, B, C = TP(TOPIC, 0), TP(TOPIC, 1), TP("progress.requests", 0)
CHANGELOG = TP("mastery-changelog", 0)


def sizes(*lengths: int) -> list[Any]:
    return [SimpleNamespace(key=None, value=b"x" * length) for length in lengths]


def lengths(chunks: Any) -> list[list[int]]:
    return [[len(record.value or b"") for record in chunk] for chunk in chunks]


# -- cutting -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fetched", "batches"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 1, 1], [[1, 1, 1]]),
        ([1, 1, 1, 1, 1, 1, 1], [[1, 1, 1], [1, 1, 1], [1]]),
        ([6, 4, 1], [[6, 4], [1]]),
        ([6, 5], [[6], [5]]),
        ([1, 99, 1], [[1], [99], [1]]),
    ],
)
def test_a_batch_has_at_most_3_records_and_10_bytes_but_always_one(
    fetched: list[int], batches: list[list[int]]
) -> None:
    assert lengths(_cut(sizes(*fetched), 3, 10)) == batches


def test_keys_count_and_missing_ones_do_not_hurt() -> None:
    fetched = [SimpleNamespace(key=b"k" * 6, value=None), SimpleNamespace(key=b"k" * 6, value=b"")]
    assert len(list(_cut(fetched, 3, 10))) == 2


def test_partitions_take_turns() -> None:
    fetched = {A: sizes(1, 2, 3), B: sizes(4), C: sizes(5, 6)}
    dealt = [(tp, len(chunk[0].value)) for tp, chunk in _in_turn(fetched, 1, 100)]
    assert dealt == [(A, 1), (B, 4), (C, 5), (A, 2), (C, 6), (A, 3)]


def test_partitions_without_records_take_no_turn() -> None:
    assert list(_in_turn({A: [], B: []}, 1, 100)) == []


# -- flight ------------------------------------------------------------------------------------------------------------
def records(*offsets: int) -> list[Any]:
    return [
        SimpleNamespace(topic=TOPIC, partition=0, offset=offset, timestamp=1, timestamp_type=1, key=b"", value=b"")
        for offset in offsets
    ]


@pytest.fixture
def consumer() -> BatchConsumer:
    """As much of the consumer as makes batches: all the rest is Faust's."""
    made = object.__new__(BatchConsumer)
    made._unacked_messages = set()
    return made


def test_each_batch_starts_where_the_one_before_ended(consumer: BatchConsumer) -> None:
    flight = Flight({A: 5})
    first, second = (consumer._batch(A, records(*offsets), flight) for offsets in ([5, 6, 8], [10, 11]))
    assert (first.start, first.offset) == (5, 8)
    assert (second.start, second.offset) == (9, 11), "offset 9, a transaction marker, belongs to the second"
    assert flight.pending[A] == 2


def test_the_groups_offset_moves_when_the_effects_are_committed(consumer: BatchConsumer) -> None:
    consumer.flight = flight = Flight({A: 5})
    batch = consumer._batch(A, records(5, 6), flight)
    assert consumer._new_offset(A) is None, "reading is no acknowledgement"
    batch.on_final_ack(consumer)
    assert consumer._new_offset(A) == 7
    assert flight.pending[A] == 0
    assert flight.drained.is_set()


def test_a_batch_of_an_older_assignment_moves_nothing(consumer: BatchConsumer) -> None:
    old = Flight({A: 5})
    batch = consumer._batch(A, records(5, 6), old)
    consumer.flight = Flight({A: 5})
    batch.on_final_ack(consumer)
    assert consumer._new_offset(A) is None
    assert consumer.flight.pending[A] == 0


# -- holding -----------------------------------------------------------------------------------------------------------
class Fetches:
    """Gives out what it is asked for, from where it was sought."""

    held: frozenset[TP] = frozenset()

    def __init__(self, positions: dict[TP, int]) -> None:
        self.positions = dict(positions)
        self.asked: list[set[TP]] = []

    async def fetch(self, active: set[TP], _: float) -> Fetched:
        self.asked.append(active)
        starts = dict(self.positions)
        found = {tp: records(starts[tp], starts[tp] + 1) for tp in active}
        for tp in active:
            self.positions[tp] += 2
        return Fetched(0, starts, found)

    async def rewind(self, _: int, positions: dict[TP, int]) -> None:
        self.positions.update(positions)


@pytest.fixture
def fetching(consumer: BatchConsumer, monkeypatch: pytest.MonkeyPatch) -> Fetches:
    """The consumer with partitions A and B assigned and a thread that is played."""
    made: Any = consumer
    made.flight = Flight({A: 5, B: 0})
    made._thread = Fetches({A: 5, B: 0})
    made._flowing = asyncio.Event()
    made._flowing.set()
    made.app = SimpleNamespace(batches=SimpleNamespace(max_records=10, max_bytes=1000, max_pending=4))
    for name, value in (("flow_active", True), ("should_stop", False)):
        monkeypatch.setattr(BatchConsumer, name, value, raising=False)
    made._get_active_partitions = lambda: {A, B}
    return made._thread  # type: ignore[no-any-return]  # played


async def fetched(consumer: BatchConsumer) -> list[tuple[TP, int]]:
    """One fetch: partitions and where their batches begin; they are all done at once."""
    found = []
    async for tp, message in consumer.getmany(1.0):
        found.append((tp, message.start))
        consumer.flight.left(message)
    return sorted(found)


async def test_a_held_partition_leaves_the_fetch_set_and_goes_on_where_it_is_told(
    consumer: BatchConsumer, fetching: Fetches
) -> None:
    assert await fetched(consumer) == [(A, 5), (B, 0)]
    consumer.flight.hold(A)
    assert await fetched(consumer) == [(B, 2)]
    assert fetching.held == {A}
    consumer.flight.release(A, 6)
    assert await fetched(consumer) == [(A, 6), (B, 4)]
    assert fetching.held == frozenset()


async def test_a_released_partition_waits_until_what_was_under_way_is_dropped(
    consumer: BatchConsumer, fetching: Fetches
) -> None:
    flight = consumer.flight
    stale = consumer._batch(A, records(5, 6), flight)
    flight.hold(A)
    flight.release(A, 5)
    assert await fetched(consumer) == [(B, 0)]
    assert flight.stands(A), "the batch under way does not count"
    flight.left(stale)
    assert await fetched(consumer) == [(A, 5), (B, 2)]
    assert not flight.stands(A)


async def test_what_a_fetch_brings_of_a_partition_that_is_held_meanwhile_is_left_out(
    consumer: BatchConsumer, fetching: Fetches, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = fetching.fetch

    async def slow(active: set[TP], timeout: float) -> Fetched:  # noqa: ASYNC109 - as the original
        found = await fetch(active, timeout)
        consumer.flight.hold(A)
        return found

    monkeypatch.setattr(fetching, "fetch", slow)
    assert await fetched(consumer) == [(B, 0)]
    consumer.flight.release(A, 5)
    monkeypatch.setattr(fetching, "fetch", fetch)
    assert await fetched(consumer) == [(A, 5), (B, 2)], "nothing is lost, and no fetch is taken for lost"


async def test_a_held_partition_is_no_backlog(consumer: BatchConsumer, fetching: Fetches) -> None:
    made: Any = fetching
    made.unread = lambda: {A: 7, B: 3}
    consumer.flight.hold(A)
    assert consumer.backlog() == {B: 3}, "the watchdog does not wait for it"


# -- continuity --------------------------------------------------------------------------------------------------------
CHECKPOINT = 9  # so that 10 comes next


async def check(start: int, offsets: list[int], begin: int = 0) -> None:
    """Step 1 of the commit order for a batch read from `start`, of a topic that begins at `begin` by now."""

    async def source_begin(*_: Any) -> int:
        return begin

    agent = object.__new__(BatchAgent)
    agent._table = SimpleNamespace(source_begin=source_begin)
    fetched = records(*offsets)
    message: Any = SimpleNamespace(topic=TOPIC, partition=0, start=start, offset=offsets[-1], value=fetched)
    owned: Any = SimpleNamespace(checkpoints={TOPIC: Checkpoint("id", CHECKPOINT)})
    await agent._check_continuity(message, owned)


async def test_what_comes_next_or_again_is_continuous() -> None:
    await check(10, [10, 11, 12], begin=10)
    await check(8, [8, 9, 10], begin=8)


async def test_a_batch_that_begins_after_what_was_to_come_is_a_loss_in_this_process() -> None:
    with pytest.raises(ContinuityError, match="begins at 11, but 10"):
        await check(11, [11])


@pytest.mark.parametrize("offsets", [[11, 12], [10, 12], [10, 11, 14]])
async def test_holes_are_fine_while_the_topic_begins_before_them(offsets: list[int]) -> None:
    await check(10, offsets, begin=10)


@pytest.mark.parametrize(
    ("offsets", "begin", "lost"),
    [([15, 16], 15, "10 to 14"), ([10, 15], 15, "11 to 14"), ([11], 11, "10 to 10"), ([10, 12], 12, "11 to 11")],
)
async def test_holes_that_retention_made_are_a_loss(offsets: list[int], begin: int, lost: str) -> None:
    with pytest.raises(LostRangeError, match=lost):
        await check(10, offsets, begin=begin)


async def test_what_retention_took_below_the_checkpoint_was_applied() -> None:
    await check(5, [8, 9, 10], begin=8)


# -- fetches and seeks -------------------------------------------------------------------------------------------------
class Thread(_Thread):
    """The consumer thread's own logic, with `log` in place of what aiokafka fetches."""

    def __init__(self) -> None:
        self.log: list[dict[TP, list[Any]]] = []
        self.assigned: Any = object()
        self.fetcher = SimpleNamespace(_fetch_max_wait_ms=1500, _records={})
        self.fetcher._get_actions_per_node = lambda _: self.fetcher._fetch_max_wait_ms
        self.client = SimpleNamespace(_max_poll_records=10, sought={}, _fetcher=self.fetcher)
        self.client.seek = self.client.sought.__setitem__
        self.client.resume = lambda *tps: self.resumed.update(tps)
        self.app = SimpleNamespace(tables=SimpleNamespace(changelog_topics={CHANGELOG.topic}))
        self.resumed: set[TP] = set()

    async def call_thread(self, method: Any, *args: Any) -> Any:
        return await method(*args)

    async def _fetch_records(self, *_: Any, **__: Any) -> Any:
        return self.log.pop(0)

    def _ensure_consumer(self) -> Any:
        return self.client

    def assignment(self) -> set[TP]:
        return {A, B, CHANGELOG}

    def _assignment(self) -> Any:
        return self.assigned


async def no_wait(*_: Any, **__: Any) -> None:
    return


async def sought(consumer: BatchConsumer) -> None:
    """As at the end of a recovery."""
    await consumer.seek_to_committed()
    consumer.resume_flow()


@pytest.fixture
async def reading(consumer: BatchConsumer) -> BatchConsumer:
    """A consumer that was sought to 5 in both partitions."""
    consumer._thread = Thread()
    consumer.app = SimpleNamespace(
        batches=SimpleNamespace(max_pending=9, max_records=9, max_bytes=9),
        resume_position={A: 5, B: 5}.get,
        group_topics={C.topic},
        consumer_generation_id=1,
    )
    consumer.flow_active = True
    consumer._stopped = SimpleNamespace(is_set=bool)
    consumer._crashed = SimpleNamespace(is_set=bool)
    consumer._get_active_partitions = lambda: {A, B}
    consumer._sought, consumer._flowing = False, asyncio.Event()
    consumer.can_resume_flow, consumer.suspend_flow = asyncio.Event(), asyncio.Event()
    consumer.wait_first = no_wait
    await sought(consumer)
    return consumer


async def fetch(consumer: BatchConsumer, *offsets: int) -> list[tuple[int, list[int]]]:
    """Start and offsets of each batch that a fetch of these records of A brings."""
    consumer._thread.log.append({A: records(*offsets)} if offsets else {})
    return [(one.start, [record.offset for record in one.value]) async for _, one in consumer.getmany(1.0)]


async def test_a_batch_starts_where_its_fetch_began(reading: BatchConsumer) -> None:
    assert await fetch(reading, 6, 7) == [(5, [6, 7])]
    assert await fetch(reading) == []
    assert await fetch(reading, 9) == [(8, [9])]
    assert reading._thread.client.sought == {A: 5, B: 5}, "nothing was lost, nothing is sought again"


async def test_behind_less_than_a_full_batch_nothing_more_is_fetched(reading: BatchConsumer) -> None:
    reading.app.batches = SimpleNamespace(max_pending=3, max_records=4, max_bytes=99)
    batches = [reading._batch(A, records(number), reading.flight) for number in (5, 6)]
    assert (reading._has_room(A), reading._has_room(B)) == (False, True)
    for one in batches:
        one.on_final_ack(reading)
    assert reading._has_room(A)
    full = [reading._batch(A, records(*range(at, at + 4)), reading.flight) for at in (7, 11, 15)]
    assert not reading._has_room(A), "as many as may be under way"
    full[0].on_final_ack(reading)
    assert reading._has_room(A)


@pytest.mark.parametrize("following", [(), (7, 8)])
async def test_what_got_lost_after_the_fetch_is_fetched_again(reading: BatchConsumer, following: Any) -> None:
    reading._thread.log.append({A: records(5, 6)})
    await reading._thread.fetch({A}, 1.0)  # whoever waited for it was cancelled
    assert await fetch(reading, *following) == []
    assert reading._thread.client.sought == {A: 5, B: 5}
    assert await fetch(reading, 5, 6, 7) == [(5, [5, 6, 7])]


async def test_a_batch_that_was_fetched_but_not_handed_out_is_fetched_again(reading: BatchConsumer) -> None:
    reading._thread.log.append({A: records(5), B: records(5)})
    async for tp, _ in reading.getmany(1.0):
        assert tp == A
        break
    await fetch(reading)
    reading._thread.log.append({A: records(6), B: records(5)})
    assert [(tp, one.start) async for tp, one in reading.getmany(1.0)] == [(A, 6), (B, 5)]


async def test_a_request_that_leaves_partitions_out_is_answered_soon(reading: BatchConsumer) -> None:
    fetcher = reading._thread.fetcher
    await fetch(reading, 5)
    await fetch(reading, 6)
    assert fetcher._get_actions_per_node(None) == 1500
    fetcher._records = {B: "not taken yet"}
    assert fetcher._get_actions_per_node(None) == 20
    fetcher._records = {TP("a changelog", 0): "never taken"}
    assert fetcher._get_actions_per_node(None) == 1500


async def test_a_fetch_that_spans_a_seek_brings_what_came_after_it(reading: BatchConsumer) -> None:
    async def fetching(*_: Any, **__: Any) -> Any:
        await sought(reading)
        return {A: records(5)}

    reading._thread._fetch_records = fetching
    assert [one.start async for _, one in reading.getmany(1.0)] == [5]


async def test_what_was_fetched_before_a_seek_is_dropped(reading: BatchConsumer) -> None:
    fetched = await _fetched_then(reading, lambda: sought(reading))
    assert fetched == []
    assert await fetch(reading, 5) == [(5, [5])]


async def test_what_an_assignment_brings_before_it_was_sought_is_dropped(reading: BatchConsumer) -> None:
    reading._thread.assigned = object()
    assert await fetch(reading, 5, 6) == [], "aiokafka begins a new assignment at the group's offset"
    await sought(reading)
    assert await fetch(reading, 5) == [(5, [5])]


async def test_nothing_is_handed_out_before_the_queues_are_emptied_for_the_last_time(reading: BatchConsumer) -> None:
    reading.stop_flow()
    reading.resume_flow()  # before the recovery: Faust would read changelogs now
    assert await fetch(reading, 5) == []
    await reading.seek_to_committed()
    assert await fetch(reading, 5) == []
    reading.resume_flow()
    reading._thread.log.clear()
    assert await fetch(reading, 5) == [(5, [5])]


async def test_sources_flow_once_they_were_sought_and_changelogs_never(reading: BatchConsumer) -> None:
    assert reading._thread.resumed == {A, B}


async def _fetched_then(consumer: BatchConsumer, then: Any) -> list[Any]:
    """What a fetch brings when something happens between the consumer's thread and the loop."""
    thread = consumer._thread
    fetch = thread.fetch

    async def delayed(*args: Any) -> Any:
        fetched = await fetch(*args)
        await then()
        return fetched

    thread.fetch = delayed
    thread.log.append({A: records(5, 6)})
    found = [one async for one in consumer.getmany(1.0)]
    thread.fetch = fetch
    return found


# -- agents without a table --------------------------------------------------------------------------------------------
class Group:
    """What the broker says of a partition's log and of the group."""

    def __init__(self, begin: int, end: int, committed: int | None) -> None:
        self._begin, self._end, self._committed = begin, end, committed

    async def beginning_offsets(self, logs: list[Any]) -> dict[Any, int]:
        return dict.fromkeys(logs, self._begin)

    async def end_offsets(self, logs: list[Any]) -> dict[Any, int]:
        return dict.fromkeys(logs, self._end)

    async def committed(self, _: Any) -> int | None:
        return self._committed


@pytest.mark.parametrize(
    ("begin", "end", "committed", "position"),
    [
        (3, 9, None, 3),  # a first start
        (3, 9, 7, 7),
        (3, 9, 9, 9),  # nothing new
        (8, 9, 5, 8),  # retention was faster
        (0, 2, 7, 0),  # the topic was made anew
    ],
)
async def test_requests_go_on_at_the_groups_offset_or_at_what_is_left(
    begin: int, end: int, committed: int | None, position: int
) -> None:
    thread = Thread()
    thread.client = Group(begin, end, committed)
    assert await thread.group_positions({C}) == {C: position}


async def test_a_part_of_a_batch_moves_the_groups_offset(consumer: BatchConsumer) -> None:
    consumer.app = SimpleNamespace(group_topics={C.topic})
    consumer.flight = flight = Flight({C: 5, A: 5})
    batch = consumer._batch(C, records(5, 6, 7), flight)
    batch.reached(5)
    assert (consumer._new_offset(C), flight.pending[C]) == (6, 1)
    consumer.batch_done(consumer._batch(A, records(5), flight))
    assert consumer.acknowledged() == {C: 6}, "tables have their checkpoints"


async def test_a_batch_is_current_until_its_partition_is_given_up(reading: BatchConsumer) -> None:
    batch = reading._batch(A, records(5), reading.flight)
    assert reading.is_current(batch)
    reading._sought = False
    assert not reading.is_current(batch)
    await sought(reading)
    assert not reading.is_current(batch)
