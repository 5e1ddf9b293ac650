"""Of boards: lines that win, pieces that move, mines, pictures, and robots on a grid."""

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

from agents.trials.task import Answer, each, known

# -- noughts and crosses ---------------------------------------------------------------------------------------------
_FULL: Final = (
    "XXXOOXXOO",
    "XOXOOOXXO",
    "OXOXOOXXX",
    "OXXOXOOOX",
    "OXOXXOOXX",
    "XOOXXOOXO",
    "XXOOXXOOX",
    "XXOXOXOXO",
    "XXOOOXXXO",
    "XXOOXXXOO",
)
"""Boards without an empty field, whatever that is to look like: one line each, and none in the last two."""

_LINES: Final = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6))


def _flat(board: Sequence[Any]) -> str:
    return "".join("".join(row) for row in board)


def _line(board: Sequence[Any]) -> str:
    """The sign that has a line of three; "" where nobody has."""
    fields = _flat(board)
    return next((fields[a] for a, b, c in _LINES if fields[a] == fields[b] == fields[c]), "")


def _winners() -> tuple[Answer, ...]:
    nobody = (None, "", False, " ", "draw", "Draw", "tie", "Tie", "TIE", "DRAW", "D", "T", "no winner", "-", 0)
    return tuple(lambda board, nobody=nobody: _line(board) or nobody for nobody in nobody)


_WINNERS: Final = (*_winners(), lambda board: bool(_line(board)), lambda _: True)
"""The last ones tell that somebody has won, and that a game is over: on a full board it is."""
_WINNER_NAMES: Final = (
    "check winner, winner, check win, has winner, who won, check board, find winner, get winner, evaluate board, "
    "winner of, game winner, champion, has won"
)
_WINS_NAMES: Final = (
    "check winner, check win, wins, has won, is winner, is win, winner, has line, won by, player wins, check for win, "
    "is winning, win"
)
_NESTED: Final = tuple([list(board[at : at + 3]) for at in (0, 3, 6)] for board in _FULL)
_WRITTEN: Final = tuple([board[at : at + 3] for at in (0, 3, 6)] for board in _FULL)
_IN_A_ROW: Final = tuple(list(board) for board in _FULL)
winner = known("tells who has a line of three", _WINNER_NAMES, each(*_NESTED), loose=True)(*_WINNERS)
winner_of_texts = known("tells who has a line of three", _WINNER_NAMES, each(*_WRITTEN), loose=True)(*_WINNERS)
winner_of_fields = known("tells who has a line of three", _WINNER_NAMES, each(*_IN_A_ROW), loose=True)(*_WINNERS)
wins = known(
    "tells whether a sign has a line of three",
    _WINS_NAMES,
    (*zip(_NESTED, "XOXOXOXOXO", strict=True), (_NESTED[0], "O"), (_NESTED[3], "X")),
    loose=True,
)(lambda board, sign: _line(board) == sign)
wins_in_texts = known(
    "tells whether a sign has a line of three",
    _WINS_NAMES,
    (*zip(_WRITTEN, "XOXOXOXOXO", strict=True), (_WRITTEN[0], "O"), (_WRITTEN[3], "X")),
    loose=True,
)(lambda board, sign: _line(board) == sign)
wins_on_fields = known(
    "tells whether a sign has a line of three",
    _WINS_NAMES,
    (*zip(_IN_A_ROW, "XOXOXOXOXO", strict=True), (_IN_A_ROW[0], "O"), (_IN_A_ROW[3], "X")),
    loose=True,
)(lambda board, sign: _line(board) == sign)

# -- chess -----------------------------------------------------------------------------------------------------------
_JUMPS: Final = tuple((a, b) for a, b in product((-2, -1, 1, 2), repeat=2) if abs(a) != abs(b))
_FILES: Final = "abcdefgh"


def _jumps(row: int, column: int) -> list[tuple[int, int]]:
    return [(row + a, column + b) for a, b in _JUMPS if 0 <= row + a < len(_FILES) and 0 <= column + b < len(_FILES)]


def _jumps_from_one(row: int, column: int) -> list[tuple[int, int]]:
    """The same where rows and columns are counted from 1."""
    return [(row + a, column + b) for a, b in _JUMPS if 0 < row + a <= len(_FILES) and 0 < column + b <= len(_FILES)]


def _named_jumps(square: str) -> list[str]:
    return [_FILES[a] + str(b + 1) for a, b in _jumps(_FILES.index(square[0]), int(square[1]) - 1)]


_KNIGHT: Final = (
    "knight moves, legal knight moves, possible knight moves, knight targets, valid knight moves, count knight moves, "
    "knight, moves of knight, knight jumps, moves, legal moves, possible moves"
)
knight_moves = known(
    "gives the squares that a knight reaches",
    _KNIGHT,
    each("b1", "d4", "a1", "h8", "e7", "a4"),
    unordered=True,
    loose=True,
)(_named_jumps, lambda square: len(_named_jumps(square)))
knight_moves_of_numbers = known(
    "gives the squares that a knight reaches",
    _KNIGHT,
    ((0, 1), (3, 3), (0, 0), (7, 7), (6, 4), (3, 0)),
    unordered=True,
    loose=True,
)(_jumps, lambda row, column: len(_jumps(row, column)), _jumps_from_one)
knight_moves_of_a_place = known(
    "gives the squares that a knight reaches",
    _KNIGHT,
    each((0, 1), (3, 3), (0, 0), (7, 7), (6, 4), (3, 0)),
    unordered=True,
    loose=True,
)(lambda place: _jumps(*place), lambda place: len(_jumps(*place)), lambda place: _jumps_from_one(*place))
_NO_QUEEN: Final = r"(?s)\A(?!.*queen)|rook|bishop|knight|king\b"
"""Other pieces attack in other ways."""

