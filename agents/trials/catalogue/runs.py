"""Of runs and windows: neighbours of a list, taken together."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from agents.trials.catalogue.signs import Sign, signed
from agents.trials.task import Answer, each, rounded

__all__ = ["SIGNS", "ors"]

_NONE: Final = (-1, None, False, 0)
_RUN: Final = (
    r"sub ?-?(?:array|list|string|sequence)|run|stretch|contiguous|consecutive|neighbou?r|adjacent|in a row|span|streak"
    r"|period|segment|block|window|successive"
)
"""Of elements that stand side by side, without the plural."""


def _runs(items: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Bounds of every run of neighbours that is not empty, the second one behind it."""
    for end in range(1, len(items) + 1):
        yield from ((start, end) for start in range(end))


def _best(items: Any, value: Callable[[Any], Any]) -> tuple[int, int]:
    """The first of the runs that are best."""
    return max(sorted(_runs(items)), key=lambda run: (value(items[run[0] : run[1]]), -run[0], -run[1]))


def _windows(items: Any, size: int) -> list[Any]:
    return [items[at : at + size] for at in range(len(items) - size + 1)]


def _or(missing: Any, right: Callable[..., Any]) -> Answer:
    """The same function, with something else where it gives nothing."""

    def made(*given: Any) -> Any:
        found = right(*given)
        return missing if found is None else found

    return made


def ors(*right: Callable[..., Any], missing: Sequence[Any] = _NONE) -> tuple[Answer, ...]:
    """Right functions that give each of these where those give none."""
    return tuple(_or(one, each_right) for each_right in right for one in missing)


def _sum_run(items: list[int]) -> tuple[int, int, int]:
    start, end = _best(items, sum)
    return sum(items[start:end]), start, end


best_run = signed(
    "gives the largest sum of neighbours",
    rf"(?=.*\b(?:{_RUN})s?\b)(?=.*\b(?:sum|total|gain|profit|best|largest|maximum|max|greatest|highest)\b)|.*kadane",
    each(
        [1, -3, 4, -1, 2, -5, 3], [5, -9, 6], [1, 2, 3], [-2, 1], [4, -1, 4], [3, -4, 2, 2], [8, -3], [2, -5, 9, -20, 4]
    )
    + each([-3, -1, -4], [-7]),
    unsaid=r"\bwindows?\b|\blength\b|longest|shortest|k\b|exactly|product|equal|repeat|increas|rising",
    least=0.1,
)(
    lambda items: _sum_run(items)[0],
    lambda items: max(0, _sum_run(items)[0]),
    _sum_run,
    lambda items: (_sum_run(items)[0], _sum_run(items)[1], _sum_run(items)[2] - 1),
    lambda items: (_sum_run(items)[1], _sum_run(items)[2] - 1),
    lambda items: (_sum_run(items)[1], _sum_run(items)[2] - 1, _sum_run(items)[0]),
    lambda items: (*_sum_run(items)[1:], _sum_run(items)[0]),
    lambda items: _sum_run(items)[1:],
    lambda items: items[_sum_run(items)[1] : _sum_run(items)[2]],
    lambda items: (_sum_run(items)[0], items[_sum_run(items)[1] : _sum_run(items)[2]]),
)

_WINDOWS: Final = (
    ([2, 1, 5, 1, 3, 2], 3),
    ([9, 1, 1, 1, 4], 2),
    ([1, 2, 3, 9], 2),
    ([4, 7], 1),
    ([6, 5, 4, 3, 2, 1], 4),
    ([1, 2, 8, 4], 4),
    ([3, 8, 1, 7, 6], 1),
    ([7, 3, 2, 9, 5, 4, 1], 3),
)
_BELOW_ZERO: Final = (([-4, -2, -7, -3], 2),)


def _best_start(items: list[int], size: int) -> int:
    sums = [sum(one) for one in _windows(items, size)]
    return sums.index(max(sums))


