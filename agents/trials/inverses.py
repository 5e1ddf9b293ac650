"""Pairs of functions of which one takes back what the other does: `encode` and `decode`, `to_x` and `from_x`.

What one of them makes of a value, the other has to turn into that value again. Which of the two is wrong nobody can
tell; that they do not fit is certain.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import Found, alike, same, shown

__all__ = ["HARNESS", "InverseProbe", "inverse_probes"]

HARNESS: Final = '''

def _back(there, back, value, more):
    """What comes back of a value, and what it was in between."""
    between = there(value, *more)
    return back(between, *more), between
'''

_OPPOSITES: Final = {
    "encode": "decode",
    "encrypt": "decrypt",
    "encipher": "decipher",
    "cipher": "decipher",
    "compress": "decompress",
    "pack": "unpack",
    "serialize": "deserialize",
    "escape": "unescape",
    "zip": "unzip",
    "scramble": "unscramble",
    "shift": "unshift",
    "mask": "unmask",
}
"""Words in names of functions, and those in the names of what takes them back."""

_TEXTS: Final = ("abc", "hello", "aaabbb", "xyz", "zebra")
"""Small letters alone: what else a cipher leaves as it is, or cannot do, nobody knows."""

_NUMBERS: Final = (1, 10, 25, 100)
_KEYS: Final = {"key": 3, "shift": 3, "offset": 3, "n": 3, "k": 3, "rotation": 3, "steps": 3, "amount": 3}
"""What to give for a second parameter, by its name."""

_TO: Final = re.compile(r"(?:convert_)?([a-z]+)_?(?:to|2)_?([a-z]+)")
_ABOUT: Final = 0.011
"""How far numbers may be off where both ways are rounded to two places."""


@dataclass(frozen=True, slots=True)
class InverseProbe:
    """Two functions, what the first is given, and what both are given besides.

    Methods are those of one object; `made` is how it is made.
    """

    there: str
    back: str
    line: int
    values: tuple[Any, ...]
    more: tuple[Any, ...]
    made: str = ""

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        ways = [(self.there, self.back)] if self._texts else [(self.there, self.back), (self.back, self.there)]
        both = "{}, {}" if not self.made else f"*(lambda one: (one.{{}}, one.{{}}))({self.made})"
        return [f"_back({both.format(*way)}, {value!r}, {self.more!r})" for way in ways for value in self.values]

    @property
    def _texts(self) -> bool:
        return isinstance(self.values[0], str)

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`. Of numbers one way may lose something, as whole weeks of days do, but not both."""
        told: list[str] = []
        for at in range(0, len(results), len(self.values)):
            one, other = (self.there, self.back) if at == 0 else (self.back, self.there)
            wrong = ""
            for value, result in zip(self.values, results[at : at + len(self.values)], strict=True):
                if result.status != "ok" or result.value is None or not result.value.has_data:
                    return None
                got, between = result.value.data
                if not alike(value, got) or between is None:
                    return None
                if not _fits(value, got):
                    wrong = wrong or (
                        f"`{one}` makes {shown(between)} of {shown(value)}, and `{other}` makes {shown(got)} of that"
                    )
            told.append(wrong)
        return Found("wrong", self.line, self.back, told[0]) if all(told) else Found(None, self.line, self.back)


def _fits(value: Any, got: Any) -> bool:
    """Whether it came back: capitals, and roundings, are no mistake here."""
    if isinstance(value, str):
        return bool(value.casefold() == got.casefold().strip())
    return same(value, got) or abs(value - got) <= _ABOUT * max(1.0, abs(value))


def inverse_probes(tree: ast.Module) -> Iterator[InverseProbe]:
    """The pairs of a program that can be tried."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name, node in functions.items():
        for other, values in _inverses(name):
            back = functions.get(other)
            more = _more(node, back) if back is not None else None
            if back is not None and more is not None:
                yield InverseProbe(name, other, back.lineno, values, more)
    for owner in tree.body:
        if isinstance(owner, ast.ClassDef) and not owner.bases and not owner.decorator_list:
            yield from _of_class(owner)


def _of_class(owner: ast.ClassDef) -> Iterator[InverseProbe]:
    """Methods of which one takes back what the other does, with an object that needs nothing but a key."""
    methods = {node.name: node for node in owner.body if isinstance(node, ast.FunctionDef)}
    init = methods.get("__init__")
    keys = _wanted(init) if init is not None else []
    if keys is None or any(key not in _KEYS for key in keys):
        return
    made = f"{owner.name}({', '.join(str(_KEYS[key]) for key in keys)})"
    for name, node in methods.items():
        for other, values in _inverses(name):
            back = methods.get(other)
            takes = [_wanted(one) or [] for one in (node, back) if one is not None]
            if back is not None and values is _TEXTS and [len(one) for one in takes] == [1, 1]:
                yield InverseProbe(name, other, back.lineno, values, (), made)


def _inverses(name: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What the function that takes it back would be called, and what the first would be given."""
    words = name.split("_")
    for at, word in enumerate(words):
        if word in _OPPOSITES:
            yield "_".join([*words[:at], _OPPOSITES[word], *words[at + 1 :]]), _TEXTS
    if (found := _TO.fullmatch(name)) is not None and found.group(1) < found.group(2):
        yield _turned(name, *found.groups()), _NUMBERS


def _turned(name: str, first: str, second: str) -> str:
    """`a_to_b` as `b_to_a`."""
    at = name.index(first)
    return name[:at] + second + name[at + len(first) : name.rindex(second)] + first


def _more(there: ast.FunctionDef, back: ast.FunctionDef) -> tuple[Any, ...] | None:
    """What both are given behind the value; None where they are not alike, or it cannot be known."""
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for node in (there, back) for one in ast.walk(node)):
        return None
    wanted = [_wanted(node) for node in (there, back)]
    if wanted[0] is None or wanted[1] is None or len(wanted[0]) != len(wanted[1]):
        return None
    if any(name not in _KEYS for name in wanted[0]):
        return None
    return tuple(_KEYS[name] for name in wanted[0])


def _wanted(node: ast.FunctionDef) -> list[str] | None:
    """Names of what has to be given behind the first argument; None where it cannot be called so."""
    given = node.args
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    if not names or node.decorator_list or given.vararg or given.kwarg or given.kwonlyargs:
        return None
    return names[1 : max(1, len(names) - len(given.defaults))]
