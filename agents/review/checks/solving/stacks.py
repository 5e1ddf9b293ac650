"""Stacks, heaps and queues: what comes out of them, in which order, and what is put in beside their own ways.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="last-pushed-taken-for-the-left",
        title="`{name}` takes the second number for the first",
        weights={"correctness": 0.35},
        level="learning",
        why="A stack gives back what was put on it last. What comes first is the right number, and the left one comes "
        "after it: `7 2 -` would give -5.",
        do="Write down the stack for `7 2 -`, and which number comes first.",
        example="def evaluate(tokens):\n    stack = []\n    for token in tokens:\n        if token == '-':\n"
        "            first = stack.pop()\n            second = stack.pop()\n"
        "            stack.append(first - second)\n        else:\n            stack.append(int(token))\n"
        "    return stack.pop()\n",
        better="def evaluate(tokens):\n    stack = []\n    for token in tokens:\n        if token == '-':\n"
        "            second = stack.pop()\n            first = stack.pop()\n"
        "            stack.append(first - second)\n        else:\n            stack.append(int(token))\n"
        "    return stack.pop()\n",
    )
)
def last_pushed_taken_for_the_left(program: Program) -> Iterator[Place]:
    """See the rule: two in a row from a list, and the first of them is what something is taken from or divided."""
    popped: dict[tuple[ast.AST, str], str] = {}
    for step in program.all(ast.Assign):
        match program.after(step, 1):
            case [ast.Assign(targets=[ast.Name(id=later)], value=again)] if _pops(again):
                first = step.targets[0]
                if isinstance(first, ast.Name) and same(step.value, again):
                    popped[program.scope(step), first.id] = later
        match step:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=two)])], value=ast.Tuple(elts=given)
            ):
                if len(given) == _PAIR and all(map(_pops, given)) and same(*given):
                    popped[program.scope(step), one] = two
    for node in program.all(ast.BinOp) if popped else ():
        match node:
            case ast.BinOp(left=ast.Name(id=one), op=ast.Sub() | ast.Div() | ast.FloorDiv(), right=ast.Name(id=two)):
                if popped.get((program.scope(node), one)) == two:
                    yield Place(node.lineno, ast.unparse(node))


_PAIR: Final = 2


def _pops(node: ast.expr) -> bool:
    """Whether something is taken off the end of a list."""
    match node:
        case ast.Call(func=ast.Attribute(attr="pop"), args=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="pop"), args=[place]):
            return is_const(place, -1)
    return False


@check(
    Rule(
        code="moved-over-too-early",
        title="`{name}` is put on top of what has waited longer",
        weights={"correctness": 0.35},
        level="mastered",
        why="The second stack gives out the oldest first. Whatever is moved on top of what is still there comes before "
        "it, though it came later.",
        do="Move the new ones over only when the second stack is empty.",
        example="class Line:\n    def __init__(self):\n        self.new = []\n        self.old = []\n\n"
        "    def put(self, item):\n        self.new.append(item)\n\n    def get(self):\n        while self.new:\n"
        "            self.old.append(self.new.pop())\n        return self.old.pop()\n",
        better="class Line:\n    def __init__(self):\n        self.new = []\n        self.old = []\n\n"
        "    def put(self, item):\n        self.new.append(item)\n\n    def get(self):\n        if not self.old:\n"
        "            while self.new:\n                self.old.append(self.new.pop())\n"
        "        return self.old.pop()\n",
    )
)
def moved_over_too_early(program: Program) -> Iterator[Place]:
    """See the rule: all of one attribute is moved to another in any case, and then one is taken from there."""
    for loop in program.all(ast.While):
        match loop.body:
            case [ast.Expr(value=ast.Call(func=ast.Attribute(value=old, attr="append"), args=[new]))] if _pops(new):
                method = program.parents[loop]
            case _:
                continue
        if not (isinstance(method, ast.FunctionDef) and ast.unparse(old).startswith("self.")):
            continue
        behind = method.body[method.body.index(loop) + 1 :]
        back = any(isinstance(one, ast.While) and any(same(old, part) for part in ast.walk(one.test)) for one in behind)
        takes = any(
            isinstance(one, ast.Call) and _pops(one) and same(one.func.value, old)  # type: ignore[attr-defined]
            for step in behind
            for one in ast.walk(step)
        )
        before = method.body[: method.body.index(loop)]
        leaves = any(isinstance(one, ast.If) and any(same(old, part) for part in ast.walk(one.test)) for one in before)
        if takes and not back and not leaves:
            yield Place(loop.lineno, ast.unparse(new))


CHECKS: tuple[Check, ...] = (
    last_pushed_taken_for_the_left,
    moved_over_too_early,
)
