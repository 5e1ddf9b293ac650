"""Simulated students are believable, valid, and the same for the same seed."""

import itertools
import random
from collections import defaultdict
from statistics import mean
from typing import Any

import pytest

from fleet.simulate.classroom import Classroom
from fleet.simulate.students import COMPONENTS, MS_PER_HOUR, Skill
from schemas.progress import normalise

NOW_MS = 1_768_300_200_000
MINUTE_MS = 60_000


def history(count: int, students: int, seed: int = 7, days: float = 5.0) -> list[dict[str, Any]]:
    return list(Classroom(random.Random(seed), students).history(count, NOW_MS, days))


@pytest.fixture(scope="module")
def term() -> list[dict[str, Any]]:
    """Five days of a class of 200: 25 events each on average."""
    return history(5_000, 200)


def by(events: list[dict[str, Any]], *fields: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    groups = defaultdict(list)
    for event in events:
        groups[tuple(event[field] for field in fields)].append(event)
    return groups


def test_the_same_seed_and_time_give_the_same_events(term: list[dict[str, Any]]) -> None:
    assert history(5_000, 200) == term
    assert history(5_000, 200, seed=8) != term


def test_another_time_gives_other_ids_so_that_a_second_run_is_no_conflict(term: list[dict[str, Any]]) -> None:
    later = list(Classroom(random.Random(7), 200).history(5_000, NOW_MS + 1000, 5.0))
    assert not {event["idempotency_key"] for event in later} & {event["idempotency_key"] for event in term}
    assert not {event["event_id"] for event in later} & {event["event_id"] for event in term}


def test_counts_ids_and_times_are_exact(term: list[dict[str, Any]]) -> None:
    assert len(term) == 5_000
    assert {event["student_id"] for event in term} == {f"stu-{number:05d}" for number in range(1, 201)}
    times = [event["timestamp"] for event in term]
    assert times == sorted(times)
    assert times[0] > NOW_MS - 5 * 24 * MS_PER_HOUR
    assert times[-1] <= NOW_MS
    assert len({event["event_id"] for event in term}) == 5_000
    assert len({event["idempotency_key"] for event in term}) == 5_000
    assert len({(event["student_id"], event["timestamp"]) for event in term}) == 5_000


def test_every_event_is_valid_as_it_stands(term: list[dict[str, Any]]) -> None:
    for event in term:
        normalised = normalise(event, "reject")
        assert not normalised.clamped
        assert normalised.event.scores.model_dump() == event["scores"]


def test_all_modules_of_the_course_are_practised(term: list[dict[str, Any]]) -> None:
    assert {event["component"] for event in term} == set(COMPONENTS)
    assert len(COMPONENTS) == 8


def test_mastery_grows_with_practice(term: list[dict[str, Any]]) -> None:
    courses = [events for events in by(term, "student_id", "component").values() if len(events) >= 4]
    assert len(courses) > 100
    assert mean(course[-1]["mastery"] for course in courses) > mean(course[0]["mastery"] for course in courses) + 0.2
    assert any(course[-1]["mastery"] < course[-2]["mastery"] for course in courses), "nobody ever slips"


def test_students_come_in_sessions(term: list[dict[str, Any]]) -> None:
    gaps = [
        later["timestamp"] - earlier["timestamp"]
        for events in by(term, "student_id").values()
        for earlier, later in itertools.pairwise(events)
    ]
    assert sum(gap <= 20 * MINUTE_MS for gap in gaps) > 0.6 * len(gaps)
    assert sum(gap >= 180 * MINUTE_MS for gap in gaps) > 0.05 * len(gaps)


def test_students_differ_in_what_they_do_and_reach(term: list[dict[str, Any]]) -> None:
    students = by(term, "student_id").values()
    assert max(map(len, students)) > 3 * min(map(len, students))
    final = sorted(events[-1]["mastery"] for events in students)
    assert final[-20] - final[20] > 0.2


def test_what_is_not_practised_fades_but_not_altogether() -> None:
    skill = Skill()
    for _ in range(5):
        skill.practise(NOW_MS, 0.3)
    fresh, next_week, next_year = (skill.recalled(NOW_MS + days * 24 * MS_PER_HOUR) for days in (0, 7, 365))
    assert fresh > next_week > next_year > 0.4 * fresh


def test_repetition_slows_forgetting() -> None:
    once, often = Skill(), Skill()
    once.practise(NOW_MS, 0.9)
    for _ in range(6):
        often.practise(NOW_MS, 0.9)
    in_two_days = NOW_MS + 48 * MS_PER_HOUR
    assert often.recalled(in_two_days) / often.level > once.recalled(in_two_days) / once.level


@pytest.mark.parametrize(("count", "students"), [(0, 3), (1, 1), (3, 10), (500, 1)])
def test_small_and_crowded_classes_are_exact_too(count: int, students: int) -> None:
    events = history(count, students)
    assert len(events) == count
    assert len({(event["student_id"], event["timestamp"]) for event in events}) == count


def test_a_short_history_stays_within_its_time() -> None:
    events = history(200, 3, days=0.01)
    assert all(NOW_MS - 864_000 < event["timestamp"] <= NOW_MS for event in events)


@pytest.mark.parametrize("days", [0, -1, 6.5, float("nan")])
def test_days_that_the_fleet_would_refuse_are_refused(days: float) -> None:
    with pytest.raises(ValueError, match="days must be"):
        history(1, 1, days=days)


def test_too_many_events_for_the_time_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        history(100_000, 1, days=0.001)


def test_a_classroom_needs_a_student() -> None:
    with pytest.raises(ValueError, match="at least one student"):
        Classroom(random.Random(1), 0)


def test_live_events_carry_the_given_time_and_never_repeat_it_for_a_student() -> None:
    classroom = Classroom(random.Random(3), 40)
    past = list(classroom.history(200, NOW_MS))
    live = [classroom.now(NOW_MS + 5 * tick) for tick in range(500)]
    assert all(NOW_MS <= event["timestamp"] <= NOW_MS + 10_000 for event in live)
    everything = past + live
    assert len({(event["student_id"], event["timestamp"]) for event in everything}) == 700
    assert len({event["event_id"] for event in everything}) == 700
    assert len({event["student_id"] for event in live}) > 30


def test_live_events_of_a_student_differ_in_time_even_when_the_clock_stands_still() -> None:
    classroom = Classroom(random.Random(3), 1)
    assert [classroom.now(NOW_MS)["timestamp"] for _ in range(5)] == [NOW_MS + tick for tick in range(5)]


def test_a_share_of_events_comes_from_exercises_and_says_so() -> None:
    events = list(Classroom(random.Random(7), 50, exercises=0.25).history(2_000, NOW_MS, 5.0))
    told = [event for event in events if "metadata" in event]
    assert 0.2 < len(told) / len(events) < 0.3
    assert {event["version"] for event in told} == {"1.1"}
    assert {event["version"] for event in events if "metadata" not in event} == {"1.0"}
    for event in told:
        assert normalise(event, "reject").event.metadata is not None
    assert 0 < mean(event["metadata"]["passed"] for event in told) < 1
