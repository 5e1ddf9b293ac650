"""Measures: one unit that is taken for another, or counted again in the next one.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import shown_together
from agents.review.program import Function, Program, base_name, call_name, names_in, words
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_DAY: Final = 86_400
"""Seconds."""

_SIZES: Final = (
    ("time", 0.001, "ms millisecond milliseconds"),
    ("time", 1, "sec secs second seconds"),
    ("time", 60, "mins minute minutes"),
    ("time", 3600, "hour hours hrs"),
    ("time", _DAY, "day days"),
    ("time", 7 * _DAY, "week weeks"),
    ("calendar", 1, "month months"),
    ("calendar", 12, "year years"),
    ("money", 1, "cent cents"),
    ("money", 100, "euro euros dollar dollars"),
    ("length", 1, "mm millimeters millimetres"),
    ("length", 10, "cm centimeters centimetres"),
    ("length", 1000, "meter meters metre metres"),
    ("length", 1_000_000, "km kilometers kilometres"),
    ("weight", 1, "gram grams"),
    ("weight", 1000, "kg kilogram kilograms"),
    ("feet", 1, "inch inches"),
    ("feet", 12, "foot feet"),
    ("each", 1, "monthly"),
    ("each", 1 / 12, "yearly annual annually"),
)
"""What is measured, the size of a unit in the smallest of its kind, its words."""

_UNITS: Final = {word: (kind, float(size)) for kind, size, text in _SIZES for word in text.split()}

_NO_UNIT: Final = words(
    "per rate speed price cost fee wage pay salary rent by each of every for factor ratio work working free angle hand"
)
"""A price for an hour is no number of hours."""


def _unit(name: str) -> tuple[str, float]:
    """What a name measures: `("time", 60)` of `minutes_left`; `("", 0)` of what has no unit, or two."""
    parts = name.lower().split("_")
    found = [_UNITS[one] for one in parts if one in _UNITS]
    if len(found) != 1 or (found[0][0] != "each" and _NO_UNIT & set(parts)):
        return "", 0.0
    return found[0]


def _product(program: Program, node: ast.expr) -> tuple[str, float]:
    """`("hours", 3600)` of `hours * 60 * 60`: the last name and the number; `("", 0)` of anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if program.number(node) is None:
            return name, 1.0
        case ast.Call(func=ast.Name(id="int" | "float" | "round"), args=[inner, *_]):
            return _product(program, inner)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            for one, other in ((left, right), (right, left)):
                number = program.number(one)
                if number is not None:
                    name, factor = _product(program, other)
                    return name, factor * number
        case ast.BinOp(left=left, op=ast.Div() | ast.FloorDiv(), right=right):
            number = program.number(right)
            if number:
                name, factor = _product(program, left)
                return name, factor / number
    return "", 0.0


def _wrong_factor(target: str, source: str, factor: float) -> bool:
    """Whether a number turns one unit into the other, and not by as much as they differ."""
    (kind, size), (other, unit) = _unit(target), _unit(source)
    if not kind or kind != other or size == unit:
        return False
    expected = unit / size
    if kind == "each":  # a percentage may become a part on the way
        return any(math.isclose(factor, one) for one in (0.01, 100, 1 / expected))
    short = kind == "time" and max(size, unit) < _DAY and min(size, unit) >= 1
    known = [1 / expected]
    known += [60, 3600, 1 / 60, 1 / 3600] if short else []
    known += [10, 100, 1000, 0.1, 0.01, 0.001] if kind in ("money", "length", "weight") else []
    return not math.isclose(factor, expected) and any(math.isclose(factor, one) for one in known)


@check(
    Rule(
        code="unit-turned-wrong",
        title="`{name}` does not turn the one unit into the other",
        weights={"correctness": 0.35},
        level="beginner",
        why="The names tell both units, and the number is not how many of the one make the other.",
        do="Work it out for one hour, one year or one metre, and compare.",
        example="def minutes(hours):\n    return hours / 60\n",
        better="def minutes(hours):\n    return hours * 60\n",
    )
)
def unit_turned_wrong(program: Program) -> Iterator[Place]:
    """See the rule: by the names of both sides, by those of a sum's parts, or by a loop that counts months."""
    for target, value in _named_values(program):
        source, factor = _product(program, value)
        given, _, wanted = target.rpartition("_to_")
        source = given if source and given and not _unit(source)[0] else source
        if source and not isinstance(value, ast.Name) and _wrong_factor(wanted, source, factor):
            yield Place(value.lineno, ast.unparse(value)[:40])
    yield from _rests_of_another_unit(program)
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Add) and _adds_unlike(program, node):
            yield Place(node.lineno, ast.unparse(node)[:40])
    for loop in program.loops:
        for statement in loop.body if _counts_months(loop) else ():
            yield from _yearly_each_month(loop, statement)


