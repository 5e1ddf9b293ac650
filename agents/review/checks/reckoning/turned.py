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


@check(
    Rule(
        code="never-above-zero",
        title="`{name}` gives nothing above 0",
        weights={"correctness": 0.35},
        level="beginner",
        why="`min` takes the smaller one: with 0 it holds from above, where a floor was meant.",
        do="Work it out for a result that is well above 0.",
        example="def fed(hunger, food):\n    return min(0, hunger - food)\n",
        better="def fed(hunger, food):\n    return max(0, hunger - food)\n",
    )
)
def never_above_zero(program: Program) -> Iterator[Place]:
    """See the rule: `min(0, x - y)`, unless the words speak of what lies below."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="min"), args=[one, other], keywords=[]):
                low = other if is_const(one, 0) else one if is_const(other, 0) else None
                words = f"{program.purpose(node)} {ast.unparse(program.statement(node) or node)}".lower()
                if isinstance(low, ast.BinOp) and isinstance(low.op, ast.Sub) and not _BELOW.search(words):
                    yield Place(node.lineno, ast.unparse(node))


_BELOW: Final = re.compile(
    r"loss|debt|negativ|below|deficit|drop|drawdown|short|delta|diff|under|minus|penalt|offset|shift"
)


@check(
    Rule(
        code="quotient-kept-instead-of-the-rest",
        title="`{name}` becomes how often it goes, not what is left",
        weights={"correctness": 0.4},
        level="beginner",
        why="`//` tells how many there are; what is left after them is told by `%`.",
        do="Work both out for 87 and 50.",
        example="def coins(amount):\n    for coin in (50, 20, 5):\n        count = amount // coin\n"
        "        print(coin, count)\n"
        "        amount = amount // coin\n",
        better="def coins(amount):\n    for coin in (50, 20, 5):\n        count = amount // coin\n"
        "        print(coin, count)\n"
        "        amount = amount % coin\n",
    )
)
def quotient_kept_instead_of_the_rest(program: Program) -> Iterator[Place]:
    """See the rule: `n = a // b`, and a little behind it `a = a // b`."""
    steps: tuple[type[ast.Assign | ast.AugAssign], ...] = (ast.Assign, ast.AugAssign)
    for step in program.all(*steps):
        match step:
            case ast.Assign(targets=[count], value=ast.BinOp(left=ast.Name(id=whole), op=ast.FloorDiv(), right=by)) if (
                ast.unparse(count) != whole
            ):
                again = f"{whole} // {ast.unparse(by)}"
            case ast.AugAssign(
                op=ast.Add(), value=ast.BinOp(left=ast.Name() | ast.Attribute() as part, op=ast.FloorDiv(), right=by)
            ) if program.number(by) in _CARRIED:
                whole, again = ast.unparse(part), ast.unparse(step.value)
            case _:
                continue
        for behind in program.after(step, 3):
            match behind:
                case ast.Assign(targets=[target], value=value) if ast.unparse(target) == whole:
                    if ast.unparse(value) == again:
                        yield Place(behind.lineno, whole)
                case ast.AugAssign(target=target, op=ast.FloorDiv(), value=value) if ast.unparse(target) == whole:
                    if ast.unparse(value) == ast.unparse(by):
                        yield Place(behind.lineno, whole)


_CARRIED: Final = (12, 24, 60, 1000, 3600)
"""What makes one of the greater unit; a factor of a number may be counted and divided out."""


@check(
    Rule(
        code="other-price-than-asked",
        title="`{name}` is taken off, and something else was asked",
        weights={"correctness": 0.35},
        level="beginner",
        why="There was enough for one amount, and another one is taken off.",
        do="Compare the amount in the question with the amount in the line below.",
        example="def buy(gold, price, count):\n    cost = price * count\n    if cost > gold:\n        return gold\n"
        "    gold -= price\n    return gold\n",
        better="def buy(gold, price, count):\n    cost = price * count\n    if cost > gold:\n        return gold\n"
        "    gold -= cost\n    return gold\n",
    )
)
def other_price_than_asked(program: Program) -> Iterator[Place]:
    """See the rule: `cost = price * n`, a refusal for more than there is, and then `-= price`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=cost)], value=ast.BinOp(op=ast.Mult()) as product):
                factors = {ast.unparse(product.left), ast.unparse(product.right)}
            case _:
                continue
        asked = ""
        for behind in program.after(step, 3):
            match behind:
                case ast.If(test=ast.Compare(left=left, comparators=[right]), body=[*_, ast.Return() | ast.Raise()]):
                    sides = [ast.unparse(left), ast.unparse(right)]
                    asked = next((one for one in sides if one != cost), "") if cost in sides else asked
                case ast.AugAssign(target=target, op=ast.Sub(), value=value):
                    if asked and ast.unparse(target) == asked and ast.unparse(value) in factors:
                        yield Place(behind.lineno, ast.unparse(value))


CHECKS: tuple[Check, ...] = (
    less_than_nothing_comes_out,
    year_not_yet_full,
    freezing_point_the_other_way,
    never_above_zero,
    quotient_kept_instead_of_the_rest,
    other_price_than_asked,
)
