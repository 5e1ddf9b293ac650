"""How large the arguments may be with which a right function of the catalogue is asked. Pure.

The catalogue's own inputs are small. Those of a student's examples may be anything: `factorial(400000)` takes seconds,
`repeat("ab", 10**10)` all memory there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from agents.trials.task import Task

__all__ = ["LARGEST", "Bounds", "bounds_of"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest number without its sign, the most items of lists and their like altogether, the longest text."""

    number: float
    items: int
    text: int

    def hold(self, values: Iterable[Any]) -> bool:
        """Whether values are plain data within these bounds."""
        found = _measured(values)
        return (
            found is not None and found.number <= self.number and found.items <= self.items and found.text <= self.text
        )


LARGEST: Final = Bounds(number=10_000, items=50, text=200)
"""Years and small primes have four digits; a list that somebody typed has a dozen items, and a sentence 100 characters.
With these the slowest function of the catalogue whose task is not `steep` takes some tenths of a second."""


_SMALL: Final = Bounds(number=8, items=6, text=6)
"""Eight queens, and all orders of six things, are found within some milliseconds."""


def bounds_of(task: Task) -> Bounds:
    """What a task's right functions may be asked: where work grows steeply, little more than its own inputs."""
    if not task.steep:
        return LARGEST
    own = _measured(value for one in task.tries for value in one) or _SMALL
    return Bounds(max(own.number, _SMALL.number), max(own.items, _SMALL.items), max(own.text, _SMALL.text))


def _measured(values: Iterable[Any]) -> Bounds | None:
    """The bounds within which values just are; None where they are no plain data, or no numbers to compare."""
    number, items, text = 0.0, 0, 0
    waiting = list(values)
    while waiting:
        match waiting.pop():
            case None | bool():
                pass
            case int() | float() as value:
                if abs(value) != abs(value):  # not a number: no bound holds it
                    return None
                number = max(number, abs(value))
            case str() | bytes() as value:
                text = max(text, len(value))
            case list() | tuple() | set() | frozenset() as value:
                items += len(value)
                waiting += value
            case dict() as value:
                items += len(value)
                waiting += [*value, *value.values()]
            case _:
                return None
    return Bounds(number, items, text)