def _rests_of_another_unit(program: Program) -> Iterator[Place]:
    """`minutes = seconds % 3600`: these are seconds, where nothing divides them later."""
    divided = {
        (program.scope(one), ast.unparse(one.left))
        for one in program.all(ast.BinOp)
        if isinstance(one.op, ast.Div | ast.FloorDiv) and isinstance(one.left, ast.Name)
    }
    divided |= {(program.scope(one), ast.unparse(one.target)) for one in program.all(ast.AugAssign)}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=target) as name],
                value=ast.BinOp(left=ast.Name(id=source), op=ast.Mod(), right=size) as rest,
            ) if program.number(size) in (60, 3600, 86_400) and len(program.values(name)) == 1:
                (kind, unit), (other, smaller) = _unit(target), _unit(source)
                if kind == other == "time" and unit > smaller and (program.scope(node), target) not in divided:
                    yield Place(node.lineno, ast.unparse(rest))


def _named_values(program: Program) -> Iterator[tuple[str, ast.expr]]:
    """What has a name: values that are assigned, and those that a function returns."""
    for node in program.all(ast.Assign):
        match node.targets:
            case [ast.Name(id=name) | ast.Attribute(attr=name)]:
                yield name, node.value
    for result in program.all(ast.Return):
        function = program.function_of(result)
        if function is not None and result.value is not None:
            yield function.name, result.value


def _adds_unlike(program: Program, total: ast.BinOp) -> bool:
    """Whether a sum, all of it, counts its parts in two units: `hours * 60 + minutes * 60`."""
    around = program.parents[total]
    if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add):
        return False
    parts: list[tuple[str, float, float]] = []
    rest: ast.expr = total
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        parts.append(_measured(program, rest.right))
        rest = rest.left
    parts.append(_measured(program, rest))
    known = [one for one in parts if one[0] and one[0] != "each"]
    return any(_apart(one, other) for one, other in pairwise(known))


def _measured(program: Program, node: ast.expr) -> tuple[str, float, float]:
    name, factor = _product(program, node)
    return (*_unit(name), factor)


def _apart(one: tuple[str, float, float], other: tuple[str, float, float]) -> bool:
    (kind, size, factor), (second, unit, by) = one, other
    if kind != second or size == unit or factor == by == 1 or not by:
        return False
    ratio, expected = factor / by, size / unit
    return not math.isclose(ratio, expected) and any(math.isclose(ratio, one) for one in (1.0, 1 / expected))


