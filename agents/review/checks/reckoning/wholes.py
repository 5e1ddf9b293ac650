"""Amounts in whole units: what fits in, what is carried to the greater unit, and the day that a leap year adds."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_UNITS: Final = re.compile(
    r"(?:^|[._])(?:coins?|notes?|bills?|cents?|euros?|dollars?|penn(?:y|ies)|pence|minutes?|mins?|hours?|seconds?|secs?|"
    r"days?|weeks?|months?|years?|pages?|rows?|cols?|columns?|width|box(?:es)?|packs?|packets?|packages?|bags?|bus(?:es)?|"
    r"teams?|groups?|seats?|shel(?:f|ves)|lines?|trays?|crates?|cartons?|dozens?|f(?:oo|ee)t|inch(?:es)?|yards?|grams?|kilos?|"
    r"quotient|full|whole|each|per|capacity|change|rest|remainder|remaining|left(?:over)?|people|persons?|children|kids|"
    r"sweets|candies|cookies|eggs|sheets?|stacks?|rounds?|laps?|denominations?)(?=$|[._\d])"
)
_FRACTIONS: Final = re.compile(r"average|avg|mean|ratio|share|percent|rate|price|decimal|exact|progress|fraction|angle")
_OF_TIME: Final = (7, 24, 60, 1440, 3600, 86400)
_WHOLE: Final = words("int floor round trunc ceil format divmod Decimal Fraction")


@check(
    Rule(
        code="fraction-for-a-count",
        title="`{name}` is to be a whole number beside its remainder",
        weights={"correctness": 0.35},
        level="beginner",
        why="`/` gives the part that does not fit in as decimals, and the remainder counts that part once more.",
        do="Take the whole quotient, with `//`.",
        example="def parts(minutes):\n    hours = minutes / 60\n    rest = minutes % 60\n    return hours, rest\n",
        better="def parts(minutes):\n    hours = minutes // 60\n    rest = minutes % 60\n    return hours, rest\n",
    )
)
def fraction_for_a_count(program: Program) -> Iterator[Place]:
    """See the rule: `a / b` and the remainder of the same, kept or shown; not where one of them only asks.

    Or what is left of `a` is reckoned from it: after `n = a / b` is `a - n * b` nothing, whatever was given.
    """
    yield from _nothing_left(program)
    rests: dict[tuple[ast.AST, str, str], list[ast.AST]] = defaultdict(list)
    whole: set[tuple[ast.AST, str, str]] = set()
    quotients: list[tuple[ast.BinOp, tuple[ast.AST, str, str]]] = []
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Mod | ast.Div | ast.FloorDiv) and not isinstance(node.left, ast.Constant):
            key = (program.scope(node), ast.unparse(node.left), ast.unparse(node.right))
            if isinstance(node.op, ast.Mod):
                rests[key].append(node)
            elif isinstance(node.op, ast.Div):
                quotients.append((node, key))
            else:
                whole.add(key)
    for step in program.all(ast.AugAssign):
        if isinstance(step.op, ast.Mod):
            rests[program.scope(step), ast.unparse(step.target), ast.unparse(step.value)].append(step)
    for node, key in quotients:
        given = _given_to(program, node)
        said = f"{given} {key[1]} {key[2]}".lower()
        if not rests[key] or key in whole or _FRACTIONS.search(said) or _is_made_whole(program, node, given):
            continue
        index = isinstance(program.parents[node], ast.Subscript)
        named = index or is_const(node.right, *_OF_TIME) or any(_UNITS.search(one) for one in said.split())
        if named and any(_belongs(program, node, rest, given) for rest in rests[key][:_MANY]):
            yield Place(node.lineno, ast.unparse(node)[:40])


_MANY: Final = 20  # remainders of one amount that are looked at


def _nothing_left(program: Program) -> Iterator[Place]:
    """`n = a / b` and, behind it, `a -= n * b` or `a - n * b`, where `n` and the others have no other value."""
    taken: dict[tuple[ast.AST, str, str, str], int] = {}
    for node in (*program.all(ast.BinOp), *program.all(ast.AugAssign)):
        match node:
            case (
                ast.BinOp(left=whole, op=ast.Sub(), right=ast.BinOp(left=one, op=ast.Mult(), right=other))
                | ast.AugAssign(target=whole, op=ast.Sub(), value=ast.BinOp(left=one, op=ast.Mult(), right=other))
            ):
                scope, amount, first, second = program.scope(node), *map(ast.unparse, (whole, one, other))
                taken[scope, amount, first, second] = taken[scope, amount, second, first] = node.lineno
    for step in program.all(ast.Assign) if taken else ():
        match step:
            case ast.Assign(targets=[ast.Name() as given], value=ast.BinOp(left=whole, op=ast.Div(), right=part)):
                line = taken.get((program.scope(step), ast.unparse(whole), given.id, ast.unparse(part)), 0)
            case _:
                continue
        again = any(line and step.lineno < one.lineno < line for one in _given_anew(program, given, whole, part))
        if step.lineno < line and not again and not _is_made_whole(program, step.value, ""):
            yield Place(step.lineno, ast.unparse(step.value)[:40])


def _given_anew(program: Program, *values: ast.expr) -> Iterator[ast.Name]:
    """Places where the names in these values get others."""
    for value in values:
        for name in {base_name(value), *(one.id for one in ast.walk(value) if isinstance(one, ast.Name))}:
            places = program.places(program.scope(value), name)[:_MANY]
            yield from (one for one in places if not isinstance(one.ctx, ast.Load))


def _given_to(program: Program, node: ast.expr) -> str:
    """The name that gets a value, as it stands or as one of several."""
    around: ast.AST = program.parents[node]
    place = 0
    if isinstance(around, ast.Tuple):
        place, node, around = around.elts.index(node), around, program.parents[around]
    match around:
        case ast.Assign(targets=[ast.Tuple(elts=parts)]) if len(parts) > place:
            return ast.unparse(parts[place])
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target]) if around.value is node:
            return ast.unparse(target)
    return ""


def _is_made_whole(program: Program, node: ast.expr, given: str) -> bool:
    """Whether the quotient is rounded or cut off, at once or by its name, or shown with chosen decimals."""
    places: list[ast.AST] = [node]
    if given and not given.startswith("self."):
        places += program.places(program.scope(node), given)[:_MANY]
    for place in places:
        for child, parent in program.up(place):
            if isinstance(parent, ast.stmt):
                break
            shown = isinstance(parent, ast.FormattedValue) and parent.format_spec is not None
            text = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod) and parent.left is not child
            cut = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.FloorDiv)
            called = parent.func.attr if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) else ""
            if shown or text or cut or (called or call_name(parent)) in _WHOLE:
                return True
    return False


def _belongs(program: Program, node: ast.expr, rest: ast.AST, given: str) -> bool:
    """Whether a remainder is kept or shown in the same branch, after the quotient where it takes the amount's place."""
    statement, other = program.statement(node), program.statement(rest)
    if statement is None or other is None:
        return False
    if isinstance(other, ast.If | ast.While) and any(one is rest for one in ast.walk(other.test)):
        changes = [found for one in other.body if (found := _change(one)) is not None]
        adds = any(given and ast.unparse(target) == given and is_const(value, 1) for target, _, value in changes)
        return isinstance(other, ast.If) and adds
    if any(isinstance(parent, ast.Compare | ast.IfExp) for _, parent in _inside(program, rest)):
        return False
    one, two = _branches(program, statement), _branches(program, other)
    near = statement is other or one == two[: len(one)] or two == one[: len(two)]
    target = other.targets[0] if isinstance(other, ast.Assign) else getattr(other, "target", None)
    replaces = isinstance(node, ast.BinOp) and _alike(target, node.left)
    return near and (not replaces or statement.lineno <= other.lineno)


