"""Ratings and schedules follow from the set of outcomes: neither order, nor copies, nor cuts show."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.metadata import LOGITS
from tables.errors import CorruptTableError
from tables.practice import KEPT, Outcome, Practice
from tables.rating import LIMIT, chance, moved, rating_of_results
from tables.spacing import plan_of, recalled

START = 1_768_305_600_000
DAY = 86_400_000

# Few instants and items: equal ones must be frequent.
ANY = st.builds(
    Outcome,
    timestamp=st.integers(0, 40).map(lambda day: START + day * DAY),
    event_id=st.sampled_from(["a", "b", "c"]),
    item=st.integers(0, 30).map(str),
    level=st.sampled_from([-1500, 0, 1500]),
    before=st.sampled_from([-1000, 200]),
    passed=st.integers(0, 1),
)


def outcome(day: int, *, passed: int = 1, level: int = 0, item: str = "") -> Outcome:
    return Outcome(START + day * DAY, f"e{day}", item or f"i{day}", level, 200, passed)


@given(st.lists(ANY, min_size=1, max_size=60), st.data())
def test_whatever_way_outcomes_come_the_bytes_are_the_same(given_: list[Outcome], data: st.DataObject) -> None:
    whole = Practice.of(given_)
    mixed = data.draw(st.permutations([*given_, *data.draw(st.lists(st.sampled_from(given_)))]))
    known: tuple[Outcome, ...] = ()
    while mixed:  # as batches bring them: of what is past nothing but what was kept is there
        cut = data.draw(st.integers(1, len(mixed)))
        known = Practice.load(Practice.of([*known, *mixed[:cut]]).dump()).outcomes
        mixed = mixed[cut:]
    assert Practice.of(known).dump() == whole.dump()
    assert len(whole.outcomes) <= KEPT
    assert list(whole.outcomes) == sorted(whole.outcomes)
    assert len({one.item for one in whole.outcomes}) == len(whole.outcomes)


def test_the_last_attempt_at_an_item_counts() -> None:
    tried = [outcome(0, passed=0, item="x"), outcome(1, passed=0, item="x"), outcome(2, item="x")]
    assert Practice.of(tried) == Practice.of(tried[2:])


def test_what_is_read_back_is_equal_and_damage_is_told() -> None:
    one = Practice.of([outcome(0), outcome(4, passed=0)])
    assert Practice.load(one.dump()) == one
    for raw in (b"", b"{}", b"[]", b'{"outcomes":[[1]],"rating":0,"due":0,"stability":0}'):
        with pytest.raises(CorruptTableError):
            Practice.load(raw)


def test_a_value_is_small() -> None:
    event = "00000000-0000-4000-8000-000000000000"
    full = Practice.of(outcome(day)._replace(event_id=event, item=f"{day:016x}") for day in range(100))
    assert len(full.dump()) < 2048
    assert set(json.loads(full.dump())) == {"due", "outcomes", "rating", "stability"}


# -- ratings -----------------------------------------------------------------------------------------------------------
def test_a_rating_begins_where_the_student_stood_and_moves_by_surprises() -> None:
    won, lost = outcome(0), outcome(0, passed=0)
    assert rating_of_results([won]) == round(moved(0.2, 0.0, 1.0) * LOGITS)
    assert rating_of_results([won._replace(before=2000)]) > rating_of_results([won])
    assert rating_of_results([won._replace(level=1500)]) > rating_of_results([won]) > 200 > rating_of_results([lost])


def test_ratings_stay_within_their_bounds() -> None:
    best = rating_of_results([outcome(day, level=1500) for day in range(60)])
    assert best <= round(LIMIT * LOGITS)
    assert chance(LIMIT, 0.0) == pytest.approx(0.98)


# -- schedules ---------------------------------------------------------------------------------------------------------
def test_success_lengthens_and_failure_shortens_the_time() -> None:
    once, twice = plan_of([outcome(0)]), plan_of([outcome(0), outcome(3)])
    failed = plan_of([outcome(0), outcome(3, passed=0)])
    assert once.due > START
    assert twice.due - (START + 3 * DAY) > once.due - START
    assert failed.due < twice.due


def test_an_easy_item_says_less_than_a_hard_one() -> None:
    stabilities = [plan_of([outcome(0, level=level)]).stability for level in (-1500, 0, 1500)]
    assert stabilities == sorted(set(stabilities))


def test_memory_fades_to_nine_tenths_within_the_stability() -> None:
    plan = plan_of([outcome(0)])
    assert recalled(plan.stability, START, START) == 1.0
    assert recalled(plan.stability, START, START + round(plan.stability * DAY)) == pytest.approx(0.9, abs=0.03)
    assert recalled(plan.stability, START, START - DAY) == 1.0, "a clock that is behind"
