"""Functions that do something else than their names, docstrings and callers say."""

from agents.review.checking import Check
from agents.review.checks.promising import (
    answers,
    failing,
    handing,
    idle,
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
    *idle.CHECKS,
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
