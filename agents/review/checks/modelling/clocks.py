"""Clocks that carry, switches, and ways up and down: the rest lost, only one way, lengths against each other."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="way-that-adds-up-to-nothing",
        title="`{name}` adds ways up and down against each other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A way down counts as less than nothing here, so that all that is left is the difference of both ends.",
        do="Count each way as a length, whatever its direction.",
        example="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += stop - here\n        here = stop\n    return total\n",
        better="def travelled(start, stops):\n    total = 0\n    here = start\n    for stop in stops:\n"
        "        total += abs(stop - here)\n        here = stop\n    return total\n",
    )
)
def way_that_adds_up_to_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `t += a - b`, and right behind it `b = a`."""
    for step in program.all(ast.AugAssign):
        match step:
            case ast.AugAssign(target=target, op=ast.Add(), value=ast.BinOp(left=new, op=ast.Sub(), right=old)):
                way = _WAY.search(ast.unparse(target).lower()) and _GOAL.search(ast.unparse(new).lower())
            case _:
                continue
        for behind in program.after(step, 1):
            match behind:
                case ast.Assign(targets=[kept], value=value) if (
                    way and same(value, new) and ast.unparse(kept) == ast.unparse(old)
                ):
                    if not _goes_one_way(program, step, {ast.unparse(new), ast.unparse(old)}):
                        yield Place(step.lineno, ast.unparse(step)[:50])


def _goes_one_way(program: Program, step: ast.AugAssign, ends: set[str]) -> bool:
    """Whether the stops are sorted, or the function asks which of both ends is the farther one."""
    for node in program.within(program.function_of(step) or program.tree):
        if isinstance(node, ast.Compare) and ends <= {ast.unparse(one) for one in [node.left, *node.comparators]}:
            return True
        if call_name(node) == "sorted" or method_of(node) == "sort":
            return True
    return False


_WAY: Final = re.compile(r"distan|travel|floors|moved|path|walk|trip|total")
_GOAL: Final = re.compile(r"stop|target|floor|position|goal|destination|request|house|place|track|wanted")


CHECKS: tuple[Check, ...] = (way_that_adds_up_to_nothing,)
