"""Texts that are added to a number."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule
from agents.review.texts import Texts

__all__ = ["CHECKS"]


@check(
    Rule(
        code="text-added-to-a-number",
        title="`{name}` adds a text to a number",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is split, read or typed in is text, even where it has only digits: Python adds no text to a number.",
        do="Turn it into a number before it is added.",
        example="def total(line):\n    result = 0\n    for part in line.strip().split(','):\n"
        "        result += part\n    return result\n",
        better="def total(line):\n    result = 0\n    for part in line.strip().split(','):\n"
        "        result += int(part)\n    return result\n",
    )
)
def text_added_to_a_number(program: Program) -> Iterator[Place]:
    """See the rule: a sum that begins with a number, or `sum` of parts of a text."""
    texts = Texts(program)
    for step in program.all(ast.AugAssign):
        if isinstance(step.op, ast.Add) and isinstance(step.target, ast.Name):
            number = program.kind(step.target) == "number"
            if (
                number
                and isinstance(step.value, ast.Name | ast.Subscript)
                and texts.kind(step.value) in ("text", "letter")
            ):
                yield Place(step.lineno, ast.unparse(step))
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="sum"), args=[parts], keywords=[]) if texts.kind(parts) == "texts":
                yield Place(call.lineno, ast.unparse(call)[:40])


CHECKS: tuple[Check, ...] = (text_added_to_a_number,)
