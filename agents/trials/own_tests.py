"""Tests that a program brings along: functions that are called `test_...`, and cases of `unittest`."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agents.runner.program import CallResult
from agents.trials.probe import OUTSIDE, Found

__all__ = ["HARNESS", "OwnTest", "own_tests"]

HARNESS: Final = '''

def _case(kind, name):
    """Run one test of a case with what the case sets up; what fails in it is raised."""
    kind(name).debug()
'''

_MESSAGE_MAX: Final = 200  # characters of an error's


@dataclass(frozen=True, slots=True)
class OwnTest:
    """One test: the call that runs it, and where it stands."""

    line: int
    name: str
    call: str

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [self.call]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        (result,) = results
        if result.status == "ok":
            return Found(None, self.line, self.name)
        error = result.error
        if error is None or OUTSIDE.fullmatch(error.type) or error.type == "SkipTest":
            return None
        said = f": {error.message[:_MESSAGE_MAX]}" if error.message else ""
        line = error.line if error.file == "main.py" and error.line is not None else self.line
        return Found("example", line, self.name, f"your own test `{self.name}` fails with {error.type}{said}")


def own_tests(tree: ast.Module) -> Iterator[OwnTest]:
    """The tests of a program that need nothing but the program."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and _is_test(node, 0):
            yield OwnTest(node.lineno, node.name, f"{node.name}()")
        elif isinstance(node, ast.ClassDef) and any(ast.unparse(one).endswith("TestCase") for one in node.bases):
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and _is_test(one, 1):
                    yield OwnTest(one.lineno, one.name, f"_case({node.name}, {one.name!r})")


def _is_test(node: ast.FunctionDef, parameters: int) -> bool:
    """Whether it is a test without fixtures."""
    given = node.args
    required = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    return node.name.startswith("test") and required == parameters and not node.decorator_list and not given.kwonlyargs
