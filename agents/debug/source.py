"""A student's code as text: see `agents/linting/source.py`, which the review agent stands on too."""

from agents.linting.source import CODE_MAX, NESTING_MAX, Source

__all__ = ["CODE_MAX", "NESTING_MAX", "Source"]
