"""Dates and times: parts of them that are subtracted, compared or counted on as if they were the whole.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_ABOVE: Final = {"day": "month", "month": "year", "minute": "hour", "second": "minute"}
"""A part of a date or time -> the one that tells how often it has begun anew."""

_DAY: Final = 86_400
"""Seconds."""


@check(
    Rule(
        code="part-of-a-date-subtracted",
        title="`{name}` is not what lies between the two",
        weights={"correctness": 0.35},
        level="beginner",
        why="Days begin anew with every month, and months with every year: from 28 March to 4 April it gives -24.",
        do="Subtract the whole dates, and ask the difference for its days.",
        example="from datetime import date\n\n\ndef days_late(due, returned):\n    return returned.day - due.day\n\n\n"
        "print(days_late(date(2023, 3, 28), date(2023, 4, 4)))\n",
        better="from datetime import date\n\n\ndef days_late(due, returned):\n    return (returned - due).days\n\n\n"
        "print(days_late(date(2023, 3, 28), date(2023, 4, 4)))\n",
    )
)
def part_of_a_date_subtracted(program: Program) -> Iterator[Place]:
    """See the rule: `a.day - b.day` in a function that never asks for a month."""
    if not _knows_dates(program):
        return
    read = {(program.scope(one), one.attr) for one in program.all(ast.Attribute)}
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Attribute(value=one, attr=part), op=ast.Sub(), right=ast.Attribute(value=other, attr=second)
            ) if part == second and part in _ABOVE and not same(one, other):
                edge = re.search(r"last|end_of|month_end|first|start_of", ast.unparse(node))
                if not edge and (program.scope(node), _ABOVE[part]) not in read:
                    yield Place(node.lineno, ast.unparse(node)[:40])


def _knows_dates(program: Program) -> bool:
    """Whether dates are those of the library: no class here has days of its own."""
    modules = [one.module for one in program.all(ast.ImportFrom)]
    modules += [part.name for one in program.all(ast.Import) for part in one.names]
    stored = {one.attr for one in program.all(ast.Attribute) if isinstance(one.ctx, ast.Store)}
    fields = {one.target.id for one in program.all(ast.AnnAssign) if isinstance(one.target, ast.Name)}
    owned = fields if any(program.all(ast.ClassDef)) else set()
    return "datetime" in modules and not (stored | owned) & set(_ABOVE)


@check(
    Rule(
        code="whole-days-left-out",
        title="`{name}` leaves out the whole days of the difference",
        weights={"correctness": 0.3},
        level="learning",
        why="A difference of two times keeps its days apart: `seconds` is never more than 86399.",
        do="Ask with `total_seconds()`.",
        example="from datetime import datetime\n\n\ndef hours_between(start, end):\n"
        "    return (end - start).seconds / 3600\n\n\n"
        "print(hours_between(datetime(2023, 3, 1), datetime(2023, 3, 3)))\n",
        better="from datetime import datetime\n\n\ndef hours_between(start, end):\n"
        "    return (end - start).total_seconds() / 3600\n\n\n"
        "print(hours_between(datetime(2023, 3, 1), datetime(2023, 3, 3)))\n",
    )
)
def whole_days_left_out(program: Program) -> Iterator[Place]:
    """See the rule: `.seconds` of what lies between two parameters, or `.seconds` that is measured in days."""
    read = {(program.scope(one), one.attr) for one in program.all(ast.Attribute)}
    for node in program.all(ast.Attribute):
        scope = program.scope(node)
        if node.attr != "seconds" or not isinstance(scope, ast.FunctionDef) or (scope, "days") in read:
            continue
        given = program.parameters(scope)
        match program.value(node.value):
            case ast.BinOp(left=ast.Name(id=one), op=ast.Sub(), right=ast.Name(id=other)) if {one, other} <= set(given):
                if not re.search(r"same day|one day|clock|less than|within", program.said(scope)):
                    yield Place(node.lineno, ast.unparse(node)[:40])
            case ast.BinOp(op=ast.Sub()) if _measured_in_days(program, node):
                yield Place(node.lineno, ast.unparse(node)[:40])


def _measured_in_days(program: Program, node: ast.expr) -> bool:
    match program.parents[node]:
        case ast.Compare(comparators=[other]):
            return (program.number(other) or 0) >= _DAY
        case ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=other):
            return (program.number(other) or 0) >= _DAY
    return False


_PARTS: Final = ("year", "month", "day", "hour", "minute", "second")


def _part(node: ast.expr) -> tuple[str, str]:
    """`("a", "month")` of `a.month`, of `a_month` and of `a["month"]`."""
    match node:
        case ast.Attribute(attr=part) if part in _PARTS:
            return ast.unparse(node.value), part
        case ast.Subscript(slice=ast.Constant(value=str(part))) if part in _PARTS:
            return ast.unparse(node.value), part
        case ast.Name(id=name):
            found = [one for one in name.lower().split("_") if one in _PARTS]
            if len(found) == 1:
                return name.lower().replace(found[0], ""), found[0]
    return "", ""


def _comparison(node: ast.expr) -> tuple[str, str, str] | None:
    """`("a", "b", "month")` of `a.month < b.month` and of `b.month > a.month`."""
    match node:
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
            pass
        case ast.Compare(left=right, ops=[ast.Gt() | ast.GtE()], comparators=[left]):
            pass
        case _:
            return None
    (one, part), (other, second) = _part(left), _part(right)
    return (one, other, part) if part and part == second and one != other else None


@check(
    Rule(
        code="date-compared-in-parts",
        title="`{name}`: one part of the date is compared by itself",
        weights={"correctness": 0.35},
        level="beginner",
        why="The smaller part counts only where the greater ones are equal: 3 June comes after 20 May.",
        do="Compare both parts at once, as pairs with the greater part first.",
        example="def age(birthday, today):\n    years = today.year - birthday.year\n"
        "    if today.month < birthday.month or today.day < birthday.day:\n        years -= 1\n    return years\n",
        better="def age(birthday, today):\n    years = today.year - birthday.year\n"
        "    if (today.month, today.day) < (birthday.month, birthday.day):\n        years -= 1\n    return years\n",
    )
)
def date_compared_in_parts(program: Program) -> Iterator[Place]:
    """See the rule: the greater part is compared in no other place of the function."""
    found: dict[tuple[ast.AST, frozenset[str], str], int] = defaultdict(int)
    for node in program.all(ast.Compare):
        for owners, part in _compared_parts(node):
            found[program.scope(node), owners, part] += 1
    for tests in _together(program):
        parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for compared in map(_comparison, tests):
            if compared is not None:
                parts[compared[:2]].append(compared[2])
        for (one, other), named in parts.items():
            greatest = min(named, key=_PARTS.index)
            if len(set(named)) > 1 and found[program.scope(tests[0]), frozenset((one, other)), greatest] == 1:
                yield Place(tests[0].lineno, ast.unparse(tests[0])[:50])


def _compared_parts(node: ast.Compare) -> Iterator[tuple[frozenset[str], str]]:
    for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
        (one, part), (other, second) = _part(left), _part(right)
        if part and part == second:
            yield frozenset((one, other)), part


def _together(program: Program) -> Iterator[list[ast.expr]]:
    """Conditions that decide alike: those of an `or`, an `and`, an `if` and its `elif` that do the same."""
    for joined in program.all(ast.BoolOp):
        yield joined.values
    for choice in program.all(ast.If):
        match choice:
            case ast.If(body=[done], orelse=[ast.If(test=second, body=[again], orelse=[])]) if same(done, again):
                yield [choice.test, second]


@check(
    Rule(
        code="months-from-one-and-from-zero",
        title="`{name}` is one month too late",
        weights={"correctness": 0.35},
        level="beginner",
        why="A date counts its months from 1, and what is left of a division by 12 begins with 0.",
        do="Take 1 off the month before dividing, and add it afterwards.",
        example="from datetime import date\n\n\ndef add_months(start, months):\n"
        "    index = start.year * 12 + start.month + months\n"
        "    return date(index // 12, index % 12 + 1, 1)\n\n\nprint(add_months(date(2023, 1, 1), 1))\n",
        better="from datetime import date\n\n\ndef add_months(start, months):\n"
        "    index = start.year * 12 + start.month - 1 + months\n"
        "    return date(index // 12, index % 12 + 1, 1)\n\n\nprint(add_months(date(2023, 1, 1), 1))\n",
    )
)
def months_from_one_and_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: `(d.month + n) % 12 + 1`, or `(d.month + n) % 12` as the month of a date."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=total, op=ast.Mod(), right=ast.Constant(value=12)) if _month_as_it_is(program, total):
                match program.parents[node]:
                    case ast.BinOp(op=ast.Add(), right=ast.Constant(value=1)) as later:
                        yield Place(node.lineno, ast.unparse(later)[:40])
                    case ast.Call() | ast.keyword(arg="month") as handed if _takes_month(program, handed):
                        yield Place(node.lineno, ast.unparse(node)[:40])
                    case ast.Assign(targets=[ast.Name() as month]) if _is_month_of_date(program, month):
                        yield Place(node.lineno, ast.unparse(node)[:40])


def _month_as_it_is(program: Program, node: ast.expr) -> bool:
    """Whether a month, counted from 1, and a number of months are added, and nothing is taken off."""
    parts = summands(program.value(node) or node, less=True)
    constants = [program.number(one) for one in parts]
    months: list[ast.expr] = [one for one in parts if isinstance(one, ast.Attribute) and one.attr == "month"]
    if any("year" in ast.unparse(one) for one in parts):
        months += [one for one in parts if isinstance(one, ast.Name) and one.id == "month"]
    others = [one for one in parts if isinstance(one, ast.Name | ast.Attribute) and one not in months]
    return len(months) == 1 and bool(others) and constants.count(None) == len(constants)


def _is_month_of_date(program: Program, month: ast.Name) -> bool:
    """Whether a name is handed over as a month, and never asked for 0."""
    around = [program.parents[one] for one in program.places(program.scope(month), month.id) if one is not month]
    handed = any(_makes_date(one) or (isinstance(one, ast.keyword) and one.arg == "month") for one in around)
    return handed and not any(
        isinstance(one, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.If | ast.IfExp | ast.AugAssign | ast.Assign)
        for one in around
    )


def _takes_month(program: Program, node: ast.AST) -> bool:
    """Whether it is a call that makes a date, or what one is given as its month."""
    return _makes_date(program.parents[node] if isinstance(node, ast.keyword) else node)


def _makes_date(node: ast.AST) -> bool:
    dates = ("date", "datetime", "monthrange", "replace")
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in dates


_DUE: Final = re.compile(r"(?:^|_)(?:due|deadline|expected|planned|latest|limit|scheduled)(?:_|$)")
_DONE: Final = re.compile(
    r"(?:^|_)(?:returned|returning|actual|arrived|arrival|delivered|submitted|handed|paid|today|now|done|brought)(?:_|$)|"
    r"^(?:return_(?:date|day)|back)$"
)
_LATE: Final = re.compile(r"(?:^|_)(?:late|lateness|overdue|delays?|delayed|too_late)(?:_|$)")
_LEFT: Final = re.compile(r"(?:^|_)(?:left|remaining|to_go|until)(?:_|$)")


@check(
    Rule(
        code="lateness-turned-round",
        title="`{name}` is subtracted the wrong way round",
        weights={"correctness": 0.4},
        level="beginner",
        why="The earlier one has to be taken off the later one. This is negative where it should be positive.",
        do="Exchange the two.",
        example="def days_late(due, returned):\n    return (due - returned).days\n",
        better="def days_late(due, returned):\n    return (returned - due).days\n",
    )
)
def lateness_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: `late = due - returned`, or `days_left = today - deadline`, and nothing makes it positive."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                first, second = _last_name(left), _last_name(right)
            case _:
                continue
        late = bool(_DUE.search(first) and _DONE.search(second) and not _DONE.search(first))
        early = bool(re.search(r"(?:^|_)(?:today|now)(?:_|$)", first) and _DUE.search(second))
        called = _named(program, node) if late or early else ""
        if (late and _LATE.search(called) and not _LEFT.search(called)) or (
            early and _LEFT.search(called) and not _LATE.search(called)
        ):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _last_name(node: ast.expr) -> str:
    """The name of a variable, an attribute or an entry."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name.lower()
    return ""


