"""When local data may be continued, and how a changelog is read to its end. Kafka is played here."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tables.errors import CorruptChangelogError, RestoreStalledError, SecondWriterError
from tables.finished import finished
from tables.kafka.clients import TopicPartition
from tables.restore import (
    DELETE_RETENTION_S,
    Progress,
    RestorePolicy,
    Restorer,
    _unusable,
    stable_end,
)
from tables.store import LocalPosition, PartitionStore, StoreOptions

TOPIC = "fleet-mastery-changelog"
LOG = (TOPIC, 0)
NOW = 1_768_305_600.0
HALF = DELETE_RETENTION_S / 2


# -- may local data be continued? --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changelog_id", "position", "age", "why"),
    [
        ("id", 10, 0.0, None),
        ("id", 30, 0.0, None),
        ("id", 20, HALF, None),
        ("other", 20, 0.0, "another incarnation"),
        ("id", 9, 0.0, "outside the changelog's 10..30"),
        ("id", 31, 0.0, "outside the changelog's 10..30"),
        ("id", 20, HALF + 1, "too old"),
    ],
)
def test_local_data_is_continued_only_where_nothing_can_be_missing(
    changelog_id: str, position: int, age: float, why: str | None
) -> None:
    local = LocalPosition(changelog_id, position, NOW - age)
    found = _unusable(local, "id", range(10, 31), NOW - RestorePolicy().max_age_seconds)
    assert found is None if why is None else why in (found or "")


def test_data_without_a_position_is_not_continued() -> None:
    assert _unusable(None, "id", range(1), 0.0) == "no local position"


# -- is the end agreed on? ---------------------------------------------------------------------------------------------
class Ends:
    """Offsets of the changelog; the stable end follows the last one after some questions."""

    def __init__(self, begin: int, end: int, open_for: int = 0) -> None:
        self._begin, self._end, self._open_for = begin, end, open_for

    async def begin(self, _: Any) -> dict[tuple[str, int], int]:
        return {LOG: self._begin}

    async def end(self, _: Any) -> dict[tuple[str, int], int]:
        return {LOG: self._end}

    async def stable_end(self, _: Any) -> dict[tuple[str, int], int]:
        self._open_for -= 1
        return {LOG: self._end - (self._open_for >= 0)}


async def test_the_end_is_taken_once_no_transaction_is_open() -> None:
    offsets: Any = Ends(0, 30, open_for=2)
    assert await stable_end(offsets, TOPIC, 0, patience=30.0) == 30


async def test_a_transaction_that_stays_open_is_a_second_writer() -> None:
    offsets: Any = Ends(0, 30, open_for=1_000)
    with pytest.raises(SecondWriterError, match=r"at 29 \(end 30\)"):
        await stable_end(offsets, TOPIC, 0, patience=0.0)


# -- reading to the end ------------------------------------------------------------------------------------------------
class Reader:
    """A consumer that answers fetches from a script: (records as key and value, position after it)."""

    def __init__(self, *fetches: tuple[list[tuple[bytes, bytes | None]], int]) -> None:
        self._fetches = list(fetches)
        self._position = 0

    async def getmany(self, tp: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        records, self._position = self._fetches.pop(0) if self._fetches else ([], self._position)
        return {tp: [SimpleNamespace(key=key, value=value, offset=7) for key, value in records]} if records else {}

    async def position(self, _: TopicPartition) -> int:
        return self._position


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PartitionStore]:
    made = PartitionStore(tmp_path / "0.db", StoreOptions(1 << 20, 1 << 20))
    yield made
    made.close()


def restorer(policy: RestorePolicy | None = None) -> tuple[Restorer, list[tuple[int, int, int]]]:
    seen: list[tuple[int, int, int]] = []

    def tell(partition: int, at: Progress) -> None:
        seen.append((partition, at.position, at.end))

    def foreign(key: bytes | None, _: bytes | None) -> str | None:
        return "it" if key in (None, b"foreign") else None

    return Restorer("nowhere:1", TOPIC, "id", policy or RestorePolicy(), foreign, tell), seen


START = LocalPosition("id", 0, NOW)


async def copy(reader: Reader, store: PartitionStore, end: int, policy: RestorePolicy | None = None) -> int:
    made, _ = restorer(policy=policy)
    return await made.copy(reader, TopicPartition(*LOG), store, START, end)


async def test_values_and_deletions_are_taken_in_order_up_to_the_end(store: PartitionStore) -> None:
    reader = Reader(([(b"a", b"1"), (b"b", b"1"), (b"a", b"2")], 3), ([(b"b", None), (b"c", b"3")], 5))
    made, seen = restorer()
    count = await made.copy(reader, TopicPartition(*LOG), store, START, 5)
    assert count == 5
    assert {key: value for key, value in store.scan(b"") if key != b"\x00fleet:local"} == {b"a": b"2", b"c": b"3"}
    assert seen == [(0, 3, 5), (0, 5, 5)]


async def test_markers_at_the_end_are_passed_by_position(store: PartitionStore) -> None:
    assert await copy(Reader(([(b"a", b"1")], 1), ([], 1), ([], 2)), store, end=2) == 1
    position = store.local_position()
    assert position is not None
    assert position.position == 2


async def test_a_fetch_that_never_comes_is_told(store: PartitionStore) -> None:
    with pytest.raises(RestoreStalledError, match="at 1 of 9"):
        await copy(Reader(([(b"a", b"1")], 1)), store, end=9, policy=RestorePolicy(stall_seconds=0.0))


@pytest.mark.parametrize("key", [b"foreign", None])
async def test_a_record_that_the_table_did_not_write_is_never_taken(store: PartitionStore, key: Any) -> None:
    with pytest.raises(CorruptChangelogError, match=r"changelog/0@7 was not written by this table: it"):
        await copy(Reader(([(b"a", b"1"), (key, b"1")], 2)), store, end=2)
    assert store.is_empty()


def test_progress_foretells_the_end_once_something_has_moved() -> None:
    half = Progress(start=100, position=150, end=200, records=40, seconds=2.0)
    assert (half.percent, half.records_per_second, half.seconds_left) == (50.0, 20.0, 2.0)
    none = Progress(start=100, position=100, end=200, records=0, seconds=0.0)
    assert (none.percent, none.records_per_second, none.seconds_left) == (0.0, 0.0, None)


async def test_cancelling_waits_for_a_write_under_way() -> None:
    done = asyncio.Event()

    async def write() -> None:
        await asyncio.sleep(0.05)
        done.set()

    task = asyncio.create_task(finished(write()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()


async def test_complete_local_data_is_taken_as_it_is_and_verified_anew(store: PartitionStore) -> None:
    store.write({b"a": b"1"}, LocalPosition("id", 30, time.time() - 60))
    made, _ = restorer()
    offsets: Any = Ends(10, 30)
    done = await made.restore(store, 0, offsets)
    assert (done.records, done.position, done.wiped) == (0, 30, None)
    assert store.get(b"a") == b"1"
    position = store.local_position()
    assert position is not None
    assert position.verified_at > time.time() - 30


async def test_unusable_local_data_is_wiped(store: PartitionStore) -> None:
    store.write({b"a": b"1"}, LocalPosition("another", 0, time.time()))
    made, _ = restorer()
    offsets: Any = Ends(0, 0)
    done = await made.restore(store, 0, offsets)
    assert done.wiped is not None
    assert store.get(b"a") is None
    position = store.local_position()
    assert position is not None
    assert (position.changelog_id, position.position) == ("id", 0)


async def test_data_counts_as_verified_only_once_it_is_complete(store: PartitionStore) -> None:
    with pytest.raises(RestoreStalledError):
        await copy(Reader(([(b"a", b"1")], 1)), store, end=9, policy=RestorePolicy(stall_seconds=0.0))
    position = store.local_position()
    assert position is not None
    assert (position.position, position.verified_at) == (1, START.verified_at)
