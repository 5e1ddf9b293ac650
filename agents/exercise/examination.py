"""A look at a student's code before it is run. Pure; another process does it, as a compiler can be made to crash."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from agents.exercise.constraints import broken

__all__ = ["UNREADABLE", "Examined", "examine", "statements"]


@dataclass(frozen=True)
class Examined:
    """What the code's tree says.

    Attributes:
        problem: what keeps it from being compiled, in one sentence; empty if nothing does.
        broken: names of the constraints that it breaks.
        statements: how many it has.
    """

    problem: str = ""
    broken: tuple[str, ...] = ()
    statements: int = 0


UNREADABLE = Examined("The code cannot be compiled.")
"""Of code that is too much for the compiler."""


def examine(code: str, rules: Sequence[str]) -> Examined:
    """Look at code.

    Args:
        code: the student's.
        rules: names of the constraints that it has to keep.
    """
    try:
        compile(code, "main.py", "exec", dont_inherit=True)
        tree = ast.parse(code)
        return Examined(broken=tuple(broken(rules, tree)), statements=statements(tree))
    except SyntaxError as error:
        return Examined(f"Line {error.lineno}: {error.msg}.")
    except (ValueError, RecursionError, MemoryError):  # null bytes; brackets nested beyond any use
        return UNREADABLE


def statements(tree: ast.AST) -> int:
    """How many statements code has."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
