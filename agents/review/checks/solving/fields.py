"""Boards of rows and columns: made or read the other way, one place behind the edge, changed while they are read."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, call_name, callee, is_const, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_HIGH: Final = re.compile(r"(?:self\.)?_?(?:n|num|number_of)?_?(?:rows?|row_count|height|h)(?:_count)?$", re.IGNORECASE)
_WIDE: Final = re.compile(
    r"(?:self\.)?_?(?:n|num|number_of)?_?(?:cols?|columns?|col_count|width|w)(?:_count)?$", re.IGNORECASE
)
_ACROSS: Final = words("x col column cx nx px new_col new_x")
_DOWN: Final = words("y row cy ny py new_row new_y")
_LINES: Final = re.compile(r"(?:self\.)?_?(?:n|num)?_?rows?(?:_count)?$", re.IGNORECASE)
_TILES: Final = re.compile(r"(?:self\.)?_?(?:n|num)?_?(?:cols?|columns?)(?:_count)?$", re.IGNORECASE)


def _made(program: Program, node: ast.expr) -> tuple[str, str] | None:
    """What a display of rows calls the number of places in a row, and that of rows, if both are given and not asked."""
    match node:
        case ast.ListComp(
            elt=ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult(), right=places)
            | ast.ListComp(
                elt=ast.Constant(),
                generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=[places]))],
            ),
            generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=[rows]), ifs=[])],
        ):
            pass
        case _:
            return None
    given = [one for name in (places, rows) if isinstance(name, ast.Name) for one in program.values(name)]
    asked = len(given) > len([one for one in given if isinstance(one, ast.Constant | ast.Call)]) or any(
        call_name(one) == "len" for one in given if one is not None
    )
    return None if asked else (ast.unparse(places), ast.unparse(rows))


def _reached(program: Program) -> Iterator[tuple[str, str, str, ast.Subscript]]:
    """The last part of a board's name, its first and its second index, where both are names."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Subscript(value=ast.Name() | ast.Attribute() as board, slice=ast.Name(id=first)),
                slice=ast.Name(id=second),
            ):
                yield last_name(board), first, second, node


@check(
    Rule(
        code="row-and-column-exchanged",
        title="`{name}` takes what goes across for what goes down",
        weights={"correctness": 0.4},
        level="beginner",
        why="The board is a list of rows: the first number in brackets chooses the row, the second the place in it. "
        "On a board that is not square one leaves it.",
        do="Say for each number whether it goes across or down, and compare with how the board was made.",
        example="class Board:\n    def __init__(self, width, height):\n"
        "        self.cells = [[0] * width for _ in range(height)]\n\n    def get(self, x, y):\n"
        "        return self.cells[x][y]\n",
        better="class Board:\n    def __init__(self, width, height):\n"
        "        self.cells = [[0] * width for _ in range(height)]\n\n    def get(self, x, y):\n"
        "        return self.cells[y][x]\n",
    )
)
def row_and_column_exchanged(program: Program) -> Iterator[Place]:
    """See the rule: how a board is made, how long its rows are, and by which names its places are reached."""
    reached = list(_reached(program))
    rows_first = {board for board, first, second, _ in reached if first in _DOWN and second in _ACROSS}
    columns_first = {board for board, first, second, _ in reached if first in _ACROSS and second in _DOWN}
    for node in program.all(ast.ListComp):
        made = _made(program, node)
        if made is None or re.search(r"transpos|rotat|turn|flip|mirror|matri", program.purpose(node)):
            continue
        around = program.parents[node]
        target = last_name(around.targets[0]) if isinstance(around, ast.Assign) else ""
        upright = _WIDE.match(made[0]) and _HIGH.match(made[1])
        lying = _HIGH.match(made[0]) and _WIDE.match(made[1])
        lines = _LINES.match(made[0]) and _TILES.match(made[1])
        if upright and target:
            yield from (
                Place(one.lineno, ast.unparse(one))
                for board, first, second, one in reached
                if board == target and first in _ACROSS and second in _DOWN
            )
        elif lying and (target in rows_first - columns_first or (lines and not columns_first)):
            yield Place(node.lineno, ast.unparse(node)[:50])
    yield from _exchanged_ends(program)


