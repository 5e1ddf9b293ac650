"""Steps to neighbours in a grid: places above the first row and left of the first column come from the other side.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_END: Final = re.compile(r"(?:^|_)(?:rows|cols|columns|lines|height|width|size|[nmhw])$")
_MANY: Final = 8  # places in one function that are looked at
_ROUND: Final = re.compile(r"torus|toroid|wrap|cylind|\bcycl|other side|opposite|endless")


@check(
    Rule(
        code="place-before-the-first-row",
        title="`{name}` may be negative, and only its upper end is asked for",
        weights={"correctness": 0.35},
        level="beginner",
        why="A step back from the first place leads to -1. Python takes that for the last place, on the other side.",
        do="Ask for the lower end of rows and columns as well.",
        example="def fill(grid, row, col):\n    if row >= len(grid) or col >= len(grid[0]):\n        return\n"
        "    if grid[row][col] != '.':\n        return\n    grid[row][col] = '#'\n    fill(grid, row + 1, col)\n"
        "    fill(grid, row - 1, col)\n    fill(grid, row, col + 1)\n    fill(grid, row, col - 1)\n",
        better="def fill(grid, row, col):\n    if row < 0 or row >= len(grid):\n        return\n"
        "    if col < 0 or col >= len(grid[0]) or grid[row][col] != '.':\n        return\n"
        "    grid[row][col] = '#'\n    fill(grid, row + 1, col)\n    fill(grid, row - 1, col)\n"
        "    fill(grid, row, col + 1)\n    fill(grid, row, col - 1)\n",
    )
)
def place_before_the_first_row(program: Program) -> Iterator[Place]:
    """See the rule: a place that steps lead to, both forwards and backwards, and that is compared with an end."""
    for scope in (program.tree, *program.functions):
        inside = list(program.within(scope))
        places = _places(program, scope, inside)
        if not places or _ROUND.search(_said(program, scope)):
            continue
        bounds = _bounds(inside, places)
        for place, line in list(bounds.items())[:_MANY]:
            if not _is_asked_elsewhere(program, scope, inside, place):
                yield Place(line, place)
                break


def _said(program: Program, scope: ast.Module | Function) -> str:
    return f"{program.purpose(scope)} {program.said(scope)}"


def _places(program: Program, scope: ast.AST, inside: list[ast.AST]) -> set[str]:
    """What stands for a place that may be one before the first: names, and sums such as `row + down`."""
    steps = _steps(program, inside)
    found: set[str] = set()
    signs: dict[str, set[str]] = defaultdict(set)
    for node in inside:
        found |= _listed(node)
        match node:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                if _is_step(program, right, steps) or _is_step(program, left, steps):
                    found |= {ast.unparse(node)} | _name_of(program, node)
            case ast.Tuple(elts=parts, ctx=ast.Load()):
                for part in parts:
                    name, sign = _moved(program, part, steps)
                    if name is not None and _is_unpacked(program, name):
                        signs[name.id] |= sign
    given = [*program.parameters(scope)]
    for call in program.self_calls.get(scope, []):
        for argument in call.args:
            name, sign = _moved(program, argument, steps)
            if name is not None and name.id in given:
                signs[name.id] |= sign
    both = {name for name, all_of_it in signs.items() if {"+", "-"} <= all_of_it}
    return found | (both if len(both) > 1 else set())  # one alone may go along a line or a table


def _listed(node: ast.AST) -> set[str]:
    """Names of a loop over cells around a cell: `((r - 1, c), (r + 1, c))`, `range(r - 1, r + 2)`."""
    if not isinstance(node, ast.For | ast.comprehension):
        return set()
    match node.target, node.iter:
        case ast.Tuple(elts=targets), ast.Tuple(elts=cells) | ast.List(elts=cells):
            columns = list(zip(*(one.elts for one in cells if isinstance(one, ast.Tuple)), strict=False))
            return {
                ast.unparse(target)
                for target, column in zip(targets, columns, strict=False)
                if {"+", "-"} <= {_shift(one)[1] for one in column}
            }
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[low, ast.BinOp(left=ast.Name(id=other))]):
            return {name} if _shift(low) == (other, "-") else set()
    return set()


def _moved(program: Program, node: ast.expr, steps: dict[str, str]) -> tuple[ast.Name | None, set[str]]:
    """`row` of `row - 1` and `row + down`, with the directions."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Name):
        return None, set()
    if isinstance(node.op, ast.Add) and _is_step(program, node.right, steps):
        return node.left, {"+", "-"}
    return node.left, {_shift(node)[1]}


