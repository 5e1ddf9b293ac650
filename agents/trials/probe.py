"""What a probe is: some calls of a program, and what their results say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from agents.runner.program import CallResult

__all__ = ["CRASHES", "Found", "Kind", "Probe", "shown"]

Kind = Literal["wrong", "example", "stops"]
"""A wrong answer, an example of the program's own that does not hold, or an error that ends the program."""

CRASHES: Final = frozenset(
    ("IndexError", "ZeroDivisionError", "UnboundLocalError", "RecursionError", "timeout", "memory")
)
"""Ends that nobody means. Other exceptions may be the function's way of refusing what it was not made for, and a name
that is unknown may be defined by what was left out."""

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