def _alike(one: ast.AST | None, other: ast.AST) -> bool:
    """Whether two expressions are written alike, one of them perhaps as a target."""
    return one is not None and ast.unparse(one) == ast.unparse(other)


def _inside(program: Program, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Pairs of a node and its parent within its statement."""
    for child, parent in program.up(node):
        if isinstance(child, ast.stmt):
            return
        yield child, parent


def _branches(program: Program, statement: ast.stmt) -> list[tuple[ast.AST, bool]]:
    """The decisions around a statement, the outermost first, each with whether it stands in the first branch."""
    found: list[tuple[ast.AST, bool]] = []
    for child, parent in program.up(statement):
        if isinstance(parent, ast.If):
            found.append((parent, any(child is one for one in parent.body)))
        if isinstance(parent, Function):
            break
    return found[::-1]


_MONEY: Final = re.compile(r"money|balance|budget|cash|credit|saving|stock|fuel|energy|hunger|health")
_SMALL: Final = re.compile(
    r"less than|at most|below|under\b|up to|smaller|no more than|not more than|from 0|0 to|between|0-59|0\.\.59"
)


@check(
    Rule(
        code="carried-once",
        title="`{name}` is carried over once, whatever was added",
        weights={"correctness": 0.35},
        level="beginner",
        why="An `if` carries one over. What was added may be so much that it makes two or three of the greater unit.",
        do="Divide to learn how many there are, and keep the remainder.",
        example="def longer(minutes, seconds, more):\n    seconds += more\n    if seconds >= 60:\n"
        "        seconds -= 60\n        minutes += 1\n    return minutes, seconds\n",
        better="def longer(minutes, seconds, more):\n    seconds += more\n    minutes += seconds // 60\n"
        "    seconds %= 60\n    return minutes, seconds\n",
    )
)
def carried_once(program: Program) -> Iterator[Place]:
    """See the rule: a number is taken off and one added, after a parameter or what was typed in was added."""
    steps_of: dict[tuple[ast.AST, str], list[ast.stmt]] = defaultdict(list)
    kinds: tuple[type[ast.Assign | ast.AugAssign], ...] = (ast.Assign, ast.AugAssign)
    for step in program.all(*kinds):
        target = step.targets[0] if isinstance(step, ast.Assign) else step.target
        if isinstance(target, ast.Name | ast.Attribute):
            steps_of[program.scope(step), ast.unparse(target)].append(step)
    for node in program.all(ast.If):
        carried = _carried(program, node)
        if carried is None or node.orelse or _MONEY.search(ast.unparse(carried[0]).lower()):
            continue
        small, great, sign = carried
        name = ast.unparse(small)
        scope = program.scope(node)
        if any(isinstance(one, ast.While) and _mentions(one.test, name) for one in program.loops_around(node)):
            continue
        steps = [step for step in steps_of[scope, name][:_MANY] if step.lineno < node.lineno]
        amounts = [one for step in steps for one in _any_size(program, step, name, sign)]
        asks_again = any(isinstance(one, ast.If) and _mentions(one.test, name) for one in program.after(node, 1))
        both = any(_grows(step) for step in steps_of[scope, ast.unparse(great)][:_MANY])
        said = program.said(scope) if isinstance(scope, Function) else ""
        if amounts and not asks_again and not both and not _SMALL.search(said):
            yield Place(node.lineno, name)


def _mentions(test: ast.expr, name: str) -> bool:
    return any(isinstance(one, ast.Name | ast.Attribute) and ast.unparse(one) == name for one in ast.walk(test))


def _carried(program: Program, node: ast.If) -> tuple[ast.expr, ast.expr, type[ast.operator]] | None:
    """`x`, `y` and + of `if x >= 60: x -= 60; y += 1`; - where it borrows: `if x < 0: x += 60; y -= 1`."""
    sizes: set[float | None] = {None}
    match node.test:
        case ast.Compare(left=small, ops=[ast.GtE() | ast.Gt() as asks], comparators=[bound]):
            size = program.number(bound)
            if size is None:
                return None
            sizes = {size} if isinstance(asks, ast.GtE) else {size, size + 1}
            taken: tuple[type[ast.operator], ...] = (ast.Sub, ast.Mod)
            carries: type[ast.operator] = ast.Add
        case ast.Compare(left=small, ops=[ast.Lt()], comparators=[ast.Constant(value=0)]):
            taken, carries = (ast.Add,), ast.Sub
        case _:
            return None
    off, great = False, None
    for step in node.body:
        found = _change(step)
        if found is None:
            continue
        target, sign, value = found
        number = program.number(value)
        if _alike(target, small):
            fits = number is not None and number > _DIGIT and bool(sizes & {number, None})
            off = isinstance(sign, taken) and fits
        elif isinstance(sign, carries) and is_const(value, 1):
            great = target
    return (small, great, carries) if off and great is not None else None


_DIGIT: Final = 10
"""Digits that are added carry one at most."""


def _change(step: ast.AST) -> tuple[ast.expr, ast.operator, ast.expr] | None:
    """Target, sign and value of `x += y` and of `x = x + y`."""
    match step:
        case ast.AugAssign(target=target, op=sign, value=value):
            return target, sign, value
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=sign, right=right)) if _alike(target, left):
            return target, sign, right
    return None


def _any_size(program: Program, step: ast.stmt, name: str, sign: type[ast.operator]) -> Iterator[str]:
    """Amounts that a step adds to a name, and that are as great as the caller, or who types, likes."""
    found = _change(step)
    values: list[ast.expr] = []
    if found is not None and ast.unparse(found[0]) == name and isinstance(found[1], sign):
        values = [found[2]]
    elif isinstance(step, ast.Assign) and ast.unparse(step.targets[0]) == name:
        match step.value:
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, sign):
                values = [right, left]
    scope = program.scope(step)
    given = program.parameters(scope)
    for value in values:
        if isinstance(value, ast.Name):
            typed = program.value(value)
            of_caller = value.id in given and not program.values(value)
            of_input = typed is not None and "input(" in ast.unparse(typed)
            asked = any(
                isinstance(program.parents[one], ast.Compare | ast.BinOp) and not _adds_itself(program.parents[one])
                for one in program.places(scope, value.id)[:_MANY]
            )
            small = re.search(r"digit|carry|step", value.id)
            if (of_caller or of_input) and not asked and not small and not _begins_as(name, value.id):
                yield value.id


def _adds_itself(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)


def _begins_as(name: str, amount: str) -> bool:
    """Whether an amount is one of the clock's own numbers: `m1`, `minute`."""
    return bool(re.fullmatch(r"(?:start_?)?(?:hour|minute|second|h|m|s|hh|mm|ss)\d?", amount)) and "." not in name


def _grows(step: ast.stmt) -> bool:
    """Whether a step makes a sum: if the greater unit is one, the smaller may be the rest of what is added as well."""
    match step:
        case ast.Assign(value=ast.BinOp(op=ast.Add() | ast.Sub(), right=value)) | ast.AugAssign(value=value):
            return not isinstance(value, ast.Constant)
    return False


_MONTH: Final = re.compile(r"(?:^|[._])(?:months?|mon|m)$")


@check(
    Rule(
        code="leap-day-too-early",
        title="`{name}` adds the leap day at another place than behind February",
        weights={"correctness": 0.35},
        level="beginner",
        why="The 29th of February is the last day of its month: only from March on there is one day more before.",
        do="Try the first of February, of March and of April.",
        example="def day_number(day, month, leap):\n    number = day + 31 * (month - 1)\n"
        "    if leap and month >= 2:\n        number += 1\n    return number\n",
        better="def day_number(day, month, leap):\n    number = day + 31 * (month - 1)\n"
        "    if leap and month > 2:\n        number += 1\n    return number\n",
    )
)
def leap_day_too_early(program: Program) -> Iterator[Place]:
    """See the rule: a month is compared beside a question for a leap year, and one is added; or no month is asked."""
    yield from _in_every_month(program)
    zero: dict[tuple[ast.AST, str], bool] = {}
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=month, ops=[sign], comparators=[ast.Constant(value=int(number))]):
                pass
            case _:
                continue
        wrong = (number, type(sign)) in _TOO_EARLY and _MONTH.search(ast.unparse(month).lower())
        if not wrong or not _adds_leap_day(program, node):
            continue
        place = (program.function_of(node) or program.tree, ast.unparse(month))
        if place not in zero:
            zero[place] = _from_zero(program, *place)
        if not zero[place]:
            yield Place(node.lineno, ast.unparse(node))


