"""Finding a concept: spelling, code, names, and what is offered instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.concepts.finding import Finder
from agents.curriculum.loading import curriculum

FINDER = Finder(curriculum())


@pytest.mark.parametrize(
    ("question", "concept"),
    [
        ("wat is polymorfism", "polymorphism"),
        ("explain dekorators", "decorators"),
        ("how do dictionarries work", "dictionaries"),
        ("what does with do", "with-statement"),
        ("whats a hashmap", "dictionaries"),
        ("what is `*args`", "variable-arguments"),
        ("what does __str__ do", "special-methods"),
        ("what does this do?\n```python\nclass A(B):\n    pass\n```", "inheritance"),
        ("can you explain\nwith open('a') as f:\n    print(f.read())", "with-statement"),
        ("[n for n in range(3)]", "list-comprehensions"),
        ("def f(n):\n    return f(n - 1)", "recursion"),
    ],
)
def test_is_found(question: str, concept: str) -> None:
    assert FINDER.find(question).concept == concept


def test_words_decide_before_the_code_beside_them() -> None:
    found = FINDER.find("what is a variable in\nsquares = [n * n for n in range(3)]")
    assert found.concept == "variables"
    assert found.in_code[0] == "list-comprehensions"


def test_what_is_not_about_the_course_gets_the_nearest_instead() -> None:
    found = FINDER.find("how do I sort my laundry by colour on sundays")
    assert found.concept is None
    assert "sorting" in found.nearest


def test_another_language_is_not_the_course() -> None:
    assert FINDER.find("how do I join two tables in sql").concept is None


@given(st.text(max_size=1000))
def test_anything_can_be_asked(question: str) -> None:
    found = FINDER.find(question)
    assert 0 <= found.confidence <= 1
    assert found.concept is None or found.concept in curriculum().concepts
