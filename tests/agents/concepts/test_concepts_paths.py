"""The way to a goal is in order, complete and as short as can be."""

from hypothesis import given
from hypothesis import strategies as st

from agents.concepts.paths import path_to
from agents.curriculum.graph import needed_for
from agents.curriculum.loading import curriculum
from agents.curriculum.standing import Estimate, Standing

COURSE = curriculum()
CONCEPTS = sorted(COURSE.concepts)
STANDINGS = st.dictionaries(st.sampled_from(CONCEPTS), st.floats(0, 1)).map(
    lambda known: Standing({name: Estimate(value, "concept") for name, value in known.items()})
)


def test_a_beginner_gets_everything_in_order() -> None:
    steps = path_to(COURSE, Standing({}), ("for-loops",))
    assert [step.concept for step in steps] == [
        "values-and-types",
        "variables",
        "strings",
        "print-function",
        "for-loops",
    ]
    assert steps[0].needed_for == ("variables",)
    assert steps[0].reason == "Needed for Variables; it is new to you."
    assert steps[-1].reason == "Your goal; it is new to you."


def test_what_is_known_is_left_out_with_what_it_stands_on() -> None:
    known = Standing({"strings": Estimate(0.9, "concept"), "for-loops": Estimate(0.5, "concept")})
    steps = path_to(COURSE, known, ("for-loops",))
    assert [step.concept for step in steps] == ["print-function", "for-loops"]
    assert steps[-1].reason == "Your goal; your mastery is 0.50."


def test_who_is_there_has_no_way_to_go() -> None:
    assert path_to(COURSE, Standing({"recursion": Estimate(0.71, "concept")}), ("recursion",)) == []


@given(STANDINGS, st.sets(st.sampled_from(CONCEPTS), min_size=1, max_size=3))
def test_topological_and_shortest(standing: Standing, goals: set[str]) -> None:
    path = [step.concept for step in path_to(COURSE, standing, tuple(sorted(goals)))]
    assert len(path) == len(set(path))
    learnt = {one for one in CONCEPTS if standing.knows(one)}
    for concept in path:
        assert concept not in learnt, "nothing is on the way that is known"
        assert concept in goals or any(concept in COURSE.graph[later] for later in path), "every step is needed"
        assert set(COURSE.graph[concept]) <= learnt | set(path[: path.index(concept)]), "prerequisites come before"
    assert goals <= learnt | set(path)
    assert set(path) <= goals | set().union(*(needed_for(COURSE.graph, goal) for goal in goals))
