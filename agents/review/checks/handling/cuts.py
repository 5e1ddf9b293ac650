"""Slices that end elsewhere than the words say."""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="last-one-left-out",
        title="`{name}` stops before the last one",
        weights={"correctness": 0.3},
        level="beginner",
        why="The end of a slice is not in it: `-1` stands for the last one, which is left out.",
        do="Leave the end away: without one a slice goes to the very end.",
        example="def last_two(words):\n    return words[-3:-1]\n",
        better="def last_two(words):\n    return words[-2:]\n",
    )
)
def last_one_left_out(program: Program) -> Iterator[Place]:
    """See the rule: a slice that begins and ends from behind, in a function that speaks of the last ones."""
    for node in program.all(ast.Subscript):
        match node.slice:
            case ast.Slice(lower=ast.UnaryOp(op=ast.USub()), upper=upper, step=None) if is_const(upper, -1):
                words = program.purpose(node)
                if re.search(r"\blast\b", words) and not re.search(r"\b(?:before|but|without|except|next to)\b", words):
                    yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (last_one_left_out,)
