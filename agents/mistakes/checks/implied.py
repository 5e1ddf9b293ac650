"""What conditions have to do with one another: whether one holds whenever another does. Pure."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from agents.mistakes.checks.conditions import MIRRORED, SIGNS

__all__ = ["Bound", "Condition", "implies", "interval_of"]

Bound = tuple[float, int]
"""A number; 1 and -1 leave the number itself out."""

_ENDLESS = float("inf")
_PARTS, _DEPTH = 8, 2
"""More than that nobody reads, and the work would grow with all pairs of them."""
_STEADY = frozenset(("len", "isinstance", "startswith", "endswith", "isdigit", "isalpha", "isupper", "islower"))
"""Calls that answer the same when asked again."""


@dataclass(frozen=True)
class Condition:
    """A condition, taken apart once. What it asks is None where it asks something else; subjects are as written.

    Attributes:
        text: as the tree has it: the same for conditions that are written alike.
        steady: whether it changes nothing and answers the same when asked again.
        local: whether it is about names alone, not about parts of objects.
        interval: subject, from and to.
        multiple: subject, and what divides it.
        among: subject, and the only values that it may have.
        without: subject, and values that it may not have.
        begins: how a text begins or ends: the subject with the method, the text.
        every: parts that are joined by `and`.
        either: parts that are joined by `or`.
    """

    text: str
    steady: bool
    local: bool
    interval: tuple[str, Bound, Bound] | None
    multiple: tuple[str, int] | None
    among: tuple[str, frozenset[object]] | None
    without: tuple[str, frozenset[object]] | None
    begins: tuple[str, str] | None
    every: tuple["Condition", ...]
    either: tuple["Condition", ...]

    @classmethod
    def of(cls, test: ast.expr, depth: int = 0) -> "Condition":
        """What a condition asks; parts of parts, and of those that have very many, are not looked at."""
        inside = list(ast.walk(test))
        parts: tuple[Condition, ...] = ()
        if isinstance(test, ast.BoolOp) and len(test.values) <= _PARTS and depth < _DEPTH:
            parts = tuple(cls.of(value, depth + 1) for value in test.values)
        joined = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
        return cls(
            text=ast.dump(test),
            steady=all(_is_steady(node) for node in inside),
            local=not any(isinstance(node, ast.Attribute | ast.Subscript) for node in inside),
            interval=interval_of(test),
            multiple=_multiple(test),
            among=_values(test, ast.Eq, ast.In),
            without=_values(test, ast.NotEq, ast.NotIn),
            begins=_begins(test),
            every=parts if joined else (),
            either=() if joined else parts,
        )


def implies(later: Condition, earlier: Condition) -> bool:
    """Whether the second holds whenever the first does."""
    if later.text == earlier.text or any(_implied(later, earlier)):
        return True
    if later.either:
        return all(implies(part, earlier) for part in later.either)
    if earlier.every:
        return all(implies(later, part) for part in earlier.every)
    return any(implies(part, earlier) for part in later.every) or any(implies(later, part) for part in earlier.either)


def _implied(later: Condition, earlier: Condition) -> Iterator[bool]:
    """By one question about one subject."""
    one, other = later.interval, earlier.interval
    if one and other and one[0] == other[0]:
        yield other[1] <= one[1] and one[2] <= other[2]
    if later.multiple and earlier.multiple and later.multiple[0] == earlier.multiple[0]:
        yield later.multiple[1] % earlier.multiple[1] == 0
    if later.begins and earlier.begins and later.begins[0] == earlier.begins[0]:
        ends = later.begins[0].endswith(".endswith")
        yield later.begins[1].endswith(earlier.begins[1]) if ends else later.begins[1].startswith(earlier.begins[1])
    if later.among:
        subject, values = later.among
        if earlier.among and earlier.among[0] == subject:
            yield values <= earlier.among[1]
        if earlier.without and earlier.without[0] == subject:
            yield not values & earlier.without[1]


def _is_steady(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _STEADY
    return not isinstance(node, ast.Call | ast.Await | ast.NamedExpr)


def _subject(node: ast.expr) -> str:
    """What a condition is about, as it is written; "" for what is worked out."""
    match node:
        case ast.Name() | ast.Attribute() | ast.Subscript(slice=ast.Constant() | ast.Name()):
            return ast.unparse(node)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute()]):
            return ast.unparse(node)
    return ""


def interval_of(test: ast.expr) -> tuple[str, Bound, Bound] | None:
    """Which numbers a condition on one subject lets through: from and to."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        parts = [interval_of(value) for value in test.values]
    elif isinstance(test, ast.Compare):
        sides = [test.left, *test.comparators]
        parts = [_half(sides[at], op, sides[at + 1]) for at, op in enumerate(test.ops)]
    else:
        return None
    known = [one for one in parts if one is not None]
    if len(known) < len(parts) or len({one[0] for one in known}) != 1:
        return None
    return known[0][0], max(one[1] for one in known), min(one[2] for one in known)


def _half(left: ast.expr, op: ast.cmpop, right: ast.expr) -> tuple[str, Bound, Bound] | None:
    sign = SIGNS.get(type(op), "")
    if _number(left) is not None:
        left, right, sign = right, left, MIRRORED.get(sign, "")
    value, subject = _number(right), _subject(left)
    if not subject or value is None:
        return None
    lowest, highest = (-_ENDLESS, 0), (_ENDLESS, 0)
    halves: dict[str, tuple[Bound, Bound]] = {
        "<": (lowest, (value, -1)), "<=": (lowest, (value, 0)), ">": ((value, 1), highest), ">=": ((value, 0), highest),
        "==": ((value, 0), (value, 0)),
    }  # fmt: skip
    return (subject, *halves[sign]) if sign in halves else None


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    return None


def _multiple(test: ast.expr) -> tuple[str, int] | None:
    """`(x, 3)` of `x % 3 == 0` and `not x % 3`."""
    match test:
        case ast.Compare(
            left=ast.BinOp(left=number, op=ast.Mod(), right=ast.Constant(value=int(divisor))),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ):
            pass
        case ast.UnaryOp(
            op=ast.Not(), operand=ast.BinOp(left=number, op=ast.Mod(), right=ast.Constant(value=int(divisor)))
        ):
            pass
        case _:
            return None
    return (_subject(number), divisor) if divisor > 1 and _subject(number) else None


def _values(test: ast.expr, alone: type[ast.cmpop], among: type[ast.cmpop]) -> tuple[str, frozenset[object]] | None:
    """`(x, {1, 2})` of `x in (1, 2)`, and of `x == 1` the one value; texts and whole numbers alone."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not _subject(test.left):
        return None
    right = test.comparators[0]
    if isinstance(test.ops[0], alone):
        parts = [right]
    elif isinstance(test.ops[0], among) and isinstance(right, ast.Tuple | ast.List | ast.Set):
        parts = right.elts
    else:
        return None
    values = [one.value for one in parts if isinstance(one, ast.Constant) and type(one.value) in (str, int)]
    return (_subject(test.left), frozenset(values)) if values and len(values) == len(parts) else None


def _begins(test: ast.expr) -> tuple[str, str] | None:
    match test:
        case ast.Call(
            func=ast.Attribute(value=owner, attr="startswith" | "endswith") as method,
            args=[ast.Constant(value=str(text))],
        ) if _subject(owner):
            return ast.unparse(method), text
    return None
