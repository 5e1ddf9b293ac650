"""Rectangles, tables turned round and multiplied, change in coins: forms that are measured or counted wrong."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.nodes import is_own
from agents.review.program import Program, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PAIR: Final = 2


@check(
    Rule(
        code="sides-measured-wrong",
        title="`{name}` is not what it measures",
        weights={"correctness": 0.4},
        level="beginner",
        why="A rectangle has each of its two sides twice around it, and its area is one side times the other; round a "
        "circle it is twice the radius times pi.",
        do="Work it out by hand for sides of 3 and 5.",
        example="class Field:\n    def __init__(self, width, length):\n        self.width = width\n"
        "        self.length = length\n\n    def perimeter(self):\n        return 2 * self.width + self.length\n",
        better="class Field:\n    def __init__(self, width, length):\n        self.width = width\n"
        "        self.length = length\n\n    def perimeter(self):\n        return 2 * (self.width + self.length)\n",
    )
)
def sides_measured_wrong(program: Program) -> Iterator[Place]:
    """See the rule: `perimeter` and `area` of classes with one or two attributes, by formulas that are well known."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        init = known.get("__init__")
        given = [one.arg for one in init.args.args[1:]] if init is not None else []
        for name in ("perimeter", "circumference", "area"):
            method = known.get(name)
            match method.body[-1] if method is not None else None:
                case ast.Return(value=ast.expr() as value):
                    wrong = _is_wrong_area(value) if name == "area" else _is_wrong_round(value)
                    if wrong and len(given) in (1, _PAIR) and (name != "area" or len(given) == _PAIR):
                        yield Place(value.lineno, ast.unparse(value))


def _is_wrong_area(value: ast.expr) -> bool:
    """`self.a * self.a` though there are two sides."""
    match value:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return is_own(left) and same(left, right)
    return False


def _is_wrong_round(value: ast.expr) -> bool:
    """`2 * a + b`, `a + b`, `2 * (a * b)`, `2 * a * b` and `pi * r`."""
    match value:
        case ast.BinOp(left=ast.BinOp(left=two, op=ast.Mult(), right=left), op=ast.Add(), right=right):
            return is_const(two, 2) and is_own(left) and is_own(right)
        case ast.BinOp(left=two, op=ast.Mult(), right=ast.BinOp(left=left, op=ast.Mult(), right=right)):
            return is_const(two, 2) and is_own(left) and is_own(right)
        case ast.BinOp(left=ast.BinOp(left=two, op=ast.Mult(), right=left), op=ast.Mult(), right=right):
            return is_const(two, 2) and is_own(left) and is_own(right)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_own(left) and is_own(right)
        case ast.BinOp(
            left=ast.Attribute(attr="pi") | ast.Name(id="pi" | "PI"), op=ast.Mult(), right=ast.Attribute(attr=r)
        ):
            return bool(re.fullmatch(r"_?(?:r|radius)", r))
    return False


@check(
    Rule(
        code="row-times-row",
        title="`{name}` multiplies rows by rows, not by columns",
        weights={"correctness": 0.4},
        level="beginner",
        why="In a product of two matrices the inner counter is the column of the first and the row of the second.",
        do="Work out one number of the product by hand.",
        example="def multiply(a, b, n):\n    out = [[0] * n for _ in range(n)]\n    for i in range(n):\n"
        "        for j in range(n):\n            for k in range(n):\n                out[i][j] += a[i][k] * b[j][k]\n"
        "    return out\n",
        better="def multiply(a, b, n):\n    out = [[0] * n for _ in range(n)]\n    for i in range(n):\n"
        "        for j in range(n):\n            for k in range(n):\n                out[i][j] += a[i][k] * b[k][j]\n"
        "    return out\n",
    )
)
def row_times_row(program: Program) -> Iterator[Place]:
    """See the rule: `out[i][j] += a[i][k] * b[j][k]` in a function that multiplies."""
    for step in program.all(ast.AugAssign):
        match step:
            case ast.AugAssign(
                target=ast.Subscript(value=ast.Subscript(slice=ast.Name(id=i)), slice=ast.Name(id=j)),
                op=ast.Add(),
                value=ast.BinOp(
                    left=ast.Subscript(value=ast.Subscript(slice=ast.Name(id=a)), slice=ast.Name(id=b)),
                    op=ast.Mult(),
                    right=ast.Subscript(value=ast.Subscript(slice=ast.Name(id=c)), slice=ast.Name(id=d)),
                ),
            ) if len({i, j, a, b, c, d}) == _PAIR + 1:
                function = program.function_of(step)
                said = f"{function.name} {program.purpose(step)}" if function is not None else ""
                product = re.search(r"mul|product|times|@", said) and "transpos" not in said
                k = ({a, b, c, d} - {i, j}).pop()
                if product and (a, b, c, d) != (i, k, k, j) and (a, b, c, d) != (k, j, i, k):
                    yield Place(step.lineno, ast.unparse(step)[:50])


@check(
    Rule(
        code="coins-from-the-wrong-end",
        title="`{name}` gives the change in too many coins, or not all of it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever begins with the smallest coin gives all of it in that coin; whoever stops when just one coin "
        "would "
        "still fit never gives that one.",
        do="Begin with the biggest coin, and go on as long as one of it fits in.",
        example="def change(cents):\n    coins = []\n    for coin in [5, 10, 20, 50]:\n        while cents >= coin:\n"
        "            coins.append(coin)\n            cents -= coin\n    return coins\n",
        better="def change(cents):\n    coins = []\n    for coin in [50, 20, 10, 5]:\n        while cents >= coin:\n"
        "            coins.append(coin)\n            cents -= coin\n    return coins\n",
    )
)
def coins_from_the_wrong_end(program: Program) -> Iterator[Place]:
    """See the rule: coins that are written down upwards, or `while rest > coin`, where the coin is taken off."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=coin), iter=ast.expr() as source, body=[*_, ast.While(test=test, body=steps)]
            ):
                display = program.written(source) if isinstance(source, ast.Name) else source
            case _:
                continue
        if not isinstance(display, ast.List | ast.Tuple):
            continue
        numbers = [program.number(one) for one in display.elts]
        values = [one for one in numbers if one is not None]
        taken = any(
            isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Sub) and ast.unparse(one.value) == coin
            for one in steps
        )
        match test:
            case ast.Compare(left=ast.Name(), ops=[sign], comparators=[ast.Name(id=right)]) if taken and right == coin:
                upwards = len(values) == len(numbers) > _PAIR and values == sorted(values)
                if upwards or (isinstance(sign, ast.Gt) and len(values) == len(numbers) > _PAIR):
                    yield Place(loop.lineno, coin)


CHECKS: tuple[Check, ...] = (
    sides_measured_wrong,
    row_times_row,
    coins_from_the_wrong_end,
)
