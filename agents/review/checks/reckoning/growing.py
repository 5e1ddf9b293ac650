"""Interest and growth: worked out once for all years, from the start in each of them, or with the wrong sign."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_GROWTH: Final = re.compile(
    r"(?:^|_)(?:interest|interests|growth|increase|inflation|zinsen|rate|percent|yield)(?:_|$)", re.IGNORECASE
)


@check(
    Rule(
        code="growth-worked-out-once",
        title="`{name}` stays what it was at the start, while the sum grows",
        weights={"correctness": 0.35},
        level="beginner",
        why="In the second year there is more than in the first, and so it brings more.",
        do="Work the growth out anew in each turn.",
        example="def saved(money, rate, years):\n    interest = money * rate / 100\n    for year in range(years):\n"
        "        money += interest\n    return money\n",
        better="def saved(money, rate, years):\n    for year in range(years):\n"
        "        interest = money * rate / 100\n        money += interest\n    return money\n",
    )
)
def growth_worked_out_once(program: Program) -> Iterator[Place]:
    """See the rule: a loop adds to a sum what was worked out of that sum before the loop, unless it is to be so."""
    for loop in program.loops:
        changed = program.changed_in(loop)
        for step in loop.body:
            match step:
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=ast.Name() as more):
                    pass
                case ast.Assign(
                    targets=[ast.Name(id=total)],
                    value=ast.BinOp(left=ast.Name(id=again), op=ast.Add(), right=ast.Name() as more),
                ) if total == again:
                    pass
                case _:
                    continue
            value = program.value(more)
            if more.id in changed or not isinstance(value, ast.BinOp) or total not in names_in(value):
                continue
            named = any(_GROWTH.search(one) for one in (more.id, *names_in(value)))
            said = program.said(program.function_of(loop) or program.tree) + program.purpose(loop)
            if named and isinstance(value.op, ast.Mult | ast.Div) and not _SIMPLE.search(said):
                yield Place(value.lineno, more.id)


_SIMPLE: Final = re.compile(r"simple|linear|without compound|same (?:amount|interest)|each year the same")


CHECKS: tuple[Check, ...] = (growth_worked_out_once,)
