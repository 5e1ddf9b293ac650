"""Of matrices and boards."""

from collections import Counter
from typing import Any, Final

from agents.trials.task import each, known

_SQUARES = ([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
_TABLES = each([[1, 2], [3, 4]], [[1, 2, 3], [9, 5, 6]], [[7]], [[9, 0], [1, 3]])
_PLACED = (([[1, 2], [3, 4]], 3), ([[1, 2, 3], [4, 5, 6]], 6), ([[7]], 1), ([[1, 2], [3, 4]], 9))
_BLINKER = [[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]
_BLOCK = [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
_TUB = [[0] * 5, [0, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0] * 5]
_SINGLE = [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def _spiral(rows: list[list[int]]) -> list[int]:
    return [*rows[0], *_spiral([list(one) for one in zip(*rows[1:], strict=True)][::-1])] if rows else []


def _determinant(rows: list[list[int]]) -> int:
    if len(rows) == 1:
        return rows[0][0]
    return sum(
        (-1) ** at * one * _determinant([row[:at] + row[at + 1 :] for row in rows[1:]])
        for at, one in enumerate(rows[0])
    )


def _magic(rows: list[list[int]]) -> bool:
    size = range(len(rows))
    sums = {
        *map(sum, rows),
        *(sum(row[at] for row in rows) for at in size),
        sum(rows[at][at] for at in size),
        sum(rows[at][-1 - at] for at in size),
    }
    return len(sums) == 1


def _around(grid: list[list[int]], row: int, column: int, *, corners: bool = True) -> int:
    return sum(
        grid[i][j]
        for i in range(max(row - 1, 0), min(row + 2, len(grid)))
        for j in range(max(column - 1, 0), min(column + 2, len(grid[0])))
        if (i, j) != (row, column) and (corners or i == row or j == column)
    )


def _lives(grid: list[list[int]]) -> list[list[int]]:
    return [
        [int(_around(grid, i, j) == 3 or (one == 1 and _around(grid, i, j) == 2)) for j, one in enumerate(row)]
        for i, row in enumerate(grid)
    ]


def _lives_around(grid: list[list[int]]) -> list[list[int]]:
    """The same on a board whose edges meet."""
    tall, wide = len(grid), len(grid[0])
    wider = [[grid[(i - 1) % tall][(j - 1) % wide] for j in range(wide + 2)] for i in range(tall + 2)]
    return [row[1:-1] for row in _lives(wider)[1:-1]]


def _living(cells: set[tuple[int, int]]) -> set[tuple[int, int]]:
    near = Counter((x + a, y + b) for x, y in cells for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b)
    return {one for one, count in near.items() if count == 3 or (count == 2 and one in cells)}


def _islands(grid: list[list[Any]], *, corners: bool = False) -> int:
    land = {(i, j) for i, row in enumerate(grid) for j, one in enumerate(row) if int(one)}
    found = 0
    while land:
        found += 1
        ahead = [land.pop()]
        while ahead:
            i, j = ahead.pop()
            near = {
                (i + a, j + b)
                for a in (-1, 0, 1)
                for b in (-1, 0, 1)
                if (corners or not a or not b) and (i + a, j + b) in land
            }
            land -= near
            ahead.extend(near)
    return found


def _turned(rows: list[list[Any]], *, places: bool) -> list[list[Any]]:
    return [row[::-1] for row in rows] if places else rows[::-1]


determinant = known(
    "gives the determinant",
    "determinant, det, matrix determinant",
    each(*_SQUARES, [[2, 0, 1], [1, 3, 2], [0, 1, 1]]),
    steep=True,
)(_determinant)
determinant_of_two = known(
    "gives the determinant",
    "determinant, det, matrix determinant, determinant 2x2, det 2x2, det2, determinant2, det2x2",
    each([[1, 2], [3, 4]], [[2, 0], [1, 3]], [[5, 1], [5, 1]]),
    steep=True,
)(_determinant)
is_square_matrix = known(
    "tells whether a matrix has as many rows as columns",
    "is square matrix, is square, square matrix",
    each([[1]], [[1, 2]], [[1, 2], [3, 4]], [[1], [2]]),
)(lambda rows: len(rows) == len(rows[0]))
is_symmetric = known(
    "tells whether a matrix is symmetric",
    "is symmetric, is symmetric matrix, symmetric, is symmetrical",
    each(
        [[1]], [[1, 2], [2, 1]], [[1, 2], [3, 1]], [[1, 2, 3], [2, 5, 6], [3, 6, 9]], [[1, 2, 3], [2, 5, 6], [4, 6, 9]]
    ),
)(lambda rows: rows == [list(one) for one in zip(*rows, strict=True)])
is_identity = known(
    "tells whether a matrix is an identity matrix",
    "is identity, is identity matrix",
    each([[1]], [[1, 0], [0, 1]], [[1, 0], [1, 1]], [[2, 0], [0, 2]], [[0, 1], [1, 0]]),
)(lambda rows: all(one == (i == j) for i, row in enumerate(rows) for j, one in enumerate(row)))
is_magic = known(
    "tells whether a square is magic",
    "is magic square, magic square, is magic, magic",
    each(
        [[2, 7, 6], [9, 5, 1], [4, 3, 8]],
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        [[8, 1, 6], [3, 5, 7], [4, 9, 2]],
        [[2, 7, 6], [9, 5, 1], [4, 3, 9]],
        [[6, 5, 4], [5, 5, 5], [6, 5, 4]],
        [[1, 2, 3], [3, 1, 2], [2, 3, 1]],
        [[3, 2, 1], [2, 1, 3], [1, 3, 2]],
    ),
)(_magic)
is_diagonal = known(
    "tells whether only the diagonal is not zero",
    "is diagonal, is diagonal matrix",
    each([[1, 0], [0, 2]], [[1, 1], [0, 2]], [[1, 0], [3, 2]], [[5, 0, 0], [0, 1, 0], [0, 0, 7]]),
)(lambda rows: all(i == j or not one for i, row in enumerate(rows) for j, one in enumerate(row)))
is_upper_triangular = known(
    "tells whether all below the diagonal is zero",
    "is upper triangular, is upper triangle, is triangular matrix, upper triangular",
    each([[1, 0], [0, 2]], [[1, 1], [0, 2]], [[1, 0], [3, 2]], [[5, 4, 3], [0, 1, 2], [0, 9, 7]]),
)(lambda rows: all(i <= j or not one for i, row in enumerate(rows) for j, one in enumerate(row)))
scale_matrix = known(
    "multiplies a matrix with a number",
    "scale matrix, scalar multiply, multiply scalar, scalar multiplication, multiply matrix by scalar, matrix scale, "
    "scale, multiply by scalar, scalar matrix multiply, matrix scalar multiply, matrix times scalar",
    (([[1, 2], [3, 4]], 2), ([[7]], 0), ([[1, -2, 3]], 3)),
    in_place=True,
)(lambda rows, factor: [[one * factor for one in row] for row in rows])
subtract_matrices = known(
    "subtracts two matrices",
    "subtract matrices, matrix subtract, matrix subtraction, subtract matrix, matrix sub, "
    "sub matrices, matrix difference",
    (([[1]], [[2]]), ([[5, 6], [7, 8]], [[1, 2], [3, 5]]), ([[1, 2, 3]], [[1, 1, 1]])),
)(lambda one, other: [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)])
matrix_vector = known(
    "multiplies a matrix with a vector",
    "matrix vector, matrix vector multiply, matvec, multiply matrix vector, mat vec, "
    "matrix vector product, matrix times vector",
    (([[1, 2], [3, 4]], [5, 6]), ([[2]], [3]), ([[1, 0, 1], [2, 1, 0]], [1, 2, 3])),
)(lambda rows, vector: [sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows])
flip = known(
    "mirrors a matrix",
    "flip horizontal, mirror, flip horizontally, mirror horizontal, reverse rows, flip vertical, flip vertically, "
    "mirror vertical, flip matrix, mirror image, flip image, mirror matrix, horizontal flip, vertical flip, flip, "
    "flip grid, mirror grid, reverse each row",
    each([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]], [[7], [8]]),
    in_place=True,
    loose=True,
)(
    lambda rows: _turned(rows, places=True),
    lambda rows: _turned(rows, places=False),
    lambda rows: [[1 - one for one in row[::-1]] for row in rows],
)
spiral = known(
    "goes round a matrix to its middle",
    "spiral, spiral order, spiral matrix, spiral traversal, spiral traverse, snail, matrix spiral",
    each(*_SQUARES, [[1, 2, 3], [4, 5, 6]], [[7]], [[1, 2, 3]], [[1], [2], [3]]),
)(_spiral)
snake = known(
    "goes through the rows forth and back",
    "snake, snake order, zigzag traversal, snake traversal, zigzag matrix, boustrophedon",
    each(*_SQUARES, [[1, 2, 3], [4, 5, 6]], [[7]]),
    loose=True,
)(lambda rows: [one for at, row in enumerate(rows) for one in (row[::-1] if at % 2 else row)])
anti_diagonal = known(
    "gives the other diagonal",
    "anti diagonal, secondary diagonal, antidiagonal, other diagonal, minor diagonal, counter diagonal",
    each([[7]], *_SQUARES),
)(
    lambda rows: [row[-1 - at] for at, row in enumerate(rows)],
    lambda rows: [row[-1 - at] for at, row in enumerate(rows)][::-1],
)
anti_diagonal_sum = known(
    "adds up the other diagonal",
    "anti diagonal sum, secondary diagonal sum, sum anti diagonal, sum secondary diagonal, antidiagonal sum, "
    "sum antidiagonal",
    each([[7]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 0, 6], [7, 8, 9]]),
)(lambda rows: sum(row[-1 - at] for at, row in enumerate(rows)))
diagonal_difference = known(
    "gives the difference of the sums of both diagonals",
    "diagonal difference, diagonals difference, diagonal diff",
    each([[7]], [[1, 2], [5, 4]], [[11, 2, 4], [4, 5, 6], [10, 8, -12]]),
)(lambda rows: abs(sum(row[at] - row[-1 - at] for at, row in enumerate(rows))))
_EXCHANGES: Final = r"\]\[[^\]]*\], \w+\[|\.reverse\(|\]\[[^\]]*\] = \w+$"
"""What is done to a square in place, which fits no other matrix."""

rotate_clockwise = known(
    "turns a matrix by a quarter clockwise",
    "rotate clockwise, rotate 90 clockwise, rotate matrix clockwise, quarter turn clockwise",
    each(*_SQUARES, [[7]], [["a", "b"], ["c", "d"]], [[1, 2, 3], [4, 5, 6]]),
    unless=_EXCHANGES,
)(lambda rows: [list(one) for one in zip(*rows[::-1], strict=True)])
rotate_in_place = known(
    "turns a matrix by a quarter clockwise",
    "rotate clockwise, rotate 90 clockwise, rotate matrix clockwise, quarter turn clockwise",
    each(*_SQUARES, [[7]], [["a", "b"], ["c", "d"]]),
    in_place=True,
    unless=rf"(?s)\A(?!.*{_EXCHANGES})",
)(lambda rows: [list(one) for one in zip(*rows[::-1], strict=True)])
mirrored = known(
    "mirrors every row",
    "mirror left to right, flip left to right, reverse each row, mirror rows",
    each([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]], [[7], [8]], [[5, 1], [2, 2], [0, 3]]),
    in_place=True,
)(lambda rows: _turned(rows, places=True))
border_sum = known(
    "adds up the border",
    "border sum, sum border, perimeter sum, sum boundary, boundary sum, edge sum, sum edges",
    each(*_SQUARES, [[1, 2, 3], [4, 5, 6], [7, 8, 1]]),
)(
    lambda rows: sum(
        one
        for i, row in enumerate(rows)
        for j, one in enumerate(row)
        if i in (0, len(rows) - 1) or j in (0, len(row) - 1)
    )
)
best_row = known(
    "gives the row with the largest sum",
    "largest row, richest, row with max sum, max row sum, maximum wealth, row max sum, row with largest sum, best row, "
    "richest customer, max sum row, find row with max sum, richest customer wealth",
    _TABLES,
)(
    lambda rows: max(range(len(rows)), key=lambda at: sum(rows[at])),
    lambda rows: max(map(sum, rows)),
    lambda rows: max(rows, key=sum),
    lambda rows: max(range(len(rows)), key=lambda at: sum(rows[at])) + 1,
)
row_maxima = known(
    "gives the largest number of each row",
    "row max, row maxima, max of rows, max each row, row maximums, max per row, max rows, max in rows",
    _TABLES,
)(lambda rows: list(map(max, rows)))
column_maxima = known(
    "gives the largest number of each column",
    "column max, column maxima, max of columns, max each column, max per column, col max, max columns",
    _TABLES,
)(lambda rows: [max(one) for one in zip(*rows, strict=True)])
row_means = known(
    "gives the mean of each row",
    "row averages, row means, average rows, average each row, average per row, row average, mean rows",
    _TABLES,
)(lambda rows: [sum(row) / len(row) for row in rows])
column_means = known(
    "gives the mean of each column",
    "column averages, column means, average columns, average each column, average per column, col averages",
    _TABLES,
)(lambda rows: [sum(one) / len(one) for one in zip(*rows, strict=True)])
matrix_min = known(
    "gives the smallest number of a matrix",
    "matrix min, min matrix, smallest matrix, min in matrix, grid min, min grid, smallest in matrix",
    _TABLES,
)(lambda rows: min(map(min, rows)))
matrix_mean = known(
    "gives the mean of a matrix",
    "matrix average, average matrix, matrix mean, grid average, mean matrix, average grid, average of matrix",
    _TABLES,
)(lambda rows: sum(map(sum, rows)) / sum(map(len, rows)))
column = known(
    "gives a column",
    "column, get column, col, get col, nth column, column of, extract column",
    (([[1, 2], [3, 4]], 1), ([[1, 2, 3], [4, 5, 6]], 2), ([[7, 8]], 1)),
)(lambda rows, at: [row[at] for row in rows], lambda rows, at: [row[at - 1] for row in rows])
row = known(
    "gives a row",
    "row, get row, nth row, row of, extract row",
    (([[1, 2], [3, 4]], 1), ([[1, 2], [4, 5], [8, 9]], 2), ([[7, 8], [5, 6]], 1)),
)(lambda rows, at: rows[at], lambda rows, at: rows[at - 1])
count_in_matrix = known(
    "counts a value in a matrix",
    "count in matrix, count in grid, count value, count matrix, count grid, matrix count, grid count, "
    "count in 2d, count cells",
    (([[1, 2], [1, 4]], 1), ([[1, 2, 3], [4, 5, 6]], 6), ([[7]], 1)),
)(lambda rows, wanted: sum(row.count(wanted) for row in rows))
find_in_matrix = known(
    "finds a value in a matrix",
    "find in matrix, search matrix, find in grid, find position, locate, search grid, matrix search, "
    "search 2d, find value, "
    "search 2d matrix, in matrix, matrix contains, find coordinates",
    _PLACED,
)(
    lambda rows, wanted: any(wanted in row for row in rows),
    *(
        lambda rows, wanted, missing=missing: next(
            ((i, row.index(wanted)) for i, row in enumerate(rows) if wanted in row), missing
        )
        for missing in (None, -1, (-1, -1), (), False, (None, None))
    ),
)
count_neighbours = known(
    "counts the living neighbours",
    "count neighbors, count neighbours, live neighbors, neighbor count, alive neighbors, living neighbors, "
    "count live neighbors, count alive neighbors, live neighbours, count adjacent, count adjacent mines",
    (
        ([[1, 1, 0], [0, 1, 0], [0, 0, 1]], 1, 1),
        ([[1, 1, 0], [0, 1, 0], [0, 1, 1]], 1, 0),
        ([[1, 1, 1], [1, 0, 1], [1, 1, 1]], 1, 1),
    ),
    loose=True,
)(
    _around,
    lambda grid, column, row: _around(grid, row, column),
    lambda grid, row, column: _around(grid, row, column, corners=False),
    lambda grid, column, row: _around(grid, row, column, corners=False),
)
next_generation = known(
    "gives the next generation of the game of life",
    "next generation, life, game of life, next gen, evolve, life step, step life, next grid, next state, update grid, "
    "game life, get generation, next board, step, tick, generation, advance, update board, next world",
    each(_BLINKER, _BLOCK, _SINGLE, _TUB, [[0, 0], [0, 0]], [[0] * 4] * 3),
    in_place=True,
    loose=True,
)(_lives, _lives_around)
next_living = known(
    "gives the next generation of the game of life",
    "next generation, life, game of life, next gen, evolve, life step, step life, next state, step, tick",
    each(
        {(1, 0), (1, 1), (1, 2)},
        {(0, 0), (0, 1), (1, 0), (1, 1)},
        {(3, 3)},
        {(0, 0), (5, 5)},
        {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)},
        set(),
    ),
    loose=True,
)(_living)
_SEA = ([[1, 1], [0, 0]], [[1, 0, 1]], [[0]], [[1, 0], [0, 1]], [[1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]])
_ISLANDS = "count islands, num islands, number of islands, islands, number islands, island count"
islands = known("counts the islands", _ISLANDS, each(*_SEA))(_islands, lambda grid: _islands(grid, corners=True))
islands_of_text = known(
    "counts the islands", _ISLANDS, each(*([list(map(str, row)) for row in grid] for grid in _SEA))
)(_islands, lambda grid: _islands(grid, corners=True))
toeplitz = known(
    "tells whether all diagonals are of one value",
    "is toeplitz, is toeplitz matrix, toeplitz",
    each([[1, 2, 3], [4, 1, 2], [5, 4, 1]], [[1, 2], [2, 2]], [[7]], [[1, 2], [3, 1]]),
)(lambda rows: all(rows[i][j] == rows[i - 1][j - 1] for i in range(1, len(rows)) for j in range(1, len(rows[0]))))
pad_zeros = known(
    "makes a square matrix of zeros",
    "zeros, zero matrix, empty grid, empty board, square matrix, make board, create board, new board, create grid",
    each(1, 2, 3),
    loose=True,
    steep=True,
)(
    lambda n: [[0] * n for _ in range(n)],
    lambda n: [0] * n,
    *(lambda n, blank=blank: [[blank] * n for _ in range(n)] for blank in (" ", "", ".", "-", None, "_")),
)
