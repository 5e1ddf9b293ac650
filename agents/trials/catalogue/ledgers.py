"""Of lists with keys, runs of days and times of day: who comes first, how long it went on, how much it was."""

from collections import defaultdict
from itertools import accumulate, groupby, pairwise
from typing import Any

from agents.trials.task import each, known

_SOLD = {"ink": 4, "pen": 9, "cap": 7, "mug": 1, "bag": 6}
_PLAYED = [("Ann", 4), ("Bob", 9), ("Cem", 7), ("Dan", 1), ("Eva", 6)]
_MEASURED = ([("a", 2)], [("a", 2), ("b", 7), ("a", 4)], [("x", 5), ("y", 1), ("x", 2), ("y", 4), ("x", 8)])
_RESULTS = (
    ["W"],
    ["W", "W", "L"],
    ["L", "W", "W", "W"],
    ["W", "W", "L", "W"],
    ["W", "L", "W", "W", "D", "W"],
)
_RAIN = ([0], [0, 0, 3], [4, 0, 0, 0], [0, 0, 5, 0], [2, 0, 1, 0, 0, 7, 0])
_PRICES = ([3, 1], [1, 2, 5], [5, 1, 2, 3, 4], [1, 2, 3, 1, 2], [4, 6, 5, 6, 7, 8])


def _means(pairs: list[tuple[str, float]], digits: int = 9) -> dict[str, float]:
    values = defaultdict(list)
    for key, value in pairs:
        values[key].append(value)
    return {key: round(sum(some) / len(some), digits) for key, some in values.items()}


def _ranked(given: Any, *, most_first: bool = True) -> list[tuple[str, int]]:
    return sorted(dict(given).items(), key=lambda one: one[1], reverse=most_first)


def _longest(signs: list[bool]) -> int:
    return max((sum(1 for _ in run) for sign, run in groupby(signs) if sign), default=0)


def _minutes(text: str) -> int:
    first, last = text.split(":")
    return int(first) * 60 + int(last)


