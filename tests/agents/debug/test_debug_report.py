"""The answer: all errors, hints in three levels, words by level, and never the corrected program."""

import pytest

from agents.debug.analysis import analyse
from agents.debug.report import report, words
from agents.execution.execute import Executed
from schemas.mastery import Level
from schemas.responses import DebugAnalysis, DebugReport

CORRECT = """\
def mean(numbers):
    total = 0
    for number in numbers:
        total = total + number
    if total == 0:
        return "nothing"
    return total / len(numbers)

print(mean([1, 2, 3]))
"""
BROKEN = (
    CORRECT.replace("numbers):\n    total", "numbers)\n    total")
    .replace("total == 0", "total = 0")
    .replace('"nothing"', '"nothing')
    .replace("[1, 2, 3]))", "[1, 2, 3])")
)


def told(code: str, level: Level | None = None) -> DebugReport:
    return report(analyse(code), Executed(), level)


def test_all_mistakes_are_told_not_only_the_first() -> None:
    found = told(BROKEN)
    assert [(one["line"], one["code"]) for one in found.errors] == [
        (1, "missing-colon"),
        (5, "assignment-in-condition"),
        (6, "unclosed-string"),
        (9, "unclosed-bracket"),
    ]
    assert len(found.suggested_fixes) == 4
    assert (found.valid, found.error_line, found.error_type) == (False, 1, "SyntaxError")
    assert DebugAnalysis.model_validate(found.model_dump()).errors == found.errors


def texts(found: DebugReport) -> str:
    return "\n".join([words(analyse(BROKEN), found), found.model_dump_json()])


def test_no_corrected_line_is_given_but_the_one_that_is_pointed_at() -> None:
    found = told(BROKEN)
    given = [line.strip() for line in CORRECT.splitlines() if len(line.strip()) > 8 and line.strip() in texts(found)]
    wrong = [line.strip() for line in BROKEN.splitlines()]
    assert [line for line in given if line not in wrong] == ["def mean(numbers):"]
    nudge, pointer, near = (one["text"] for one in found.hints)
    assert "line 1" not in nudge
    assert "mean" not in nudge
    assert "line 1" in pointer
    assert "def mean(numbers):" in near
    assert "def mean(numbers):" not in nudge + pointer + "".join(found.suggested_fixes)


@pytest.mark.parametrize("level", [None, "beginner", "learning"])
def test_who_is_new_gets_the_lesson(level: Level | None) -> None:
    found = told(BROKEN, level)
    assert found.errors[0]["cause"] in words(analyse(BROKEN), found)
    assert found.words == level


@pytest.mark.parametrize("level", ["proficient", "mastered"])
def test_who_knows_more_gets_the_message(level: Level) -> None:
    found = told(BROKEN, level)
    content = words(analyse(BROKEN), found)
    assert found.errors[0]["message"] in content
    assert found.errors[0]["cause"] not in content


def test_correct_code_is_valid_and_says_so() -> None:
    found = told(CORRECT)
    assert (found.valid, found.errors, found.hints, found.error_line) == (True, [], [], None)
    assert words(analyse(CORRECT), found) == "No mistakes were found."
    assert 0 < found.complexity_score < 0.5
    assert found.lines_of_code == 8


def test_complexity_grows_with_branches_and_nesting() -> None:
    flat = "x = 1\n" * 5
    branch = "if x:\n    y = 1\n"
    nested = "for a in b:\n    if a:\n        while c:\n            d()\n"
    scores = [analyse(code).complexity for code in (flat, branch, branch * 2, nested, nested * 3)]
    assert scores[0] == 0
    assert scores == sorted(set(scores))
    assert scores[-1] < 1


def test_a_linter_that_does_not_answer_stops_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.linting.ruff._WARM._command", ["/nonexistent/ruff"], raising=False)
    monkeypatch.setattr("agents.linting.ruff._WARM._servers", {})
    found = told("x = None\nif x == None:\n    print(1)\nprint(z)\n")
    assert [one["code"] for one in found.errors] == ["undefined-name"]
    assert found.left_out
    assert "ruff" in found.left_out[0]
