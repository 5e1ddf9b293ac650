"""Objects that are compared wrongly: by one part alone, in the opposite order, or with themselves.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _pair(node: ast.expr) -> bool:
    """A comparison of the same attribute of two objects, one of them `self`."""
    match node:
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=one), attr=first),
            comparators=[ast.Attribute(value=ast.Name(id=other), attr=second)],
        ):
            return "self" in (one, other) and one != other and first == second
    return False


@check(
    Rule(
        code="equal-in-one-part",
        title="`{name}` is content when one part alone fits",
        weights={"correctness": 0.3},
        level="beginner",
        why="Two objects are equal when all their parts are; they differ as soon as one part does.",
        do="Join the comparisons with `and` for equal, with `or` for different.",
        example="class Point:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __eq__(self, other):\n        return self.x == other.x or self.y == other.y\n",
        better="class Point:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __eq__(self, other):\n        return self.x == other.x and self.y == other.y\n",
    )
)
def equal_in_one_part(program: Program) -> Iterator[Place]:
    """See the rule: `or` between equal attributes in `__eq__`, `and` between different ones in `__ne__`."""
    for node in program.all(ast.BoolOp):
        function = program.function_of(node)
        match function, node.op:
            case ast.FunctionDef(name="__eq__"), ast.Or():
                sign: type[ast.cmpop] = ast.Eq
            case ast.FunctionDef(name="__ne__"), ast.And():
                sign = ast.NotEq
            case _:
                continue
        alike = all(_pair(one) and isinstance(one.ops[0], sign) for one in node.values)  # type: ignore[attr-defined]  # a comparison's
        if alike and isinstance(program.parents[node], ast.Return):
            yield Place(node.lineno, function.name)


_ORDER: Final = {
    "__lt__": (ast.Gt, ast.GtE), "__le__": (ast.Gt, ast.GtE), "__gt__": (ast.Lt, ast.LtE), "__ge__": (ast.Lt, ast.LtE)
}  # fmt: skip
"""Methods of an order -> signs that say the opposite."""


@check(
    Rule(
        code="order-turned-round",
        title="`{name}` answers the opposite question",
        weights={"correctness": 0.25},
        level="learning",
        why="`a < b` asks `__lt__` whether a is less, and `a > b` asks `__gt__` whether it is greater.",
        do="Turn the comparison round.",
        example="class Card:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __lt__(self, other):\n        return self.value > other.value\n",
        better="class Card:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __lt__(self, other):\n        return self.value < other.value\n",
    )
)
def order_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: one comparison of one attribute. Heaps give the greatest first by such a trick: nothing there."""
    if re.search(r"heap|queue", program.text, re.IGNORECASE):
        return
    for method in program.all(ast.FunctionDef):
        match method:
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.Compare(ops=[sign]) as node)]):
                signs = _ORDER.get(name)
            case _:
                continue
        if signs and _pair(node):
            own_first = base_name(node.left).startswith("self.")
            if isinstance(sign, signs if own_first else _opposite(signs)):
                yield Place(node.lineno, name)


def _opposite(signs: tuple[type[ast.cmpop], ...]) -> tuple[type[ast.cmpop], ...]:
    return (ast.Lt, ast.LtE) if ast.Gt in signs else (ast.Gt, ast.GtE)


@check(
    Rule(
        code="compared-with-itself",
        title="`{name}` is compared with itself",
        weights={"correctness": 0.3},
        level="beginner",
        why="It is always equal to itself, so that this says nothing about the other one.",
        do="Write the other object on one side.",
        example="class Coin:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __eq__(self, other):\n        return self.value == self.value\n",
        better="class Coin:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def __eq__(self, other):\n        return self.value == other.value\n",
    )
)
def compared_with_itself(program: Program) -> Iterator[Place]:
    """See the rule: an attribute or element, also in a chain. A name alone may be asked so whether it is no number."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Attribute() | ast.Subscript() as left,
                ops=[ast.Eq() | ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()],
                comparators=[right],
            ) if same(left, right) and not any(isinstance(one, ast.Call) for one in ast.walk(left)):
                asserted = isinstance(program.statement(node), ast.Assert)
                if not asserted and not method_of(program.parents[node]).startswith("assert"):
                    yield Place(node.lineno, ast.unparse(left)[:30])
            case ast.Compare(left=left, ops=[ast.Eq(), ast.Eq(), *_], comparators=[*others]):
                for one, other in pairwise((left, *others)):
                    if isinstance(one, ast.Attribute | ast.Subscript) and same(one, other):
                        yield Place(node.lineno, ast.unparse(one)[:30])


CHECKS: tuple[Check, ...] = (
    equal_in_one_part,
    order_turned_round,
    compared_with_itself,
)
