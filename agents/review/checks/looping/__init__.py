"""Loops that do not do what they are for: what they begin with, gather, compare and end by."""

from agents.review.checking import Check
from agents.review.checks.looping import (
    accumulating,
    averages,
    beginnings,
    bests,
    bounds,
    changes,
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
    selfs,
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
    *changes.CHECKS,
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
    *selfs.CHECKS,
    *steps.CHECKS,
    *totals.CHECKS,
    *turns.CHECKS,
    *unread.CHECKS,
    *walks.CHECKS,
)
