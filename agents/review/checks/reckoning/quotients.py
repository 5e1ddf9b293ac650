"""What is divided by the wrong number: averages of some over the number of others, parts of 1 compared with percent."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_HUNDREDS: Final = 10
"""From 10 on a bound is one in percent: a part of 1 never reaches it."""


@check(
    Rule(
        code="quotient-taken-off",
        title="`{name}` takes off how often it goes, not what that makes",
        weights={"correctness": 0.4},
        level="beginner",
        why="2 hours are 120 minutes: of 125 minutes 5 are left, not 123.",
        do="Take off as many of the smaller unit as the greater ones hold, or take the rest with `%`.",
        example="def show(minutes):\n    hours = minutes // 60\n    rest = minutes - hours\n"
        "    return f'{hours} h {rest} min'\n",
        better="def show(minutes):\n    hours = minutes // 60\n    rest = minutes - hours * 60\n"
        "    return f'{hours} h {rest} min'\n",
    )
)
def quotient_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: `q = x // n` with a written number, and a little behind it `x - q`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id=often)], value=ast.BinOp(left=ast.Name(id=whole), op=ast.FloorDiv(), right=by)
            ) if (program.number(by) or 0) > _HUNDREDS:
                pass
            case _:
                continue
        for behind in program.after(step, 2):
            for one in ast.walk(behind) if isinstance(behind, ast.Assign | ast.Return | ast.AugAssign) else ():
                match one:
                    case ast.BinOp(left=ast.Name(id=first), op=ast.Sub(), right=ast.Name(id=second)):
                        if (first, second) == (whole, often):
                            yield Place(one.lineno, ast.unparse(one))


def names_in_targets(step: ast.Assign) -> set[str]:
    """Names that an assignment gives a value."""
    return {name for target in step.targets for name in names_in(target)}


CHECKS: tuple[Check, ...] = (quotient_taken_off,)
