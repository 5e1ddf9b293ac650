"""Of sequences, of sums of them, and of counting in how many ways something can be done."""

import math
from itertools import accumulate, count, groupby, takewhile

from agents.trials.catalogue.arithmetic import coin_ways
from agents.trials.task import Answer, any_order, each, known


def _series(n: int, *first: int) -> list[int]:
    """The first n terms of a sequence in which each is the sum of as many before it as are given."""
    found = list(first)
    while len(found) < n:
        found.append(sum(found[-len(first) :]))
    return found[:n]


def _terms(*first: int) -> tuple[Answer, ...]:
    """What a function for such a sequence can give."""
    return (
        lambda n: _series(n + 1, *first)[n],
        lambda n: _series(n + 1, *first)[n - 1],
        lambda n: _series(n, *first),
        lambda n: _series(n + 1, *first),
    )


def _collatz_length(n: int) -> int:
    steps = 1
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def _partitions(n: int, most: int) -> int:
    return 1 if n == 0 else sum(_partitions(n - part, part) for part in range(1, min(n, most) + 1))


def _greedy(coins: list[int], amount: int) -> list[int]:
    found = []
    for coin in sorted(coins, reverse=True):
        found += [coin] * (amount // coin)
        amount %= coin
    return found


def _queens(n: int, rows: tuple[int, ...] = ()) -> int:
    if len(rows) == n:
        return 1
    return sum(
        _queens(n, (*rows, one))
        for one in range(n)
        if all(one != other and abs(one - other) != len(rows) - at for at, other in enumerate(rows))
    )


def _survivor(n: int, step: int) -> int:
    place = 0
    for size in range(2, n + 1):
        place = (place + step) % size
    return place


def _packed(weights: list[int], values: list[int], most: int) -> int:
    best = [0] * (most + 1)
    for weight, value in zip(weights, values, strict=True):
        for at in range(most, weight - 1, -1):
            best[at] = max(best[at], best[at - weight] + value)
    return best[most]


def _robbed(items: list[int]) -> int:
    before, now = 0, 0
    for one in items:
        before, now = now, max(now, before + one)
    return now


def _sums(items: list[int]) -> set[int]:
    found = {0}
    for one in items:
        found |= {one + other for other in found}
    return found


def _stairs(costs: list[int]) -> list[int]:
    """What it costs to have stood on each step."""
    found: list[int] = []
    for one in costs:
        found.append(one + (min(found[-2:]) if len(found) > 1 else 0))
    return found


def _said(n: int) -> list[str]:
    found = ["1"]
    while len(found) < n:
        found.append("".join(f"{len(list(run))}{one}" for one, run in groupby(found[-1])))
    return found[:n]


tribonacci = known(
    "gives a number that is the sum of the three before it",
    "tribonacci, trib, nth tribonacci, tribonacci number",
    each(3, 5, 8, 10),
    loose=True,
)(*_terms(0, 1, 1), *_terms(0, 0, 1), *_terms(1, 1, 2), *_terms(1, 1, 1))
lucas = known("gives a Lucas number", "lucas, lucas number, nth lucas, lucas sequence, lucas series", each(1, 2, 3, 6))(
    *_terms(2, 1)
)
catalan = known(
    "gives a Catalan number", "catalan, catalan number, nth catalan, catalan numbers", each(1, 2, 3, 5), steep=True
)(
    *(lambda n, less=less: math.comb(2 * (n - less), n - less) // (n - less + 1) for less in (0, 1)),
    *(lambda n, more=more: [math.comb(2 * one, one) // (one + 1) for one in range(n + more)] for more in (0, 1)),
)
double_factorial = known(
    "multiplies every second number down to 1", "double factorial, semifactorial", each(1, 2, 5, 6, 7)
)(lambda n: math.prod(range(n, 0, -2)))
hanoi = known(
    "counts the moves of the towers of Hanoi",
    "hanoi, tower hanoi, towers hanoi, hanoi moves, count hanoi moves, tower of hanoi, "
    "towers of hanoi, min moves hanoi, "
    "hanoi steps",
    each(1, 2, 3, 5),
)(lambda n: 2**n - 1)
climb_stairs = known(
    "counts the ways up some stairs",
    "climb stairs, climbing stairs, stair ways, ways to climb, count stairs, staircase ways, climb, "
    "climbing staircase, "
    "count stair ways, staircase, step perms",
    each(1, 2, 3, 5, 7),
)(
    lambda n: _series(n + 1, 1, 1)[n],
    lambda n: _series(n + 1, 1, 1, 2)[n],
)
pentagonal = known(
    "gives a pentagonal number", "pentagonal, pentagonal number, nth pentagonal, pentagon number", each(1, 2, 3, 5)
)(lambda n: n * (3 * n - 1) // 2, lambda n: [one * (3 * one - 1) // 2 for one in range(1, n + 1)])
hexagonal = known(
    "gives a hexagonal number", "hexagonal, hexagonal number, nth hexagonal, hexagon number", each(1, 2, 3, 5)
)(lambda n: n * (2 * n - 1), lambda n: [one * (2 * one - 1) for one in range(1, n + 1)])
sum_cubes = known(
    "adds the cubes from 1 to n", "sum cubes, sum of cubes, cube sum, sum n cubes, sum first cubes", each(1, 2, 3, 5)
)(lambda n: sum(one**3 for one in range(n + 1)), lambda n: sum(one**3 for one in range(n)))
sum_cubes_of_list = known(
    "adds the cubes of a list", "sum cubes, sum of cubes, cube sum", each([], [1], [1, 2, 3], [-2, 5])
)(lambda items: sum(one**3 for one in items))
sum_odd_to = known(
    "adds the odd numbers up to n",
    "sum odd, sum odds, sum odd numbers, odd sum, sum odd up to, sum first odd, sum first n odd",
    each(1, 2, 6, 9),
    loose=True,
)(lambda n: sum(range(1, n + 1, 2)), lambda n: sum(range(1, n, 2)), lambda n: n * n)
odds_to = known(
    "lists the odd numbers up to n",
    "odd numbers, odds, odd numbers up to, odds up to, list odds, odd up to",
    each(1, 2, 7, 10),
)(
    lambda n: list(range(1, n + 1, 2)),
    lambda n: list(range(1, n, 2)),
    lambda n: list(range(1, 2 * n, 2)),
)
square_of_sum = known(
    "squares the sum of the numbers from 1 to n", "square of sum, square sum of n, sum squared", each(1, 2, 5, 10)
)(lambda n: (n * (n + 1) // 2) ** 2)
difference_of_squares = known(
    "gives the difference of the square of the sum and the sum of the squares up to n",
    "difference of squares, sum square difference, difference squares, square difference, sum squares difference",
    each(1, 2, 5, 10),
)(
    lambda n: (n * (n + 1) // 2) ** 2 - sum(one * one for one in range(n + 1)),
    lambda n: sum(one * one for one in range(n + 1)) - (n * (n + 1) // 2) ** 2,
)
difference_of_two_squares = known(
    "gives the difference of two squares", "difference of squares, difference squares", ((3, 2), (5, 5), (1, 4))
)(
    lambda one, other: one * one - other * other,
    lambda one, other: other * other - one * one,
    lambda one, other: abs(one * one - other * other),
)
arithmetic_term = known(
    "gives a term of an arithmetic sequence",
    "nth term, arithmetic term, nth arithmetic, arithmetic nth term, nth arithmetic term, ap term, ap nth term",
    ((2, 3, 5), (1, 1, 4), (5, 2, 3)),
    loose=True,
)(*any_order(3, lambda first, step, n: first + (n - 1) * step, lambda first, step, n: first + n * step))
arithmetic_terms = known(
    "lists an arithmetic sequence",
    "arithmetic sequence, arithmetic progression, arithmetic series, arithmetic list, ap, progression",
    ((2, 3, 5), (1, 1, 4), (5, 2, 3)),
    loose=True,
)(
    *any_order(
        3,
        lambda first, step, n: [first + at * step for at in range(n)],
        lambda first, step, n: [first + at * step for at in range(n + 1)],
        lambda first, step, n: first + (n - 1) * step,
        lambda first, step, n: first + n * step,
        lambda first, step, n: sum(first + at * step for at in range(n)),
    )
)
geometric_terms = known(
    "lists a geometric sequence",
    "geometric sequence, geometric progression, geometric series, geometric list, gp",
    ((2, 3, 4), (1, 2, 5), (5, 1, 3)),
    loose=True,
    steep=True,
)(
    *any_order(
        3,
        lambda first, ratio, n: [first * ratio**at for at in range(n)],
        lambda first, ratio, n: [first * ratio**at for at in range(n + 1)],
        lambda first, ratio, n: first * ratio ** (n - 1),
        lambda first, ratio, n: first * ratio**n,
        lambda first, ratio, n: sum(first * ratio**at for at in range(n)),
    )
)
arithmetic_sum = known(
    "adds an arithmetic sequence",
    "arithmetic sum, arithmetic series sum, sum arithmetic, sum ap, sum arithmetic series, sum arithmetic progression",
    ((2, 3, 5), (1, 1, 4), (5, 2, 3)),
    loose=True,
)(*any_order(3, lambda first, step, n: sum(first + at * step for at in range(n)), lambda a, b, n: n * (a + b) / 2))
geometric_sum = known(
    "adds a geometric sequence",
    "geometric sum, geometric series sum, sum geometric, sum gp, sum geometric series, sum geometric progression",
    ((2, 3, 4), (1, 2, 5), (5, 2, 3)),
    loose=True,
    steep=True,
)(
    *any_order(
        3,
        lambda first, ratio, n: sum(first * ratio**at for at in range(n)),
        lambda first, ratio, n: sum(first * ratio**at for at in range(n + 1)),
    )
)
even_fibonacci = known(
    "adds the even Fibonacci numbers up to a limit",
    "even fibonacci, sum even fibonacci, even fibonacci sum, even fib sum, sum even fib, even fibonacci numbers, "
    "even fibs, sum even fibs",
    each(3, 10, 40, 100),
)(
    lambda n: sum(one for one in _series(20, 1, 2) if one % 2 == 0 and one <= n),
    lambda n: [one for one in _series(20, 1, 2) if one % 2 == 0 and one <= n],
    lambda n: [one for one in _series(20, 0, 1) if one % 2 == 0 and one <= n],
)
longest_collatz = known(
    "gives the number below n with the longest Collatz sequence",
    "longest collatz, longest collatz sequence, max collatz, longest collatz chain",
    each(5, 10, 16),
    loose=True,
)(
    lambda n: max(range(1, n), key=_collatz_length),
    lambda n: max(map(_collatz_length, range(1, n))),
    lambda n: max(map(_collatz_length, range(1, n))) - 1,
)
collatz_step = known("gives the next Collatz number", "collatz step, next collatz, collatz next", each(1, 2, 3, 6, 7))(
    lambda n: n // 2 if n % 2 == 0 else 3 * n + 1
)
smallest_multiple = known(
    "gives the smallest number that all from 1 to n divide",
    "smallest multiple, smallest evenly divisible, lcm up to, smallest divisible, smallest number divisible",
    each(1, 4, 6, 10),
)(lambda n: math.lcm(*range(1, n + 1)))
trailing_zeros = known(
    "counts the zeros at the end of a factorial",
    "trailing zeros, count trailing zeros, trailing zeroes, factorial trailing zeros, zeros in factorial, "
    "factorial zeros, trailing zeros factorial, factorial zeroes, count factorial zeros",
    each(5, 10, 25, 20, 100),
)(
    lambda n: sum(n // 5**power for power in range(1, 9)),
    lambda n: len(str(n)) - len(str(n).rstrip("0")),
    lambda n: (n & -n).bit_length() - 1,
)
permutation_count = known(
    "counts the ways to draw in order",
    "npr, permutations, permutation, permutation count, perm, count permutations, number of permutations",
    ((5, 2), (5, 0), (4, 4), (6, 1)),
)(math.perm)
grid_paths = known(
    "counts the ways through a grid",
    "unique paths, grid paths, count paths, lattice paths, number of paths, grid traveler, num paths, paths, ways",
    ((2, 2), (3, 3), (3, 2), (1, 4)),
    loose=True,
)(lambda m, n: math.comb(m + n - 2, m - 1), lambda m, n: math.comb(m + n, m))
square_grid_paths = known(
    "counts the ways through a square grid",
    "lattice paths, grid paths, count lattice paths, unique paths",
    each(1, 2, 3),
)(lambda n: math.comb(2 * n, n), lambda n: math.comb(2 * n - 2, n - 1))
partitions = known(
    "counts the ways to write a number as a sum",
    "count partitions, partitions, partition count, integer partitions, number of partitions, partition number",
    each(1, 2, 3, 5, 6),
    steep=True,
)(lambda n: _partitions(n, n))
queens = known(
    "counts the ways to place n queens",
    "n queens, count queens, total n queens, queens, count n queens, solve n queens, num queens",
    each(1, 4, 5, 6),
    steep=True,
)(_queens)
josephus = known(
    "gives the place that is left when every k-th goes",
    "josephus, josephus problem, josephus survivor, last survivor, find survivor, survivor",
    ((7, 3), (5, 2), (6, 4), (10, 3)),
)(*any_order(2, lambda n, step: _survivor(n, step) + 1, _survivor))
_COINS = ((11, [1, 5, 10]), (41, [1, 5, 10, 25]), (7, [1, 2, 5]), (3, [1, 2]))
count_change = known(
    "counts the ways to pay an amount",
    "count change, coin ways, count ways, ways to make change, change ways, count coin ways, "
    "num ways, coin combinations, "
    "coin change ways, number of ways, ways to change",
    _COINS,
    loose=True,
)(lambda amount, coins: coin_ways(coins, amount))
make_change = known(
    "pays an amount with coins",
    "make change, give change, greedy change, change, coins for amount, greedy coins, coin change greedy, get change, "
    "greedy coin change, count coins",
    _COINS,
    loose=True,
    unordered=True,
    steep=True,
)(
    lambda amount, coins: _greedy(coins, amount),
    lambda amount, coins: len(_greedy(coins, amount)),
    lambda amount, coins: {one: _greedy(coins, amount).count(one) for one in _greedy(coins, amount)},
    lambda amount, coins: {one: _greedy(coins, amount).count(one) for one in coins},
    lambda amount, coins: [_greedy(coins, amount).count(one) for one in coins],
    lambda amount, coins: coin_ways(coins, amount),
)
_PACKED = ([1, 3, 4, 5], [1, 4, 5, 7]), ([1, 2, 3], [6, 10, 12])
knapsack = known(
    "packs the most value",
    "knapsack, knapsack 01, zero one knapsack, knap sack, knapsack dp, knapsack01",
    ((*_PACKED[0], 7), (*_PACKED[1], 5), (*_PACKED[1], 3)),
    loose=True,
)(_packed, lambda values, weights, most: _packed(weights, values, most))
knapsack_capacity_first = known(
    "packs the most value",
    "knapsack, knapsack 01, zero one knapsack, knap sack, knapsack dp, knapsack01",
    ((7, *_PACKED[0]), (5, *_PACKED[1]), (3, *_PACKED[1])),
    loose=True,
)(
    lambda most, weights, values: _packed(weights, values, most),
    lambda most, values, weights: _packed(weights, values, most),
)
subset_sum = known(
    "tells whether some of the numbers have a sum",
    "subset sum, has subset sum, is subset sum, subset sum exists, can make sum, has subset with sum",
    (([3, 34, 4, 12, 5, 2], 9), ([3, 34, 4], 30), ([1, 2, 3], 6), ([5], 3), ([5], 5)),
)(lambda items, target: target in _sums(items))
can_partition = known(
    "tells whether a list can be cut into two parts with the same sum",
    "can partition, equal partition, is partitionable, can split equally, partition equal subset sum",
    each([1, 5, 11, 5], [1, 2, 3, 5], [2, 2], [3], [1, 1, 1]),
)(lambda items: sum(items) / 2 in _sums(items))
rob = known(
    "gives the greatest sum of values of which no two are neighbours",
    "rob, house robber, max non adjacent sum, max sum non adjacent, max loot, non adjacent sum, max non adjacent",
    each([1, 2, 3, 1], [2, 7, 9, 3, 1], [5], [2, 1, 1, 2], [4, 5]),
)(_robbed)
min_cost_stairs = known(
    "gives the least cost of climbing stairs",
    "min cost climbing stairs, min cost stairs, min cost climb",
    each([10, 15, 20], [1, 100, 1, 1, 1, 100, 1, 1, 100, 1], [3, 2]),
)(lambda costs: min(_stairs(costs)[-2:]))
look_and_say = known(
    "gives a term of the sequence 1, 11, 21, 1211",
    "look and say, count and say, look say, look and say sequence",
    each(1, 2, 3, 5),
    steep=True,
)(
    lambda n: _said(n)[n - 1],
    lambda n: _said(n + 1)[n],
    _said,
)
powers_to = known(
    "lists powers of two",
    "powers of two, powers two, power of twos, list powers of two, powers of 2",
    each(1, 3, 5),
    steep=True,
)(
    lambda n: [2**one for one in range(n)],
    lambda n: [2**one for one in range(n + 1)],
    lambda n: [2**one for one in range(1, n + 1)],
    lambda n: list(takewhile(lambda one: one <= n, (2**power for power in count()))),
    lambda n: list(takewhile(lambda one: one < n, (2**power for power in count()))),
)
squares_to = known(
    "lists the squares up to n",
    "squares, square numbers, squares up to, first squares, list squares, perfect squares, "
    "squares list, first n squares",
    each(1, 4, 10),
)(
    lambda n: [one * one for one in range(1, n + 1)],
    lambda n: [one * one for one in range(n)],
    lambda n: [one * one for one in range(n + 1)],
    lambda n: [one * one for one in range(1, n)],
    *(
        lambda n, first=first, more=more: list(
            takewhile(lambda one: one < n + more, (root * root for root in count(first)))
        )
        for first in (0, 1)
        for more in (0, 1)
    ),
)
triangular_numbers = known(
    "lists triangular numbers", "triangular numbers, triangle numbers, first triangular numbers", each(1, 3, 5)
)(
    lambda n: list(accumulate(range(1, n + 1))),
    lambda n: list(accumulate(range(n))),
    lambda n: list(accumulate(range(n + 1))),
    lambda n: n * (n + 1) // 2,
)
multiples = known(
    "lists the first multiples of a number",
    "multiples, list multiples, count by, multiples list, first multiples, multiples of",
    ((2, 5), (7, 3), (3, 10)),
    loose=True,
)(
    *any_order(
        2,
        lambda n, size: [n * one for one in range(1, size + 1)],
        lambda n, size: [n * one for one in range(size)],
        lambda n, size: [n * one for one in range(size + 1)],
        lambda n, most: list(range(n, most + 1, n)),
        lambda n, most: list(range(n, most, n)),
        lambda n, most: list(range(0, most, n)),
        lambda n, most: list(range(0, most + 1, n)),
    )
)
grains = known(
    "counts the grains on a field of a chessboard", "square grains, grains, grains on square", each(1, 2, 5)
)(lambda n: 2 ** (n - 1), lambda n: 2**n - 1)
egyptian = known(
    "multiplies by adding",
    "multiply by adding, recursive multiply, multiply recursive, russian multiply, peasant multiply, "
    "russian peasant, multiply without operator, ethiopian multiplication, slow multiply",
    ((5, 2), (4, 9), (3, 3), (1, 7)),
)(lambda one, other: one * other)
remainder = known(
    "gives the rest of a division", "modulo, mod, remainder, modulus, rest", ((7, 3), (9, 3), (2, 5), (10, 4))
)(*any_order(2, lambda one, other: one % other))
floor_division = known(
    "gives the whole part of a quotient",
    "floor division, integer division, int division, floor divide",
    ((7, 2), (9, 2)),
)(lambda one, other: one // other)
running_product = known(
    "gives the products so far",
    "cumulative product, running product, prefix product, prefix products, cumprod",
    each([1], [1, 2, 3], [4, 0, 2], [2, 5]),
)(lambda items: list(accumulate(items, lambda one, other: one * other)))
