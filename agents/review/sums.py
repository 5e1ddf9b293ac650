"""Sums that a loop adds up, and that are asked for after it."""

import ast
from typing import Final

from agents.review.program import Program

__all__ = ["added_up"]

_MANY: Final = 50  # places of a name that are looked at: a sum has few


def added_up(program: Program, node: ast.Compare, subject: ast.expr) -> bool:
    """Whether a sum is asked for once, after the loop that has added it up, and changes at most by what comes of it.

    Args:
        program: where it stands.
        node: what asks.
        subject: the side of the comparison that may be a sum.
    """
    around = program.parents[node]
    if not (isinstance(subject, ast.Name) and isinstance(around, ast.If) and not program.in_loop(node)):
        return False
    places = program.places(program.scope(node), subject.id)
    stores = [one for one in places if not isinstance(one.ctx, ast.Load)] if len(places) <= _MANY else []
    before = [program.parents[one] for one in stores if one.lineno < node.lineno]
    adds = [one for one in before if isinstance(one, ast.AugAssign) and program.in_loop(one)]
    begun = [one for one in before if isinstance(getattr(one, "value", None), ast.Constant) and one not in adds]
    end = around.end_lineno or around.lineno
    return bool(adds) and len(begun) + len(adds) == len(before) and all(one.lineno <= end for one in stores)