mean_by_key = known(
    "gives the mean of what has the same key",
    "average by key, mean by key, averages by key, average by name, average by group, mean by group, group averages, "
    "group means, mean per group, average per group, averages by group, average by category, average per category, "
    "averages by category, average by type, average by city, average by region, average by department, averages, "
    "average by subject, average per subject, average by product, average rating, average ratings, average salary by "
    "department, average by station, average temperatures, mean by category, means by key, average per key",
    each(*_MEASURED),
    loose=True,
)(*(lambda pairs, digits=digits: _means(pairs, digits) for digits in (9, 1, 2)))
_TOP = (
    "top, top n, top scores, top players, top items, top sellers, top products, best n, top k, top words, top "
    "customers, top students, top scorers, top entries, best sellers, best selling, leaderboard, top keys, leaders, "
    "most popular, n best, best players, best, highest, top spenders, biggest spenders"
)
top_of_dict = known(
    "gives those with the largest values",
    _TOP,
    ((_SOLD, 1), (_SOLD, 2), (_SOLD, 3), (_SOLD, 5), ({"a": 3}, 1)),
    loose=True,
)(
    lambda given, n: [name for name, _ in _ranked(given)[:n]],
    lambda given, n: _ranked(given)[:n],
    lambda given, n: dict(_ranked(given)[:n]),
    lambda given, n: [value for _, value in _ranked(given)[:n]],
)
top_of_pairs = known(
    "gives those with the largest values",
    _TOP,
    ((_PLAYED, 1), (_PLAYED, 2), (_PLAYED, 3), (_PLAYED, 5), ([("a", 3)], 1)),
    loose=True,
)(
    lambda given, n: [name for name, _ in _ranked(given)[:n]],
    lambda given, n: _ranked(given)[:n],
    lambda given, n: [value for _, value in _ranked(given)[:n]],
)
bottom_of_dict = known(
    "gives those with the smallest values",
    "bottom, bottom n, lowest n, n lowest, worst n, least popular, bottom k, slow sellers, worst sellers, fastest",
    ((_SOLD, 1), (_SOLD, 2), (_SOLD, 3), (_SOLD, 5), ({"a": 3}, 1)),
    loose=True,
)(
    lambda given, n: [name for name, _ in _ranked(given, most_first=False)[:n]],
    lambda given, n: _ranked(given, most_first=False)[:n],
)
shares = known(
    "gives the part of the whole that each one has",
    "percentages, shares, to percentages, percentage shares, vote shares, vote percentages, percent shares, share of "
    "each, market shares, market share, expense shares, spending shares, category shares, budget shares, proportions",
    each({"a": 5}, {"a": 1, "b": 3}, {"a": 10, "b": 25, "c": 15}),
    loose=True,
)(
    *(
        lambda given, digits=digits, whole=whole: {
            name: round(value * whole / sum(given.values()), digits) for name, value in given.items()
        }
        for digits, whole in ((9, 100), (0, 100), (1, 100), (2, 100), (9, 1), (2, 1), (3, 1))
    )
)
means_so_far = known(
    "gives the mean of all values so far, after each one",
    "running average, running averages, running mean, running means, cumulative average, cumulative averages, "
    "averages so far, cumulative mean",
    each([4], [2, 4], [1, 2, 6, 7], [10, 0, 5]),
    loose=True,
)(
    *(
        lambda items, digits=digits: [
            round(total / count, digits) for count, total in enumerate(accumulate(items), start=1)
        ]
        for digits in (9, 1, 2)
    )
)
win_streak = known(
    "gives the length of the longest run of wins",
    "longest winning streak, longest win streak, longest streak, max win streak, winning streak, best streak, "
    "longest wins, longest run of wins",
    each(*_RESULTS),
    loose=True,
)(lambda results: _longest([one == "W" for one in results]))
dry_spell = known(
    "gives the length of the longest run of days without rain",
    "longest dry spell, longest drought, dry spell, longest dry streak, longest dry period, longest zero streak",
    each(*_RAIN),
    loose=True,
)(lambda rain: _longest([one == 0 for one in rain]))
rising_streak = known(
    "gives the length of the longest run of rising values",
    "longest rising streak, longest increasing streak, longest increasing run, longest growth streak, longest rise, "
    "longest rising run, rising streak, longest upward streak, longest up streak",
    each(*_PRICES),
    loose=True,
)(
    lambda items: _longest([later > one for one, later in pairwise(items)]),
    lambda items: _longest([later > one for one, later in pairwise(items)]) + 1,
)
growth_in_percent = known(
    "gives the change of each value against the one before, in percent",
    "growth rates, percent changes, percentage changes, monthly growth, growth percentages, daily returns, yearly "
    "growth, month over month, price changes",
    each([10, 15], [100, 110, 99], [4, 5, 4, 8]),
    loose=True,
)(
    *(
        lambda items, digits=digits, whole=whole: [
            round((later - one) / one * whole, digits) for one, later in pairwise(items)
        ]
        for digits, whole in ((9, 100), (0, 100), (1, 100), (2, 100), (9, 1), (4, 1))
    ),
    lambda items: [later - one for one, later in pairwise(items)],
)
overlap = known(
    "gives the length of what two stretches share",
    "overlap, overlap length, overlap minutes, overlapping time, overlap duration, shared time, common time, "
    "overlap hours, overlapping minutes, overlap size, intersection length",
    (
        ((9, 12), (10, 14)),
        ((10, 14), (9, 12)),
        ((8, 18), (9, 11)),
        ((1, 3), (5, 9)),
        ((5, 9), (1, 3)),
        ((1, 4), (4, 6)),
    ),
    loose=True,
)(
    lambda one, other: max(0, min(one[1], other[1]) - max(one[0], other[0])),
    lambda one, other: max(0, min(one[1], other[1]) - max(one[0], other[0]) + 1),
    lambda one, other: min(one[1], other[1]) > max(one[0], other[0]),
    lambda one, other: min(one[1], other[1]) >= max(one[0], other[0]),
)
overlap_of_four = known(
    "gives the length of what two stretches share",
    "overlap, overlap length, overlap minutes, overlapping time, overlap duration, shared time, common time, "
    "overlap hours, overlaps, do overlap, is overlapping, overlapping",
    ((9, 12, 10, 14), (10, 14, 9, 12), (8, 18, 9, 11), (1, 3, 5, 9), (5, 9, 1, 3), (1, 4, 4, 6)),
    loose=True,
)(
    lambda a, b, c, d: max(0, min(b, d) - max(a, c)),
    lambda a, b, c, d: max(0, min(b, d) - max(a, c) + 1),
    lambda a, b, c, d: min(b, d) > max(a, c),
    lambda a, b, c, d: min(b, d) >= max(a, c),
)
minutes_between = known(
    "gives the time from one time of the day to another",
    "minutes between, time difference, duration, duration minutes, shift length, shift minutes, elapsed, elapsed "
    "minutes, time between, elapsed time, lesson length, shift duration, worked minutes, minutes worked, length",
    (("09:00", "09:30"), ("08:45", "10:15"), ("10:20", "11:05"), ("06:05", "18:50")),
    loose=True,
)(
    lambda start, end: _minutes(end) - _minutes(start),
    lambda start, end: (_minutes(end) - _minutes(start)) / 60,
    lambda start, end: round((_minutes(end) - _minutes(start)) / 60, 2),
    lambda start, end: divmod(_minutes(end) - _minutes(start), 60),
)
full_length = known(
    "adds up lengths in minutes and seconds",
    "total time, total length, total duration, album length, playlist length, total playtime, sum times, sum of "
    "times, playlist duration, album duration, add times, total running time, sum durations, add durations",
    each(["3:45"], ["3:45", "2:20"], ["0:30", "4:10", "1:25"], ["2:00", "1:05"]),
    loose=True,
)(
    lambda times: sum(map(_minutes, times)),
    lambda times: divmod(sum(map(_minutes, times)), 60),
    lambda times: "{}:{:02}".format(*divmod(sum(map(_minutes, times)), 60)),
    lambda times: "{:02}:{:02}".format(*divmod(sum(map(_minutes, times)), 60)),
)
to_24_hours = known(
    "writes a time of 12 hours in 24 hours",
    "to 24 hour, to 24, convert to 24 hour, time conversion, military time, to military, to 24h, to 24 hours, "
    "twelve to twenty four, to military time",
    each("07:15 PM", "12:05 AM", "12:30 PM", "01:00 AM", "11:59 PM"),
    loose=True,
)(
    *(
        lambda text, form=form: form.format(int(text[:2]) % 12 + 12 * text.endswith("PM"), text[3:5])
        for form in ("{:02}:{}", "{}:{}")
    )
)
keys_of_each = known(
    "turns keys with lists into what stands in the lists, with the keys",
    "invert, inverted, invert index, invert lists, inverted index, reverse index, invert dict of lists, invert mapping",
    each({"Ann": ["tea"]}, {"Ann": ["tea", "nuts"], "Bob": ["tea"]}, {"Ann": ["a"], "Bob": ["b", "a"], "Cem": ["a"]}),
    loose=True,
)(lambda given: {one: [key for key in given if one in given[key]] for some in given.values() for one in some})
age_on = known(
    "gives an age in full years",
    "age on, age at, age, years old, full years, age in years, calculate age on",
    (
        ((1990, 5, 20), (2020, 5, 20)),
        ((1990, 5, 20), (2020, 5, 19)),
        ((1990, 5, 20), (2020, 3, 25)),
        ((1990, 5, 20), (2020, 7, 1)),
        ((2000, 12, 31), (2021, 1, 1)),
    ),
    loose=True,
)(lambda born, today: today[0] - born[0] - (today[1:] < born[1:]))
next_departure = known(
    "gives the first departure that can still be reached",
    "next bus, next departure, next train, next tram, next ferry",
    ((500, [480, 510, 540]), (481, [480, 510, 540]), (539, [480, 510, 540]), (100, [200])),
    loose=True,
)(
    lambda now, departures: next(one for one in departures if one > now),
    lambda now, departures: next(one for one in departures if one > now) - now,
)
