"""Well-known algorithms, data structures and games with one step wrong."""

from agents.review.checking import Check
from agents.review.checks.solving import (
    algorithms,
    backtracking,
    boards,
    brackets,
    chains,
    combining,
    directions,
    fields,
    games,
    grids,
    guesses,
    guessing,
    hands,
    leftovers,
    linked,
    searches,
    simulations,
    tables,
    trees,
    visits,
    winning,
)

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = (
    *algorithms.CHECKS,
    *backtracking.CHECKS,
    *boards.CHECKS,
    *brackets.CHECKS,
    *chains.CHECKS,
    *combining.CHECKS,
    *directions.CHECKS,
    *fields.CHECKS,
    *games.CHECKS,
    *linked.CHECKS,
    *grids.CHECKS,
    *hands.CHECKS,
    *leftovers.CHECKS,
    *guesses.CHECKS,
    *guessing.CHECKS,
    *searches.CHECKS,
    *simulations.CHECKS,
    *tables.CHECKS,
    *trees.CHECKS,
    *visits.CHECKS,
    *winning.CHECKS,
)
