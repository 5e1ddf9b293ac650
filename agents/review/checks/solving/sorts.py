"""Sorting by hand: the smallest that is left, the place that is found, neighbours that are exchanged.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


def _cell(node: ast.AST) -> tuple[str, str] | None:
    """List and place of `a[i]`, both as they are written."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        return ast.unparse(node.value), node.slice.id
    return None


@dataclass(frozen=True, slots=True)
class _Selection:
    """The loop of a selection: `best = first`, a loop that looks for a better one, an exchange of the two.

    Attributes:
        begins: `best = first`, where it stands in the loop.
        inner: the loop that looks.
        asks: the condition of that loop.
        row: the list.
        first: the place that is to be filled.
        best: the place of the best one.
    """

    begins: ast.Assign | None
    inner: ast.For
    asks: ast.If
    row: str
    first: str
    best: str


def _selections(program: Program) -> Iterator[_Selection]:
    for outer in program.all(ast.For):
        if not (isinstance(outer.target, ast.Name) and call_name(outer.iter) == "range"):
            continue
        inner = next((one for one in outer.body if isinstance(one, ast.For)), None)
        exchanged = next((pair for one in outer.body if (pair := _exchanged(one))), None)
        if inner is None or exchanged is None or outer.target.id not in exchanged[1:]:
            continue
        row, one, other = exchanged
        first, best = (one, other) if one == outer.target.id else (other, one)
        begins = [one for one in outer.body if isinstance(one, ast.Assign) and _sets(one, best)]
        asks = [one for one in inner.body if isinstance(one, ast.If)]
        takes = len(asks) == 1 and len(inner.body) == 1 and any(_sets(one, best) for one in asks[0].body)
        if takes and isinstance(inner.target, ast.Name) and isinstance(asks[0].test, ast.Compare):
            yield _Selection(begins[0] if begins else None, inner, asks[0], row, first, best)