def _counts_months(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether each turn is a month, and nothing in it knows of twelve."""
    if any(isinstance(one, ast.Constant) and one.value in (12, 1200) for one in ast.walk(loop)):
        return False
    match loop:
        case ast.For(target=ast.Name(id="month")):
            return True
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[*_, ast.Name(id="months")])):
            return True
    steps = [one.target for one in loop.body if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
    return any(isinstance(one, ast.Name) and one.id in ("month", "months") for one in steps)


def _yearly_each_month(loop: ast.AST, statement: ast.stmt) -> Iterator[Place]:
    """The product with a yearly rate in a statement: the months of a year have no constant name in the loop."""
    names = names_in(loop)
    if any("month" in one.lower() and one.lower() not in ("month", "months") for one in names):
        return
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(op=ast.Mult(), right=ast.Name(id=name)) | ast.BinOp(op=ast.Mult(), left=ast.Name(id=name)):
                parts = set(name.lower().split("_"))
                if parts & {"yearly", "annual", "annually"} and parts & {"rate", "interest", "percent"}:
                    yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="greater-unit-not-taken-off",
        title="`{name}` counts again what the greater unit holds already",
        weights={"correctness": 0.35},
        level="beginner",
        why="7384 seconds are 2 hours and 3 minutes; all of them are 123 minutes.",
        do="Divide what is left after the greater unit.",
        example="def clock(seconds):\n    hours = seconds // 3600\n    minutes = seconds // 60\n"
        "    return f'{hours}:{minutes}:{seconds % 60}'\n",
        better="def clock(seconds):\n    hours = seconds // 3600\n    minutes = seconds % 3600 // 60\n"
        "    return f'{hours}:{minutes}:{seconds % 60}'\n",
    )
)
def greater_unit_not_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: two quotients of one number are shown together with what is left of it, or with a colon."""
    divisions = _Divisions(program)
    for shown in program.all(ast.JoinedStr, ast.Tuple, ast.Call, ast.BinOp, ast.Expr):
        parts = _shown(program, shown)
        rests = {divisions.rest(one) for one in parts}
        seen: dict[str, int] = {}
        for part in parts:
            number, divisor = divisions.quotient(part)
            greater = seen.setdefault(number, divisor) if number else 0
            if greater > divisor and greater % divisor == 0 and (number in rests or _colon(shown)):
                yield Place(part.lineno, ast.unparse(part)[:30])


def _shown(program: Program, node: ast.AST) -> list[ast.expr]:
    """The values that a text, a tuple or a call shows side by side, or that calls show one by one."""
    match node:
        case ast.BinOp(op=ast.Add()) if not isinstance(program.parents[node], ast.BinOp):
            texts = [one for one in summands(node) if call_name(one) == "str"]
            return [value for one in texts if isinstance(one, ast.Call) for value in one.args[:1]]
        case ast.Expr() if _single(node):
            return [value for one in [node, *program.after(node, 2)] for value in _single(one)]
    return shown_together(node)


def _single(step: ast.stmt) -> list[ast.expr]:
    """What a `print` shows beside its words, where that is one value."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=arguments)):
            values = [one for one in arguments if not isinstance(one, ast.Constant)]
            return values if len(values) == 1 and isinstance(values[0], ast.Name) else []
    return []


def _colon(node: ast.AST) -> bool:
    """Whether a text puts a colon between its values, as clocks do."""
    match node:
        case ast.JoinedStr(values=[_, ast.Constant(value=between), *_]):
            return between == ":"
    return False


class _Divisions:
    """What the values of a program are quotients and remainders of, by name as well."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.changed = {
            (program.scope(one), one.target.id)
            for one in program.all(ast.AugAssign)
            if isinstance(one.target, ast.Name)
        }
        self.both: dict[tuple[ast.AST, str], tuple[ast.Call, bool]] = {}
        for node in program.all(ast.Assign):
            match node:
                case ast.Assign(
                    targets=[ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=rest)])],
                    value=ast.Call(func=ast.Name(id="divmod"), args=[_, _]) as call,
                ):
                    self.both[program.scope(node), first] = call, True
                    self.both[program.scope(node), rest] = call, False

    def quotient(self, node: ast.expr) -> tuple[str, int]:
        """`("seconds", 60)` of `seconds // 60`."""
        value, whole = self._value(node)
        match value:
            case ast.BinOp(left=number, op=ast.FloorDiv() | ast.Div(), right=divisor) if whole:
                pass
            case ast.Call(args=[number, divisor]) if whole:
                pass
            case _:
                return "", 0
        by = self.program.number(divisor)
        return (ast.unparse(number), by) if isinstance(by, int) and by > 0 and self._once(number) else ("", 0)

    def rest(self, node: ast.expr) -> str:
        """`"seconds"` of `seconds % 60`."""
        value, whole = self._value(node)
        match value:
            case ast.BinOp(left=ast.Name() | ast.Attribute() as number, op=ast.Mod()):
                return ast.unparse(number)
            case ast.Call(args=[ast.Name() | ast.Attribute() as number, _]) if not whole:
                return ast.unparse(number)
        return ""

    def _value(self, node: ast.expr) -> tuple[ast.expr | None, bool]:
        """What a shown value is, and whether it is no remainder of `divmod`."""
        match node:
            case ast.Call(func=ast.Name(id="str" | "int"), args=[inner]):
                return self._value(inner)
            case ast.Name(id=name) if len(self.program.values(node)) == 1:
                place = self.program.scope(node), name
                given = self.both.get(place, (self.program.value(node), True))
                return (None, True) if place in self.changed else given
        return (node, True) if isinstance(node, ast.BinOp) else (None, True)

    def _once(self, number: ast.expr) -> bool:
        """Whether what is divided is a name that keeps its value."""
        if not isinstance(number, ast.Name):
            return isinstance(number, ast.Attribute)
        scope = self.program.scope(number)
        given = len(self.program.values(number)) + (number.id in self.program.parameters(scope))
        return given <= 1 and (scope, number.id) not in self.changed


