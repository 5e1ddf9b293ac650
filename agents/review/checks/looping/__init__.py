"""Loops that do not do what they are for: what they begin with, gather, compare and end by."""

from agents.review.checking import Check
from agents.review.checks.looping import (
    accumulating,
    averages,
    beginnings,
    bounds,
    neighbours,
    nested,
    ordering,
    records,
    rows,
    runs,
    steps,
    turns,
    walks,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *accumulating.CHECKS,
    *averages.CHECKS,
    *beginnings.CHECKS,
    *bounds.CHECKS,
    *neighbours.CHECKS,
    *nested.CHECKS,
    *ordering.CHECKS,
    *records.CHECKS,
    *rows.CHECKS,
    *runs.CHECKS,
    *steps.CHECKS,
    *turns.CHECKS,
    *walks.CHECKS,
)
