"""Well-known algorithms, data structures and games with one step wrong."""

from agents.review.checking import Check
from agents.review.checks.solving import (
    algorithms,
    backtracking,
    boards,
    brackets,
    chains,
    combining,
    games,
    grids,
    guessing,
    halves,
    leftovers,
    linked,
    searches,
    tables,
    trees,
    visits,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *algorithms.CHECKS,
    *backtracking.CHECKS,
    *boards.CHECKS,
    *brackets.CHECKS,
    *chains.CHECKS,
    *combining.CHECKS,
    *games.CHECKS,
    *linked.CHECKS,
    *grids.CHECKS,
    *leftovers.CHECKS,
    *guessing.CHECKS,
    *halves.CHECKS,
    *searches.CHECKS,
    *tables.CHECKS,
    *trees.CHECKS,
    *visits.CHECKS,
)
