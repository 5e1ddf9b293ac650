"""Texts that are compared with their mirror, cleaned on one side alone."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="cleaned-on-one-side",
        title="`{name}` compares the cleaned text with the one as it was given",
        weights={"correctness": 0.4},
        level="beginner",
        why="One side has lost its blanks and capitals, and the other has them still, so they are different.",
        do="Mirror the text that was cleaned.",
        example="def is_palindrome(text):\n    small = text.lower().replace(' ', '')\n    return small == text[::-1]\n",
        better="def is_palindrome(text):\n    small = text.lower().replace(' ', '')\n    return small == small[::-1]\n",
    )
)
def cleaned_on_one_side(program: Program) -> Iterator[Place]:
    """See the rule: where a palindrome is asked for; by `[::-1]`, `reversed` or place by place."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                first, second = _text_of(program, left), _text_of(program, right)
            case _:
                continue
        if first is None or second is None or first.id == second.id:
            continue
        if isinstance(left, ast.Name) and isinstance(right, ast.Name) and not _mirrored(program, left, right):
            continue
        around = program.statement(node)
        said = program.purpose(node) or (ast.unparse(around).lower() if isinstance(around, ast.If) else "")
        pairs = ((first, second), (second, first))
        if _BOTH_WAYS.search(said) and any(_is_cleaned(program, one, other) for one, other in pairs):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _mirrored(program: Program, left: ast.Name, right: ast.Name) -> bool:
    """Whether one of two names stands for a text that is mirrored."""
    return any(
        not isinstance(program.value(one) or one, ast.Name) and _reversed(program.value(one)) for one in (left, right)
    )


def _reversed(node: ast.expr | None) -> ast.Name | None:
    """`x` of `x[::-1]`, `list(reversed(x))` and `"".join(reversed(x))`."""
    match node:
        case ast.Subscript(value=ast.Name() as name, slice=ast.Slice(step=ast.UnaryOp())):
            return name
        case ast.Call(args=[ast.Call(func=ast.Name(id="reversed"), args=[ast.Name() as name])]):
            return name
    return None


def _text_of(program: Program, node: ast.expr) -> ast.Name | None:
    """The text of which a side of a comparison is the whole, the mirror or a letter."""
    match node:
        case ast.Name():
            return _reversed(program.value(node)) or node
        case ast.Subscript(value=ast.Name() as name, slice=place) if not isinstance(place, ast.Slice):
            return name
    return _reversed(node)


def _is_cleaned(program: Program, one: ast.Name, other: ast.Name) -> bool:
    """Whether a text is all that is left of another, which is given once and stays as it is."""
    if len(program.values(other)) > (other.id not in program.parameters(program.scope(other))):
        return False
    for place in program.places(program.scope(one), one.id)[:_MANY]:
        around = program.parents[place]
        loops = [loop for loop in program.loops_around(place) if isinstance(loop, ast.For)]
        match around:
            case ast.Assign(value=value) if place in around.targets and not loops:
                parts = list(ast.walk(value))
                cleans = any(method_of(part) in _CLEANS or call_name(part) in ("sub", "filter") for part in parts)
                cleans = cleans or any(isinstance(part, ast.comprehension) and part.ifs for part in parts)
            case ast.AugAssign() | ast.Assign() | ast.Attribute(attr="append") if loops:
                value = loops[0].iter
                chosen = isinstance(program.parents[program.statement(place) or place], ast.If)
                cleans = chosen or any(method_of(part) in _CLEANS for part in ast.walk(value))
            case _:
                continue
        if cleans and other.id in names_in(value):
            return True
    return False


_CLEANS: Final = words("lower upper casefold replace strip translate")
_MANY: Final = 20
_BOTH_WAYS: Final = re.compile(
    r"palindrom|both (?:ways|directions)|forwards? and backwards?|backwards? and forwards?|"
    r"from (?:both|the left and|either)|same backwards?"
)


CHECKS: tuple[Check, ...] = (cleaned_on_one_side,)
