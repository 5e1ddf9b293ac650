"""What costs more time or memory than it has to."""

from agents.review.checking import Check
from agents.review.checks.wasting import (
    growth,
    lookups,
    loops,
    recursion,
    repeats,
    sorting,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *growth.CHECKS,
    *lookups.CHECKS,
    *loops.CHECKS,
    *recursion.CHECKS,
    *repeats.CHECKS,
    *sorting.CHECKS,
)
