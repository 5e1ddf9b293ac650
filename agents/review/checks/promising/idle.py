"""What a function is given, or works out, and never looks at again: another name was meant."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_own
from agents.review.program import Function, Program, callee, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 50  # places of a name that are looked at
_GIVEN_BY_OTHERS: Final = re.compile(
    r"^_|^(?:self|cls|args|argv|kwargs|event|evt|ev|e|sender|signum|frame|request|context|ctx|update|loop|dummy|unused|"
    r"ignored?)$"
)
"""Parameters that a function has because others call it with them."""
_LEFT_OVER: Final = re.compile(r"^_|^(?:[mn]|size|length|dummy|unused|ignored?)$")
"""What many work out first, whether they need it or not."""
_ALL_NAMES: Final = words("locals vars globals eval exec")
_PURE: Final = words(
    "len sum max min abs round int float str sorted list dict set tuple range reversed zip enumerate divmod sqrt "
    "floor ceil strip lower upper split join get count index items keys values"
)
_OPEN: Final = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


@check(
    Rule(
        code="parameter-changes-nothing",
        title="`{name}` is handed over, and the function never asks for it",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whatever is given for it, the result is the same: somewhere another name stands in its place.",
        do="Say what it is for, and look for the line where it should take part.",
        example="def travel_cost(days, per_day, fare):\n    food = days * per_day\n    return food + per_day\n",
        better="def travel_cost(days, per_day, fare):\n    food = days * per_day\n    return food + fare\n",
    )
)
def parameter_changes_nothing(program: Program) -> Iterator[Place]:
    """See the rule; functions that others prescribe are left out: handed on by name, inherited, of several classes."""
    if _ALL_NAMES & program.by_name.keys():
        return
    called = {id(one.func) for one in program.all(ast.Call)}
    handed = {one.id for one in program.all(ast.Name) if isinstance(one.ctx, ast.Load) and id(one) not in called}
    handed |= {one.attr for one in program.all(ast.Attribute) if id(one) not in called}
    twice = {name for name, count in Counter(one.name for one in program.functions).items() if count > 1}
    for function in program.functions:
        if function.name in handed or function.decorator_list or not _is_own(program, function, twice):
            continue
        read = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
        for name in _asked_of_callers(function):
            if name not in read and not _GIVEN_BY_OTHERS.search(name):
                yield Place(function.lineno, name)


def _is_own(program: Program, function: Function, twice: set[str]) -> bool:
    """Whether its parameters are its author's choice, and it does something."""
    owner = program.parents[function]
    if isinstance(owner, ast.ClassDef):
        special = function.name.startswith("__")
        if owner.bases or owner.keywords or ((function.name in twice or special) and function.name != "__init__"):
            return False
    elif not isinstance(owner, ast.Module):
        return False
    steps = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    match steps:
        case [] | [ast.Return(value=None | ast.Constant())]:
            return False
    return not all(isinstance(one, ast.Pass | ast.Raise) for one in steps)


def _asked_of_callers(function: Function) -> Iterator[str]:
    """Parameters; those with `None`, `True` or `False` to begin with may be for later."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    begun: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults)) + [*given.defaults]
    for one, value in [*zip(plain, begun, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]:
        if not (isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))):
            yield one.arg


@check(
    Rule(
        code="worked-out-and-never-read",
        title="`{name}` is worked out, and nothing reads it",
        weights={"correctness": 0.3},
        level="beginner",
        why="It was worked out because it was needed: a line that should use it uses another name.",
        do="Go through the lines behind it, and ask of each name whether it is the one that is meant.",
        example="def mean_weight(parts):\n    whole = sum(parts)\n    number = len(parts)\n    return whole / whole\n",
        better="def mean_weight(parts):\n    whole = sum(parts)\n    number = len(parts)\n    return whole / number\n",
    )
)
def worked_out_and_never_read(program: Program) -> Iterator[Place]:
    """See the rule: a name of a function, or one that a script sets in a loop, that is set by something without effect.

    What is gathered by `+=` and the like has a rule of its own, and so have names of the object without `self`.
    """
    if _ALL_NAMES & program.by_name.keys():
        return
    seen: set[tuple[ast.AST, str]] = set()
    known = _formulas(program)
    of_objects = {(_owner(program, one), one.attr) for one in program.all(ast.Attribute) if is_own(one)}
    for node in program.all(ast.Assign):
        match node.targets:
            case [ast.Name(id=name)] if not _LEFT_OVER.search(name) and name not in program.outer_names:
                scope = program.scope(node)
            case _:
                continue
        own = isinstance(scope, ast.FunctionDef) or (isinstance(scope, ast.Module) and program.in_loop(node))
        if not own or (scope, name) in seen or not _without_effect(node.value, known):
            continue
        seen.add((scope, name))
        kept = (_owner(program, node), name) in of_objects
        if not kept and not _is_read(program, scope, name) and not _is_tried(program, node):
            yield Place(node.lineno, name)


def _formulas(program: Program) -> frozenset[str]:
    """Functions that only work out what they return."""
    one_line = [one for one in program.functions if isinstance(one.body[0 if len(one.body) == 1 else 1], ast.Return)]
    return _PURE | {one.name for one in one_line if len(one.body) == 1 or isinstance(one.body[0], ast.Expr)}


def _without_effect(node: ast.expr, known: frozenset[str]) -> bool:
    """Whether it does nothing but give a value, and more than one to begin with."""
    match node:
        case ast.Constant() | ast.Lambda() | ast.List(elts=[]) | ast.Dict(keys=[]):
            return False
    effects = [one for one in ast.walk(node) if isinstance(one, _OPEN)]
    return all(isinstance(one, ast.Call) and callee(one) in known for one in effects)


def _is_read(program: Program, scope: ast.AST, name: str) -> bool:
    places = program.by_name[name]
    if len(places) > _MANY or name in program.parameters(scope):
        return True
    for one in places:
        if not isinstance(one.ctx, ast.Store) or isinstance(program.parents[one], ast.AugAssign):
            around = program.scope(one)
            if around is scope or any(parent is scope for _, parent in program.up(around)):
                return True
    return False


def _is_tried(program: Program, node: ast.stmt) -> bool:
    """Whether it is only done to see if it can be done."""
    return any(isinstance(parent, ast.Try) for _, parent in program.up(node))


def _owner(program: Program, node: ast.AST) -> ast.AST | None:
    """The class around a node."""
    return next((parent for _, parent in program.up(node) if isinstance(parent, ast.ClassDef)), None)


CHECKS: tuple[Check, ...] = (parameter_changes_nothing, worked_out_and_never_read)
