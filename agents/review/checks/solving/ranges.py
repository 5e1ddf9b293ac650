"""Amounts that stay within their bounds, and lists of what is taken: the other end, the other ones refused."""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="always-at-its-end",
        title="`{name}` is never below its greatest value",
        weights={"correctness": 0.4},
        level="beginner",
        why="`max` takes the greater of the two: all that is below the bound is lifted to it.",
        do="Put in a small number, and say what comes out.",
        example="class Pet:\n    def __init__(self):\n        self.joy = 5\n\n    def play(self):\n"
        "        self.joy = max(10, self.joy + 2)\n",
        better="class Pet:\n    def __init__(self):\n        self.joy = 5\n\n    def play(self):\n"
        "        self.joy = min(10, self.joy + 2)\n",
    )
)
def always_at_its_end(program: Program) -> Iterator[Place]:
    """See the rule: more of something, and `max` with a positive bound; `max(last, min(0, x))`."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[target],
                value=ast.Call(func=ast.Name(id="max"), args=[one, other]),
            ):
                pass
            case _:
                continue
        for bound, value in ((one, other), (other, one)):
            match value:
                case ast.BinOp(left=left, op=ast.Add()) if isinstance(target, ast.Attribute | ast.Subscript):
                    number = program.number(bound)
                    if ast.unparse(left) == ast.unparse(target) and number is not None and number > 1:
                        yield Place(node.lineno, ast.unparse(target))
                case ast.Call(func=ast.Name(id="min"), args=[low, high]) if is_const(low, 0) or is_const(high, 0):
                    if isinstance(bound, ast.BinOp | ast.Name | ast.Attribute) or (program.number(bound) or 0) > 0:
                        named = ast.unparse(bound)
                        if re.search(r"width|height|size|len\(|max|cols|rows|high|- 1", named):
                            yield Place(node.lineno, ast.unparse(target))


@check(
    Rule(
        code="new-ones-refused",
        title="`{name}` refuses those that have not been there before",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is not in the list yet is turned away, so that nothing ever comes into it but what is there.",
        do="Begin with an empty list, and follow the first one.",
        example="def say(word, used):\n    if word not in used:\n        return False\n    used.append(word)\n"
        "    return True\n",
        better="def say(word, used):\n    if word in used:\n        return False\n    used.append(word)\n"
        "    return True\n",
    )
)
def new_ones_refused(program: Program) -> Iterator[Place]:
    """See the rule: an exit for what is not in a list, and directly behind it the same is put in."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=one, ops=[ast.NotIn()], comparators=[owner]),
                body=[*_, ast.Return() | ast.Continue() | ast.Raise()],
                orelse=[],
            ):
                pass
            case _:
                continue
        for behind in program.after(node, 1):
            match behind:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=listed, attr="append" | "add"), args=[put])) if (
                    ast.unparse(listed) == ast.unparse(owner) and ast.unparse(put) == ast.unparse(one)
                ):
                    yield Place(node.lineno, ast.unparse(node.test))


@check(
    Rule(
        code="delivery-replaces-the-stock",
        title="`{name}` forgets what was there before the delivery",
        weights={"correctness": 0.4},
        level="beginner",
        why="What comes in is put in the place of what was there. The sum of both is in the stock now.",
        do="Add what comes in to what is there, which may be nothing.",
        example="def restock(stock, delivery):\n    for thing, count in delivery.items():\n"
        "        stock[thing] = count\n    return stock\n",
        better="def restock(stock, delivery):\n    for thing, count in delivery.items():\n"
        "        stock[thing] = stock.get(thing, 0) + count\n    return stock\n",
    )
)
def delivery_replaces_the_stock(program: Program) -> Iterator[Place]:
    """See the rule: in a function that delivers by its name, an amount is set that the loop unpacks."""
    for function in program.functions:
        if not re.match(r"_*(?:deliver|restock|receive|refill|replenish)", function.name):
            continue
        for node in program.within(function):
            match node:
                case ast.For(
                    target=ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=amount)]),
                    iter=source,
                    body=[
                        ast.Assign(
                            targets=[ast.Subscript(value=stock, slice=ast.Name(id=place))], value=ast.Name(id=given)
                        )
                    ],
                ) if (key, amount) == (place, given) and ast.unparse(stock) not in ast.unparse(source):
                    yield Place(node.body[0].lineno, ast.unparse(node.body[0]))


CHECKS: tuple[Check, ...] = (
    always_at_its_end,
    new_ones_refused,
    delivery_replaces_the_stock,
)
