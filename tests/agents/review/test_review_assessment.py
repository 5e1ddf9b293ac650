"""One review: levels, words, bounds, and what cannot be reviewed."""

import pickle
from pathlib import Path

import pytest

from agents.linting import ruff
from agents.linting.findings import Report
from agents.review import analysis
from agents.review.assessment import NOT_COMPILING, assess
from agents.review.checking import Check
from agents.review.program import Program
from agents.review.rules import LEVELS, Criterion, Place
from agents.review.wording import ISSUES_MAX, PLACES_MAX
from schemas.errors import InvalidError
from schemas.mastery import Level
from schemas.responses import CodeReview

USUAL: tuple[Criterion, ...] = ("readability", "efficiency", "style")
WITHOUT_DOCSTRING = "def mean(numbers):\n    total = sum(numbers)\n    return total / len(numbers)\n"
SLOW = "names = input().split()\nline = ''\nfor name in names:\n    line += name.upper()\nprint(line)\n"
CLEAN = 'def double(number: int) -> int:\n    """Return twice the number."""\n    return number * 2\n'

PAIRS = Path(__file__).parent / "pairs"


def review(code: str, level: Level = "mastered", criteria: tuple[Criterion, ...] = USUAL) -> CodeReview:
    return assess(code, criteria, level)[1]


def rules(found: CodeReview) -> set[str]:
    return {one["rule"] for one in found.issues_found}


# -- what is told ------------------------------------------------------------------------------------------------------
def test_a_beginner_is_not_told_about_docstrings() -> None:
    told = {level: "undocumented-function" in rules(review(WITHOUT_DOCSTRING, level)) for level in LEVELS}
    assert told == {"beginner": False, "learning": False, "proficient": True, "mastered": True}


def test_what_is_not_expected_yet_counts_a_little() -> None:
    documented = WITHOUT_DOCSTRING.replace(":\n", ':\n    """Return the mean."""\n', 1)
    for level in LEVELS:
        assert review(WITHOUT_DOCSTRING, level).overall_score < review(documented, level).overall_score
    assert review(WITHOUT_DOCSTRING, "beginner").overall_score > review(WITHOUT_DOCSTRING, "mastered").overall_score


def test_an_issue_says_where_what_why_and_what_to_do() -> None:
    [issue] = [one for one in review(SLOW, criteria=("efficiency",)).issues_found if one["rule"] == "string-building"]
    assert issue["line"] == "4"
    assert issue["criterion"] == "efficiency"
    assert issue["severity"] == "high"
    assert issue["message"] == "`line` grows piece by piece in a loop"
    assert issue["why"]
    assert "join" in issue["do"]


def test_a_linters_words_are_kept() -> None:
    [issue] = review("import os\n\nprint(1)\n").issues_found
    assert issue["detail"] == "`os` imported but unused"


def test_the_weightiest_issue_comes_first_and_is_the_first_hint() -> None:
    content, found = assess("import os\n" + SLOW, USUAL, "mastered")
    assert found.issues_found[0]["rule"] == "string-building"
    assert found.hints[0].startswith("Line 5: ")
    assert "line 5" in content


@pytest.mark.parametrize(("level", "most"), [("beginner", 2), ("learning", 3), ("proficient", 4), ("mastered", 5)])
def test_hints_are_few(level: Level, most: int) -> None:
    text = "import os,sys\nl=[1,2]\nfor i in range(len(l)): print( l[i] );\nif l == None: pass\nif (l == True): pass\n"
    assert len(review(text, level).hints) == most


def test_clean_code_is_praised() -> None:
    content, found = assess(CLEAN, USUAL, "mastered")
    assert found.issues_found == []
    assert found.overall_score == 1.0
    assert "Each function says what it is for in a docstring." in found.best_practices
    assert "nothing that you should change" in content


def test_only_what_is_asked_for_is_judged() -> None:
    found = review("import os\n" + SLOW, criteria=("efficiency",))
    assert set(found.criteria_scores) == {"efficiency"}
    assert {one["criterion"] for one in found.issues_found} == {"efficiency"}


