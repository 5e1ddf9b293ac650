"""Concepts by the syntax tree."""

import ast

import pytest

from agents.curriculum.constructs import concepts_in
from agents.curriculum.loading import curriculum


@pytest.mark.parametrize(
    ("code", "concept"),
    [
        ("x = 1", "variables"),
        ("# note\ndef f():\n    '''Doc.'''", "comments"),
        ("for i in range(3):\n    for j in range(3):\n        print(i)", "nested-loops"),
        ("for x in xs:\n    total += x", "accumulators"),
        ("def f(n):\n    return f(n - 1)", "recursion"),
        ("def f(n):\n    def g():\n        return n\n    return g", "closures"),
        ("@cache\ndef f(n):\n    pass", "decorators"),
        ("class A:\n    @property\n    def b(self):\n        return 1", "properties"),
        ("class A:\n    @staticmethod\n    def b():\n        return 1", "class-and-static-methods"),
        ("@dataclass\nclass A:\n    x: int", "dataclasses"),
        ("class A(B):\n    pass", "inheritance"),
        ("class A(ABC):\n    pass", "abstract-classes"),
        ("class AError(Exception):\n    pass", "custom-exceptions"),
        ("class A:\n    def __init__(self):\n        self.x = 1", "constructors"),
        ("class A:\n    def __str__(self):\n        return ''", "special-methods"),
        ("class A:\n    x = 1", "class-attributes"),
        ("def f(*args):\n    pass", "variable-arguments"),
        ("f(**options)", "variable-arguments"),
        ("def f(a=1):\n    pass", "default-arguments"),
        ("def f(a: int):\n    pass", "type-hints"),
        ("a, b = b, a", "unpacking"),
        ("open('a', 'w')", "writing-files"),
        ("open('a')", "reading-files"),
        ("import re", "regular-expressions"),
        ("from collections import Counter", "collections-module"),
        ("print(1, end='')", "print-function"),
        ("x[0][1]", "nested-data"),
        ("if not names:\n    pass", "truthiness"),
        ("{k: v for k, v in d.items()}", "dict-comprehensions"),
        ("sum(x for x in xs)", "generators"),
        ("match x:\n    case 1:\n        pass", "match-statements"),
        ("global x", "scope"),
    ],
)
def test_is_seen(code: str, concept: str) -> None:
    assert concept in concepts_in(ast.parse(code))


def test_nothing_else_is_seen() -> None:
    assert concepts_in(ast.parse("x = 1")) == {"variables"}
    assert concepts_in(ast.parse("while True:\n    break")) == {"while-loops", "break-and-continue", "booleans"}
    assert "recursion" not in concepts_in(ast.parse("def f(n):\n    return g(n)"))
    assert "nested-loops" not in concepts_in(ast.parse("for a in x:\n    pass\nfor b in y:\n    pass"))


def test_all_are_concepts_of_the_course_and_examples_use_theirs() -> None:
    course = curriculum()
    used: dict[str, set[str]] = {}
    for concept in course.concepts.values():
        used[concept.id] = set().union(*(concepts_in(ast.parse(example.code)) for example in concept.examples))
        assert used[concept.id] <= course.concepts.keys()
    shown = [one for one in used if one in used[one]]
    assert len(shown) > 0.8 * len(used), sorted(set(used) - set(shown))
