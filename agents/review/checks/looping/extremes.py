"""The largest and the smallest that one loop looks for: each has to be asked for by itself, and by its own name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@dataclass(frozen=True, slots=True)
class _Question:
    """`if element > asked: kept = element`."""

    kept: str
    asked: str
    element: str
    more: bool


@check(
    Rule(
        code="asked-only-if-it-is-no-record",
        title="`{name}` is not asked for where the other one has just been set",
        weights={"correctness": 0.35},
        level="beginner",
        why="The first value is the largest and the smallest so far. `elif` leaves out one of the two, and where every "
        "value beats the last one, it never comes to it.",
        do="Ask for both in each turn, with two `if`.",
        example="def report(words):\n    short = None\n    long = ''\n    for word in words:\n"
        "        if len(word) > len(long):\n            long = word\n"
        "        elif short is None or len(word) < len(short):\n            short = word\n    print(short, long)\n",
        better="def report(words):\n    short = None\n    long = ''\n    for word in words:\n"
        "        if len(word) > len(long):\n            long = word\n"
        "        if short is None or len(word) < len(short):\n            short = word\n    print(short, long)\n",
    )
)
def asked_only_if_it_is_no_record(program: Program) -> Iterator[Place]:
    """See the rule: the second extreme begins with a value that is none of those of the loop."""
    for node in program.all(ast.If):
        match node.orelse:
            case [ast.If() as other]:
                pass
            case _:
                continue
        first, second = _question(node), _question(other)
        if first is None or second is None or first.element != second.element or first.more == second.more:
            continue
        own = first.kept == first.asked and second.kept == second.asked and first.kept != second.kept
        if own and _begins_with_no_value(program, node, second.kept):
            yield Place(other.lineno, second.kept)


@check(
    Rule(
        code="held-against-the-other-record",
        title="`{name}` is held against the other extreme",
        weights={"correctness": 0.4},
        level="beginner",
        why="Nearly every value lies on that side of it, so the last of them is kept and not the most extreme.",
        do="Compare with the one that is replaced.",
        example="def report(words):\n    short = long = None\n    for word in words:\n"
        "        if long is None or len(word) > len(long):\n            long = word\n"
        "        if short is None or len(word) < len(long):\n            short = word\n    print(short, long)\n",
        better="def report(words):\n    short = long = None\n    for word in words:\n"
        "        if long is None or len(word) > len(long):\n            long = word\n"
        "        if short is None or len(word) < len(short):\n            short = word\n    print(short, long)\n",
    )
)
def held_against_the_other_record(program: Program) -> Iterator[Place]:
    """See the rule: two questions one after the other, of which the second asks for what the first has kept."""
    for node in program.all(ast.If):
        following = [*node.orelse, *program.after(node, 1)]
        for other in following:
            first, second = _question(node), _question(other) if isinstance(other, ast.If) else None
            if first is None or second is None or first.element != second.element or first.more == second.more:
                continue
            crossed = first.kept == first.asked == second.asked != second.kept
            named = (_LEAST if first.more else _MOST).search(second.kept)
            if crossed and named and program.in_loop(node):
                yield Place(other.lineno, second.kept)


_LEAST: Final = re.compile(r"(?:^|_)(?:low|min|small|short|least|worst|cheap|cold|light|young|slow)", re.IGNORECASE)
_MOST: Final = re.compile(r"(?:^|_)(?:high|max|large|big|long|great|most|best|dear|warm|hot|heav|old)", re.IGNORECASE)


def _question(node: ast.stmt) -> _Question | None:
    """What an `if` asks for and keeps; `x is None` may stand before it."""
    if not isinstance(node, ast.If) or not node.body:
        return None
    asked = node.test.values[-1] if isinstance(node.test, ast.BoolOp) else node.test
    match asked:
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE() as sign], comparators=[right]):
            element, held = _measured(left), _measured(right)
        case _:
            return None
    for step in node.body:
        match step:
            case ast.Assign(targets=[ast.Name(id=kept)], value=value) if ast.unparse(value) == element:
                return _Question(kept, held, element, isinstance(sign, ast.Gt | ast.GtE))
    return None


def _measured(node: ast.expr) -> str:
    """What is compared, by itself or by its length."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return ast.unparse(inner)
    return ast.unparse(node)


def _begins_with_no_value(program: Program, node: ast.If, name: str) -> bool:
    """Whether a name gets a value before the loop that comes of nothing that the loop goes through."""
    loops = program.loops_around(node)
    if not loops or not isinstance(loops[0], ast.For):
        return False
    stores = [
        program.parents[one]
        for one in program.places(program.scope(node), name)
        if isinstance(one.ctx, ast.Store) and one.lineno < loops[0].lineno
    ]
    values = [one.value for one in stores if isinstance(one, ast.Assign)]
    return bool(values) and len(values) == len(stores) and all(_is_no_value(one) for one in values)


def _is_no_value(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant()]) | ast.Attribute(attr="inf" | "maxsize"):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _is_no_value(inner)
    return is_const(node, None)


CHECKS: tuple[Check, ...] = (asked_only_if_it_is_no_record, held_against_the_other_record)
