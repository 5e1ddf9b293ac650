"""What is said and not done: a refusal that refuses nothing, and things put in that are lost."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="refused-and-done-all-the-same",
        title="`{name}` goes down although the line before has found that it is not enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="The message is shown, and then the program goes on as if nothing had been asked.",
        do="Let only one of the two happen: the refusal or the change.",
        example="class Purse:\n    def __init__(self):\n        self.money = 0\n\n    def pay(self, price):\n"
        "        if price > self.money:\n            print('That is too much.')\n        self.money -= price\n",
        better="class Purse:\n    def __init__(self):\n        self.money = 0\n\n    def pay(self, price):\n"
        "        if price > self.money:\n            print('That is too much.')\n        else:\n"
        "            self.money -= price\n",
    )
)
def refused_and_done_all_the_same(program: Program) -> Iterator[Place]:
    """See the rule: an `if` that only prints, and behind it the smaller side of its comparison loses the greater."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[right]):
                asked, there = ast.unparse(left), ast.unparse(right)
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
                asked, there = ast.unparse(right), ast.unparse(left)
            case _:
                continue
        prints = all(isinstance(one, ast.Expr) and call_name(one.value) == "print" for one in node.body)
        for step in program.after(node, _NEAR) if prints and not node.orelse else ():
            if (there, asked) == _taken(step):
                yield Place(step.lineno, there)


_NEAR: Final = 3
"""Statements behind the refusal in which the change is looked for."""


def _taken(step: ast.stmt) -> tuple[str, str] | None:
    """What a statement makes smaller, and by what."""
    match step:
        case ast.AugAssign(target=target, op=ast.Sub(), value=value):
            return ast.unparse(target), ast.unparse(value)
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Sub(), right=value)):
            return (ast.unparse(target), ast.unparse(value)) if ast.unparse(target) == ast.unparse(left) else None
    return None


@check(
    Rule(
        code="put-in-over-what-was-there",
        title="`{name}` forgets what was there before",
        weights={"correctness": 0.35},
        level="beginner",
        why="`=` gives the key a new amount; what has been put in earlier under the same key is lost.",
        do="Add to the amount that the key has already, where it has one.",
        example="class Store:\n    def __init__(self):\n        self.amounts = {}\n\n    def add(self, thing, count):\n"
        "        self.amounts[thing] = count\n\n    def take(self, thing, count):\n"
        "        self.amounts[thing] -= count\n",
        better="class Store:\n    def __init__(self):\n        self.amounts = {}\n\n    def add(self, thing, count):\n"
        "        self.amounts[thing] = self.amounts.get(thing, 0) + count\n\n    def take(self, thing, count):\n"
        "        self.amounts[thing] -= count\n",
    )
)
def put_in_over_what_was_there(program: Program) -> Iterator[Place]:
    """See the rule: amounts that one method takes off by key, and the method that adds only sets."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, ast.FunctionDef)]
        counted = {
            ast.unparse(node.target.value)
            for one in methods
            for node in ast.walk(one)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript)
        }
        for method, step in ((one, step) for one in methods for step in one.body):
            match step:
                case ast.Assign(targets=[ast.Subscript(value=table, slice=key)], value=ast.Name(id=amount)):
                    pass
                case _:
                    continue
            given = program.parameters(method)
            if (
                ast.unparse(table) in counted
                and amount in given
                and isinstance(key, ast.Name)
                and key.id in given
                and _PUTS.match(method.name)
                and not _asks_first(method, ast.unparse(table))
            ):
                yield Place(step.lineno, method.name)


_PUTS: Final = re.compile(r"(?:add|put|deposit|receive|deliver|restock|store|give|bring|buy|collect|pay_in)(?:_|$)")


def _asks_first(method: ast.FunctionDef, table: str) -> bool:
    """Whether a method looks into the table before it sets something there."""
    for node in ast.walk(method):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[right]) if table in ast.unparse(right):
                return True
            case ast.Subscript(value=value, ctx=ast.Load()) if ast.unparse(value) == table:
                return True
        if method_of(node) in ("get", "keys", "setdefault", "pop"):
            return True
    return False


@check(
    Rule(
        code="taken-before-it-is-asked",
        title="`{name}` is made smaller before it is asked whether there is enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="When there is too little, the refusal comes too late: it has been taken off already.",
        do="Ask first, and take off what is left to be taken off afterwards.",
        example="class Card:\n    def __init__(self):\n        self.credit = 0\n\n    def pay(self, price):\n"
        "        self.credit -= price\n        if self.credit < 0:\n            print('not enough')\n"
        "            return False\n        return True\n",
        better="class Card:\n    def __init__(self):\n        self.credit = 0\n\n    def pay(self, price):\n"
        "        if self.credit < price:\n            print('not enough')\n            return False\n"
        "        self.credit -= price\n        return True\n",
    )
)
def taken_before_it_is_asked(program: Program) -> Iterator[Place]:
    """See the rule: `x -= y`, and then an `if` about too little of `x` that leaves without giving it back."""
    for step in program.all(ast.AugAssign):
        taken = _taken(step)
        if taken is None or not isinstance(step.target, ast.Attribute | ast.Subscript):
            continue
        for behind in program.after(step, 2):
            if isinstance(behind, ast.If) and _too_little(behind.test, *taken) and _refuses(behind, taken[0]):
                yield Place(step.lineno, taken[0])


def _too_little(test: ast.expr, there: str, asked: str) -> bool:
    """Whether a condition finds that there is less than nothing, or less than what is asked for."""
    match test:
        case ast.Compare(left=left, ops=[ast.Lt()], comparators=[right]):
            return ast.unparse(left) == there and ast.unparse(right) in ("0", asked)
        case ast.Compare(left=left, ops=[ast.Gt()], comparators=[right]):
            return (ast.unparse(left), ast.unparse(right)) == (asked, there)
    return False


def _refuses(node: ast.If, there: str) -> bool:
    """Whether the block leaves with an error or with False, and does not set what was taken off."""
    sets = any(isinstance(one, ast.Assign | ast.AugAssign) and there in ast.unparse(one) for one in node.body)
    match node.body[-1]:
        case ast.Raise() | ast.Return(value=ast.Constant(value=False | None)):
            return not sets
    return False


CHECKS: tuple[Check, ...] = (refused_and_done_all_the_same, put_in_over_what_was_there, taken_before_it_is_asked)
