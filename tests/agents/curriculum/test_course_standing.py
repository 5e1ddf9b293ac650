"""What a student's components say about concepts; names and the nearest ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.curriculum.graph import needed_for
from agents.curriculum.loading import curriculum
from agents.curriculum.names import Names
from agents.curriculum.spelling import nearest_word
from agents.curriculum.standing import Estimate, standing_of
from schemas.mastery import MasteryData, MasteryScores

COURSE = curriculum()
NAMES = Names(COURSE)


def scores(components: dict[str, float]) -> MasteryScores:
    latest = {
        name: MasteryData(completion=value, quiz=value, quality=value, consistency=value)
        for name, value in components.items()
    }
    return MasteryScores(
        student_id="stu-1",
        latest_scores=latest,
        overall_mastery=0.5,
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=sorted(latest),
    )


def test_the_closest_component_counts() -> None:
    standing = standing_of(COURSE, NAMES, scores({"control-flow": 0.3, "loops": 0.5, "for-loops": 0.9}))
    assert standing.of("if-statements") == Estimate(0.3, "module")
    assert standing.of("while-loops") == Estimate(0.5, "topic")
    assert standing.of("for-loops") == Estimate(0.9, "concept")
    assert standing.of("recursion") is None


def test_modules_alone_are_enough() -> None:
    standing = standing_of(COURSE, NAMES, scores({"basics": 0.8, "control-flow": 0.5}))
    assert standing.knows("variables")
    assert not standing.knows("for-loops")
    assert standing.of("for-loops") == Estimate(0.5, "module")


def test_who_knows_something_knows_what_it_stands_on_unless_measured_otherwise() -> None:
    standing = standing_of(COURSE, NAMES, scores({"generators": 0.9, "lists": 0.2, "basics": 0.5}))
    assert standing.of("iterators") == Estimate(0.9, "implied")
    assert standing.of("strings") == Estimate(0.9, "implied"), "a whole module says less than a concept above"
    assert standing.of("lists") == Estimate(0.2, "concept")
    assert not standing.knows("decorators")


def test_other_words_for_components() -> None:
    standing = standing_of(COURSE, NAMES, scores({"Object-oriented programming": 0.6, "Dict": 0.8, "welding": 1.0}))
    assert standing.of("methods") == Estimate(0.6, "module")
    assert standing.of("dictionaries") == Estimate(0.8, "concept")
    assert standing_of(COURSE, NAMES, None).estimates == {}


@given(st.dictionaries(st.sampled_from(sorted(COURSE.concepts)), st.floats(0.71, 1.0), min_size=1))
def test_knowledge_is_closed_under_prerequisites(known: dict[str, float]) -> None:
    standing = standing_of(COURSE, NAMES, scores(known))
    for concept in known:
        assert all(map(standing.knows, needed_for(COURSE.graph, concept)))


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("for-loops", ("for-loops",)),
        ("For Loop", ("for-loops",)),
        ("dict", ("dictionaries",)),
        ("recurison", ("recursion",)),
        ("functions", COURSE.modules["functions"].concepts),
        ("Files", COURSE.modules["files"].concepts),
        ("comprehensions", ("list-comprehensions", "dict-comprehensions")),
        ("file handling", COURSE.topics["file handling"]),
        ("quantum", ()),
    ],
)
def test_a_name_means_concepts(name: str, ids: tuple[str, ...]) -> None:
    assert NAMES.concepts(name) == ids


@pytest.mark.parametrize(
    ("name", "near"), [("dictonaris", "dictionaries"), ("for lopes", "for-loops"), ("inheritanc", "inheritance")]
)
def test_the_nearest_names_are_offered(name: str, near: str) -> None:
    assert near in NAMES.nearest(name)
    assert len(NAMES.nearest(name)) <= 3


@given(st.text(max_size=60))
def test_something_is_always_near(name: str) -> None:
    assert set(NAMES.nearest(name)) <= COURSE.concepts.keys()


def test_a_word_is_corrected_only_if_it_is_close() -> None:
    known = ["dictionary", "decorator", "list"]
    assert nearest_word("dictionery", known) == "dictionary"
    assert nearest_word("dekorator", known) == "decorator"
    assert nearest_word("lits", known) is None, "short words are near to everything"
    assert nearest_word("banana", known) is None
