"""Interest, discounts and sums of bills: what is kept, added and taken off, and what is left out."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_RATE: Final = re.compile(r"(?:^|_)(?:rate|interest|growth|inflation|percent)(?:_|$)")
_COUNT: Final = re.compile(r"^(?:quantity|qty|amount|count|pieces|number|units|copies|times)s?$")
_PRICE: Final = re.compile(r"(?:^|_)(?:price|cost|fee)s?$")


def _is_share(node: ast.expr) -> bool:
    """`rate / 100`."""
    match node:
        case ast.BinOp(left=rate, op=ast.Div(), right=hundred):
            return is_const(hundred, 100) and bool(_RATE.search(last_name(rate).lower()))
    return False


@check(
    Rule(
        code="shrinks-to-the-interest",
        title="`{name}` becomes the interest alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="A rate of 3 out of 100 leaves 3 out of 100: what was there before is thrown away.",
        do="Add the interest to what was there.",
        example="class Book:\n    def __init__(self, money, rate):\n        self.money = money\n"
        "        self.rate = rate\n\n"
        "    def add_interest(self):\n        self.money *= self.rate / 100\n",
        better="class Book:\n    def __init__(self, money, rate):\n        self.money = money\n"
        "        self.rate = rate\n\n"
        "    def add_interest(self):\n        self.money += self.money * self.rate / 100\n",
    )
)
def shrinks_to_the_interest(program: Program) -> Iterator[Place]:
    """See the rule: `x *= rate / 100`, `x = x * rate / 100` for what has a balance; `i = x * rate` and then `x = i`."""
    for step in program.all(ast.AugAssign):
        if isinstance(step.op, ast.Mult) and _is_share(step.value) and _BALANCE.search(last_name(step.target).lower()):
            yield Place(step.lineno, ast.unparse(step.target))
    for node in program.all(ast.Assign):
        target = ast.unparse(node.targets[0])
        if _BALANCE.search(last_name(node.targets[0]).lower()) and _is_only_growth(program, node, target):
            yield Place(node.lineno, target)


def _is_only_growth(program: Program, node: ast.Assign, target: str) -> bool:
    """`self.x = self.x * rate / 100`, or a name for interest that the line before has worked out of `x`."""
    match node.value:
        case ast.BinOp(left=ast.BinOp(left=whole, op=ast.Mult(), right=rate), op=ast.Div(), right=hundred):
            own = ast.unparse(whole) == target and isinstance(whole, ast.Attribute)
            return own and bool(_RATE.search(last_name(rate).lower())) and is_const(hundred, 100)
        case ast.Name(id=name) if re.search(r"(?:^|_)interest$", name.lower()):
            for before in program.before(node, 1):
                match before:
                    case ast.Assign(targets=[ast.Name(id=growth)], value=ast.BinOp() as product) if growth == name:
                        return _is_product_of(product, target)
    return False


_BALANCE: Final = re.compile(r"balance|money|capital|saving|amount|saldo|savings|funds")


def _is_product_of(node: ast.BinOp, whole: str) -> bool:
    """`whole * ...`, and not a sum."""
    plain = not any(isinstance(one, ast.Add | ast.Sub) for one in ast.walk(node))
    return plain and any(
        ast.unparse(one) == whole for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)
    )


@check(
    Rule(
        code="goal-runs-away",
        title="`{name}` always holds: the goal grows with what shall reach it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Nothing above 0 is ever as much as twice itself: the loop never ends.",
        do="Compare with what was there at the beginning.",
        example="def years_to_double(start):\n    money = start\n    years = 0\n    while money < 2 * money:\n"
        "        money *= 1.05\n        years += 1\n    return years\n",
        better="def years_to_double(start):\n    money = start\n    years = 0\n    while money < 2 * start:\n"
        "        money *= 1.05\n        years += 1\n    return years\n",
    )
)
def goal_runs_away(program: Program) -> Iterator[Place]:
    """See the rule: `while x < 2 * x`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[ast.BinOp(op=ast.Mult()) as goal]):
                sides = {ast.unparse(goal.left), ast.unparse(goal.right)}
                number = isinstance(goal.left, ast.Constant) or isinstance(goal.right, ast.Constant)
                if number and ast.unparse(left) in sides:
                    yield Place(loop.lineno, ast.unparse(loop.test))


@check(
    Rule(
        code="number-of-pieces-left-out",
        title="`{name}` is taken apart and not used: a price counts once however many there are",
        weights={"correctness": 0.4},
        level="beginner",
        why="The price is that of one piece.",
        do="Multiply the price by the number of pieces.",
        example="def bill(lines):\n    return sum(price for name, price, count in lines)\n",
        better="def bill(lines):\n    return sum(price * count for name, price, count in lines)\n",
    )
)
def number_of_pieces_left_out(program: Program) -> Iterator[Place]:
    """See the rule: the sum of prices, or a price taken off a total, beside a number that nothing reads."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(
                func=ast.Name(id="sum"),
                args=[
                    ast.GeneratorExp(
                        elt=element, generators=[ast.comprehension(target=ast.Tuple(elts=parts), ifs=asked)]
                    )
                    | ast.ListComp(elt=element, generators=[ast.comprehension(target=ast.Tuple(elts=parts), ifs=asked)])
                ],
            ) if _PRICE.search(last_name(element).lower()):
                unused = [one.id for one in parts if isinstance(one, ast.Name) and _COUNT.match(one.id)]
                if unused and not any(unused[0] in names_in(one) for one in asked):
                    yield Place(node.lineno, unused[0])
    for step in program.all(ast.AugAssign):
        if not _PRICE.search(last_name(step.value).lower()) or not _TOTAL.search(last_name(step.target).lower()):
            continue
        for before in program.before(step, 2):
            match before:
                case ast.Assign(targets=[ast.Tuple(elts=parts)]):
                    names = [one.id for one in parts if isinstance(one, ast.Name)]
                    counts = [one for one in names if _COUNT.match(one)]
                    scope = program.scope(step)
                    if counts and last_name(step.value).lower() in names and not program.reads(scope, counts[0]):
                        yield Place(step.lineno, counts[0])


_TOTAL: Final = re.compile(r"total|sum|value|cost|income|revenue|bill")


CHECKS: tuple[Check, ...] = (
    shrinks_to_the_interest,
    goal_runs_away,
    number_of_pieces_left_out,
)
