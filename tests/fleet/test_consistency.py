"""The background check over a real RocksDB and played copies: what it samples, and what it makes of a difference."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fleet.consistency import ConsistencyCheck, sample
from tables.projections.projection import TargetAwayError
from tables.store import LocalPosition, PartitionStore, StoreOptions

STUDENTS = ["a", "a-b", "ab", "b", "z"]


def key(student: str, day: str = "latest") -> bytes:
    return f"student:{student}:mastery:{day}".encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PartitionStore]:
    made = PartitionStore(tmp_path / "0.db", StoreOptions(1 << 20, 1 << 20))
    values: dict[bytes, bytes | None] = {b"checkpoint:learning.events": b"{}", b"idempotency:a:1": b"[]"}
    for student in STUDENTS:
        values |= {
            key(student): b"now",
            key(student, "2026-01-12"): b"then",
            f"student:{student}:winner:loops:2026-01-12".encode(): b"[]",
        }
    made.write(values, LocalPosition("id", 0, 0.0))
    yield made
    made.close()


class PlayedCopy:
    """Holds what the table holds, unless told otherwise."""

    def __init__(self, store: PartitionStore) -> None:
        self.store = store
        self.wrong: dict[bytes, bytes] = {}
        self.position: int | None = 100
        self.heals_after: int | None = None
        self.away = False
        self.asked: list[list[bytes]] = []

    async def read(self, owned: Any, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        del owned
        if self.away:
            raise TargetAwayError("down")
        self.asked.append(sorted(keys))
        if self.heals_after is not None and len(self.asked) > self.heals_after:
            self.wrong, self.position = {}, 100
        return {one: self.wrong.get(one, self.store.get(one) or b"") for one in keys}

    async def reached(self, owned: Any) -> int | None:
        del owned
        return self.position


class World:
    def __init__(self, store: PartitionStore, keys: int = 1000) -> None:
        self.owned = SimpleNamespace(store=store, partition=0, position=100)
        self.table: Any = SimpleNamespace(owned={0: self.owned})
        self.copy = PlayedCopy(store)
        self.waited: list[float] = []
        self.check = ConsistencyCheck(
            self.table, {"redis": self.copy}, seconds=60.0, keys=keys, wait=self._wait, clock=lambda: 1.0
        )

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def outcomes(self) -> dict[str, int]:
        return {outcome: count for _, outcome, count in self.check.read() if count}


def test_samples_go_through_all_students_and_begin_anew(store: PartitionStore) -> None:
    seen, after = [], ""
    for _ in range(3):
        taken = sample(store, after, 3)
        assert len(taken.values) == 2 * taken.students
        seen += sorted({one.split(b":")[1].decode() for one in taken.values})
        after = taken.last
    assert sorted(seen) == sorted(STUDENTS)
    assert after == ""


def test_a_student_of_many_years_does_not_take_more_than_a_share(store: PartitionStore) -> None:
    days = {key("a", f"20{year}-01-{day:02}"): b"x" for year in range(10, 26) for day in range(1, 29)}
    store.write(days, LocalPosition("id", 0, 0.0))
    taken = sample(store, "a-b", 1)  # "-" sorts before ":"
    assert (len(taken.values), taken.students) == (100, 1)
    assert key("a") in taken.values
    assert key("a", "2025-01-28") in taken.values
    assert key("a", "2010-01-01") not in taken.values


async def test_copies_that_agree_are_looked_at_once(store: PartitionStore) -> None:
    world = World(store)
    await world.check.check()
    assert (world.outcomes, world.waited) == ({"agree": 1}, [])
    assert world.check.state()["redis"]["last"] == {
        "outcome": "agree",
        "partition": 0,
        "students": 5,
        "values": 10,
        "different": 0,
        "at": 1.0,
    }


async def test_a_difference_that_stays_is_told_without_names(store: PartitionStore, caplog: Any) -> None:
    world = World(store)
    world.copy.wrong = {key("ab"): b"other"}
    await world.check.check()
    assert world.outcomes == {"differ": 1}
    assert world.copy.asked[-1] == [key("ab")], "only what differs is looked at again"
    assert world.check.stats["redis"].different == 1
    assert "1 of 10 values of partition 0 differ in redis" in caplog.text
    assert "ab" not in caplog.text.replace("table", "")


async def test_a_copy_that_follows_a_moment_later_agrees(store: PartitionStore) -> None:
    world = World(store)
    world.copy.wrong, world.copy.heals_after = {key("ab"): b"old"}, 2
    await world.check.check()
    assert world.outcomes == {"agree": 1}
    assert len(world.copy.asked) == 3


async def test_a_copy_that_lags_is_behind_and_one_that_is_down_is_away(store: PartitionStore) -> None:
    world = World(store)
    world.copy.wrong, world.copy.position = {key("ab"): b"old"}, 99
    await world.check.check()
    world.copy.position = None
    await world.check.check()
    world.copy.away = True
    await world.check.check()
    assert world.outcomes == {"behind": 2, "away": 1}


async def test_a_partition_that_is_given_away_meanwhile_counts_for_nothing(store: PartitionStore) -> None:
    world = World(store)
    read = world.copy.read

    async def given_away(owned: Any, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        world.table.owned.clear()
        return dict.fromkeys(await read(owned, keys), b"x")

    world.copy.read = given_away  # type: ignore[method-assign]  # played
    await world.check.check()
    assert world.outcomes == {}
    await world.check.check()  # nothing is owned
