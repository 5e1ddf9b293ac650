"""Classes whose objects do not keep up what they stand for."""

from agents.review.checking import Check
from agents.review.checks.modelling import (
    attributes,
    exchanges,
    expiry,
    halves,
    objects,
    refusals,
    standings,
    states,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *attributes.CHECKS,
    *exchanges.CHECKS,
    *expiry.CHECKS,
    *halves.CHECKS,
    *objects.CHECKS,
    *refusals.CHECKS,
    *standings.CHECKS,
    *states.CHECKS,
)
