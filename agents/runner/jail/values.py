"""Values of the student's program as text and as plain data. Whatever their methods raise stays with them."""

import math
import reprlib
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

from agents.runner.jail.time_limit import TimeLimit

__all__ = ["describe", "short", "type_name"]

REPR = 4_000  # characters of a result's repr: what a page can show
SHORT = 80  # characters of a variable's repr: one line
NAME = 100  # characters of a type's name
NODES = 10_000  # values inside of one result
MEMBERS = 1_000  # keys of a dict or members of a set: many with one hash cost the reader the square of it
DEPTH = 20
TEXT = 30_000  # characters of all strings of one result
INT_BITS = 16_384  # of an int: below it numbers are also printed in no time

_PLAIN = (1 << 63) - 1  # an int up to here is a JSON number


def _compared_as_tuple(kind: type) -> bool:
    """Whether instances are compared as tuples are, as named tuples do."""
    return getattr(kind, "__eq__", None) is getattr(tuple, "__eq__", None)


class _Unfit(Exception):  # noqa: N818  # a signal between two functions here, no error
    """The value is no plain data, or too large."""


_brief = reprlib.Repr()
_brief.maxlevel = 3
_brief.maxdict = _brief.maxlist = _brief.maxtuple = _brief.maxset = _brief.maxfrozenset = _brief.maxdeque = 8
_brief.maxstring = _brief.maxother = SHORT
_brief.maxlong = 40


def type_name(value: object) -> str:
    """The class's name, bounded."""
    name = type.__dict__["__qualname__"].__get__(type(value))
    return str(name)[:NAME]


def short(value: object) -> str:
    """A repr of one line; of large containers only the beginning is looked at."""
    return _guarded(_brief.repr, value)[:SHORT]


def describe(value: object) -> dict[str, Any]:
    """A result for the runner: its repr and, where possible, its data (see `messages.decode_data`)."""
    text = _guarded(repr, value)
    found: dict[str, Any] = {"type": type_name(value), "repr": text[:REPR], "repr_cut": len(text) > REPR}
    try:
        found["data"] = [_Encoder().encode(value, DEPTH)]
    except _Unfit:
        found["data"] = []
    return found


def _guarded(make: Any, value: object) -> str:
    try:
        return str(make(value))
    except TimeLimit:
        raise
    except BaseException as exc:  # noqa: BLE001  # the student's own __repr__ may raise anything
        return f"<{type_name(value)} whose repr raised {type_name(exc)}>"


class _Encoder:
    """Counts what one result holds while it is encoded. Subclasses are encoded only where `==` takes them as equal."""

    def __init__(self) -> None:
        self._nodes = NODES
        self._text = TEXT

    def encode(self, value: Any, depth: int) -> Any:  # noqa: C901, PLR0911, PLR0912  # one case for each type
        self._nodes -= 1
        if depth == 0 or self._nodes < 0:
            raise _Unfit
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            if -_PLAIN <= value <= _PLAIN:
                return value
            if value.bit_length() > INT_BITS:
                raise _Unfit
            return {"k": "int", "v": hex(value)}
        if kind is float:
            return value if math.isfinite(value) else {"k": "float", "v": repr(value)}
        if kind is str:
            self._spend(len(value))
            if not value.isascii():
                self._refuse_surrogates(value)
            return value
        if kind is bytes:
            self._spend(len(value))
            return {"k": "bytes", "v": value.hex()}
        if kind is list:
            return [self.encode(one, depth - 1) for one in value]
        if kind is deque:
            raise _Unfit
        if issubclass(kind, tuple) and _compared_as_tuple(kind):
            return {"k": "tuple", "v": [self.encode(one, depth - 1) for one in tuple.__iter__(value)]}
        if kind in {set, frozenset}:
            self._members(len(value))
            return {"k": kind.__name__, "v": [self.encode(one, depth - 1) for one in value]}
        if kind in {dict, OrderedDict, defaultdict, Counter}:
            self._members(len(value))
            return {
                "k": "dict",
                "v": [[self.encode(key, depth - 1), self.encode(one, depth - 1)] for key, one in dict.items(value)],
            }
        raise _Unfit

    def _spend(self, size: int) -> None:
        self._text -= size
        if self._text < 0:
            raise _Unfit

    @staticmethod
    def _members(size: int) -> None:
        if size > MEMBERS:
            raise _Unfit

    @staticmethod
    def _refuse_surrogates(value: str) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Unfit from None
