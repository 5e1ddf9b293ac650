"""The pure fold over a past that is a few dictionaries."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tables.mastery import Entry, Mastery, Winner, day_of
from tables.reducers import Fact, fold

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
DAY = 86_400_000


class Remembered:
    """A student's state in memory: the simplest `Past`."""

    def __init__(self) -> None:
        self.now: Mastery | None = None
        self.by_day: dict[str, Mastery] = {}
        self.winners: dict[tuple[str, str], Winner] = {}

    def latest(self) -> Mastery | None:
        return self.now

    def on(self, day: str) -> Mastery:
        return self.by_day[day]

    def before(self, day: str) -> Mastery | None:
        return self.by_day.get(max((one for one in self.by_day if one < day), default=""))

    def days_from(self, day: str) -> list[str]:
        return sorted(one for one in self.by_day if one >= day)

    def winner(self, component: str, day: str) -> Winner | None:
        return self.winners.get((component, day))

    def next_won_day(self, component: str, day: str) -> str | None:
        return min((won for name, won in self.winners if name == component and won > day), default=None)

    def take(self, *facts: Fact) -> "Remembered":
        for fact in facts:
            change = fold(self, fact)
            if change is not None:
                self.winners[fact.component, fact.day] = fact.winner
                self.by_day |= change.days
                self.now = change.latest or self.now
        return self


def fact(component: str, timestamp: int, score: int = 5000, event_id: str = "evt") -> Fact:
    return Fact(component, day_of(timestamp), Winner(timestamp, event_id, score, score, score, score))


def scores(mastery: Mastery | None) -> dict[str, float]:
    assert mastery is not None
    return {name: entry.scores["quiz"] for name, entry in mastery.components.items()}


def test_a_first_event_is_the_present_and_its_day() -> None:
    change = fold(Remembered(), fact("loops", NOON))
    assert change is not None
    assert change.days == {"2026-01-13": change.latest}
    assert scores(change.latest) == {"loops": 0.5}


def test_a_new_day_takes_over_the_components_of_the_day_before() -> None:
    past = Remembered().take(fact("loops", NOON), fact("files", NOON + DAY, 7000))
    assert scores(past.by_day["2026-01-13"]) == {"loops": 0.5}
    assert scores(past.by_day["2026-01-14"]) == {"loops": 0.5, "files": 0.7}
    assert past.now is past.by_day["2026-01-14"]


@pytest.mark.parametrize(
    "lesser",
    [
        fact("loops", NOON, 5000, "evt-5"),
        fact("loops", NOON - 1, 9000, "evt-9"),
        fact("loops", NOON, 9000, "evt-4"),
        fact("loops", NOON, 4999, "evt-5"),
    ],
    ids=["equal", "earlier", "lesser id", "lesser scores"],
)
def test_of_one_day_the_greatest_event_wins_and_others_change_nothing(lesser: Fact) -> None:
    winner = fact("loops", NOON, 5000, "evt-5")
    assert fold(Remembered().take(winner), lesser) is None
    assert scores(Remembered().take(lesser, winner).now) == {"loops": 0.5}


def test_a_late_event_counts_on_its_day_and_until_the_components_next_winner() -> None:
    past = Remembered().take(
        fact("loops", NOON - 5 * DAY, 1000),
        fact("files", NOON - 3 * DAY, 2000),
        fact("loops", NOON - DAY, 3000),
        fact("files", NOON, 4000),
    )
    before = past.now
    change = fold(past, fact("loops", NOON - 4 * DAY, 9000))
    assert change is not None
    assert change.latest is None
    assert {day: scores(value) for day, value in change.days.items()} == {
        "2026-01-09": {"loops": 0.9},
        "2026-01-10": {"loops": 0.9, "files": 0.2},
    }
    assert change.days["2026-01-10"].last_ms == NOON - 3 * DAY
    assert past.now is before, "the fold changes nothing in place"


def test_a_late_event_without_a_later_winner_reaches_the_present() -> None:
    change = fold(Remembered().take(fact("loops", NOON)), fact("files", NOON - DAY))
    assert change is not None
    assert scores(change.latest) == {"loops": 0.5, "files": 0.5}
    assert change.latest is change.days["2026-01-13"]


def test_an_event_before_all_others_begins_a_day_of_its_own() -> None:
    change = fold(Remembered().take(fact("loops", NOON)), fact("loops", NOON - DAY, 100))
    assert change is not None
    assert change.latest is None
    assert {day: scores(value) for day, value in change.days.items()} == {"2026-01-12": {"loops": 0.01}}


FACTS = st.builds(
    fact,
    st.sampled_from(["loops", "files", "errors"]),
    st.builds(lambda day, moment: NOON + day * DAY + moment, st.integers(-4, 0), st.sampled_from([-43_200_000, 0, 1])),
    st.sampled_from([0, 3000, 10_000]),
    st.sampled_from(["a", "b"]),
)


def recomputed(facts: list[Fact], until: str) -> dict[str, Entry]:
    """Components as at the end of a day, from all events at once."""
    reached = sorted((one.component, one.winner) for one in facts if one.day <= until)
    return {name: max(group)[1].entry() for name, group in groupby(reached, key=lambda pair: pair[0])}


@given(st.lists(FACTS, min_size=1, max_size=20))
@settings(max_examples=150)
def test_the_state_is_what_recomputing_from_all_events_gives(facts: list[Fact]) -> None:
    past = Remembered().take(*facts)
    assert set(past.by_day) == {one.day for one in facts}
    for day, value in past.by_day.items():
        assert value.components == recomputed(facts, day)
        assert value.last_ms == max(one.winner.timestamp for one in facts if one.day <= day)
    assert past.now is not None
    newest = past.by_day[max(past.by_day)]
    assert (past.now.components, past.now.last_ms) == (newest.components, newest.last_ms)
