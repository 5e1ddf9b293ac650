"""What a probe is: some calls of a program, and what their results say of it."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from agents.runner.program import CallResult

__all__ = ["CRASHES", "OUTSIDE", "Found", "Kind", "Probe", "same", "shown"]

Kind = Literal["wrong", "example", "stops"]
"""A wrong answer, an example of the program's own that does not hold, or an error that ends the program."""

CRASHES: Final = frozenset(
    ("IndexError", "ZeroDivisionError", "UnboundLocalError", "RecursionError", "timeout", "memory")
)
"""Ends that nobody means. Other exceptions may be the function's way of refusing what it was not made for, and a name
that is unknown may be defined by what was left out."""

OUTSIDE: Final = re.compile(
    "EOFError|ImportError|ModuleNotFoundError|MemoryError|KeyboardInterrupt|SystemExit|NotImplementedError|TimeoutError|"
    "OSError|FileNotFoundError|PermissionError|BlockingIOError|Connection.*Error|gaierror"
)
"""Errors that say something of where the program runs."""

_SHOWN: Final = 80  # characters of a value


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found.

    Attributes:
        kind: of what is wrong; None where all is right.
        line: of the program.
        name: of the function, or what else is spoken of.
        message: what is wrong, for the student; without a full stop.
    """

    kind: Kind | None
    line: int
    name: str
    message: str = ""


class Probe(Protocol):
    """Calls that belong together. It can be pickled."""

    @property
    def calls(self) -> Sequence[str]:
        """Expressions, evaluated in the program's namespace."""

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """What the results of `calls` say; None where they say nothing."""


def shown(value: object) -> str:
    """A value for people."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def same(expected: Any, got: Any, *, unordered: bool = False) -> bool:
    """Whether two values say the same: lists and tuples are alike, and so are 1, 1.0 and True."""
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        if unordered:
            expected, got = _ordered(expected), _ordered(got)
        return len(expected) == len(got) and all(
            same(one, other, unordered=unordered) for one, other in zip(expected, got, strict=True)
        )
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(
            same(one, got[key], unordered=unordered) for key, one in expected.items()
        )
    return bool(expected == got)


def _ordered(values: Iterable[Any]) -> list[Any]:
    return sorted((_ordered(one) if isinstance(one, list | tuple) else one for one in values), key=repr)
