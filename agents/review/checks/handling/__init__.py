"""Texts, lists, dictionaries, files and copies that are handled otherwise than is meant."""

from agents.review.checking import Check
from agents.review.checks.handling import (
    asking,
    batches,
    columns,
    conversions,
    copying,
    cuts,
    entries,
    filling,
    forms,
    generators,
    grouped,
    ignored,
    kept,
    letters,
    lines,
    merging,
    originals,
    pieces,
    queues,
    slips,
    spans,
    stencils,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *asking.CHECKS,
    *batches.CHECKS,
    *columns.CHECKS,
    *conversions.CHECKS,
    *copying.CHECKS,
    *cuts.CHECKS,
    *entries.CHECKS,
    *filling.CHECKS,
    *forms.CHECKS,
    *generators.CHECKS,
    *grouped.CHECKS,
    *ignored.CHECKS,
    *kept.CHECKS,
    *letters.CHECKS,
    *lines.CHECKS,
    *merging.CHECKS,
    *originals.CHECKS,
    *pieces.CHECKS,
    *queues.CHECKS,
    *slips.CHECKS,
    *spans.CHECKS,
    *stencils.CHECKS,
)
