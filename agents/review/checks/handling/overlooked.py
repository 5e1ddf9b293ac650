"""The whole where the part of this turn is meant, and texts that are taken for a condition."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="text-taken-for-a-condition",
        title="`{name}` is no question: a text is always true",
        weights={"correctness": 0.4},
        level="beginner",
        why="`and` and `or` join whole conditions. A text by itself is true, so only one of the two is asked for.",
        do="Write each condition in full.",
        example="def is_address(text):\n    return '@' and '.' in text\n",
        better="def is_address(text):\n    return '@' in text and '.' in text\n",
    )
)
def text_taken_for_a_condition(program: Program) -> Iterator[Place]:
    """See the rule: a text that is written down before `and` or `or`, or as a value of `startswith`."""
    for node in program.all(ast.BoolOp):
        first = node.values[0]
        around = program.parents[node]
        written = isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(first.value)
        asked = isinstance(node.values[-1], ast.Compare) or method_of(around) in ("startswith", "endswith", "count")
        held = isinstance(around, ast.Compare) and around.left is node
        if written and (asked or held):
            yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (text_taken_for_a_condition,)
