"""Tables with neighbours and searches by halves: the border that is never filled, and the other end of equal ones.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FIRST: Final = re.compile(r"\b(?:first|leftmost|earliest)\b")
_LAST: Final = re.compile(r"\b(?:last|rightmost|latest)\b")


@check(
    Rule(
        code="other-end-of-the-equal-ones",
        title="`{name}` goes on searching on the other side than the text says",
        weights={"correctness": 0.4},
        level="learning",
        why="Where a place is kept and the search goes on behind it, the last of the equal ones is found; where it "
        "goes on before it, the first.",
        do="Try it by hand with three equal values side by side.",
        example="def first_of(values, wanted):\n    low, high, found = 0, len(values) - 1, -1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] > wanted:\n            high = middle - 1\n"
        "        else:\n            if values[middle] == wanted:\n                found = middle\n"
        "            low = middle + 1\n    return found\n",
        better="def first_of(values, wanted):\n    low, high, found = 0, len(values) - 1, -1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if values[middle] < wanted:\n            low = middle + 1\n"
        "        else:\n            if values[middle] == wanted:\n                found = middle\n"
        "            high = middle - 1\n    return found\n",
    )
)
def other_end_of_the_equal_ones(program: Program) -> Iterator[Place]:
    """See the rule: the middle is kept, and beside that the search moves past it, in a search for the first or last."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Name() as middle):
                pass
            case _:
                continue
        loop = next(iter(program.loops_around(step)), None)
        side = _searched(program, step, found)
        if side and isinstance(loop, ast.While) and _is_middle(program, middle):
            for near in [*program.before(step, 2), *program.after(step, 2), *_around(program, step)]:
                if _moves_past(near, middle.id) == side:
                    yield Place(near.lineno, ast.unparse(near))


def _searched(program: Program, step: ast.stmt, found: str) -> int:
    """1 for a search for the first, -1 for the last; 0 where nothing or both is said. The nearest name counts most."""
    function = program.function_of(step)
    said = [found, function.name if function else "", program.purpose(step)]
    for text in said:
        plain = text.lower().replace("_", " ")
        first, last = bool(_FIRST.search(plain)), bool(_LAST.search(plain))
        if first or last:
            return int(first) - int(last)
    return 0


def _is_middle(program: Program, name: ast.Name) -> bool:
    """Whether a name is half of what two others make."""
    halves = [one for one in program.values(name) if one is not None]
    return bool(halves) and all(re.search(r"// 2\)?$|>> 1$", ast.unparse(one)) for one in halves)


def _around(program: Program, step: ast.stmt) -> list[ast.stmt]:
    """What stands beside an `if` without `else` that holds nothing but a statement."""
    match program.parents[step]:
        case ast.If(body=[_], orelse=[]) as around:
            return [*program.before(around, 1), *program.after(around, 1)]
    return []


def _moves_past(step: ast.stmt, middle: str) -> int:
    """1 where an end of the search becomes the place behind the middle, -1 for the one before it."""
    match step:
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as sign, right=one),
        ) if name == middle and is_const(one, 1):
            return 1 if isinstance(sign, ast.Add) else -1
    return 0


_WITHIN: Final = re.compile(r"\b(?:substring|within|inside|anywhere|approximate|fuzzy|part of|contained)\b")


