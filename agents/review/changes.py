"""What the methods of a class change in their object: more of it, less, or something else. Nothing is run."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from agents.review.program import Program, base_name, call_name, words

__all__ = ["LOOKS", "Changes", "classes", "methods", "own"]

_PUTS: Final = words("append add insert appendleft extend setdefault push")
_TAKES: Final = words("remove discard pop popitem popleft")
_ELSE: Final = words("clear update sort reverse")
LOOKS: Final = words(
    "print len sum sorted list tuple set dict str repr min max any all enumerate zip reversed isinstance"
)
"""Functions that change nothing of what they are given."""


@dataclass
class Changes:
    """What a method does with the attributes of its object.

    Attributes:
        method: the method itself.
        signs: by attribute 1 for more, -1 for less, 0 for something else.
        asked: attributes in comparisons.
        read: attributes that are read as they are elsewhere.
        numbers: attributes to which numbers are added.
        calls: whether it calls methods of its own, or hands its object on.
    """

    method: ast.FunctionDef
    signs: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    asked: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    calls: bool = False


def own(node: ast.AST) -> str:
    """`x` of `self.x`, `self.x[key]` and `self.x[key].y`."""
    name = base_name(node)
    return name.removeprefix("self.") if name.startswith("self.") else ""


def classes(program: Program) -> Iterator[tuple[ast.ClassDef, ast.FunctionDef, list[Changes]]]:
    """Classes with their `__init__` and what their other methods change."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, ast.FunctionDef)]
        init = next((one for one in methods if one.name == "__init__"), None)
        if init is not None:
            yield owner, init, [_changes(program, one) for one in methods if one is not init]


def methods(owner: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    """Methods of objects by name: those of the class itself, and what is no plain function, are left out."""
    found = {}
    for one in owner.body:
        if isinstance(one, ast.FunctionDef) and one.args.args and one.args.args[0].arg == "self":
            found[one.name] = one
    return found


def _changes(program: Program, method: ast.FunctionDef) -> Changes:
    found = Changes(method)
    for node in program.within(method):
        for target, sign in _signs(node):
            if own(target):
                found.signs[own(target)].add(sign)
        match node:
            case ast.AugAssign(target=ast.Attribute() as target) if own(target):
                found.numbers.add(own(target))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"))):
                found.calls = True
            case ast.Call(args=arguments) if any(isinstance(one, ast.Name) and one.id == "self" for one in arguments):
                found.calls = True
            case ast.Compare():
                found.asked |= {own(one) for one in ast.walk(node) if isinstance(one, ast.Attribute)} - {""}
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Load()) if not _is_begun(program.parents[node], node):
                found.read.add(node.attr)
    return found


def _is_begun(around: ast.AST, node: ast.AST) -> bool:
    """Whether it is compared, or only an element or a method of it is taken."""
    return isinstance(around, ast.Compare) or (
        isinstance(around, ast.Attribute | ast.Subscript) and around.value is node
    )


def _signs(node: ast.AST) -> Iterator[tuple[ast.expr, int]]:
    """What a statement or call changes, and whether there is more of it then."""
    match node:
        case ast.AugAssign(target=target, op=sign):
            yield target, {ast.Add: 1, ast.Sub: -1}.get(type(sign), 0)
        case ast.Assign(targets=targets, value=value):
            for each in targets:
                for part in each.elts if isinstance(each, ast.Tuple) else [each]:
                    yield part, _sign_of(part, value)
        case ast.Delete(targets=targets):
            yield from ((target, -1) for target in targets)
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _PUTS | _TAKES | _ELSE:
            yield owner, 1 if name in _PUTS else -1 if name in _TAKES else 0
        case ast.Call(args=arguments) if call_name(node) not in LOOKS:
            yield from ((one, 0) for one in arguments if isinstance(one, ast.Attribute))


def _sign_of(target: ast.expr, value: ast.expr) -> int:
    """Whether an assignment makes more of it, less, or something else."""
    match value:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign) if ast.unparse(left) == ast.unparse(target):
            return 1 if isinstance(sign, ast.Add) else -1
        case ast.Constant(value=None | 0 | "" | " "):
            return 0
    return int(isinstance(target, ast.Subscript))
