"""What loops gather for a group: keys that are not kept, counts that stay 1, totals that go on into the next group."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 30  # places of a name that are looked at


_BACKWARDS: Final = re.compile(r"revers|backward|mirror|palindrom|umgekehrt|rückwärts")


@check(
    Rule(
        code="digits-added-not-put-behind",
        title="`{name}` adds the digits up instead of putting them behind each other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A digit that comes behind others moves them one place to the left: they become ten times as much.",
        do="Make room for the new digit before it is added.",
        example="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result + n % 10\n"
        "        n //= 10\n    return result\n",
        better="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result * 10 + n % 10\n"
        "        n //= 10\n    return result\n",
    )
)
def digits_added_not_put_behind(program: Program) -> Iterator[Place]:
    """See the rule: the names speak of the number backwards, and the last digit is only added in the loop."""
    for loop in program.all(ast.While):
        digit = {
            step.targets[0].id
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name) and _is_digit(step.value)
        }
        for step in loop.body:
            pair = added(step)
            if pair is None or not isinstance(pair[0], ast.Name):
                continue
            said = f"{pair[0].id} {program.purpose(loop)}".lower()
            last = _is_digit(pair[1]) or (isinstance(pair[1], ast.Name) and pair[1].id in digit)
            scaled = any(f"{pair[0].id} *= 10" == ast.unparse(one) for one in loop.body[:_MANY])
            if last and not scaled and _BACKWARDS.search(said) and "sum" not in said:
                yield Place(step.lineno, pair[0].id)


def _is_digit(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and is_const(node.right, 10)


CHECKS: tuple[Check, ...] = (digits_added_not_put_behind,)
