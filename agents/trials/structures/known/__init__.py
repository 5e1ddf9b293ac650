"""The classes of which something is known: how they are made, what their members are called, and what these give."""

from typing import Final

from agents.trials.structures.known import games, measures, records, structures
from agents.trials.structures.known.kinds import KnownClass

__all__ = ["KNOWN"]

KNOWN: Final[tuple[KnownClass, ...]] = (*structures.KNOWN, *measures.KNOWN, *records.KNOWN, *games.KNOWN)
"""Every class of which something is known. An account begins with what its constructor is given, and is judged by what
changes."""
