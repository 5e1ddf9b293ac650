"""What the linters say of texts, in one form."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.linting import cognitive, flakes, ruff
from agents.linting.findings import Finding, Report
from agents.linting.silencers import unsilenced

RULES = ruff.Rules(select=("F", "E501", "PLR0913"), line_length=40, max_args=3)


def rules_of(report: Report) -> list[str]:
    assert report.left_out is None
    return [one.rule for one in report.findings]


def test_ruff_tells_the_place_in_characters_from_one() -> None:
    report = ruff.lint('a = "😀é"; import os\n', RULES)
    assert report == Report((Finding(1, 18, 1, 20, "F401", "`os` imported but unused"),))


def test_ruff_finds_several_syntax_errors() -> None:
    found = ruff.lint("def f(:\n    x = 1\nprint(1\ny = = 2\n", RULES)
    assert set(rules_of(found)) == {"invalid-syntax"}
    assert {one.line for one in found.findings} >= {1, 4}


def test_ruff_keeps_to_the_rules_given() -> None:
    text = f"def f(a, b, c, d):\n    return {'1 + ' * 10}1\n"
    assert rules_of(ruff.lint(text, RULES)) == ["PLR0913", "E501"]
    assert rules_of(ruff.lint(text, ruff.Rules(select=("F",)))) == []


def test_ruff_tells_codes_of_previews_too() -> None:
    rules = ruff.Rules(select=("E225", "F401"), preview=True)
    assert rules_of(ruff.lint("import os\na=1\n", rules)) == ["F401", "E225"]


@pytest.mark.parametrize(
    "text",
    ["import os  # noqa\n", "# ruff: noqa\nimport os\n", "# flake8: noqa\nimport os\n", "import os  # NOQA: F401\n"],
)
def test_comments_cannot_silence_ruff(text: str) -> None:
    assert rules_of(ruff.lint(text, RULES)) == ["F401"]


def test_comments_cannot_silence_the_complexity() -> None:
    code = "def f(a):  # complexipy: ignore\n    if a:\n        return 1\n"
    assert cognitive.measure(code).total == 1


@given(st.text(st.characters(codec="utf-8")))
def test_the_silenced_text_has_the_same_places(text: str) -> None:
    heard = unsilenced(text)
    assert [len(line) for line in heard.split("\n")] == [len(line) for line in text.split("\n")]


def test_pyflakes_names_its_classes() -> None:
    report = flakes.lint(ast.parse("import os\nprint(x)\n"))
    assert [(one.line, one.column, one.rule) for one in report.findings] == [
        (1, 1, "UnusedImport"),
        (2, 7, "UndefinedName"),
    ]
    assert "'x'" in report.findings[1].message


def test_complexity_is_told_by_function() -> None:
    function = "def f(a):\n    for b in a:\n        if b:\n            return b\n\n\n"
    code = function + "class C:\n    def g(self):\n        return 1\n"
    measured = cognitive.measure(code)
    assert measured.left_out is None
    assert [(one.name, one.line, one.end_line, one.complexity) for one in measured.functions] == [
        ("f", 1, 4, 3),
        ("C::g", 8, 9, 0),
    ]


def test_what_does_not_compile_is_left_out_of_the_complexity() -> None:
    assert cognitive.measure("def f(:\n").left_out is not None
