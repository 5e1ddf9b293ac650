"""Boards of squares and subsets by bits: a box that begins at its number, a diagonal on one side, a bit by its place.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="box-begins-at-its-number",
        title="`{name}` is the number of the box, and is taken for its first row or column",
        weights={"correctness": 0.4},
        level="learning",
        why="The second box does not begin in row 1. Each box before it takes as many rows as a box has.",
        do="Say in which row the second box begins, and how that follows from its number.",
        example="def box(grid, row):\n    found = []\n    top = row // 3\n    for line in range(top, top + 3):\n"
        "        found.append(grid[line][0])\n    return found\n",
        better="def box(grid, row):\n    found = []\n    top = row // 3 * 3\n    for line in range(top, top + 3):\n"
        "        found.append(grid[line][0])\n    return found\n",
    )
)
def box_begins_at_its_number(program: Program) -> Iterator[Place]:
    """See the rule: `range(x, x + 3)` where x is given once, as `y // 3`."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Name(id="range"),
                args=[first, ast.BinOp(left=again, op=ast.Add(), right=ast.Constant(value=int(size)))],
            ) if size > 1 and ast.unparse(first) == ast.unparse(again):
                begins = _given(program, first)
            case _:
                continue
        match begins:
            case ast.BinOp(left=ast.Name(), op=ast.FloorDiv(), right=by) if is_const(by, size):
                yield Place(begins.lineno, ast.unparse(begins))


def _given(program: Program, node: ast.expr) -> ast.expr | None:
    """The only value of a name, also as a part of a row of values: `top, left = row // 3, column // 3`."""
    if not isinstance(node, ast.Name):
        return node
    stores = [one for one in program.places(program.scope(node), node.id) if not isinstance(one.ctx, ast.Load)]
    for store in stores if len(stores) == 1 else []:
        match around := program.parents[store]:
            case ast.Assign(value=value):
                return value
            case ast.Tuple(elts=names):
                match program.parents[around]:
                    case ast.Assign(value=ast.Tuple(elts=values)) if len(values) == len(names):
                        return values[names.index(store)]
    return None


@check(
    Rule(
        code="one-diagonal-alone",
        title="`{name}` sees one of the two diagonals only",
        weights={"correctness": 0.4},
        level="learning",
        why="The other piece may stand to the left or to the right. On one side the difference of the columns is less "
        "than zero, that of the rows is not.",
        do="Compare the distances, without their signs.",
        example="def safe(places, row, col):\n    for other in range(row):\n        if places[other] == col:\n"
        "            return False\n        if places[other] - col == other - row:\n            return False\n"
        "    return True\n",
        better="def safe(places, row, col):\n    for other in range(row):\n        if places[other] == col:\n"
        "            return False\n        if abs(places[other] - col) == row - other:\n            return False\n"
        "    return True\n",
    )
)
def one_diagonal_alone(program: Program) -> Iterator[Place]:
    """See the rule: two differences, or two sums, of a row and a column are compared, and no other pair of such."""
    for function in program.functions:
        pairs = [one for one in program.within(function) if isinstance(one, ast.Compare) and _steps(one)]
        signs = [one for one in program.within(function) if isinstance(one, ast.Call) and _is_abs(one)]
        match pairs:
            case [ast.Compare(left=ast.BinOp(op=ast.Add()))] if not _BOARD.search(program.purpose(function)):
                continue
            case [one] if not signs and _asks_for_column(program, one):
                yield Place(one.lineno, ast.unparse(one))


_BOARD: Final = re.compile(r"safe|attack|threat|diagonal|queen|bishop|place|valid|allowed|free|conflict|clash")


def _is_abs(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "abs"


def _steps(node: ast.Compare) -> list[ast.expr]:
    """The four of `x[r] - c == r - row`, or of such sums."""
    match node:
        case ast.Compare(
            left=ast.BinOp(op=ast.Sub() | ast.Add()) as one,
            ops=[ast.Eq() | ast.NotEq()],
            comparators=[ast.BinOp(op=ast.Sub() | ast.Add()) as other],
        ) if type(one.op) is type(other.op):
            parts = [one.left, one.right, other.left, other.right]
            whole = len(set(map(ast.unparse, parts))) == len(parts)
            return parts if whole and not any(isinstance(part, ast.Constant) for part in parts) else []
    return []


def _asks_for_column(program: Program, node: ast.Compare) -> bool:
    """Whether two of the four are compared as they are as well, in the loop around."""
    loop = next(iter(program.loops_around(node)), None)
    steps = {ast.unparse(one) for one in _steps(node)}
    for part in program.within(loop) if loop is not None else ():
        match part:
            case ast.Compare(left=one, ops=[ast.Eq() | ast.NotEq()], comparators=[other]):
                if {ast.unparse(one), ast.unparse(other)} <= steps:
                    return True
    return False


@check(
    Rule(
        code="one-way-twice",
        title="`{name}` goes one way twice, and another one never",
        weights={"correctness": 0.4},
        level="beginner",
        why="There are four ways from a cell. With one of them written down twice, there is one that is never taken.",
        do="Name each step in words, up, down, left and right, and tick them off.",
        example="def around(row, col):\n    return [(row + up, col + left)\n"
        "            for up, left in ((0, 1), (1, 0), (0, -1), (1, 0))]\n",
        better="def around(row, col):\n    return [(row + up, col + left)\n"
        "            for up, left in ((0, 1), (1, 0), (0, -1), (-1, 0))]\n",
    )
)
def one_way_twice(program: Program) -> Iterator[Place]:
    """See the rule: a row of four or eight steps that is written down, with two that are the same."""
    rows: list[ast.List | ast.Tuple] = [*program.all(ast.List), *program.all(ast.Tuple)]
    for row in rows:
        steps = [_step(one) for one in row.elts]
        if len(steps) in (4, 8) and all(steps) and len({*steps}) == len(steps) - 1:
            again = next(at for at, one in enumerate(steps) if one in steps[:at])
            yield Place(row.elts[again].lineno, ast.unparse(row.elts[again]))


def _step(node: ast.expr) -> str:
    """A step in a grid, such as `(0, -1)`; empty otherwise."""
    match node:
        case ast.Tuple(elts=[one, other]) | ast.List(elts=[one, other]):
            if is_const(one, 0, 1, -1) and is_const(other, 0, 1, -1) and not (is_const(one, 0) and is_const(other, 0)):
                return f"{ast.unparse(one)} {ast.unparse(other)}"
    return ""


CHECKS: tuple[Check, ...] = (
    box_begins_at_its_number,
    one_diagonal_alone,
    one_way_twice,
)