_ATTACKS: Final = (
    "can attack, attacks, queens attack, queen attacks, can queen attack, is attacking, threatens, attacking, "
    "queen can attack, queens can attack, same diagonal, threaten, attack each other, is attacked"
)
_QUEENS: Final = (
    ((0, 0), (5, 5)),
    ((2, 3), (2, 7)),
    ((6, 1), (4, 1)),
    ((1, 6), (4, 3)),
    ((4, 3), (1, 6)),
    ((7, 0), (2, 5)),
    ((0, 0), (1, 2)),
    ((3, 4), (5, 5)),
    ((0, 7), (7, 1)),
    ((6, 2), (3, 4)),
)


def _attacks(one: tuple[int, int], other: tuple[int, int]) -> bool:
    down, across = one[0] - other[0], one[1] - other[1]
    return down == 0 or across == 0 or abs(down) == abs(across)


queens_attack = known("tells whether two queens attack each other", _ATTACKS, _QUEENS, loose=True, unless=_NO_QUEEN)(
    _attacks, lambda one, other: abs(one[0] - other[0]) == abs(one[1] - other[1])
)
queens_attack_by_numbers = known(
    "tells whether two queens attack each other",
    _ATTACKS,
    tuple((*one, *other) for one, other in _QUEENS),
    loose=True,
    unless=_NO_QUEEN,
)(lambda a, b, c, d: _attacks((a, b), (c, d)), lambda a, b, c, d: abs(a - c) == abs(b - d))

# -- sudoku ----------------------------------------------------------------------------------------------------------
_SOLVED: Final = tuple([(3 * (row % 3) + row // 3 + at) % 9 + 1 for at in range(9)] for row in range(9))


def _changed(*cells: tuple[int, int, int]) -> list[list[int]]:
    rows = [list(row) for row in _SOLVED]
    for row, column, value in cells:
        rows[row][column] = value
    return rows


_LATIN: Final = [[(row + at) % 9 + 1 for at in range(9)] for row in range(9)]
_BLOCKS_ALONE: Final = [[3 * (row % 3) + at % 3 + 1 for at in range(9)] for row in range(9)]
_SWAPPED_IN_ROW: Final = _changed((4, 0, _SOLVED[4][1]), (4, 1, _SOLVED[4][0]))
_SWAPPED_IN_COLUMN: Final = _changed((0, 8, _SOLVED[1][8]), (1, 8, _SOLVED[0][8]))


def _is_solved(rows: list[list[int]]) -> bool:
    units = [*rows, *map(list, zip(*rows, strict=True))]
    units += [
        [rows[row + i][column + j] for i in range(3) for j in range(3)] for row in (0, 3, 6) for column in (0, 3, 6)
    ]
    return all(sorted(unit) == list(range(1, 10)) for unit in units)


sudoku = known(
    "tells whether a sudoku is solved rightly",
    "is valid sudoku, sudoku check, check sudoku, valid sudoku, is valid solution, validate sudoku, sudoku ok, "
    "is solved sudoku, sudoku valid, is sudoku, sudoku, verify sudoku, is correct sudoku, valid solution, "
    "sudoku solved, "
    "sudoku is valid, done or not, check sudoku solution, is sudoku solved",
    each(
        [list(row) for row in _SOLVED],
        [list(row[::-1]) for row in _SOLVED],
        _LATIN,
        _BLOCKS_ALONE,
        _SWAPPED_IN_ROW,
        _SWAPPED_IN_COLUMN,
        [list(row) for row in _SOLVED[::-1]],
        [list(column) for column in zip(*_SOLVED, strict=True)],
    ),
    loose=True,
    unless=r"digit|'[1.]",
)(_is_solved)
_PUZZLE: Final = [
    [one if (row + at) % 4 == 0 else 0 for at, one in enumerate(line)] for row, line in enumerate(_SOLVED)
]


def _may_stand(rows: list[list[int]], row: int, column: int, digit: int) -> bool:
    block = (rows[i][j] for i in range(9) for j in range(9) if i // 3 == row // 3 and j // 3 == column // 3)
    return digit not in (*rows[row], *(line[column] for line in rows), *block)


may_stand = known(
    "tells whether a digit may stand in a sudoku",
    "can put, can place, is valid, is safe, is possible, possible, is allowed, is valid move, may place, "
    "is valid placement, can be placed, valid move, is valid number, may put, may stand",
    tuple(
        (_PUZZLE, row, column, digit)
        for row, column in ((0, 1), (4, 7), (8, 2), (1, 5))
        for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9)
    ),
    loose=True,
    unless=r"(?s)\A(?!.*(?:sudoku|[/%] ?3))",
)(_may_stand)
