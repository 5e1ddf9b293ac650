"""Every kind of mistake that the debug agent knows, by family. The reference page and the tests come from here."""

from collections.abc import Mapping

from agents.debug.syntax import rules
from agents.execution import exceptions, outcomes
from agents.mistakes.checks import registry
from agents.mistakes.findings import Kind
from agents.mistakes.lint import names
from agents.mistakes.lint import rules as linted

__all__ = ["BY_RUNNING", "FAMILIES", "KINDS"]

FAMILIES: Mapping[str, tuple[Kind, ...]] = {
    "Code that does not compile": rules.KINDS,
    "Names": names.KINDS,
    "Habits that end in surprises": linted.KINDS,
    "Checks of code that compiles": registry.KINDS,
    "Errors of a run": exceptions.KINDS,
    "Ends of a run and tests": outcomes.KINDS,
}

KINDS: Mapping[str, Kind] = {kind.code: kind for kinds in FAMILIES.values() for kind in kinds}
"""By code."""

BY_RUNNING = frozenset(kind.code for kind in (*exceptions.KINDS, *outcomes.KINDS))
"""Those that only a run shows."""