@check(
    Rule(
        code="border-without-its-steps",
        title="`{name}` leaves one border of the table at 0",
        weights={"correctness": 0.4},
        level="learning",
        why="Each cell takes the least of its three neighbours and adds a step. One border counts the steps from "
        "nothing, and the other one says that they cost nothing.",
        do="Ask how many steps lead from nothing to the first letters of either text, and fill both borders so.",
        example="def distance(one, two):\n    above = list(range(len(two) + 1))\n    for first in one:\n"
        "        row = [0]\n"
        "        for at, second in enumerate(two):\n"
        "            turned = above[at] + (first != second)\n"
        "            row.append(min(row[at] + 1, above[at + 1] + 1, turned))\n"
        "        above = row\n    return above[-1]\n",
        better="def distance(one, two):\n    above = list(range(len(two) + 1))\n    for first in one:\n"
        "        row = [above[0] + 1]\n"
        "        for at, second in enumerate(two):\n"
        "            turned = above[at] + (first != second)\n"
        "            row.append(min(row[at] + 1, above[at + 1] + 1, turned))\n"
        "        above = row\n    return above[-1]\n",
    )
)
def border_without_its_steps(program: Program) -> Iterator[Place]:
    """See the rule: rows that are filled one by one, and tables of which one border alone is numbered."""
    for call in program.all(ast.Call):
        tables = _neighbours(program, call)
        scope = program.scope(call)
        if not tables or _WITHIN.search(program.purpose(call)) or len(program.loops_around(call)) <= 1:
            continue
        if len(tables) == 1:
            yield from _one_border(program, scope, next(iter(tables)))
        else:
            yield from _rows(program, call, tables)


_THREE: Final = 3


def _neighbours(program: Program, call: ast.Call) -> set[str]:
    """The lists of which three cells are compared for the least, where a step is added to it or to them."""
    parts = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.List | ast.Tuple) else call.args
    if call_name(call) != "min" or len(parts) != _THREE:
        return set()
    wholes = [(program.written(one) if isinstance(one, ast.Name) else None) or one for one in parts]
    cells = [next((one for one in ast.walk(part) if isinstance(one, ast.Subscript)), None) for part in wholes]
    return {base_name(one) for one in cells if one is not None} if None not in cells else set()


def _rows(program: Program, call: ast.Call, tables: set[str]) -> Iterator[Place]:
    """Rows that begin with 0 in each turn, where the first row of all is numbered."""
    outer = program.loops_around(call)[1]
    numbered = row = None
    for node in program.within(program.scope(call)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in tables:
                if re.match(r"(?:list\(|\[\*)range\(", ast.unparse(value)):
                    numbered = node
                if (
                    isinstance(outer, ast.For)
                    and node in outer.body
                    and re.match(r"\[0\](?: \*|$)", ast.unparse(value))
                ):
                    row = node
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=place)]) if name in tables:
                if is_const(place, 0):
                    return
    if numbered is not None and row is not None:
        yield Place(row.lineno, ast.unparse(row.targets[0]))


def _one_border(program: Program, scope: ast.AST, table: str) -> Iterator[Place]:
    """A table of which cells `[0][j]` get a number `j`, and no cell `[i][0]` does, or the other way round."""
    borders: dict[int, ast.Assign] = {}
    for node in program.within(scope):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Subscript(value=owner, slice=row), slice=column)], value=value
            ) if base_name(owner) == table:
                for at, (zero, counted) in enumerate(((row, column), (column, row))):
                    if is_const(zero, 0) and isinstance(counted, ast.Name) and _counts(value, counted.id):
                        borders[at] = node
                if not is_const(row, 0) and not is_const(column, 0) and "0" in _asked(program, node):
                    return
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == table:
                if not re.match(r"\[\[0(?:\] \*| for )", ast.unparse(value)):
                    return
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]) if name == table:
                return
    if len(borders) == 1:
        step = next(iter(borders.values()))
        yield Place(step.lineno, table)


def _counts(value: ast.expr, name: str) -> bool:
    """Whether it is a number of steps: a name, or what that many cost."""
    return name in names_in(value) and not any(isinstance(one, ast.Subscript | ast.Call) for one in ast.walk(value))


def _asked(program: Program, node: ast.stmt) -> str:
    """What the `if` around a statement asks."""
    around = program.parents[node]
    return ast.unparse(around.test) if isinstance(around, ast.If) else ""


CHECKS: tuple[Check, ...] = (other_end_of_the_equal_ones, border_without_its_steps)
