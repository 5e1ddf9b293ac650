"""Of lists: what is picked, removed, put in, changed one by one, paired, and compared."""

import math
from bisect import bisect_left
from itertools import pairwise, product
from typing import Any

from agents.trials.task import any_order, each, known

_LISTS = each([1], [1, 2], [3, 1, 2], [5, 4, 3, 2])
_COUNTED = each([], [1, 2, 3], [-7], [2, 0, -2])
_BOUNDS: tuple[tuple[list[int], int], ...] = (([1, 5, 9], 4), ([1], 9), ([], 3), ([8, 2, 7], 6))


def _firsts(items: Any) -> list[Any]:
    """Which value is the first that comes again: by its first place, and by its second."""
    return [
        next((one for one in items if items.count(one) > 1), None),
        next((one for at, one in enumerate(items) if one in items[:at]), None),
    ]


def _peaks(items: list[int]) -> list[int]:
    return [at for at in range(1, len(items) - 1) if items[at - 1] < items[at] > items[at + 1]]


filter_greater = known(
    "keeps the larger values",
    "filter greater, greater than, larger than, filter above, filter larger, above, numbers greater, keep above, "
    "above threshold, filter bigger, filter greater than, keep greater, bigger than, "
    "filter numbers above, select greater, "
    "over, numbers above, keep larger, higher than, values above",
    _BOUNDS,
)(lambda items, least: [one for one in items if one > least], lambda items, least: sum(one > least for one in items))
filter_less = known(
    "keeps the smaller values",
    "smaller than, less than, filter less, filter smaller, below, filter below, keep below, "
    "numbers less, filter less than, "
    "keep smaller, below threshold, less than ten, numbers below, lower than, keep less, under, values below",
    _BOUNDS,
)(lambda items, most: [one for one in items if one < most], lambda items, most: sum(one < most for one in items))
filter_range = known(
    "keeps the values between two others",
    "filter range, filter between, values between, numbers between, keep between, select range, filter in range, "
    "keep in range, in range, between",
    (([1, 2, 3, 4], 1, 4), ([7, 1, 5], 2, 6), ([], 1, 2), ([9, 8], 1, 3)),
)(
    lambda items, low, high: [one for one in items if low <= one <= high],
    lambda items, low, high: [one for one in items if low < one < high],
    lambda items, low, high: [one for one in items if low <= one < high],
)
count_between = known(
    "counts the values between two others",
    "count between, count in range, count range, num between, count numbers in range",
    (([1, 2, 3, 4], 1, 4), ([7, 1, 5], 2, 6), ([], 1, 2), ([9, 8], 1, 3)),
)(
    lambda items, low, high: sum(low <= one <= high for one in items),
    lambda items, low, high: sum(low < one < high for one in items),
    lambda items, low, high: sum(low <= one < high for one in items),
)
_LONG = (
    "long words, filter long words, longer than, words longer than, filter longer, filter by length, "
    "filter long, words longer, longer words, filter words by length, filter words, "
    "words longer than n, filter strings, longer, keep long"
)
_LONG_TRIES: tuple[tuple[list[str], int], ...] = (
    (["a", "bbb", "cc"], 1),
    (["a"], 3),
    (["hello", "to", "world"], 2),
    ([], 2),
)
long_words = known("keeps the long words", _LONG, _LONG_TRIES)(
    lambda words, size: [one for one in words if len(one) > size],
    lambda words, size: [one for one in words if len(one) >= size],
    lambda words, size: [one for one in words if len(one) == size],
    lambda words, size: sum(len(one) > size for one in words),
)
long_words_of_text = known(
    "keeps the long words", _LONG, tuple((" ".join(words), size) for words, size in _LONG_TRIES if words)
)(
    lambda text, size: [one for one in text.split() if len(one) > size],
    lambda text, size: [one for one in text.split() if len(one) >= size],
    lambda text, size: [one for one in text.split() if len(one) == size],
    lambda text, size: sum(len(one) > size for one in text.split()),
)
remove_empty = known(
    "removes empty texts",
    "remove empty, remove empty strings, drop empty, filter empty, remove blanks, non empty, filter empty strings",
    each(["a", "", "b"], [""], ["x"], ["", "", "y"]),
    in_place=True,
)(lambda items: [one for one in items if one])
remove_none = known(
    "removes None",
    "remove none, drop none, filter none, remove nones, without none",
    each([1, None, 2], [None, None, 3], [4], [None, 5, None]),
    in_place=True,
)(lambda items: [one for one in items if one is not None])
remove_zeros = known(
    "removes the zeros",
    "remove zeros, remove zeroes, drop zeros, filter zeros, without zeros, delete zeros",
    each([1, 0, 2], [0, 0, 3], [4], [0]),
    in_place=True,
)(lambda items: [one for one in items if one])
remove_at = known(
    "removes the value at a place",
    "remove at, delete at, remove index, pop at, remove by index, delete index, remove at index, "
    "remove nth, delete at index, "
    "remove by position, delete element at",
    (([1, 2, 3], 0), ([1, 2, 3], 2), ([7, 8], 1)),
    in_place=True,
    loose=True,
)(
    lambda items, at: items[:at] + items[at + 1 :],
    lambda items, at: items[at],
    lambda items, at: items[: at - 1] + items[at:] if at else items,
)
insert_at = known(
    "puts a value at a place",
    "insert at, insert at index, insert, insert at position, insert into, insert element at",
    ((["a", "b"], 1, "x"), (["a"], 0, "y"), (["a", "b", "c"], 3, "z")),
    in_place=True,
    loose=True,
)(lambda items, at, one: [*items[:at], one, *items[at:]])
replace_value = known(
    "replaces a value",
    "replace, replace value, replace all, replace in list, replace element, replace item, substitute, replace values, "
    "swap value, list replace, replace occurrences, array replace",
    (([1, 2, 1], 1, 9), ([3], 4, 5), ([2, 2, 2], 2, 7), ([1, 5], 5, 1)),
    in_place=True,
)(
    lambda items, old, new: [new if one == old else one for one in items],
    lambda items, new, old: [new if one == old else one for one in items],
)
increment_all = known(
    "adds 1 to every value",
    "increment all, add one, increment list, increment each, add one to all, add one to each, increment, add one each",
    _COUNTED,
    in_place=True,
)(lambda items: [one + 1 for one in items])
add_one = known("adds 1", "add one, increment, successor, plus one, add 1, addition one", each(0, 1, -5, 41))(
    lambda n: n + 1
)
subtract_one = known("subtracts 1", "subtract one, decrement, predecessor, minus one", each(0, 1, -5, 41))(
    lambda n: n - 1
)
plus_one = known(
    "adds 1 to a number that is given by its digits",
    "plus one, add one to digits, increment digits",
    each([1, 2, 3], [9], [1, 9], [4, 0]),
)(lambda digits: [int(one) for one in str(int("".join(map(str, digits))) + 1)])
scale = known(
    "multiplies every value",
    "scale, scale list, multiply all, multiply list, scale vector, multiply by, times all, "
    "scalar multiply, multiply each, "
    "multiply elements, scale all, scale array, vector scale, scale by, multiply all by, multiply values",
    (([1, 2, 3], 2), ([], 5), ([-1, 0], 3), ([4], 0)),
    in_place=True,
)(lambda items, factor: [one * factor for one in items])
add_to_all = known(
    "adds a number to every value",
    "add to all, add to each, increase all, shift all, add scalar, add to every, add constant, "
    "add n to all, add value to all, "
    "increment all, increment by, add n",
    (([1, 2, 3], 2), ([], 5), ([-1, 0], 3)),
    in_place=True,
)(lambda items, more: [one + more for one in items])
negate = known(
    "turns the sign of every number",
    "negate, negate all, negate list, invert signs, flip signs, change signs, opposites, invert, "
    "negate values, flip sign, "
    "invert values",
    _COUNTED,
    in_place=True,
)(lambda items: [-one for one in items])
opposite = known(
    "turns the sign of a number",
    "opposite, negate, opposite number, invert sign, flip sign, change sign",
    each(1, -5, 41, 0),
)(lambda n: -n)
absolute_values = known(
    "makes every number positive",
    "absolute values, abs list, abs all, absolute all, absolutes, make positive, all abs, abs values, "
    "make all positive, "
    "absolute list",
    _COUNTED,
    in_place=True,
)(lambda items: [abs(one) for one in items])
cubes = known(
    "cubes every number", "cubes, cube all, cube list, cube numbers, cube each, cube, cubed", _COUNTED, in_place=True
)(lambda items: [one**3 for one in items])
halve = known("halves a number", "half, halve, half of, halved", each(4, 10, 8, 0))(lambda n: n / 2)
triple = known("triples a number", "triple, triple number, times three, thrice", each(0, 1, 3, -4))(lambda n: 3 * n)
upper_all = known(
    "writes every text in capitals",
    "to upper, upper all, uppercase all, uppercase list, to uppercase, uppercase, all upper, upper list, make upper, "
    "capitalize all, uppercase words, shout, upper words, capitalize words, capitalize, capitalize list",
    each(["a"], ["ab", "c"], []),
    in_place=True,
)(lambda items: [one.upper() for one in items], lambda items: [one.capitalize() for one in items])
reverse_all = known(
    "reverses every text",
    "reverse all, reverse words, reverse each, reverse strings, reverse each word, reverse list of strings",
    each(["ab"], ["ab", "cde"], ["hello", "x", "yz"]),
    in_place=True,
)(lambda items: [one[::-1] for one in items], lambda items: items[::-1])
numbered = known(
    "gives every value with its place",
    "enumerate list, with index, zip with index, my enumerate, index list, add index, with indices, "
    "numbered, enumerated",
    each(["a"], ["a", "b"], ["x", "y", "z"]),
)(
    *(lambda items, first=first: list(enumerate(items, first)) for first in (0, 1)),
    *(lambda items, first=first: [(one, at) for at, one in enumerate(items, first)] for first in (0, 1)),
    *(lambda items, first=first: dict(enumerate(items, first)) for first in (0, 1)),
    *(lambda items, first=first: {one: at for at, one in enumerate(items, first)} for first in (0, 1)),
    *(lambda items, mark=mark: [f"{at}{mark}{one}" for at, one in enumerate(items, 1)] for mark in (": ", ". ", ":")),
)
cartesian = known(
    "pairs every value with every other",
    "cartesian product, cartesian, all combinations, cross product, pair all, cross, product, all pairs, combine all, "
    "product of lists",
    (([1, 2], [3, 4]), ([1], [2]), ([1, 2, 3], [9])),
    unordered=True,
    loose=True,
)(lambda one, other: list(product(one, other)), lambda one, other: [a * b for a, b in zip(one, other, strict=False)])
neighbours = known(
    "pairs neighbours",
    "adjacent pairs, neighbor pairs, consecutive pairs, pairwise, neighbour pairs, bigrams, sliding pairs",
    each([1, 2], [1, 2, 3], [5, 1, 7, 2]),
)(lambda items: list(pairwise(items)), lambda items: list(zip(items[::2], items[1::2], strict=False)))
max_product = known(
    "gives the largest product of two values",
    "max product, maximum product, largest product, max product of two, max pair product, highest product, "
    "max product pair, maximum product of two",
    each([1, 2, 3, 4], [-5, -4, 1, 2], [3, 5, 2], [6, 1, 5, 2]),
    loose=True,
)(
    lambda items: max(a * b for at, a in enumerate(items) for b in items[at + 1 :]),
    lambda items: max(a * b for a, b in pairwise(items)),
    lambda items: max(math.prod(sorted(items)[:2]) * max(items), math.prod(sorted(items)[-3:])),
    lambda items: max(math.prod(items[i:j]) for i in range(len(items)) for j in range(i + 1, len(items) + 1)),
)
adjacent_product = known(
    "gives the largest product of neighbours",
    "max adjacent product, adjacent elements product, largest adjacent product, adjacent product, max neighbor product",
    each([1, 2, 3, 4], [-5, -4, 1, 2], [3, 0, 2], [5, 1, 1, 4], [-3, 1]),
)(lambda items: max(a * b for a, b in pairwise(items)))
products_but_self = known(
    "gives the product of all other values",
    "product except self, products except self, product of others, products of all other, "
    "product all except, array product, "
    "products except index",
    each([1, 2, 3, 4], [2, 5], [3, 1, 2]),
)(lambda items: [math.prod(items[:at] + items[at + 1 :]) for at in range(len(items))])
closest = known(
    "gives the nearest value",
    "closest, nearest, closest number, closest value, closest to, nearest value, closest element, nearest number",
    (([1, 5, 9], 6), ([10, 20], 12), ([3], 100), ([8, 2, 5], 9)),
)(
    lambda items, to: min(items, key=lambda one: abs(one - to)),
    lambda items, to: items.index(min(items, key=lambda one: abs(one - to))),
)
closest_to_zero = known(
    "gives the number that is nearest to zero",
    "closest to zero, nearest zero, nearest to zero, closest zero, closest number to zero",
    each([4, -1, 3], [7], [-8, 5, -3], [9, 2, -6]),
)(lambda items: min(items, key=abs), lambda items: min(map(abs, items)))
symmetric_difference = known(
    "gives what is in only one of two lists",
    "symmetric difference, sym diff, not common, uncommon, uncommon elements, unique to each, diff both, symdiff, "
    "exclusive, uncommon items, not in both",
    (([1, 2, 3], [2, 4]), ([1], []), ([4, 5], [5, 4])),
    unordered=True,
)(
    lambda one, other: [each_ for each_ in one if each_ not in other] + [each_ for each_ in other if each_ not in one],
    lambda one, other: set(one) ^ set(other),
)
are_disjoint = known(
    "tells whether two lists share nothing",
    "are disjoint, is disjoint, disjoint, no common, nothing in common, no overlap, have no common, no common elements",
    (([1, 2], [3]), ([1, 2], [2, 3]), ([5], [5]), ([1], [2])),
)(lambda one, other: not set(one) & set(other))
share_value = known(
    "tells whether two lists share a value",
    "has common, any common, share element, have common element, has overlap, common member, "
    "overlapping, has common element, "
    "have common, has common elements, has common item, common data, have common elements, "
    "common element, shares element",
    (([1, 2], [3]), ([1, 2], [2, 3]), ([5], [5]), ([1], [2])),
)(lambda one, other: bool(set(one) & set(other)))
is_superset = known(
    "tells whether a list has all of another",
    "is superset, superset",
    (([1, 2], [1]), ([1], [1, 2]), ([1, 2], [1, 3]), ([2, 1], [1, 2])),
)(*any_order(2, lambda whole, some: set(some) <= set(whole)))
jaccard = known(
    "gives the share of common values",
    "jaccard, jaccard similarity, jaccard index",
    (([1, 2], [2, 3]), ([1], [2]), ([5, 6], [6, 5])),
)(lambda one, other: len(set(one) & set(other)) / len(set(one) | set(other)))
same_values = known(
    "tells whether two lists have the same values",
    "same elements, have same elements, are permutations, is permutation, same items, equal unordered, same values, "
    "are anagrams lists, same contents, has same elements",
    (([1, 2], [2, 1]), ([1], [2]), ([5, 6], [6, 7]), ([1, 2], [1, 2, 3])),
)(lambda one, other: sorted(one) == sorted(other))
split_half = known(
    "cuts a list in halves",
    "split half, halve list, split in half, split list half, halves, split middle, split into halves, "
    "half list, split list",
    each([1, 2], [1, 2, 3, 4], [1, 2, 3], [5]),
)(
    lambda items: (items[: len(items) // 2], items[len(items) // 2 :]),
    lambda items: (items[: (len(items) + 1) // 2], items[(len(items) + 1) // 2 :]),
)
split_at = known(
    "cuts a list at a place",
    "split at, split list at, cut at, split at index",
    (([1, 2, 3], 1), ([1, 2], 0), ([1, 2, 3], 2)),
)(lambda items, at: (items[:at], items[at:]))
tail = known(
    "leaves out the first value",
    "tail, rest, all but first, without first, but first, remove first, drop first, remove first element, drop head",
    _LISTS,
    in_place=True,
)(lambda items: items[1:], lambda items: items[0], lambda items: items[-1])
all_but_last = known(
    "leaves out the last value",
    "all but last, without last, but last, remove last, drop last, remove last element",
    _LISTS,
    in_place=True,
)(lambda items: items[:-1], lambda items: items[-1])
first_and_last = known(
    "gives the first and the last value",
    "first and last, first last, ends, get ends, first last elements",
    each([1], [1, 2], [3, 1, 2]),
)(
    lambda items: (items[0], items[-1]),
    lambda items: items[0] == items[-1],
    lambda items: items[0] + items[-1],
)
sum_ends = known(
    "adds the first and the last value",
    "sum ends, add ends, sum first last, sum first and last, add first and last, sum first last elements",
    each([1], [1, 2], [3, 1, 2]),
)(lambda items: items[0] + items[-1], lambda items: items[0] + items[-1] if len(items) > 1 else items[0])
even_places = known(
    "takes the values at even places",
    "even positions, even indices, even indexes, elements at even, even index, at even indices, "
    "even indexed, only even indices",
    each([1], [1, 2], [1, 2, 3, 4, 5]),
)(lambda items: items[::2], lambda items: items[1::2])
sum_even_places = known(
    "adds the values at even places",
    "sum even positions, sum even indices, sum even indexes, even index sum, sum at even, "
    "sum every other, sum even index, "
    "sum at even indices, sum alternate",
    each([1], [1, 2], [1, 2, 3, 4, 5]),
)(lambda items: sum(items[::2]), lambda items: sum(items[1::2]))
alternating_sum = known(
    "adds and subtracts by turns",
    "alternating sum, alternate sum, alternating series, add subtract, plus minus sum",
    each([1, 2, 3], [5], [4, 3, 2, 1], [7, 1]),
)(
    lambda items: sum(items[::2]) - sum(items[1::2]),
    lambda items: (sum(items[::2]), sum(items[1::2])),
    lambda items: sum(items[1::2]) - sum(items[::2]),
)
count_increases = known(
    "counts the steps up",
    "count increases, count rises, num increases, depth increases, count increasing, measurement increases",
    each([1, 2, 1, 3], [3, 2], [1, 2, 3], [2, 2, 3]),
)(lambda items: sum(b > a for a, b in pairwise(items)))
is_strictly_increasing = known(
    "tells whether every value is larger than the one before",
    "is strictly increasing, strictly increasing, is strictly ascending, is strict increasing",
    each([1, 2, 3], [1, 1, 2], [3, 2], [1, 3, 2], [2, 4]),
)(lambda items: all(a < b for a, b in pairwise(items)))
is_descending = known(
    "tells whether a list goes down",
    "is descending, is decreasing, is sorted descending, is reverse sorted, is strictly decreasing, descending",
    each([1], [1, 2], [2, 1], [3, 1, 2], [3, 2, 1], [4, 3, 2, 5]),
)(lambda items: items == sorted(items, reverse=True))
is_monotonic = known(
    "tells whether a list only rises or only falls",
    "is monotonic, is monotone, monotonic, is monotonous",
    each([1, 2, 4], [3, 2, 1], [1, 3, 2], [1], [3, 1, 2], [5, 4, 1, 0]),
)(lambda items: items in (sorted(items), sorted(items, reverse=True)))
peaks = known(
    "finds what is larger than both its neighbours",
    "peaks, local maxima, local peaks, find peaks, local max, list peaks, find local maxima, count peaks, num peaks",
    each([1, 3, 2], [1, 2, 3, 2, 1], [1, 5, 1, 6, 1], [1, 4, 2, 2, 3, 1]),
)(lambda items: [items[at] for at in _peaks(items)], _peaks, lambda items: len(_peaks(items)))
peak = known(
    "finds where a list turns from rising to falling",
    "peak, find peak, peak element, find peak element, peak index, mountain peak, peak index in mountain array",
    each([1, 3, 2], [1, 2, 3, 2, 1], [0, 5, 4, 1], [1, 2, 4, 3]),
)(max, lambda items: items.index(max(items)))
leaders = known(
    "lists what is larger than all behind it",
    "leaders, find leaders, array leaders",
    each([16, 17, 4, 3, 5, 2], [1, 2, 3], [3, 2, 1]),
    unordered=True,
)(lambda items: [one for at, one in enumerate(items) if all(one > other for other in items[at + 1 :])])
single = known(
    "finds the number that is there an odd number of times",
    "single number, lonely integer, find odd one, odd occurrence, find lonely, single, lonely number, "
    "odd times, find it, "
    "find odd int, find the odd int, odd occurrences, lonely, odd one, find odd occurrence",
    each([2, 2, 1], [4, 1, 2, 1, 2], [7], [5, 3, 5]),
)(lambda items: next(one for one in items if items.count(one) % 2))
_AGAIN = (
    "first repeated, first duplicate, first repeating, first recurring, first repeat, "
    "first repeating element, first recurring element, find first duplicate, first repeated element, "
    "first dup, first repeated value, first repeated char, first recurring char, "
    "first repeating char, first repeated character, first repeating character, "
    "first recurring character, first repeated letter, first duplicate char, first repeating letter, "
    "find duplicate"
)
first_repeated = known(
    "finds the first value that comes twice", _AGAIN, each([1, 2, 1], [3, 3], [1, 2, 2, 1], [4, 5, 4])
)(
    *(lambda items, way=way: _firsts(items)[way] for way in (0, 1)),
    *(lambda items, way=way: items.index(_firsts(items)[way]) for way in (0, 1)),
)
first_repeated_letter = known("finds the first letter that comes twice", _AGAIN, each("aba", "cc", "abba", "hello"))(
    *(lambda items, way=way: _firsts(items)[way] for way in (0, 1)),
    *(lambda items, way=way: items.index(_firsts(items)[way]) for way in (0, 1)),
)
first_missing = known(
    "gives the smallest positive number that is missing",
    "first missing positive, smallest missing, smallest missing positive, smallest positive missing, missing positive, "
    "first missing, lowest missing, smallest missing positive integer",
    each([1, 2, 0], [3, 4, -1, 1], [7, 8, 9, 1], [1, 2, 3, 0]),
)(
    lambda items: next(one for one in range(1, 99) if one not in items),
    lambda items: next(one for one in range(99) if one not in items),
)
missing_numbers = known(
    "lists the numbers that are missing",
    "missing numbers, all missing, find missing numbers, find disappeared numbers, list missing, missing values",
    each([1, 3], [1, 4, 6], [2, 5, 3]),
    loose=True,
)(
    lambda items: [one for one in range(min(items), max(items)) if one not in items],
    lambda items: [one for one in range(1, max(items)) if one not in items],
    lambda items: [one for one in range(1, len(items) + 1) if one not in items],
    lambda items: [one for one in range(max(items)) if one not in items],
)
search_insert = known(
    "gives the place of a value in a sorted list, or where it belongs",
    "search insert, insert position, insertion point, search insert position, bisect left, "
    "lower bound, find insert position, "
    "my bisect, get index to insert",
    (([1, 3, 5, 6], 5), ([1, 3, 5, 6], 2), ([1, 3, 5, 6], 7), ([1, 3, 5, 6], 0), ([4], 4)),
)(bisect_left)
sorted_squares = known(
    "gives the squares in order",
    "sorted squares, sort squares, squares of sorted array, sorted squared, sorted squared array",
    each([-4, -1, 0, 3], [1, 2], [-3, -2], []),
)(lambda items: sorted(one * one for one in items))
longest_ones = known(
    "gives the length of the longest run of ones",
    "max consecutive ones, find max consecutive ones, longest ones, consecutive ones, longest run of ones, max ones",
    each([1, 1, 0, 1, 1, 1], [0], [1, 0, 1], [1, 1], [0, 1, 1, 0]),
)(lambda items: max(map(len, "".join(map(str, items)).split("0"))))
equilibrium = known(
    "finds the place with the same sum on both sides",
    "equilibrium, equilibrium index, pivot index, balance point, find even index, balance index, find pivot index",
    each([1, 7, 3, 6, 5, 6], [1, 2, 3], [2, 1, -1], [5, 0, 5]),
    loose=True,
)(
    *(
        lambda items, missing=missing: next(
            (at for at in range(len(items)) if sum(items[:at]) == sum(items[at + 1 :])), missing
        )
        for missing in (-1, None)
    )
)
count_zeros = known(
    "counts the zeros",
    "count zeros, count zeroes, zeros count, num zeros, number of zeros",
    each([], [0], [1, 0, 0], [5, 6], [10, 0]),
)(lambda items: items.count(0))
count_matches = known(
    "counts the places with the same values",
    "count matches, matches, count matching, num matches, count same, same positions, count equal, matching positions, "
    "correct answers, count correct, score answers",
    (([1, 2, 3], [1, 5, 3]), ([1], [2]), ([4, 5], [4, 5]), ([1, 2], [2, 1])),
)(
    lambda one, other: sum(a == b for a, b in zip(one, other, strict=True)),
    lambda one, other: len(set(one) & set(other)),
)
multiply_lists = known(
    "multiplies two lists place by place",
    "multiply lists, multiply vectors, elementwise product, elementwise multiply, multiply two lists, hadamard",
    (([1], [2]), ([1, 2], [3, 4]), ([1, 0, 2], [5, 6, 7])),
)(
    lambda one, other: [a * b for a, b in zip(one, other, strict=True)],
    lambda one, other: sum(a * b for a, b in zip(one, other, strict=True)),
    lambda one, other: [a * b for a in one for b in other],
)
subtract_lists = known(
    "subtracts two lists place by place",
    "subtract lists, subtract vectors, vector subtract, vector sub, vector subtraction, elementwise difference",
    (([1], [2]), ([1, 2], [3, 4]), ([1, 0, 2], [5, 6, 7])),
    loose=True,
)(
    lambda one, other: [a - b for a, b in zip(one, other, strict=True)],
    lambda one, other: [b - a for a, b in zip(one, other, strict=True)],
    lambda one, other: [a for a in one if a not in other],
)
cross_product = known(
    "gives the cross product",
    "cross product, cross, vector cross, vector product",
    (([1, 0, 0], [0, 1, 0]), ([1, 2, 3], [4, 5, 6])),
)(lambda a, b: [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
is_empty_list = known(
    "tells whether a list is empty", "is empty, is empty list, is list empty, empty", each([], [1], [0])
)(lambda items: not items, lambda items: None if items else True)
swap_two = known("swaps two values", "swap, swap values, swap two, exchange, swap numbers", ((1, 2), (5, 3), (4, 4)))(
    lambda one, other: (other, one)
)
