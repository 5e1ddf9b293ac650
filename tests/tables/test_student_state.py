"""A batch's drafts above the stored table: what is asked of them must be the union of both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tables.cache import LruCache
from tables.errors import CorruptTableError
from tables.mastery import Entry, Mastery, Winner, dated_key, day_of, latest_key, winner_key
from tables.reducers import Fact
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tables.student_state import StudentStates

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
DAY = 86_400_000
AT = LocalPosition("id", 0, 0.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PartitionStore]:
    made = PartitionStore(tmp_path / "0.db", StoreOptions(1 << 20, 1 << 20))
    yield made
    made.close()


def fact(component: str, day: int, score: int = 5000) -> Fact:
    """An event of 13 January plus `day` days."""
    timestamp = NOON + day * DAY
    return Fact(component, day_of(timestamp), Winner(timestamp, "evt", score, score, score, score))


def take(states: StudentStates, student: str, *facts: Fact) -> None:
    draft = states.draft(student)
    for one in facts:
        draft.add(one.component, one.winner)
    draft.settle()


def stored(store: PartitionStore, student: str, *facts: Fact) -> None:
    states = StudentStates(store, LruCache(0))
    take(states, student, *facts)
    store.write(states.writes(), AT)


def test_reading_writes_nothing(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", 0))
    states = StudentStates(store, LruCache(9))
    draft = states.draft("s")
    assert draft.latest() is not None
    assert draft.days_from("2026-01-01") == ["2026-01-13"]
    assert states.writes() == {}


def test_a_new_student_has_no_past(store: PartitionStore) -> None:
    draft = StudentStates(store, LruCache(9)).draft("s")
    assert (draft.latest(), draft.before("2026-01-13"), draft.days_from("2026-01-13")) == (None, None, [])
    assert (draft.winner("loops", "2026-01-13"), draft.next_won_day("loops", "2026-01-13")) == (None, None)


def test_the_past_is_what_is_stored_and_what_the_batch_has_done(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", -4, 100), fact("loops", 0, 500))
    states = StudentStates(store, LruCache(9))
    take(states, "s", fact("loops", -2, 300), fact("files", 2, 700))
    draft = states.draft("s")

    assert draft.days_from("2026-01-10") == ["2026-01-11", "2026-01-13", "2026-01-15"]
    befores = {day: draft.before(f"2026-01-{day:02}") for day in (9, 10, 12, 14, 20)}
    assert befores[9] is None
    quizzes = {day: value.components["loops"].scores["quiz"] for day, value in befores.items() if value is not None}
    assert quizzes == {10: 0.01, 12: 0.03, 14: 0.05, 20: 0.05}
    assert draft.on("2026-01-11").components["loops"] == Entry(300, 300, 300, 300)
    assert draft.on("2026-01-09").components["loops"] == Entry(100, 100, 100, 100)
    won = [draft.next_won_day("loops", f"2026-01-{day:02}") for day in (8, 9, 11, 12, 13)]
    assert won == ["2026-01-09", "2026-01-11", "2026-01-13", "2026-01-13", None]
    assert draft.winner("loops", "2026-01-11") == fact("loops", -2, 300).winner
    assert draft.winner("loops", "2026-01-13") == fact("loops", 0, 500).winner


def test_a_day_that_the_batch_has_changed_hides_the_stored_one(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", -4, 100), fact("loops", 0))
    states = StudentStates(store, LruCache(9))
    take(states, "s", fact("files", -4))
    before = states.draft("s").before("2026-01-10")
    assert before is not None
    assert set(before.components) == {"files", "loops"}


def test_neighbours_in_the_order_of_keys_are_not_mixed_up(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", 0))
    for neighbour in ("r", "s ", "s-", "s2", "ss"):
        stored(store, neighbour, fact("loops", -1), fact("loops", 1), fact("loops 2", 1), fact("loop", 1))
    draft = StudentStates(store, LruCache(9)).draft("s")
    assert draft.before("2026-01-13") is None
    assert draft.days_from("2026-01-01") == ["2026-01-13"]
    assert draft.next_won_day("loops", "2026-01-01") == "2026-01-13"
    assert draft.next_won_day("loops", "2026-01-13") is None
    assert draft.next_won_day("loop", "2026-01-01") is None


def test_writes_hold_each_changed_key_once_and_the_present_only_if_it_changed(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", -1), fact("loops", 0))
    states = StudentStates(store, LruCache(9))
    take(states, "s", fact("loops", -3))
    assert set(states.writes()) == {dated_key("s", "2026-01-10"), winner_key("s", "loops", "2026-01-10")}
    take(states, "s", fact("loops", 1), fact("files", 1))
    writes = states.writes()
    assert set(writes) == {
        latest_key("s"),
        *(dated_key("s", day) for day in ("2026-01-10", "2026-01-14")),
        *(winner_key("s", name, day) for name, day in (("loops", "2026-01-10"), ("loops", "2026-01-14"))),
        winner_key("s", "files", "2026-01-14"),
    }
    assert writes[latest_key("s")] == writes[dated_key("s", "2026-01-14")]


def test_of_a_component_and_day_only_the_greatest_event_is_folded(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", 0, 600))
    states = StudentStates(store, LruCache(9))
    draft = states.draft("s")
    for score in (500, 900, 700):
        draft.add("loops", fact("loops", 1, score).winner)
    draft.add("loops", fact("loops", 0, 500).winner)  # less than what is stored
    writes = states.writes()
    assert set(writes) == {latest_key("s"), dated_key("s", "2026-01-14"), winner_key("s", "loops", "2026-01-14")}
    assert draft.winner("loops", "2026-01-14") == fact("loops", 1, 900).winner
    assert draft.winner("loops", "2026-01-13") == fact("loops", 0, 600).winner


def test_components_are_counted_with_those_of_the_batch(store: PartitionStore) -> None:
    stored(store, "s", fact("loops", 0))
    draft = StudentStates(store, LruCache(9)).draft("s")
    assert (draft.components_with("loops"), draft.components_with("files")) == (1, 2)
    draft.add("files", fact("files", 0).winner)
    draft.add("files", fact("files", -1).winner)
    assert (draft.components_with("files"), draft.components_with("oop")) == (2, 3)


def test_what_is_cached_is_not_read_from_the_table(store: PartitionStore) -> None:
    cached = Mastery({"loops": Entry(1, 1, 1, 1)}, NOON)
    cache = LruCache[Mastery](9)
    cache.update({"s": cached})
    assert StudentStates(store, cache).draft("s").latest() is cached


def test_a_batch_touches_the_cache_only_once_it_is_committed(store: PartitionStore) -> None:
    cache = LruCache[Mastery](9)
    states = StudentStates(store, cache)
    take(states, "s", fact("loops", 0))
    states.draft("unknown")
    assert len(cache) == 0
    assert set(states.decoded()) == {"s"}
    assert states.decoded()["s"] is states.draft("s").latest()


def test_a_day_that_is_listed_and_missing_is_a_corrupt_table(store: PartitionStore) -> None:
    with pytest.raises(CorruptTableError, match="2026-01-13"):
        StudentStates(store, LruCache(9)).draft("s").on("2026-01-13")
