"""Every check, in the order of the reference page. A new check is a file beside this one and a line here."""

from collections.abc import Iterator

from agents.mistakes.checks import (
    branches,
    calls,
    classes,
    conditions,
    defaults,
    dictionaries,
    endless,
    flow,
    functions,
    indexing,
    sharing,
    skipped,
    slips,
    statements,
)
from agents.mistakes.checks.program import Check, Program
from agents.mistakes.checks.types import flow as types
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECKS", "KINDS", "run_checks"]

CHECKS: tuple[Check, ...] = (
    conditions.CHECK,
    statements.CHECK,
    flow.CHECK,
    branches.CHECK,
    endless.CHECK,
    skipped.CHECK,
    indexing.CHECK,
    dictionaries.CHECK,
    sharing.CHECK,
    slips.CHECK,
    calls.CHECK,
    classes.CHECK,
    functions.CHECK,
    defaults.CHECK,
    types.CHECK,
)

KINDS: tuple[Kind, ...] = tuple(kind for check in CHECKS for kind in check.kinds)


def run_checks(program: Program) -> Iterator[Finding]:
    """What all checks find, in no order."""
    for check in CHECKS:
        yield from check.run(program)