def _named(program: Program, node: ast.expr) -> str:
    """The name that a difference, or its days, is given; of the function where it is given back and not turned."""
    value: ast.AST = node
    around = program.parents[node]
    if isinstance(around, ast.Attribute) and around.attr in ("days", "seconds"):
        value = around
        around = program.parents[around]
    elif isinstance(around, ast.Attribute) and around.attr == "total_seconds":
        value = program.parents[around]
        around = program.parents[value]
    match around:
        case ast.Assign(targets=[ast.Name(id=name)], value=given) if given is value:
            scope = program.scope(node)
            turned = any(
                isinstance(program.parents[one], ast.UnaryOp | ast.Call)
                and not (isinstance(up := program.parents[one], ast.UnaryOp) and isinstance(up.op, ast.Not))
                and not (isinstance(up, ast.Call) and ast.unparse(up.func) in ("print", "max", "str", "round", "int"))
                for one in program.places(scope, name)
            )
            below = any(
                isinstance(up := program.parents[one], ast.Compare)
                and isinstance(up.ops[0], ast.Lt)
                and up.left is one
                and len([*program.places(scope, name)]) == _TWICE
                for one in program.places(scope, name)
            )
            return "" if turned or below else name.lower()
        case ast.Return(value=given) if given is value:
            function = program.function_of(node)
            return function.name.lower() if function is not None else ""
    return ""


