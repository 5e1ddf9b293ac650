"""The choice: what a student probably solves three times of four, within what they are ready for."""

from random import Random

import pytest

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.choice import TARGET, Standing, Standings, aim, choose, due_of, ready
from agents.exercise.family import Family
from agents.exercise.problems import UNKNOWN_TOPIC
from agents.exercise.rating import after, chance, mastery_from, rating_from, rating_of
from agents.exercise.topics import course_names, topics
from agents.exercise.topics import on_topic as topic_of
from agents.runtime.answering import RefusedError
from schemas.mastery import MasteryData, MasteryScores
from schemas.metadata import LOGITS
from tables.practice import Outcome, Practice
from tables.rating import FIRST_RATING

COURSE = curriculum()


def on_topic(name: str) -> list[Family]:
    return list(topic_of(name).families)


def scores(**mastery: float) -> MasteryScores:
    data = {
        name.replace("_", "-"): MasteryData(completion=one, quiz=one, quality=one, consistency=one)
        for name, one in mastery.items()
    }
    return MasteryScores(
        student_id="stu-1",
        latest_scores=data,
        overall_mastery=0.5,
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=sorted(data),
    )


def standing(concept: str, known: MasteryScores | None) -> Standing:
    return Standings(COURSE, course_names(), known).of(concept)


def chosen(candidates: list[Family], known: MasteryScores | None, seed: int = 0) -> Family:
    at = {one.concept: standing(one.concept, known) for one in candidates}
    return choose(candidates, at, Random(seed))


def test_a_rating_and_a_mastery_are_one() -> None:
    for mastery in (0.02, 0.3, 0.5, 0.98):
        assert mastery_from(rating_from(mastery)) == pytest.approx(mastery)
    data = MasteryData(completion=0.7, quiz=0.7, quality=0.1, consistency=0.0)
    assert mastery_from(rating_of(data)) == pytest.approx(0.7)


def test_an_outcome_moves_the_rating_by_its_surprise() -> None:
    assert after(0.0, 0.0, 1.0) == -after(0.0, 0.0, 0.0) > 0
    assert after(0.0, 1.5, 1.0) > after(0.0, -1.5, 1.0)
    assert after(3.8, 5.0, 1.0) == pytest.approx(rating_from(0.98))


def test_what_is_known_best_is_taken_for_the_rating() -> None:
    concept = "recursion"
    assert standing(concept, None) == Standing(FIRST_RATING, "new", ready=True)
    assert standing(concept, scores(recursion=0.9, functions=0.1)).basis == "concept"
    assert standing(concept, scores(functions=0.9)).basis == "module"
    assert standing(concept, scores(return_values=0.9)).basis in ("prerequisites", "implied")
    assert standing(concept, scores(return_values=0.9)).rating < rating_from(0.9)


@pytest.mark.parametrize("mastery", [0.1, 0.35, 0.5, 0.65, 0.8, 0.9])
def test_the_chance_of_success_is_near_the_target(mastery: float) -> None:
    candidates = on_topic("functions")
    known = scores(**{one.concept.replace("-", "_"): mastery for one in candidates})
    at = {one.concept: standing(one.concept, known) for one in candidates}
    reachable = [abs(chance(at[one.concept].rating, one.item_level) - TARGET) for one in ready(candidates, at)]
    for seed in range(20):
        one = chosen(candidates, known, seed)
        assert abs(chance(at[one.concept].rating, one.item_level) - TARGET) <= min(reachable) + 0.05


def test_abler_students_get_harder_exercises() -> None:
    candidates = on_topic("data-structures")
    levels = [
        sum(chosen(candidates, scores(data_structures=mastery), seed).item_level for seed in range(30))
        for mastery in (0.5, 0.7, 0.95)
    ]
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]


def test_a_missing_prerequisite_leaves_easy_items_alone() -> None:
    candidates = [one for one in families().values() if one.concept in ("numbers", "strings", "lists", "sorting")]
    at = {one.concept: standing(one.concept, scores(list_methods=0.1, sorting=0.9)) for one in candidates}
    assert not at["sorting"].ready
    assert all(one.concept != "sorting" for one in ready(candidates, at)), "others are ready"


