"""Loops that are judged by how they were left: the last try, the way to a goal, and what is never noted."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="goes-away-from-the-goal",
        title="`{name}` goes down where it is below the goal, or up where it is above",
        weights={"correctness": 0.4},
        level="beginner",
        why="With each turn the two are further apart, and the loop never ends.",
        do="Say for a value that is too high in which direction it has to go.",
        example="def drive(floor, goal):\n    while floor != goal:\n        floor += 1 if floor > goal else -1\n"
        "    return floor\n",
        better="def drive(floor, goal):\n    while floor != goal:\n        floor += 1 if floor < goal else -1\n"
        "    return floor\n",
    )
)
def goes_away_from_the_goal(program: Program) -> Iterator[Place]:
    """See the rule: `while a != b`, and `a += 1` where `a > b`, or `a -= 1` where `a < b`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=at, ops=[ast.NotEq()], comparators=[goal]):
                pass
            case _:
                continue
        for node in ast.walk(loop):
            match node:
                case ast.AugAssign(target=target, op=ast.Add(), value=ast.IfExp(test=test, body=way)):
                    up = is_const(way, 1)
                case ast.If(test=test, body=[ast.AugAssign(target=target, op=sign, value=by), *_]) if is_const(by, 1):
                    up = isinstance(sign, ast.Add)
                case _:
                    continue
            if ast.unparse(target) == ast.unparse(at) and _above(test, at, goal) is up:
                yield Place(node.lineno, ast.unparse(at))


def _above(test: ast.expr, at: ast.expr, goal: ast.expr) -> bool | None:
    """Whether it asks that a value is above its goal; None where it is neither that nor below."""
    match test:
        case ast.Compare(left=left, ops=[ast.Gt() | ast.Lt() as sign], comparators=[right]):
            sides = [ast.unparse(left), ast.unparse(right)]
            wanted = [ast.unparse(at), ast.unparse(goal)]
            if sides == wanted:
                return isinstance(sign, ast.Gt)
            if sides == wanted[::-1]:
                return isinstance(sign, ast.Lt)
    return None


_EMPTY: Final = ("[]", "{}", "set()", "dict()", "list()")


@check(
    Rule(
        code="asked-of-nothing",
        title="`{name}` is asked again and again, and nothing ever comes into it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whatever has come before, it is not in there, since nothing puts it in.",
        do="Note each one when it has come.",
        example="def first_again(names):\n    seen = set()\n    for name in names:\n        if name in seen:\n"
        "            return name\n    return None\n",
        better="def first_again(names):\n    seen = set()\n    for name in names:\n        if name in seen:\n"
        "            return name\n        seen.add(name)\n    return None\n",
    )
)
def asked_of_nothing(program: Program) -> Iterator[Place]:
    """See the rule: a collection of a function, empty to begin with, that is only ever asked with `in` in a loop."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=asked, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name) as there]):
                pass
            case _:
                continue
        begun = program.written(there)
        if begun is None or not program.in_loop(node) or isinstance(asked, ast.Constant):
            continue
        scope = program.scope(there)
        places = program.places(scope, name)
        alone = all(_only_asks(program, one) for one in places if one is not there)
        local = any(isinstance(one.ctx, ast.Store) for one in places)
        if local and alone and (ast.unparse(begun) in _EMPTY) and len(program.by_name[name]) == len(places):
            yield Place(node.lineno, name)


def _only_asks(program: Program, name: ast.Name) -> bool:
    """Whether a place of a name begins it, or asks for something in it."""
    around = program.parents[name]
    begins = isinstance(name.ctx, ast.Store) and isinstance(around, ast.Assign | ast.AnnAssign)
    return begins or isinstance(around, ast.Compare)


CHECKS: tuple[Check, ...] = (
    goes_away_from_the_goal,
    asked_of_nothing,
)
