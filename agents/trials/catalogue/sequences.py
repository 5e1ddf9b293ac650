"""Of pairs of places in a list, of what stands before or behind each, and all signs together."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import prod
from typing import Any, Final

from agents.trials.catalogue import drills, halving, orders, runs
from agents.trials.catalogue.runs import ors
from agents.trials.catalogue.signs import Sign, signed
from agents.trials.task import Answer, each

__all__ = ["SIGNS", "signs_of"]


def _first_pair(items: list[int], goal: int) -> tuple[int, int] | None:
    return next(
        ((a, b) for b in range(len(items)) for a in range(b) if items[a] + items[b] == goal),
        None,
    )


def _pairs_of(of: Callable[[list[int], int, int], Any]) -> Answer:
    def told(items: list[int], goal: int) -> Any:
        found = _first_pair(items, goal)
        return None if found is None else of(items, *found)

    return told


_PLACES: Final = (
    lambda _items, a, b: (a, b),
    lambda _items, a, b: (b, a),
    lambda _items, a, b: (a + 1, b + 1),
    lambda items, a, b: (items[a], items[b]),
    lambda items, a, b: (items[b], items[a]),
    lambda items, a, b: [(items[a], items[b])],
)
_PAIRED: Final = [1, 4, 9, 15, 40, 77]
"""No two pairs of them have the same sum."""
pair_with_sum = signed(
    "finds two values with a sum",
    r"(?=.*\b(?:pairs?|two)\b)(?=.*\b(?:sums?|adds?|totals?|target|makes?|equals?|costs?|goal|budget)\b)",
    (
        *((_PAIRED, goal) for goal in (5, 117, 24, 55, 49, 78, 18, 80, 200, 3)),
        ([5, 9], 14),
        ([6], 12),
    ),
    unsaid=(
        r"all (?:different )?pairs|every pair|how many|count|number of|closest|nearest|difference|at most"
        r"|less than"
    ),
    shows="for |while ",
    least=0.1,
)(
    *ors(*(_pairs_of(of) for of in _PLACES), missing=(None, -1, (), (-1, -1), False)),
    lambda items, goal: _first_pair(items, goal) is not None,
    lambda items, goal: int(_first_pair(items, goal) is not None),
)


def _merged(one: list[Any], other: list[Any]) -> list[Any]:
    return sorted([*one, *other])


_SORTED: Final[tuple[tuple[list[int], list[int]], ...]] = (
    ([1, 4, 6], [2, 3, 9, 10]),
    ([], [1, 2]),
    ([5], []),
    ([1, 2], [3, 4]),
    ([3, 4], [1, 2]),
    ([2, 2, 5], [2, 7]),
    ([1], [0, 5, 8]),
    ([1, 5, 9, 12], [6]),
)
merge = signed(
    "merges two sorted lists",
    r"(?=.*\b(?:merg\w*|join\w*|combin\w*|together|one|both)\b)(?=.*\b(?:sort\w*|order\w*|ascending|merg\w*)\b)",
    _SORTED,
    unsaid=r"common|overlap|interval",
    shows="for |while ",
    least=0.1,
)(_merged, lambda one, other: sorted({*one, *other}))
common_sorted = signed(
    "gives what two sorted lists share",
    r"(?=.*\b(?:both|common|shared?|intersect\w*)\b)(?=.*\b(?:sorted|order\w*)\b)",
    (*_SORTED, ([1, 3, 5, 7], [3, 4, 7, 8]), ([2, 2, 5], [2, 5]), ([4, 6], [4, 6, 9]), ([1, 8, 9], [9])),
    unsaid=r"\bmerg",
    shows="for |while ",
    least=0.1,
)(lambda one, other: sorted({*one} & {*other}), lambda one, other: sorted((Counter(one) & Counter(other)).elements()))

_ROTATED: Final = (
    ([1, 2, 3, 4, 5], 2),
    ([1, 2, 3], 0),
    ([1, 2, 3], 3),
    ([1, 2, 3], 4),
    ([7, 8, 9, 6], 1),
    ([5], 1),
    ([1, 2, 3, 4, 5, 6], 5),
)
rotate_left = signed(
    "rotates a list to the left",
    r"(?=.*\b(?:rotat\w*|shift\w*|turn\w*|mov\w*)\b)(?=.*\bleft)",
    _ROTATED,
    in_place=True,
    unsaid=r"\bright",
    least=0.1,
)(lambda items, steps: items[steps % len(items) :] + items[: steps % len(items)])
rotate_right = signed(
    "rotates a list to the right",
    r"(?=.*\b(?:rotat\w*|shift\w*|turn\w*|mov\w*)\b)(?=.*\bright)",
    _ROTATED,
    in_place=True,
    unsaid=r"\bleft",
    least=0.1,
)(lambda items, steps: items[-steps % len(items) :] + items[: -steps % len(items)])
zeros_last = signed(
    "moves the zeros to the end",
    r"(?=.*\b(?:zeroe?s?|0s?|empty)\b)(?=.*\b(?:end|last|back|behind|mov\w+|right|after)\b)",
    each([0, 1, 0, 3, 12], [0], [1, 2], [0, 0, 5], [4, 0], [-1, 0, -2, 3], [7, 0, 0, 8, 0, 9], [3, 1, 0]),
    unsaid=r"shift|rotat|insert|first place|empty (?:list|text|string)",
    in_place=True,
    least=0.1,
)(lambda items: sorted(items, key=lambda one: one == 0), lambda items: sorted(items, key=lambda one: one != 0))
three_colours = signed(
    "sorts the values 0, 1 and 2",
    r"\b(?:0s|0, ?1|flags?|three[- ]way|colou?rs|dutch)\b",
    each(
        [2, 0, 1], [0], [2, 2, 0, 0, 1, 1], [1, 0, 2, 0, 1, 2], [0, 1, 2], [2, 1, 0, 2], [1, 1], [2, 0], [1, 2, 0, 0, 2]
    ),
    in_place=True,
)(sorted, lambda items: sorted(items, reverse=True))


def _later(items: list[int], *, greater: bool, before: bool) -> list[int | None]:
    """By place, the next one that is greater or smaller, behind it or before it."""
    found: list[int | None] = []
    for at, one in enumerate(items):
        places = range(at - 1, -1, -1) if before else range(at + 1, len(items))
        found.append(next((to for to in places if items[to] != one and (items[to] > one) == greater), None))
    return found


def _told_later(*, greater: bool, before: bool) -> Iterator[Answer]:
    for missing in (-1, None, 0):
        yield lambda items, missing=missing: [
            missing if to is None else items[to] for to in _later(items, greater=greater, before=before)
        ]
        yield lambda items, missing=missing: [
            missing if to is None else to for to in _later(items, greater=greater, before=before)
        ]
        yield lambda items, missing=missing: [
            missing if to is None else abs(to - at)
            for at, to in enumerate(_later(items, greater=greater, before=before))
        ]


_HEIGHTS: Final = each(
    [4, 5, 2, 10, 8], [3, 2, 1], [1, 2, 3], [5, 5, 6], [73, 74, 75, 71, 69, 72, 76, 73], [1], [9, 3, 3, 4], [6, 8, 6, 7]
)
_LATER: Final = r"(?=.*\b(?:next|first|until|later|following|wait)\b)"
_EARLIER: Final = r"(?=.*\b(?:previous|before|left|nearest|earlier|last)\b)"
_GREATER: Final = r"(?=.*\b(?:greater|larger|higher|taller|warmer|bigger|hotter|more|longer|heavier|stronger|better)\b)"
_SMALLER: Final = r"(?=.*\b(?:smaller|lower|less|cheaper|colder|shorter|cooler|lighter)\b)"


def _nearest(does: str, says: str, unsaid: str, *, greater: bool, before: bool) -> Sign:
    answers = _told_later(greater=greater, before=before)
    return signed(does, says, _HEIGHTS, unsaid=unsaid, shows="for |while ", least=0.1)(*answers)


next_greater = _nearest(
    "finds the next greater value for each one",
    _LATER + _GREATER,
    r"at least|or equal|previous|before|left|smaller|lower|circular",
    greater=True,
    before=False,
)
next_smaller = _nearest(
    "finds the next smaller value for each one",
    _LATER + _SMALLER,
    r"at most|or equal|previous|before|left|greater|higher",
    greater=False,
    before=False,
)
greater_before = _nearest(
    "finds the nearest greater value before each one",
    _EARLIER + _GREATER,
    r"at least|or equal|next",
    greater=True,
    before=True,
)
smaller_before = _nearest(
    "finds the nearest smaller value before each one",
    _EARLIER + _SMALLER,
    r"at most|or equal|next",
    greater=False,
    before=True,
)
spans = signed(
    "counts for each value how many in a row up to it are not greater",
    r"\A(?:.*\bspans?\b|(?=.*\b(?:consecutive|in a row)\b)(?=.*\b(?:no higher|not higher|at most"
    r"|less than or equal|lower or equal|no greater)\b))",
    each([100, 80, 60, 70, 60, 75, 85], [10, 4, 5, 90, 120, 80], [1, 2, 3], [5, 5, 5], [3, 2, 1], [7], [2, 9, 2, 2]),
    shows="for |while ",
    least=0.1,
)(
    *(
        lambda items, equal=equal: [
            1
            + next(
                (
                    steps
                    for steps in range(at)
                    if items[at - 1 - steps] > one or (not equal and items[at - 1 - steps] == one)
                ),
                at,
            )
            for at, one in enumerate(items)
        ]
        for equal in (True, False)
    )
)


def _trades(prices: list[int]) -> list[tuple[int, int, int]]:
    return [(prices[b] - prices[a], a, b) for a in range(len(prices)) for b in range(a + 1, len(prices))]


_PRICES: Final = each(
    [7, 1, 5, 3, 6, 4],
    [7, 6, 4, 3, 1],
    [1, 9],
    [3, 8, 2, 6],
    [9, 4, 11, 1, 5],
    [2, 4, 1],
    [5, 5],
    [6, 10, 3, 8, 12],
    [9, 2, 3],
)
best_trade = signed(
    "gives the largest gain of buying once and selling later",
    r"\b(?:buy\w*|bought|sell\w*|sold|profits?|deals?|trades?|gains?)\b",
    _PRICES,
    unsaid=r"remove|\bsold\b|\b(?:again|often|several|many times|multiple|unlimited|every|as many)\b",
)(
    lambda prices: max(0, *(gain for gain, _, _ in _trades(prices))),
    lambda prices: max(gain for gain, _, _ in _trades(prices)),
    lambda prices: max(_trades(prices))[1:],
    lambda prices: tuple(prices[at] for at in max(_trades(prices))[1:]),
    lambda prices: sum(max(0, two - one) for one, two in pairwise(prices)),
)
told_trade = signed(
    "gives the largest gain of buying once and selling later",
    r"(?=.*\b(?:buy\w*|bought|purchas\w*)\b)(?=.*\b(?:sell\w*|sold|later)\b)",
    _PRICES,
    unsaid=r"\b(?:again|often|several|many times|multiple|unlimited|every|as many)\b",
    least=0.0,
)(*best_trade.task.answers)
trades = signed(
    "gives the largest gain of buying and selling again and again",
    r"(?=.*\b(?:buy\w*|sell\w*|profits?|trades?)\b)(?=.*\b(?:again|often|several|many times|multiple"
    r"|unlimited|every|as many)\b)",
    _PRICES,
    shows="for |while ",
    least=0.1,
)(lambda prices: sum(max(0, two - one) for one, two in pairwise(prices)))
most_water = signed(
    "gives the most water between two walls",
    r"\b(?:water|area|container)\b",
    each(
        [1, 8, 6, 2, 5, 4, 8, 3, 7],
        [1, 1],
        [4, 3, 2, 1, 4],
        [1, 2, 1],
        [2, 3, 10, 5, 7, 8, 9],
        [9, 1, 1, 9],
        [1, 2, 4, 3],
    ),
    unsaid=r"\btrap|\brain|\bstays?\b",
    shows="for |while ",
)(lambda walls: max((b - a) * min(walls[a], walls[b]) for a in range(len(walls)) for b in range(a + 1, len(walls))))
rain_water = signed(
    "gives the water that stays between walls",
    r"\b(?:rain\w*|trap\w*|water)\b",
    each(
        [0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1],
        [4, 2, 0, 3, 2, 5],
        [3, 0, 3],
        [1, 2, 3],
        [5, 1, 2],
        [2, 0, 1, 0, 4],
        [3, 1, 1, 3],
    ),
    unsaid=r"\barea\b",
    shows="for |while ",
)(lambda walls: sum(max(0, min(max(walls[: at + 1]), max(walls[at:])) - one) for at, one in enumerate(walls)))
others_product = signed(
    "gives for each place the product of the others",
    r"(?=.*\bproducts?\b)(?=.*\b(?:others?|except|without|but)\b)",
    each([1, 2, 3, 4], [2, 3], [5, 0, 2], [0, 0, 4], [-1, 3, 2], [7, 1, 1], [2, 2, 5]),
    shows="for |while ",
    least=0.1,
)(lambda items: [prod(items[:at] + items[at + 1 :]) for at in range(len(items))])
missing_number = signed(
    "finds the missing number",
    r"\bmissing\b|\babsent\b|\bis lost\b|\b(?:one|only|single) (?:number|value|\w+) .*\b(?:not in|not there)\b",
    each([1, 2, 4, 5], [3, 1, 4], [2, 1, 4, 6, 5], [1, 3], [5, 3, 1, 2]),
    unsaid=r"\ball\b|every|numbers that|how many",
)(lambda items: next(one for one in range(1, max(items) + 2) if one not in items))


told_missing = signed(
    "finds the number from 1 on that is missing",
    r"(?=.*(?:\bmissing\b|\bnot in\b|\babsent\b))(?=.*(?:1 ?\.\. ?n|1 (?:to|through|and|up to) ))",
    missing_number.task.tries,
    unsaid=r"\ball\b|every|numbers that|how many|0 ?\.\.|0 to",
    least=0.0,
)(*missing_number.task.answers)


def _balanced(items: list[int]) -> int | None:
    return next((at for at in range(len(items)) if sum(items[:at]) == sum(items[at + 1 :])), None)


balance = signed(
    "finds the place with equal sums on both sides",
    r"\b(?:balance\w*|pivot|equilibrium|equal)\b",
    each([1, 7, 3, 6, 5, 6], [1, 2, 3], [2, 1, -1], [-7, 1, 5, 2, -4, 3], [4], [1, 5, 1], [9, 1, 3, 6], [2, 8]),
    unsaid=r"quick|partition|sort",
    shows="for |while ",
)(*ors(_balanced))


def _half(votes: list[Any]) -> Any:
    return next((one for one in votes if votes.count(one) * 2 > len(votes)), None)


_VOTES: Final = (
    [3, 2, 3],
    [2, 2, 1, 1, 1, 2, 2],
    [5],
    [1, 2, 2],
    [7, 8, 7, 7],
    [9, 9, 9, 9, 1, 1, 1],
    [3, 3, 3, 1, 2],
    [5, 5, 5, 5, 1, 2, 3],
)
majority = signed(
    "finds what makes up more than half",
    r"\bmajority\b|more than (?:half|50)",
    each(*_VOTES),
    unsaid=r"third|\bnone\b|-1|\bno\b|\bif (?:there|any)|empty",
)(_half)
true_majority = signed(
    "finds what makes up more than half, if anything does",
    r"(?=.*(?:\bmajority\b|more than (?:half|50)))(?=.*(?:\bnone\b|-1|\bno\b|\bif (?:there|any)|empty))",
    each(*_VOTES, [1, 2], [1, 2, 3], [4, 4, 6, 6], [9, 9, 9, 1, 1, 1]),
    unsaid=r"third",
    least=0.1,
)(*ors(_half, missing=(None, -1, False, 0, "")))
least_sorted = signed(
    "finds the k-th smallest value",
    r"(?=.*\bk-?th\b)(?=.*\b(?:smallest|least|lowest)\b)",
    (
        ([7, 10, 4, 3], 1),
        ([7, 10, 4, 3], 3),
        ([5], 1),
        ([9, 2, 6, 1, 8], 2),
        ([9, 2, 6, 1, 8], 5),
        ([4, 6], 2),
        ([12, 3, 5], 2),
    ),
    unsaid=r"largest|distinct|different",
    least=0.1,
)(lambda items, k: sorted(items)[k - 1])
greatest_sorted = signed(
    "finds the k-th largest value",
    r"(?=.*\bk-?th\b)(?=.*\b(?:largest|greatest|highest|biggest|best)\b)",
    (
        ([7, 10, 4, 3], 1),
        ([7, 10, 4, 3], 3),
        ([5], 1),
        ([9, 2, 6, 1, 8], 2),
        ([9, 2, 6, 1, 8], 5),
        ([4, 6], 2),
        ([12, 3, 5], 2),
    ),
    unsaid="smallest|lowest|k = 0|k=0|from 0|zero",
    least=0.1,
)(lambda items, k: sorted(items)[-k])
all_pairs = signed(
    "finds all pairs with a sum",
    r"(?=.*\b(?:all|every|each)\b)(?=.*\bpairs?\b)(?=.*\b(?:sums?|adds?|totals?|makes?)\b)",
    (
        *((_PAIRED, goal) for goal in (5, 117, 24, 18)),
        ([1, 3, 4, 5, 6, 8], 9),
        ([5, 9], 14),
        ([1, 2, 6, 7, 10], 8),
        ([2, 3, 4, 9, 10, 11], 13),
    ),
    unsaid=r"how many|count|number of|closest|difference|at most|less than",
    shows="for |while ",
    least=0.1,
)(
    *(
        lambda items, goal, of=of: [
            of(items, a, b) for a in range(len(items)) for b in range(a + 1, len(items)) if items[a] + items[b] == goal
        ]
        for of in _PLACES[:-1]
    )
)
SIGNS: Final[tuple[Sign, ...]] = (
    *drills.SIGNS,
    *halving.SIGNS,
    *orders.SIGNS,
    *runs.SIGNS,
    pair_with_sum,
    merge,
    common_sorted,
    rotate_left,
    rotate_right,
    zeros_last,
    three_colours,
    next_greater,
    next_smaller,
    greater_before,
    smaller_before,
    spans,
    best_trade,
    told_trade,
    trades,
    most_water,
    rain_water,
    others_product,
    missing_number,
    told_missing,
    balance,
    majority,
    true_majority,
    least_sorted,
    greatest_sorted,
    all_pairs,
)


_SAID_MAX: Final = 800
_CODE_MAX: Final = 3_000
"""Characters. What is looked for are several words in any order, which takes the square of the length at worst."""


def signs_of(said: str, code: str) -> tuple[int, ...]:
    """Places of the signs that a function bears; see `Sign`. Of long texts there are none: it would take long."""
    if len(said) > _SAID_MAX or len(code) > _CODE_MAX:
        return ()
    return tuple(at for at, one in enumerate(SIGNS) if one.fits(said, code))
