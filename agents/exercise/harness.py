"""From a solution and its tests to a program and the expressions it is asked, and the trusted run of our references."""

import ast
import builtins
from collections.abc import Sequence
from typing import Any

from agents.exercise.family import Case
from agents.exercise.memory_files import MemoryFiles
from agents.exercise.outcomes import Outcome

__all__ = ["case_code", "expression", "program", "run_trusted"]

_STEPS = '''

def _steps(code):
    """Run all lines but the last one; return what that gives."""
    import ast

    scope = dict(globals())
    *steps, last = ast.parse(code).body
    exec(compile(ast.Module(steps, []), "<test>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), scope)
'''
"""Stands behind a solution, so that the lines of the solution keep their numbers. The program never holds a test: the
runner tells it of each only when the one before is answered, so that a shown result cannot hold a hidden test."""


def case_code(case: Case, function: str) -> str:
    """A test as the code that people read.

    Raises:
        ValueError: its last line is no expression.
    """
    code = case.strip() if isinstance(case, str) else f"{function}({', '.join(map(repr, case))})"
    if not isinstance(ast.parse(code).body[-1], ast.Expr):
        raise ValueError(f"the last line of a test must be an expression: {code!r}")  # noqa: TRY004 - the text is wrong, not its type
    return code


def program(source: str) -> str:
    """A solution, ready to be asked `expression`s."""
    return source + _STEPS


def expression(code: str) -> str:
    """A test as one expression."""
    return code if len(ast.parse(code).body) == 1 else f"_steps({code!r})"


def run_trusted(source: str, codes: Sequence[str]) -> list[Outcome]:
    """Run a solution of our own inside this process, as the runner would: fast, and with files in memory.

    Never for a student's code.
    """
    scope: dict[str, Any] = {
        "__name__": "__main__",
        "__builtins__": {**vars(builtins), "open": MemoryFiles().open},
    }
    exec(compile(program(source), "<reference>", "exec"), scope)  # noqa: S102 - references are part of this repository
    return [_outcome(expression(code), scope) for code in codes]


def _outcome(code: str, scope: dict[str, Any]) -> Outcome:
    try:
        return Outcome(value=repr(eval(code, scope)))  # noqa: S307 - as above
    except Exception as error:  # noqa: BLE001 - raising can be what the exercise asks for
        return Outcome(error=type(error).__name__)
