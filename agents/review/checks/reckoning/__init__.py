"""Formulas, measures, money and time."""

from agents.review.checking import Check
from agents.review.checks.reckoning import (
    amounts,
    bills,
    calculations,
    clocks,
    crossed,
    dates,
    divisors,
    figures,
    formulas,
    growing,
    leftovers,
    needs,
    polynomials,
    portions,
    precedence,
    quantities,
    quotients,
    shares,
    turned,
    units,
    ways,
    wholes,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *amounts.CHECKS,
    *bills.CHECKS,
    *calculations.CHECKS,
    *clocks.CHECKS,
    *crossed.CHECKS,
    *dates.CHECKS,
    *divisors.CHECKS,
    *figures.CHECKS,
    *formulas.CHECKS,
    *growing.CHECKS,
    *leftovers.CHECKS,
    *needs.CHECKS,
    *polynomials.CHECKS,
    *portions.CHECKS,
    *precedence.CHECKS,
    *quantities.CHECKS,
    *quotients.CHECKS,
    *shares.CHECKS,
    *turned.CHECKS,
    *units.CHECKS,
    *ways.CHECKS,
    *wholes.CHECKS,
)
