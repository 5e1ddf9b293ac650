"""Loops that do not do what they are for: what they begin with, gather, compare and end by."""

from agents.review.checking import Check
from agents.review.checks.looping import (
    accumulating,
    averages,
    beginnings,
    bests,
    bounds,
    divisors,
    each,
    neighbours,
    nested,
    ordering,
    outcomes,
    records,
    remains,
    rows,
    runs,
    steps,
    totals,
    turns,
    unread,
    walks,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *accumulating.CHECKS,
    *averages.CHECKS,
    *beginnings.CHECKS,
    *bests.CHECKS,
    *bounds.CHECKS,
    *divisors.CHECKS,
    *each.CHECKS,
    *neighbours.CHECKS,
    *nested.CHECKS,
    *ordering.CHECKS,
    *outcomes.CHECKS,
    *records.CHECKS,
    *remains.CHECKS,
    *rows.CHECKS,
    *runs.CHECKS,
    *steps.CHECKS,
    *totals.CHECKS,
    *turns.CHECKS,
    *unread.CHECKS,
    *walks.CHECKS,
)
