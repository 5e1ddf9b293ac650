"""Well-known algorithms, data structures and games with one step wrong."""

from agents.review.checking import Check
from agents.review.checks.solving import (
    algorithms,
    backtracking,
    behind,
    boards,
    brackets,
    chains,
    combining,
    filled,
    games,
    grids,
    guessing,
    halves,
    leftovers,
    linked,
    returning,
    searches,
    sorts,
    stacks,
    tables,
    trees,
    twins,
    visits,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *algorithms.CHECKS,
    *backtracking.CHECKS,
    *behind.CHECKS,
    *boards.CHECKS,
    *brackets.CHECKS,
    *chains.CHECKS,
    *combining.CHECKS,
    *filled.CHECKS,
    *games.CHECKS,
    *linked.CHECKS,
    *grids.CHECKS,
    *leftovers.CHECKS,
    *returning.CHECKS,
    *guessing.CHECKS,
    *halves.CHECKS,
    *searches.CHECKS,
    *sorts.CHECKS,
    *stacks.CHECKS,
    *tables.CHECKS,
    *trees.CHECKS,
    *twins.CHECKS,
    *visits.CHECKS,
)
