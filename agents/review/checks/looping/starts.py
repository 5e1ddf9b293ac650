"""Searches for the least or the greatest that begin with 0, beyond all that will come."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_SIGNED: Final = re.compile(
    r"temp|balance|chang|diff|delta|profit|loss|level|altitude|depth|sum|total|position|floor|energy|coord|error|slope"
    r"|grad|degree|celsius|min_so|account|elevation|value|number|num"
)
"""What may well be less than 0."""

_BELOW: Final = re.compile(r"\bnegativ\w*|\bbelow (?:zero|0)|\blosse?s?\b|\bminus\b|\bfrost|\btemperatures?\b")

_LENGTH: Final = re.compile(r"dist|length|count|size")


def _taken(node: ast.If) -> Iterator[tuple[ast.Name, ast.expr, int]]:
    """What an `if` keeps as the best, what that is, and 1 for a search for the greatest, -1 for the least."""
    match node.test:
        case ast.Compare(left=one, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign], comparators=[other]):
            less = isinstance(sign, ast.Lt | ast.LtE)
        case _:
            return
    for step in node.body:
        match step:
            case ast.Assign(targets=[ast.Name(id=best) as target], value=value):
                if ast.unparse(other) == best and ast.unparse(one) == ast.unparse(value):
                    yield target, value, -1 if less else 1
                elif ast.unparse(one) == best and ast.unparse(other) == ast.unparse(value):
                    yield target, value, 1 if less else -1


def _begins_with_zero(program: Program, loop: ast.For, target: ast.Name) -> bool:
    """Whether all that a name gets before a loop is one 0."""
    places = program.places(program.scope(loop), target.id)
    stores = [one for one in places if not isinstance(one.ctx, ast.Load) and one.lineno < loop.lineno]
    if len(stores) != 1 or target.id in program.outer_names:
        return False
    match program.parents[stores[0]]:
        case ast.Assign(value=value):
            return is_const(value, 0, 0.0)
        case ast.Tuple(elts=targets) as pair:
            around = program.parents[pair]
            values = around.value.elts if isinstance(around, ast.Assign) and isinstance(around.value, ast.Tuple) else []
            return len(values) == len(targets) and is_const(values[targets.index(stores[0])], 0, 0.0)
    return False


@check(
    Rule(
        code="least-from-zero",
        title="`{name}` begins with 0, and nothing that comes is less",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition never holds, so the search ends with the 0 with which it began.",
        do="Begin with the first element, or with nothing at all.",
        example="def youngest(people):\n    lowest = 0\n    for person in people:\n        if person['age'] < lowest:\n"
        "            lowest = person['age']\n    return lowest\n",
        better="def youngest(people):\n    lowest = people[0]['age']\n    for person in people:\n"
        "        if person['age'] < lowest:\n            lowest = person['age']\n    return lowest\n",
    )
)
def least_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: of a part of the element of a `for`, that cannot well be negative."""
    for node in program.all(ast.If):
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        for target, value, side in _taken(node) if loop is not None else ():
            summed = {ast.unparse(one.target) for one in ast.walk(loop) if isinstance(one, ast.AugAssign)}  # type: ignore[arg-type]
            texts = " ".join(part for part in _strings(value)) or ast.unparse(value)
            if side == 1 or loop is None or names_in(value) & summed:
                continue
            if isinstance(value, ast.Name) and not _all_above_zero(program, loop, value):
                continue
            known = not _SIGNED.search(f"{texts} {target.id}".lower()) or ast.unparse(value).startswith("len(")
            known = known or _all_above_zero(program, loop, value)
            if known and not _asks_for_zero(loop, target) and _begins_with_zero(program, loop, target):
                yield Place(node.lineno, target.id)


def _all_above_zero(program: Program, loop: ast.For, value: ast.expr) -> bool:
    """Whether all numbers are written down from which the values come, and none of them is below 1."""
    source: ast.expr | None = loop.iter
    if base_name(value) not in names_in(loop.target):
        source = next(
            (one for one in ast.walk(value) if isinstance(one, ast.Name) and one.id == base_name(value)), None
        )
    if isinstance(source, ast.Call) and source.args and call_name(source) in ("enumerate", "sorted", "list"):
        source = source.args[0]
    match source:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "values")):
            source = owner
    given = source
    if isinstance(source, ast.Name):
        places = program.places(program.scope(source), source.id)
        changed = any(isinstance(getattr(program.parents[one], "ctx", None), ast.Store) for one in places[:_MANY])
        given = program.written(source) if len(places) <= _MANY and not changed and program.fixed(source) else None
    if not isinstance(given, ast.List | ast.Tuple | ast.Dict):
        return False
    found = [
        one.value for one in ast.walk(given) if isinstance(one, ast.Constant) and isinstance(one.value, int | float)
    ]
    signs = any(isinstance(one, ast.UnaryOp | ast.Name | ast.Call) for one in ast.walk(given))
    return len(found) > 1 and min(found) > 0 and not signs


