"""Whether there is enough, or room enough: questions that leave out how much is wanted, or how much is there."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 6
"""Statements behind a refusal in which the step is looked for."""

_FULL: Final = re.compile(r"(?:^|_)(?:capacity|seats|size|room|rooms|space|spaces|places|copies|limit|max\w*|maximum)$")
_HEALTH: Final = re.compile(r"health|hp\b|life|lives|energy|hunger|stamina|armou?r|shield|fuel|battery|speed")


def _questions(node: ast.If) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions of an `if`, each with whether it refuses: it leaves, and what follows is done otherwise."""
    leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue)
    parts = [node.test]
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or if leaves else ast.And):
        parts = node.test.values
    yield from ((one, leaves) for one in parts)


def _steps(program: Program, node: ast.If, *, refuses: bool) -> Iterator[ast.AugAssign]:
    """What is added and taken off once the question is passed."""
    behind = node.orelse or program.after(node, _NEAR)
    yield from (one for one in (behind if refuses else node.body) if isinstance(one, ast.AugAssign))


def _is_asked_or_held(program: Program, node: ast.If, level: str, amount: str) -> bool:
    """Whether the function compares the amount, or sets the level, anywhere; `min` and `max` of them count."""
    loops = program.loops_around(node)
    scope = program.function_of(node) or (loops[-1] if loops else program.tree)
    for one in program.within(scope):
        match one:
            case ast.Compare() if amount in names_in(one) and one is not node.test:
                if any(ast.unparse(each) != "0" for each in one.comparators) or not isinstance(one.left, ast.Name):
                    return True
            case ast.Assign(targets=targets) if level in [ast.unparse(each) for each in targets]:
                return True
            case ast.Call(func=ast.Name(id="min" | "max")) if amount in names_in(one) or level in ast.unparse(one):
                return True
    return False


@check(
    Rule(
        code="asked-without-the-amount",
        title="`{name}` asks for any, and then more than that is taken or put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="That there is something left does not mean that there is enough; that there is room for one does not mean "
        "that there is room for all.",
        do="Let the question take in how much it is about.",
        example="class Barn:\n    def __init__(self):\n        self.hay = 9\n\n    def take(self, bales):\n"
        "        if self.hay == 0:\n            return False\n        self.hay -= bales\n        return True\n",
        better="class Barn:\n    def __init__(self):\n        self.hay = 9\n\n    def take(self, bales):\n"
        "        if self.hay < bales:\n            return False\n        self.hay -= bales\n        return True\n",
    )
)
def asked_without_the_amount(program: Program) -> Iterator[Place]:
    """See the rule: `if x == 0: refuse` and `x -= a`, `if x >= limit: refuse` and `x += a`, with nothing about `a`."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=ast.Attribute() | ast.Subscript() as left, ops=[sign], comparators=[end]):
                    level = ast.unparse(left)
                case ast.Compare(
                    left=ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]),
                    ops=[sign],
                    comparators=[end],
                ):
                    level = f"{ast.unparse(table)}[{ast.unparse(key)}]"
                case _:
                    continue
            low = _is_low(sign, end, refuses=refuses)
            high = _is_high(sign, end, refuses=refuses)
            if _HEALTH.search(level.lower()):
                continue
            for step in _steps(program, node, refuses=refuses):
                match step:
                    case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as way, value=ast.Name(id=amount)) if (
                        ast.unparse(target) == level and (low if isinstance(way, ast.Sub) else high)
                    ):
                        if not _is_asked_or_held(program, node, level, amount):
                            yield Place(node.lineno, ast.unparse(test)[:50])


def _is_low(sign: ast.cmpop, end: ast.expr, *, refuses: bool) -> bool:
    """Whether it asks for nothing at all, or for anything."""
    if refuses:
        below = isinstance(end, ast.UnaryOp) and isinstance(end.operand, ast.Attribute)
        return (is_const(end, 0) and isinstance(sign, ast.LtE | ast.Eq)) or (
            (is_const(end, 1) or below) and isinstance(sign, ast.Lt)
        )
    return (is_const(end, 0) and isinstance(sign, ast.Gt | ast.NotEq)) or (
        is_const(end, 1) and isinstance(sign, ast.GtE)
    )


def _is_high(sign: ast.cmpop, end: ast.expr, *, refuses: bool) -> bool:
    """Whether it asks if the limit is reached."""
    named = isinstance(end, ast.Attribute) and _FULL.search(end.attr.lower())
    return bool(named) and isinstance(sign, ast.GtE | ast.Gt | ast.Eq if refuses else ast.Lt | ast.LtE)


@check(
    Rule(
        code="there-but-not-enough",
        title="`{name}` asks whether it is there, not whether there is enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is there may be less than what is wanted: then the amount falls below zero.",
        do="Compare the amount that is there with the one that is wanted.",
        example="def take(stock, name, wanted):\n    if name not in stock:\n        print('not enough')\n"
        "        return\n    stock[name] -= wanted\n",
        better="def take(stock, name, wanted):\n    if stock.get(name, 0) < wanted:\n        print('not enough')\n"
        "        return\n    stock[name] -= wanted\n",
    )
)
def there_but_not_enough(program: Program) -> Iterator[Place]:
    """See the rule: `if key in table` before `table[key] -= amount`, and a text that speaks of enough."""
    for node in program.all(ast.If):
        for test, refuses in _questions(node):
            match test:
                case ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as sign], comparators=[table]) if (
                    isinstance(sign, ast.NotIn) == refuses
                ):
                    wanted = f"{ast.unparse(table)}[{ast.unparse(key)}]"
                case _:
                    continue
            said = [*(node.body if refuses else node.orelse)]
            texts = [one.value for one in chain.from_iterable(map(ast.walk, said)) if isinstance(one, ast.Constant)]
            told = " ".join([*(one for one in texts if isinstance(one, str)), program.purpose(node)])
            for step in _steps(program, node, refuses=refuses):
                match step:
                    case ast.AugAssign(target=target, op=ast.Sub(), value=ast.Name(id=amount)) if ast.unparse(
                        target
                    ) == wanted and _ENOUGH.search(told.lower()):
                        if not _is_asked_or_held(program, node, wanted, amount):
                            yield Place(node.lineno, ast.unparse(test)[:50])


_ENOUGH: Final = re.compile(r"\b(?:enough|too few|too little|insufficient|sufficient|out of stock|sold out)\b")


CHECKS: tuple[Check, ...] = (
    asked_without_the_amount,
    there_but_not_enough,
)
