"""Functions that do something else than their names, docstrings and callers say."""

from agents.review.checking import Check
from agents.review.checks.promising import (
    failing,
    handing,
    intent,
    meant,
    midway,
    order,
    promises,
    ranking,
    success,
    which,
    winners,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *failing.CHECKS,
    *handing.CHECKS,
    *intent.CHECKS,
    *meant.CHECKS,
    *midway.CHECKS,
    *order.CHECKS,
    *promises.CHECKS,
    *ranking.CHECKS,
    *success.CHECKS,
    *which.CHECKS,
    *winners.CHECKS,
)
