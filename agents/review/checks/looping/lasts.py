"""Loops that are judged by how they were left: the last try, the way to a goal, and what is never noted."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="right-at-the-last-try",
        title="`{name}` does not tell whether the last try was right",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop ends for two reasons, and both can come in the same turn: then no try is left, and the answer is "
        "right all the same.",
        do="Ask behind the loop for what decides: whether the answer was right.",
        example="def play(secret):\n    tries = 0\n    guess = ''\n    while guess != secret and tries < 3:\n"
        "        guess = input('Guess: ')\n        tries += 1\n    if tries < 3:\n        print('Won')\n"
        "    else:\n        print('Lost')\n",
        better="def play(secret):\n    tries = 0\n    guess = ''\n    while guess != secret and tries < 3:\n"
        "        guess = input('Guess: ')\n        tries += 1\n    if guess == secret:\n        print('Won')\n"
        "    else:\n        print('Lost')\n",
    )
)
def right_at_the_last_try(program: Program) -> Iterator[Place]:
    """See the rule: `while asked and tries < most`, each turn counts, and behind it the number of tries decides."""
    for loop in program.all(ast.While):
        match loop.test, program.after(loop, 1):
            case (
                ast.BoolOp(op=ast.And(), values=[one, other]),
                [ast.If(test=ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[end]), orelse=[_, *_])],
            ):
                pass
            case _:
                continue
        asked = next((two for first, two in ((one, other), (other, one)) if _counts(first, name)), None)
        counted = any(isinstance(step, ast.AugAssign) and names_in(step.target) == {name} for step in loop.body)
        leaves = any(isinstance(step, ast.Break | ast.Continue) for step in program.within(loop))
        if asked is None or not counted or leaves or name in names_in(asked):
            continue
        ended = isinstance(sign, ast.Eq | ast.GtE | ast.LtE | ast.Lt | ast.Gt) and isinstance(
            end, ast.Constant | ast.Name
        )
        if ended and _answers(asked) and names_in(asked) & program.changed_in(loop):
            yield Place(loop.end_lineno or loop.lineno, name)


def _counts(test: ast.expr, name: str) -> bool:
    match test:
        case ast.Compare(left=ast.Name(id=left), ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.NotEq()], comparators=[_]):
            return left == name
    return False


def _answers(test: ast.expr) -> bool:
    """Whether it asks that something is not yet right."""
    match test:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Compare(ops=[ast.NotEq() | ast.NotIn()]):
            return True
    return False


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
    right_at_the_last_try,
    goes_away_from_the_goal,
    asked_of_nothing,
)