def _exchanged(node: ast.stmt) -> tuple[str, str, str] | None:
    """List and both places of an exchange."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=[one, other])], value=ast.Tuple(elts=[_, _])):
            first, second = _cell(one), _cell(other)
            if first is not None and second is not None and first[0] == second[0] and first[1] != second[1]:
                return first[0], first[1], second[1]
    return None


def _sets(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)


@check(
    Rule(
        code="smallest-of-the-rest-missed",
        title="`{name}` is not the place of the smallest of those that are left",
        weights={"correctness": 0.35},
        level="learning",
        why="Each turn puts the smallest of all that are not yet in order at the next place. For that it looks at "
        "every one of these, and holds each against the smallest so far.",
        do="Write down, for three numbers, which places are looked at in the second turn, and what each is compared "
        "with.",
        example="def arrange(values):\n    for first in range(len(values)):\n        best = first\n"
        "        for place in range(first + 1, len(values)):\n            if values[place] < values[first]:\n"
        "                best = place\n        values[first], values[best] = values[best], values[first]\n",
        better="def arrange(values):\n    for first in range(len(values)):\n        best = first\n"
        "        for place in range(first + 1, len(values)):\n            if values[place] < values[best]:\n"
        "                best = place\n        values[first], values[best] = values[best], values[first]\n",
    )
)
def smallest_of_the_rest_missed(program: Program) -> Iterator[Place]:
    """See the rule: compared with the first, begun outside, looked for among all, or not up to the end."""
    for one in _selections(program):
        held = {cell[1] for side in ast.walk(one.asks.test) if (cell := _cell(side))}
        first_alone = one.first in held and one.best not in held
        begun_outside = one.begins is None and one.best in held
        if first_alone or begun_outside or _leaves_out(one):
            yield Place(one.asks.lineno, one.best)


def _leaves_out(one: _Selection) -> bool:
    """Whether the inner loop begins before the place that is to be filled, or ends before the end of the list."""
    begins = one.begins is not None and isinstance(one.begins.value, ast.Name) and one.begins.value.id == one.first
    match one.inner.iter.args if isinstance(one.inner.iter, ast.Call) else []:
        case [ast.Call(func=ast.Name(id="len"))] | [ast.Constant(value=0), ast.Call(func=ast.Name(id="len"))]:
            return begins
        case [first, ast.BinOp(left=ast.Call(func=ast.Name(id="len"), args=[row]), op=ast.Sub(), right=right)]:
            beside = not isinstance(first, ast.Constant)
            return begins and beside and is_const(right, 1) and ast.unparse(row) == one.row
    return False


@check(
    Rule(
        code="first-place-never-compared",
        title="`{name}` leaves the first place out",
        weights={"correctness": 0.35},
        level="learning",
        why="The way back ends before place 0 has been looked at. What belongs at the very beginning never gets there.",
        do="Try it with two numbers in the wrong order.",
        example="def arrange(cards):\n    for at in range(1, len(cards)):\n        card = cards[at]\n"
        "        back = at - 1\n        while back > 0 and cards[back] > card:\n"
        "            cards[back + 1] = cards[back]\n            back -= 1\n        cards[back + 1] = card\n",
        better="def arrange(cards):\n    for at in range(1, len(cards)):\n        card = cards[at]\n"
        "        back = at - 1\n        while back >= 0 and cards[back] > card:\n"
        "            cards[back + 1] = cards[back]\n            back -= 1\n        cards[back + 1] = card\n",
    )
)
def first_place_never_compared(program: Program) -> Iterator[Place]:
    """See the rule: `at > 0` beside `a[at]`, or `at > 1` beside `a[at - 1]`, where elements are moved."""
    for loop in program.all(ast.While):
        for place, least in _at_least(loop.test):
            looked = [one for one in ast.walk(loop.test) if isinstance(one, ast.Subscript)]
            at = [_distance(one.slice, place) for one in looked if place in names_in(one.slice)]
            if None in at:  # the parent's place in a heap, which the first one has not
                continue
            lower = {distance for distance in at if distance is not None}
            moves = any(
                isinstance(one, ast.Assign) and any(isinstance(part, ast.Subscript) for part in _parts(one))
                for one in loop.body
            )
            if lower and moves and least + min(lower) == 1:
                yield Place(loop.lineno, ast.unparse(loop.test))


def _at_least(test: ast.expr) -> Iterator[tuple[str, int]]:
    """Names in an `and`, and the least number that they may have."""
    for part in test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else ():
        match part:
            case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[ast.Constant(value=int(number))]):
                if isinstance(sign, ast.Gt):
                    yield name, number + 1
                elif isinstance(sign, ast.GtE):
                    yield name, number


def _distance(node: ast.expr, place: str) -> int | None:
    """-1 of `place - 1`, 0 of the place itself."""
    match node:
        case ast.Name(id=name) if name == place:
            return 0
        case ast.BinOp(left=ast.Name(id=name), op=ast.Sub(), right=ast.Constant(value=1)) if name == place:
            return -1
    return None


def _parts(node: ast.Assign) -> list[ast.expr]:
    return [part for one in node.targets for part in (one.elts if isinstance(one, ast.Tuple) else [one])]


@check(
    Rule(
        code="last-neighbours-never-compared",
        title="`{name}` leaves out the last two neighbours",
        weights={"correctness": 0.35},
        level="learning",
        why="Each round has to compare every pair of neighbours that is not yet in order. With the first round ending "
        "too early, the last element never moves.",
        do="Write down the pairs that the first round compares in a list of three.",
        example="def arrange(values):\n    for done in range(len(values)):\n"
        "        for at in range(len(values) - 2 - done):\n            if values[at] > values[at + 1]:\n"
        "                values[at], values[at + 1] = values[at + 1], values[at]\n",
        better="def arrange(values):\n    for done in range(len(values)):\n"
        "        for at in range(len(values) - 1 - done):\n            if values[at] > values[at + 1]:\n"
        "                values[at], values[at + 1] = values[at + 1], values[at]\n",
    )
)
def last_neighbours_never_compared(program: Program) -> Iterator[Place]:
    """See the rule: the length less 2, and less what the loop around counts from 0."""
    for outer in program.all(ast.For):
        match outer:
            case ast.For(target=ast.Name(id=turn), iter=ast.Call(func=ast.Name(id="range"), args=[_]), body=[inner]):
                pass
            case _:
                continue
        match inner:
            case ast.For(target=ast.Name(id=place), iter=ast.Call(func=ast.Name(id="range"), args=[end]), body=[asked]):
                parts = summands(end, less=True)
            case _:
                continue
        names = {one.id for one in parts if isinstance(one, ast.Name)}
        less = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, int)]
        if less != [2] or turn not in names or not isinstance(end, ast.BinOp) or isinstance(end.op, ast.Add):
            continue
        if isinstance(asked, ast.If) and any(_swaps_neighbours(one, place) for one in asked.body):
            yield Place(inner.lineno, ast.unparse(inner.iter))


def _swaps_neighbours(node: ast.stmt, place: str) -> bool:
    match node:
        case ast.Assign(
            targets=[
                ast.Tuple(elts=[ast.Subscript(slice=ast.Name(id=name)), ast.Subscript(slice=ast.BinOp() as other)])
            ]
        ):
            return name == place and ast.unparse(other) == f"{place} + 1"
    return False


CHECKS: tuple[Check, ...] = (
    smallest_of_the_rest_missed,
    first_place_never_compared,
    last_neighbours_never_compared,
)
