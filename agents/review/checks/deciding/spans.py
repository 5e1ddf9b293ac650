"""Spans of time or place with a beginning and an end: whether two of them overlap.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_TOUCH: Final = re.compile(
    r"\bmay (?:begin|start)\b.{0,60}\b(?:ends|finishes)|\b(?:touching|adjacent)\b.{0,40}\b(?:not|don't|allowed)\b|"
    r"\bmay touch\b|\btouch\w*\b.{0,20}\b(?:no|not|without)\b"
)


@check(
    Rule(
        code="overlap-on-one-side",
        title="`{name}` treats the two ends differently",
        weights={"correctness": 0.35},
        level="beginner",
        why="Two that only touch overlap or do not, whichever comes first. Here the order of the two decides.",
        do="Use the same kind of comparison on both sides.",
        example="def clash(first, second):\n    return first[0] < second[1] and second[0] <= first[1]\n",
        better="def clash(first, second):\n    return first[0] < second[1] and second[0] < first[1]\n",
    )
)
def overlap_on_one_side(program: Program) -> Iterator[Place]:
    """See the rule: `a < d and c <= b`, or `<=` on both sides though two of them may touch."""
    for node in program.all(ast.BoolOp):
        if not isinstance(node.op, ast.And | ast.Or):
            continue
        tests = [found for one in node.values if (found := _ordered(one)) is not None]
        for at, (less, more, strict) in enumerate(tests):
            for other_less, other_more, other_strict in tests[at + 1 :]:
                crossed = less[0] == other_more[0] and more[0] == other_less[0] and less[0] != more[0]
                places = less[1] == other_less[1] and more[1] == other_more[1] and less[1] != more[1]
                if not crossed or not places:
                    continue
                both = isinstance(node.op, ast.And) and not strict and not other_strict
                function = program.function_of(node)
                touch = both and function is not None and bool(_TOUCH.search(program.said(function).replace("\n", " ")))
                if strict != other_strict or touch:
                    yield Place(node.lineno, ast.unparse(node)[:60])


_NUMBERED: Final = re.compile(r"([a-z]+?)_?([12ab])")
_PREFIXED: Final = re.compile(r"([a-z0-9]+)_(start|begin|end|stop|from|to|low|high|min|max|left|right|top|bottom)")


def _place(node: ast.expr) -> tuple[str, str] | None:
    """Whose end it is, and which: of `a.start`, `a[0]`, `a["start"]`, `start1` and `a_start`."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=part):
            return owner, part
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=place)):
            return owner, repr(place)
        case ast.Name(id=name):
            if found := _PREFIXED.fullmatch(name.lower()):
                return found.group(1), found.group(2)
            if found := _NUMBERED.fullmatch(name.lower()):
                return found.group(2), found.group(1)
    return None


def _ordered(test: ast.expr) -> tuple[tuple[str, str], tuple[str, str], bool] | None:
    """What is to be less, what is to be more, and whether they must differ."""
    match test:
        case ast.Compare(left=less, ops=[ast.Lt() | ast.LtE() as sign], comparators=[more]):
            pass
        case ast.Compare(left=more, ops=[ast.Gt() | ast.GtE() as sign], comparators=[less]):
            pass
        case _:
            return None
    one, other = _place(less), _place(more)
    return None if one is None or other is None else (one, other, isinstance(sign, ast.Lt | ast.Gt))


CHECKS: tuple[Check, ...] = (overlap_on_one_side,)
