"""What stands before a refusal, and how much it asks for: objects that are changed though nothing came of it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import own
from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, is_const, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEAR: Final = 6
"""Statements behind a question; methods are short."""

_PUTS: Final = words("append add insert appendleft")
_RECORDS: Final = re.compile(
    r"(?:^|_)(?:attempt|attempts|log|history|tries|tried|call|calls|request|requests|event|events|seen|visit|visits|"
    r"visited|guess|guesses|guessed|turn|turns|asked|errors|failures)(?:_|$)"
)
"""What is written down whether it comes to anything or not."""


def _tests(test: ast.expr, joined: type[ast.boolop]) -> list[ast.expr]:
    """The parts of a condition that are joined by this word."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, joined) else [test]


def _is_refusal(node: ast.stmt) -> bool:
    """`if ...:` with an error or False at its end, and nothing but words before it."""
    match node:
        case ast.If(body=[*before, ast.Raise() | ast.Return(value=None | ast.Constant(value=False | None))], orelse=[]):
            return all(isinstance(one, ast.Expr) for one in before)
    return False


@check(
    Rule(
        code="changed-and-then-refused",
        title="`{name}` is changed, and the next lines refuse it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who is refused expects that nothing has happened; here the change stays.",
        do="Ask everything first, and change the object when nothing speaks against it any more.",
        example="class Van:\n    def __init__(self, limit):\n        self.limit = limit\n        self.load = 0\n"
        "        self.boxes = []\n\n    def put(self, box, weight):\n        self.boxes.append(box)\n"
        "        if self.load + weight > self.limit:\n            return False\n        self.load += weight\n"
        "        return True\n",
        better="class Van:\n    def __init__(self, limit):\n        self.limit = limit\n        self.load = 0\n"
        "        self.boxes = []\n\n    def put(self, box, weight):\n"
        "        if self.load + weight > self.limit:\n            return False\n        self.boxes.append(box)\n"
        "        self.load += weight\n        return True\n",
    )
)
def changed_and_then_refused(program: Program) -> Iterator[Place]:
    """See the rule: what a method is given is put in, then an error or False with a limit or what has just been put."""
    for function in program.functions:
        given = set(program.parameters(function)) - {"self"}
        for step, behind in zip(function.body, function.body[1:], strict=False):
            target = _put(step, given)
            if target is None or _RECORDS.search(last_name(target)):
                continue
            for later in [behind, *program.after(behind, 1)]:
                if not _is_refusal(later):
                    break
                if isinstance(later, ast.If) and _speaks_of(later.test, target, given):
                    yield Place(step.lineno, ast.unparse(target))
                    break


def _put(step: ast.stmt, given: set[str]) -> ast.expr | None:
    """The attribute into which a statement puts something that the method is given."""
    match step:
        case ast.Assign(targets=[ast.Subscript(value=owner, slice=ast.Name(id=key))]) if key in given:
            return owner if own(owner) else None
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=method), args=[value])) if method in _PUTS:
            return owner if own(owner) and names_in(value) & given else None
    return None


def _speaks_of(test: ast.expr, target: ast.expr, given: set[str]) -> bool:
    """Whether a condition asks for a limit of the object, or whether what was put in is there."""
    for part in _tests(test, ast.Or):
        match part:
            case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
                sides = names_in(part)
                if sides & given and any(one.startswith("self.") for one in sides):
                    return True
            case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[where]) if name in given:
                if ast.unparse(where) == ast.unparse(target):
                    return True
    return False


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


@check(
    Rule(
        code="asked-for-many-took-one",
        title="`{name}` is asked for, and 1 is taken off",
        weights={"correctness": 0.4},
        level="beginner",
        why="The question is whether there are that many, so that many go; only one is taken off.",
        do="Take off what was asked for.",
        example="class Box:\n    def __init__(self, pens):\n        self.pens = pens\n\n"
        "    def take(self, count):\n        if self.pens < count:\n            return False\n"
        "        self.pens -= 1\n        return True\n",
        better="class Box:\n    def __init__(self, pens):\n        self.pens = pens\n\n"
        "    def take(self, count):\n        if self.pens < count:\n            return False\n"
        "        self.pens -= count\n        return True\n",
    )
)
def asked_for_many_took_one(program: Program) -> Iterator[Place]:
    """See the rule: a parameter in the question for too few alone, and 1 behind it."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=level, ops=[ast.Lt()], comparators=[ast.Name(id=asked)]):
                pass
            case ast.Compare(left=ast.Name(id=asked), ops=[ast.Gt()], comparators=[level]):
                pass
            case _:
                continue
        function = program.function_of(node)
        if function is None or asked not in program.parameters(function) or not _is_refusal(node):
            continue
        read = program.reads(function, asked)
        if len(read) == 1 and _one_less(program.after(node, 2), level):
            yield Place(node.lineno, asked)


@check(
    Rule(
        code="refused-only-when-all-lack",
        title="`{name}` refuses only when everything is missing",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both are taken afterwards, so it fails as soon as there is too little of one of them.",
        do="Refuse when the one or the other is not enough.",
        example="class Oven:\n    def __init__(self):\n        self.flour = 500\n        self.sugar = 200\n\n"
        "    def bake(self, flour, sugar):\n        if self.flour < flour and self.sugar < sugar:\n"
        "            return False\n        self.flour -= flour\n        self.sugar -= sugar\n        return True\n",
        better="class Oven:\n    def __init__(self):\n        self.flour = 500\n        self.sugar = 200\n\n"
        "    def bake(self, flour, sugar):\n        if self.flour < flour or self.sugar < sugar:\n"
        "            return False\n        self.flour -= flour\n        self.sugar -= sugar\n        return True\n",
    )
)
def refused_only_when_all_lack(program: Program) -> Iterator[Place]:
    """See the rule: `if a < x and b < y: refuse`, and both are taken off in the lines behind it."""
    for node in program.all(ast.If):
        match node:
            case ast.If(test=ast.BoolOp(op=ast.And(), values=parts), body=[*_, ast.Return() | ast.Raise()], orelse=[]):
                pass
            case _:
                continue
        lacking = {_lacking(one) for one in parts}
        taken = {ast.unparse(one.target) for one in program.after(node, _NEAR) if _less(one)}  # type: ignore[attr-defined]
        if "" not in lacking and len(lacking) > 1 and lacking <= taken:
            yield Place(node.lineno, ast.unparse(node.test))


def _lacking(test: ast.expr) -> str:
    """What a condition finds too little of."""
    match test:
        case ast.Compare(left=level, ops=[ast.Lt()]) | ast.Compare(ops=[ast.Gt()], comparators=[level]):
            return ast.unparse(level)
    return ""


def _less(step: ast.stmt) -> bool:
    return isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Sub)


CHECKS: tuple[Check, ...] = (
    changed_and_then_refused,
    none_left_and_one_taken,
    asked_for_many_took_one,
    refused_only_when_all_lack,
)