def _exchanged_ends(program: Program) -> Iterator[Place]:
    """`row < len(board[0]) and column < len(board)`."""
    for node in program.all(ast.BoolOp):
        ends: dict[str, list[tuple[str, ast.Compare]]] = defaultdict(list)
        for part in node.values:
            match part:
                case ast.Compare(ops=[*_, ast.Lt() | ast.GtE()], comparators=[*before, ast.Call(args=[_]) as length]):
                    subject = before[-1] if before else part.left
                    if call_name(length) == "len" and isinstance(subject, ast.Name):
                        ends[ast.unparse(length)].append((subject.id, part))
        for measured, asked in ends.items():
            wide = f"{measured[:-1]}[0])"
            for name, part in asked:
                others = [one for one, _ in ends.get(wide, [])]
                if name in _ACROSS - {"x"} and any(one in _DOWN - {"y"} for one in others):
                    yield Place(part.lineno, ast.unparse(part))


@check(
    Rule(
        code="edge-counts-as-inside",
        title="`{name}` lets one place behind the edge in",
        weights={"correctness": 0.35},
        level="beginner",
        why="With `width` places, numbered from 0, the last one is `width - 1`.",
        do="Write down the numbers of the places of a board that is two wide.",
        example="def fire(board, x, y, width, height):\n    if 0 <= x <= width and 0 <= y <= height:\n"
        "        board[y][x] = '*'\n",
        better="def fire(board, x, y, width, height):\n    if 0 <= x < width and 0 <= y < height:\n"
        "        board[y][x] = '*'\n",
    )
)
def edge_counts_as_inside(program: Program) -> Iterator[Place]:
    """See the rule: from 0 up to the number of places, where places of a board are reached by such names."""
    names = {(first, second) for _, first, second, _ in _reached(program)}
    used = {name for pair in names for name in pair}
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=zero, ops=[ast.LtE(), ast.LtE()], comparators=[ast.Name(id=name), end]):
                inside = is_const(zero, 0)
            case _:
                continue
        length = call_name(end) == "len" or _HIGH.match(ast.unparse(end)) or _WIDE.match(ast.unparse(end))
        both = isinstance(program.parents[node], ast.BoolOp) and name in _ACROSS | _DOWN | {"r", "c"}
        if inside and length and both and name in used:
            yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="one-side-of-the-neighbours",
        title="`{name}` never comes to the neighbours on the other side",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` stops before its end: from -1 on it gives -1 and 0, and the step of 1 is missing.",
        do="Write down the steps that the loop takes.",
        example="def around(board, y, x):\n    total = 0\n    for dy in range(-1, 1):\n"
        "        for dx in range(-1, 1):\n            if (dy, dx) != (0, 0):\n"
        "                total += board[y + dy][x + dx]\n    return total\n",
        better="def around(board, y, x):\n    total = 0\n    for dy in range(-1, 2):\n        for dx in range(-1, 2):\n"
        "            if (dy, dx) != (0, 0):\n                total += board[y + dy][x + dx]\n    return total\n",
    )
)
def one_side_of_the_neighbours(program: Program) -> Iterator[Place]:
    """See the rule: steps, or places around one, of which the last one is left out; two loops within each other."""
    for walk in program.walks:
        match walk.target, walk.iter:
            case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[low, high]):
                pass
            case _:
                continue
        if is_const(low, -1) and is_const(high, 1):
            wrong = True
        else:
            match low, high:
                case ast.BinOp(left=one, op=ast.Sub(), right=before), ast.BinOp(left=other, op=ast.Add(), right=behind):
                    wrong = is_const(before, 1) and is_const(behind, 1) and ast.unparse(one) == ast.unparse(other)
                case _:
                    continue
        said = program.purpose(walk.iter)
        around = isinstance(program.parents[walk], ast.For) or isinstance(walk, ast.comprehension)
        nested = around or any(isinstance(one, ast.For) for one in getattr(walk, "body", []))
        if wrong and nested and re.search(r"neigh|around|adjacent|surround|mines|alive|living", said) and name:
            yield Place(walk.iter.lineno, ast.unparse(walk.iter))


@check(
    Rule(
        code="changed-while-it-is-read",
        title="`{name}` changes while the neighbours of the next cells are still counted in it",
        weights={"correctness": 0.4},
        level="beginner",
        why="All cells change at the same time. Here a cell sees neighbours of the next generation already.",
        do="Write into a new board, with rows of its own, and count in the old one.",
        example="def next_generation(board, new, neighbours):\n    for r in range(len(board)):\n"
        "        for c in range(len(new)):\n            board[r][c] = neighbours(board, r, c) == 3\n",
        better="def next_generation(board, new, neighbours):\n    for r in range(len(board)):\n"
        "        for c in range(len(new)):\n            new[r][c] = neighbours(board, r, c) == 3\n",
    )
)
def changed_while_it_is_read(program: Program) -> Iterator[Place]:
    """See the rule: the board, or a copy of its outside, is set in the loop that counts neighbours in it."""
    copies = _outer_copies(program)
    for loop in program.all(ast.For):
        if any(isinstance(up, ast.For) for _, up in program.up(loop)):
            continue
        function = program.function_of(loop)
        said = (
            f"{program.purpose(loop)} {program.said(function) if function is not None else program.text[:200].lower()}"
        )
        if not _GENERATION.search(said):
            continue
        counted: set[str] = set()
        for one in ast.walk(loop):
            match one:
                case ast.Subscript(
                    value=ast.Subscript(value=ast.Name() | ast.Attribute() as read, slice=ast.BinOp(left=ast.Name())),
                    slice=ast.BinOp(left=ast.Name()),
                    ctx=ast.Load(),
                ):
                    counted.add(ast.unparse(read))
            if isinstance(one, ast.Call) and _COUNTS.search(callee(one).lower()):
                counted |= {ast.unparse(given) for given in one.args}
                counted |= {"self."} if ast.unparse(one.func).startswith("self.") else set()
        for node in ast.walk(loop) if counted else ():
            match node:
                case ast.Assign(
                    targets=[
                        ast.Subscript(
                            value=ast.Subscript(value=ast.Name() | ast.Attribute() as board, slice=ast.Name()),
                            slice=ast.Name(),
                        )
                    ],
                    value=ast.Constant() | ast.IfExp() | ast.BoolOp() | ast.Compare(),
                ):
                    name = copies.get((program.scope(node), ast.unparse(board)), ast.unparse(board))
                    if name in counted or ("self." in counted and name.startswith("self.")):
                        yield Place(node.lineno, ast.unparse(board))
                        break


_GENERATION: Final = re.compile(r"generation|\blife\b|conway|evolve|\balive\b|\bdead\b|\btick\b|\bstep\b|next state")
_COUNTS: Final = re.compile(r"neigh|around|adjacent|alive|living")


def _outer_copies(program: Program) -> dict[tuple[ast.AST, str], str]:
    """Names that have the outside of a board copied, or are another name for it -> the board."""
    found: dict[tuple[ast.AST, str], str] = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Subscript(value=source, slice=ast.Slice(lower=None, upper=None))
                | ast.Call(func=ast.Name(id="list"), args=[source])
                | ast.Call(func=ast.Attribute(value=source, attr="copy"), args=[])
                | (ast.Attribute() as source),
            ):
                found[program.scope(node), name] = ast.unparse(source)
    return found


CHECKS: tuple[Check, ...] = (
    row_and_column_exchanged,
    edge_counts_as_inside,
    one_side_of_the_neighbours,
    changed_while_it_is_read,
)
