"""Of what is listed by trying: orders, choices, codes, moves; and of the last one in a circle."""

import math
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, permutations, product
from typing import Any

from agents.trials.task import any_order, each, known

_KEYS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}


def _brackets(n: int) -> list[str]:
    def closed(text: str) -> bool:
        heights = [text[:at].count("(") - text[:at].count(")") for at in range(len(text) + 1)]
        return heights[-1] == 0 and min(heights) == 0

    return [text for text in map("".join, product("()", repeat=2 * n)) if closed(text)]


def _gray(n: int) -> list[int]:
    return [one ^ one >> 1 for one in range(2**n)]


def _moved(n: int, first: str, last: str, other: str) -> list[tuple[int, str, str]]:
    """Disk, from and to of each move."""
    if n == 0:
        return []
    return [*_moved(n - 1, first, other, last), (n, first, last), *_moved(n - 1, other, last, first)]


def _left(people: list[Any], step: int) -> list[Any]:
    """In which order all leave a circle of which every so-many-th goes."""
    circle, at, gone = list(people), 0, []
    while circle:
        at = (at + step - 1) % len(circle)
        gone.append(circle.pop(at))
    return gone


def _adding_to(items: list[int], target: int) -> list[list[int]]:
    """The choices with a sum, in which an item may come again."""
    sizes = range(1, target // min(items) + 1)
    chosen = (some for size in sizes for some in combinations_with_replacement(items, size))
    return [list(some) for some in chosen if sum(some) == target]


def _chosen(items: Any, size: int) -> list[list[Any]]:
    return [list(one) for one in combinations(items, size)]


def _filled(grid: list[list[int]], row: int, column: int, new: int, old: int) -> list[list[int]]:
    waiting = [(row, column)]
    while waiting:
        i, j = waiting.pop()
        if 0 <= i < len(grid) and 0 <= j < len(grid[0]) and grid[i][j] == old != new:
            grid[i][j] = new
            waiting += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
    return grid


choices = known(
    "lists the choices of so many things",
    "combinations, combos, choose, combine, all combinations, k combinations, combinations of k, subsets of size, "
    "k subsets, combination, choose k",
    (([1, 2, 3], 2), ([1, 2, 3, 4], 3), ([1, 2], 1), ([1, 2, 3, 4], 2), ([1, 2, 3], 3)),
    unordered=True,
    steep=True,
    loose=True,
)(
    _chosen,
    lambda items, size: [items[at : at + size] for at in range(0, len(items), size)],
    lambda items, size: list(permutations(items, size)),
    lambda items, size: list(combinations_with_replacement(items, size)),
    lambda items, size: list(product(items, repeat=size)),
)
choices_to = known(
    "lists the choices of so many of the numbers from 1 to n",
    "combine, combinations, combination, k combinations",
    ((4, 2), (3, 2), (2, 1), (3, 3)),
    unordered=True,
    steep=True,
    loose=True,
)(
    lambda n, size: _chosen(range(1, n + 1), size),
    lambda n, size: _chosen(range(n), size),
)
choices_with_sum = known(
    "lists the choices with a sum",
    "combination sum, combinations sum, combination sums, sum combinations",
    (([2, 3, 6, 7], 7), ([2, 3, 5], 8), ([2], 4), ([1, 2, 3], 4)),
    unordered=True,
    steep=True,
)(
    _adding_to,
    lambda items, target: [
        list(some) for size in range(1, len(items) + 1) for some in combinations(items, size) if sum(some) == target
    ],
)
brackets = known(
    "lists the balanced texts of brackets",
    "generate parenthesis, generate parentheses, parentheses, brackets, parens, well formed parentheses, "
    "balanced parentheses, balanced brackets, generate brackets, valid parentheses, parenthesis",
    each(1, 2, 3),
    unordered=True,
    steep=True,
)(_brackets, lambda n: len(_brackets(n)))
phone_texts = known(
    "lists what the digits of a phone can spell",
    "letter combinations, phone letters, phone words, phone combinations, keypad combinations, phone mnemonics",
    each("2", "23", "79", "234"),
    unordered=True,
    steep=True,
    loose=True,
)(lambda digits: list(map("".join, product(*map(_KEYS.__getitem__, digits)))))
gray_codes = known(
    "gives Gray codes",
    "gray code, gray codes, generate gray code, to gray, binary to gray, int to gray, gray encode, gray sequence",
    each(1, 2, 3, 4),
    steep=True,
)(
    lambda n: [f"{one:0{n}b}" for one in _gray(n)],
    _gray,
    lambda n: n ^ n >> 1,
    lambda n: f"{n ^ n >> 1:b}",
    lambda n: f"0b{n ^ n >> 1:b}",
)
bit_texts = known(
    "lists the texts of so many bits",
    "binary strings, bit strings, all binary strings, gen binary, binary words, bitstrings, generate bits, "
    "all bit strings, binary numbers of length",
    each(1, 2, 3),
    unordered=True,
    steep=True,
)(
    lambda n: list(map("".join, product("01", repeat=n))),
    lambda n: [text for text in map("".join, product("01", repeat=n)) if "11" not in text],
    lambda n: list(product((0, 1), repeat=n)),
    lambda n: 2**n,
    lambda n: [f"{one:b}" for one in range(1, n + 1)],
)
bit_texts_without_pairs = known(
    "lists the texts of so many bits without two ones side by side",
    "no consecutive ones, no two ones, no adjacent ones, without consecutive ones, no consecutive 1s",
    each(1, 2, 3, 4),
    unordered=True,
    steep=True,
)(
    lambda n: [text for text in map("".join, product("01", repeat=n)) if "11" not in text],
    lambda n: sum("11" not in text for text in map("".join, product("01", repeat=n))),
)
moves_of_hanoi = known(
    "lists the moves of the towers of Hanoi",
    "hanoi, tower of hanoi, towers of hanoi, hanoi moves, solve hanoi, move tower, move disks, tower hanoi, "
    "hanoi solver, move stack",
    ((1, "A", "B", "C"), (2, "A", "B", "C"), (3, "A", "B", "C"), (2, "X", "Y", "Z")),
    steep=True,
)(
    *(
        form
        for turn in (_moved, lambda n, first, other, last: _moved(n, first, last, other))
        for form in (
            lambda *given, turn=turn: [(one, other) for _, one, other in turn(*given)],
            turn,
            lambda *given, turn=turn: [f"{one} -> {other}" for _, one, other in turn(*given)],
            lambda *given, turn=turn: [f"{one}->{other}" for _, one, other in turn(*given)],
            lambda *given, turn=turn: [(one, disk, other) for disk, one, other in turn(*given)],
            lambda *given, turn=turn: [(one, other, disk) for disk, one, other in turn(*given)],
            lambda *given, turn=turn: [(disk - 1, one, other) for disk, one, other in turn(*given)],
        )
    ),
    lambda n, *_: 2**n - 1,
)
last_of_names = known(
    "gives the one who is left when every k-th leaves a circle",
    "josephus, last survivor, survivor, last standing, hot potato, last person, last one standing, counting out",
    ((["a", "b", "c", "d", "e"], 2), (["a", "b", "c", "d"], 3), (["x", "y", "z"], 1), (["a", "b", "c", "d", "e"], 4)),
    loose=True,
)(
    lambda names, step: _left(names, step)[-1],
    lambda names, step: _left(names, step + 1)[-1],
    _left,
    lambda names, step: _left(names, step)[:-1],
)
left_by_each = known(
    "gives the one who is left when every k-th leaves a circle",
    "josephus order, elimination order, eliminate",
    ((["a", "b", "c", "d", "e"], 2), (["a", "b", "c", "d"], 3), (["x", "y", "z"], 2), (["a", "b", "c", "d", "e"], 4)),
)(lambda names, step: _left(names, step)[-1], _left, lambda names, step: _left(names, step)[:-1])
left_of_numbers = known(
    "tells in which order all leave a circle of which every k-th goes",
    "josephus order, elimination order, eliminate, josephus permutation, josephus sequence",
    ((7, 3), (5, 2), (6, 4), (10, 3)),
)(
    *any_order(
        2,
        lambda n, step: _left(list(range(1, n + 1)), step),
        lambda n, step: _left(list(range(n)), step),
        lambda n, step: _left(list(range(1, n + 1)), step)[-1],
        lambda n, step: _left(list(range(n)), step)[-1],
        lambda n, step: _left(list(range(1, n + 1)), step)[:-1],
    )
)
lowest_terms = known(
    "reduces a fraction",
    "reduce fraction, simplify fraction, lowest terms, reduce to lowest terms, simplify, reduce, reduced fraction, "
    "fraction lowest terms",
    ((6, 8), (3, 4), (10, 5), (12, 18), (100, 75), (7, 7), (8, 24)),
    loose=True,
)(
    lambda top, bottom: (top // math.gcd(top, bottom), bottom // math.gcd(top, bottom)),
    lambda top, bottom: f"{top // math.gcd(top, bottom)}/{bottom // math.gcd(top, bottom)}",
    lambda top, bottom: str(Fraction(top, bottom)),
)
common_divisor_of_list = known(
    "gives the greatest common divisor of a list",
    "gcd list, gcd of list, gcd all, gcd many, list gcd, gcd of numbers, gcd, greatest common divisor",
    each([12, 18], [7, 5], [8, 4, 12], [9], [100, 75, 50], [6, 9, 4]),
)(lambda items: math.gcd(*items))
common_multiple_of_list = known(
    "gives the least common multiple of a list",
    "lcm list, lcm of list, lcm all, lcm many, list lcm, lcm of numbers, lcm, least common multiple",
    each([4, 6], [7, 5], [2, 4, 8], [9], [3, 4, 6], [2, 3, 5]),
)(lambda items: math.lcm(*items))
_PICTURES = (
    ([[1, 1, 0], [1, 0, 0], [2, 1, 1]], 0, 0, 5),
    ([[0, 0], [0, 1]], 0, 0, 7),
    ([[3, 1, 3], [3, 1, 3], [3, 3, 3]], 0, 0, 2),
    ([[1, 0, 1], [0, 0, 0], [1, 0, 1]], 1, 1, 4),
)
flood_fill = known(
    "fills an area of a grid",
    "flood fill, paint fill, bucket fill, flood, paint bucket, fill area, fill region",
    _PICTURES,
    in_place=True,
    loose=True,
)(
    lambda grid, row, column, new: _filled(grid, row, column, new, grid[row][column]),
)
flood_fill_of = known(
    "fills an area of a grid",
    "flood fill, paint fill, bucket fill, flood, paint bucket, fill area, fill region",
    tuple((grid, row, column, grid[row][column], new) for grid, row, column, new in _PICTURES),
    in_place=True,
    loose=True,
)(
    lambda grid, row, column, old, new: _filled(grid, row, column, new, old),
    _filled,
)
