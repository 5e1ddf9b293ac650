"""What is known of a value: its exact built-in type, what it holds, and where that comes from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["UNKNOWN", "Env", "Value", "join", "merged"]


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a value.

    Attributes:
        type: the name of the exact built-in type; empty when nothing is known.
        element: the type of what a list, tuple, set or range holds; empty when that is not known.
        origin: why the type is known, as the end of a sentence; empty when it is plain to see.
    """

    type: str = ""
    element: str = ""
    origin: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it can be calculated with."""
        return self.type in ("int", "float", "bool", "complex")

    @property
    def in_words(self) -> str:
        """For a beginner."""
        return _WORDS.get(self.type, f"a value of type {self.type}")


UNKNOWN = Value()

_WORDS: Mapping[str, str] = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number with a point",
    "bool": "True or False",
    "NoneType": "None",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dictionary",
    "set": "a set",
    "range": "a range",
}

Env = dict[str, Value]
"""What is known of names at one point of a program."""


def join(one: Value, other: Value) -> Value:
    """What is known when it may be either."""
    if one.type != other.type:
        return UNKNOWN
    return Value(one.type, one.element if one.element == other.element else "", one.origin or other.origin)


def merged(one: Env, other: Env) -> Env:
    """What is known where two ways through a program meet."""
    return {name: join(one[name], other[name]) for name in one.keys() & other.keys()}
