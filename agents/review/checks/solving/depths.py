"""How deep brackets and blocks lie in each other: counted on where one opens, and back where one closes."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="all-closed-by-one",
        title="`{name}` forgets all that is open when one is closed",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each closing sign closes one of those that are open. What lies around it is still open.",
        do="Count one back for each that closes.",
        example="def depth(text):\n    level = most = 0\n    for sign in text:\n        if sign == '(':\n"
        "            level += 1\n            most = max(most, level)\n        elif sign == ')':\n"
        "            level = 0\n    return most\n",
        better="def depth(text):\n    level = most = 0\n    for sign in text:\n        if sign == '(':\n"
        "            level += 1\n            most = max(most, level)\n        elif sign == ')':\n"
        "            level -= 1\n    return most\n",
    )
)
def all_closed_by_one(program: Program) -> Iterator[Place]:
    """See the rule: the opening sign adds one, and the closing one sets to 0."""
    for node in program.all(ast.If):
        if not program.in_loop(node) or not _asks_for(node.test, "([{<"):
            continue
        match node.orelse:
            case [ast.If() as closing] if _asks_for(closing.test, ")]}>"):
                pass
            case _:
                continue
        grown = {ast.unparse(step.target) for step in node.body if isinstance(step, ast.AugAssign) and _is_one(step)}
        for step in closing.body:
            if isinstance(step, ast.Assign) and is_const(step.value, 0) and ast.unparse(step.targets[0]) in grown:
                yield Place(step.lineno, ast.unparse(step.targets[0]))


def _is_one(step: ast.AugAssign) -> bool:
    return isinstance(step.op, ast.Add) and is_const(step.value, 1)


def _asks_for(test: ast.expr, signs: str) -> bool:
    """Whether a condition asks for one of some signs."""
    match test:
        case ast.Compare(ops=[ast.Eq() | ast.In()], comparators=[ast.Constant(value=str(said))]):
            return bool(said) and all(one in signs for one in said)
    return False


CHECKS: tuple[Check, ...] = (all_closed_by_one,)
