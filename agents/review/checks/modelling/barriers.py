"""What stands before a refusal, and how much it asks for: objects that are changed though nothing came of it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _tests(test: ast.expr, joined: type[ast.boolop]) -> list[ast.expr]:
    """The parts of a condition that are joined by this word."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, joined) else [test]


@check(
    Rule(
        code="none-left-and-one-taken",
        title="`{name}` holds for none as well, and one is taken then",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 0 the condition still holds: afterwards there is one less than nothing.",
        do="Follow what happens when there is none left.",
        example="class Card:\n    def __init__(self):\n        self.rides = 0\n\n    def load(self, rides):\n"
        "        self.rides += rides\n\n    def ride(self):\n        if self.rides >= 0:\n"
        "            self.rides -= 1\n            return True\n        return False\n",
        better="class Card:\n    def __init__(self):\n        self.rides = 0\n\n    def load(self, rides):\n"
        "        self.rides += rides\n\n    def ride(self):\n        if self.rides > 0:\n"
        "            self.rides -= 1\n            return True\n        return False\n",
    )
)
def none_left_and_one_taken(program: Program) -> Iterator[Place]:
    """See the rule: `if x >= 0: x -= 1`, where x is kept in an object or a table and is no place or measure."""
    for node in program.all(ast.If):
        for part in _tests(node.test, ast.And):
            match part:
                case ast.Compare(left=ast.Attribute() | ast.Subscript() as level, ops=[ast.GtE()], comparators=[end]):
                    pass
                case _:
                    continue
            if is_const(end, 0) and not _PLACES.search(ast.unparse(level).lower()) and _one_less(node.body, level):
                yield Place(node.lineno, ast.unparse(part))


_PLACES: Final = re.compile(
    r"index|pos|pointer|place|cursor|current|line|step|year|month|day|floor|level|temp|degree|\b[a-z]$"
)


def _one_less(block: list[ast.stmt], level: ast.expr) -> bool:
    """Whether the first statements take one off."""
    for step in block[:2]:
        match step:
            case ast.AugAssign(target=target, op=ast.Sub(), value=ast.Constant(value=1)):
                if ast.unparse(target) == ast.unparse(level):
                    return True
    return False


CHECKS: tuple[Check, ...] = (none_left_and_one_taken,)
