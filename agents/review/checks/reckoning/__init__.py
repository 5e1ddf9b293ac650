"""Formulas, measures, money and time."""

from agents.review.checking import Check
from agents.review.checks.reckoning import (
    amounts,
    calculations,
    crossed,
    dates,
    divisors,
    formulas,
    portions,
    precedence,
    quantities,
    shares,
    turned,
    units,
    ways,
    wholes,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *amounts.CHECKS,
    *calculations.CHECKS,
    *crossed.CHECKS,
    *dates.CHECKS,
    *divisors.CHECKS,
    *formulas.CHECKS,
    *portions.CHECKS,
    *precedence.CHECKS,
    *quantities.CHECKS,
    *shares.CHECKS,
    *turned.CHECKS,
    *units.CHECKS,
    *ways.CHECKS,
    *wholes.CHECKS,
)
