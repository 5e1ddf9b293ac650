"""Steps that tell whether they worked, and what follows that does not ask."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.promising.midway import one_half_alone
from agents.review.program import MUTATORS, Function, Program, callee, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MOVES: Final = re.compile(
    r"(?:^|_)(?:transfer|move|exchange|buy|sell|trade|swap|pay|purchase|lend|give|hand|send|book|ueberweisen)(?:_|$)"
)
_NEXT: Final = 3
"""Statements behind the step that are looked at."""


@dataclass(slots=True)
class _Ways:
    """How a function comes to its end, and what it asks.

    Attributes:
        yes: whether it returns True, or a value at its end.
        no: whether it returns False or None before that.
        truths: whether it returns True or False as such.
        changes: whether it changes something that lasts.
        tests: (line, what kind of question) of its conditions.
        returned: functions whose answer it hands on.
    """

    yes: bool = False
    no: bool = False
    truths: bool = False
    changes: bool = False
    tests: list[tuple[int, str]] = field(default_factory=list)
    returned: set[str] = field(default_factory=set)


@check(
    Rule(
        code="failure-not-asked",
        title="`{name}` may fail, and what follows is done all the same",
        weights={"correctness": 0.35},
        level="beginner",
        why="It answers whether it worked. Where nobody looks at the answer, the second half is done although the "
        "first one was refused.",
        do="Look at the answer, and go on only where it worked.",
        example="def take(stock, item, count):\n    if stock[item] < count:\n        return False\n"
        "    stock[item] -= count\n    return True\n\n\ndef move(source, target, item, count):\n"
        "    if item not in target:\n        return False\n    take(source, item, count)\n"
        "    target[item] += count\n    return True\n",
        better="def take(stock, item, count):\n    if stock[item] < count:\n        return False\n"
        "    stock[item] -= count\n    return True\n\n\ndef move(source, target, item, count):\n"
        "    if item not in target:\n        return False\n    if not take(source, item, count):\n"
        "        return False\n    target[item] += count\n    return True\n",
    )
)
def failure_not_asked(program: Program) -> Iterator[Place]:
    """See the rule: the answer is dropped by what changes more behind it, or answers itself that all went well."""
    ways = _ways(program)
    named: dict[str, list[_Ways]] = defaultdict(list)
    for function, found in ways.items():
        named[function.name].append(found)
    telling = {
        name: {kind for one in found for _, kind in one.tests if kind != "call"}
        for name, found in named.items()
        if name and all(one.yes and one.no and one.changes for one in found)
    }
    told = {place.line for place in one_half_alone.find(program)}
    changing = MUTATORS | {name for name, found in named.items() if any(one.changes for one in found)}
    for node in [*program.all(ast.Expr), *program.all(ast.Assign)]:
        match node:
            case ast.Expr(value=ast.Call() as call):
                pass
            case ast.Assign(targets=[ast.Name()], value=ast.Call() as call):
                pass
            case _:
                continue
        name, caller = callee(call), program.function_of(node)
        if name not in telling or caller is None or caller.name == name or _is_read(program, node):
            continue
        if any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in call.args):
            continue  # what a program begins with is known to fit
        own = ways[caller]
        if not (own.truths or own.returned & telling.keys() or _MOVES.search(caller.name.lower())):
            continue
        known = {kind for line, kind in own.tests if line <= node.lineno}
        missing = telling[name] - known if "call" not in known and node.lineno not in told else set()
        short = "order" in missing  # there may be too little of something
        if missing and _goes_on(program, node, telling.keys(), changing, in_loop=short):
            yield Place(node.lineno, name)


def _is_read(program: Program, node: ast.Expr | ast.Assign) -> bool:
    """Whether the answer gets a name that is read somewhere."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    places = program.places(program.scope(node), target.id) if isinstance(target, ast.Name) else []
    return any(isinstance(one.ctx, ast.Load) for one in places)


def _ways(program: Program) -> dict[Function, _Ways]:
    """What every function answers, changes and asks."""
    ways = {function: _Ways() for function in program.functions}
    for function, own in ways.items():
        for node in program.within(function):
            match node:
                case ast.Return(value=value):
                    _note_answer(own, value, last=node is function.body[-1])
                case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test) | ast.IfExp(test=test):
                    own.tests += [(node.lineno, kind) for kind in _kinds(program, test)]
            own.changes = own.changes or _is_change(node)
    return ways


def _note_answer(own: _Ways, value: ast.expr | None, *, last: bool) -> None:
    match value:
        case ast.Constant(value=True):
            own.yes = own.truths = True
        case ast.Constant(value=False):
            own.no = own.truths = True
        case None | ast.Constant(value=None):
            own.no = True
        case ast.Call():
            own.yes = own.yes or last
            own.returned.add(callee(value))
        case _:
            own.yes = own.yes or last


def _is_change(node: ast.AST) -> bool:
    """Whether it changes an attribute, an entry, or a list and the like."""
    if isinstance(node, ast.Attribute | ast.Subscript):
        return not isinstance(node.ctx, ast.Load)
    return method_of(node) in MUTATORS


def _kinds(program: Program, test: ast.expr) -> Iterator[str]:
    """What a condition asks: for order, membership, equality or emptiness of something; `call` for another function."""
    for node in ast.walk(test):
        match node:
            case ast.Compare(left=left, ops=[sign, *_], comparators=[right, *_]):
                if not (isinstance(left, ast.Constant) or isinstance(right, ast.Constant | ast.UnaryOp)):
                    among = isinstance(sign, ast.In | ast.NotIn)
                    equal = isinstance(sign, ast.Eq | ast.NotEq | ast.Is | ast.IsNot)
                    yield "member" if among else "equal" if equal else "order"
            case ast.Call() if callee(node) in program.function_names:
                yield "call"


def _goes_on(
    program: Program, node: ast.stmt, telling: AbstractSet[str], changing: AbstractSet[str], *, in_loop: bool
) -> bool:
    """Whether what follows changes something, or says that all went well."""
    around = program.parents[node]
    for step in program.after(around if in_loop and isinstance(around, ast.For) else node, _NEXT):
        match step:
            case (
                ast.Return(value=ast.Constant(value=True))
                | ast.AugAssign(target=ast.Attribute() | ast.Subscript())
                | ast.Assign(targets=[ast.Attribute() | ast.Subscript()])
            ):
                return True
            case ast.Return(value=ast.Call() as call) | ast.If(test=ast.Call() as call) if callee(call) in telling:
                return True
            case ast.Expr(value=ast.Call() as call) if callee(call) in changing:
                return True
    return False


CHECKS: tuple[Check, ...] = (failure_not_asked,)