_MANY: Final = 50  # places of a name that are looked at


def _strings(node: ast.expr) -> Iterator[str]:
    """The names of the columns and attributes of an expression."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
        elif isinstance(one, ast.Attribute):
            yield one.attr


def _asks_for_zero(loop: ast.For | None, target: ast.Name) -> bool:
    """Whether a 0 is taken for nothing yet."""
    asked = [one for one in ast.walk(loop) if isinstance(one, ast.Compare | ast.UnaryOp)] if loop is not None else []
    return any(
        target.id in names_in(one)
        and (isinstance(one, ast.UnaryOp) or (isinstance(one.ops[0], ast.Eq) and is_const(one.comparators[0], 0)))
        for one in asked
    )


@check(
    Rule(
        code="greatest-of-negatives-from-zero",
        title="`{name}` begins with 0, and all that comes may be less",
        weights={"correctness": 0.35},
        level="beginner",
        why="Where all values are negative none of them is greater than 0: the result is a 0 that is not among them.",
        do="Begin with the first element, or with nothing at all.",
        example='def warmest(days):\n    """The highest temperature; it may be below zero."""\n    highest = 0\n'
        "    for day in days:\n        if day.temperature > highest:\n            highest = day.temperature\n"
        "    return highest\n",
        better='def warmest(days):\n    """The highest temperature; it may be below zero."""\n'
        "    highest = days[0].temperature\n"
        "    for day in days:\n        if day.temperature > highest:\n            highest = day.temperature\n"
        "    return highest\n",
    )
)
def greatest_of_negatives_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: by the words of the function or the names of what is compared."""
    for node in program.all(ast.If):
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        for target, value, side in _taken(node) if loop is not None else ():
            if loop is None or side == -1 or isinstance(value, ast.Call) or _LENGTH.search(ast.unparse(value)):
                continue
            said = f"{program.purpose(node)} {ast.unparse(value)} {ast.unparse(loop.iter)}".lower()
            if _BELOW.search(re.sub(r"[_.'\"\[\]]", " ", said)) and _begins_with_zero(program, loop, target):
                yield Place(node.lineno, target.id)
    yield from _best_runs(program)


_EMPTY: Final = re.compile(
    r"(?<!non-)(?<!non)(?<!not )\bempty\b|\bzero\b|\b0\b|\bnone\b|\bnothing\b|profit|\bbuy|\bsell"
)
"""Who need not buy anything loses nothing."""


def _best_runs(program: Program) -> Iterator[Place]:
    """Best sums of runs: a run begins anew with an element even if that is negative, and no run of none counts."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=run)], value=ast.Call(func=ast.Name(id="max"), args=[one, other])) if (
                _goes_on(run, one, other) or _goes_on(run, other, one)
            ):
                loop = next(iter(program.loops_around(step)), None)
            case _:
                continue
        if not isinstance(loop, ast.For) or _EMPTY.search(_words(program, step)):
            continue
        for node in ast.walk(loop):
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=best) as target], value=ast.Call(func=ast.Name(id="max"), args=parts)
                ) if best != run and {ast.unparse(part) for part in parts} == {best, run}:
                    begun = [target]
                case ast.If():
                    begun = [target for target, value, side in _taken(node) if side == 1 and ast.unparse(value) == run]
                case _:
                    continue
            yield from (Place(one.lineno, one.id) for one in begun if _begins_with_zero(program, loop, one))


def _words(program: Program, step: ast.stmt) -> str:
    """What the function around a statement is called and says, or what the program says."""
    return f"{program.purpose(step)} {program.said(program.function_of(step) or program.tree)}"


def _goes_on(run: str, element: ast.expr, whole: ast.expr) -> bool:
    """Whether one of two is an element, and the other one that element added to the run."""
    match whole:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return {ast.unparse(left), ast.unparse(right)} == {run, ast.unparse(element)} and bool(names_in(element))
    return False


CHECKS: tuple[Check, ...] = (least_from_zero, greatest_of_negatives_from_zero)
