"""What is hard to read, or against the usual form."""

from agents.review.checking import Check
from agents.review.checks.reading import (
    clarity,
    detours,
    documentation,
    expressions,
    iteration,
    jobs,
    layout,
    naming,
    structure,
    values,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *clarity.CHECKS,
    *detours.CHECKS,
    *documentation.CHECKS,
    *expressions.CHECKS,
    *iteration.CHECKS,
    *jobs.CHECKS,
    *layout.CHECKS,
    *naming.CHECKS,
    *structure.CHECKS,
    *values.CHECKS,
)
