"""What is due follows from the outcomes alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.exercise.spacing import Practised, due

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY_MS = 86_400_000


def practised(day: int, *, passed: bool = True, concept: str = "recursion", number: int = 0) -> Practised:
    at = int(START.timestamp() * 1000) + day * DAY_MS
    return Practised(concept, at, f"event-{number}", "medium", passed)


def test_nothing_practised_nothing_due() -> None:
    assert due([], START) == []


def test_success_lengthens_and_failure_shortens_the_time() -> None:
    once = due([practised(0)], START)[0].at
    twice = due([practised(0), practised(3)], START + timedelta(days=3))[0].at
    failed = due([practised(0), practised(3, passed=False)], START + timedelta(days=3))[0].at
    assert once > START
    assert twice - (START + timedelta(days=3)) > once - START
    assert failed < twice


def test_what_is_remembered_least_comes_first() -> None:
    outcomes = [practised(0, concept="sets"), practised(20, concept="lists")]
    found = due(outcomes, START + timedelta(days=21))
    assert [one.concept for one in found] == ["sets", "lists"]
    assert 0 < found[0].recalled < found[1].recalled <= 1


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=8), st.randoms())
def test_neither_order_nor_copies_matter(days: list[tuple[int, bool]], random: object) -> None:
    outcomes = [practised(day, passed=passed, number=number) for number, (day, passed) in enumerate(days)]
    mixed = outcomes * 2
    random.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis's own generator
    now = START + timedelta(days=61)
    assert due(mixed, now) == due(outcomes, now)
