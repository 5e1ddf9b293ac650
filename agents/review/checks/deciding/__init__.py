"""Conditions, bounds and branches that choose the wrong thing."""

from agents.review.checking import Check
from agents.review.checks.deciding import (
    asked,
    beyond,
    choices,
    choosing,
    edges,
    endings,
    entrances,
    equality,
    guards,
    limits,
    overlaps,
    promised,
    repeating,
    sides,
    sifting,
    spans,
    thresholds,
    together,
    toggles,
    unsettled,
    wanted,
    wording,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *asked.CHECKS,
    *beyond.CHECKS,
    *choices.CHECKS,
    *choosing.CHECKS,
    *edges.CHECKS,
    *endings.CHECKS,
    *entrances.CHECKS,
    *equality.CHECKS,
    *guards.CHECKS,
    *limits.CHECKS,
    *overlaps.CHECKS,
    *promised.CHECKS,
    *repeating.CHECKS,
    *sides.CHECKS,
    *sifting.CHECKS,
    *spans.CHECKS,
    *thresholds.CHECKS,
    *together.CHECKS,
    *toggles.CHECKS,
    *unsettled.CHECKS,
    *wanted.CHECKS,
    *wording.CHECKS,
)
