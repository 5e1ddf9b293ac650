"""How well concepts are found, on questions that nobody looked at while the index was made."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from agents.concepts.finding import Finder
from agents.curriculum.loading import curriculum

HERE = Path(__file__).parent
QUESTIONS = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
FRESH = tomllib.loads((HERE / "fresh_questions.toml").read_text(encoding="utf-8"))


def held_out(question: str) -> bool:
    """The fixed rule: about half of the questions, whatever their order."""
    return sha256(question.encode()).digest()[0] % 2 == 1


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(curriculum())


def wrong(finder: Finder, questions: dict[str, dict[str, list[str]]]) -> tuple[int, list[tuple[str, str, str | None]]]:
    asked = [(concept, one) for concept, them in questions["concepts"].items() for one in them if held_out(one)]
    found = [(one, concept, finder.find(one).concept) for concept, one in asked]
    return len(asked), [one for one in found if one[1] != one[2]]


@pytest.mark.parametrize("questions", [QUESTIONS, FRESH], ids=["first", "fresh"])
def test_nine_of_ten_questions_find_their_concept(finder: Finder, questions: dict[str, dict[str, list[str]]]) -> None:
    count, missed = wrong(finder, questions)
    assert count > 30
    assert len(missed) <= 0.1 * count, missed


@pytest.mark.parametrize("questions", [QUESTIONS, FRESH], ids=["first", "fresh"])
def test_nine_of_ten_questions_about_other_things_are_refused(
    finder: Finder, questions: dict[str, dict[str, list[str]]]
) -> None:
    asked = [one for one in questions["off_topic"]["questions"] if held_out(one)]
    taken = [(one, finder.find(one)) for one in asked if finder.find(one).concept is not None]
    assert len(asked) > 10
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
    assert QUESTIONS["concepts"].keys() | FRESH["concepts"].keys() <= course.concepts.keys()
    assert sum(map(len, QUESTIONS["concepts"].values())) + len(QUESTIONS["off_topic"]["questions"]) >= 150
    assert len(QUESTIONS["off_topic"]["questions"]) >= 60
