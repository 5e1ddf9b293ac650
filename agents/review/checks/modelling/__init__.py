"""Classes whose objects do not keep up what they stand for."""

from agents.review.checking import Check
from agents.review.checks.modelling import (
    admissions,
    attributes,
    budgets,
    clocks,
    counting,
    exchanges,
    expiry,
    families,
    halves,
    keeping,
    levels,
    objects,
    positions,
    questions,
    refusals,
    results,
    specials,
    standings,
    states,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *admissions.CHECKS,
    *attributes.CHECKS,
    *budgets.CHECKS,
    *clocks.CHECKS,
    *counting.CHECKS,
    *exchanges.CHECKS,
    *expiry.CHECKS,
    *families.CHECKS,
    *halves.CHECKS,
    *keeping.CHECKS,
    *levels.CHECKS,
    *objects.CHECKS,
    *positions.CHECKS,
    *questions.CHECKS,
    *refusals.CHECKS,
    *results.CHECKS,
    *specials.CHECKS,
    *standings.CHECKS,
    *states.CHECKS,
)
