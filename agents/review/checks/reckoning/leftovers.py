"""Numbers that cannot be meant: the whole of a rest, a part by the first place, a lack below zero, percent twice."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 2  # statements between the remainder and the quotient


@check(
    Rule(
        code="whole-of-the-rest",
        title="`{name}` is 0: the remainder has been taken before",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is left of a division is less than the divisor, so the divisor never fits into it once more.",
        do="Work out how often it fits before only the rest is kept.",
        example="class Watch:\n    def __init__(self):\n        self.hours = 0\n        self.minutes = 0\n\n"
        "    def wait(self, minutes):\n        self.minutes += minutes\n        self.minutes %= 60\n"
        "        self.hours += self.minutes // 60\n",
        better="class Watch:\n    def __init__(self):\n        self.hours = 0\n        self.minutes = 0\n\n"
        "    def wait(self, minutes):\n        self.minutes += minutes\n        self.hours += self.minutes // 60\n"
        "        self.minutes %= 60\n",
    )
)
def whole_of_the_rest(program: Program) -> Iterator[Place]:
    """See the rule: `x %= n` or `x = x % n`, and then `x // n`; `x % n // n`."""
    for step in program.all(ast.AugAssign, ast.Assign):
        match step:
            case ast.AugAssign(target=target, op=ast.Mod(), value=divisor):
                pass
            case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Mod(), right=divisor)) if ast.unparse(
                target
            ) == ast.unparse(left):
                pass
            case _:
                continue
        wanted = f"{ast.unparse(target)} // {ast.unparse(divisor)}"
        for later in program.after(step, _NEAR):
            if isinstance(later, ast.Assign | ast.AugAssign) and wanted in ast.unparse(later.value):
                yield Place(later.lineno, wanted)
            if isinstance(later, ast.Assign | ast.AugAssign) and ast.unparse(target) in _targets(later):
                break
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Mod(), right=first), op=ast.FloorDiv(), right=second):
                if ast.unparse(first) == ast.unparse(second):
                    yield Place(node.lineno, ast.unparse(node))


def _targets(step: ast.Assign | ast.AugAssign) -> list[str]:
    return [ast.unparse(one) for one in (step.targets if isinstance(step, ast.Assign) else [step.target])]


@check(
    Rule(
        code="shortfall-below-zero",
        title="`{name}` is always below zero here",
        weights={"correctness": 0.3},
        level="beginner",
        why="The condition has just made sure that the first one is smaller, so what is missing comes out negative.",
        do="Take the smaller one off the greater one.",
        example="def missing(stock, wanted):\n    short = {}\n    for name, number in stock.items():\n"
        "        if number < wanted[name]:\n            short[name] = number - wanted[name]\n    return short\n",
        better="def missing(stock, wanted):\n    short = {}\n    for name, number in stock.items():\n"
        "        if number < wanted[name]:\n            short[name] = wanted[name] - number\n    return short\n",
    )
)
def shortfall_below_zero(program: Program) -> Iterator[Place]:
    """See the rule: `if a < b: kept = a - b`, kept in a dictionary, a list, or under a name of what is missing."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE()], comparators=[more]):
                pass
            case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE()], comparators=[less]):
                pass
            case _:
                continue
        if isinstance(less, ast.Constant) or isinstance(more, ast.Constant):
            continue
        wrong = f"{ast.unparse(less)} - {ast.unparse(more)}"
        for step in node.body:
            if any(ast.unparse(one) == wrong for one in _kept(step)) and _IS_MISSING.search(
                f"{ast.unparse(step)} {program.purpose(node)}".lower()
            ):
                yield Place(step.lineno, wrong[:40])


_IS_MISSING: Final = re.compile(
    r"order|short|miss|need|excess|over(?!lap)|exceed|surplus|lack|refill|debt|owe|late|delay|overtime|extra|deficit|gap"
)


def _kept(step: ast.stmt) -> list[ast.expr]:
    """What a statement keeps, as it stands or as part of a pair."""
    match step:
        case ast.Assign(value=value) | ast.AugAssign(op=ast.Add(), value=value) | ast.Return(value=ast.expr() as value):
            pass
        case ast.Expr(value=ast.Call(args=[value]) as call) if method_of(call) == "append":
            pass
        case _:
            return []
    return [value, *value.elts] if isinstance(value, ast.Tuple) else [value]


CHECKS: tuple[Check, ...] = (whole_of_the_rest, shortfall_below_zero)
