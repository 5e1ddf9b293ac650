"""Functions that do something else than their names, docstrings and callers say."""

from agents.review.checking import Check
from agents.review.checks.promising import (
    answers,
    failing,
    handing,
    intent,
    labels,
    meant,
    midway,
    order,
    orders,
    promises,
    ranking,
    skipping,
    success,
    which,
    winners,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *answers.CHECKS,
    *failing.CHECKS,
    *handing.CHECKS,
    *intent.CHECKS,
    *labels.CHECKS,
    *meant.CHECKS,
    *midway.CHECKS,
    *order.CHECKS,
    *orders.CHECKS,
    *promises.CHECKS,
    *ranking.CHECKS,
    *skipping.CHECKS,
    *success.CHECKS,
    *which.CHECKS,
    *winners.CHECKS,
)
