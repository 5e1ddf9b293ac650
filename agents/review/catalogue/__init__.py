"""READ FIRST: every rule of the review, as data. The docs' page, the score and the tests come from here."""

from typing import Final

from agents.review.catalogue import correctness, efficiency, readability, style
from agents.review.checking import Check
from agents.review.checks import (
    asking,
    bounds,
    choices,
    clarity,
    copying,
    dates,
    detours,
    documentation,
    edges,
    equality,
    expressions,
    failing,
    filling,
    formulas,
    generators,
    growth,
    guards,
    intent,
    iteration,
    layout,
    limits,
    lookups,
    loops,
    meant,
    midway,
    naming,
    objects,
    promises,
    queues,
    recursion,
    repeats,
    rows,
    searches,
    shares,
    slips,
    sorting,
    steps,
    structure,
    trees,
    turns,
    units,
    walks,
)
from agents.review.rules import Rule

__all__ = ["BY_RUFF", "CHECKS", "RULES"]

CHECKS: Final[tuple[Check, ...]] = (
    *lookups.CHECKS,
    *growth.CHECKS,
    *repeats.CHECKS,
    *recursion.CHECKS,
    *sorting.CHECKS,
    *loops.CHECKS,
    *naming.CHECKS,
    *structure.CHECKS,
    *iteration.CHECKS,
    *expressions.CHECKS,
    *documentation.CHECKS,
    *layout.CHECKS,
    *clarity.CHECKS,
    *detours.CHECKS,
    *edges.CHECKS,
    *intent.CHECKS,
    *turns.CHECKS,
    *slips.CHECKS,
    *objects.CHECKS,
    *equality.CHECKS,
    *failing.CHECKS,
    *meant.CHECKS,
    *steps.CHECKS,
    *bounds.CHECKS,
    *formulas.CHECKS,
    *walks.CHECKS,
    *generators.CHECKS,
    *queues.CHECKS,
    *choices.CHECKS,
    *asking.CHECKS,
    *filling.CHECKS,
    *copying.CHECKS,
    *dates.CHECKS,
    *units.CHECKS,
    *limits.CHECKS,
    *rows.CHECKS,
    *shares.CHECKS,
    *trees.CHECKS,
    *guards.CHECKS,
    *promises.CHECKS,
    *midway.CHECKS,
    *searches.CHECKS,
)
"""Our own checks."""

RULES: Final[tuple[Rule, ...]] = (
    *(one.rule for one in CHECKS),
    *style.RULES,
    *readability.RULES,
    *efficiency.RULES,
    *correctness.RULES,
)
"""Every rule."""

BY_RUFF: Final[dict[str, Rule]] = {code: rule for rule in RULES for code in rule.ruff}
"""ruff's code -> the rule it belongs to."""
