"""Of daily life: money, time, distances, marks, and what is sorted or picked by a rule."""

import calendar
import math

from agents.trials.task import each, known

_PRICES = ((100, 20), (80, 50), (50, 0), (200, 10))
_LOANS = ((1000, 5, 2), (200, 10, 1), (500, 2, 4))


discounted = known(
    "takes a discount off a price",
    "discount, apply discount, discounted price, price after discount, discount price, final price, sale price, "
    "discounted total, reduced price, price discount, price with discount, after discount, discounted",
    _PRICES,
)(
    lambda price, percent: price * (100 - percent) / 100,
    lambda price, percent: price * percent / 100,
    lambda price, share: price * (1 - share),
    lambda price, amount: price - amount,
)
with_tax = known(
    "adds tax to a price",
    "add tax, with tax, price with tax, add vat, gross, tip, add tip, with tip, total with tip, total with tax, "
    "tip amount, price after tax, gross price, bill with tip, price with vat, price including tax",
    _PRICES,
)(
    lambda price, percent: price * (100 + percent) / 100,
    lambda price, percent: price * percent / 100,
    lambda price, share: price * (1 + share),
    lambda price, share: price * share,
)
percentage = known(
    "tells how many percent a part is", "percentage, percent, to percent", ((20, 80), (1, 4), (5, 5), (0, 7))
)(
    lambda part, whole: part / whole * 100,
    lambda percent, whole: percent * whole / 100,
    lambda percent, whole: whole + percent * whole / 100,
)
simple_interest = known("gives the simple interest", "simple interest, interest", _LOANS)(
    lambda money, rate, years: money * rate * years / 100,
    lambda money, rate, years: money * rate * years,
    lambda money, rate, years: money + money * rate * years / 100,
    lambda money, rate, years: money * (1 + rate * years),
)
compound_interest = known("grows money with compound interest", "compound interest, compound, future value", _LOANS)(
    lambda money, rate, years: money * (1 + rate / 100) ** years,
    lambda money, rate, years: money * (1 + rate / 100) ** years - money,
    lambda money, rate, years: money * (1 + rate) ** years,
    lambda money, rate, years: money * (1 + rate) ** years - money,
    lambda money, rate, years: round(money * (1 + rate / 100) ** years, 2),
)
body_mass_index = known("gives the body mass index", "bmi, body mass index", ((80, 2.0), (50, 1.6), (64, 1.6)))(
    lambda weight, height: weight / height**2,
    lambda height, weight: weight / height**2,
    lambda weight, height: weight / (height / 100) ** 2,
    lambda weight, height: round(weight / height**2, 1),
    lambda weight, height: round(weight / height**2, 2),
)
distance = known(
    "gives the distance of two points",
    "distance, euclidean distance, point distance, distance between, distance between points",
    ((0, 0, 3, 4), (1, 1, 1, 1), (1, 2, 4, 6), (-1, -1, 2, 3)),
)(
    lambda x1, y1, x2, y2: math.hypot(x2 - x1, y2 - y1),
    lambda x1, x2, y1, y2: math.hypot(x2 - x1, y2 - y1),
    lambda x1, y1, x2, y2: abs(x2 - x1) + abs(y2 - y1),
)
distance_of_pairs = known(
    "gives the distance of two points",
    "distance, euclidean distance, point distance, distance between, distance between points",
    (((0, 0), (3, 4)), ((1, 1), (1, 1)), ((1, 2), (4, 6)), ((-1, -1), (2, 3))),
    unless="hamming|strand|differen|text|word|string|letter|edit",
)(math.dist, lambda one, other: sum(abs(a - b) for a, b in zip(one, other, strict=True)))
speed = known("gives the speed", "speed, average speed, velocity", ((100, 2), (90, 1.5), (7, 2)))(
    lambda way, time: way / time, lambda time, way: way / time
)
days_in_month = known(
    "gives the number of days of a month",
    "days in month, days month, month days, number of days",
    each(1, 2, 3, 4, 6, 9, 11, 12),
)(lambda month: (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month])
days_in_month_of_year = known(
    "gives the number of days of a month",
    "days in month, days month, month days, number of days",
    ((1, 2023), (2, 2023), (2, 2024), (2, 1900), (4, 2000), (12, 2021)),
)(
    lambda month, year: calendar.monthrange(year, month)[1],
)
hours_and_minutes = known(
    "splits minutes into hours and minutes",
    "minutes to hours, to hours and minutes, hours and minutes, hours minutes, split minutes, convert minutes",
    each(0, 59, 60, 61, 135, 600),
)(
    lambda minutes: divmod(minutes, 60),
    lambda minutes: minutes / 60,
    lambda minutes: f"{minutes // 60}:{minutes % 60:02d}",
    lambda minutes: f"{minutes // 60}h {minutes % 60}m",
    lambda minutes: f"{minutes // 60} h {minutes % 60} min",
    lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}",
)
to_seconds = known(
    "turns hours, minutes and seconds into seconds",
    "to seconds, total seconds, seconds, time to seconds, hms to seconds, convert seconds",
    ((0, 0, 5), (0, 1, 0), (1, 0, 0), (2, 3, 4)),
)(lambda hours, minutes, seconds: 3600 * hours + 60 * minutes + seconds)
from_seconds = known(
    "splits seconds into hours, minutes and seconds",
    "seconds to time, seconds to hms, split seconds, hms, format time, convert seconds, format seconds, time string",
    each(0, 59, 60, 3599, 3600, 3661, 7325),
)(
    lambda seconds: (seconds // 3600, seconds // 60 % 60, seconds % 60),
    lambda seconds: f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}",
    lambda seconds: f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}",
    lambda seconds: f"{seconds // 60}:{seconds % 60:02d}",
    lambda seconds: f"{seconds // 60:02d}:{seconds % 60:02d}",
    lambda seconds: (seconds // 60, seconds % 60),
)
triangle_kind = known(
    "tells the kind of a triangle by its sides",
    "triangle type, triangle kind, classify triangle, type of triangle, kind of triangle",
    ((3, 3, 3), (3, 3, 5), (5, 3, 3), (3, 5, 3), (3, 4, 5)),
)(
    lambda *sides: ("equilateral", "isosceles", "scalene")[len(set(sides)) - 1],
    lambda *sides: ("Equilateral", "Isosceles", "Scalene")[len(set(sides)) - 1],
)
is_weekend = known(
    "tells whether a day is at the weekend", "is weekend, weekend", each("Saturday", "Sunday", "Monday", "Friday")
)(lambda day: day in ("Saturday", "Sunday"))
sort_by_length = known(
    "sorts texts by their length",
    "sort by length, sort length, by length, sort words by length",
    each(["a"], ["ccc", "bb", "a"], ["bb", "a", "dddd", "ccc"]),
    in_place=True,
)(lambda words: sorted(words, key=len), lambda words: sorted(words, key=len, reverse=True))
sort_by_second = known(
    "sorts pairs by their second value",
    "sort by second, sort by score, sort by value, sort pairs, sort by age, sort by price, sort by points, sort age, "
    "sort last, sort by last, sort tuples by last, sort by second element, sort tuples by second, sort by last element",
    each([("a", 2)], [("a", 2), ("b", 1)], [("x", 5), ("c", 9), ("b", 7)], [("b", 10), ("a", 9)]),
    in_place=True,
)(
    lambda pairs: sorted(pairs, key=lambda one: one[1]),
    lambda pairs: sorted(pairs, key=lambda one: one[1], reverse=True),
)
sort_by_value = known(
    "sorts a dictionary by its values",
    "sort by value, sort dict, sort dict by value, sort dictionary, rank, ranking, sort scores, leaderboard",
    each({"a": 2}, {"a": 2, "b": 1}, {"x": 5, "c": 9, "b": 7}, {"b": 10, "a": 9}, {"m": 3, "k": 8, "n": 1}),
    loose=True,
)(
    lambda given: sorted(given.items(), key=lambda one: one[1]),
    lambda given: sorted(given.items(), key=lambda one: one[1], reverse=True),
    lambda given: sorted(given, key=lambda one: given[one]),
    lambda given: sorted(given, key=lambda one: given[one], reverse=True),
    lambda given: sorted(given.items()),
    lambda given: dict(sorted(given.items())),
)
pair_up = known(
    "makes a dictionary of keys and values",
    "make dict, lists to dict, to dict, zip dict, combine, "
    "list to dict, create dict, build dict, dict from lists, merge lists to dict",
    (([], []), (["a"], [1]), (["a", "b"], [1, 2])),
)(
    lambda keys, values: dict(zip(keys, values, strict=True)),
    lambda keys, values: [*keys, *values],
    lambda keys, values: list(zip(keys, values, strict=True)),
)
is_subset = known(
    "tells whether all of one list is in another",
    "is subset, subset, contains all, is sublist",
    (([], [1]), ([1], [1, 2]), ([1, 3], [1, 2]), ([2, 1], [1, 2])),
)(lambda some, whole: set(some) <= set(whole), lambda whole, some: set(some) <= set(whole))
count_substring = known(
    "counts how often a text is in another",
    "count substring, count occurrences, count substrings, "
    "substring count, count pattern, count overlapping, count sub string",
    (("banana", "an"), ("aaa", "b"), ("abcabc", "abc"), ("hello", "l")),
)(lambda text, part: text.count(part), lambda part, text: text.count(part))
is_subsequence = known(
    "tells whether letters come in a text in that order",
    "is subsequence, subsequence",
    (("ace", "abcde"), ("aec", "abcde"), ("", "a"), ("ab", "ab")),
)(lambda some, whole: all(letter in rest for rest in [iter(whole)] for letter in some))
swap_places = known(
    "swaps two values of a list",
    "swap, swap elements, swap positions, exchange, swap items",
    (([1, 2, 3], 0, 2), ([1, 2, 3], 1, 2), ([4, 5], 0, 1)),
    in_place=True,
)(lambda items, i, j: [items[j] if at == i else items[i] if at == j else one for at, one in enumerate(items)])
zeros = known("makes a matrix of zeros", "zeros, zero matrix, empty grid", ((1, 1), (2, 3), (3, 2)), steep=True)(
    lambda rows, columns: [[0] * columns for _ in range(rows)]
)
multiplication_table = known(
    "makes a multiplication table", "multiplication table, times table, mult table", each(1, 2, 3), steep=True
)(
    lambda n: [[row * column for column in range(1, n + 1)] for row in range(1, n + 1)],
    lambda n: [n * factor for factor in range(1, 11)],
    lambda n: [n * factor for factor in range(1, 13)],
)


def _merged(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


merged_intervals = known(
    "joins intervals that overlap",
    "merge intervals, merge overlapping intervals, join intervals, combine intervals, merge overlapping",
    each([(1, 3), (2, 6), (8, 10)], [(1, 9), (2, 3)], [(5, 6), (1, 2)], [(1, 4), (0, 2)], [(8, 18), (9, 12), (17, 19)]),
)(_merged, lambda intervals: [list(one) for one in _merged(intervals)])
