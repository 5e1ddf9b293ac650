"""Totals that hold the last amount alone."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="total-replaced-each-turn",
        title="`{name}` holds the last amount, not all of them",
        weights={"correctness": 0.4},
        level="beginner",
        why="`=` replaces what the turns before have gathered.",
        do="Make the old value a part of the new one.",
        example="total = 0\nwhile True:\n    price = float(input('Price, 0 for the end: '))\n    if price == 0:\n"
        "        break\n    total = price\nprint(total)\n",
        better="total = 0\nwhile True:\n    price = float(input('Price, 0 for the end: '))\n    if price == 0:\n"
        "        break\n    total += price\nprint(total)\n",
    )
)
def total_replaced_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: begun with nothing, set in the loop to something else alone, and first read behind it."""
    for loop in program.loops:
        for step in loop.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _TOTAL.search(name):
                    pass
                case _:
                    continue
            scope = program.scope(loop)
            places = program.places(scope, name)
            end = loop.end_lineno or loop.lineno
            inside = [one for one in places if loop.lineno <= one.lineno <= end]
            before = [program.parents[one] for one in places if one.lineno < loop.lineno]
            begun = [one for one in before if isinstance(one, ast.Assign) and is_const(one.value, 0, 0.0)]
            read = any(isinstance(one.ctx, ast.Load) for one in places if one.lineno > end)
            gathers = isinstance(value, ast.Call | ast.BinOp) and not isinstance(loop, ast.While)
            if len(inside) == len(begun) == len(before) == 1 and read and names_in(value) and not gathers:
                yield Place(step.lineno, name)


_TOTAL: Final = re.compile(r"(?:^|_)(?:total|sum|subtotal|summe)(?:_|$)|^(?:total|sum)")

CHECKS: tuple[Check, ...] = (total_replaced_each_turn,)
