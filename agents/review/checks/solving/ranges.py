"""Amounts that stay within their bounds, and lists of what is taken: the other end, the other ones refused."""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="always-at-its-end",
        title="`{name}` is never below its greatest value",
        weights={"correctness": 0.4},
        level="beginner",
        why="`max` takes the greater of the two: all that is below the bound is lifted to it.",
        do="Put in a small number, and say what comes out.",
        example="class Pet:\n    def __init__(self):\n        self.joy = 5\n\n    def play(self):\n"
        "        self.joy = max(10, self.joy + 2)\n",
        better="class Pet:\n    def __init__(self):\n        self.joy = 5\n\n    def play(self):\n"
        "        self.joy = min(10, self.joy + 2)\n",
    )
)
def always_at_its_end(program: Program) -> Iterator[Place]:
    """See the rule: more of something, and `max` with a positive bound; `max(last, min(0, x))`."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[target],
                value=ast.Call(func=ast.Name(id="max"), args=[one, other]),
            ):
                pass
            case _:
                continue
        for bound, value in ((one, other), (other, one)):
            match value:
                case ast.BinOp(left=left, op=ast.Add()) if isinstance(target, ast.Attribute | ast.Subscript):
                    number = program.number(bound)
                    if ast.unparse(left) == ast.unparse(target) and number is not None and number > 1:
                        yield Place(node.lineno, ast.unparse(target))
                case ast.Call(func=ast.Name(id="min"), args=[low, high]) if is_const(low, 0) or is_const(high, 0):
                    if isinstance(bound, ast.BinOp | ast.Name | ast.Attribute) or (program.number(bound) or 0) > 0:
                        named = ast.unparse(bound)
                        if re.search(r"width|height|size|len\(|max|cols|rows|high|- 1", named):
                            yield Place(node.lineno, ast.unparse(target))


CHECKS: tuple[Check, ...] = (always_at_its_end,)