_TWICE: Final = 2
"""Places of a name that is given a value and only compared."""


_DAY_NAME: Final = re.compile(r"(?:^|[._])(?:days?|d|dd|day_of_month)$")
_MONTH_NAME: Final = re.compile(r"(?:^|[._])(?:month|mon|m|mm)$")
_FROM_ZERO: Final = re.compile(r"\b0 (?:to|-|is|for|means)|\b0[-.]+11\b|january (?:is|=) 0|from 0")


@check(
    Rule(
        code="own-month-counted-whole",
        title="`{name}` counts the month itself as a whole",
        weights={"correctness": 0.4},
        level="beginner",
        why="Only the months before are over. Of the month itself there are just as many days as the date says.",
        do="Try the first of January, which is day 1.",
        example="def number_of(day, month, lengths):\n    total = day\n    for one in range(1, month + 1):\n"
        "        total += lengths[one - 1]\n    return total\n",
        better="def number_of(day, month, lengths):\n    total = day\n    for one in range(1, month):\n"
        "        total += lengths[one - 1]\n    return total\n",
    )
)
def own_month_counted_whole(program: Program) -> Iterator[Place]:
    """See the rule: a sum of months up to and with the month, and the day of it, in a function that is given both."""
    for function in program.functions:
        given = program.parameters(function)
        months = [name for name in given if _MONTH_NAME.search(name)]
        days = [name for name in given if _DAY_NAME.search(name)]
        if len(months) != 1 or len(days) != 1 or _FROM_ZERO.search(program.purpose(function)):
            continue
        month, day = months[0], days[0]
        inside = list(program.within(function))
        if any(isinstance(one, ast.Name) and one.id == month and isinstance(one.ctx, ast.Store) for one in inside):
            continue
        for node in inside:
            if _is_all_and_day(program, node, month, day):
                yield Place(node.lineno, ast.unparse(node)[:40])  # type: ignore[attr-defined]
            total = _months_with(node, month)
            if total and any(_adds_day(one, total, day) for one in inside):
                yield Place(node.lineno, ast.unparse(node).split("\n", 1)[0].rstrip(":")[:40])  # type: ignore[attr-defined]