best_window = signed(
    "finds the best stretch of so many neighbours",
    r"\b(?:sum|total|busiest|largest|max\w*|best|average|mean|highest|quietest|lowest|smallest|window|peak)\b",
    _WINDOWS + _BELOW_ZERO,
    unsaid=r"k-?th|\bat least\b|shortest|longest|top\b|how many|count|number of",
    shows="for |while ",
)(
    lambda items, size: max(map(sum, _windows(items, size))),
    lambda items, size: min(map(sum, _windows(items, size))),
    *rounded(
        lambda items, size: max(map(sum, _windows(items, size))) / size,
        lambda items, size: min(map(sum, _windows(items, size))) / size,
    ),
    _best_start,
    lambda items, size: _best_start(items, size) + 1,
    lambda items, size: _windows(items, size)[_best_start(items, size)],
    lambda items, size: (_best_start(items, size), max(map(sum, _windows(items, size)))),
    lambda items, size: (max(map(sum, _windows(items, size))), _best_start(items, size)),
    lambda items, size: (_best_start(items, size), _best_start(items, size) + size - 1),
    lambda items, size: (_best_start(items, size), _best_start(items, size) + size),
)
window_list = signed(
    "tells of every stretch of so many neighbours",
    r"\b(?:sums?|totals?|averages?|means?|smooth\w*|moving|rolling|windows?|sliding|maxim\w*|minim\w*)\b",
    _WINDOWS,
    unsaid=r"k-?th|shortest|longest|top\b",
    shows="for |while ",
)(
    lambda items, size: [sum(one) for one in _windows(items, size)],
    lambda items, size: [max(one) for one in _windows(items, size)],
    lambda items, size: [min(one) for one in _windows(items, size)],
    _windows,
    *rounded(
        lambda items, size: [sum(one) / size for one in _windows(items, size)],
        lambda items, size: [
            sum(items[max(0, at + 1 - size) : at + 1]) / min(size, at + 1) for at in range(len(items))
        ],
        digits=(),
    ),
    *(
        lambda items, size, digits=digits: [round(sum(one) / size, digits) for one in _windows(items, size)]
        for digits in (1, 2, 3)
    ),
    *(
        lambda items, size, digits=digits: [
            round(sum(items[max(0, at + 1 - size) : at + 1]) / min(size, at + 1), digits) for at in range(len(items))
        ]
        for digits in (1, 2, 3)
    ),
)


told_windows = signed(
    "tells of every stretch of so many neighbours",
    r"(?=.*\b(?:sums?|totals?|averages?|means?|max\w*|min\w*)\b)"
    r"(?=.*\b(?:all|each|every|moving|sliding|rolling) (?:the )?(?:\w+ )?(?:windows?|stretch\w*"
    r"|averages?|means?|sums?))",
    _WINDOWS,
    unsaid=r"k-?th|shortest|longest|top\b|largest sum|best",
    shows="for |while ",
    least=0.0,
)(*window_list.task.answers)


def _longest(items: Any, holds: Callable[[Any], bool]) -> tuple[int, int]:
    """The first of the longest runs for which something holds, (0, 0) where there is none."""
    return max(
        ((start, end) for start, end in sorted(_runs(items)) if holds(items[start:end])),
        key=lambda run: (run[1] - run[0], -run[0]),
        default=(0, 0),
    )


def _length(run: tuple[int, int]) -> int:
    return run[1] - run[0]


def _part(items: Any, run: tuple[int, int]) -> Any:
    return items[run[0] : run[1]]


def _distinct(items: Any) -> bool:
    return len(set(items)) == len(items)


def _last_longest(items: Any) -> Any:
    runs = [(start, end) for start, end in _runs(items) if _distinct(items[start:end])]
    start, end = max(runs, key=lambda run: (run[1] - run[0], run[0]), default=(0, 0))
    return items[start:end]


longest_distinct = signed(
    "finds the longest run without repetitions",
    r"(?=.*\b(?:longest|length|most|max\w*)\b)(?=.*(?:repeat|repetition|distinct|unique|different"
    r"|fresh|duplicat|twice|all new))",
    each("abcabcbb", "bbbb", "pwwkew", "abba", "tmmzuxt", "abcdef", "aab", "dvdf", "xyzyx", "a"),
    unsaid=r"at most|two|\bk\b|words?\b",
    shows="for |while ",
    least=0.1,
)(
    lambda items: _length(_longest(items, _distinct)),
    lambda items: _part(items, _longest(items, _distinct)),
    lambda items: list(_part(items, _longest(items, _distinct))),
    lambda items: _longest(items, _distinct),
    _last_longest,
    lambda items: list(_last_longest(items)),
)
longest_two_kinds = signed(
    "gives the length of the longest run of at most two kinds",
    r"(?=.*\b(?:longest|length|most|max\w*)\b)(?=.*\b(?:two|2)\b)",
    each(
        [1, 2, 1, 3, 3, 1, 4],
        [1, 1, 1],
        [1, 2, 3, 2, 2, 1],
        [5, 6],
        [1, 2, 3, 4, 5],
        [3, 3, 1, 1, 2, 2, 2],
        [9],
        [1, 2, 1],
    ),
    shows="for |while ",
    least=0.1,
)(lambda items: _length(_longest(items, lambda part: len(set(part)) <= 2)))


