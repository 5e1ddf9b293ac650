"""From what the runner saw to findings: how the run ended, and each test. Pure."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agents.execution import outcomes
from agents.execution.context import CallTest, OutputTest
from agents.execution.raised import Failure, explained
from agents.execution.values import is_expected, same_output, shown
from agents.linting.source import Source
from agents.mistakes.findings import Finding, Span
from agents.runner.program import MAIN, CallResult, Raised, Run

__all__ = ["TestResult", "judge_call", "judge_output", "judge_run"]


@dataclass(frozen=True)
class TestResult:
    """What became of one test.

    Attributes:
        call: the expression, or `stdin` for a test of the output.
        passed: whether it gave what was expected.
        expected: as it is shown to people.
        got: in the same way; an exception's type and text where it raised one.
        finding: what to say when it failed.
    """

    call: str
    passed: bool
    expected: str
    got: str
    finding: Finding | None = None

    def told(self) -> dict[str, Any]:
        """As answers list it."""
        return {"call": self.call, "passed": self.passed, "expected": self.expected, "got": self.got}


# -- the run -----------------------------------------------------------------------------------------------------------
def judge_run(run: Run, source: Source, seconds: float) -> Finding | None:
    """What to say of how a program ended; None when it ended well."""
    return _ended(run.status, run.error, run, source, seconds)


def _ended(status: str, error: Raised | None, run: Run, source: Source, seconds: float) -> Finding | None:
    whole = Span.of_line(1, source.line(1))
    match status:
        case "ok":
            return None
        case "error" if error is not None:
            return None if error.type == "SystemExit" else explained(_failure(error), source)
        case "timeout":
            line = _looping_line(source)
            where = f" Look at the loop in line {line}." if line is not None else ""
            span = Span.of_line(line, source.line(line)) if line is not None else whole
            return outcomes.TOO_LONG.at(span, seconds=f"{seconds:g}", where=where)
        case "memory":
            return outcomes.TOO_MUCH_MEMORY.at(_loop_span(source))
        case "output_limit":
            return outcomes.TOO_MUCH_OUTPUT.at(_loop_span(source))
    return outcomes.STOPPED.at(whole, said=run.detail or f"It ended as “{status}”.")


def _failure(error: Raised) -> Failure:
    own = [frame for frame in error.frames if frame.file == MAIN and frame.line is not None]
    inside = error.file == MAIN or error.file is None
    return Failure(
        type=error.type,
        message=error.message,
        line=error.line if inside else None,
        end_line=error.end_line,
        column=error.column,
        end_column=error.end_column,
        locals=error.locals,
        lines=[frame.line for frame in own if frame.line is not None],
    )


def _looping_line(source: Source) -> int | None:
    """The first `while`, else the first `for`: the likeliest loop that does not end."""
    tree = ast.parse(source.text)
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While | ast.For)]
    loops.sort(key=lambda node: (not isinstance(node, ast.While), node.lineno))
    return loops[0].lineno if loops else None


def _loop_span(source: Source) -> Span:
    line = _looping_line(source) or 1
    return Span.of_line(line, source.line(line))


# -- tests -------------------------------------------------------------------------------------------------------------
def judge_call(test: CallTest, result: CallResult, run: Run, source: Source, seconds: float) -> TestResult:
    """What to say of one test's call."""
    expected = test.raises or shown(repr(test.value))
    call = shown(test.call)
    if result.error is not None and test.raises is not None and result.error.type == test.raises:
        return TestResult(call, passed=True, expected=expected, got=test.raises)
    if result.value is None:
        failed = result.error
        got = f"{failed.type}: {shown(failed.message)}" if failed is not None else _in_words(result.status)
        finding = _ended(result.status, failed, run, source, seconds)
        if failed is not None and not any(frame.file == MAIN for frame in failed.frames):
            finding = _at_call(failed, test, source)
        return TestResult(call, passed=False, expected=expected, got=got, finding=finding)
    got = shown(result.value.repr)
    span = _definition(test.call, source)
    facts = {"call": call, "expected": expected, "got": got}
    if test.raises is not None:
        return TestResult(call, passed=False, expected=expected, got=got, finding=outcomes.NOT_RAISED.at(span, **facts))
    by_json = test.expected_code is None
    if result.value.has_data and is_expected(result.value.data, test.value, by_json=by_json):
        return TestResult(call, passed=True, expected=expected, got=got)
    kind = outcomes.WRONG_RESULT
    if result.value.type == "NoneType":
        printed = result.stdout.strip() in (str(test.value), repr(test.value))
        kind = outcomes.PRINTED_NOT_RETURNED if printed else outcomes.RETURNED_NOTHING
    return TestResult(call, passed=False, expected=expected, got=got, finding=kind.at(span, **facts))


def _in_words(status: str) -> str:
    words = {"timeout": "no end", "memory": "too much memory", "output_limit": "output without end"}
    return words.get(status, "nothing: an earlier call ended the program" if status == "not_run" else status)


def _at_call(error: Raised, test: CallTest, source: Source) -> Finding:
    """The call itself failed, such as one of a function that the program does not define."""
    span = _definition(test.call, source)
    failure = Failure(error.type, error.message, line=span.line, locals=dict.fromkeys(_defined(source), ""))
    return explained(failure, source)


def _defined(source: Source) -> Iterable[str]:
    return (node.name for node in ast.parse(source.text).body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def _definition(call: str, source: Source) -> Span:
    """Where the function that a test calls is defined; the program's first line where there is none."""
    try:
        names = {node.id for node in ast.walk(ast.parse(call, mode="eval")) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names = set()
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            return Span.of_line(node.lineno, source.line(node.lineno))
    return Span.of_line(1, source.line(1))


def judge_output(test: OutputTest, run: Run, source: Source, seconds: float) -> TestResult:
    """What to say of one test's output."""
    expected, got = shown(repr(test.expected_output)), shown(repr(run.stdout))
    ended = judge_run(run, source, seconds)
    if ended is not None:
        return TestResult("stdin", passed=False, expected=expected, got=got, finding=ended)
    if same_output(run.stdout, test.expected_output):
        return TestResult("stdin", passed=True, expected=expected, got=got)
    line = _first_difference(run.stdout, test.expected_output)
    finding = outcomes.WRONG_OUTPUT.at(_printing(source), expected=expected, got=got, line=line)
    return TestResult("stdin", passed=False, expected=expected, got=got, finding=finding)


def _first_difference(got: str, expected: str) -> int:
    pairs = zip(got.splitlines(), expected.splitlines(), strict=False)
    for number, (one, other) in enumerate(pairs, 1):
        if one.rstrip() != other.rstrip():
            return number
    return min(len(got.splitlines()), len(expected.splitlines())) + 1


def _printing(source: Source) -> Span:
    """The last line that prints."""
    prints = [
        node.lineno
        for node in ast.walk(ast.parse(source.text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    line = max(prints, default=1)
    return Span.of_line(line, source.line(line))
