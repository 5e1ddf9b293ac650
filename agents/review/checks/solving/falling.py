"""Pieces that fall into a column."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="falls-to-the-top",
        title="`{name}` finds the highest free place, and a piece falls to the lowest",
        weights={"correctness": 0.4},
        level="learning",
        why="The first row stands at the top. Who looks from there stops at once, and the piece hangs in the air.",
        do="Look at the rows from the bottom.",
        example="def drop(board, column, piece):\n    '''Drop a piece into a column; row 0 is the top.'''\n"
        "    for row in range(6):\n        if board[row][column] == ' ':\n            board[row][column] = piece\n"
        "            return True\n    return False\n",
        better="def drop(board, column, piece):\n    '''Drop a piece into a column; row 0 is the top.'''\n"
        "    for row in range(5, -1, -1):\n        if board[row][column] == ' ':\n"
        "            board[row][column] = piece\n            return True\n    return False\n",
    )
)
def falls_to_the_top(program: Program) -> Iterator[Place]:
    """See the rule: the first free place from row 0 is filled, where row 0 is said to be the top or shown first."""
    shown = _shown_first(program)
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=row),
                iter=ast.Call(func=ast.Name(id="range"), args=[*bounds]),
                body=[*_, ast.If(test=test, body=[*steps])],
            ) if len(bounds) == 1 or is_const(bounds[0], 0):
                pass
            case ast.For(
                target=ast.Name(id=row), iter=ast.Name() | ast.Attribute(), body=[ast.If(test=test, body=[*steps])]
            ):
                bounds = []
            case _:
                continue
        board = next((name for one in steps if (name := _filled(one, row))), "")
        board = last_name(loop.iter) if board == row else board
        leaves = any(isinstance(one, ast.Return | ast.Break) for one in steps)
        if not board or not leaves or len(bounds) > _FROM_TO or not _is_free(test, row):
            continue
        said = f"{program.purpose(loop)} {program.said(program.function_of(loop) or program.tree)}"
        if _FALLS.search(said) and not _FROM_BELOW.search(said) and (_TOP_FIRST.search(said) or board in shown):
            yield Place(loop.lineno, row)


_FROM_TO: Final = 2
_FALLS: Final = re.compile(r"\b(?:drop\w*|falls?|falling|sinks?|gravity|slides? down)\b")
_TOP_FIRST: Final = re.compile(
    r"\b(?:row|line) 0 is (?:at )?the (?:top|upper|highest)|"
    r"\b(?:first|top) (?:row|line) is (?:at )?(?:the top|row 0|line 0)|"
    r"top (?:row|line) (?:comes )?first|rows? (?:go|are|stand|from) (?:from )?(?:the )?top|bottom row is the last"
)
_FROM_BELOW: Final = re.compile(
    r"row 0 is (?:at )?the (?:bottom|lowest)|bottom (?:row|line) (?:comes )?first|from below"
)


def _filled(step: ast.stmt, row: str) -> str:
    """The last part of the board's name in `board[row][column] = piece`; the row where that is gone through."""
    match step:
        case ast.Assign(targets=[ast.Subscript(value=ast.Subscript(value=board, slice=ast.Name(id=place)))]):
            return last_name(board) if place == row else ""
        case ast.Assign(targets=[ast.Subscript(value=board, slice=ast.Tuple(elts=[ast.Name(id=place), _]))]):
            return last_name(board) if place == row else ""
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=line))]) if line == row:
            return row
    return ""


def _is_free(test: ast.expr, row: str) -> bool:
    """Whether a place of the row is asked for being empty: equal to something, or `not board[row][column]`."""
    match test:
        case ast.Compare(left=ast.Subscript() as place, ops=[ast.Eq() | ast.Is()], comparators=[_]):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=ast.Subscript() as place):
            pass
        case _:
            return False
    return row in {one.id for one in ast.walk(place) if isinstance(one, ast.Name)}


def _shown_first(program: Program) -> set[str]:
    """Boards, by the last part of their names, whose rows are printed in their order and never backwards."""
    backwards = any(one.step is not None for one in program.all(ast.Slice)) or "reversed" in program.by_name
    if backwards or any(is_const(one.args[-1], -1) or len(one.args) > _FROM_TO for one in _ranges(program)):
        return set()
    shown = set()
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=row), iter=ast.Name() | ast.Attribute() as board, body=[ast.Expr(value=call)]
            ):
                words = {one.id for one in ast.walk(call) if isinstance(one, ast.Name)}
                if {"print", row} <= words:
                    shown.add(last_name(board))
    return shown


def _ranges(program: Program) -> Iterator[ast.Call]:
    for one in program.by_name.get("range", []):
        call = program.parents[one]
        if isinstance(call, ast.Call) and call.args:
            yield call


CHECKS: tuple[Check, ...] = (falls_to_the_top,)
