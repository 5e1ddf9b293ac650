"""Imported by the processes of the CPU pool alone: what is slow once happens before the first student asks.

A first explanation of friendly-traceback imports it (0.2 s), a first look of ruff starts its process.
"""

from agents.debug.analysis import analyse

__all__ = ["ANALYSED"]

ANALYSED = analyse("for x in range(3) as y:\n    print(x)\n")
"""A program with a mistake that no rule of ours explains."""
