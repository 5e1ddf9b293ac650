"""Switches between two values that switch back at once."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="switched-back-at-once",
        title="`{name}` is switched, and switched back by the next line",
        weights={"correctness": 0.4},
        level="beginner",
        why="The second `if` sees what the first has just set, and undoes it.",
        do="Let only one of the two happen in a turn: `elif` or `else`.",
        example="side = 'left'\nfor turn in range(4):\n    print(turn, side)\n    if side == 'left':\n"
        "        side = 'right'\n    if side == 'right':\n        side = 'left'\n",
        better="side = 'left'\nfor turn in range(4):\n    print(turn, side)\n    if side == 'left':\n"
        "        side = 'right'\n    elif side == 'right':\n        side = 'left'\n",
    )
)
def switched_back_at_once(program: Program) -> Iterator[Place]:
    """See the rule: `if x == a: x = b` and directly behind it `if x == b: x = a`."""
    for node in program.all(ast.If):
        first = _switch(node)
        if first is None or node.orelse:
            continue
        for behind in program.after(node, 1):
            second = _switch(behind)
            if second and first[0] == second[0] and same(first[2], second[1]) and same(first[1], second[2]):
                yield Place(behind.lineno, first[0])


def _switch(node: ast.stmt) -> tuple[str, ast.expr, ast.expr] | None:
    """What an `if` asks and sets: the name, the value before and the one after."""
    match node:
        case ast.If(
            test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant() as before]),
            body=[ast.Assign(targets=[target], value=ast.Constant() as after)],
        ) if ast.unparse(left) == ast.unparse(target):
            return ast.unparse(target), before, after
    return None


CHECKS: tuple[Check, ...] = (switched_back_at_once,)
