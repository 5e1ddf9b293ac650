"""Questions that answer otherwise than the words beside them: free from an amount on, more than half, all three."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_HALF: Final = re.compile(r"\bmore than (?:a |one )?half\b|\babsolute majority\b|\bmore than 50 ?(?:%|percent)")
_LEAST: Final = re.compile(r"\bat least half\b|\bhalf or more\b|\b50 ?(?:%|percent) or more\b")


@check(
    Rule(
        code="half-taken-for-more",
        title="`{name}` is content with just half",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 5 of 10 nobody has more than half.",
        do="Leave out the case in which both are equal.",
        example='def has_majority(votes, total):\n    """More than half of all votes?"""\n'
        "    return votes >= total / 2\n",
        better='def has_majority(votes, total):\n    """More than half of all votes?"""\n'
        "    return votes > total / 2\n",
    )
)
def half_taken_for_more(program: Program) -> Iterator[Place]:
    """See the rule: `x >= y / 2` or `2 * x >= y`, where the text says more than half."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.GtE()], comparators=[right]):
                pass
            case ast.Compare(left=right, ops=[ast.LtE()], comparators=[left]):
                pass
            case _:
                continue
        halved = isinstance(right, ast.BinOp) and (
            (isinstance(right.op, ast.Div) and is_const(right.right, 2))
            or (isinstance(right.op, ast.Mult) and (is_const(right.right, 0.5) or is_const(right.left, 0.5)))
        )
        doubled = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult)
        doubled = doubled and (is_const(left.left, 2) or is_const(left.right, 2))  # type: ignore[attr-defined]
        percent = is_const(right, 50, 0.5)
        function = program.function_of(node)
        said = f"{program.purpose(node)} {program.said(function or program.tree)}"
        if (halved or doubled or percent) and _HALF.search(said) and not _LEAST.search(said):
            yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (half_taken_for_more,)
