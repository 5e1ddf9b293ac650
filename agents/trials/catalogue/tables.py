"""Of best choices and numbers of ways that a table or a recursion finds: what to pack, where to go, what to skip."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from agents.trials.catalogue.arithmetic import coin_ways
from agents.trials.task import any_order, each, known

_Grid = list[list[int]]


def _path(grid: _Grid, best: Callable[..., int], *, corners: bool = False) -> int:
    """The least or greatest sum on the way to the last cell, to the right and down alone."""
    sums: dict[tuple[int, int], int] = {}
    for i, row in enumerate(grid):
        for j, one in enumerate(row):
            before = [(i - 1, j), (i, j - 1), *([(i - 1, j - 1)] if corners else [])]
            sums[i, j] = one + best([sums[place] for place in before if place in sums], default=0)
    return sums[len(grid) - 1, len(grid[0]) - 1]


def _ways(grid: _Grid, wall: int) -> int:
    ways: dict[tuple[int, int], int] = {}
    for i, row in enumerate(grid):
        for j, one in enumerate(row):
            before = ways.get((i - 1, j), 0) + ways.get((i, j - 1), 0) + (i == j == 0)
            ways[i, j] = 0 if one == wall else before
    return ways[len(grid) - 1, len(grid[0]) - 1]


def _down(rows: _Grid, best: Callable[..., int]) -> int:
    sums = rows[-1]
    for row in rows[-2::-1]:
        sums = [one + best(pair) for one, pair in zip(row, pairwise(sums), strict=True)]
    return sums[0]


def _common(one: Sequence[str], other: Sequence[str]) -> str:
    """The longest text that both have letter by letter, with others between them."""
    row = [""] * (len(other) + 1)
    for letter in one:
        new = [""]
        for at, again in enumerate(other):
            new.append(row[at] + letter if letter == again else max(row[at + 1], new[at], key=len))
        row = new
    return row[-1]


def _common_piece(one: str, other: str) -> str:
    pieces = (one[i:j] for i in range(len(one)) for j in range(i, len(one) + 1))
    return max((piece for piece in pieces if piece in other), key=len, default="")


def _packed(items: Sequence[tuple[int, int]], most: int, *, again: bool = False) -> int:
    best = [0] * (most + 1)
    for weight, value in items:
        for room in range(weight, most + 1) if again else range(most, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[most]


def _poured(items: Sequence[tuple[int, int]], most: int) -> float:
    """The greatest value where a part of an item may be taken."""
    total = 0.0
    for weight, value in sorted(items, key=lambda one: one[1] / one[0], reverse=True):
        taken = min(weight, most)
        total += value * taken / weight
        most -= taken
    return total


def _turned(items: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(other, one) for one, other in items]


def _cut(prices: list[int], length: int) -> int:
    return _packed(list(enumerate(prices, 1)), length, again=True)


def _multiplied(sizes: list[int]) -> int:
    """The fewest products for a chain of matrices."""
    if len(sizes) < 3:  # a single matrix
        return 0
    return min(
        _multiplied(sizes[: at + 1]) + _multiplied(sizes[at:]) + sizes[0] * sizes[at] * sizes[-1]
        for at in range(1, len(sizes) - 1)
    )


def _made_of(text: str, words: list[str]) -> bool:
    made = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        made[end] = any(made[end - len(one)] for one in words if text[:end].endswith(one))
    return made[-1]


def _decoded(text: str) -> int:
    ways = [1]
    for at, one in enumerate(text):
        pair = at and 10 <= int(text[at - 1 : at + 1]) <= 26
        ways.append((ways[at] if one != "0" else 0) + (ways[at - 1] if pair else 0))
    return ways[-1]


def _jumps_through(steps: list[int]) -> bool:
    farthest = 0
    for at, one in enumerate(steps):
        if at > farthest:
            return False
        farthest = max(farthest, at + one)
    return True


def _subset_sums(items: list[int]) -> list[int]:
    sums = [0]
    for one in items:
        sums += [one + other for other in sums]
    return sums


def _within(steps: list[int], count: int) -> set[int]:
    """The places that so many jumps reach."""
    places = {0}
    for _ in range(count):
        places |= {at + far for at in places if at < len(steps) for far in range(steps[at] + 1)}
    return places


_COSTS = each(
    [[5]],
    [[1, 2], [1, 1]],
    [[1, 3, 1], [1, 5, 1], [4, 2, 1]],
    [[1, 2, 3], [4, 5, 6]],
    [[1, 1, 1, 1], [9, 9, 9, 1]],
    [[1, 9], [1, 9], [1, 1]],
)
least_path = known(
    "gives the least sum on the way through a grid",
    "min path sum, minimum path sum, min cost path, minimum cost path, cheapest path, least path sum, min path cost, "
    "least cost path, cheapest route",
    _COSTS,
)(lambda grid: _path(grid, min), lambda grid: _path(grid, min, corners=True))
greatest_path = known(
    "gives the greatest sum on the way through a grid",
    "max path sum, maximum path sum, max gold, best path sum",
    _COSTS,
    loose=True,
)(lambda grid: _path(grid, max), lambda grid: _path(grid, max, corners=True))
paths_round_walls = known(
    "counts the ways through a grid with walls",
    "unique paths with obstacles, paths with obstacles, count paths with obstacles, unique paths obstacles, "
    "grid paths with obstacles, count paths obstacles, unique paths",
    each(
        [[0]],
        [[0, 0], [0, 0]],
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        [[0, 1], [0, 0]],
        [[0, 0, 0, 0], [0, 0, 1, 0]],
        [[0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]],
    ),
    unless=r"'[#xo*.@w]'",
)(lambda grid: _ways(grid, 1), lambda grid: _ways(grid, 0))
_ROWS = each([[5]], [[1], [2, 3]], [[2], [3, 4], [6, 5, 7], [4, 1, 8, 3]], [[1], [5, 2], [1, 9, 3]])
least_way_down = known(
    "gives the least sum from the top of a triangle to its bottom",
    "minimum total, triangle min path, min triangle path, triangle minimum path, min path triangle, "
    "minimum triangle path, triangle min sum",
    _ROWS,
    loose=True,
)(lambda rows: _down(rows, min))
greatest_way_down = known(
    "gives the greatest sum from the top of a triangle to its bottom",
    "maximum total, triangle max path, max triangle path, triangle maximum path, max path triangle, "
    "maximum path sum triangle, max triangle sum, longest slide down",
    _ROWS,
    loose=True,
)(lambda rows: _down(rows, max))
_PAIRS = (
    ("aa", "a"),
    ("abc", "abc"),
    ("abc", "xyz"),
    ("abcde", "ace"),
    ("xayb", "acb"),
    ("banana", "an"),
    ("stone", "longest"),
    ("ace", "abcde"),
)
common_letters = known(
    "gives the longest common subsequence",
    "longest common subsequence, lcs length, common subsequence, longest common subsequence length, "
    "length longest common subsequence, lcs dp",
    _PAIRS,
)(lambda one, other: len(_common(one, other)), _common)
common_piece = known(
    "gives the longest part that two texts share",
    "longest common substring, common substring, longest shared substring, longest common part, "
    "longest common substring length",
    (("abc", "abc"), ("abc", "xyz"), ("abcdx", "abxcdx"), ("banana", "anab"), ("stone", "longest"), ("xab", "abx")),
)(lambda one, other: len(_common_piece(one, other)), _common_piece)
palindrome_letters = known(
    "gives the length of the longest subsequence that reads the same backwards",
    "longest palindromic subsequence, longest palindrome subsequence",
    each("a", "ab", "bbbab", "cbbd", "character", "abca"),
    loose=True,
)(lambda text: len(_common(text, text[::-1])))
_ITEMS = ([(1, 1), (3, 4), (4, 5), (5, 7)], 7), ([(1, 6), (2, 10), (3, 12)], 5), ([(2, 3), (3, 4)], 4), ([(4, 9)], 8)
packed_once = known(
    "packs the most value, each item once at most",
    "knapsack, knapsack 01, zero one knapsack, knap sack, knapsack dp, knapsack01",
    _ITEMS,
)(_packed, lambda items, most: _packed(_turned(items), most))
packed = known(
    "packs the most value",
    "unbounded knapsack, fractional knapsack",
    _ITEMS,
    loose=True,
)(
    *(
        lambda items, most, pack=pack, turn=turn: pack(turn(items), most)
        for turn in (list, _turned)
        for pack in (_packed, lambda items, most: _packed(items, most, again=True), _poured)
    )
)
cut_rod = known(
    "gives the best price for the pieces of a rod",
    "rod cutting, cut rod, rod cut, best cut, max rod price",
    (([1, 5, 8, 9], 4), ([2, 5, 7, 8], 3), ([3], 1), ([1, 5, 8, 9, 10, 17, 17, 20], 8), ([3, 5, 8, 9], 4)),
)(_cut, lambda prices, length: _cut([*prices[1:], 0], length))
chain_of_matrices = known(
    "gives the fewest products for a chain of matrices",
    "matrix chain, matrix chain order, matrix chain multiplication, min multiplications, mcm, matrix chain cost",
    each([10, 20, 30], [10, 30, 5, 60], [40, 20, 30, 10, 30], [1, 2, 3, 4], [5, 4, 6, 2, 7]),
)(_multiplied)
made_of_words = known(
    "tells whether a text can be cut into words",
    "word break, can segment, can break, is breakable, breakable, can be segmented, word breakable, can word break",
    (
        ("leetcode", ["leet", "code"]),
        ("teapot", ["tea", "pot"]),
        ("teapots", ["tea", "pot"]),
        ("cars", ["car", "ca", "rs"]),
        ("catsandog", ["cats", "dog", "sand", "and", "cat"]),
        ("a", ["b"]),
    ),
)(_made_of)
decodings = known(
    "counts the ways to read digits as letters",
    "num decodings, decode ways, count decodings, decodings, number of decodings, ways to decode",
    each("12", "226", "10", "27", "2101", "26", "1110", "7"),
)(_decoded)
jumps_through = known(
    "tells whether the last place can be reached",
    "can jump, can reach end, jump game, can reach last, can reach the end",
    each([2, 3, 1, 1, 4], [3, 2, 1, 0, 4], [0], [2, 0, 0], [1, 0, 1], [4, 1, 0, 0, 2, 0]),
    loose=True,
)(_jumps_through)
halves_alike = known(
    "tells whether a list can be cut into two parts with the same sum",
    "can partition, equal partition, is partitionable, can split equally, partition equal subset sum, fair share, "
    "can share equally, can split fairly, can balance",
    each([1, 5, 11, 5], [1, 2, 3, 5], [2, 2], [3], [1, 1, 1], [2, 6], [1, 2, 5], [3, 3, 3, 4, 5]),
)(
    lambda items: sum(items) / 2 in _subset_sums(items),
    lambda items: any(sum(items[:at]) == sum(items[at:]) for at in range(len(items))),
)
some_make = known(
    "tells whether some of the numbers have a sum",
    "subset sum, has subset sum, is subset sum, subset sum exists, can make sum, has subset with sum, can sum subset",
    (
        ([3, 34, 4, 12, 5, 2], 9),
        ([3, 34, 4], 30),
        ([1, 2, 3], 6),
        ([5], 3),
        ([5], 5),
        ([5, 7], 10),
        ([3], 9),
        ([1, 6, 2], 7),
        ([4, 2], 4),
    ),
)(lambda items, target: target in _subset_sums(items))
subsets_with_sum = known(
    "counts the subsets with a sum",
    "count subsets, count subset sums, count subsets with sum, num subsets, subset count, number of subsets",
    (([1, 2, 3], 3), ([1, 1, 1], 2), ([5], 5), ([5], 4), ([2, 4, 6, 10], 16)),
    loose=True,
)(lambda items, target: _subset_sums(items).count(target))
ways_to_pay = known(
    "counts the ways to pay an amount, whatever the order of the coins",
    "ways to pay, count ways to pay, ways to make amount",
    ((11, [1, 5, 10]), (7, [1, 2, 5]), (3, [1, 2]), (4, [2, 3]), (5, [5]), (6, [1, 3, 4])),
)(lambda amount, coins: coin_ways(coins, amount))
counted_paths = known(
    "counts the ways through a grid",
    "count lattice, lattice, lattice count, count grid paths, robot paths, count routes",
    ((2, 2), (3, 3), (3, 2), (1, 4), (2, 5)),
)(lambda rows, columns: math.comb(rows + columns - 2, rows - 1), lambda rows, columns: math.comb(rows + columns, rows))
fewest_jumps = known(
    "gives the fewest jumps to the last place",
    "min jumps, fewest jumps, minimum jumps, jump count, min number of jumps",
    each([2, 3, 1, 1, 4], [1, 1, 1], [3, 1, 1, 1], [2, 1], [1, 3, 1, 1, 1]),
)(lambda steps: next(count for count in range(len(steps)) if len(steps) - 1 in _within(steps, count)))


pascal_next = known(
    "gives the row of Pascal's triangle behind another",
    "next pascal row, pascal next, pascal next row, next row pascal",
    each([1], [1, 1], [1, 2, 1], [1, 3, 3, 1]),
)(lambda row: [one + other for one, other in zip([0, *row], [*row, 0], strict=True)])
pascal_place = known(
    "gives a number of Pascal's triangle",
    "pascal, pascal value, pascal element, pascal number, pascals triangle",
    ((4, 2), (5, 1), (3, 3), (6, 2)),
)(*any_order(2, math.comb, lambda row, place: math.comb(row - 1, place - 1)))
