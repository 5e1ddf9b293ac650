"""Of marks, and of what else is computed of measured values."""

import math
from statistics import geometric_mean as true_geometric_mean
from statistics import harmonic_mean as true_harmonic_mean
from statistics import pstdev, pvariance, stdev
from statistics import variance as sample_variance

from agents.trials.task import each, known, rounded

_VALUES = each([1, 2, 3, 4], [5, 5], [2, 4, 4, 4, 5, 5, 7, 9], [10, 20, 60])
_ABOVE = each([1, 2, 3, 4], [5], [10, 20, 60], [3, 3, 6])


def _mean(items: list[float]) -> float:
    return sum(items) / len(items)


def _without_lowest(items: list[float]) -> list[float]:
    at = items.index(min(items))
    return items[:at] + items[at + 1 :]


def _scaled(items: list[float]) -> list[float]:
    return [(one - min(items)) / (max(items) - min(items)) for one in items]


def _modes(items: list[int]) -> list[int]:
    return [one for one in dict.fromkeys(items) if items.count(one) == max(map(items.count, items))]


is_passing = known(
    "tells whether a mark is enough",
    "is passing, passed, has passed, is pass, pass or fail, passing, did pass, is passed, passes, pass exam",
    each(95, 80, 75, 30, 20, 0),
    loose=True,
)(
    lambda score: score >= 50,
    lambda score: "Pass" if score >= 50 else "Fail",
    lambda score: "pass" if score >= 50 else "fail",
    lambda score: "PASS" if score >= 50 else "FAIL",
)
grade_points = known(
    "gives the points of a letter",
    "grade points, letter to points, grade to points, points for grade, grade to gpa, letter to gpa, grade point, "
    "letter to number",
    each("A", "B", "C", "D", "F"),
    loose=True,
)(lambda letter: {"A": 4, "B": 3, "C": 2, "D": 1}.get(letter, 0))
gpa = known(
    "gives the mean of the points of letters",
    "gpa, grade point average, calculate gpa, compute gpa",
    each(["A"], ["A", "B"], ["C", "F", "A", "A"], ["D", "B"]),
    loose=True,
)(*rounded(lambda letters: sum({"A": 4, "B": 3, "C": 2, "D": 1}.get(one, 0) for one in letters) / len(letters)))
weighted_average = known(
    "gives the weighted mean",
    "weighted average, weighted mean, weighted grade, weighted score, weighted sum",
    (([80, 90], [1, 1]), ([80, 90], [0.25, 0.75]), ([50], [2]), ([1, 2, 6], [1, 1, 2])),
)(
    *rounded(
        lambda values, weights: sum(a * b for a, b in zip(values, weights, strict=True)) / sum(weights),
        lambda values, weights: sum(a * b for a, b in zip(values, weights, strict=True)),
        lambda weights, values: sum(a * b for a, b in zip(values, weights, strict=True)) / sum(weights),
    ),
)
drop_lowest = known(
    "leaves out the lowest mark",
    "drop lowest, average drop lowest, drop lowest score, remove lowest, drop lowest grade, average without lowest, "
    "drop min, drop lowest average, average dropping lowest, remove lowest score, remove min, remove smallest",
    each([80, 90, 70], [60, 50], [5, 1, 3, 2]),
    in_place=True,
)(
    _without_lowest,
    lambda items: sorted(items)[1:],
    *rounded(lambda items: _mean(_without_lowest(items)), digits=(1, 2)),
    lambda items: sum(_without_lowest(items)),
    lambda items: sorted(items, reverse=True)[:-1],
)
trimmed_mean = known(
    "gives the mean without the smallest and the largest value",
    "trimmed mean, trimmed average, average without extremes, average without min max, average excluding min max, "
    "olympic average, olympic score, drop extremes",
    each([1, 2, 3], [5, 5, 5, 5], [9, 1, 4, 6], [10, 0, 3]),
)(lambda items: _mean(sorted(items)[1:-1]))
mean_of_dict = known(
    "gives the mean of the values of a dictionary",
    "average, mean, average grade, average score, average of dict, class average, average values, average value, "
    "dict average, average dict, average price, average marks, average grades, average scores, "
    "mean value, average age, avg",
    each({"a": 4}, {"a": 1, "b": 2}, {"a": 10, "b": 20, "c": 60}),
)(*rounded(lambda given: _mean(list(given.values())), digits=(1, 2)))
mean_of_each = known(
    "gives the mean of each",
    "averages, student averages, average grades, average per student, average scores, average, average by student, "
    "averages by student, grade averages, mean grades, average of each, average marks, average score",
    each({"Ann": [80]}, {"Ann": [80, 90], "Bob": [70]}, {"Ann": [1, 2, 6], "Bob": [7, 8]}),
    loose=True,
)(*(lambda given, to=to: {name: round(_mean(marks), to) for name, marks in given.items()} for to in (9, 1, 2)))
best_of_each = known(
    "gives the name with the best mean",
    "best student, top student, best average, highest average, student with highest average, best, top scorer",
    each({"Ann": [80]}, {"Ann": [80, 90], "Bob": [70, 71]}, {"Ann": [1, 2], "Bob": [7, 8], "Cem": [3, 4]}),
)(lambda given: max(given, key=lambda name: sum(given[name])), lambda given: max(map(_mean, given.values())))
above_average = known(
    "keeps what is above the mean",
    "above average, above mean, better than average, greater than average, filter above average, values above average, "
    "numbers above average, count above average, above avg, scores above average, over average, higher than average, "
    "num above average",
    _ABOVE,
)(
    lambda items: [one for one in items if one > _mean(items)],
    lambda items: sum(one > _mean(items) for one in items),
)
below_average = known(
    "keeps what is below the mean",
    "below average, below mean, less than average, filter below average, values below average, count below average, "
    "below avg, under average, lower than average",
    _ABOVE,
)(
    lambda items: [one for one in items if one < _mean(items)],
    lambda items: sum(one < _mean(items) for one in items),
)
variance = known("gives the variance", "variance, var, population variance, sample variance, calc variance", _VALUES)(
    *rounded(pvariance, sample_variance)
)
deviation = known(
    "gives the standard deviation",
    "standard deviation, std dev, std, stdev, sd, stddev, st dev, population std, standard dev, "
    "sample standard deviation",
    _VALUES,
)(*rounded(pstdev, stdev))
geometric_mean = known(
    "gives the geometric mean", "geometric mean, geometric average, geo mean", each([2, 8], [4], [1, 3, 9], [1, 4])
)(*rounded(true_geometric_mean, digits=(1, 2, 3)))
harmonic_mean = known(
    "gives the harmonic mean", "harmonic mean, harmonic average", each([2, 6], [4], [1, 2, 4], [1, 4])
)(*rounded(true_harmonic_mean, digits=(1, 2, 3)))
root_mean_square = known(
    "gives the root of the mean square", "rms, root mean square, quadratic mean", each([3, 4], [5], [1, 2, 3], [-2, 2])
)(*rounded(lambda items: math.sqrt(_mean([one * one for one in items])), digits=(1, 2, 3)))
normalize = known(
    "brings numbers into the range from 0 to 1",
    "normalize, normalise, normalize list, min max normalize, min max scale, rescale, normalize data, min max scaling, "
    "scale to unit, normalize scores, normalize vector, min max normalization",
    each([1, 2, 3], [0, 5, 10], [2, 4], [3, 4, 8]),
    loose=True,
)(
    _scaled,
    lambda items: [round(one, 2) for one in _scaled(items)],
    lambda items: [one / sum(items) for one in items],
    lambda items: [one / max(items) for one in items],
    lambda items: [one / math.hypot(*items) for one in items],
    lambda items: [one - _mean(items) for one in items],
    lambda items: [(one - _mean(items)) / pstdev(items) for one in items],
    lambda items: [(one - _mean(items)) / stdev(items) for one in items],
)
standardize = known(
    "gives how many standard deviations values are from the mean",
    "z scores, z score, standardize, standardise, zscores, zscore",
    each([1, 2, 3], [0, 5, 10], [2, 4]),
)(
    *(
        lambda items, spread=spread, to=to: [round((one - _mean(items)) / spread(items), to) for one in items]
        for spread in (pstdev, stdev)
        for to in (9, 2, 3)
    )
)
moving_average = known(
    "gives the means of neighbours",
    "moving average, rolling average, sliding average, rolling mean, moving mean, sliding window average, "
    "moving averages, simple moving average, running average",
    (([1, 2, 3, 4], 2), ([5], 1), ([1, 2, 3, 4, 8], 3), ([2, 4], 2)),
    loose=True,
)(lambda items, size: [_mean(items[at : at + size]) for at in range(len(items) - size + 1)])
window_max = known(
    "gives the greatest sum of so many neighbours",
    "max window sum, max sum window, max sum subarray, max subarray sum k, sliding window max sum, maximum window sum, "
    "max sum of k, max sum k, max consecutive sum",
    (([1, 2, 3, 4], 2), ([5], 1), ([9, 1, 1, 1, 8], 2), ([4, -1, 2, 1], 3)),
)(lambda items, size: max(sum(items[at : at + size]) for at in range(len(items) - size + 1)))
modes = known(
    "gives all values that come most often",
    "modes, all modes, multi mode, multimode",
    each([1, 2, 2, 1, 3], [5], [3, 3, 1]),
    unordered=True,
)(
    _modes,
    lambda items: set(_modes(items)),
)
mean_absolute = known(
    "gives the mean distance from the mean",
    "mean absolute deviation, average deviation, mean deviation, mad, average absolute deviation",
    each([1, 2, 3, 4], [5, 5], [10, 20, 60]),
    loose=True,
)(lambda items: _mean([abs(one - _mean(items)) for one in items]))
midrange = known(
    "gives the middle between the smallest and the largest value",
    "midrange, mid range",
    each([1, 2, 9], [5, 5], [10, 20, 60]),
)(lambda items: (max(items) + min(items)) / 2)
max_sum_pair = known(
    "adds the two largest values",
    "sum two largest, sum of two largest, two highest sum, sum of two highest, max pair sum, sum top two, "
    "sum two highest, add two largest",
    each([1, 2, 3], [9, 9], [5, 1, 7, 2], [-1, -2, -3]),
)(lambda items: sum(sorted(items)[-2:]))
sum_two_smallest = known(
    "adds the two smallest values",
    "sum two smallest, sum of two smallest, sum two lowest, sum of two lowest positive integers, "
    "sum two smallest numbers, "
    "sum two smallest nums, sum of two smallest numbers",
    each([1, 2, 3], [9, 9], [5, 1, 7, 2], [19, 5, 42, 2, 77]),
)(lambda items: sum(sorted(items)[:2]))
