"""Tariffs: the part of an amount that lies beyond a bound, taken for the whole of it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS", "worth"]

_FURTHER: Final = re.compile(
    r"\b(further|additional|each more|every more|beyond|above (?:that|this|it)|after that|part above|extra|exceed\w*"
    r"|the first \d|rest|what lies above|on top|thereafter|overtime)\b"
)


@check(
    Rule(
        code="whole-taken-beyond-the-bound",
        title="`{name}` takes the whole, not the part beyond the bound",
        weights={"correctness": 0.4},
        level="beginner",
        why="What lies below the bound has been counted already, and is counted again at the other rate.",
        do="Work out by hand what is due for a little more than the bound.",
        example="def bill(units):\n    if units <= 100:\n        return units * 0.3\n"
        "    return 100 * 0.3 + units * 0.4\n",
        better="def bill(units):\n    if units <= 100:\n        return units * 0.3\n"
        "    return 100 * 0.3 + (units - 100) * 0.4\n",
    )
)
def whole_taken_beyond_the_bound(program: Program) -> Iterator[Place]:
    """See the rule: what is added to the whole times a rate is just what is due at the bound, or words tell it."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[bound]):
                pass
            case _:
                continue
        low, high = _blocks(program, node, sign)
        limit = worth(program, bound, {})
        if not high or limit is None:
            continue
        fixed = _added(high[0], name)
        if fixed is None:
            continue
        told = bool(_FURTHER.search(_said(program, node)))
        due = _due(low[0]) if low and _adds(low[0]) == _adds(high[0]) else None
        if isinstance(fixed, ast.Constant) and fixed.value is None:  # `price += amount * rate`
            wrong = told and not node.orelse
        else:
            inside = {one.id for one in ast.walk(due or fixed) if isinstance(one, ast.Name)}
            before = worth(program, due, {name: limit}) if due is not None else None
            after = worth(program, fixed, {name: limit})
            equal = before is not None and after is not None and abs(before - after) <= 1e-9 * max(1.0, abs(after))
            wrong = equal and (told if not after else told or name in inside)
        if wrong:
            yield Place(high[0].lineno, ast.unparse(high[0])[:50])


def _said(program: Program, node: ast.If) -> str:
    function = program.function_of(node)
    return program.said(function or program.tree)


def _blocks(program: Program, node: ast.If, sign: ast.cmpop) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """What is done up to a bound and beyond it."""
    leaves = isinstance(node.body[-1], ast.Return)
    other = node.orelse or (program.after(node, 1) if leaves else [])
    while len(other) == 1 and isinstance(other[0], ast.If):  # what lies directly behind the bound
        if not isinstance(sign, ast.Lt | ast.LtE):
            return [], []
        other = other[0].body
    if isinstance(sign, ast.Lt | ast.LtE):
        return node.body, other
    return (other, node.body) if isinstance(sign, ast.Gt | ast.GtE) else ([], [])


def _due(step: ast.stmt) -> ast.expr | None:
    return step.value if isinstance(step, ast.Return | ast.Assign | ast.AugAssign) else None


def _adds(step: ast.stmt) -> str:
    """To what something is added."""
    return ast.unparse(step.target) if isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add) else ""


def _added(step: ast.stmt, name: str) -> ast.expr | None:
    """What is added to `name * rate`; the constant None where that is added to what there is."""
    match step:
        case ast.AugAssign(op=ast.Add(), value=value) if _is_whole(value, name):
            return ast.Constant(value=None)
        case ast.Assign(
            targets=[ast.Name(id=target)], value=ast.BinOp(left=ast.Name(id=again), op=ast.Add(), right=value)
        ) if target == again and _is_whole(value, name):
            return ast.Constant(value=None)
        case ast.Return(value=ast.BinOp() as value) if _is_whole(value, name):
            return ast.Constant(value=0)
        case (
            ast.Return(value=ast.BinOp(left=left, op=ast.Add(), right=right))
            | ast.Assign(value=ast.BinOp(left=left, op=ast.Add(), right=right))
            | ast.AugAssign(op=ast.Add(), value=ast.BinOp(left=left, op=ast.Add(), right=right))
        ):
            fixed = left if _is_whole(right, name) else right if _is_whole(left, name) else None
            if fixed is None or name in {one.id for one in ast.walk(fixed) if isinstance(one, ast.Name)}:
                return None
            return fixed
    return None


def _is_whole(node: ast.expr, name: str) -> bool:
    """Whether it is `name * rate`, in some order, and perhaps divided by 100."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            parts = [ast.unparse(left), ast.unparse(right)]
            return name in parts or _is_whole(left, name)
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=100)):
            return _is_whole(left, name)
    return False


def worth(program: Program, node: ast.expr | None, known: dict[str, float]) -> float | None:
    """What an expression is worth; names that are not known stand for some number, the same each time."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            number = program.number(node)
            return known.get(name, 1.37 + len(name) + sum(map(ord, name)) / 997 if number is None else float(number))
        case ast.Attribute():
            return worth(program, ast.Name(id=ast.unparse(node), ctx=ast.Load()), known)
        case ast.BinOp(left=left, op=sign, right=right):
            one, other = worth(program, left, known), worth(program, right, known)
            if one is None or other is None:
                return None
            return _reckoned(one, sign, other)
    return None


def _reckoned(one: float, sign: ast.operator, other: float) -> float | None:
    match sign:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
        case ast.Div():
            return one / other if other else None
    return None


CHECKS: tuple[Check, ...] = (whole_taken_beyond_the_bound,)
