"""Searches that halve what is left: the middle, the ends, and the half that is kept.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _middles(program: Program) -> Iterator[tuple[ast.Assign, str, ast.BinOp]]:
    """Where a name becomes half of something, and what is halved."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(op=ast.FloorDiv() | ast.Div()) as value):
                if is_const(value.right, 2):
                    yield step, name, value


def _is_beside(node: ast.expr, middle: str) -> int | None:
    """How far from the middle a place lies: 0, 1 or -1; None where it is something else."""
    match node:
        case ast.Name(id=name) if name == middle:
            return 0
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as sign, right=right) if name == middle:
            return (1 if isinstance(sign, ast.Add) else -1) if is_const(right, 1) else None
    return None


_DOWNWARDS: Final = re.compile(r"descend|decreas|revers|downwards|largest first|highest first|greatest first")


@check(
    Rule(
        code="goes-away-from-the-wanted",
        title="`{name}` leads away from what is looked for",
        weights={"correctness": 0.4},
        level="learning",
        why="What is too small lies below, so the search has to go on above it, and the other way round. Here it goes "
        "on just where the value cannot be.",
        do="Look for the 3 in 1, 2, 3 by hand, and write down which half is left each time.",
        example="def find(values, wanted, low, high):\n    if low > high:\n        return -1\n"
        "    middle = (low + high) // 2\n    if values[middle] == wanted:\n        return middle\n"
        "    if wanted < values[middle]:\n        return find(values, wanted, middle + 1, high)\n"
        "    return find(values, wanted, low, middle - 1)\n",
        better="def find(values, wanted, low, high):\n    if low > high:\n        return -1\n"
        "    middle = (low + high) // 2\n    if values[middle] == wanted:\n        return middle\n"
        "    if wanted < values[middle]:\n        return find(values, wanted, low, middle - 1)\n"
        "    return find(values, wanted, middle + 1, high)\n",
    )
)
def goes_away_from_the_wanted(program: Program) -> Iterator[Place]:
    """See the rule: below the middle after it was too small, or above it after it was too great."""
    middles = {(program.scope(step), name) for step, name, _ in _middles(program)}
    for node in program.all(ast.If) if middles else ():
        scope = program.scope(node)
        if not (isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
            continue
        for middle in sorted(name for name in names_in(node.test) if (scope, name) in middles):
            small = _is_too_small(node.test, middle)
            where = _goes_on(node.body, middle, _called(scope))
            away = small is not None and where is not None and small != (where > 0)
            if away and not _DOWNWARDS.search(program.purpose(node)):
                yield Place(node.lineno, ast.unparse(node.test))


def _called(scope: ast.AST) -> str:
    return scope.name if isinstance(scope, ast.FunctionDef) else ""


def _is_too_small(test: ast.Compare, middle: str) -> bool | None:
    """Whether a comparison says that what lies in the middle is too small; None where it says nothing of that."""
    left, right = _is_of_middle(test.left, middle), _is_of_middle(test.comparators[0], middle)
    if left == right or not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return None
    return isinstance(test.ops[0], ast.Lt | ast.LtE) == left


def _is_of_middle(node: ast.expr, middle: str) -> bool:
    """The middle, the element there, or its square."""
    match node:
        case ast.Name(id=name):
            return name == middle
        case ast.Subscript(value=ast.Name(), slice=ast.Name(id=name)):
            return name == middle
        case ast.BinOp(left=ast.Name(id=one), op=ast.Mult(), right=ast.Name(id=other)):
            return one == other == middle
        case ast.BinOp(left=ast.Name(id=name), op=ast.Pow(), right=right):
            return name == middle and is_const(right, 2)
    return False


def _goes_on(block: list[ast.stmt], middle: str, function: str) -> int | None:
    """1 where the search goes on above the middle, -1 below; None where that is not seen."""
    if len(block) != 1:
        return None
    match block[0]:
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_beside(value, middle) or None
        case ast.Return(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given)) if (
            name == function
        ):
            sides = {side for one in given if (side := _side_handed(one, middle))}
            return sides.pop() if len(sides) == 1 else None
    return None


def _side_handed(node: ast.expr, middle: str) -> int:
    """1 for what lies above the middle, -1 for what lies below, as a bound or a slice; 0 for anything else."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=None, upper=upper, step=None)) if upper is not None:
            return -1 if _is_beside(upper, middle) is not None else 0
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=None, step=None)) if lower is not None:
            return 1 if _is_beside(lower, middle) is not None else 0
    return _is_beside(node, middle) or 0


CHECKS: tuple[Check, ...] = (goes_away_from_the_wanted,)
