"""Conditions that ask whether something can be done, and do it in the same breath: `key in ages and ages[key] > 17`.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.program import COMPREHENSIONS, Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


class _Guard(NamedTuple):
    """What a question is about.

    Attributes:
        uses: what fails, or makes no sense, unless the answer is the right one.
        safe: the right answer.
        certain: whether the uses fail without doubt.
    """

    uses: frozenset[str]
    safe: bool
    certain: bool = True


@check(
    Rule(
        code="guard-lets-the-wrong-one-through",
        title="`{name}` is worked out just when it cannot be: `and` and `or` are mixed up",
        weights={"correctness": 0.4},
        level="beginner",
        why="Behind `or` Python goes on when the answer was no, behind `and` when it was yes. Here it goes on in the "
        "case that the first question was to keep out.",
        do="Say both cases aloud, yes and no, and take the other word.",
        example="def login(users, name, password):\n    return name in users or users[name] == password\n",
        better="def login(users, name, password):\n    return name in users and users[name] == password\n",
    )
)
def guard_lets_the_wrong_one_through(program: Program) -> Iterator[Place]:
    """See the rule: a key, a place, a divisor, a part of what may be None."""
    for node in program.all(ast.BoolOp):
        goes_on_with = isinstance(node.op, ast.And)
        if any(isinstance(one, ast.NamedExpr) for one in ast.walk(node)):
            continue
        for guard, later in zip(map(_guard, node.values), node.values[1:], strict=False):
            if guard is not None and guard.safe != goes_on_with and (used := sorted(guard.uses & _uses(later))):
                yield Place(node.lineno, _plain(used[0]))


@check(
    Rule(
        code="guard-comes-too-late",
        title="`{name}` is worked out before the question whether it can be",
        weights={"correctness": 0.35},
        level="beginner",
        why="Conditions are read from left to right. Where the answer is no, the program has stopped already.",
        do="Ask first, and use it behind that.",
        example="def first_blank(text):\n    place = 0\n    while text[place] != ' ' and place < len(text):\n"
        "        place += 1\n    return place\n",
        better="def first_blank(text):\n    place = 0\n    while place < len(text) and text[place] != ' ':\n"
        "        place += 1\n    return place\n",
    )
)
def guard_comes_too_late(program: Program) -> Iterator[Place]:
    """See the rule: in one condition, and nothing in it has asked before."""
    for node in program.all(ast.BoolOp):
        goes_on_with = isinstance(node.op, ast.And)
        guards = [_guard(one) for one in node.values]
        asked: set[str] = set()
        for before, earlier, guard in zip(node.values, guards, guards[1:], strict=False):
            if guard is not None and guard.certain and guard.safe == goes_on_with:
                used = sorted(guard.uses & _uses(before) - asked)
                if used:
                    yield Place(node.lineno, _plain(used[0]))
            asked |= earlier.uses if earlier is not None else set()


def _plain(use: str) -> str:
    return use.replace(".*", "").replace("[*]", "").lstrip("/")[:40]


def _uses(node: ast.expr) -> frozenset[str]:
    """Parts, places and divisors that an expression needs: `x.*`, `x[*]`, `x[key]`, `[place]`, `/divisor`."""
    found: set[str] = set()
    stack: list[ast.AST] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, (*COMPREHENSIONS, ast.Lambda)):  # names may mean something else in there
            continue
        match one:
            case ast.Attribute(value=owner):
                found.add(f"{ast.unparse(owner)}.*")
            case ast.Subscript(value=owner, slice=place) if not isinstance(place, ast.Slice):
                found |= {ast.unparse(one), f"{ast.unparse(owner)}[*]", f"[{ast.unparse(place)}]"}
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=divisor):
                found.add(f"/{ast.unparse(divisor)}")
        stack.extend(ast.iter_child_nodes(one))
    return frozenset(found)


def _guard(test: ast.expr) -> _Guard | None:
    """What a question keeps out."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name() | ast.Attribute() as owner):
            return _truth(owner, safe=False)
        case ast.Name() | ast.Attribute():
            return _truth(test, safe=True)
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _compared(left, sign, right)
        case ast.Compare(ops=[*_, last], comparators=[*_, middle, right]):
            return _compared(middle, last, right)
    return None


def _truth(owner: ast.expr, *, safe: bool) -> _Guard:
    name = ast.unparse(owner)
    uses = {f"{name}[0]", f"{name}[-1]", f"/{name}"}
    if _NODE.search(name):
        uses.add(f"{name}.*")
    return _Guard(frozenset(uses), safe, certain=False)


_NODE: Final = re.compile(r"(^|\.)_?(node|root|head|tail|left|right|next|current|curr?|child|parent)$")
"""Names of what is never false but for None."""


def _compared(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> _Guard | None:  # noqa: PLR0911 - a table of shapes
    one, other = ast.unparse(left), ast.unparse(right)
    match sign:
        case ast.In() | ast.NotIn() if isinstance(right, ast.Name | ast.Attribute):
            return _Guard(frozenset((f"{other}[{one}]",)), isinstance(sign, ast.In))
        case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq() if isinstance(right, ast.Constant) and right.value is None:
            return _Guard(frozenset((f"{one}.*", f"{one}[*]")), isinstance(sign, ast.IsNot | ast.NotEq))
        case ast.Eq() | ast.NotEq() if is_const(right, 0) and _measured(left):
            owner = _measured(left)
            return _Guard(frozenset((f"{owner}[0]", f"{owner}[-1]")), isinstance(sign, ast.NotEq))
        case ast.Eq() | ast.NotEq() if is_const(right, 0):
            return _Guard(frozenset((f"/{one}",)), isinstance(sign, ast.NotEq))
        case ast.Gt() if is_const(right, 0) and _measured(left):
            owner = _measured(left)
            return _Guard(frozenset((f"{owner}[0]", f"{owner}[-1]")), safe=True)
        case ast.Lt() | ast.GtE() if _measured(right):
            return _Guard(frozenset((f"{_measured(right)}[{one}]",)), isinstance(sign, ast.Lt))
        case ast.GtE() if is_const(right, 0) and isinstance(left, ast.Name):
            return _Guard(frozenset((f"[{one}]",)), safe=True, certain=False)
    return None


def _measured(node: ast.expr) -> str:
    """`x` of `len(x)`."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute() as owner]):
            return ast.unparse(owner)
    return ""


CHECKS: tuple[Check, ...] = (guard_lets_the_wrong_one_through, guard_comes_too_late)
