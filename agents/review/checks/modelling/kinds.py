"""Special methods that give another kind of value than Python asks for, or one that contradicts itself."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.program import Function, Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_HOLDERS: Final = ("list", "dict", "set", "tuple")
_WRONG: Final = {
    "__len__": (*_HOLDERS, "str"),
    "__iter__": (*_HOLDERS, "str", "number"),
    "__str__": (*_HOLDERS, "number"),
    "__repr__": (*_HOLDERS, "number"),
    "__bool__": (*_HOLDERS, "str"),
    "__hash__": (*_HOLDERS, "str"),
}
"""Special method -> what it may not give."""


def _returned(program: Program, function: Function) -> list[ast.expr]:
    return [one.value for one in program.within(function) if isinstance(one, ast.Return) and one.value is not None]


@check(
    Rule(
        code="special-method-of-another-kind",
        title="`{name}` gives a value of a kind that Python does not take from it",
        weights={"correctness": 0.45},
        level="beginner",
        why="`__len__` has to give a whole number, `__str__` a text, `__iter__` an iterator, `__hash__` a number of "
        "what cannot change; anything else is an error when it is used.",
        do="Turn the value into what the method has to give.",
        example="class Line:\n    def __init__(self):\n        self.people = []\n\n    def join(self, name):\n"
        "        self.people.append(name)\n\n    def __len__(self):\n        return self.people\n",
        better="class Line:\n    def __init__(self):\n        self.people = []\n\n    def join(self, name):\n"
        "        self.people.append(name)\n\n    def __len__(self):\n        return len(self.people)\n",
    )
)
def special_method_of_another_kind(program: Program) -> Iterator[Place]:
    """See the rule: an attribute or a display of a kind that is known, or `hash` of one that can change."""
    for owner in program.all(ast.ClassDef):
        for name, method in methods(owner).items():
            for value in _returned(program, method) if name in _WRONG else ():
                kind = program.kind(value)
                match value:
                    case ast.Call(func=ast.Name(id="hash"), args=[hashed]):
                        kind = program.kind(hashed)
                        wrong = kind in ("list", "dict", "set") and not isinstance(hashed, ast.Call)
                    case ast.Call():
                        continue
                    case _:
                        wrong = kind in _WRONG[name]
                if wrong:
                    yield Place(value.lineno, name)
                    break


@check(
    Rule(
        code="two-signs-in-one-operator",
        title="`{name}` adds one part and subtracts the other",
        weights={"correctness": 0.4},
        level="beginner",
        why="All parts of a sum are added, and all parts of a difference subtracted.",
        do="Compare the signs of the parts.",
        example="class Step:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __sub__(self, other):\n        return Step(self.x - other.x, self.y + other.y)\n",
        better="class Step:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n"
        "    def __sub__(self, other):\n        return Step(self.x - other.x, self.y - other.y)\n",
    )
)
def two_signs_in_one_operator(program: Program) -> Iterator[Place]:
    """See the rule: `__add__` or `__sub__` with parts of both objects that have the same names."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        for name in ("__add__", "__sub__", "__iadd__", "__isub__"):
            for value in _returned(program, known[name]) if name in known else ():
                parts = value.args if isinstance(value, ast.Call) else []
                signs = [_sign(one) for one in parts]
                if len(set(signs)) > 1 and None not in signs:
                    yield Place(value.lineno, name)


def _sign(part: ast.expr) -> type[ast.operator] | None:
    """The sign between an attribute of one object and the same attribute of another."""
    match part:
        case ast.BinOp(left=ast.Attribute(attr=one), op=ast.Add() | ast.Sub() as sign, right=ast.Attribute(attr=other)):
            return type(sign) if one == other else None
    return None


CHECKS: tuple[Check, ...] = (
    special_method_of_another_kind,
    two_signs_in_one_operator,
)
