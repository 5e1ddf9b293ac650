"""How well concepts are found, on questions that nobody looked at while the index was made."""

import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from agents.concepts.finding import Finder
from agents.curriculum.loading import curriculum

HERE = Path(__file__).parent
QUESTIONS = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
MORE = tomllib.loads((HERE / "more_questions.toml").read_text(encoding="utf-8"))
HASTY = tomllib.loads((HERE / "hasty_questions.toml").read_text(encoding="utf-8"))
PLAIN = tomllib.loads((HERE / "plain_questions.toml").read_text(encoding="utf-8"))
BEGINNERS = tomllib.loads((HERE / "beginner_questions.toml").read_text(encoding="utf-8"))


def held_out(question: str) -> bool:
    """The fixed rule: about half of the questions, whatever their order."""
    return sha256(question.encode()).digest()[0] % 2 == 1


def everything(_: str) -> bool:
    return True


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(curriculum())


SETS = pytest.mark.parametrize(
    ("questions", "part"),
    [(QUESTIONS, held_out), (MORE, everything), (HASTY, everything), (BEGINNERS, everything), (PLAIN, everything)],
    ids=["held", "more", "hasty", "beginners", "plain"],
)


@SETS
def test_nine_of_ten_questions_find_their_concept(finder: Finder, questions: Any, part: Callable[[str], bool]) -> None:
    asked = [(one, concept) for concept, them in questions["concepts"].items() for one in them if part(one)]
    missed = [(one, concept, finder.find(one).concept) for one, concept in asked]
    missed = [one for one in missed if one[1] != one[2]]
    assert len(asked) > 40
    assert len(missed) <= 0.1 * len(asked), missed


@SETS
def test_nine_of_ten_questions_about_other_things_are_refused(
    finder: Finder, questions: Any, part: Callable[[str], bool]
) -> None:
    asked = [one for one in questions["off_topic"]["questions"] if part(one)]
    taken = [(one, finder.find(one)) for one in asked if finder.find(one).concept is not None]
    assert len(asked) > 20
    assert len(taken) <= 0.1 * len(asked), taken


def test_every_concept_is_found_by_each_of_its_names(finder: Finder) -> None:
    course = curriculum()
    lost = [
        (concept.id, name, finder.find(f"what is {name}?").concept)
        for concept in course.concepts.values()
        for name in (concept.title, concept.id)
        if finder.find(f"what is {name}?").concept != concept.id
    ]
    assert not lost


def test_a_set_is_complete() -> None:
    course = curriculum()
    assert {*QUESTIONS["concepts"], *MORE["concepts"], *HASTY["concepts"]} <= course.concepts.keys()
    assert BEGINNERS["concepts"].keys() == course.concepts.keys()
    assert sum(map(len, QUESTIONS["concepts"].values())) + len(QUESTIONS["off_topic"]["questions"]) >= 150
    assert len(QUESTIONS["off_topic"]["questions"]) >= 60
