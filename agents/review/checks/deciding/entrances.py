"""Loops that never begin, never end or end with what they should refuse, and limits of which the first takes all."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="measured-by-itself",
        title="`{name}` compares a number with a multiple of itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="What it is compared with grows together with it: the answer is the same in every turn.",
        do="Keep the goal under a name of its own before the loop.",
        example="def years_to_double(money, rate):\n    years = 0\n    while money < 2 * money:\n"
        "        money += money * rate\n        years += 1\n    return years\n",
        better="def years_to_double(money, rate):\n    years = 0\n    goal = 2 * money\n    while money < goal:\n"
        "        money += money * rate\n        years += 1\n    return years\n",
    )
)
def measured_by_itself(program: Program) -> Iterator[Place]:
    """See the rule: `while x < 2 * x`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(
                left=ast.Name(id=one), ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[other]
            ):
                pass
            case _:
                continue
        scaled = isinstance(other, ast.BinOp) and isinstance(other.op, ast.Mult | ast.Div | ast.Add | ast.Sub)
        constant = isinstance(other, ast.BinOp) and any(
            isinstance(part, ast.Constant) for part in (other.left, other.right)
        )
        if scaled and constant and names_in(other) == {one}:
            yield Place(loop.lineno, ast.unparse(loop.test))


def names_in_stores(step: ast.stmt) -> set[str]:
    """Names that an assignment gives a value."""
    return {one.id for one in ast.walk(step) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


CHECKS: tuple[Check, ...] = (measured_by_itself,)