def test_beginners_get_no_hard_items_and_masters_no_easy_ones() -> None:
    candidates = on_topic("loops")
    low = {one.concept: Standing(-1.0, "concept", ready=True) for one in candidates}
    high = {one.concept: Standing(3.5, "concept", ready=True) for one in candidates}
    assert {one.difficulty for one in ready(candidates, low)} == {"easy", "medium"}
    assert {one.difficulty for one in ready(candidates, high)} == {"medium", "hard"}


# -- topics ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["control-flow", "Control Flow", "control_flow", "loops", "for-loops", "For loops"])
def test_a_topic_goes_by_many_names(name: str) -> None:
    assert "sum-of-multiples" in [one.name for one in on_topic(name)]


def test_every_topic_that_is_named_has_exercises() -> None:
    assert len(topics()) > 60
    for name in topics():
        assert on_topic(name)


@pytest.mark.parametrize(
    ("name", "near"), [("recursing", "recursion"), ("lop", "for-loops"), ("dictonarys!", "dictionaries")]
)
def test_an_unknown_topic_is_told_the_nearest(name: str, near: str) -> None:
    with pytest.raises(RefusedError) as caught:
        on_topic(name)
    assert caught.value.kind is UNKNOWN_TOPIC
    assert near in caught.value.members["nearest"]


def test_every_concept_of_the_course_gives_exercises() -> None:
    practised = {one.concept for one in families().values()}
    for concept in COURSE.concepts:
        topic = topic_of(concept)
        assert topic.families
        assert topic.beside == (concept not in practised)
        if topic.beside:
            module = COURSE.concepts[concept].module
            for one in topic.families:
                beside = COURSE.concepts[one.concept]
                assert concept in beside.prerequisites or beside.module == module


# -- from outcomes -----------------------------------------------------------------------------------------------------
DAY_MS = 86_400_000


def outcomes(count: int, *, passed: int = 1, level: int = 0, day: int = 0, name: str = "a") -> list[Outcome]:
    at = 1_768_305_600_000 + day * DAY_MS
    return [Outcome(at + number, f"{name}-{number}", f"{name}-{number}", level, 200, passed) for number in range(count)]


def test_three_outcomes_of_a_concept_count_before_its_mastery() -> None:
    known = scores(recursion=0.9)
    practices = {"recursion": Practice.of(outcomes(3, passed=0))}
    found = Standings(COURSE, course_names(), known, practices).of("recursion")
    assert found.basis == "outcomes"
    assert found.rating == practices["recursion"].rating / LOGITS < 0


def test_few_outcomes_are_taken_with_those_of_the_module() -> None:
    practices = {
        "closures": Practice.of(outcomes(6, level=1500, name="b")),
        "recursion": Practice.of(outcomes(1, passed=0)),
    }
    at = Standings(COURSE, course_names(), None, practices)
    assert at.of("recursion").basis == at.of("decorators").basis == "module outcomes"
    assert at.of("recursion").rating > practices["recursion"].rating / LOGITS
    assert at.of("sets").basis == "new", "another module"


def test_after_failures_easier_ones_come_and_after_successes_harder_ones() -> None:
    assert aim([]) == TARGET
    assert aim([0]) > TARGET > aim([1, 1, 1, 1])
    assert aim([0] * 14) == 0.95
    assert aim([1] * 14) == 0.4
    assert aim([0] * 20 + [1, 1, 1, 0] * 3 + [1, 1]) < TARGET + 0.01, "what lies further back is forgiven"


def test_what_is_remembered_least_is_due_first_and_comes_first_of_what_fits() -> None:
    practices = {
        "sets": Practice.of(outcomes(1)),
        "tuples": Practice.of(outcomes(1, day=1, name="b")),
        "lists": Practice.of(outcomes(1, day=60, name="c")),
    }
    now = 1_768_305_600_000 + 61 * DAY_MS
    assert due_of(practices, now) == ["sets", "tuples"]
    assert due_of(practices, now - 61 * DAY_MS) == []
    pool = on_topic("data-structures")
    at = {one.concept: Standing(0.2, "new", ready=True) for one in pool}
    alike = {choose(pool, at, Random(seed)).concept for seed in range(60)}
    assert len(alike) > 1
    wanted = min(alike)
    assert {choose(pool, at, Random(seed), due=[wanted]).concept for seed in range(60)} == {wanted}
