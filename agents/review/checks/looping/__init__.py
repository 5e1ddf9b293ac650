"""Loops that do not do what they are for: what they begin with, gather, compare and end by."""

from agents.review.checking import Check
from agents.review.checks.looping import (
    accumulating,
    averages,
    beginnings,
    bests,
    blockends,
    bounds,
    each,
    neighbours,
    nested,
    ordering,
    outcomes,
    records,
    remains,
    rows,
    runs,
    shifts,
    starts,
    steps,
    totals,
    turns,
    walks,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *accumulating.CHECKS,
    *averages.CHECKS,
    *beginnings.CHECKS,
    *bests.CHECKS,
    *blockends.CHECKS,
    *bounds.CHECKS,
    *each.CHECKS,
    *neighbours.CHECKS,
    *nested.CHECKS,
    *ordering.CHECKS,
    *outcomes.CHECKS,
    *records.CHECKS,
    *remains.CHECKS,
    *rows.CHECKS,
    *runs.CHECKS,
    *shifts.CHECKS,
    *starts.CHECKS,
    *steps.CHECKS,
    *totals.CHECKS,
    *turns.CHECKS,
    *walks.CHECKS,
)
