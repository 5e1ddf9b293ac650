"""What is accepted as code, and that nothing of it ends the process or is run."""

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.debug.analysis import analyse
from agents.linting.source import CODE_MAX, Source
from schemas.errors import InvalidError


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "must not be empty"),
        (" \n\t\n", "must not be empty"),
        ("x = 1\ny = \0\n", "null byte: line 2"),
        ("x = '\ud800'", "surrogate"),
        ("x" * (CODE_MAX + 1), "characters"),
        ("\n" * 6_000 + "x", "lines"),
        ("x = " + "1" * 20_000, "no line of more than"),
        ("(" * 100 + ")" * 100, "brackets"),
        ("".join(" " * depth + "if x:\n" for depth in range(80)) + " " * 80 + "pass", "blocks"),
        ("x = " + "-" * 5_000 + "1", "nested too deeply"),
        ("x = a" + ".a" * 4_000, "nested too deeply"),
        ("if a:\n pass\n" + "elif a:\n pass\n" * 2_000, "nested too deeply"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_what_is_no_code_is_refused_with_a_reason(code: str, reason: str) -> None:
    with pytest.raises(InvalidError, match=reason) as refused:
        analyse(code)
    assert refused.value.field == "code"


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    code = "x = 1\nif x = 1:\n    print(x)\n"
    plain = analyse(code).findings
    assert analyse(code.replace("\n", "\r\n")).findings == plain
    assert analyse(code.replace("\n", "\r")).findings == plain
    assert analyse("\ufeff" + code).findings == plain
    assert not analyse("if True:\n\tx = 1\n\tprint(x)\n").findings


def test_columns_count_characters() -> None:
    (found,) = analyse("ä = 'ö' + 1\nprint(ä)\n").findings
    assert (found.span.column, found.span.end_column) == (5, 12)


RUNNING = """
import os
os.mkdir("ran")
print(f"{open('ran/x', 'w')}")
"""


@pytest.mark.parametrize("code", [RUNNING, RUNNING + "x = f'{1 +}'\n", RUNNING + "print 1\n", RUNNING + "x = 1 1 as\n"])
def test_nothing_of_the_code_is_ever_run(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    executed: list[Any] = []

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "exec" and arguments[0].co_filename.startswith("<") and "frozen" not in arguments[0].co_filename:
            executed.append(arguments[0].co_filename)
        if event == "os.mkdir":
            executed.append(event)

    analyse("x = 1 1 as\n")  # libraries are imported by now
    sys.addaudithook(lambda event, arguments: hook(event, arguments) if watching else None)
    watching = True
    analyse(code)
    watching = False
    assert not executed


LINES = st.sampled_from(
    [
        "if x = 1:", "else", "  return", "def f(", "print 'a", "x = [1, 2", ")", "\tfor i in", '"""', "@", "x == = 2",
        "class", "while True", "f'{'", "lambda:", "try:", "except", "async", "yield", "x = “a”", "\\", "0777", "é = ½",
        "match x:", "    case 1:", "import", "from x import", "del", "raise", "{", "}:", "1x", "$", "global x", "break",
    ]
)  # fmt: skip


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12).map("\n".join) | st.text(min_size=1, max_size=200))
def test_whatever_is_sent_is_analysed_or_refused(code: str) -> None:
    try:
        analysis = analyse(code)
    except InvalidError:
        return
    lines = Source.read(code).lines
    for one in analysis.findings:
        assert 1 <= one.span.line <= one.span.end_line <= len(lines)
        assert one.span.column >= 1
        assert all((one.message, one.cause, one.think, one.fix))
    try:
        compile(Source.read(code).text, "<code>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        assert not analysis.compiles
    else:
        assert analysis.compiles
    assert 0 <= analysis.complexity < 1