@check(
    Rule(
        code="percent-not-divided",
        title="`{name}` is a number of percent, and is multiplied as it is",
        weights={"correctness": 0.3},
        level="beginner",
        why="3 percent of something are 3 hundredths of it.",
        do="Divide by 100.",
        example="balance = 1000\nrate = 3\nbalance = balance + balance * rate\nprint(balance)\n",
        better="balance = 1000\nrate = 3\nbalance = balance + balance * rate / 100\nprint(balance)\n",
    )
)
def percent_not_divided(program: Program) -> Iterator[Place]:
    """See the rule: `x + x * rate` or `x * (1 + rate)`, with a rate that is 2 or more, or in percent by the words."""
    handed: dict[str, list[ast.Call]] | None = None
    known: dict[tuple[ast.AST, str], bool] = {}
    for node in program.all(ast.BinOp, ast.AugAssign):
        match node:
            case (
                ast.BinOp(
                    left=left,
                    op=ast.Add() | ast.Sub(),
                    right=ast.BinOp(left=one, op=ast.Mult(), right=ast.Name() as rate),
                )
                | ast.AugAssign(
                    target=left,
                    op=ast.Add() | ast.Sub(),
                    value=ast.BinOp(left=one, op=ast.Mult(), right=ast.Name() as rate),
                )
            ) if base_name(left) and base_name(left) == base_name(one):
                pass
            case ast.BinOp(left=ast.Constant(value=1), op=ast.Add() | ast.Sub(), right=ast.Name() as rate):
                around = program.parents[node]
                if not (isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult | ast.Pow)):
                    continue
            case _:
                continue
        if not _RATE.search(rate.id):
            continue
        handed = _by_function(program) if handed is None else handed
        place = (program.scope(rate), rate.id)
        if place not in known:
            known[place] = _is_percent(program, rate, handed)
        if known[place]:
            yield Place(node.lineno, rate.id)


def _is_percent(program: Program, rate: ast.Name, handed: dict[str, list[ast.Call]]) -> bool:
    """Whether a rate is 2 or more wherever it is given, or told in percent and nowhere less."""
    numbers = [program.number(one) for one in _given(program, rate, handed)]
    if (_in_percent(program, rate) or _is_called_percent(program, rate)) and all(
        one is None or one >= _PERCENT for one in numbers
    ):
        return True
    return bool(numbers) and all(one is not None and one >= _PERCENT for one in numbers)


def _is_called_percent(program: Program, rate: ast.Name) -> bool:
    """Whether a rate is a parameter called percent, or was asked for in percent."""
    values = program.values(rate)
    if values:
        return len(values) == 1 and values[0] is not None and bool(_ASKED.search(ast.unparse(values[0]).lower()))
    scope = program.scope(rate)
    said = program.said(scope) if isinstance(scope, Function) else ""
    named = re.search(r"(?:^|_)(?:percent|percentage|pct)(?:_|$)", rate.id.lower())
    return bool(named) and rate.id in program.parameters(scope) and not re.search(r"0\.\d|fraction|decimal", said)


_ASKED: Final = re.compile(r"^(?:int|float)\(input\(.*(?:percent|%|prozent)")


def _by_function(program: Program) -> dict[str, list[ast.Call]]:
    """Name of a function -> its calls, where it stands alone."""
    found: dict[str, list[ast.Call]] = defaultdict(list)
    for call in program.all(ast.Call):
        found[call_name(call)].append(call)
    return found


def _given(program: Program, rate: ast.Name, handed: dict[str, list[ast.Call]]) -> list[ast.expr]:
    """What a name is given: by assignments, or, where it is a parameter and nothing else, by the calls."""
    values = program.values(rate)
    scope = program.scope(rate)
    if values or not isinstance(scope, Function):
        return [ast.Constant(value=None) if one is None else one for one in values]
    names = list(program.parameters(scope))
    found: list[ast.expr] = []
    for call in handed.get(scope.name, [])[:_CALLS] if rate.id in names else []:
        at = names.index(rate.id)
        named = next((one.value for one in call.keywords if one.arg == rate.id), None)
        found.append(named or (call.args[at] if at < len(call.args) else ast.Constant(value=None)))
    return found


def _in_percent(program: Program, rate: ast.Name) -> bool:
    """Whether a function says of its one rate, a parameter that keeps its value, that it is in percent."""
    function = program.scope(rate)
    if not isinstance(function, Function) or program.values(rate) or rate.id not in program.parameters(function):
        return False
    stores = [one for one in program.places(function, rate.id)[:_CALLS] if not isinstance(one.ctx, ast.Load)]
    said = " ".join(program.said(function).split())
    others = [one for one in program.parameters(function) if _RATE.search(one)]
    return (
        not stores and len(others) == 1 and bool(_TOLD.search(said)) and not re.search(r"0\.\d|fraction|decimal", said)
    )


_RATE: Final = re.compile(
    r"(?:^|_)(?:rate|percent|percentage|pct|interest|tax|vat|discount|tip|zins|rabatt)(?:$|_)", re.IGNORECASE
)
_TOLD: Final = re.compile(r"\b(?:rate|interest|tax|vat|discount|tip)(?: (?:is|given|told|as))* (?:in|a) percent")
_PERCENT: Final = 2  # a factor of 1 or 1.5 may be meant as it is
_CALLS: Final = 20  # calls, or places of a name, that are looked at


CHECKS: tuple[Check, ...] = (
    unit_turned_wrong,
    greater_unit_not_taken_off,
    percent_not_divided,
)
