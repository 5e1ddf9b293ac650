"""Of lists: sums and extremes, filters, order, and lists of lists."""

import math
from collections import Counter
from itertools import accumulate, pairwise
from statistics import median as true_median
from typing import Any

from agents.trials.task import each, known

_MIXED = each([3, 1, 2], [5], [4, 4, 1], [-2, -7, -1], [10, 20, 30, 40], [0, 9, 0, 8])
_PLAIN = each([1, 2, 3, 4, 5, 6], [7], [2, 2], [9, 8, 7, 4], [1, 3, 4], [-2, 5, -3])
_COUNTED = each([], [1, 2, 3, 4, 5, 6], [7], [2, 2, 2], [9, 8, 7, 4], [-2, 5, -3, 0])
_REPEATS = each([], [1], [1, 1], [1, 2, 1, 3, 2], [3, 1, 2], [5, 5, 5, 5])


def _unique(items: list[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _rotated(items: list[Any], steps: int) -> list[Any]:
    at = steps % len(items) if items else 0
    return items[at:] + items[:at]


def _flat(items: list[Any]) -> list[Any]:
    return [one for part in items for one in (_flat(part) if isinstance(part, list) else [part])]


def _chunks(items: list[Any], size: int) -> list[list[Any]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def _runs(items: list[Any]) -> list[tuple[Any, list[Any]]]:
    found: list[tuple[Any, list[Any]]] = []
    for one in items:
        if found and found[-1][0] == one:
            found[-1][1].append(one)
        else:
            found.append((one, [one]))
    return found


def _lis(items: list[int]) -> int:
    best: list[int] = []
    for at, one in enumerate(items):
        best.append(1 + max((best[before] for before in range(at) if items[before] < one), default=0))
    return max(best)


total = known(
    "adds up a list",
    "sum, total, sum list, list sum, add all, sum all, sum numbers, add numbers, sum array, add list, sum "
    "recursive, recursive sum, my sum, add, addup, array sum, total sum, sum up",
    each([], [1], [1, 2, 3], [-5, 5, 2], [10, 20, 30, 40]),
)(sum)
product = known(
    "multiplies the numbers of a list",
    "product, product list, multiply all, multiply list, list product, multiply, product numbers",
    each([3], [1, 2, 3], [-5, 5, 2], [4, 0], [10, 20]),
)(math.prod)
mean = known(
    "gives the mean of a list",
    "average, mean, average list, avg, average score, average grade, class average, average of list, list "
    "average, average scores, average grades, average marks, average age, average price, average "
    "temperature, average temp, average rating, average temperatures",
    each([3], [1, 2], [1, 2, 3], [10, 20, 30, 40], [5, 5, 8, 8]),
)(lambda numbers: sum(numbers) / len(numbers))
median = known(
    "gives the median", "median, find median", each([3], [1, 2], [3, 1, 2], [9, 1, 5, 3], [10, 2, 30, 4, 50])
)(true_median)
mode = known(
    "gives the most frequent value",
    "mode, most common, most frequent, most common element, most frequent element, most frequent number, "
    "most common number, majority, majority element",
    each([3], [1, 2, 2], [3, 1, 3, 3], [5, 4, 4, 5, 4]),
)(
    lambda items: Counter(items).most_common(1)[0][0],
    lambda items: [Counter(items).most_common(1)[0][0]],
    lambda items: Counter(items).most_common(1)[0],
    lambda items: Counter(items).most_common(1),
)
largest = known(
    "gives the largest number of a list",
    "max, maximum, largest, biggest, max list, max number, highest, my max, max value, maximum value, max "
    "element, greatest, largest number, highest score, max in list, best score, highest temperature, list "
    "max, recursive max, max recursive, top score, highest grade, biggest number, best, top, oldest, "
    "tallest, hottest, longest",
    _MIXED,
    unless=r"\b(?:dice|throw|hand|cards)\b",
)(max)
smallest = known(
    "gives the smallest number of a list",
    "min, minimum, smallest, lowest, min list, min number, min value, minimum value, min element, least, "
    "smallest number, lowest score, my min, cheapest, list min, worst, youngest, coldest, shortest",
    _MIXED,
)(min)
extremes = known("gives the smallest and the largest number", "min max, extremes, min and max", _MIXED)(
    lambda items: (min(items), max(items)), lambda items: (max(items), min(items))
)
second_largest = known(
    "gives the second largest number",
    "second largest, second max, second highest, second biggest, runner up, second greatest, second "
    "largest number, second maximum, second best",
    each([1, 2], [3, 1, 2], [10, 20, 30, 40], [9, 1, 8], [-3, -1, -2], [4, 6, 5, 7]),
)(lambda items: sorted(items)[-2])
second_smallest = known(
    "gives the second smallest number",
    "second smallest, second lowest, second min",
    each([1, 2], [3, 1, 2], [10, 20, 30, 40], [9, 1, 8], [-3, -1, -2]),
)(lambda items: sorted(items)[1])
spread = known(
    "gives the difference of the largest and the smallest number",
    "spread, range list, list range, max difference, value range, data range, difference max min, max min "
    "difference, temperature range, range, range of, statistical range, sample range, stat range",
    _MIXED,
    loose=True,
)(lambda items: max(items) - min(items), lambda items: (min(items), max(items)))
index_of_max = known(
    "gives the place of the largest number",
    "argmax, index of max, index max, max index, index largest, position max, index of largest",
    _MIXED,
)(lambda items: items.index(max(items)))
index_of_min = known(
    "gives the place of the smallest number",
    "argmin, index of min, index min, min index, index smallest",
    _MIXED,
    loose=True,
)(lambda items: items.index(min(items)))
count_evens = known(
    "counts the even numbers", "count even, count evens, count even numbers, num evens, even count", _COUNTED
)(lambda items: sum(one % 2 == 0 for one in items))
count_odds = known("counts the odd numbers", "count odd, count odds, count odd numbers, odd count", _COUNTED)(
    lambda items: sum(one % 2 for one in items)
)
sum_evens = known(
    "adds the even numbers",
    "sum even, sum evens, sum even numbers, even sum, total even, add even, add evens",
    _COUNTED,
)(lambda items: sum(one for one in items if one % 2 == 0))
sum_odds = known("adds the odd numbers", "sum odd, sum odds, sum odd numbers, odd sum", _COUNTED)(
    lambda items: sum(one for one in items if one % 2)
)
evens = known(
    "keeps the even numbers",
    "even, evens, even numbers, filter even, filter evens, only even, only evens, keep even, keep evens, "
    "even only, extract even, select even, filter even numbers, evens only",
    _COUNTED,
)(lambda items: [one for one in items if one % 2 == 0])
odds = known(
    "keeps the odd numbers",
    "odd, odds, odd numbers, filter odd, filter odds, only odd, keep odd, odds only, only odds, remove "
    "evens, remove even, remove even numbers",
    _COUNTED,
    in_place=True,
)(lambda items: [one for one in items if one % 2])
remove_odds = known("removes the odd numbers", "remove odd, remove odds, remove odd numbers", _COUNTED, in_place=True)(
    lambda items: [one for one in items if one % 2 == 0]
)
positives = known(
    "keeps the positive numbers",
    "positives, positive, filter positive, only positive, keep positive, positive numbers, filter "
    "positives, keep positives, positives only",
    _PLAIN,
)(lambda items: [one for one in items if one > 0])
remove_negatives = known(
    "removes the negative numbers",
    "remove negative, remove negatives, remove negative numbers, drop negatives",
    each([], [1, -2], [-1, -2, 3], [-1, -2, -3], [4, 0, -1]),
    in_place=True,
)(lambda items: [one for one in items if one >= 0])
count_positives = known(
    "counts the positive numbers", "count positive, count positives, count positive numbers", _COUNTED
)(lambda items: sum(one > 0 for one in items))
count_negatives = known(
    "counts the negative numbers", "count negative, count negatives, count negative numbers", _COUNTED
)(lambda items: sum(one < 0 for one in items))
sum_positives = known(
    "adds the positive numbers", "sum positive, sum positives, sum positive numbers, positive sum", _COUNTED
)(lambda items: sum(one for one in items if one > 0))
squares = known(
    "squares every number",
    "squares, square all, square list, square numbers, square, square each, squared",
    _COUNTED,
    in_place=True,
)(lambda items: [one * one for one in items])
doubles = known(
    "doubles every number",
    "double, double all, double list, double numbers, double each, double values",
    _COUNTED,
    in_place=True,
)(lambda items: [one * 2 for one in items])
sum_of_squares = known("adds the squares", "sum squares, sum of squares, square sum", _COUNTED)(
    lambda items: sum(one * one for one in items)
)
reverse_list = known(
    "reverses a list",
    "reverse, reverse list, reversed list, list reverse, reverse array, reverse in place, reverse "
    "recursive, reversed, reverse place, flip",
    each([], [1], [1, 2], [1, 2, 3], [4, 3, 2, 1, 0]),
    in_place=True,
)(lambda items: items[::-1])
unique = known(
    "keeps each value once",
    "unique, remove duplicates, dedupe, deduplicate, unique list, distinct, unique values, unique "
    "elements, remove duplicate, remove dups, no duplicates, uniq, drop duplicates, remove extras, unique "
    "items",
    _REPEATS,
    in_place=True,
    unordered=True,
)(_unique, lambda items: sorted(set(items)), set, lambda items: [one for one in items if items.count(one) == 1])
has_duplicates = known(
    "tells whether a value comes twice",
    "has duplicates, contains duplicate, contains duplicates, has duplicate, duplicates, is duplicate, any duplicates",
    _REPEATS,
)(lambda items: len(set(items)) < len(items))
all_unique = known(
    "tells whether all values differ",
    "is unique, all unique, all different, are all unique, all distinct, are unique",
    _REPEATS,
)(lambda items: len(set(items)) == len(items))
duplicates = known(
    "lists the values that come twice",
    "duplicates, find duplicates, list duplicates",
    each([1], [1, 1], [1, 2, 1, 3, 2], [3, 1, 2]),
    unordered=True,
)(
    lambda items: [one for one in _unique(items) if items.count(one) > 1],
    lambda items: {one for one in items if items.count(one) > 1},
)
count_unique = known(
    "counts the different values", "count unique, count distinct, num unique, number of unique, unique count", _REPEATS
)(lambda items: len(set(items)), lambda items: sum(items.count(one) == 1 for one in items))
frequencies = known(
    "counts how often each value comes",
    "frequencies, frequency, count frequencies, count items, counts, count elements, tally, count "
    "frequency, histogram, count occurrences, count, frequency count, count each, count votes, "
    "occurrences, count all, item counts",
    each(["a"], ["a", "b", "a"], ["x", "x", "x"], ["b", "a", "c", "b"]),
)(Counter)
count_of = known(
    "counts how often a value comes",
    "count, count occurrences, occurrences, count value, count item, count in list, count of, count "
    "number, count element, count target",
    (([], 1), ([1, 2, 1], 1), ([1, 2, 3], 4), ([5, 5, 5], 5), ([2, 3, 3], 3)),
)(lambda items, one: items.count(one))
contains = known(
    "tells whether a list has a value",
    "contains, in list, is in list, is in, has, exists, is present, member, includes, is member, has "
    "value, has item, list contains, search, is element, linear search, item in list, find",
    (([1, 2, 3], 2), ([1, 2, 3], 1), ([1, 2, 3], 3), ([1, 2, 3], 9), ([], 1)),
)(lambda items, one: one in items)
first = known("gives the first value", "first, first element, head, first item", each([1], [2, 1], [3, 4, 5]))(
    lambda items: items[0]
)
last = known("gives the last value", "last, last element, last item, tail element", each([1], [2, 1], [3, 4, 5]))(
    lambda items: items[-1]
)
middle = known(
    "gives the middle value", "middle, middle element, mid element, middle item", each([1], [2, 1, 7], [3, 4, 5, 6, 9])
)(lambda items: items[len(items) // 2])
every_second = known(
    "takes every second value",
    "every second, every other, every other element, alternate, skip every other",
    each([1], [1, 2], [1, 2, 3, 4, 5]),
)(lambda items: items[::2], lambda items: items[1::2])
first_n = known(
    "takes the first n values", "first, take, first n, take first", (([1, 2, 3], 2), ([1, 2, 3], 0), ([1, 2, 3], 3))
)(lambda items, n: items[:n])
last_n = known("takes the last n values", "last, last n, take last", (([1, 2, 3], 2), ([1, 2, 3], 1), ([1, 2, 3], 3)))(
    lambda items, n: items[-n:]
)
top_n = known(
    "gives the n largest values",
    "top, top n, n largest, largest n, top k, k largest",
    (([3, 1, 2], 2), ([5, 9, 7, 8], 3), ([4], 1)),
)(lambda items, n: sorted(items, reverse=True)[:n], lambda items, n: sorted(items)[-n:])
kth = known(
    "gives the k-th largest or smallest value",
    "kth, kth largest, kth smallest, find kth largest",
    (([3, 1, 2], 2), ([5, 9, 7, 8], 1), ([5, 9, 7, 8], 3)),
)(lambda items, k: sorted(items)[k], lambda items, k: sorted(items)[k - 1], lambda items, k: sorted(items)[-k])
remove_all = known(
    "removes a value",
    "remove all, remove, remove value, remove item, remove element, remove occurrences, filter out, "
    "remove all occurrences",
    (([1, 2, 1], 1), ([1, 1, 2], 1), ([3], 3), ([4, 5], 6), ([2, 2, 2], 2)),
    in_place=True,
    loose=True,
)(lambda items, one: [other for other in items if other != one])
rotate = known(
    "rotates a list",
    "rotate, rotate list, rotate left, rotate right, shift list, rotate array, cycle list, left rotate, right rotate",
    (([1, 2, 3, 4], 1), ([1, 2, 3, 4], 3), ([1, 2, 3], 0)),
    in_place=True,
)(_rotated, lambda items, steps: _rotated(items, -steps))
flatten = known(
    "flattens lists in lists",
    "flatten, flatten list, flat, unnest",
    each([], [[1]], [[1, 2], [3]], [[], [4, 5], []]),
    unless=r"(?:except|but|skip\w*|ignor\w*|without|drop\w*|remov\w*|not|no) (?:for |the |any |all )*(?:none|null)",
)(_flat)
flatten_deep = known(
    "flattens lists in lists",
    "deep flatten, flatten deep, flatten nested, flatten recursive, flatten nested list",
    each([], [1], [1, [2, [3]]], [[[4]], 5]),
)(_flat)
nested_sum = known(
    "adds up lists in lists",
    "nested sum, deep sum, sum nested, recursive list sum, sum nested list",
    each([], [1], [1, [2, [3]]], [[[4]], 5]),
)(lambda items: sum(_flat(items)))
chunk = known(
    "cuts a list into pieces",
    "chunk, chunks, split list, chunk list, batches, batch, split into chunks, split chunks",
    (([1, 2, 3, 4], 2), ([1, 2, 3, 4, 5], 2), ([1], 3), ([1, 2, 3], 1)),
)(_chunks)
merge_sorted = known(
    "merges two sorted lists",
    "merge, merge sorted, merge lists, merge two sorted, merge sorted lists, merge two sorted lists, "
    "merge two lists, merge arrays",
    (([1, 3], [2, 4]), ([], [1, 2]), ([1, 2], []), ([1, 2, 3], [4]), ([5, 6], [1]), ([1, 1], [1])),
)(lambda one, other: sorted(one + other), lambda one, other: one + other)
intersection = known(
    "gives what two lists share",
    "intersection, common, common elements, intersect, in both, common items, list intersection, "
    "find common, shared items",
    (([1, 2, 3], [2, 3, 4]), ([1], [2]), ([5, 6], [6, 5]), ([], [1])),
    unordered=True,
    unless="sorted",
)(
    lambda one, other: [each_ for each_ in one if each_ in other],
    lambda one, other: set(one) & set(other),
    lambda one, other: bool(set(one) & set(other)),
)
union = known(
    "gives what is in one of two lists",
    "union, combine unique, merge unique",
    (([1, 2], [2, 3]), ([], [1]), ([4], [])),
    unordered=True,
)(lambda one, other: _unique(one + other), lambda one, other: set(one) | set(other))
difference = known(
    "gives what is only in the first list",
    "difference, list difference, diff, missing items, only in first",
    (([1, 2, 3], [2]), ([1], []), ([4, 5], [5, 4])),
    unordered=True,
)(
    lambda one, other: [each_ for each_ in one if each_ not in other],
    lambda one, other: set(one) - set(other),
    lambda one, other: set(one) ^ set(other),
    lambda one, other: [each_ for each_ in other if each_ not in one],
)
running_total = known(
    "gives the running totals",
    "running total, running totals, cumulative sum, prefix sum, prefix sums, running sum, cumsum, "
    "cumulative, accumulate, partial sums",
    each([], [1], [1, 2, 3], [5, -5, 2]),
    in_place=True,
)(lambda items: list(accumulate(items)), lambda items: [0, *accumulate(items)])
running_max = known(
    "gives the greatest value so far",
    "running max, cumulative max, running maximum",
    each([1], [1, 3, 2], [5, -5, 7], [-3, -4]),
)(lambda items: list(accumulate(items, max)))
differences = known(
    "gives the steps between neighbours", "differences, deltas, diffs, gaps", each([1], [1, 3, 2], [5, 5, 7])
)(
    lambda items: [b - a for a, b in pairwise(items)],
    lambda items: [abs(b - a) for a, b in pairwise(items)],
    lambda items: [a - b for a, b in pairwise(items)],
)
all_positive = known(
    "tells whether all numbers are positive",
    "all positive, are all positive, is all positive",
    each([1], [1, 2, 3], [1, -2, 3], [-1, 2], [2, -1]),
)(lambda items: all(one > 0 for one in items))
all_even = known(
    "tells whether all numbers are even", "all even, are all even, is all even", each([2], [2, 4], [2, 3], [3, 2], [1])
)(lambda items: all(one % 2 == 0 for one in items))
any_negative = known(
    "tells whether a number is negative",
    "any negative, has negative, contains negative",
    each([1], [1, 2, -3], [-1, 2], [2, 0]),
)(lambda items: any(one < 0 for one in items))
all_equal = known(
    "tells whether all values are equal",
    "all equal, all same, are all equal, are equal, all the same",
    each([1], [1, 1], [1, 2], [1, 1, 2], [2, 1, 1], [1, 2, 1]),
)(lambda items: len(set(items)) == 1)
is_sorted = known(
    "tells whether a list is sorted",
    "is sorted, sorted, is ascending, is increasing, is ordered, check sorted, in order",
    each([1], [1, 2], [2, 1], [1, 3, 2], [2, 1, 3], [1, 2, 3], [1, 2, 3, 0]),
)(lambda items: items == sorted(items))
list_is_palindrome = known(
    "tells whether a list reads the same backwards",
    "is palindrome, palindrome, is palindrome list",
    each([1], [1, 2], [1, 2, 1], [1, 2, 2, 1], [1, 2, 3, 1]),
)(lambda items: items == items[::-1])
max_subarray = known(
    "gives the greatest sum of neighbours",
    "max subarray, maximum subarray, kadane, max sublist sum, max subarray sum, maximum sum, largest sum, max sum",
    each([1], [1, 2, 3], [-2, 1, -3, 4, -1, 2, 1, -5, 4], [5, -9, 6], [3, -1, 4]),
    loose=True,
)(lambda items: max(sum(items[i:j]) for i in range(len(items)) for j in range(i + 1, len(items) + 1)))
two_sum = known(
    "gives the places of two numbers with a sum",
    "two sum, pair with sum, find pair, pair sum, has pair with sum, has pair, pair with target",
    (([2, 7, 11, 15], 9), ([2, 3, 4], 6), ([1, 5, 9], 14), ([1, 2, 3], 100)),
    loose=True,
)(
    lambda items, target: next(
        ([i, j] for i in range(len(items)) for j in range(i + 1, len(items)) if items[i] + items[j] == target), None
    ),
    lambda items, target: next(
        ([i, j] for i in range(len(items)) for j in range(i + 1, len(items)) if items[i] + items[j] == target), []
    ),
    lambda items, target: next(
        ([i, j] for i in range(len(items)) for j in range(i + 1, len(items)) if items[i] + items[j] == target), [-1, -1]
    ),
    lambda items, target: next(
        (
            [items[i], items[j]]
            for i in range(len(items))
            for j in range(i + 1, len(items))
            if items[i] + items[j] == target
        ),
        None,
    ),
    lambda items, target: next(
        ([items[j], items[i]] for j in range(len(items)) for i in range(j) if items[i] + items[j] == target), None
    ),
    lambda items, target: any(
        items[i] + items[j] == target for i in range(len(items)) for j in range(i + 1, len(items))
    ),
)
move_zeros = known(
    "moves the zeros to the end",
    "move zeros, move zeroes, zeros to end, move zeros to end, zeroes to end, zeros end, move zeros end",
    each([], [0], [0, 1], [1, 0, 2, 0, 3], [0, 0, 1]),
    in_place=True,
)(lambda items: [one for one in items if one] + [one for one in items if not one])
missing_number = known(
    "finds the number that is missing",
    "missing number, missing, find missing",
    each([1, 3], [1, 2, 4, 5], [1, 2, 3, 5]),
    loose=True,
)(
    lambda items: next(one for one in range(1, max(items) + 1) if one not in items),
    lambda items: next(one for one in range(max(items) + 2) if one not in items),
)
swap_first_last = known(
    "swaps the first and the last value",
    "swap first last, swap ends, swap first and last, exchange first last",
    each([1, 2], [1, 2, 3], [4, 5, 6, 7]),
    in_place=True,
)(lambda items: [items[-1], *items[1:-1], items[0]])
dot_product = known(
    "gives the dot product",
    "dot product, dot, scalar product, inner product",
    (([1], [2]), ([1, 2], [3, 4]), ([1, 0, 2], [5, 6, 7])),
)(lambda one, other: sum(a * b for a, b in zip(one, other, strict=True)))
pairs_sum = known(
    "adds two lists place by place",
    "add lists, sum lists, add vectors, vector add, add two lists, vector sum, elementwise sum",
    (([1], [2]), ([1, 2], [3, 4]), ([1, 0, 2], [5, 6, 7])),
)(lambda one, other: [a + b for a, b in zip(one, other, strict=True)], lambda one, other: sum(one) + sum(other))
interleave = known("interleaves two lists", "interleave, zip lists, alternate lists", (([1, 2], [3, 4]), ([1], [2])))(
    lambda one, other: [each_ for pair in zip(one, other, strict=True) for each_ in pair],
    lambda one, other: list(zip(one, other, strict=True)),
)
transpose = known(
    "transposes a matrix",
    "transpose, transpose matrix, transposed",
    each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]], [[1], [2]]),
)(lambda rows: [list(column) for column in zip(*rows, strict=True)])
add_matrices = known(
    "adds two matrices",
    "add matrices, matrix add, matrix addition, sum matrices, add matrix, matrix sum",
    (([[1]], [[2]]), ([[1, 2], [3, 4]], [[5, 6], [7, 8]]), ([[1, 2, 3]], [[1, 1, 1]])),
)(lambda one, other: [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)])
multiply_matrices = known(
    "multiplies two matrices",
    "multiply matrices, matrix multiply, matmul, matrix multiplication, matrix product, multiply matrix",
    tries=(
        ([[1, 2], [3, 4]], [[5, 6], [7, 8]]),
        ([[1, 2, 3]], [[1], [1], [2]]),
        ([[2]], [[3]]),
        ([[1], [2]], [[3, 4]]),
    ),
)(
    lambda one, other: [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*other, strict=True)] for row in one
    ]
)
matrix_sum = known(
    "adds up a matrix",
    "sum matrix, matrix sum, matrix total, total matrix, sum grid, grid sum, sum all, grid total",
    each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]),
)(lambda rows: sum(map(sum, rows)))
row_sums = known(
    "adds up each row",
    "row sums, sum rows, row totals, rows sum",
    each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]),
)(lambda rows: list(map(sum, rows)))
column_sums = known(
    "adds up each column",
    "column sums, sum columns, col sums, column totals",
    each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]),
)(lambda rows: [sum(column) for column in zip(*rows, strict=True)])
diagonal_sum = known(
    "adds up the diagonal",
    "diagonal sum, sum diagonal, trace, main diagonal sum, matrix trace",
    each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
)(
    lambda rows: sum(row[at] for at, row in enumerate(rows)),
    lambda rows: sum(row[at] + (row[-1 - at] if 2 * at + 1 != len(rows) else 0) for at, row in enumerate(rows)),
)
diagonal = known(
    "gives the diagonal", "diagonal, main diagonal", each([[1]], [[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
)(lambda rows: [row[at] for at, row in enumerate(rows)])
identity = known(
    "makes an identity matrix", "identity, identity matrix, make identity, eye", each(1, 2, 3), steep=True
)(lambda n: [[int(row == column) for column in range(n)] for row in range(n)])
rotate_matrix = known(
    "turns a matrix by a quarter",
    "rotate matrix, rotate 90, rotate image, rotate, rotate clockwise",
    each([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    in_place=True,
)(
    lambda rows: [list(column) for column in zip(*rows[::-1], strict=True)],
    lambda rows: [list(column) for column in zip(*rows, strict=True)][::-1],
)
matrix_max = known(
    "gives the largest number of a matrix",
    "matrix max, max matrix, largest matrix, max in matrix, grid max",
    each([[1]], [[1, 2], [3, 4]], [[-1, -2], [-4, -3]], [[9, 2, 3], [4, 5, 6]]),
)(lambda rows: max(map(max, rows)))
power_set = known(
    "gives all subsets", "powerset, subsets, all subsets", each([], [1], [1, 2], [1, 2, 3]), unordered=True, steep=True
)(lambda items: [[one for at, one in enumerate(items) if bits >> at & 1] for bits in range(2 ** len(items))])
longest_run = known(
    "gives the length of the longest run",
    "longest run, longest streak, longest sequence",
    each([1], [1, 1, 2], [2, 1, 1, 1], [3, 3, 1, 3]),
    loose=True,
)(lambda items: max(sum(1 for _ in run) for _, run in _runs(items)))
lis = known(
    "gives the length of the longest increasing subsequence",
    "lis, longest increasing subsequence, length lis",
    each([1], [3, 1, 2], [10, 9, 2, 5, 3, 7, 101, 18], [4, 1, 5, 3, 7, 6, 2], [1, 2, 3, 5]),
)(_lis)
invert = known(
    "swaps the keys and values of a dictionary",
    "invert, invert dict, invert dictionary, reverse dict, swap keys values, flip dict, swap key value, inverted",
    each({}, {"a": 1}, {"a": 1, "b": 2}),
)(
    lambda given: {value: key for key, value in given.items()},
    lambda given: {value: [key] for key, value in given.items()},
)
merge_dicts = known(
    "merges two dictionaries",
    "merge dicts, merge dictionaries, combine dicts, merge dict",
    (({}, {"a": 1}), ({"a": 1}, {"b": 2}), ({"a": 1}, {"a": 5})),
)(
    lambda one, other: one | other,
    lambda one, other: {key: one.get(key, 0) + other.get(key, 0) for key in one | other},
    lambda one, other: other | one,
)
sum_values = known(
    "adds up the values of a dictionary",
    "sum values, dict sum, sum dict, total values, sum dict values, total stock, inventory total",
    each({}, {"a": 1}, {"a": 1, "b": 2}),
)(lambda given: sum(given.values()))
key_of_max = known(
    "gives the key with the largest value",
    "key max, max key, key with max, max value key, winner, get winner, top scorer, highest, best, top, most, most "
    "popular, most expensive, oldest, max, favourite, favorite, longest, largest, biggest",
    each({"a": 1}, {"a": 1, "b": 2}, {"a": 3, "b": 2}, {"a": -3, "b": -2}, {"c": 5, "a": 9, "b": 7}),
    unless="majority|more than half",
)(
    lambda given: max(given, key=given.get),
    lambda given: max(given.values()),
    lambda given: max(given.items()),
    lambda given: next(iter(given)),  # it is made for a list of votes, and counts each key once
)
key_of_min = known(
    "gives the key with the smallest value",
    "key min, min key, key with min, min value key, loser, lowest, worst, least, cheapest, "
    "youngest, min, smallest, shortest",
    each({"a": 1}, {"a": 1, "b": 2}, {"a": 3, "b": 2}, {"a": -3, "b": -2}, {"c": 5, "a": 9, "b": 7}),
)(lambda given: min(given, key=given.get), lambda given: min(given.values()), lambda given: min(given.items()))
count_evens_in_rows = known(
    "counts the even numbers of a matrix",
    "count even, count evens, count even numbers",
    each([[1]], [[2], [4]], [[1, 2], [3, 4]], [[2, 2], [1, 1]]),
)(lambda rows: sum(one % 2 == 0 for row in rows for one in row))
