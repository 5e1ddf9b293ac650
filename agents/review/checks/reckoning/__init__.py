"""Formulas, measures, money and time."""

from agents.review.checking import Check
from agents.review.checks.reckoning import (
    amounts,
    calculations,
    crossed,
    dates,
    figures,
    formulas,
    growing,
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
    *figures.CHECKS,
    *formulas.CHECKS,
    *growing.CHECKS,
    *portions.CHECKS,
    *precedence.CHECKS,
    *quantities.CHECKS,
    *shares.CHECKS,
    *turned.CHECKS,
    *units.CHECKS,
    *ways.CHECKS,
    *wholes.CHECKS,
)
