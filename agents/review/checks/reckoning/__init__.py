"""Formulas, measures, money and time."""

from agents.review.checking import Check
from agents.review.checks.reckoning import (
    amounts,
    calculations,
    calendars,
    clocks,
    crossed,
    dates,
    divisors,
    factors,
    formulas,
    growing,
    needs,
    portions,
    precedence,
    quantities,
    ratios,
    shares,
    tariffs,
    turned,
    units,
    ways,
    wholes,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *amounts.CHECKS,
    *calculations.CHECKS,
    *calendars.CHECKS,
    *clocks.CHECKS,
    *crossed.CHECKS,
    *dates.CHECKS,
    *divisors.CHECKS,
    *factors.CHECKS,
    *formulas.CHECKS,
    *growing.CHECKS,
    *needs.CHECKS,
    *portions.CHECKS,
    *precedence.CHECKS,
    *quantities.CHECKS,
    *ratios.CHECKS,
    *shares.CHECKS,
    *tariffs.CHECKS,
    *turned.CHECKS,
    *units.CHECKS,
    *ways.CHECKS,
    *wholes.CHECKS,
)
