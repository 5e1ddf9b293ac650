"""Of order: sorts, intervals, and sums that are worked out in advance."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from agents.trials.catalogue.signs import Sign, signed
from agents.trials.task import Answer

__all__ = ["SIGNS"]

_UNSORTED: Final[tuple[list[int], ...]] = (
    [],
    [1],
    [2, 1],
    [3, 1, 2],
    [5, 4, 3, 2, 1],
    [2, 3, 2, 1],
    [1, 2, 3, 4],
    [4, 10, 0, 9, 4, 7],
    [6, 6, 2],
    [12, 105, 33, 8, 71, 33, 2],
    [2, 9, 1],
)
_SORTING: Final = r"\bsort(?:s|ed|er|ing)?\b|\border(?:s|ed)?\b|arrang|\brank|bubble|insertion|quick|merge|heap"
_PUT_ELSEWHERE: Final = (
    r"cyclic|1 ?\.\. ?n|1 (?:to|through) n|0, 1|0s|colou?rs?\b|flags?\b|zeros|\bunique|duplicat|\bby\b"
    r"|length of|how many|number of|count(?!ing)|sorted list|is sorted|sorted order\?"
)
sort = signed(
    "sorts a list",
    _SORTING,
    tuple((one,) for one in _UNSORTED),
    unsaid=_PUT_ELSEWHERE,
    shows=r"\[",
    in_place=True,
    least=0.5,
)(sorted, lambda items: sorted(items, reverse=True))


named_sort = signed(
    "sorts a list",
    r"\b(?:bubble|insertion|selection|merge|quick|heap|shell|counting|radix|gnome|comb|bucket|cocktail) ?-?sort"
    r"|^sort\b|^(?:bubble|heap|shell|quick|msort|qsort)\b",
    tuple((one,) for one in _UNSORTED),
    unsaid=_PUT_ELSEWHERE,
    in_place=True,
    least=0.0,
)(sorted, lambda items: sorted(items, reverse=True))


def _sort_between(*, behind: bool) -> Sign:
    return signed(
        "sorts a list between two bounds",
        _SORTING,
        tuple((one, 0, len(one) if behind else len(one) - 1) for one in _UNSORTED),
        unsaid=r"heapify|\bheap\b(?! ?sort)|sift|partition|swap|pivot|insert\b|merge(?! ?sort)",
        in_place=True,
    )(lambda items, *_: sorted(items), lambda items, *_: sorted(items, reverse=True))


reverse = signed(
    "reverses a list",
    r"\brevers|turns? round|turns? around|backwards|last .* first",
    tuple((one,) for one in _UNSORTED[1:]),
    unsaid=r"sort|\border\b|word|digit|palindrom|rotat|shift",
    in_place=True,
)(lambda items: items[::-1])
without_repeats = signed(
    "drops what comes again in a sorted list",
    r"duplicat|repeat|distinct|unique|dedup|compact|different",
    tuple(
        (one,)
        for one in ([1, 1, 2], [1], [1, 2, 3], [0, 0, 1, 1, 1, 2, 2, 3], [5, 5, 5, 5], [2, 4, 4], [3, 3, 8, 9, 9, 12])
    ),
    unsaid=r"longest|\brun\b|without|first|twice|sum",
    shows="for |while ",
    in_place=True,
)(lambda items: len(set(items)), lambda items: sorted(set(items)))
told_without_repeats = signed(
    "drops what comes again in a sorted list",
    r"(?=.*(?:duplicat|repeat))(?=.*(?:in[- ]place|sorted))",
    without_repeats.task.tries,
    unsaid=r"longest|\brun\b|first|twice|sum",
    in_place=True,
    least=0.0,
)(*without_repeats.task.answers)


placed_sort = signed(
    "sorts the numbers from 1 on",
    r"cyclic|1 ?\.\. ?n|1 (?:to|through) n",
    tuple(
        (one,)
        for one in ([3, 1, 2], [1], [2, 1], [1, 2, 3], [5, 4, 3, 2, 1], [2, 6, 4, 3, 1, 5], [4, 3, 2, 1], [2, 3, 4, 1])
    ),
    unsaid=r"missing|duplicat|lost|absent|sum|repeat|count",
    in_place=True,
    least=0.1,
)(sorted)


def _joined(spans: Sequence[Sequence[int]], gap: int = 0) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(map(tuple, spans)):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _meanings(right: Callable[..., list[tuple[int, int]]]) -> Iterator[Answer]:
    yield right
    yield lambda *given: sum(end - start for start, end in right(*given))
    yield lambda *given: len(right(*given))


_SPANS: Final = (
    [(1, 3), (2, 6), (8, 10)],
    [(1, 9), (2, 3)],
    [(5, 6), (1, 2)],
    [(1, 4), (0, 2)],
    [(8, 18), (9, 12), (17, 19)],
    [(1, 2)],
    [(1, 10), (2, 3), (4, 12), (20, 25)],
    [(10, 12), (1, 3), (2, 5), (11, 15)],
    [(2, 9), (1, 4), (12, 14)],
)
intervals = signed(
    "joins intervals that overlap",
    r"\b(?:merg\w*|join\w*|combin\w*|overlap\w*|union|unite\w*|blocks?|cover\w*|busy|total|flatten\w*|collaps\w*)\b",
    tuple((one,) for one in _SPANS),
    unsaid=r"remove|fewest|most|rooms?|gaps?|free|insert|largest|longest",
    shows="for |while ",
    least=0.5,
)(*_meanings(_joined))
added_interval = signed(
    "puts an interval among others and joins what overlaps",
    r"\b(?:insert\w*|add\w*|new|put\w*|merg\w*|book\w*)\b",
    (
        ([(1, 3), (6, 9)], (2, 5)),
        ([(1, 2), (3, 5), (6, 7), (8, 10), (12, 16)], (4, 9)),
        ([], (5, 7)),
        ([(1, 5)], (2, 3)),
        ([(1, 5)], (7, 9)),
        ([(4, 5)], (1, 2)),
        ([(3, 5), (9, 12)], (6, 8)),
        ([(3, 5), (9, 12)], (1, 20)),
        ([(2, 4), (6, 8), (11, 13)], (3, 7)),
        ([(2, 6), (9, 10)], (1, 4)),
    ),
    shows="for |while ",
    least=0.3,
)(lambda spans, new: _joined([*spans, new]))


def _most_at_once(spans: Sequence[Sequence[int]], *, touching: bool) -> int:
    return max(sum(start <= at < end + touching for start, end in spans) for at, _ in spans)


most_at_once = signed(
    "gives how many there are at most at the same time",
    r"rooms?\b|same time|at once|simultaneous|concurrent|busiest|peak|platforms?|overlap",
    tuple((one,) for one in (*_SPANS, [(1, 4), (4, 6)], [(0, 30), (5, 10), (15, 20)], [(1, 5), (2, 6), (3, 7)])),
    shows="for |while ",
    least=0.5,
)(lambda spans: _most_at_once(spans, touching=False), lambda spans: _most_at_once(spans, touching=True))

_SUMMED: Final = (
    ([3, 1, 4, 1, 5, 9], 1, 3),
    ([3, 1, 4, 1, 5, 9], 0, 2),
    ([3, 1, 4, 1, 5, 9], 2, 4),
    ([3, 1, 4, 1, 5, 9], 1, 2),
    ([7, 2, 8, 20], 0, 1),
    ([7, 2, 8, 20], 1, 2),
    ([7, 2, 8, 20], 0, 2),
    ([6, 30, 1, 2], 2, 2),
)
_WHOLE: Final = (([3, 1, 4, 1, 5, 9], 0, 5), ([7, 2, 8, 20], 2, 3), ([6, 30, 1, 2], 0, 0))
_BETWEEN: Final = r"\b(?:sums?|totals?|between|range|from|how (?:much|many)|amount)\b"
_LAST_TOO: Final = r"inclu|both|through|first and last|up to and"


_OF_VALUES: Final = r"\A(?=[^\[]*\[)(?!(?:.|\n)*\] - \w+\[)"
"""The code looks into a list, and does not take one of its elements from another: that would be a list of sums."""


def _summed(says: str, unsaid: str, least: float, tries: tuple[tuple[Any, ...], ...], *answers: Answer) -> Sign:
    return signed("adds up a part of a list", says, tries, unsaid=unsaid, shows=_OF_VALUES, least=least)(*answers)


sums = (
    _summed(
        rf"(?=.*{_BETWEEN})(?=.*(?:{_LAST_TOO}))",
        r"not included|exclu|1-based|from 1|prefix\b|cumul|running|\bmax|\bmin|largest|smallest|segment",
        0.0,
        _SUMMED + _WHOLE,
        lambda items, first, last: sum(items[first : last + 1]),
    ),
    _summed(
        _BETWEEN,
        rf"{_LAST_TOO}|prefix\b|cumul|running|\bmax|\bmin|largest|smallest|segment",
        0.25,
        _SUMMED,
        lambda items, first, last: sum(items[first : last + 1]),
        lambda items, first, last: sum(items[first:last]),
        lambda items, first, last: sum(items[max(0, first - 1) : last]),
    ),
)


def _spread(size: int, changes: Sequence[Sequence[int]], *, last: int) -> list[int]:
    return [sum(amount for start, end, amount in changes if start <= at < end + last) for at in range(size)]


_CHANGES: Final = (
    (5, [(1, 3, 10)]),
    (6, [(0, 5, 2), (2, 4, 3)]),
    (4, [(1, 2, 5), (1, 3, 7)]),
    (6, [(0, 2, 4), (2, 5, 6), (1, 3, 1)]),
    (3, [(0, 1, 8)]),
    (7, [(2, 6, 3), (1, 5, 9)]),
)
_STEPS: Final = r"(?s)\[0\] \* .*-="
spread = signed("adds up changes that hold from one place to another", "", _CHANGES, shows=_STEPS, least=0.5)(
    *(lambda size, changes, last=last: _spread(size, changes, last=last) for last in (0, 1)),
)
spread_whole = signed(
    "adds up changes that hold from one place up to another",
    "",
    (*_CHANGES, (4, [(1, 4, 5)]), (3, [(0, 3, 2), (1, 2, 7)]), (5, [(3, 5, 6), (0, 5, 1)])),
    unsaid=_LAST_TOO,
    shows=_STEPS,
    least=0.5,
)(lambda size, changes: _spread(size, changes, last=0), lambda size, changes: _spread(size, changes, last=1))

SIGNS: Final[tuple[Sign, ...]] = (
    sort,
    named_sort,
    placed_sort,
    reverse,
    without_repeats,
    told_without_repeats,
    _sort_between(behind=False),
    _sort_between(behind=True),
    intervals,
    added_interval,
    most_at_once,
    *sums,
    spread,
    spread_whole,
)
