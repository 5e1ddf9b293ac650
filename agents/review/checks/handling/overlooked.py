"""The whole where the part of this turn is meant, and texts that are taken for a condition."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="whole-text-in-each-turn",
        title="`{name}` is taken whole in each turn, and the part of the turn never",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes through the parts, and each turn does the same with all of it.",
        do="Use the variable of the loop.",
        example="def parse(query):\n    found = {}\n    for pair in query.split('&'):\n"
        "        key, value = query.split('=', 1)\n        found[key] = value\n    return found\n",
        better="def parse(query):\n    found = {}\n    for pair in query.split('&'):\n"
        "        key, value = pair.split('=', 1)\n        found[key] = value\n    return found\n",
    )
)
def whole_text_in_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: a walk through `x.split(...)` or `str(x)` that reads `x` alone."""
    for loop in program.all(ast.For):
        if not isinstance(loop.target, ast.Name) or loop.target.id.startswith("_"):
            continue
        match loop.iter:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=whole), attr="split" | "splitlines")):
                pass
            case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id=whole)]):
                pass
            case _:
                continue
        inside = [one for step in loop.body for one in ast.walk(step) if isinstance(one, ast.Name)]
        if any(one.id == loop.target.id or (one.id == whole and isinstance(one.ctx, ast.Store)) for one in inside):
            continue
        reads = [one for one in inside if one.id == whole and _is_taken(program, one)]
        if reads:
            yield Place(reads[0].lineno, whole)


def _is_taken(program: Program, name: ast.Name) -> bool:
    """Whether it is split, turned into a number, or added."""
    around = program.parents[name]
    match around:
        case ast.Attribute(attr="split" | "strip" | "partition"):
            return True
        case ast.AugAssign(value=value):
            return value is name
    return call_name(around) in ("int", "float")


@check(
    Rule(
        code="text-taken-for-a-condition",
        title="`{name}` is no question: a text is always true",
        weights={"correctness": 0.4},
        level="beginner",
        why="`and` and `or` join whole conditions. A text by itself is true, so only one of the two is asked for.",
        do="Write each condition in full.",
        example="def is_address(text):\n    return '@' and '.' in text\n",
        better="def is_address(text):\n    return '@' in text and '.' in text\n",
    )
)
def text_taken_for_a_condition(program: Program) -> Iterator[Place]:
    """See the rule: a text that is written down before `and` or `or`, or as a value of `startswith`."""
    for node in program.all(ast.BoolOp):
        first = node.values[0]
        around = program.parents[node]
        written = isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(first.value)
        asked = isinstance(node.values[-1], ast.Compare) or method_of(around) in ("startswith", "endswith", "count")
        held = isinstance(around, ast.Compare) and around.left is node
        if written and (asked or held):
            yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (whole_text_in_each_turn, text_taken_for_a_condition)
