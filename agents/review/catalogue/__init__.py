"""READ FIRST: every rule of the review, as data. The docs' page, the score and the tests come from here."""

from typing import Final

from agents.review.catalogue import correctness, efficiency, readability, style
from agents.review.checking import Check
from agents.review.checks import (
    deciding,
    handling,
    looping,
    modelling,
    promising,
    reading,
    reckoning,
    solving,
    wasting,
)
from agents.review.rules import Rule

__all__ = ["BY_RUFF", "CHECKS", "RULES"]

CHECKS: Final[tuple[Check, ...]] = (
    *wasting.CHECKS,
    *reading.CHECKS,
    *looping.CHECKS,
    *deciding.CHECKS,
    *handling.CHECKS,
    *promising.CHECKS,
    *modelling.CHECKS,
    *solving.CHECKS,
    *reckoning.CHECKS,
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
