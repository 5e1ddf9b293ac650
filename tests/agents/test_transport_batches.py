"""How fetched records become batches, and how batches follow one another."""

from types import SimpleNamespace
from typing import Any

import pytest
from faust.types.tuples import TP

from agents.runtime.stream import BatchAgent
from agents.runtime.transport import BatchConsumer, Flight, _cut, _in_turn
from tables.checkpoint import Checkpoint
from tables.errors import ContinuityError, LostRangeError

TOPIC = "learning.events"
A, B, C = TP(TOPIC, 0), TP(TOPIC, 1), TP("progress.requests", 0)


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
        SimpleNamespace(topic=TOPIC, partition=0, offset=offset, timestamp=1, timestamp_type=1) for offset in offsets
    ]


@pytest.fixture
def consumer() -> BatchConsumer:
    """As much of the consumer as makes batches: all the rest is Faust's."""
    made = object.__new__(BatchConsumer)
    made._unacked_messages = set()
    return made


def test_each_batch_starts_where_the_one_before_ended(consumer: BatchConsumer) -> None:
    flight = Flight({A: 5})
    first, second = (consumer._batch(A, records(*offsets), flight, 1) for offsets in ([5, 6, 8], [10, 11]))
    assert (first.start, first.offset) == (5, 8)
    assert (second.start, second.offset) == (9, 11), "offset 9, a transaction marker, belongs to the second"
    assert flight.pending[A] == 2


def test_the_groups_offset_moves_when_the_effects_are_committed(consumer: BatchConsumer) -> None:
    consumer.flight = flight = Flight({A: 5})
    batch = consumer._batch(A, records(5, 6), flight, 1)
    assert consumer._new_offset(A) is None, "reading is no acknowledgement"
    batch.on_final_ack(consumer)
    assert consumer._new_offset(A) == 7
    assert flight.pending[A] == 0
    assert flight.drained.is_set()


def test_a_batch_of_an_older_assignment_moves_nothing(consumer: BatchConsumer) -> None:
    old = Flight({A: 5})
    batch = consumer._batch(A, records(5, 6), old, 1)
    consumer.flight = Flight({A: 5})
    batch.on_final_ack(consumer)
    assert consumer._new_offset(A) is None
    assert consumer.flight.pending[A] == 0


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
