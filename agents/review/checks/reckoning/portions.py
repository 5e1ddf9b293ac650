"""Parts and wholes: what comes on top without what it comes on, averages of a part, hours that count twice."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="only-what-comes-on-top",
        title="`{name}` gives what comes on top, without what it comes on",
        weights={"correctness": 0.35},
        level="beginner",
        why="A share of a price is only the tax or the tip. Who pays has to pay the price as well.",
        do="Work out by hand what 100 become, and compare.",
        example="def with_tax(price):\n    return price * 0.07\n",
        better="def with_tax(price):\n    return price + price * 0.07\n",
    )
)
def only_what_comes_on_top(program: Program) -> Iterator[Place]:
    """See the rule: a function named for the sum of both returns a product with a number below one."""
    for function in program.functions:
        match function.body[-1]:
            case ast.Return(value=ast.BinOp(left=left, op=ast.Mult(), right=right)):
                pass
            case _:
                continue
        adds = any(isinstance(node, ast.Add) for node in ast.walk(function))
        share = any(isinstance(one, ast.Constant) and _is_share(one.value) for one in (left, right))
        named = any(isinstance(one, ast.Name) and one.id in program.parameters(function) for one in (left, right))
        if share and named and not adds and _ON_TOP.search(function.name.lower()):
            yield Place(function.body[-1].lineno, function.name)


_ON_TOP: Final = re.compile(
    r"(?:^|_)(?:with|incl|including|plus|add)_(?:the_)?(?:sales_)?(?:tax|vat|tip|interest|service|fee|surcharge|shipping)"
    r"|(?:^|_)(?:gross|brutto)(?:_|$)"
)


def _is_share(value: object) -> bool:
    return isinstance(value, float) and 0 < value < 1


@check(
    Rule(
        code="average-on-the-way",
        title="`{name}` is divided by the number of all while only some are in it",
        weights={"correctness": 0.35},
        level="beginner",
        why="Within the loop the sum holds what has been gone through; only behind it everything.",
        do="Divide behind the loop.",
        example="heights = [3, 5, 10]\ntotal = 0\nfor height in heights:\n    print(height)\n"
        "    total += height\n    print('average', total / len(heights))\n",
        better="heights = [3, 5, 10]\ntotal = 0\nfor height in heights:\n    print(height)\n"
        "    total += height\nprint('average', total / len(heights))\n",
    )
)
def average_on_the_way(program: Program) -> Iterator[Place]:
    """See the rule: what is shown or kept in each turn of the loop that adds up, over the length of what it walks."""
    for loop in program.all(ast.For):
        if not isinstance(loop.iter, ast.Name):
            continue
        summed = {base.id for one in loop.body if (pair := added(one)) and isinstance(base := pair[0], ast.Name)}
        averages = {}
        for step in loop.body:
            name = _divided(step, summed, loop.iter.id)
            match step:
                case ast.Assign(targets=[ast.Name(id=kept)]) if name:
                    averages[kept] = name
                case ast.Expr(value=ast.Call() as shown) if call_name(shown) == "print" or method_of(shown) == "append":
                    used = [averages[one] for one in names_in(step) if one in averages]
                    if name or used:
                        yield Place(step.lineno, name or used[0])


def _divided(step: ast.stmt, summed: set[str], everything: str) -> str:
    """The sum that a simple statement divides by the length of everything."""
    if not isinstance(step, ast.Assign | ast.Expr):
        return ""
    for node in ast.walk(step):
        match node:
            case ast.BinOp(
                left=ast.Name(id=name), op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=whole)])
            ) if name in summed and whole == everything:
                return name
    return ""


@check(
    Rule(
        code="rest-not-taken-off",
        title="`{name}` counts again what is in the larger unit already",
        weights={"correctness": 0.35},
        level="beginner",
        why="Of 3700 seconds one hour is 3600: left for the minutes are 100 seconds, not all 3700.",
        do="Work out the smaller unit of what the larger one leaves.",
        example="def parts(seconds):\n    hours = seconds // 3600\n    minutes = seconds // 60\n"
        "    return hours, minutes\n",
        better="def parts(seconds):\n    hours = seconds // 3600\n    minutes = seconds % 3600 // 60\n"
        "    return hours, minutes\n",
    )
)
def rest_not_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: two units of one number, given back as a pair or written around a colon."""
    for function in program.functions:
        units: dict[str, tuple[str, int, int]] = {}
        rests: set[str] = set()
        for node in program.within(function):
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=unit)],
                    value=ast.BinOp(
                        left=ast.Name(id=whole), op=ast.FloorDiv(), right=ast.Constant(value=int(size))
                    ),
                ):  # fmt: skip
                    units[unit] = (whole, size, node.lineno)
                case ast.BinOp(left=left, op=ast.Mod() | ast.Sub()):
                    rests |= names_in(left)
                case ast.AugAssign(target=ast.Name(id=name)):
                    rests.add(name)
                case ast.Call(func=ast.Name(id="divmod"), args=[left, _]):
                    rests |= names_in(left)
        for larger, smaller in _pairs(program, function) if len(units) > 1 else ():
            if larger in units and smaller in units and not {larger, smaller} & rests:
                (whole, size, _), (same, less, line) = units[larger], units[smaller]
                if whole == same and whole not in rests and size > less > 1 and size % less == 0:
                    yield Place(line, smaller)


def _pairs(program: Program, function: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that are given back side by side, or written with a colon between."""
    for node in program.within(function):
        match node:
            case ast.Return(value=ast.Tuple(elts=[*parts])):
                names = [one.id if isinstance(one, ast.Name) else "" for one in parts]
                yield from pairwise(names)
            case ast.JoinedStr(values=[*parts]):
                for one, between, other in zip(parts, parts[1:], parts[2:], strict=False):
                    if is_const(between, ":"):
                        yield _written(one), _written(other)


def _written(part: ast.expr) -> str:
    match part:
        case ast.FormattedValue(value=ast.Name(id=name)):
            return name
    return ""


CHECKS: tuple[Check, ...] = (only_what_comes_on_top, average_on_the_way, rest_not_taken_off)
