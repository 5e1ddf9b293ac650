"""Slices that end elsewhere than the words say."""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, same
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
                words = program.purpose(node) or _shown(program, node)
                if re.search(r"\blast\b", words) and not re.search(r"\b(?:before|but|without|except|next to)\b", words):
                    yield Place(node.lineno, ast.unparse(node))


def _shown(program: Program, node: ast.expr) -> str:
    """The texts that a script shows beside a slice."""
    statement = program.statement(node)
    if statement is None or not isinstance(statement, ast.Expr):
        return ""
    texts = (one.value for one in ast.walk(statement) if isinstance(one, ast.Constant))
    return " ".join(one for one in texts if isinstance(one, str)).lower()


@check(
    Rule(
        code="put-together-as-it-was",
        title="`{name}` is the whole again: nothing is left out, and nothing is put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first part ends before the place, and the second part begins with it.",
        do="Say where the second part has to begin when one element shall be left out.",
        example="def without(items, place):\n    return items[:place] + items[place:]\n",
        better="def without(items, place):\n    return items[:place] + items[place + 1:]\n",
    )
)
def put_together_as_it_was(program: Program) -> Iterator[Place]:
    """See the rule: `x[:i] + x[i:]`, of a list or a text."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Subscript(value=one, slice=ast.Slice(lower=None, upper=end, step=None)),
                op=ast.Add(),
                right=ast.Subscript(value=other, slice=ast.Slice(lower=begin, upper=None, step=None)),
            ) if same(one, other) and same(end, begin):
                yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (last_one_left_out, put_together_as_it_was)
