"""What runs show: every kind of error and failed test, in real runs."""

from collections.abc import Mapping
from typing import Any

import pytest

from agents.execution import exceptions, outcomes
from agents.execution.context import context_of
from agents.execution.execute import Executed, execute
from agents.linting.source import Source
from agents.mistakes.findings import Kind
from agents.runner.pool import Runner

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def run(runner: Runner, code: str, **context: Any) -> Executed:
    return await execute(runner, Source.read(code), context_of(context))


DOUBLE = {"tests": [{"call": "double(4)", "expected": 8}]}
CONTEXTS: Mapping[str, dict[str, Any]] = {
    "no-more-input": {"stdin": "Ada\n"},
    "wrong-result": DOUBLE,
    "result-is-none": DOUBLE,
    "printed-not-returned": DOUBLE,
    "error-not-raised": {"tests": [{"call": "root(-1)", "raises": "ValueError"}]},
    "wrong-output": {"tests": [{"stdin": "5\n", "expected_output": "10\n"}]},
}


@pytest.mark.parametrize("kind", [*exceptions.KINDS, *outcomes.KINDS], ids=lambda kind: kind.code)
async def test_a_kind_is_found_in_its_example_only(kind: Kind, runner: Runner) -> None:
    context = CONTEXTS.get(kind.code, {})
    wrong = await run(runner, kind.example, **context)
    assert [one.kind.code for one in wrong.findings] == [kind.code], wrong
    for text in (wrong.findings[0].message, wrong.findings[0].cause, wrong.findings[0].fix):
        assert text.rstrip()[-1] in ".?!`)", text
    fine = await run(runner, kind.fine, **context)
    assert not fine.findings, fine
    assert all(test.passed for test in fine.tests)


async def test_an_error_is_told_at_its_line_with_its_values(runner: Runner) -> None:
    code = "def at(values, place):\n    return values[place]\n\nprint(at([1, 2], 2))\n"
    (found,) = (await run(runner, code)).findings
    assert found.kind.code == "index-out-of-range"
    assert (found.span.line, found.span.column) == (2, 12)
    assert "`values` is [1, 2] and `place` is 2" in found.cause


async def test_which_test_failed_and_what_was_got(runner: Runner) -> None:
    code = "def double(x):\n    return x + 2\n"
    tests = [{"call": "double(2)", "expected": 4}, "double(3) == 6", "assert double(0) == 0"]
    done = await run(runner, code, tests=tests)
    assert [(one.call, one.passed, one.got, one.expected) for one in done.tests] == [
        ("double(2)", True, "4", "4"),
        ("double(3)", False, "5", "6"),
        ("double(0)", False, "2", "0"),
    ]
    assert {one.span.line for one in done.findings} == {1}


async def test_a_function_that_is_missing_is_named(runner: Runner) -> None:
    done = await run(runner, "def dubble(x):\n    return 2 * x\n", tests=["double(3) == 6"])
    assert done.findings[0].kind.code == "name-not-defined"
    assert "dubble" in done.findings[0].cause


async def test_what_reads_input_does_not_run_without(runner: Runner) -> None:
    assert (await run(runner, "print(int(input()))\n")).status is None
    assert (await run(runner, "print(int(input()))\n", stdin="3\n")).stdout == "3\n"


@pytest.mark.parametrize(
    ("got", "expected"),
    [("(1, 2)", [1, 2]), ("{3, 1}", [1, 3]), ("{1: 'a'}", {"1": "a"}), ("0.1 + 0.2", 0.3), ("2.0", 2), ("True", True)],
)
async def test_json_stands_for_what_it_lacks(got: str, expected: Any, runner: Runner) -> None:
    done = await run(runner, f"def f():\n    return {got}\n", tests=[{"call": "f()", "expected": expected}])
    assert done.tests[0].passed


@pytest.mark.parametrize(("got", "expected"), [("1", True), ("'1'", 1), ("[2, 1]", [1, 2]), ("None", 0)])
async def test_what_only_looks_alike_is_told_apart(got: str, expected: Any, runner: Runner) -> None:
    done = await run(runner, f"def f():\n    return {got}\n", tests=[{"call": "f()", "expected": expected}])
    assert not done.tests[0].passed
