"""Differences and formulas that everybody knows, the other way round."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="less-than-nothing-comes-out",
        title="`{name}` is below zero as a rule",
        weights={"correctness": 0.4},
        level="beginner",
        why="The smaller one is taken as what there is, and the larger one is taken off.",
        do="Put in usual numbers, and see what comes out.",
        example="def change(price, paid):\n    return price - paid\n",
        better="def change(price, paid):\n    return paid - price\n",
    )
)
def less_than_nothing_comes_out(program: Program) -> Iterator[Place]:
    """See the rule: change that is given back, and ages by the year of birth."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                one, other = _last_name(left), _last_name(right)
            case _:
                continue
        statement = program.statement(node)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        given = _last_name(target) if target is not None else ""
        returned = isinstance(statement, ast.Return) and statement.value is node
        about = given or (program.purpose(node).split("\n")[0] if returned else "")
        born = _BIRTH.search(one) and _NOW.search(other)
        paid = _PRICE.search(one) and _PAID.search(other) and _CHANGE.search(about.replace("_", " "))
        if born or paid:
            yield Place(node.lineno, ast.unparse(node))


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        around = _last_name(node.value) if node.attr == "year" else ""
        return f"{around}_{node.attr}" if around else node.attr
    return node.id if isinstance(node, ast.Name) else ""


_BIRTH: Final = re.compile(r"(?:^|_)(?:birth|born|birthday|birth_?year|year_?of_?birth)(?:_|$)", re.IGNORECASE)
_NOW: Final = re.compile(r"(?:^|_)(?:today|now|current|this_year|current_year|year)(?:_|$)", re.IGNORECASE)
_PRICE: Final = re.compile(r"(?:^|_)(?:price|cost|total|bill|amount_due|due)$", re.IGNORECASE)
_PAID: Final = re.compile(r"(?:^|_)(?:paid|given|cash|money|payment|tendered|received)$", re.IGNORECASE)
_CHANGE: Final = re.compile(r"\bchange\b", re.IGNORECASE)


@check(
    Rule(
        code="year-not-yet-full",
        title="`{name}` makes everybody older before the birthday",
        weights={"correctness": 0.4},
        level="learning",
        why="Before the birthday one year of the difference is not full yet: it has to come off, not on top.",
        do="Work it out for the day before the birthday.",
        example="def age(born, today):\n    return today.year - born.year + int((today.month, today.day) < "
        "(born.month, born.day))\n",
        better="def age(born, today):\n    return today.year - born.year - int((today.month, today.day) < "
        "(born.month, born.day))\n",
    )
)
def year_not_yet_full(program: Program) -> Iterator[Place]:
    """See the rule: a difference of years, plus whether one day of the year lies before the other."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=ast.Attribute(attr="year"), op=ast.Sub(), right=ast.Attribute(attr="year")),
                op=ast.Add(),
                right=ast.Compare(left=ast.Tuple(), ops=[ast.Lt()])
                | ast.Call(func=ast.Name(id="int"), args=[ast.Compare(left=ast.Tuple(), ops=[ast.Lt()])]),
            ):
                yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="freezing-point-the-other-way",
        title="`{name}` takes the freezing point the other way",
        weights={"correctness": 0.4},
        level="beginner",
        why="Water freezes at 0 degrees Celsius, which are 32 degrees Fahrenheit.",
        do="Work it out for 0 degrees Celsius.",
        example="class Degrees:\n    def __init__(self, celsius):\n        self.celsius = celsius\n\n"
        "    def fahrenheit(self):\n        return self.celsius * 9 / 5 - 32\n",
        better="class Degrees:\n    def __init__(self, celsius):\n        self.celsius = celsius\n\n"
        "    def fahrenheit(self):\n        return self.celsius * 9 / 5 + 32\n",
    )
)
def freezing_point_the_other_way(program: Program) -> Iterator[Place]:
    """See the rule: `c * 9 / 5 - 32`, `c * 1.8 - 32` and `(f + 32) * 5 / 9`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=left, op=ast.Sub(), right=right) if is_const(right, 32) and _is_ratio(left, 9, 5, 1.8):
                yield Place(node.lineno, ast.unparse(node))
            case ast.BinOp(left=ast.BinOp(op=ast.Add(), right=right)) if is_const(right, 32):
                around = program.parents[node]
                if _is_ratio(around if isinstance(around, ast.BinOp) else node, 5, 9, None):
                    yield Place(node.lineno, ast.unparse(node))


def _is_ratio(node: ast.expr, over: int, under: int, alone: float | None) -> bool:
    """Whether it is `x * over / under`, `x * (over / under)`, or `x * alone`."""
    match node:
        case ast.BinOp(left=ast.BinOp(op=ast.Mult(), right=one), op=ast.Div(), right=other):
            return is_const(one, over) and is_const(other, under)
        case ast.BinOp(op=ast.Mult(), right=ast.BinOp(left=one, op=ast.Div(), right=other)):
            return is_const(one, over) and is_const(other, under)
        case ast.BinOp(op=ast.Mult(), right=one):
            return alone is not None and is_const(one, alone)
    return False


CHECKS: tuple[Check, ...] = (less_than_nothing_comes_out, year_not_yet_full, freezing_point_the_other_way)
