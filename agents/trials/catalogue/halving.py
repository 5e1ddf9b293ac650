"""Of searches that halve what is in order, or what an answer may be."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import product
from math import isqrt
from typing import Any, Final

from agents.trials.catalogue.signs import Sign, signed
from agents.trials.task import Answer

__all__ = ["SIGNS"]

_MIDDLE: Final = r"(?s)\b(\w+) = [^\n]*(?:// 2|>> 1|/ 2\))"
_HALF: Final = _MIDDLE + r".*\[[^\]\n]*\b\1\b"
"""A middle is worked out, and something stands there."""
_GUESS: Final = _MIDDLE + r"(?!.*\[[^\]\n]*\b\1\b)"
"""A middle is worked out, and it is tried."""
_OTHER: Final = r"rotat|closest|nearest|descending|root|square|prefix|infinite"
_EDGE: Final = (
    r"\bfirst\b|\blast\b|left-?most|right-?most|how (?:many|often)|count|number of|occurrence|insert|bisect|lower|upper"
    r"|at least|at most|not (?:less|below|smaller|greater|more|above)|before|after|greater|smaller|floor|ceil|range"
    r"|belongs|fits|should go|boundar"
)
_MISSING: Final = (-1, None, False)
_ROW: Final = [2, 5, 8, 12, 16, 23, 38]
_ASKED: Final[tuple[tuple[list[int], int], ...]] = (
    (_ROW, 2),
    (_ROW, 38),
    (_ROW, 12),
    (_ROW, 23),
    (_ROW, 5),
    (_ROW, 16),
    (_ROW, 8),
    (_ROW, 7),
    (_ROW, 1),
    (_ROW, 50),
    ([4], 4),
    ([3, 9], 9),
    ([3, 9], 3),
    ([3, 9], 4),
    ([], 3),
    ([4], 9),
)
_TWICE: Final = (
    ([1, 2, 2, 2, 5], 2),
    ([3, 3], 3),
    ([1, 1, 4, 6, 6, 6, 6, 9], 6),
    ([1, 1, 4, 6, 6, 6, 6, 9], 1),
    ([1, 1, 4, 6, 6, 6, 6, 9], 4),
    ([1, 1, 4, 6, 6, 6, 6, 9], 5),
    ([7], 7),
    ([7], 8),
    ([7], 2),
    ([2, 4], 4),
    ([1, 3, 3, 3], 3),
    ([1, 3, 3, 3], 9),
)


def _place(items: Sequence[Any], one: Any) -> int | None:
    return items.index(one) if one in items else None


def _last(items: Sequence[Any], one: Any) -> int | None:
    return max((at for at, each in enumerate(items) if each == one), default=None)


def _or(right: Callable[..., Any], *missing: Any) -> tuple[Answer, ...]:
    """Right functions that give each of these where that one gives none."""
    return tuple(
        lambda *given, one=one: found if (found := right(*given)) is not None else one for one in missing or _MISSING
    )


def _at(items: Sequence[Any], place: int) -> Any:
    """What stands there; none where nothing does."""
    return items[place] if 0 <= place < len(items) else None


def _if_there(items: Sequence[Any], place: int) -> int | None:
    return place if 0 <= place < len(items) else None


_LOWER: Final[tuple[Answer, ...]] = (
    bisect_left,
    *_or(lambda items, one: _if_there(items, bisect_left(items, one))),
    *_or(lambda items, one: _at(items, bisect_left(items, one))),
    *_or(lambda items, one: _if_there(items, bisect_left(items, one) - 1)),
    *_or(lambda items, one: _at(items, bisect_left(items, one) - 1)),
    lambda items, one: len(items) - bisect_left(items, one),
)
_UPPER: Final[tuple[Answer, ...]] = (
    bisect_right,
    *_or(lambda items, one: _if_there(items, bisect_right(items, one))),
    *_or(lambda items, one: _at(items, bisect_right(items, one))),
    *_or(lambda items, one: _if_there(items, bisect_right(items, one) - 1)),
    *_or(lambda items, one: _at(items, bisect_right(items, one) - 1)),
    lambda items, one: len(items) - bisect_right(items, one),
)
_FIRST: Final = _or(_place)
_LATEST: Final = _or(_last)
_COUNTED: Final = (lambda items, one: items.count(one), lambda items, one: one in items)
_BOTH: Final = _or(
    lambda items, one: (_place(items, one), _last(items, one)) if one in items else None, (-1, -1), None, (), []
)

place = signed(
    "finds the place of a value in a sorted list",
    "",
    _ASKED,
    unsaid=f"{_EDGE}|{_OTHER}",
    shows=_HALF,
    least=0.5,
)(
    *_FIRST,
    *_or(lambda items, one: one if one in items else None),
    *_LOWER,
    *_UPPER,
)
is_there = signed(
    "tells whether a value is in a sorted list",
    r"\b(?:contains?|has|have|is|in|exists?|there|whether|search\w*|find|found|member)\b",
    _ASKED,
    unsaid=_OTHER,
    shows=_HALF + ".*(?:true|==|!=)",
    least=0.5,
)(lambda items, one: one in items)
any_edge = signed(
    "finds a place in a sorted list",
    _EDGE,
    _TWICE,
    unsaid=rf"{_OTHER}|\bfirst\b|\blast\b|left-?most|right-?most",
    shows=_HALF,
    least=0.5,
)(*_FIRST, *_LATEST, *_COUNTED, *_BOTH, *_LOWER, *_UPPER)
first_place = signed(
    "finds the first of some places in a sorted list",
    r"\bfirst\b|left-?most",
    _TWICE,
    unsaid=rf"{_OTHER}|\blast\b|right-?most|greater|after|more|above|bigger|larger|later|exceed|over|beyond",
    shows=_HALF,
    least=0.5,
)(*_FIRST, *_LOWER)
first_beyond = signed(
    "finds the first of some places in a sorted list",
    r"(?=.*(?:\bfirst\b|left-?most))(?=.*(?:greater|after|more|above|bigger|larger|later|exceed|over|beyond))",
    _TWICE,
    unsaid=rf"{_OTHER}|\blast\b|right-?most",
    shows=_HALF,
    least=0.5,
)(*_FIRST, *_LOWER, *_UPPER)
last_place = signed(
    "finds the last of some places in a sorted list",
    r"\blast\b|right-?most",
    _TWICE,
    unsaid=rf"{_OTHER}|\bfirst\b|left-?most",
    shows=_HALF,
    least=0.5,
)(*_LATEST, *_LOWER, *_UPPER)
first_and_last = signed(
    "finds the first and the last place in a sorted list",
    r"(?=.*\b(?:first|left-?most)\b)(?=.*\b(?:last|right-?most)\b)",
    _TWICE,
    shows=_HALF,
    least=0.5,
)(*_BOTH, *_FIRST, *_LATEST, *_LOWER, *_UPPER)


def _of_four(right: Answer, *, bounds_first: bool) -> Answer:
    """The same for a function that takes the bounds as well."""
    return (
        (lambda items, _low, _high, one: right(items, one))
        if bounds_first
        else (lambda items, one, *_: right(items, one))
    )


def _bounded(*, behind: bool, bounds_first: bool) -> Sign:
    """A search between two bounds: the second one is the last place, or stands behind it."""
    asked = [one for one in _ASKED if one[0]]
    ends = [(0, len(items) if behind else len(items) - 1) for items, _ in asked]
    return signed(
        "finds the place of a value between two bounds",
        "",
        tuple(
            (items, *end, one) if bounds_first else (items, one, *end)
            for (items, one), end in zip(asked, ends, strict=True)
        ),
        unsaid=f"{_OTHER}|{_EDGE}|insert",
        shows=_HALF,
        least=0.5,
    )(*(_of_four(one, bounds_first=bounds_first) for one in (*_FIRST, lambda items, one: one in items)))


_BOUNDED: Final = tuple(
    _bounded(behind=behind, bounds_first=first) for behind, first in product((False, True), repeat=2)
)
_ROTATED: Final = (
    ([4, 5, 6, 7, 0, 1, 2], 0),
    ([4, 5, 6, 7, 0, 1, 2], 4),
    ([4, 5, 6, 7, 0, 1, 2], 7),
    ([4, 5, 6, 7, 0, 1, 2], 2),
    ([4, 5, 6, 7, 0, 1, 2], 5),
    ([4, 5, 6, 7, 0, 1, 2], 1),
    ([3, 1], 1),
    ([3, 1], 3),
    ([1, 3], 3),
    ([5, 1, 3], 3),
    ([5, 1, 3], 5),
    ([5, 1, 3], 1),
    ([6, 7, 8, 1, 2, 3], 8),
    ([6, 7, 8, 1, 2, 3], 4),
    ([7], 7),
    ([4, 5, 6, 7, 0, 1, 2], 9),
)
rotated = signed(
    "finds the place of a value in a rotated list", "rotat|shift|wrap|pivot", _ROTATED, shows=_HALF, least=0.5
)(*_FIRST, lambda items, one: one in items)
rotated_least = signed(
    "finds the smallest value of a rotated list",
    "rotat|shift|wrap|pivot",
    tuple(
        (one,)
        for one in (
            [4, 5, 6, 7, 0, 1, 2],
            [3, 1],
            [1, 3],
            [5, 1, 3],
            [6, 7, 8, 9, 2],
            [1, 2, 3, 4],
            [8, 1, 2, 3, 4],
            [7],
            [4, 6, 2],
        )
    ),
    shows=_HALF,
    least=0.5,
)(min, lambda items: items.index(min(items)), lambda items: (len(items) - items.index(min(items))) % len(items))
peak = signed(
    "finds the peak of a list that rises and then falls",
    r"\bpeak|summit|larger than its neighbo|turning|mountain|highest|top\b",
    tuple(
        (one,)
        for one in (
            [1, 3, 8, 12, 4, 2],
            [1, 9],
            [9, 1],
            [1, 2, 3],
            [5, 4, 3, 2],
            [7],
            [0, 2, 1],
            [2, 4, 6, 8, 10, 3],
            [1, 6, 5, 4],
        )
    ),
    shows=_HALF,
    least=0.5,
)(lambda items: items.index(max(items)), max, lambda items: (items.index(max(items)), max(items)))


def _exact(number: int) -> int | None:
    return isqrt(number) if isqrt(number) ** 2 == number else None


root = signed(
    "gives the whole root of a number",
    r"root|square|sqrt",
    tuple((one,) for one in (0, 1, 2, 3, 4, 8, 9, 15, 16, 24, 25, 26, 99, 100)),
    shows=_GUESS,
    least=0.5,
)(
    isqrt,
    *_or(_exact),
    lambda number: isqrt(number) ** 2 == number,
    lambda number: isqrt(max(number - 1, 0)) + (number > 0),
)

_LOADS: Final = (
    ([3, 2, 2, 4, 1, 4], 3),
    ([1, 2, 3, 1, 1], 4),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5),
    ([10, 50, 100, 100, 50], 5),
    ([7, 2, 5, 10, 8], 2),
    ([9], 1),
    ([4, 4, 4], 1),
    ([1, 4, 4], 3),
    ([5, 5, 1, 1, 6], 2),
)


def _trips(loads: Sequence[int], most: int) -> int:
    """How many trips it takes when each load goes in the order of the list."""
    trips, now = 1, 0
    for load in loads:
        trips, now = (trips + 1, load) if now + load > most else (trips, now + load)
    return trips


least_capacity = signed("gives the smallest capacity that is enough", "", _LOADS, shows=_GUESS, least=0.5)(
    lambda loads, trips: next(most for most in range(max(loads), sum(loads) + 1) if _trips(loads, most) <= trips)
)
least_speed = signed(
    "gives the smallest rate that is enough",
    "",
    (
        ([3, 6, 7, 11], 8),
        ([30, 11, 23, 4, 20], 5),
        ([30, 11, 23, 4, 20], 6),
        ([1], 3),
        ([9], 2),
        ([5, 5], 2),
        ([8, 3, 1], 7),
        ([4, 9], 13),
    ),
    shows=_GUESS,
    least=0.5,
)(
    lambda piles, hours: next(
        rate for rate in range(1, max(piles) + 1) if sum(-(-one // rate) for one in piles) <= hours
    )
)
widest_gap = signed(
    "gives the largest distance that can be kept",
    "",
    (
        ([1, 2, 4, 8, 9], 3),
        ([1, 9], 2),
        ([1, 3, 6, 10, 15], 3),
        ([1, 3, 6, 10, 15], 4),
        ([2, 4, 6, 8], 2),
        ([1, 2, 3, 4, 5, 20], 4),
    ),
    shows=_GUESS,
    least=0.5,
)(lambda stalls, cows: next(gap for gap in range(max(stalls), 0, -1) if _placed(stalls, gap) >= cows))
longest_pieces = signed(
    "gives the largest length of so many pieces",
    "",
    (([8, 5, 7], 4), ([9, 7, 5], 4), ([4, 4], 2), ([5], 5), ([12, 3, 6], 3), ([10], 3), ([7, 7, 7], 5), ([2, 3], 9)),
    shows=_GUESS,
    least=0.5,
)(
    lambda ropes, pieces: next(
        (size for size in range(max(ropes), 0, -1) if sum(one // size for one in ropes) >= pieces), 0
    )
)


def _placed(stalls: Sequence[int], gap: int) -> int:
    placed, last = 0, -gap
    for one in sorted(stalls):
        if one - last >= gap:
            placed, last = placed + 1, one
    return placed


_TABLE: Final = [[1, 4, 7, 11], [2, 5, 8, 12], [3, 6, 9, 16]]
_LINES: Final = [[1, 3, 5], [7, 9, 11], [13, 15, 20], [23, 30, 34]]


def _in_table(table: Sequence[Sequence[int]], one: int) -> tuple[int, int] | None:
    return next(((row, line.index(one)) for row, line in enumerate(table) if one in line), None)


def _searched(table: Sequence[Sequence[int]], *asked: int) -> tuple[tuple[Any, ...], ...]:
    return tuple((table, one) for one in asked)


_FOUND: Final = (*_or(_in_table, None, (-1, -1), *_MISSING, []), lambda table, one: _in_table(table, one) is not None)
staircase = signed(
    "finds a value in a table with ordered rows and columns",
    r"sorted|order|ascending|stair|search|rising",
    (*_searched(_TABLE, 1, 11, 3, 16, 5, 9, 12, 7, 2, 13, 0, 20), ([[5]], 5), ([[2, 4]], 4), ([[2], [6]], 6)),
    shows=r"while (?s:.*)\[\w+\]\[\w+\]",
    least=0.3,
)(*_FOUND)
flat_table = signed(
    "finds a value in a table whose rows follow one another",
    r"",
    (*_searched(_LINES, 1, 5, 7, 11, 20, 23, 34, 9, 15, 4, 40, 0), ([[5]], 5), ([[2, 4]], 4), ([[2], [6]], 6)),
    shows=r"// (?:2|n|m|cols|\w+)(?s:.*)\[\w+ // \w+\]\[\w+ % \w+\]|divmod",
    least=0.5,
)(*_FOUND)


SIGNS: Final[tuple[Sign, ...]] = (
    *_BOUNDED,
    place,
    is_there,
    any_edge,
    first_place,
    first_beyond,
    last_place,
    first_and_last,
    rotated,
    rotated_least,
    peak,
    root,
    least_capacity,
    least_speed,
    widest_gap,
    longest_pieces,
    staircase,
    flat_table,
)
