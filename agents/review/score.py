"""The score: from the places where rules are broken to a number of 0 to 1 for each criterion. Pure.

For a rule whose places weigh *n* together (a plain place weighs 1) and a criterion in which it weighs *w*::

    penalty = w * share * CAP * n / (n + CAP - 1)          at n = 1: w; however many places: below w * CAP
    score   = 1 / (1 + sum of the penalties of all rules)
    overall = 1 / (1 + mean of these sums over the criteria asked for), which is their scores' harmonic mean

`share` is 1 for what is expected of the student, `AHEAD` for what is not yet. From the form follows:

- a fixed place lowers the sum of its rule, so that no score falls;
- repeats of one rule are capped, and still each counts a little;
- nothing is divided by the length of the program, so that more code without faults gains nothing, and more code with
  faults loses.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from agents.review.rules import Criterion, Place, Rule, expected
from schemas.mastery import Level

__all__ = ["AHEAD", "CAP", "overall", "penalties", "scores"]

CAP: Final = 6.0
"""The most that one rule counts, in places: a habit is one thing to learn, not as many as it shows."""

AHEAD: Final = 0.25
"""Weight of what is not expected yet: it tells better code from worse, and costs a beginner next to nothing."""

DECIMALS: Final = 6
"""Of a score: one place fewer among many of its rule still shows."""

Found = Mapping[Rule, Sequence[Place]]


def _reach(amount: float) -> float:
    return CAP * amount / (amount + CAP - 1)


def penalties(found: Found, criteria: Iterable[Criterion], level: Level, work: float = 0.0) -> dict[Criterion, float]:
    """The sum of the penalties for each criterion, not negative; `work` is that of the estimated work (`work.py`)."""
    sums: dict[Criterion, float] = dict.fromkeys(criteria, 0.0)
    if "efficiency" in sums:
        sums["efficiency"] = work
    for rule, places in found.items():
        reach = _reach(sum(one.amount for one in places)) * (1.0 if expected(rule, level) else AHEAD)
        for criterion in sums:
            sums[criterion] += rule.weights.get(criterion, 0.0) * reach
    return sums


def scores(sums: Mapping[Criterion, float]) -> dict[Criterion, float]:
    """The score of each criterion, 0 to 1."""
    return {criterion: round(1 / (1 + penalty), DECIMALS) for criterion, penalty in sums.items()}


def overall(sums: Mapping[Criterion, float]) -> float:
    """The score over all criteria, 0 to 1."""
    return round(1 / (1 + sum(sums.values()) / len(sums)), DECIMALS)