def _shift(node: ast.expr) -> tuple[str, str]:
    """`row` and `-` of `row - 1`."""
    match node:
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as sign, right=one) if is_const(one, 1):
            return name, "+" if isinstance(sign, ast.Add) else "-"
    return "", ""


def _name_of(program: Program, node: ast.BinOp) -> set[str]:
    """The name that gets a sum, also in `a, b = c + d, e + f`."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return {name}
        case ast.Tuple(elts=values) as around:
            match program.parents[around]:
                case ast.Assign(targets=[ast.Tuple(elts=targets)]) if len(targets) == len(values):
                    target = targets[values.index(node)]
                    return {target.id} if isinstance(target, ast.Name) else set()
    return set()


def _is_unpacked(program: Program, name: ast.Name) -> bool:
    """Whether it is a part of what is taken from a list or a queue of places."""
    places = program.places(program.scope(name), name.id)
    stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
    return (
        len(stores) == 1
        and re.search(r"= \w+\.pop(left)?\(", ast.unparse(program.statement(stores[0]) or name)[:80]) is not None
    )


def _display(program: Program, node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="values"), args=[]):
            table = program.written(owner) if isinstance(owner, ast.Name) else None
            return table.values if isinstance(table, ast.Dict) else []
    written = program.written(node) if isinstance(node, ast.Name) else node
    return written.elts if isinstance(written, ast.Tuple | ast.List) else []


def _to_both_sides(numbers: Sequence[ast.expr]) -> bool:
    """Whether there are negative numbers among them, and positive ones."""
    back = any(isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.USub) for one in numbers)
    return back and any(isinstance(one, ast.Constant) and one.value not in (0, "") for one in numbers)


def _steps(program: Program, inside: list[ast.AST]) -> dict[str, str]:
    """Names of loops that are a step forwards or backwards, or (`whole`) a pair of steps."""
    found: dict[str, str] = {}
    for node in inside:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Subscript(value=ast.Name() as table)):
                _unpack(found, targets, _columns(_rows(program, table)))
        if not isinstance(node, ast.For | ast.comprehension):
            continue
        steps = _display(program, node.iter)
        columns = _columns(steps)
        match node.target, node.iter:
            case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[low, high]):
                if is_const(low, -1) and is_const(high, 2):
                    found[name] = "step"
            case ast.Name(id=name), _ if _to_both_sides(steps):
                found[name] = "step"
            case ast.Name(id=name), _ if len(columns) > 1 and all(map(_to_both_sides, columns)):
                found[name] = "whole"
            case ast.Tuple(elts=targets), _:
                _unpack(found, targets, columns)
    return found


def _columns(steps: list[ast.expr]) -> list[tuple[ast.expr, ...]]:
    return list(zip(*(one.elts for one in steps if isinstance(one, ast.Tuple | ast.List)), strict=False))


def _rows(program: Program, table: ast.Name) -> list[ast.expr]:
    """What a table of steps holds that is looked up by a direction."""
    written = program.written(table)
    return written.values if isinstance(written, ast.Dict) else _display(program, table)


def _unpack(found: dict[str, str], targets: list[ast.expr], columns: list[tuple[ast.expr, ...]]) -> None:
    for target, column in zip(targets, columns, strict=False):
        if isinstance(target, ast.Name) and _to_both_sides(column):
            found[target.id] = "step"


def _is_step(program: Program, node: ast.expr, steps: dict[str, str]) -> bool:
    """`down`, `step[0]`, and `DOWN[i]` where the numbers are written down."""
    match node:
        case ast.Name(id=name):
            return steps.get(name) == "step"
        case ast.Subscript(value=ast.Name(id=name) as owner, slice=place):
            if isinstance(place, ast.Constant):
                return steps.get(name) == "whole"
            return _to_both_sides(_display(program, owner))
    return False


def _bounds(inside: list[ast.AST], places: set[str]) -> dict[str, int]:
    """Places whose upper end alone is asked for, with the line; also by an IndexError."""
    upper: dict[str, int] = {}
    ends: dict[str, set[str]] = defaultdict(set)
    lower: set[str] = set()
    tables = {
        ast.unparse(one.value) for one in inside if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Tuple)
    }
    for node in inside:
        match node:
            case ast.Compare(left=ast.Tuple() as cell, ops=[ast.In() | ast.NotIn()], comparators=[whole]):
                lower |= _parts_of(cell) if ast.unparse(whole) in tables else set()
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                sides = [left, *comparators]
                member = any(isinstance(one, ast.In | ast.NotIn) for one in ops)
                if member or any(is_const(one, -1, 0, 1) for one in sides):
                    plain = (one for one in sides if not isinstance(one, ast.Tuple | ast.Subscript))
                    lower |= {part for one in plain for part in _parts_of(one)}
                ordered = any(isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in ops) or _is_end(sides[-1])
                for place in places.intersection(map(ast.unparse, sides)) if ordered else ():
                    ends[place] |= {*map(ast.unparse, sides)} - {place}
                    upper.setdefault(place, node.lineno)
            case ast.Try(body=body, handlers=handlers) if any(_is_index_error(one) for one in handlers):
                for part in (one for step in body for one in ast.walk(step)):
                    if isinstance(part, ast.Subscript) and ast.unparse(part.slice) in places:
                        upper.setdefault(ast.unparse(part.slice), part.lineno)
    return {one: line for one, line in upper.items() if one not in lower and len(ends[one]) < 2}  # noqa: PLR2004 - one end


def _is_end(node: ast.expr) -> bool:
    """Whether it is a length, by its name or as one."""
    return call_name(node) == "len" or (isinstance(node, ast.Name) and _END.search(node.id.lower()) is not None)


def _is_index_error(handler: ast.ExceptHandler) -> bool:
    return handler.type is not None and "IndexError" in ast.unparse(handler.type)


def _parts_of(node: ast.expr) -> set[str]:
    """What a side of a comparison speaks of: `row` of `row`, `row - 1` and `min(row, col)`."""
    return {ast.unparse(node)} | names_in(node)


def _is_asked_elsewhere(program: Program, scope: ast.AST, inside: list[ast.AST], place: str) -> bool:
    """Whether a place is handed to a function in a condition, is turned round, asked as it is, or set anew."""
    own = {id(one) for one in program.self_calls.get(scope, ())}
    for node in inside:
        match node:
            case ast.Call(args=arguments) if place in map(ast.unparse, arguments):
                looks = id(node) not in own and _in_a_condition(program, node)
                if looks or call_name(node) in ("max", "min", "abs", "divmod"):
                    return True
            case ast.BinOp(left=left, op=ast.Mod()) if place in ast.unparse(left):
                return True
            case ast.If(test=test, body=body):
                set_anew = {
                    name for step in body if isinstance(step, ast.Assign | ast.AugAssign) for name in _set(step)
                }
                if place in set_anew and place in ast.unparse(test):
                    return True
                if place in map(ast.unparse, test.values if isinstance(test, ast.BoolOp) else [test]):
                    return True
    return False


def _set(step: ast.Assign | ast.AugAssign) -> Iterator[str]:
    for target in step.targets if isinstance(step, ast.Assign) else [step.target]:
        yield from map(ast.unparse, getattr(target, "elts", [target]))


def _in_a_condition(program: Program, node: ast.AST) -> bool:
    for child, parent in program.up(node):
        if isinstance(parent, ast.If | ast.While | ast.IfExp):
            return child is parent.test
        if isinstance(parent, ast.BoolOp | ast.comprehension) and not isinstance(parent, ast.stmt):
            return True
        if isinstance(parent, ast.stmt):
            return False
    return False


CHECKS: tuple[Check, ...] = (place_before_the_first_row,)
