"""Those who are served one after the other, in the order in which they come."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_ARRIVAL: Final = re.compile(
    r"(?:^|[^a-z])(?:arriv\w*|came|comes|coming|entered|joined|requested|submitted|ready|release\w*)(?:$|[^a-z])"
)


@check(
    Rule(
        code="served-before-the-arrival",
        title="`{name}` is less than nothing when nobody is there yet",
        weights={"correctness": 0.35},
        level="learning",
        why="The clock only adds up how long each one takes. If all are done before the next one comes, that one is "
        "served before it is there.",
        do="Let the clock go on to the arrival first, when it is not there yet.",
        example="def waits(people):\n    clock = 0\n    found = []\n    for arrival, duration in people:\n"
        "        found.append(clock - arrival)\n        clock += duration\n    return found\n",
        better="def waits(people):\n    clock = 0\n    found = []\n    for arrival, duration in people:\n"
        "        clock = max(clock, arrival)\n        found.append(clock - arrival)\n        clock += duration\n"
        "    return found\n",
    )
)
def served_before_the_arrival(program: Program) -> Iterator[Place]:
    """See the rule: `clock - arrival` in a loop that only adds to the clock, and compares it with nothing.

    The clock may go by another name in the turn: `start = free`, and `free = start + duration` at its end.
    """
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.Name(id=begin) as left, op=ast.Sub(), right=arrival):
                loops = program.loops_around(node)
            case _:
                continue
        if not loops or not _ARRIVAL.search(ast.unparse(arrival).lower()):
            continue
        names, values = {begin}, program.values(left)
        match values:
            case [ast.Name(id=clock) as kept]:
                names, values = {begin, clock}, program.values(kept)
        inside = [one for one in program.within(loops[0]) if names & _asked_or_grown(one)]
        begun = [one for one in values if one is not None and program.number(one) is not None]
        grown = [one for one in values if one not in begun]
        if len(begun) == 1 and len(inside) == 1 and _grows(inside[0], grown, names):
            yield Place(node.lineno, ast.unparse(node))


def _grows(step: ast.AST, grown: list[ast.expr | None], names: set[str]) -> bool:
    """Whether a statement adds to the clock, and no other one gives it a value."""
    match step:
        case ast.AugAssign(op=ast.Add()):
            return not grown
        case ast.Assign(value=ast.BinOp(left=ast.Name(id=name), op=ast.Add()) as value):
            return name in names and grown == [value]
    return False


def _asked_or_grown(node: ast.AST) -> set[str]:
    """The names that a comparison or `max` is about, or that grow."""
    match node:
        case ast.AugAssign(target=target):
            return {ast.unparse(target)}
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp()):
            return {name}
        case ast.Compare() | ast.Call(func=ast.Name(id="max" | "min" | "abs")):
            return names_in(node)
    return set()


CHECKS: tuple[Check, ...] = (served_before_the_arrival,)
