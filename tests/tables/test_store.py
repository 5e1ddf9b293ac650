"""One partition's RocksDB."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tables.errors import CorruptTableError
from tables.store import LocalPosition, PartitionStore, StoreBusyError, StoreOptions, drop_stale

OPTIONS = StoreOptions(1 << 20, 1 << 20)
AT = LocalPosition("changelog-id", 42, 1_768_305_600.5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PartitionStore]:
    made = PartitionStore(tmp_path / "table" / "0.db", OPTIONS)
    yield made
    made.close()


def test_changes_and_deletions_take_effect_together_with_the_position(store: PartitionStore) -> None:
    store.write({b"a": b"1", b"b": b"2"}, AT)
    store.write({b"a": None, b"b": b"", b"missing": None}, LocalPosition("changelog-id", 45, 2.0))
    assert (store.get(b"a"), store.get(b"b")) == (None, b"")
    assert store.local_position() == LocalPosition("changelog-id", 45, 2.0)


def test_everything_is_there_after_opening_again(store: PartitionStore) -> None:
    store.write({b"a": b"1"}, AT)
    store.close()
    store._db = store._open()
    assert (store.get(b"a"), store.local_position()) == (b"1", AT)


def test_a_folder_that_is_open_cannot_be_opened_again(store: PartitionStore) -> None:
    with pytest.raises(Exception, match=r"[Ll]ock"):
        PartitionStore(store.path, OPTIONS)


def test_scan_yields_a_prefix_in_order_from_a_start(store: PartitionStore) -> None:
    store.write({key: key for key in (b"b:2", b"a:9", b"b:1", b"b;", b"b:", b"c", "b:ü".encode())}, AT)
    assert [key for key, _ in store.scan(b"b:")] == [b"b:", b"b:1", b"b:2", "b:ü".encode()]
    assert [value for _, value in store.scan(b"b:", b"b:11")] == [b"b:2", "b:ü".encode()]
    assert list(store.scan(b"b:", b"c")) == []
    assert list(store.scan(b"zzz")) == []


def test_scan_without_a_prefix_shows_the_local_record_first(store: PartitionStore) -> None:
    store.write({b"a": b"1"}, AT)
    assert [key for key, _ in store.scan(b"")] == [b"\x00fleet:local", b"a"]


@pytest.mark.parametrize(
    ("bound", "found"),
    [(b"b:2", b"b:1"), (b"b:3", b"b:2"), (b"b:1", None), (b"b:", None), (b"b:9", b"b:2"), (b"zzz", None)],
)
def test_last_before_finds_the_greatest_key_below(store: PartitionStore, bound: bytes, found: bytes | None) -> None:
    store.write({key: b"=" + key for key in (b"a:5", b"b:1", b"b:2", b"c:1")}, AT)
    assert store.last_before(b"b:", bound) == (None if found is None else (found, b"=" + found))


def test_an_empty_store_has_neither_position_nor_keys(store: PartitionStore) -> None:
    assert store.local_position() is None
    assert store.last_before(b"a", b"b") is None


@pytest.mark.parametrize(
    "raw",
    [
        b"junk",
        b"[]",
        b'["id",1]',
        b"5",
    ],
)
def test_an_unreadable_position_counts_as_none(store: PartitionStore, raw: bytes) -> None:
    store.write({b"\x00fleet:local": b""}, AT)
    store._db[b"\x00fleet:local"] = raw
    assert store.local_position() is None


def test_a_wiped_store_is_empty_and_usable(store: PartitionStore) -> None:
    store.write({b"a": b"1"}, AT)
    store.wipe()
    assert (store.get(b"a"), store.local_position()) == (None, None)
    store.write({b"b": b"2"}, AT)
    assert store.get(b"b") == b"2"


def test_damaged_files_are_told_and_not_read_as_if_keys_were_missing(store: PartitionStore) -> None:
    store.write({b"a:%05d" % number: b"v" * 100 for number in range(2000)}, AT)
    store._db.flush()
    store.close()
    for file in store.path.glob("*.sst"):
        intact = file.read_bytes()
        half = len(intact) // 2  # the data; index and filter stand at the end
        file.write_bytes(bytes(one ^ 0x55 for one in intact[:half]) + intact[half:])
    store._db = store._open()
    with pytest.raises(CorruptTableError, match="Corruption"):
        store.get(b"a:00001")
    with pytest.raises(CorruptTableError, match="Corruption"):
        list(store.scan(b"a:"))
    with pytest.raises(CorruptTableError, match="Corruption"):
        store.last_before(b"a:", b"a:00005")


# -- data of partitions long not owned ---------------------------------------------------------------------------------
def _aged(path: Path, seconds: float) -> Path:
    path.mkdir(parents=True)
    (path / "CURRENT").write_text("")
    (path / "OLDER").write_text("")
    moment = time.time() - seconds
    os.utime(path / "CURRENT", (moment, moment))
    os.utime(path / "OLDER", (0, 0))
    return path


def test_only_old_data_of_partitions_not_kept_is_deleted(tmp_path: Path) -> None:
    old, kept, young = (_aged(tmp_path / f"{name}.db", age) for name, age in (("1", 200), ("2", 200), ("3", 20)))
    other = _aged(tmp_path / "notes.db", 200)
    assert drop_stale(tmp_path, {2}, max_age=100) == [1]
    assert [path.exists() for path in (old, kept, young, other)] == [False, True, True, True]


def test_there_may_be_no_folder_yet(tmp_path: Path) -> None:
    assert drop_stale(tmp_path / "missing", set(), 1.0) == []


async def test_a_store_that_is_behind_takes_the_write_later_and_holds_up_nobody(tmp_path: Path) -> None:
    store = PartitionStore(tmp_path / "0.db", StoreOptions(1 << 20, 64 << 10))
    written, turns, busy = 0, 0, 0
    write = store.write

    def counted(*args: Any) -> None:
        nonlocal busy
        try:
            write(*args)
        except StoreBusyError:
            busy += 1
            raise

    store.write = counted  # type: ignore[method-assign]

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(turn())
    while not busy and written < 2000:  # batches as large as the write buffer: flushes cannot keep up for long
        changes: dict[bytes, bytes | None] = {b"%06d-%02d" % (written, one): os.urandom(2000) for one in range(30)}
        await store.write_patiently(changes, LocalPosition("id", written, 0.0))
        written += 1
    other.cancel()
    assert busy
    assert turns
    assert sum(1 for _ in store.scan(b"0")) == 30 * written
    local = store.local_position()
    assert local is not None
    assert local.position == written - 1
    store.close()


def test_what_bounds_a_store_also_holds_when_it_is_opened_again(tmp_path: Path) -> None:
    options = StoreOptions(3 << 20, 1 << 20)
    for _ in range(2):
        store = PartitionStore(tmp_path / "0.db", options)
        assert store._db.property_int_value("rocksdb.block-cache-capacity") == options.cache_bytes
        store.write({b"a": b"1"}, AT)
        store.close()


@pytest.mark.parametrize("others", [1, 5000])
def test_a_compaction_leaves_nothing_of_what_was_deleted_in_the_files(tmp_path: Path, others: int) -> None:
    path = tmp_path / "0.db"
    store = PartitionStore(path, StoreOptions(1 << 20, 1 << 20))
    kept: dict[bytes, bytes | None] = {b"stays-%d" % number: b"{}" for number in range(others)}
    gone = [b"gone-%d" % number for number in range(10)]
    store.write(kept | dict.fromkeys(gone, b"[]"), LocalPosition("id", 1, 0.0))
    store.write(dict.fromkeys(gone), LocalPosition("id", 2, 0.0))
    store.compact()
    store.close()
    PartitionStore(path, StoreOptions(1 << 20, 1 << 20)).close()  # begins a new manifest
    assert [one.name for one in path.rglob("*") if one.is_file() and b"gone-" in one.read_bytes()] == []
