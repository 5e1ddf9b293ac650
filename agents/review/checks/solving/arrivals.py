"""Those who are served one after the other, in the order in which they come."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_ARRIVAL: Final = re.compile(r"(?:^|[._])(?:arriv\w*|came|comes|coming|requested|submitted|ready|release\w*)(?:$|_)")


@check(
    Rule(
        code="served-before-the-arrival",
        title="`{name}` is less than nothing when nobody is there yet",
        weights={"correctness": 0.35},
        level="learning",
        why="The clock only adds up how long each one takes. If all are done before the next one comes, that one is "
        "served before it is there.",
        do="Let the clock go on to the arrival first, when it is not there yet.",
        example="def waits(people):\n    clock = 0\n    found = []\n    for arrival, duration in people:\n"
        "        found.append(clock - arrival)\n        clock += duration\n    return found\n",
        better="def waits(people):\n    clock = 0\n    found = []\n    for arrival, duration in people:\n"
        "        clock = max(clock, arrival)\n        found.append(clock - arrival)\n        clock += duration\n"
        "    return found\n",
    )
)
def served_before_the_arrival(program: Program) -> Iterator[Place]:
    """See the rule: `clock - arrival` in a loop that only adds to the clock, and compares it with nothing."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.Name(id=clock) as left, op=ast.Sub(), right=arrival):
                loops = program.loops_around(node)
            case _:
                continue
        if not loops or not _ARRIVAL.search(ast.unparse(arrival).lower()):
            continue
        values = program.values(left)
        if len(values) != 1 or not is_const(values[0], 0):
            continue
        inside = [one for one in program.within(loops[0]) if clock in _asked_or_grown(one)]
        if len(inside) == 1 and isinstance(inside[0], ast.AugAssign):
            yield Place(node.lineno, ast.unparse(node))


def _asked_or_grown(node: ast.AST) -> set[str]:
    """The names that a comparison or `max` is about, or that are changed."""
    match node:
        case ast.AugAssign(target=target):
            return {ast.unparse(target)}
        case ast.Compare() | ast.Call(func=ast.Name(id="max" | "min" | "abs")):
            return names_in(node)
    return set()


CHECKS: tuple[Check, ...] = (served_before_the_arrival,)