def _in_every_month(program: Program) -> Iterator[Place]:
    """`if leap: days += 1` beside the days of the months before, in a function that compares no month."""
    for function in program.functions:
        inside = list(program.within(function))
        if not any(isinstance(one, ast.AugAssign) for one in inside) or "month" not in ast.unparse(function).lower():
            continue
        sides = [side for one in inside if isinstance(one, ast.Compare) for side in (one.left, *one.comparators)]
        if any(_MONTH.search(base_name(part).lower()) for side in sides for part in ast.walk(side)):
            continue
        months = [name for one in inside if isinstance(one, ast.expr) and (name := _months_before(one))]
        for choice in inside:
            match choice:
                case ast.If(
                    test=test, body=[ast.AugAssign(op=ast.Add(), value=ast.Constant(value=1)) as step], orelse=[]
                ) if months and _LEAP.search(ast.unparse(test).lower()) and not program.in_loop(choice):
                    if not any(name in ast.unparse(test) for name in months):
                        yield Place(step.lineno, ast.unparse(step))


def _months_before(node: ast.expr) -> str:
    """The month of `range(month - 1)`, `range(1, month)`, `DAYS[:month - 1]` and `BEFORE[month - 1]`."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=[*_, end]) | ast.Subscript(slice=ast.Slice(upper=end)):
            month = end.left if isinstance(end, ast.BinOp) and isinstance(end.op, ast.Sub) else end
        case _:
            return ""
    name = ast.unparse(month) if month is not None else ""
    return name if _MONTH.search(name.lower()) else ""


_TOO_EARLY: Final = {(2, ast.GtE), (1, ast.Gt), (3, ast.Gt), (4, ast.GtE)}


_LEAP: Final = re.compile(r"leap|year % 4\b")


def _adds_leap_day(program: Program, node: ast.Compare) -> bool:
    """Whether a decision asks for both, perhaps one within the other, and adds one."""
    for child, parent in program.up(node):
        if isinstance(parent, ast.If | ast.IfExp) and child is parent.test:
            inside = parent.body[:3] if isinstance(parent, ast.If) else [program.parents[parent]]
            one = any(isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add) for step in inside)
            one = one or any(re.search(r"\+ 1\b|\bleap", ast.unparse(step)) for step in inside)
            outer = program.parents[parent]
            asked = [ast.unparse(parent.test), *map(ast.unparse, inside)]
            asked += [ast.unparse(outer.test)] if isinstance(outer, ast.If) else []
            return one and bool(_LEAP.search(" ".join(asked).lower()))
        if isinstance(parent, ast.stmt):
            return False
    return False


def _from_zero(program: Program, around: ast.AST, month: str) -> bool:
    """Whether January is 0: the month itself is a place of a list that does not begin with 0."""
    text = ast.unparse(around)
    as_place = f"[{month}]" in text or f"[:{month}]" in text or f"range({month})" in text
    return as_place and f"{month} - 1" not in text and not re.search(r"[\[(]0, 31", program.text)


CHECKS: tuple[Check, ...] = (fraction_for_a_count, carried_once, leap_day_too_early)
