"""Special methods that give another kind of value than Python asks for, or one that contradicts itself."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import methods
from agents.review.checking import Check, check
from agents.review.program import Function, Program, words
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


@check(
    Rule(
        code="iterator-begins-once",
        title="`{name}` can be gone through once only",
        weights={"correctness": 0.35},
        level="learning",
        why="`__next__` uses up what `__init__` has set. A second loop finds the end that the first one has reached.",
        do="Begin anew in `__iter__`, which every loop calls first.",
        example='class Steps:\n    """Can be looped over again."""\n\n    def __init__(self, most):\n'
        "        self.most = most\n        self.at = 0\n\n    def __iter__(self):\n        return self\n\n"
        "    def __next__(self):\n        if self.at == self.most:\n            raise StopIteration\n"
        "        self.at += 1\n        return self.at\n",
        better='class Steps:\n    """Can be looped over again."""\n\n    def __init__(self, most):\n'
        "        self.most = most\n        self.at = 0\n\n    def __iter__(self):\n        self.at = 0\n"
        "        return self\n\n    def __next__(self):\n        if self.at == self.most:\n"
        "            raise StopIteration\n        self.at += 1\n        return self.at\n",
    )
)
def iterator_begins_once(program: Program) -> Iterator[Place]:
    """See the rule: `__iter__` gives only `self`, and the text or two loops over the same object want more."""
    for owner in program.all(ast.ClassDef):
        own = methods(owner)
        match own.get("__iter__"):
            case ast.FunctionDef(body=[*_, ast.Return(value=ast.Name(id="self"))] as body) as method:
                plain = all(isinstance(one, ast.Expr) for one in body[:-1])
            case _:
                continue
        steps = program.within(own["__next__"]) if "__next__" in own else ()
        changes = any(isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) for one in steps)
        starts_again = any(isinstance(one, ast.Assign) for step in _endings(own) for one in step.body)
        once = plain and changes and not starts_again
        if once and (_AGAIN.search(program.said(owner)) or _is_used_twice(program, owner.name)):
            yield Place(method.lineno, owner.name)


_AGAIN: Final = re.compile(
    r"\b(?:loop|loops|looped|iterate\w*|used|walked|gone through|repeated)\b.{0,30}\b"
    r"(?:again|twice|more than once|several times|as often|many times|any number of times)\b"
)
_GOES_THROUGH: Final = words("list tuple set sum max min sorted any all")


def _endings(own: dict[str, ast.FunctionDef]) -> list[ast.If]:
    """Where `__next__` says that it has come to the end: it may go back to the beginning there."""
    ways = [one for one in own["__next__"].body if isinstance(one, ast.If)] if "__next__" in own else []
    return [one for one in ways if isinstance(one.body[-1], ast.Raise)]


def _is_used_twice(program: Program, name: str) -> bool:
    """Whether one object of a class is gone through twice to its end in the same block, and nothing else is done."""
    for made in program.all(ast.Assign):
        match made:
            case ast.Assign(targets=[ast.Name(id=held) as target], value=ast.Call(func=ast.Name(id=called))):
                if called != name or len(program.values(target)) != 1:
                    continue
            case _:
                continue
        reads = [one for one in program.places(program.scope(target), held) if isinstance(one.ctx, ast.Load)]
        blocks = {program.parents[step] for one in reads if (step := program.statement(one)) is not None}
        if len(reads) > 1 and len(blocks) == 1 and all(_is_gone_through(program, one) for one in reads):
            return True
    return False


def _is_gone_through(program: Program, name: ast.Name) -> bool:
    match program.parents[name]:
        case ast.For(iter=walked) as loop:
            return walked is name and not any(isinstance(one, ast.Break | ast.Return) for one in program.within(loop))
        case ast.Call(func=ast.Name(id=called), args=[given]):
            return called in _GOES_THROUGH and given is name
    return False


CHECKS: tuple[Check, ...] = (
    special_method_of_another_kind,
    two_signs_in_one_operator,
    iterator_begins_once,
)