def _months_with(node: ast.AST, month: str) -> str:
    """The sum that `for m in range(1, month + 1): total += ...` or `while m <= month` makes."""
    match node:
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=1), end])):
            whole = ast.unparse(end) == f"{month} + 1"
        case ast.While(test=ast.Compare(left=ast.Name(), ops=[ast.LtE()], comparators=[ast.Name(id=name)])):
            whole = name == month
        case _:
            return ""
    totals = [
        one.target.id
        for one in node.body
        if isinstance(one, ast.AugAssign)
        and isinstance(one.op, ast.Add)
        and isinstance(one.target, ast.Name)
        and isinstance(one.value, ast.Subscript | ast.Call)
    ]
    return totals[0] if whole and len(totals) == 1 else ""


def _is_all_and_day(program: Program, node: ast.AST, month: str, day: str) -> bool:
    """`sum(LENGTHS[:month]) + day`, where the lengths begin with that of January."""
    match node:
        case ast.BinOp(
            left=ast.Call(
                func=ast.Name(id="sum"),
                args=[ast.Subscript(value=ast.Name() as lengths, slice=ast.Slice(lower=None, upper=ast.Name(id=end)))],
            ),
            op=ast.Add(),
            right=ast.Name(id=added),
        ) if end == month and added == day:
            written = program.written(lengths)
            return isinstance(written, ast.List | ast.Tuple) and bool(written.elts) and is_const(written.elts[0], 31)
    return False


def _adds_day(node: ast.AST, total: str, day: str) -> bool:
    """`total = day`, `total += day` or `total + day`."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=added))
            | ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Name(id=added))
            | ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Name(id=added))
            | ast.BinOp(left=ast.Name(id=added), op=ast.Add(), right=ast.Name(id=name))
        ):
            return name == total and added == day
    return False


CHECKS: tuple[Check, ...] = (
    part_of_a_date_subtracted,
    whole_days_left_out,
    date_compared_in_parts,
    months_from_one_and_from_zero,
    lateness_turned_round,
    own_month_counted_whole,
)