def test_correctness_is_what_can_be_decided_without_running() -> None:
    found = review("print(totl)\n", criteria=("correctness",))
    assert rules(found) == {"unknown-name"}
    assert "only running it can tell" in assess("print(1)\n", ("correctness",), "mastered")[0]


def test_a_comment_cannot_switch_the_review_off() -> None:
    assert review("import os  # noqa\n\nprint(1)\n").issues_found != []


# -- bounds ------------------------------------------------------------------------------------------------------------
def test_the_list_of_issues_is_bounded() -> None:
    found = review("".join(f"a{number}=1;b{number}=[2,3]\n" for number in range(1_000)))
    assert len(found.issues_found) <= ISSUES_MAX
    spacing = [one for one in found.issues_found if one["rule"] == "spacing"]
    assert len(spacing) == PLACES_MAX
    assert spacing[0]["places"] == "1000"


def test_a_review_goes_through_a_pool_of_processes() -> None:
    arguments = (SLOW, USUAL, "mastered")
    function, given = pickle.loads(pickle.dumps((assess, arguments)))
    assert pickle.loads(pickle.dumps(function(*given))) == assess(SLOW, USUAL, "mastered")


def test_line_ends_do_not_matter() -> None:
    assert assess(SLOW.replace("\n", "\r\n"), USUAL, "mastered") == assess(SLOW, USUAL, "mastered")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("x = 1\0", "null byte"),
        ("x = '\ud800'", "surrogate"),
        ("x = 1\n" * 200_000, "at most"),
        ("(" * 5_000 + ")" * 5_000, "brackets"),
        ("-" * 20_000 + "1", "must"),
    ],
    ids=["empty", "blank", "null byte", "surrogate", "1 MB", "brackets", "signs"],
)
def test_what_is_no_code_is_refused(code: str, words: str) -> None:
    with pytest.raises(InvalidError, match="code: ") as refused:
        review(code)
    assert words in str(refused.value)


@pytest.mark.parametrize("operator", ["+", " and ", " < ", "."])
def test_depth_that_only_the_compiler_sees_is_refused_or_read(operator: str) -> None:
    assert outcome("x = " + operator.join(["a"] * 4_000) + "\n") in (True, "code")


def outcome(code: str) -> bool | str:
    try:
        return review(code).compiles
    except InvalidError as refused:
        return refused.field


# -- what cannot be reviewed -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "line"),
    [("def f(:\n", "1"), ("x = 1\nreturn x\n", "2"), ("if 1:\nx = 2\n", "2"), ("x = 1\n  y = 2\n", "2")],
)
def test_code_that_does_not_compile_is_for_the_debug_agent(code: str, line: str) -> None:
    content, found = assess(code, USUAL, "beginner")
    assert found.compiles is False
    assert found.overall_score == 0.0
    assert found.criteria_scores == dict.fromkeys(USUAL, 0.0)
    [issue] = found.issues_found
    assert (issue["rule"], issue["line"]) == (NOT_COMPILING, line)
    assert "/debug/analyze" in content
    assert "/debug/analyze" in found.hints[0]


def test_a_dead_linter_is_said_and_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruff, "lint", lambda *_: Report(left_out="ruff did not answer (gone)"))
    found = review("import os\n" + SLOW)
    assert found.left_out == ["ruff did not answer (gone)"]
    assert "string-building" in rules(found)
    assert "unused-import" not in rules(found)


def test_a_check_that_fails_costs_nobody_the_review(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_program: Program) -> list[Place]:
        raise KeyError("nobody thought of that")

    broken = Check(analysis.CHECKS[0].rule, fails)
    monkeypatch.setattr(analysis, "CHECKS", (broken, *analysis.CHECKS))
    found = review(SLOW)
    assert "string-building" in rules(found)
    assert found.left_out == [f"the check `{broken.rule.code}` failed"]
