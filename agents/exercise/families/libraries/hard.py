"""Libraries, hard."""

from agents.exercise.drawing import ITEMS, names, numbers
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="log-summary",
        concept="regular-expressions",
        difficulty="hard",
        offset=0.3,
        minutes=20,
        draw=lambda r: {"level": r.choice(["ERROR", "WARN", "FATAL"])},
        statement="""
            Lines of a log look like `12:05 ERROR disk: no space left`: hours and minutes of two digits each, a
            blank, a level in capital letters, a blank, a source of small letters, a colon, a blank, and a message
            of at least one character. Write a function `$function(lines)` that returns a dictionary: for each
            source the list of the hours, as numbers, of its lines of level `$level`. Lines of another form are
            passed over; hours need not be checked for being below 24.
        """,
        hints=(
            "One pattern for the whole line, with groups for the hour, the level and the source.",
            "`re.fullmatch` gives `None` for a line of another form; `match.group(1)` is the first group.",
            "The pattern begins with `(\\d\\d):\\d\\d ([A-Z]+)`; what follows is a group of `[a-z]+`.",
        ),
        reference="""
            import re


            def log_summary(lines):
                found = {}
                for line in lines:
                    match = re.fullmatch(r"(\\d\\d):\\d\\d ([A-Z]+) ([a-z]+): (.+)", line)
                    if match and match.group(2) == "$level":
                        found.setdefault(match.group(3), []).append(int(match.group(1)))
                return found
        """,
        mutants=(
            ("int(match.group(1))", "match.group(1)"),
            (' and match.group(2) == "$level"', ""),
            ("re.fullmatch", "re.search"),
            (": (.+)", ":(.*)"),
            ("setdefault(match.group(3), [])", "setdefault(match.group(2), [])"),
        ),
        cases=lambda r, p: [
            (
                [
                    f"{r.randint(10, 23)}:05 {p['level']} disk: no space left",
                    "09:10 INFO disk: ok",
                    f"07:30 {p['level']} net: gone",
                ],
            ),
            ([f"1:05 {p['level']} disk: x", f"08:00 {p['level']} disk:x", f"08:00 {p['level']} disk: y"],),
            ([],),
            ([f"08:00 {p['level']} disk: ", f"08:00 {p['level']} Disk: a", f"at 08:00 {p['level']} disk: a"],),
            (
                [
                    f"{hour} {p['level']} {source}: again"
                    for hour, source in zip(("01:00", "02:30", f"{r.randint(10, 20)}:15", "23:59"), "abab", strict=True)
                ],
            ),
            ([f"03:00 {p['level'].lower()} net: a", f"04:00 {p['level']}S net: b", f"05:00 {p['level']} net: c: d"],),
            ([f"12:00 {p['level']} db: locked  ", f"x12:00 {p['level']} db: free"],),
        ],
    ),
    Family(
        name="equal-neighbours",
        concept="itertools-module",
        difficulty="hard",
        offset=0.0,
        minutes=16,
        draw=lambda r: {"least": r.randint(2, 3)},
        statement="""
            Write a function `$function(values)` that shortens neighbours: for each stretch of equal neighbouring
            values of at least $least it returns a tuple of the value and the length of the stretch; shorter
            stretches are left out. The result is a list, in order. `groupby` of `itertools` finds the stretches.
        """,
        hints=(
            "The same value can have several stretches.",
            "`groupby(values)` gives pairs of a value and an iterable of the equal neighbours.",
            "The length is `len(list(group))`; read each group only once, and keep it if it is at least $least.",
        ),
        reference="""
            from itertools import groupby


            def equal_neighbours(values):
                lengths = [(value, len(list(group))) for value, group in groupby(values)]
                return [(value, length) for value, length in lengths if length >= $least]
        """,
        alternatives=(
            """
            def equal_neighbours(values):
                found = []
                run = 0
                for index, value in enumerate(values):
                    run += 1
                    if index + 1 == len(values) or values[index + 1] != value:
                        if run >= $least:
                            found.append((value, run))
                        run = 0
                return found
            """,
        ),
        mutants=(
            (">= $least", "> $least"),
            ("groupby(values)", "groupby(sorted(values))"),
            ("[(value, length) for", "[(length, value) for"),
            (" if length >= $least", ""),
        ),
        cases=lambda r, p: [
            ([5] * p["least"] + [2, 2, 2, 2] + [5] * (p["least"] + 1) + [1],),
            (f"aa{'b' * r.randint(3, 6)}ca{'c' * p['least']}",),
            ([],),
            ([1, 2, 3],),
            ([7] * r.randint(4, 9) + [8] * p["least"] + [7] * 4,),
            ("mississippi",),
            ([0, 0, 0, 1, 0, 0, 0],),
        ],
    ),
    Family(
        name="top-sellers",
        concept="collections-module",
        difficulty="hard",
        offset=-0.3,
        minutes=16,
        draw=lambda r: {"top": r.randint(2, 3)},
        statement="""
            Sales are a list of tuples `(shop, item, count)`. Write a function `$function(sales)` that returns a
            dictionary: for each shop the list of its $top best-selling items, by the sum of their counts, best
            first; items with equal sums are in alphabetical order. `Counter` and `defaultdict` of `collections` are
            a help.
        """,
        hints=(
            "For each shop you need sums by item.",
            "`defaultdict(Counter)` has a `Counter` for each shop: `sums[shop][item] += count`.",
            "Sort a shop's items with the key `lambda item: (-counter[item], item)` and keep $top.",
        ),
        reference="""
            from collections import Counter, defaultdict


            def top_sellers(sales):
                sums = defaultdict(Counter)
                for shop, item, count in sales:
                    sums[shop][item] += count
                best = {}
                for shop, counter in sums.items():
                    best[shop] = sorted(counter, key=lambda item: (-counter[item], item))[:$top]
                return best
        """,
        mutants=(
            ("+= count", "= count"),
            ("(-counter[item], item)", "-counter[item]"),
            ("[:$top]", ""),
            ("-counter[item], item", "counter[item], item"),
            ("sums[shop][item]", 'sums["all"][item]'),
        ),
        cases=lambda r, _: [
            (
                [
                    ("north", "b", 1),
                    ("north", "a", 1),
                    ("south", "c", r.randint(1, 9)),
                    ("north", "d", 0),
                    ("north", "e", 5),
                ],
            ),
            (
                [(shop, item, r.randint(1, 9)) for shop in names(r, 2) for item in r.sample(ITEMS, 4)]
                + [("Zoe", "z", 1), ("Zoe", "y", 1)],
            ),
            ([],),
            ([("x", "tea", 2), ("x", "rice", 3), ("x", "tea", 2), ("x", "salt", 1), ("x", "soap", 1)],),
            ([("x", item, 1) for item in "dcba"],),
            (
                [(r.choice("xy"), r.choice(ITEMS[:5]), number) for number in numbers(r, 12, 1, 9)]
                + [("z", "n", 2), ("z", "m", 2), ("z", "l", 1), ("z", "l", 3)],
            ),
        ],
    ),
    Family(
        name="nearest-point",
        concept="math-module",
        difficulty="hard",
        offset=0.5,
        minutes=18,
        draw=lambda r: {"reach": r.randint(10, 20)},
        statement="""
            Points are tuples `(x, y)`. Write a function `$function(start, points)` for a walk: from `start` it goes
            to the nearest point that was not visited yet, from there to the nearest one left, and so on; of points
            equally far the one first in the list. It ends when no point is left or the nearest one is farther than
            $reach. Return a tuple of the points in the order of the visits, as a list, and the length of the walk,
            rounded to two decimals. `math.dist` gives the distance of two points.
        """,
        hints=(
            "Repeat: find the nearest point, check the reach, go there, take it out.",
            "`min(left, key=...)` finds the nearest one, and the first of several.",
            "`nearest = min(left, key=lambda point: math.dist(place, point))`; stop if that distance is above $reach.",
        ),
        reference="""
            import math


            def nearest_point(start, points):
                place = start
                left = list(points)
                visited = []
                length = 0
                while left:
                    distances = [math.dist(place, point) for point in left]
                    step = min(distances)
                    if step > $reach:
                        break
                    place = left.pop(distances.index(step))
                    visited.append(place)
                    length += step
                return visited, round(length, 2)
        """,
        mutants=(
            ("step > $reach", "step >= $reach"),
            ("round(length, 2)", "round(length)"),
            (
                "break",
                "left.clear()\n                        place = start\n                        length += 1\n                        break",
            ),
            (
                "place = left.pop(distances.index(step))\n                    visited.append(place)",
                "visited.append(left.pop(distances.index(step)))",
            ),
        ),
        cases=lambda r, p: [
            ((0, 0), [(3, 4), (6, 8), (1, 1)]),
            ((0, 0), [(p["reach"], 0), (p["reach"] + 1, 1), (900, 0)]),
            ((0, 0), [(tuple(numbers(r, 2, -9, 9))) for _ in range(5)] + [(60, 60)]),
            ((5, 5), []),
            ((0, 0), [(0, 2), (2, 0), (0, -2), (100, 1)]),
            ((1, 1), [(1, 1), (1, 1), (4, 5)]),
            ((0, 0), [(0, p["reach"]), (0, 2 * p["reach"]), (0, 3 * p["reach"] + 1)]),
            ((0, 0), [(2, 1), (5, 3), (9, 4), (200, 0)]),
        ],
    ),
)
