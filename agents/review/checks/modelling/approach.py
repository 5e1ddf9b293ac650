"""On the way to a goal that may lie on either side, and results that stand for nobody."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, callee, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 50
"""Places of a name that are looked at."""


@check(
    Rule(
        code="goes-one-way-only",
        title="`{name}` goes in one direction, and the goal may lie in the other",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop ends when both are the same. If the goal is on the other side, each step leads farther away.",
        do="Ask first on which side the goal is. Try it with a goal behind you.",
        example="class Dial:\n    def __init__(self):\n        self.place = 0\n\n    def turn_to(self, goal):\n"
        "        while self.place != goal:\n            self.place += 1\n            print(self.place)\n",
        better="class Dial:\n    def __init__(self):\n        self.place = 0\n\n    def turn_to(self, goal):\n"
        "        while self.place != goal:\n            self.place += 1 if goal > self.place else -1\n"
        "            print(self.place)\n",
    )
)
def goes_one_way_only(program: Program) -> Iterator[Place]:
    """See the rule: `while self.x != goal` with `self.x += 1` alone, where nothing compares the two or turns back.

    Instead of the attribute it may be a name that stays from one goal of a loop to the next.
    """
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
                pass
            case _:
                continue
        for place, goal in ((left, right), (right, left)):
            if not isinstance(goal, ast.Name) or not _stays(program, loop, place, goal):
                continue
            text = ast.unparse(place)
            changes = [one for one in _changes(loop) if ast.unparse(_target(one)) == text]
            leaves = any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in program.within(loop))
            if len(changes) != 1 or leaves or not _is_step(changes[0], text) or changes[0] not in loop.body:
                continue
            scope = program.scope(loop)
            if not _compared(program, scope, text, goal.id) and goal.id not in program.changed_in(loop):
                yield Place(changes[0].lineno, text)


def _stays(program: Program, loop: ast.While, place: ast.expr, goal: ast.Name) -> bool:
    """Whether the place is where it was left the last time, and the goal is another one each time."""
    scope = program.scope(loop)
    own_goal = isinstance(scope, Function) and goal.id in program.parameters(scope) and not program.values(goal)
    if isinstance(place, ast.Attribute):
        return own_goal
    if not isinstance(place, ast.Name) or place.id in program.parameters(scope):
        return False
    around = program.parents[loop]
    match around:
        case ast.For(target=ast.Name(id=name), iter=source) if name == goal.id:
            inside = [one for one in program.places(scope, place.id)[:_MANY] if not isinstance(one.ctx, ast.Load)]
            begun = [one for one in inside if one.lineno < around.lineno]
            lines = {line for one in inside for line in [one.lineno] if around.lineno <= line < loop.lineno}
            return bool(begun) and not lines and not _rises(program, source)
    return False


def _rises(program: Program, source: ast.expr) -> bool:
    """Whether the goals come in order: a range, what is sorted, or numbers that are written down so."""
    written = program.written(source) if isinstance(source, ast.Name) else source
    match written:
        case ast.Call(func=ast.Name(id="range" | "sorted")):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            numbers = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, int)]
            return len(numbers) == len(parts) and numbers in (sorted(numbers), sorted(numbers, reverse=True))
    return False


def _changes(loop: ast.While) -> list[ast.Assign | ast.AugAssign]:
    return [one for step in loop.body for one in ast.walk(step) if isinstance(one, ast.Assign | ast.AugAssign)]


def _target(step: ast.Assign | ast.AugAssign) -> ast.expr:
    return step.targets[0] if isinstance(step, ast.Assign) else step.target


def _is_step(step: ast.Assign | ast.AugAssign, text: str) -> bool:
    """`x += 1`, `x -= 1`, `x = x + 1`."""
    match step:
        case ast.AugAssign(op=ast.Add() | ast.Sub(), value=value):
            return is_const(value, 1)
        case ast.Assign(value=ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=value)):
            return ast.unparse(left) == text and is_const(value, 1)
    return False


def _compared(program: Program, scope: ast.AST, place: str, goal: str) -> bool:
    """Whether a function compares the two as greater and smaller somewhere."""
    for node in program.within(scope):
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = {ast.unparse(one) for one in (node.left, *node.comparators)}
            if place in sides and goal in sides:
                return True
    return False


@check(
    Rule(
        code="nobody-counts-for-the-last",
        title="`{name}` is the last element where the result stands for nobody",
        weights={"correctness": 0.4},
        level="learning",
        why="A place below 0 counts from the end. So what belongs to none of them is given to the last one, silently.",
        do="Ask for that result first. Try one such case alone.",
        example="def better(a, b):\n    if a == b:\n        return 0\n    return 1 if a > b else 2\n\n\n"
        "def count(pairs):\n    wins = [0, 0]\n    for a, b in pairs:\n        winner = better(a, b)\n"
        "        wins[winner - 1] += 1\n    return wins\n",
        better="def better(a, b):\n    if a == b:\n        return 0\n    return 1 if a > b else 2\n\n\n"
        "def count(pairs):\n    wins = [0, 0]\n    for a, b in pairs:\n        winner = better(a, b)\n"
        "        if winner > 0:\n            wins[winner - 1] += 1\n    return wins\n",
    )
)
def nobody_counts_for_the_last(program: Program) -> Iterator[Place]:
    """See the rule: a function returns numbers that are written down, and the least makes a place of -1."""
    results = {one.name: numbers for one in program.functions if len(numbers := _numbers(program, one)) > 1}
    if not results:
        return
    lengths = _lengths(program)
    given: dict[tuple[ast.AST, str], list[set[int]]] = defaultdict(list)
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                given[program.scope(step), name].append(results.get(callee(call), set()))
    for node in program.all(ast.AugAssign):
        match node.target:
            case ast.Subscript(value=ast.Name() | ast.Attribute() as owner, slice=index):
                pass
            case _:
                continue
        less = 0
        match index:
            case ast.BinOp(left=left, op=ast.Sub(), right=right) if is_const(right, 1):
                index, less = left, 1
        found: set[int] = set()
        if isinstance(index, ast.Call):
            found = results.get(callee(index), set())
        elif isinstance(index, ast.Name):
            values = given.get((program.scope(node), index.id), [])
            one = len(values) == len(program.values(index)) == 1
            found = values[0] if one and not _is_asked(program, index) else set()
        places = {number - less for number in found}
        if -1 in places and lengths.get(base_name(owner), 0) - 1 in places - {-1, 0}:
            yield Place(node.lineno, ast.unparse(node.target)[:40])


def _numbers(program: Program, function: Function) -> set[int]:
    """The numbers that a function returns, where it returns nothing else."""
    parts: list[ast.expr | None] = [one.value for one in program.within(function) if isinstance(one, ast.Return)]
    for one in parts:  # grows while it is gone through
        if isinstance(one, ast.IfExp):
            parts += [one.body, one.orelse]
    plain = [one for one in parts if not isinstance(one, ast.IfExp)]
    numbers = {number for one in plain for number in range(-1, _MOST) if is_const(one, number)}
    return numbers if all(is_const(one, *range(-1, _MOST)) for one in plain) else set()


_MOST: Final = 10
"""Numbers of players or sides that are written down."""


def _is_asked(program: Program, name: ast.Name) -> bool:
    """Whether the function asks for the result somewhere."""
    for node in program.within(program.scope(name)):
        test = node.test if isinstance(node, ast.If | ast.IfExp | ast.While) else None
        if isinstance(node, ast.Match):
            test = node.subject
        if test is not None and name.id in names_in(test):
            return True
    return False


def _lengths(program: Program) -> dict[str, int]:
    """List -> how long it is, by `[0, 0]` and `[0] * 2`."""
    found: dict[str, int] = {}
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as owner], value=ast.List(elts=parts)):
                found[base_name(owner)] = len(parts)
            case ast.Assign(
                targets=[ast.Name() | ast.Attribute() as owner],
                value=ast.BinOp(left=ast.List(elts=parts), op=ast.Mult(), right=ast.Constant(value=int(times))),
            ):
                found[base_name(owner)] = len(parts) * times
    return found


CHECKS: tuple[Check, ...] = (goes_one_way_only, nobody_counts_for_the_last)
