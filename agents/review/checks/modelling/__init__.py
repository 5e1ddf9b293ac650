"""Classes whose objects do not keep up what they stand for."""

from agents.review.checking import Check
from agents.review.checks.modelling import (
    admissions,
    attributes,
    exchanges,
    halves,
    levels,
    objects,
    operators,
    refusals,
    specials,
    states,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *admissions.CHECKS,
    *attributes.CHECKS,
    *exchanges.CHECKS,
    *halves.CHECKS,
    *levels.CHECKS,
    *objects.CHECKS,
    *operators.CHECKS,
    *refusals.CHECKS,
    *specials.CHECKS,
    *states.CHECKS,
)
