"""Correctness by tests: those that came with a request are run, where programs may run."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agents.execution.context import RunContext
from agents.execution.execute import execute
from agents.execution.judging import TestResult
from agents.linting.source import Source
from agents.review.analysis import Broken, parse
from agents.review.rules import Place, Rule, Told
from agents.runtime.programs import Runs

__all__ = ["NOTHING_TESTED", "TEST_FAILS", "Tested", "compiles", "run_tests"]

TEST_FAILS: Final = Rule(
    code="test-fails",
    title="A test fails: {name}",
    weights={"correctness": 0.8},
    level="beginner",
    why="The tests that came with the task say what it is to do.",
    do="Follow this call line by line on paper, and see where it first goes another way than you meant.",
    example="def double(n):\n    return n * n\n",
    better="def double(n):\n    return n * 2\n",
)
"""Found where tests came with the request, such as `double(3) == 6` with its example."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What the tests that came with a request showed.

    Attributes:
        tests: in the order of the request: calls, then outputs.
        left_out: sentences that say what could not be run.
    """

    tests: tuple[TestResult, ...] = ()
    left_out: tuple[str, ...] = ()

    def places(self) -> Mapping[Rule, list[Place]]:
        """Where tests fail."""
        failed = [_place(one) for one in self.tests if not one.passed]
        return {TEST_FAILS: failed} if failed else {}

    def practices(self) -> Sequence[str]:
        """What is well done."""
        if not self.tests or not all(one.passed for one in self.tests):
            return []
        return [f"Tests: all {len(self.tests)} that came with the code pass." if len(self.tests) > 1 else _ONE]

    def names(self) -> frozenset[str]:
        """What the tests call: they say what it is to do, whatever else its name means."""
        return frozenset(name for one in self.tests for name in _called(one.call))


_ONE: Final = "Tests: the one that came with the code passes."

NOTHING_TESTED: Final = Tested()


def compiles(code: str) -> bool:
    """Whether there is something to test: CPU-bound, as a program may be made to be slow to read.

    Raises:
        InvalidError: the code is empty, too large, nested too deeply, or no text.
    """
    return not isinstance(parse(Source.read(code).text), Broken)


async def run_tests(programs: Runs, code: str, context: RunContext) -> Tested:
    """Run the tests of a request.

    Args:
        programs: run them.
        code: compiles.
        context: what came with it.

    Raises:
        InvalidError: something of the context is too large for a run.
        TransientError: there is no room now.
    """
    if not context.tests:
        return NOTHING_TESTED
    executed = await execute(programs, Source.read(code), context)
    return Tested(executed.tests, executed.left_out)


def _place(test: TestResult) -> Place:
    finding = test.finding
    if finding is None:  # an earlier test ended the run
        said = f"`{test.call}` gives {test.got}, but {test.expected} was expected"
        return Place(1, test.call, told=Told(said, TEST_FAILS.why, TEST_FAILS.do))
    message = finding.message.removesuffix(".")
    if test.call not in message and test.call != "stdin":
        message = f"`{test.call}`: {message}"
    return Place(finding.span.line, test.call, told=Told(message, finding.cause, finding.think))


def _called(call: str) -> list[str]:
    try:
        tree = ast.parse(call, mode="eval")
    except SyntaxError:  # a long call is shown cut off, and the test of an output is no call
        return []
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
