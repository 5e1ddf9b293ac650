"""Every kind of mistake that the debug agent knows, by family. The reference page and the tests come from here."""

from collections.abc import Mapping

from agents.debug.checks import registry
from agents.debug.findings import Kind
from agents.debug.lint import names
from agents.debug.syntax import rules

__all__ = ["FAMILIES", "KINDS"]

FAMILIES: Mapping[str, tuple[Kind, ...]] = {
    "Code that does not compile": rules.KINDS,
    "Names": names.KINDS,
    "Checks of code that compiles": registry.KINDS,
}

KINDS: Mapping[str, Kind] = {kind.code: kind for kinds in FAMILIES.values() for kind in kinds}
"""By code."""
