"""Searches that halve what is left: the middle, the ends, and the half that is kept.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="place-by-division",
        title="`{name}` is no whole number, and is used as a place",
        weights={"correctness": 0.45},
        level="beginner",
        why="`/` gives a decimal number, even where the division leaves no rest, and no list has a place 2.0: the "
        "program stops with a TypeError.",
        do="Divide by the sign that gives whole numbers.",
        example="def middle(values):\n    place = len(values) / 2\n    return values[place]\n",
        better="def middle(values):\n    place = len(values) // 2\n    return values[place]\n",
    )
)
def place_by_division(program: Program) -> Iterator[Place]:
    """See the rule: a name that holds nothing but quotients, between the brackets of what is no dictionary."""
    told = set()
    for node in program.all(ast.Subscript):
        match node.slice:
            case ast.Name(id=name) as index:
                values = program.values(index)
            case _:
                continue
        scope = program.scope(node)
        plain = values and name not in program.parameters(scope) and (scope, name) not in told
        quotients = plain and all(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) for one in values)
        if quotients and isinstance(node.ctx, ast.Load) and program.kind(node.value) not in ("dict", "other", "number"):
            told.add((scope, name))
            yield Place(node.lineno, name)


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


@check(
    Rule(
        code="middle-beside-the-range",
        title="`{name}` is half the distance of the two ends, counted from 0",
        weights={"correctness": 0.4},
        level="learning",
        why="Half of the distance lies between the ends only while the lower end is 0. As soon as the search has gone "
        "up, it looks below its own range.",
        do="Try it with the ends 6 and 10: the middle is 8.",
        example="def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (high - low) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
        better="def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (high + low) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
    )
)
def middle_beside_the_range(program: Program) -> Iterator[Place]:
    """See the rule: half of a difference of two names, one of which becomes that half, or the place beside it."""
    halves: dict[tuple[ast.AST, str], tuple[ast.Assign, set[str]]] = {}
    for step, name, value in _middles(program):
        match value.left:
            case ast.BinOp(left=ast.Name(id=high), op=ast.Sub(), right=ast.Name(id=low)):
                halves[program.scope(step), name] = step, {low, high}
    moved = set()
    for step in program.all(ast.Assign) if halves else ():
        scope = program.scope(step)
        for middle in names_in(step.value):
            ends = halves.get((scope, middle), (step, set()))[1]
            target = step.targets[0]
            if isinstance(target, ast.Name) and target.id in ends and _is_beside(step.value, middle) is not None:
                moved.add((scope, middle))
    yield from (Place(halves[key][0].lineno, key[1]) for key in moved)


@check(
    Rule(
        code="search-reaches-behind-the-end",
        title="`{name}` begins behind the last place, and the search may look there",
        weights={"correctness": 0.35},
        level="learning",
        why="With `<=` the upper end is a place that is looked at. The length itself is no place: whatever is greater "
        "than all elements leads there, and the program stops with an IndexError.",
        do="Begin with the last place, or never look at the upper end.",
        example="def find(values, wanted):\n    low, high = 0, len(values)\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
        better="def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n"
        "        if values[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
    )
)
def search_reaches_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: `while low <= high` with `high = len(x)` at first, and `x` is looked at in the middle."""
    middles: dict[ast.AST, set[str]] = {}
    for step, name, _ in _middles(program):
        middles.setdefault(program.scope(step), set()).add(name)
    for loop in program.all(ast.While) if middles else ():
        match loop.test:
            case ast.Compare(left=ast.Name(), ops=[ast.LtE()], comparators=[ast.Name(id=high)]):
                scope = program.scope(loop)
            case _:
                continue
        row = next((one for step in program.before(loop, _NEAR) for one in _length_given(step, high)), "")
        looks = any(
            isinstance(one, ast.Subscript)
            and isinstance(one.slice, ast.Name)
            and one.slice.id in middles.get(scope, ())
            and ast.unparse(one.value) == row
            for one in ast.walk(loop)
        )
        if looks:
            yield Place(loop.lineno, high)


_NEAR: Final = 5
"""Statements before a loop that are looked at: its ends are set right before it."""


def _length_given(step: ast.stmt, name: str) -> Iterator[str]:
    """Of what a name gets the length."""
    match step:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            pairs = [(target, value)]
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(values):
            pairs = [(one, value) for one, value in zip(targets, values, strict=True) if isinstance(one, ast.Name)]
        case _:
            return
    for target, value in pairs:
        match value:
            case ast.Call(func=ast.Name(id="len"), args=[row]) if target.id == name:
                yield ast.unparse(row)


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


@check(
    Rule(
        code="last-place-refused",
        title="`{name}` gives up when one place is left, without looking at it",
        weights={"correctness": 0.35},
        level="learning",
        why="Where both ends are the same there is still one place to look at. What lies there is never found.",
        do="Give up only when the ends have passed each other.",
        example="def find(values, wanted, low, high):\n    if low >= high:\n        return -1\n"
        "    middle = (low + high) // 2\n    if values[middle] == wanted:\n        return middle\n"
        "    if wanted < values[middle]:\n        return find(values, wanted, low, middle - 1)\n"
        "    return find(values, wanted, middle + 1, high)\n",
        better="def find(values, wanted, low, high):\n    if low > high:\n        return -1\n"
        "    middle = (low + high) // 2\n    if values[middle] == wanted:\n        return middle\n"
        "    if wanted < values[middle]:\n        return find(values, wanted, low, middle - 1)\n"
        "    return find(values, wanted, middle + 1, high)\n",
    )
)
def last_place_refused(program: Program) -> Iterator[Place]:
    """See the rule: a function that calls itself with the places on both sides of the middle."""
    for step, middle, _ in _middles(program):
        function = program.function_of(step)
        if not isinstance(function, ast.FunctionDef) or step not in function.body:
            continue
        beside = {_is_beside(one, middle) for call in program.self_calls.get(function, ()) for one in call.args}
        for node in function.body[: function.body.index(step)] if {1, -1} <= beside else ():
            if isinstance(node, ast.If) and _meets(node.test, function) and _says_no(node.body):
                yield Place(node.lineno, ast.unparse(node.test))


def _meets(test: ast.expr, function: Function) -> bool:
    """Whether a condition holds as soon as two parameters are equal."""
    given = [one.arg for one in function.args.args]
    match test:
        case ast.Compare(left=ast.Name(id=low), ops=[ast.GtE() | ast.Eq()], comparators=[ast.Name(id=high)]):
            return low in given and high in given and given.index(low) < given.index(high)
        case ast.Compare(left=ast.Name(id=high), ops=[ast.LtE()], comparators=[ast.Name(id=low)]):
            return low in given and high in given and given.index(low) < given.index(high)
    return False


def _says_no(block: list[ast.stmt]) -> bool:
    match block:
        case [ast.Return(value=value)]:
            return (
                value is None
                or is_const(value, -1)
                or (isinstance(value, ast.Constant) and value.value in (None, False))
            )
    return False


CHECKS: tuple[Check, ...] = (
    place_by_division,
    middle_beside_the_range,
    search_reaches_behind_the_end,
    goes_away_from_the_wanted,
    last_place_refused,
)
