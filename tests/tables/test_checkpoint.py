import pytest
from hypothesis import given
from hypothesis import strategies as st

from tables.checkpoint import Checkpoint, Ledger, checkpoint_key
from tables.errors import CorruptTableError

COUNTS = st.integers(0, 2**40)
LEDGERS = st.builds(Ledger, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
CHECKPOINTS = st.builds(
    Checkpoint, st.uuids().map(str), st.integers(-1, 2**62), st.integers(0, 2**53), LEDGERS, st.integers(-1, 2**62)
)


def test_each_source_topic_has_a_key() -> None:
    assert checkpoint_key("learning.events") == b"checkpoint:learning.events"


@given(CHECKPOINTS)
def test_a_checkpoint_is_read_as_it_was_written(checkpoint: Checkpoint) -> None:
    assert Checkpoint.load(checkpoint.dump()) == checkpoint


def test_the_bytes_are_canonical() -> None:
    assert Checkpoint("id", 5, 7, Ledger(1, 2, 3, 4, 1)).dump() == (
        b'{"ledger":{"applied":1,"clamped":1,"dead_letters":3,"duplicates":2,"rerouted":4},'
        b'"offset":5,"read":10,"topic_id":"id","watermark":7}'
    )


@given(LEDGERS, LEDGERS)
def test_ledgers_add_up(one: Ledger, other: Ledger) -> None:
    assert one.records == one.applied + one.duplicates + one.dead_letters + one.rerouted
    assert one.plus(other).records == one.records + other.records
    assert one.plus(other).clamped == one.clamped + other.clamped
    assert one.plus(Ledger()) == one


def test_a_batch_moves_the_offset_and_adds_to_the_ledger() -> None:
    before = Checkpoint("id", 5, 7, Ledger(applied=6))
    after = before.advanced(9, 8, Ledger(applied=3, duplicates=1), read=4)
    assert after == Checkpoint("id", 9, 8, Ledger(9, 1))
    assert (after.read, after.imbalance) == (10, 0)


def test_a_record_that_ended_in_no_way_or_in_two_shows() -> None:
    before = Checkpoint("id", 5, 7, Ledger(applied=6))
    assert before.advanced(9, 8, Ledger(applied=3), read=4).imbalance == 1
    assert before.advanced(9, 8, Ledger(applied=3, dead_letters=2), read=4).imbalance == -1


def test_what_was_stored_before_records_were_counted_is_balanced() -> None:
    raw = b'{"ledger":{"applied":6,"clamped":1},"offset":5,"topic_id":"id","watermark":7}'
    assert (Checkpoint.load(raw).read, Checkpoint.load(raw).imbalance) == (6, 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"junk",
        b"\xff",
        b"[]",
        b"5",
        b"null",
        b"{}",
        b'{"topic_id":"a","offset":1,"watermark":1,"ledger":{"odd":1}}',
    ],
)
def test_what_is_no_checkpoint_is_a_corrupt_table(raw: bytes) -> None:
    with pytest.raises(CorruptTableError, match="checkpoint"):
        Checkpoint.load(raw)
