"""What tables measure."""

from pathlib import Path

from tables.checkpoint import Ledger
from tables.measures import StoreMeasures, TableMeasures
from tables.store import LocalPosition, PartitionStore, StoreOptions

OPTIONS = StoreOptions(cache_bytes=8 << 20, write_buffer_bytes=4 << 20)


def test_outcomes_failures_and_what_was_sent_are_summed_up() -> None:
    measures = TableMeasures()
    measures.committed("a", Ledger(applied=3, dead_letters=2), {4: "late", 7: "late"}, ["dead-letter.queue"] * 2)
    measures.committed("a", Ledger(applied=1, duplicates=1), {}, [])
    measures.committed("b", Ledger(rerouted=1), {}, ["b"])
    assert measures.outcomes == {"a": Ledger(applied=4, duplicates=1, dead_letters=2), "b": Ledger(rerouted=1)}
    assert measures.failures == {("a", "late"): 2}
    assert measures.sent == {"dead-letter.queue": 2, "b": 1}


def test_what_a_ledger_has_grown_by() -> None:
    before = Ledger(applied=3, duplicates=1, dead_letters=1, rerouted=1, clamped=1)
    assert before.plus(Ledger(applied=2, clamped=1)).less(before) == Ledger(applied=2, clamped=1)


def test_one_look_up_of_many_and_every_write_are_timed(tmp_path: Path) -> None:
    measures = StoreMeasures()
    store = PartitionStore(tmp_path / "0.db", OPTIONS, measures)
    store.write({b"key": b"value"}, LocalPosition("id", 1, 0.0))
    for _ in range(31):
        store.get(b"key")
    assert (measures.reads.count, measures.writes.count) == (0, 1)
    for _ in range(33):
        store.get(b"key")
    assert measures.reads.count == 2
    assert 0 < measures.reads.total < 1


def test_the_size_of_a_store_grows_with_what_is_written(tmp_path: Path) -> None:
    store = PartitionStore(tmp_path / "0.db", OPTIONS)
    before = store.size()
    store.write({b"%06d" % number: bytes(100) for number in range(1000)}, LocalPosition("id", 1, 0.0))
    after = store.size()
    assert after.keys == before.keys + 1001  # with the local record
    assert after.file_bytes > before.file_bytes + 10_000  # the log is on the disk at once
    assert after.memory_bytes >= before.memory_bytes
