"""Of figures that are drawn with one sign: triangles, diamonds, boxes."""

from collections.abc import Callable, Iterator
from typing import Final

from agents.trials.task import Answer, each, known

Lines = list[str]

_ROWS: Final[tuple[Callable[[int, int], str], ...]] = (
    lambda row, _: "*" * row,
    lambda row, _: " ".join("*" * row),
    lambda row, size: " " * (size - row) + "*" * row,
    lambda row, size: " " * (2 * (size - row)) + " ".join("*" * row),
    lambda row, size: " " * (size - row) + "*" * (2 * row - 1),
    lambda row, size: " " * (size - row) + " ".join("*" * row),
    lambda row, size: " " * (size - row + 1) + " ".join("*" * row),
    lambda row, size: " " * (size - row + 1) + "*" * (2 * row - 1),
    lambda row, size: " " * (2 * (size - row)) + " ".join("*" * (2 * row - 1)),
    lambda row, _: "*" * (2 * row - 1),
    lambda row, _: "*" * (2 * row),
    lambda row, size: " " * (size - row) + _hollow(2 * row - 1, full=False),
    lambda row, size: " " * (size - row) + _hollow(2 * row - 1, full=row == size),
    lambda row, size: _hollow(row, full=row == size),
    lambda row, size: " " * (size - row) + "*" * row + "  " + "*" * row,
    lambda row, size: " " * (size - row) + "*" * row + " " + "*" * row,
    lambda row, size: " " * (size - row) + "*" * (2 * row),
)
"""How a row of a triangle may look; the last one is the longest."""


def _hollow(length: int, *, full: bool) -> str:
    return "*" * length if full or length < 3 else "*" + " " * (length - 2) + "*"


def _triangles(row: Callable[[int, int], str]) -> Iterator[Callable[[int], Lines]]:
    """With its point above, below, and on both sides; by the number of rows, and by the longest row."""

    def up(size: int) -> Lines:
        return [row(one, size) for one in range(1, size + 1)]

    yield from (up, lambda size: up(size)[::-1], lambda size: up(size) + up(size)[-2::-1])
    yield lambda size: up(size)[::-1] + up(size)[1:]
    yield from (lambda size: up(size // 2 + 1), lambda size: up(size // 2 + 1) + up(size // 2 + 1)[-2::-1])
    yield lambda size: up(size // 2 + 1)[::-1]
    yield lambda size: up(size) + up(size)[::-1]


def _squares() -> Iterator[Callable[[int, int], Lines]]:
    yield lambda width, height: ["*" * width] * height
    yield lambda width, height: [" ".join("*" * width)] * height
    yield lambda width, height: [_hollow(width, full=row in (0, height - 1)) for row in range(height)]
    yield lambda width, height: [" ".join(_hollow(width, full=row in (0, height - 1))) for row in range(height)]
    yield lambda width, height: [_hollow(width + 2, full=row in (0, height + 1)) for row in range(height + 2)]


def _cross(size: int) -> Lines:
    rows = (("*" if column in (row, size - 1 - row) else " " for column in range(size)) for row in range(size))
    return ["".join(row).rstrip() for row in rows]


def _plus(size: int) -> Lines:
    return ["*" * size if row == size // 2 else " " * (size // 2) + "*" for row in range(size)]


def _stripped(figure: Callable[..., Lines]) -> Answer:
    return lambda *given: [line.rstrip() for line in figure(*given)]


_FIGURES: Final = (
    *(_stripped(one) for row in _ROWS for one in _triangles(row)),
    *(_stripped(lambda size, box=box: box(size, size)) for box in _squares()),
    _cross,
    _plus,
)
_BOXES: Final = (
    *_squares(),
    *(lambda height, width, box=box: box(width, height) for box in _squares()),
)
_NAMES: Final = (
    "triangle, print triangle, draw triangle, right triangle, star triangle, stairs, print stairs, draw stairs, "
    "staircase, left triangle, pyramid, print pyramid, draw pyramid, star pyramid, inverted triangle, "
    "print inverted triangle, inverted pyramid, print inverted pyramid, diamond, print diamond, draw diamond, "
    "print star triangle, print right triangle, half pyramid, print star pyramid, draw staircase, print staircase, "
    "star diamond, triangle of stars"
)
_SQUARE: Final = (
    "print square, draw square, hollow square, star square, print hollow square, draw hollow square, square of stars"
)
figure = known("draws a figure of lines that grow or shrink", _NAMES, each(3, 5, 7), steep=True, drawn=True)(*_FIGURES)
figure_of_sign = known(
    "draws a figure of lines that grow or shrink", _NAMES, ((3, "*"), (5, "#"), (7, "*")), steep=True, drawn=True
)(*(lambda size, _, figure=figure: figure(size) for figure in _FIGURES))
square = known("draws a square", _SQUARE, each(3, 4, 6), steep=True, drawn=True)(
    *(_stripped(lambda size, box=box: box(size, size)) for box in _squares())
)
box = known(
    "draws a box",
    "box, print box, draw box, rectangle, print rectangle, draw rectangle, hollow rectangle, hollow box, frame, "
    "print hollow rectangle, draw frame, print frame, star box, print hollow box, draw hollow rectangle",
    ((5, 3), (4, 6), (3, 3), (7, 4)),
    steep=True,
    drawn=True,
)(*_BOXES)
box_of_sign = known(
    "draws a box",
    "box, print box, draw box, rectangle, print rectangle, draw rectangle, hollow rectangle, hollow box, frame, "
    "draw frame",
    ((5, 3, "*"), (4, 6, "#"), (3, 3, "x"), (7, 4, "*")),
    steep=True,
    drawn=True,
)(*(lambda width, height, _, box=box: box(width, height) for box in _BOXES))
