"""Classes with operators: laws that hold for every class, such as that `a < b` and `b < a` are never both true.

Objects are made of small values, and compared and added in all pairs.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import Found
from agents.trials.structures.classes import plain
from agents.trials.structures.shapes import plain_classes

__all__ = ["HARNESS", "OperatorProbe", "operator_probes"]

HARNESS: Final = '''

def _broken_law(kind, values, methods, measure):
    """The first law that does not hold, in words; None where all do."""
    import copy
    import operator

    def call(given):
        return kind.__name__ + "(" + ", ".join(map(repr, given)) + ")"

    def made(given):
        return kind(*given)

    def state(thing):
        return copy.deepcopy(vars(thing))

    signs = {"__lt__": "<", "__gt__": ">", "__le__": "<=", "__ge__": ">="}
    for name, sign in signs.items():
        if name not in methods:
            continue
        holds = getattr(operator, name)
        strict = sign in "<>"
        for one in values:
            a, same = made(one), made(one)
            if bool(holds(a, same)) is strict:
                says = "is true" if strict else "is false"
                return f"{call(one)} {sign} {call(one)} {says}"
        for one in values:
            for other in values:
                if strict and holds(made(one), made(other)) and holds(made(other), made(one)):
                    return f"{call(one)} {sign} {call(other)} and {call(other)} {sign} {call(one)} are both true"
        for one in values:
            for two in values:
                if holds(made(one), made(two)):
                    for three in values:
                        if holds(made(two), made(three)) and not holds(made(one), made(three)):
                            return (
                                f"{call(one)} {sign} {call(two)} and {call(two)} {sign} {call(three)} are true, "
                                f"and {call(one)} {sign} {call(three)} is not"
                            )
    if "__eq__" in methods:
        for one in values:
            if not made(one) == made(one):
                return f"{call(one)} == {call(one)} is false"
        for one in values:
            for other in values:
                a, b = made(one), made(other)
                equal = bool(a == b)
                if equal != bool(b == a):
                    return f"{call(one)} == {call(other)} is not what {call(other)} == {call(one)} is"
                if measure is not None and equal != (measure(a) == measure(b)):
                    return f"{call(one)} == {call(other)} is {equal}"
                if equal and "__hash__" in methods and hash(a) != hash(b):
                    return f"{call(one)} and {call(other)} are equal and have different hashes"
    for name, sign, word in (("__add__", "+", "sum"), ("__sub__", "-", "difference"), ("__mul__", "*", "product")):
        if name not in methods:
            continue
        for one in values:
            for other in values:
                a, b = made(one), made(other)
                before = state(a), state(b)
                try:
                    got = getattr(operator, name)(a, b)
                except (TypeError, AttributeError):  # it takes something else, such as a number
                    break
                if (state(a), state(b)) != before:
                    return f"{call(one)} {sign} {call(other)} changes what it is made of"
                if measure is not None and sign != "*" and isinstance(got, kind):
                    wanted = [getattr(operator, name)(x, y) for x, y in zip(measure(a), measure(b))]
                    if wanted and min(wanted) >= 0 and any(abs(x - y) > 1e-9 for x, y in zip(wanted, measure(got))):
                        return f"{call(one)} {sign} {call(other)} is not the {word} of both"
    for name in ("__str__", "__repr__"):
        if name in methods and not isinstance(getattr(made(values[0]), name)(), str):
            return f"{name} gives no text"
    return None


def _quotient(first, second):
    return lambda thing: [getattr(thing, first) / getattr(thing, second)]


def _each(*names):
    return lambda thing: [getattr(thing, one) for one in names]


def _of_sixty(*names):
    def total(thing):
        found = 0
        for one in names:
            found = found * 60 + getattr(thing, one)
        return [found]

    return total
'''

_OPERATORS: Final = frozenset(
    (
        *("__lt__", "__gt__", "__le__", "__ge__", "__eq__", "__hash__"),
        *("__add__", "__sub__", "__mul__", "__str__", "__repr__"),
    )
)
_TEXT: Final = re.compile(
    "name|title|author|owner|suit|colou?r|city|country|label|text|word|email|kind|brand|currency|unit"
)
_VALUES: Final = {True: ("Ada", "Bob"), False: (1, 2)}
_PARAMETERS_MOST: Final = 3  # eight objects, sixty-four pairs

_MEASURES: Final = (
    (re.compile(r"fraction|rational"), 2, "_quotient"),
    (re.compile(r"vector\w*|vec\w*|point\w*|complex\w*"), 0, "_each"),
    (re.compile(r"time|duration|clock\w*|timespan"), 0, "_of_sixty"),
)
"""By the names of classes and how many values they take (0: any number), what equality and sums are judged by."""


@dataclass(frozen=True, slots=True)
class OperatorProbe:
    """One class, and what its objects are made of."""

    name: str
    line: int
    values: tuple[tuple[Any, ...], ...]
    methods: tuple[str, ...]
    measure: str

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_broken_law({self.name}, {list(self.values)!r}, {self.methods!r}, {self.measure})"]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        (result,) = results
        if result.value is None or not result.value.has_data or result.value.data is None:
            return None
        return Found("wrong", self.line, self.name, f"{result.value.data}")


def operator_probes(tree: ast.Module) -> Iterator[OperatorProbe]:
    """The classes of a program whose operators can be tried."""
    for node in plain_classes(tree):
        methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
        init = methods.get("__init__")
        defined = tuple(sorted(_OPERATORS & methods.keys()))
        if init is None or not defined or init.args.vararg or init.args.kwarg or init.args.kwonlyargs:
            continue
        names = [one.arg for one in init.args.args[1:]]
        if 1 <= len(names) <= _PARAMETERS_MOST:
            values = tuple(product(*(_VALUES[bool(_TEXT.search(one.lower()))] for one in names)))
            yield OperatorProbe(node.name, node.lineno, values, defined, _measure(node.name, init, names))


def _measure(name: str, init: ast.FunctionDef, parameters: Sequence[str]) -> str:
    """How objects are measured, as source; `None` where nobody knows."""
    kept = {
        one.value.id: one.targets[0].attr
        for one in ast.walk(init)
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Name) and isinstance(one.targets[0], ast.Attribute)
    }
    for names, count, measure in _MEASURES:
        if names.fullmatch(plain(name)) and count in (0, len(parameters)) and kept.keys() >= set(parameters):
            return f"{measure}({', '.join(repr(kept[one]) for one in parameters)})"
    return "None"
