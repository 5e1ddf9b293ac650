"""Questions before a change that are asked the wrong way round, too late, or whose answer nobody heeds."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import owner_text
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 3
"""Statements behind a question in which the change is looked for."""

_TAKES: Final = ("remove", "pop", "popleft")
_EMPTY: Final = ("", " ", "-", ".", "_", "#", "empty", "free")


def _refuses(node: ast.If) -> bool:
    """Whether the branch leaves, with an error or with an answer that means no."""
    match node.body[-1]:
        case ast.Raise() | ast.Return(value=None | ast.Constant(value=False | None | str()) | ast.JoinedStr()):
            return not node.orelse
    return False


@check(
    Rule(
        code="sent-away-the-wrong-one",
        title="`{name}` sends away just what should be let in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition is the opposite of the one under which it has to be refused.",
        do="Say in words when it must be refused, and write down that.",
        example="class Shed:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.bikes = []\n\n"
        "    def park(self, bike):\n        if len(self.bikes) < self.capacity:\n            return False\n"
        "        self.bikes.append(bike)\n        return True\n",
        better="class Shed:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.bikes = []\n\n"
        "    def park(self, bike):\n        if len(self.bikes) >= self.capacity:\n            return False\n"
        "        self.bikes.append(bike)\n        return True\n",
    )
)
def sent_away_the_wrong_one(program: Program) -> Iterator[Place]:
    """See the rule: refused with room, with something there to take, or with a place that is free."""
    for node in program.all(ast.If):
        if not _refuses(node):
            continue
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):
            continue
        later = program.after(node, _NEAR)
        if any(_is_wrong_for(test, step) for test in parts for step in later):
            yield Place(node.lineno, f"if {ast.unparse(node.test)}"[:60])


def _is_wrong_for(test: ast.expr, step: ast.stmt) -> bool:
    match test, step:
        case (
            ast.Compare(
                left=ast.Call(func=ast.Name(id="len"), args=[held]),
                ops=[ast.Lt() | ast.LtE() | ast.Eq() as sign],
                comparators=[end],
            ),
            ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add" | "insert"))),
        ):
            return (
                same(held, owner)
                and (isinstance(end, ast.Attribute) != isinstance(sign, ast.Eq))
                and (isinstance(end, ast.Attribute) or is_const(end, 0))
            )
        case (
            (ast.Attribute() | ast.Name() as held),
            (ast.Return(value=value) | ast.Assign(value=value) | ast.Expr(value=value)),
        ):
            return value is not None and method_of(value) in _TAKES and owner_text(value) == ast.unparse(held)
        case (
            ast.Compare(left=level, ops=[ast.Lt()], comparators=[end]),
            ast.AugAssign(target=target, op=ast.Add(), value=ast.Constant(value=1)),
        ):
            bound = end.left if isinstance(end, ast.BinOp) else end
            return ast.unparse(level) == ast.unparse(target) and call_name(bound) == "len"
        case ast.UnaryOp(op=ast.Not(), operand=place), ast.Assign(targets=[target], value=ast.Constant(value=True)):
            return isinstance(place, ast.Subscript) and ast.unparse(place) == ast.unparse(target)
        case (
            ast.Compare(left=ast.Subscript() as place, ops=[ast.Eq()], comparators=[ast.Constant(value=empty)]),
            ast.Assign(targets=[target], value=given),
        ):
            return empty in _EMPTY and ast.unparse(place) == ast.unparse(target) and not is_const(given, empty)
    return False


CHECKS: tuple[Check, ...] = (sent_away_the_wrong_one,)
