"""How a partition's students stand, in memory, and how that keeps up with the table."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.web.page.alerts import OpenAlerts
from fleet.web.page.pulse import ROWS_MAX, Summing, class_part
from fleet.web.page.roster import LEVELS, Roster, Standing, Wanted, standing_of, stored_standing
from fleet.web.page.views import merged, part
from schemas.mastery import level
from tables.errors import CorruptTableError
from tables.mastery import Entry, Mastery
from tables.reader import MasteryReader, NotOwnedError
from tables.struggles import open_key, place_of
from tests.fleet.page_support import T0, Table, mastery, rosters


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    made = Table(tmp_path)
    yield made
    made.close()


def standing(last_ms: int = T0, **values: float) -> Standing:
    return standing_of(mastery(last_ms, **values))


def roster(**students: float) -> Roster:
    made = Roster()
    for name, value in students.items():
        made.put(name, standing(loops=value))
    return made


# -- counts ------------------------------------------------------------------------------------------------------------
def test_students_are_counted_by_component_and_level() -> None:
    made = roster(a=0.1, b=0.41, c=0.7, d=0.71, e=0.91, f=1.0)
    made.put("g", standing(loops=0.2, oop=0.95))
    assert made.counts() == {"loops": [2, 2, 1, 2], "oop": [0, 0, 0, 1]}
    assert made.overall() == [1, 3, 1, 2]  # the mean of 0.2 and 0.95 is learning
    made.drop("g")
    made.put("a", standing(loops=0.99))
    assert made.counts() == {"loops": [0, 2, 1, 3]}
    assert len(made) == 6


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10_000), min_size=1), st.integers(0, 10_000))
def test_counts_are_those_of_the_rows_whatever_came_before(first: dict[str, int], value: int) -> None:
    made = roster(**{name: one / 10_000 for name, one in first.items()})
    made.change({"a": standing(loops=value / 10_000)}, gone=["b"])
    rows = [made.shown(key[1], row) for key, row in made.page(Wanted())[1]]
    for at, name in enumerate(LEVELS):
        assert made.overall()[at] == sum(level(row["overall"]) == name for row in rows)
        assert made.counts().get("loops", [0] * 4)[at] == sum(level(row["mastery"]["loops"]) == name for row in rows)


SCORES = st.integers(0, 10_000)


@given(st.dictionaries(st.text("ab-", min_size=1, max_size=5), st.tuples(SCORES, SCORES, SCORES, SCORES), min_size=1))
def test_stored_bytes_are_read_as_the_table_means_them(components: dict[str, tuple[int, int, int, int]]) -> None:
    value = Mastery({name: Entry(*scores) for name, scores in components.items()}, T0 + 7)
    found = stored_standing(value.dump("stu-1"))
    assert found._replace(components=sorted(found.components)) == standing_of(value)._replace(
        components=sorted(standing_of(value).components)
    )
    assert all(found_value == Entry(*components[name]).weight // 10 for name, found_value in found.components)


def test_what_is_no_value_is_a_corrupt_table() -> None:
    with pytest.raises(CorruptTableError):
        stored_standing(b'{"student_id":"a"}')


# -- pages -------------------------------------------------------------------------------------------------------------
def names(made: Roster, **wanted: object) -> list[str]:
    return [row["student_id"] for row in part(made, Wanted(**wanted))["rows"]]  # type: ignore[arg-type]  # as tests need


def test_rows_come_in_the_wanted_order() -> None:
    made = roster(b=0.3, a=0.9, c=0.3)
    made.put("new", standing(T0 + 5, oop=0.1))
    assert names(made) == ["a", "b", "c", "new"]
    assert names(made, sort="weakest") == ["new", "b", "c", "a"]
    assert names(made, sort="weakest", component="loops") == ["b", "c", "a", "new"]  # who has nothing comes last
    assert names(made, sort="recent") == ["new", "a", "b", "c"]
    assert names(made, sort="weakest", component="unknown") == ["a", "b", "c", "new"]


def test_rows_are_filtered_by_level_and_name() -> None:
    made = roster(Anna=0.3, hanna=0.9, bob=0.3)
    assert names(made, search="ANN") == ["Anna", "hanna"]
    assert names(made, level="beginner") == ["Anna", "bob"]
    assert names(made, level="beginner", component="oop") == []
    assert part(made, Wanted(search="ann", level="proficient", component="loops"))["matched"] == 1


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(0, 5), max_size=30), st.integers(1, 4))
def test_pages_of_several_partitions_are_all_students_once_in_order(students: dict[str, int], limit: int) -> None:
    parts = [Roster(), Roster(), Roster()]
    for at, (name, value) in enumerate(students.items()):
        parts[at % 3].put(name, standing(loops=value / 5))
    after, seen = None, []
    while True:
        wanted = Wanted(sort="weakest", limit=limit, after=after)
        page = merged([part(one, wanted) for one in parts], limit)
        assert page["matched"] == page["students"] == len(students)
        assert len(page["rows"]) <= limit
        seen += [(row["overall"], row["student_id"]) for row in page["rows"]]
        if page["next"] is None:
            break
        number, _, name = page["next"].partition(":")
        after = int(number), name
    assert seen == sorted((value / 5, name) for name, value in students.items())


# -- changes -----------------------------------------------------------------------------------------------------------
def test_changes_since_a_place_are_told_once() -> None:
    made = roster(a=0.1, b=0.2)
    first = class_part("e", made, None)
    assert (first["complete"], first["changed"]) == (False, [])
    made.change({"a": standing(loops=0.5)})
    made.change({"a": standing(loops=0.6), "c": standing(oop=1.0)})
    second = class_part("e", made, first["place"])
    assert second["complete"]
    assert {row["student_id"]: row["mastery"] for row in second["changed"]} == {"a": {"loops": 0.6}, "c": {"oop": 1.0}}
    assert class_part("e", made, second["place"])["changed"] == []
    assert not class_part("another", made, second["place"])["complete"]
    made.change({str(number): standing(loops=0.5) for number in range(ROWS_MAX + 1)})
    assert not class_part("e", made, second["place"])["complete"]


def test_what_is_forgotten_makes_changes_incomplete() -> None:
    made = roster()
    made.change({str(number): standing(loops=0.5) for number in range(600)})
    assert not made.changes(0).complete
    assert made.changes(1).complete


def test_a_message_adds_up_what_the_partitions_say() -> None:
    def one(records: int, oldest: int | None = None) -> dict[str, object]:
        counted = {"open": 2, "permanent": 1, "oldest_ms": oldest}
        beside = {
            "records": records,
            "refused": 1,
            "lag": 3,
            "letters": counted,
            "paused": [f"t/{records}"],
            "alerts": {},
        }
        return {**class_part("e", roster(a=0.1), None), **beside, "letters": counted, "alerts": {}}

    summing = Summing()
    first = summing.message({0: one(10), 1: one(20, 5000)}, {2}, 100.0)
    assert first["events_per_second"] is None
    assert (first["students"], first["overall"], first["components"]) == (2, [2, 0, 0, 0], {"loops": [2, 0, 0, 0]})
    assert (first["lag"], first["refused"], first["partitions_away"]) == (6, 2, [2])
    assert first["dead_letters"] == {"open": 4, "permanent": 2, "oldest_age_seconds": 95}
    assert first["alerts"] == {"open": 0, "newest": None}
    assert first["paused"] == ["t/10", "t/20"]
    second = summing.message({0: one(30), 2: one(1000)}, {1}, 102.0)
    assert second["events_per_second"] == 10.0  # of the partition that was there before


# -- keeping up --------------------------------------------------------------------------------------------------------
async def test_a_roster_is_read_from_the_table_and_follows_it(table: Table) -> None:
    table.put({f"stu-{number:03}": mastery(loops=0.5) for number in range(450)})
    kept = rosters(table)
    epoch, first = await kept.of(0)
    assert len(first) == 450
    table.put({"stu-001": mastery(loops=0.95), "late": mastery(loops=0.1)}, gone=("stu-002",))
    again, second = await kept.of(0)
    assert (again, second is first, len(second)) == (epoch, True, 450)
    assert second.counts() == {"loops": [1, 448, 0, 1]}


async def test_commits_during_the_reading_count(table: Table) -> None:
    table.put({f"stu-{number:03}": mastery(loops=0.5) for number in range(450)})
    kept = rosters(table)
    reading = asyncio.create_task(kept.of(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the first piece is read, the last is not
    table.put({"stu-449": mastery(loops=0.95), "new": mastery(loops=0.1)}, gone=("stu-001", "stu-448"))
    _, found = await reading
    assert found.counts() == {"loops": [1, 447, 0, 1]}
    assert "stu-448" not in found


async def test_nobody_owns_the_roster_of_a_partition_that_has_gone(table: Table) -> None:
    table.put({"a": mastery(loops=0.5)})
    kept = rosters(table)
    before, _ = await kept.of(0)
    gone = table.owned.pop(0)
    with pytest.raises(NotOwnedError):
        await kept.of(0)
    table.owned[0] = type("Again", (), {**vars(gone)})()  # owned anew, after others had it
    after, _ = await kept.of(0)
    assert before != after
    table.owned[0] = gone


async def test_what_nobody_looks_at_is_dropped(table: Table) -> None:
    now = 0.0
    kept = rosters(table, lambda: now)
    before, _ = await kept.of(0)
    now = 299.0
    kept.sweep()
    assert (await kept.of(0))[0] == before
    now = 700.0
    kept.sweep()
    assert (await kept.of(0))[0] != before


def test_open_alerts_are_counted_when_something_has_changed(table: Table) -> None:
    counting = OpenAlerts(table)  # type: ignore[arg-type]  # as far as it reads
    assert counting.of(0) == {"open": 0, "newest": None}
    table.owned[0].write({open_key(5, "aa"): b"{}", open_key(9, "bb"): b"{}", b"student:a": b"{}"})
    assert counting.of(0) == {"open": 0, "newest": None}, "nothing was committed since"
    table.owned[0].position += 1
    assert counting.of(0) == {"open": 2, "newest": place_of(9, "bb")}
    with pytest.raises(NotOwnedError):
        counting.of(1)


def test_students_are_found_whatever_their_ids(table: Table) -> None:
    ids = ["a", "a-1", "a;", "a b", "ab", "b", "ü", "z~"]
    table.put({name: mastery(loops=0.5) for name in ids})
    table.owned[0].write({b"student:a:winner:loops:2026-01-13": b"[]", b"student:nobody:winner:x:2026-01-13": b"[]"})
    reader = MasteryReader(table, 6)  # type: ignore[arg-type]  # as far as it reads
    found = [name for name, _ in reader.students(0)]
    assert sorted(found) == sorted(ids)
    rest = [name for name, _ in reader.students(0, found[2])]
    assert rest == found[3:]
    with pytest.raises(NotOwnedError):
        reader.students(1)
