"""Of grids that are gone through: mines, pictures, heights, and robots that walk."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

from agents.trials.task import Answer, each, known

# -- mines -----------------------------------------------------------------------------------------------------------
_FIELDS: Final = (
    ("*.", ".."),
    ("...", ".*.", "..."),
    ("*..", "...", "..*", "*.."),
    ("....",),
    ("**", "**"),
    (".*..*",),
)


def _around(rows: Sequence[Any], row: int, column: int, wanted: Any) -> int:
    return sum(
        rows[i][j] == wanted
        for i, j in product(range(row - 1, row + 2), range(column - 1, column + 2))
        if (i, j) != (row, column) and 0 <= i < len(rows) and 0 <= j < len(rows[i])
    )


def _annotated(rows: Sequence[Any], mine: Any, *, texts: bool, nothing: Any = None) -> list[list[Any]]:
    """The grid with numbers, mines as `mine` or counted like others if that is None, 0 as `nothing`."""
    made: list[list[Any]] = []
    for at, row in enumerate(rows):
        made.append([])
        for column, one in enumerate(row):
            near: Any = _around(rows, at, column, "*")
            if near == 0 and nothing is not None:
                near = nothing
            made[-1].append(mine if one == "*" and mine is not None else str(near) if texts else near)
    return made


def _as_texts(zero: str) -> Answer:
    return lambda rows: ["".join(row) for row in _annotated(rows, "*", texts=True, nothing=zero)]


def _as_lists(zero: str) -> Answer:
    return lambda rows: _annotated(rows, "*", texts=True, nothing=zero)


_MINES: Final = (
    "annotate, minesweeper, mines, count mines, mine counts, hints, add hints, mine field, number grid, minefield, "
    "solve minefield, mine hints, number field, mine numbers, mine sweeper, annotate board, fill numbers, hint grid, "
    "build hints, minesweeper numbers, count all mines, show hints"
)
_NUMBERED: Final = (
    *(_as_texts(zero) for zero in ("0", " ", ".", "-")),
    *(_as_lists(zero) for zero in ("0", " ", ".", "-")),
    *(lambda rows, mine=mine: _annotated(rows, mine, texts=False) for mine in (None, "*", -1, 9)),
    lambda rows: "\n".join("".join(row) for row in _annotated(rows, "*", texts=True)),
)
mines = known("counts the mines around each field", _MINES, each(*map(list, _FIELDS)), loose=True)(*_NUMBERED)
mines_in_lists = known(
    "counts the mines around each field",
    _MINES,
    each(*([list(row) for row in field] for field in _FIELDS)),
    loose=True,
    in_place=True,
)(*_NUMBERED)


# -- pictures --------------------------------------------------------------------------------------------------------
def _filled(grid: list[list[int]], row: int, column: int, colour: int, *, corners: bool = False) -> list[list[int]]:
    wanted, ahead = grid[row][column], [(row, column)]
    grid = [list(line) for line in grid]
    while ahead:
        i, j = ahead.pop()
        if 0 <= i < len(grid) and 0 <= j < len(grid[0]) and grid[i][j] == wanted:
            grid[i][j] = colour
            ahead += [
                (i + a, j + b)
                for a, b in product((-1, 0, 1), repeat=2)
                if (a, b) != (0, 0) and (corners or not a or not b)
            ]
    return grid


_PICTURE: Final = [[1, 1, 0, 2], [1, 0, 2, 2], [1, 1, 1, 0]]
_SPOTS: Final = ((0, 0), (1, 2), (2, 1), (0, 3), (1, 1), (2, 3))
_FILLS: Final = (
    "flood fill, fill, pour, paint, bucket fill, paint bucket, fill area, fill region, floodfill, paint fill, recolor, "
    "recolour, bucket, dye, fill color"
)
flood_fill = known(
    "fills an area with a colour",
    _FILLS,
    (*((_PICTURE, row, column, 7) for row, column in _SPOTS), ([[0, 0], [0, 0]], 1, 1, 3)),
    in_place=True,
    loose=True,
)(_filled, lambda grid, row, column, colour: _filled(grid, row, column, colour, corners=True))
flood_fill_across = known(
    "fills an area with a colour",
    _FILLS,
    (*((_PICTURE, column, row, 7) for row, column in _SPOTS), ([[0, 0], [0, 0]], 1, 1, 3)),
    in_place=True,
    loose=True,
)(
    lambda grid, column, row, colour: _filled(grid, row, column, colour),
    lambda grid, column, row, colour: _filled(grid, row, column, colour, corners=True),
)


def _mean(rows: list[list[int]], row: int, column: int) -> tuple[int, int]:
    near = [
        rows[i][j]
        for i, j in product(range(row - 1, row + 2), range(column - 1, column + 2))
        if 0 <= i < len(rows) and 0 <= j < len(rows[0])
    ]
    return sum(near), len(near)


def _blurred(form: Any) -> Answer:
    return lambda rows: [[form(*_mean(rows, i, j)) for j in range(len(rows[0]))] for i in range(len(rows))]


blur = known(
    "takes the mean of each pixel and its neighbours",
    "blur, box blur, soften, smooth, smooth image, average filter, mean filter, blur image, image smoother, "
    "smooth grid, smoothed, blurred, average neighbors, average neighbours",
    each([[9]], [[1, 2], [3, 4]], [[1, 1, 1], [1, 7, 1], [1, 1, 1]], [[7, 4, 0, 1], [5, 6, 2, 2], [6, 10, 7, 8]]),
    loose=True,
)(
    _blurred(lambda total, count: total // count),
    _blurred(lambda total, count: total / count),
    _blurred(lambda total, count: round(total / count)),
    _blurred(lambda total, count: round(total / count, 1)),
    _blurred(lambda total, count: round(total / count, 2)),
)


# -- heights ---------------------------------------------------------------------------------------------------------
def _saddles(rows: list[list[int]], most: Any, least: Any, first: int) -> list[tuple[int, int]]:
    return [
        (i + first, j + first)
        for i, row in enumerate(rows)
        for j, one in enumerate(row)
        if one == most(row) and one == least(line[j] for line in rows)
    ]


_LANDS: Final = (
    [[9, 8, 7], [5, 3, 2], [6, 6, 7]],
    [[1, 2, 3], [3, 1, 2], [2, 3, 1]],
    [[4, 5, 4], [3, 5, 5], [1, 5, 4]],
    [[6, 7, 8], [5, 5, 5], [7, 5, 6]],
    [[3, 1, 3], [3, 2, 4]],
    [[2, 5, 3, 5]],
)
saddle_points = known(
    "finds the saddle points",
    "saddle points, find saddle points, saddles, find saddles",
    each(*_LANDS),
    unordered=True,
)(
    *(
        lambda rows, most=most, least=least, first=first: _saddles(rows, most, least, first)
        for most, least in ((max, min), (min, max))
        for first in (0, 1)
    ),
    lambda rows: [rows[i][j] for i, j in _saddles(rows, max, min, 0)],
    lambda rows: [rows[i][j] for i, j in _saddles(rows, min, max, 0)],
    lambda rows: [{"row": i, "column": j} for i, j in _saddles(rows, max, min, 1)],
)


def _peaks(rows: list[list[int]], *, corners: bool) -> list[tuple[int, int]]:
    steps = [(a, b) for a, b in product((-1, 0, 1), repeat=2) if (a, b) != (0, 0) and (corners or not a or not b)]
    return [
        (i, j)
        for i, row in enumerate(rows)
        for j, one in enumerate(row)
        if all(rows[i + a][j + b] < one for a, b in steps if 0 <= i + a < len(rows) and 0 <= j + b < len(rows[0]))
    ]


peaks = known(
    "finds the cells that are higher than their neighbours",
    "peaks, find peaks, local maxima, hills, summits, find local maxima, mountain tops, local peaks, hilltops",
    each(
        [[5, 1, 5], [1, 0, 1]],
        [[1, 2, 1, 9], [2, 8, 2, 1], [7, 2, 1, 3]],
        [[3]],
        [[1, 6, 2], [4, 5, 9], [8, 1, 3], [2, 7, 4]],
        [[4, 3, 4, 5], [1, 1, 1, 1]],
    ),
    unordered=True,
    loose=True,
)(
    lambda rows: _peaks(rows, corners=False),
    lambda rows: _peaks(rows, corners=True),
    lambda rows: [rows[i][j] for i, j in _peaks(rows, corners=False)],
    lambda rows: len(_peaks(rows, corners=False)),
    lambda rows: len(_peaks(rows, corners=True)),
)

# -- robots ----------------------------------------------------------------------------------------------------------
_WALKS: Final = (
    "walk, robot, move robot, follow, run, simulate, final position, position, execute, robot position, navigate, "
    "robot walk, follow commands, move, drive, end position, execute commands, run commands, track, where"
)
_NORTH, _EAST, _SOUTH, _WEST = (0, 1), (1, 0), (0, -1), (-1, 0)


def _turned(commands: str, ways: Sequence[tuple[int, int]], right: str) -> tuple[int, int, int]:
    """Where one gets with F, L and R, and how often one has turned right."""
    x = y = way = 0
    for one in commands:
        way = (way + (one == right) - (one in "LR" and one != right)) % 4
        x, y = (x + ways[way][0], y + ways[way][1]) if one == "F" else (x, y)
    return x, y, way


def _ended(ways: Sequence[tuple[int, int]]) -> tuple[Answer, ...]:
    return (
        lambda commands: _turned(commands, ways, "R")[:2],
        lambda commands: (*_turned(commands, ways, "R")[:2], "NESW"[_turned(commands, ways, "R")[2]]),
        lambda commands: (*_turned(commands, ways, "R")[:2], "ESWN"[_turned(commands, ways, "R")[2]]),
        lambda commands: (*_turned(commands, ways, "R")[:2], _turned(commands, ways, "R")[2]),
        lambda commands: (_turned(commands, ways, "R")[:2], "NESW"[_turned(commands, ways, "R")[2]]),
    )


robot = known(
    "follows the commands F, L and R",
    _WALKS,
    each("F", "FF", "RF", "LF", "FRFRF", "RRRRF", "LLLLFF", "FFLFFRF", "LLLLLF", "FRFFRFFFR"),
    loose=True,
)(
    *_ended((_NORTH, _EAST, _SOUTH, _WEST)),
    *_ended((_SOUTH, _EAST, _NORTH, _WEST)),
    *_ended((_EAST, _SOUTH, _WEST, _NORTH)),
    *_ended((_WEST, _NORTH, _EAST, _SOUTH)),
)


def _stepped(steps: str, letters: str) -> tuple[int, int]:
    """Where one gets by steps up, right, down and left."""
    up, right, down, left = map(steps.count, letters)
    return right - left, up - down


def _arrived(letters: str) -> tuple[Answer, ...]:
    return (
        lambda steps: _stepped(steps, letters),
        lambda steps: (_stepped(steps, letters)[0], -_stepped(steps, letters)[1]),
        lambda steps: (-_stepped(steps, letters)[1], _stepped(steps, letters)[0]),
        lambda steps: _stepped(steps, letters)[::-1],
        lambda steps: sum(map(abs, _stepped(steps, letters))),
    )


steps_by_hand = known(
    "follows steps up, down, left and right",
    _WALKS,
    each("U", "R", "UD", "LLR", "UURD", "DDRRUULL", "LLLD", "RU"),
    loose=True,
)(*_arrived("URDL"))
steps_by_compass = known(
    "follows steps north, south, east and west",
    _WALKS,
    each("N", "E", "NS", "WWE", "NNES", "SSEENNWW", "WWWS", "EN"),
    loose=True,
)(*_arrived("NESW"))
is_back = known(
    "tells whether steps up, down, left and right lead back",
    "judge circle, robot return, returns to origin, is back, returns home, back at start, is home, is at origin, "
    "robot returns, returns to start, back at origin",
    each("U", "UD", "LLR", "UURD", "DDRRUULL", "LR", "UDLR", "LRRLUD"),
)(lambda steps: _stepped(steps, "URDL") == (0, 0))
