"""Measures of two systems: factors that are applied the wrong way round."""

import ast
import math
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FACTORS: Final = (
    (r"pounds?|lbs?", r"kg|kgs|kilos?|kilograms?", 0.4536),
    (r"inch|inches|zoll", r"cm|centimet(?:re|er)s?", 2.54),
    (r"miles?|mi", r"km|kms|kilomet(?:re|er)s?", 1.609),
    (r"feet|foot|ft", r"m|met(?:re|er)s?", 0.3048),
    (r"yards?|yd", r"m|met(?:re|er)s?", 0.9144),
    (r"gallons?|gal", r"l|lit(?:re|er)s?", 3.785),
    (r"ounces?|oz", r"g|grams?", 28.35),
    (r"kmh|km_h|kph", r"ms|m_s|mps|met(?:re|er)s_per_second", 1 / 3.6),
)
"""A unit, another one, and how much of the second makes one of the first."""

_CLOSE: Final = 0.02


@check(
    Rule(
        code="factor-the-wrong-way",
        title="`{name}` applies the factor the wrong way round",
        weights={"correctness": 0.4},
        level="beginner",
        why="A pound is less than half a kilo: the number of kilos is smaller than that of pounds, not greater.",
        do="Try it with a number that you know in both units.",
        example="def kilos(pounds):\n    return pounds / 0.4536\n",
        better="def kilos(pounds):\n    return pounds * 0.4536\n",
    )
)
def factor_the_wrong_way(program: Program) -> Iterator[Place]:
    """See the rule: one name times or divided by a number, where names and text tell both units."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.Name(id=source), op=ast.Mult() | ast.Div() as sign, right=number):
                pass
            case ast.BinOp(left=number, op=ast.Mult() as sign, right=ast.Name(id=source)):
                pass
            case _:
                continue
        by = program.number(number)
        if not by or by == 1:
            continue
        factor = by if isinstance(sign, ast.Mult) else 1 / by
        target = _given_to(program, node)
        for one, other, size in _FACTORS:
            for given, wanted, expected in ((one, other, size), (other, one, 1 / size)):
                turned = math.isclose(factor, 1 / expected, rel_tol=_CLOSE)
                if turned and _has(source, given) and _has(target, wanted) and not _has(source, wanted):
                    yield Place(node.lineno, ast.unparse(node))


def _has(name: str, unit: str) -> bool:
    """Whether a name ends with a unit, or is one."""
    return bool(re.search(rf"(?:^|_)(?:{unit})(?:_per_hour)?$", name.lower()))


def _given_to(program: Program, node: ast.expr) -> str:
    """The name that gets a value, or of the function that gives it back, rounded or not."""
    around = program.parents[node]
    if isinstance(around, ast.Call) and isinstance(around.func, ast.Name) and around.func.id in ("round", "int"):
        around = program.parents[around]
    match around:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return name
        case ast.Return():
            function = program.function_of(node)
            return function.name if function is not None else ""
    return ""


CHECKS: tuple[Check, ...] = (factor_the_wrong_way,)
