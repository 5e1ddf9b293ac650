"""Formulas, measures, money and time."""

from agents.review.checking import Check
from agents.review.checks.reckoning import (
    amounts,
    calculations,
    dates,
    formulas,
    precedence,
    quantities,
    shares,
    units,
    ways,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *amounts.CHECKS,
    *calculations.CHECKS,
    *dates.CHECKS,
    *formulas.CHECKS,
    *precedence.CHECKS,
    *quantities.CHECKS,
    *shares.CHECKS,
    *units.CHECKS,
    *ways.CHECKS,
)
