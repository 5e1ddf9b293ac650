"""What a test gave: a value or an error; how two of them are compared and shown. Pure."""

import ast
import math
from dataclasses import dataclass
from typing import Any

__all__ = ["Outcome", "same"]

_SHOWN = 300  # characters: a page shows no more of a value that went wrong
_TOLERANCE = 1e-9  # relative and absolute: the same sum in another order


@dataclass(frozen=True)
class Outcome:
    """What came of a test.

    Attributes:
        value: `repr` of the value; None if there was none.
        error: name of the exception's class; None if there was none.
    """

    value: str | None = None
    error: str | None = None

    def shown(self) -> str:
        """For people."""
        if self.value is None:
            return f"raises {self.error}"
        return self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"


def same(expected: Outcome, got: Outcome) -> bool:
    """Whether a test passed: equal errors, or values that are equal and of equal types (1 and 1.0 are one number)."""
    if expected.value is None or got.value is None:
        return expected == got
    if expected.value == got.value:
        return True
    try:
        return _equal(ast.literal_eval(expected.value), ast.literal_eval(got.value))
    except (ValueError, SyntaxError, MemoryError, RecursionError):  # no literal, such as an object of the student's
        return False


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    if type(expected) is not type(got):
        return False
    if isinstance(expected, list | tuple):
        return len(expected) == len(got) and all(map(_equal, expected, got))
    if isinstance(expected, dict):
        return expected.keys() == got.keys() and all(_equal(expected[key], got[key]) for key in expected)
    return bool(expected == got)