def _shortest_sum(items: list[int], goal: int) -> int | None:
    return min((end - start for start, end in _runs(items) if sum(items[start:end]) >= goal), default=None)


shortest_sum = signed(
    "gives the length of the shortest run whose sum reaches a goal",
    rf"(?=.*\b(?:shortest|smallest|min\w*|fewest|least|length)\b)(?=.*\b(?:{_RUN})s?\b)(?=.*\b(?:goal"
    rf"|target|reach\w*|at least|sum|total)\b)",
    (
        ([2, 3, 1, 2, 4, 3], 7),
        ([1, 4, 4], 4),
        ([1, 1, 1, 1], 9),
        ([5, 1, 3, 5, 10, 7, 4], 15),
        ([1, 2, 3, 4, 5], 11),
        ([8], 8),
        ([2, 1, 1, 6], 7),
        ([1, 1, 1, 1, 1, 9], 10),
        ([3, 3, 3], 9),
    ),
    unsaid=r"exactly|longest|more than|exceed|greater than|above",
    shows="for |while ",
    least=0.1,
)(*ors(_shortest_sum, missing=(0, -1, None, float("inf"))))


def _neighbours(items: list[int], holds: Callable[[int, int], bool]) -> tuple[int, int]:
    return _longest(items, lambda part: all(holds(one, two) for one, two in pairwise(part)))


def _lengths(holds: Callable[[int, int], bool]) -> tuple[Answer, ...]:
    """What may be told of the longest run."""

    def told(of: Callable[[list[int], int, int], Any]) -> Answer:
        return lambda items: of(items, *_neighbours(items, holds))

    return tuple(
        told(of)
        for of in (
            lambda _items, start, end: end - start,
            lambda items, start, end: items[start:end],
            lambda _items, start, end: (start, end - 1),
            lambda _items, start, end: (start, end - start),
            lambda _items, start, end: (end - start, start),
            lambda items, start, end: (items[start], end - start),
        )
    )


longest_equal = signed(
    "finds the longest run of equal values",
    r"(?=.*\b(?:runs?|row|streak|consecutive|neighbou?rs?|plateau|stretch|adjacent|block"
    r"|in succession)\b)(?=.*\b(?:longest|length|most|max\w*)\b)(?=.*\b(?:equal|same|identical"
    r"|plateau|flat)\b)",
    each([1, 1, 2, 2, 2, 3], [5], [1, 2, 3], [4, 4, 1, 4, 4, 4], [7, 7, 7, 7], [2, 2, 9, 9, 2], [3, 8, 8], [1, 1, 5]),
    unsaid=r"increas|rising|distinct|without",
    shows="for |while ",
    least=0.1,
)(*_lengths(lambda one, two: one == two))
longest_rising = signed(
    "finds the longest rising run",
    r"(?=.*\b(?:longest|length|most|max\w*)\b)(?=.*\b(?:ris\w+|increas\w+|climb\w*|grow\w*|upward\w*"
    r"|ascending|improv\w+)\b)",
    each(
        [1, 2, 3, 2, 4],
        [5],
        [9, 7, 3],
        [4, 5, 1, 2, 3, 9],
        [1, 3, 5, 7],
        [2, 1, 6, 5, 8, 9],
        [3, 8, 4, 1],
        [9, 1, 2, 4],
    ),
    unsaid=r"subsequence|non-decreasing|not fall|or equal",
    shows="for |while ",
    least=0.1,
)(*_lengths(lambda one, two: one < two))


count_runs = signed(
    "counts the runs with a sum",
    rf"(?=.*\b(?:{_RUN})s?\b)(?=.*\b(?:how many|counts?|number of)\b)",
    (
        ([1, 1, 1], 2),
        ([1, 2, 3], 3),
        ([3, 4, 7, 2, -3, 1, 4, 2], 7),
        ([1, -1, 0], 0),
        ([5], 5),
        ([2, 4], 9),
        ([0, 0], 0),
        ([6, -2, 2, 3], 6),
        ([1, -1, 1, -1, 1], 1),
    ),
    unsaid=r"at most|less than|at least|divisible|product",
    shows="for |while ",
    least=0.1,
)(lambda items, goal: sum(sum(items[start:end]) == goal for start, end in _runs(items)))


SIGNS: Final[tuple[Sign, ...]] = (
    best_run,
    best_window,
    window_list,
    told_windows,
    longest_distinct,
    longest_two_kinds,
    shortest_sum,
    longest_equal,
    longest_rising,
    count_runs,
)
