"""What a probe is: some calls of a program, and what their results say of it."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from agents.runner.program import CallResult

__all__ = [
    "CRASHES",
    "OUTSIDE",
    "Found",
    "Kind",
    "Probe",
    "alike",
    "ending",
    "same",
    "shown",
    "texts_in",
    "without_case",
]

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


def ending(result: CallResult) -> str:
    """How a call without a value ended: the name of its exception, or the way the run was stopped."""
    return result.error.type if result.status == "error" and result.error is not None else result.status


def shown(value: object) -> str:
    """A value for people."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def same(expected: Any, got: Any, *, unordered: bool = False) -> bool:
    """Whether two values say the same: lists and tuples are alike, and so are 1, 1.0 and True."""
    if isinstance(expected, int | float) and isinstance(got, int | float):
        try:
            return math.isclose(expected, got, rel_tol=1e-6, abs_tol=1e-6)
        except OverflowError:  # a whole number that is larger than any float
            return expected == got
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


def texts_in(value: Any) -> Iterator[str]:
    """The texts of a value, keys and what lies in lists included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in texts_in(one))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for one in value for text in texts_in(one))


def without_case(value: Any) -> Any:
    """A value with its texts in small letters, without blanks around them."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, dict):
        return {without_case(key): without_case(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_case(one) for one in value]
    return value


def _ordered(values: Iterable[Any]) -> list[Any]:
    return sorted((_ordered(one) if isinstance(one, list | tuple) else one for one in values), key=repr)


def alike(one: Any, other: Any) -> bool:
    """Whether two values are of one kind: numbers, texts, lists of such however deep."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        first, second = _leaf(one), _leaf(other)
        if _is_mixed(one) != _is_mixed(other):  # a last element that says something to the numbers before it
            return False
        return first is None or second is None or alike(first, second)
    if isinstance(one, bool) or isinstance(other, bool):
        return type(one) is type(other)
    numbers = isinstance(one, int | float), isinstance(other, int | float)
    return all(numbers) or (not any(numbers) and type(one) is type(other))


def _is_mixed(values: list[Any] | tuple[Any, ...]) -> bool:
    """Whether texts stand beside numbers in a list."""
    texts = sum(isinstance(one, str) for one in values)
    return texts > 0 and any(isinstance(one, int | float) for one in values)


def _leaf(values: Any) -> Any:
    """The first value in a list that is no list; None where there is none."""
    if not isinstance(values, list | tuple):
        return values
    return next((leaf for one in values if (leaf := _leaf(one)) is not None), None)
