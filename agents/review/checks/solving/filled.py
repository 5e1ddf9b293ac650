"""Tables that are filled step by step: their size, their last place, what is replaced and under which key.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_LEAST: Final = re.compile(r"shortest|cheapest|fewest|least|minim|smallest|lowest|quickest|fastest|dijkstra|bellman")
_COSTS: Final = re.compile(r"(^|_)(dist|distances?|costs?|cheapest|shortest|fewest|best_price|hops|prices?)($|_)")


@check(
    Rule(
        code="longer-way-kept",
        title="`{name}` keeps the longer way",
        weights={"correctness": 0.4},
        level="learning",
        why="The new way replaces the known one just when it costs more. In the end the table holds the dearest ways.",
        do="Say in words when the new way is better, and compare the condition with that.",
        example="def cheapest(roads, start):\n    cost = {start: 0}\n    todo = [start]\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if other not in cost or new > cost[other]:\n                cost[other] = new\n"
        "                todo.append(other)\n    return cost\n",
        better="def cheapest(roads, start):\n    cost = {start: 0}\n    todo = [start]\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if other not in cost or new < cost[other]:\n                cost[other] = new\n"
        "                todo.append(other)\n    return cost\n",
    )
)
def longer_way_kept(program: Program) -> Iterator[Place]:
    """See the rule: a greater sum replaces the cost of the same place, in what is about the least."""
    for node in program.all(ast.If):
        for part in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match part:
                case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[ast.Subscript() as old]):
                    new = left
                case ast.Compare(left=ast.Subscript() as old, ops=[ast.Lt() | ast.LtE()], comparators=[new]):
                    pass
                case _:
                    continue
            replaced = any(
                isinstance(step, ast.Assign)
                and same(step.value, new)
                and ast.unparse(step.targets[0]) == ast.unparse(old)
                for step in node.body
            )
            sums = program.value(new)
            added = isinstance(sums, ast.BinOp) and isinstance(sums.op, ast.Add) and _reads(sums, base_name(old))
            about = _LEAST.search(program.purpose(node)) or _COSTS.search(base_name(old).removeprefix("self.").lower())
            if replaced and added and about and "longest" not in program.purpose(node):
                yield Place(node.lineno, ast.unparse(part))


def _reads(node: ast.expr, table: str) -> bool:
    """Whether a sum begins with a value of the same table, or of a name that was taken out of a queue."""
    return table in names_in(node) or any(isinstance(one, ast.Name) for one in ast.walk(node))


CHECKS: tuple[Check, ...] = (longer_way_kept,)
