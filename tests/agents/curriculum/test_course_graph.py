"""The graph of prerequisites, of the course itself and of small ones."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.curriculum.graph import find_cycle, needed_for, teaching_order
from agents.curriculum.loading import curriculum
from fleet.simulate.students import COMPONENTS

GRAPH = {"a": (), "b": ("a",), "c": ("b",), "d": ("a",), "e": ("c", "d")}


def test_the_course_has_its_eight_modules_and_enough_concepts() -> None:
    course = curriculum()
    assert tuple(course.modules) == COMPONENTS, "students' progress is told by these names"
    assert len(course.concepts) >= 60
    assert [name for module in course.modules.values() for name in module.concepts] == list(course.concepts)


def test_everything_that_a_concept_needs_is_found() -> None:
    assert needed_for(GRAPH, "e") == {"a", "b", "c", "d"}
    assert needed_for(GRAPH, "a") == set()


def test_a_cycle_is_named_along_its_arrows() -> None:
    assert find_cycle(GRAPH) is None
    cycle = find_cycle({**GRAPH, "a": ("e",)})
    assert cycle is not None
    assert cycle[0] == cycle[-1]
    graph = {**GRAPH, "a": ("e",)}
    assert all(later in graph[earlier] for earlier, later in pairwise(cycle))


def test_no_prerequisite_follows_from_another() -> None:
    graph = {name: concept.prerequisites for name, concept in curriculum().concepts.items()}
    for name, direct in graph.items():
        for one in direct:
            assert not any(one in needed_for(graph, other) for other in direct), f"{name} needs {one} twice"


@given(st.sets(st.sampled_from(sorted(curriculum().concepts))))
def test_in_teaching_order_prerequisites_come_first(wanted: set[str]) -> None:
    graph = {name: concept.prerequisites for name, concept in curriculum().concepts.items()}
    ordered = teaching_order(graph, wanted)
    assert sorted(ordered) == sorted(wanted)
    for place, name in enumerate(ordered):
        assert not needed_for(graph, name) & set(ordered[place:])
