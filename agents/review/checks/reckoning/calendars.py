"""The calendar: how long months are, which of them come before a day, and weeks that begin anew."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP: Final = (31, 29, *_LENGTHS[2:])
_SHORT: Final = {4, 6, 9, 11}
_LONG: Final = {1, 3, 5, 7, 8, 10, 12}
_MONTH: Final = re.compile(r"(?:^|[._])(?:month|mon|monat|m|mm)\d?$")


def _numbers(node: ast.expr | None) -> list[int]:
    """The whole numbers of a display of nothing else."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return []
    found = [one.value for one in node.elts if isinstance(one, ast.Constant) and type(one.value) is int]
    return found if len(found) == len(node.elts) else []


@check(
    Rule(
        code="months-of-other-lengths",
        title="`{name}`: a month is longer or shorter than that",
        weights={"correctness": 0.4},
        level="beginner",
        why="April, June, September and November have 30 days, February has 28 or 29, all others have 31.",
        do="Count the months on your knuckles, and compare each with its number.",
        example="def days(month):\n    if month == 2:\n        return 28\n    if month in (4, 6, 8, 11):\n"
        "        return 30\n    return 31\n",
        better="def days(month):\n    if month == 2:\n        return 28\n    if month in (4, 6, 9, 11):\n"
        "        return 30\n    return 31\n",
    )
)
def months_of_other_lengths(program: Program) -> Iterator[Place]:
    """See the rule: twelve lengths, tables of them by number, and questions that lead to 30 or 31."""
    for row in program.all(ast.List, ast.Tuple):
        lengths = _numbers(row)
        lengths = lengths[1:] if lengths[:1] == [0] else lengths
        if _are_wrong(lengths):
            yield Place(row.lineno, ast.unparse(row)[:40])
    for table in program.all(ast.Dict):
        keys = [one.value if isinstance(one, ast.Constant) else None for one in table.keys]
        lengths = _numbers(ast.List(elts=table.values))
        if keys == [*range(1, 13)] and _are_wrong(lengths):
            yield Place(table.lineno, ast.unparse(table)[:40])
    for node in program.all(ast.If):
        months = _asked_months(node.test)
        others = (_leads_to(node, 30) and not months <= _SHORT) or (_leads_to(node, 31) and not months <= _LONG)
        if len(months) >= _SEVERAL and others:
            yield Place(node.lineno, ast.unparse(node.test)[:50])


def _are_wrong(lengths: list[int]) -> bool:
    """Whether twelve numbers are lengths of months, and not in the order of the year."""
    known = len(lengths) == len(_LENGTHS) and set(lengths) <= {28, 29, 30, 31} and len(set(lengths)) > 1
    return known and tuple(lengths) not in (_LENGTHS, _LEAP)


_SEVERAL: Final = 3  # months that are asked for at once


def _asked_months(test: ast.expr) -> set[int]:
    """The numbers of months that a condition asks for: `month in (4, 6)`, `month == 4 or month == 6`."""
    match test:
        case ast.Compare(left=left, ops=[ast.In()], comparators=[several]) if _MONTH.search(ast.unparse(left).lower()):
            return set(_numbers(several))
        case ast.BoolOp(op=ast.Or(), values=parts):
            found = set()
            for one in parts:
                match one:
                    case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=int(number))]):
                        if _MONTH.search(ast.unparse(left).lower()):
                            found.add(number)
            return found
    return set()


def _leads_to(node: ast.If, length: int) -> bool:
    """Whether a branch gives a length and nothing else."""
    match node.body:
        case [ast.Return(value=value) | ast.Assign(value=value)]:
            return is_const(value, length)
    return False


@check(
    Rule(
        code="month-itself-counted",
        title="`{name}` takes the days of other months than those before",
        weights={"correctness": 0.4},
        level="beginner",
        why="Places begin with 0 and months with 1: before March there are two months, at the places 0 and 1.",
        do="Work out the number of the first of January, and of the first of February.",
        example="LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]\n\n\ndef day_of_year(day, month):\n"
        "    return sum(LENGTHS[:month]) + day\n",
        better="LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]\n\n\ndef day_of_year(day, month):\n"
        "    return sum(LENGTHS[:month - 1]) + day\n",
    )
)
def month_itself_counted(program: Program) -> Iterator[Place]:
    """See the rule: `sum(lengths[:month]) + day`, and `lengths[m]` for `m` in `range(1, month)`."""
    for node in program.all(ast.Subscript):
        if not isinstance(node.value, ast.Name) or _numbers(program.written(node.value)) not in _WHOLE:
            continue
        match node.slice:
            case ast.Slice(lower=None, upper=ast.Name(id=month), step=None) if _MONTH.search(month):
                around = program.parents[program.parents[node]]
                counted = isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add)
                if counted and any("day" in one or one == "d" for one in names_in(around)):
                    yield Place(node.lineno, ast.unparse(node))
            case ast.Name(id=index):
                for loop in program.loops_around(node):
                    if isinstance(loop, ast.For) and _from_one_to_the_month(loop, index):
                        yield Place(node.lineno, ast.unparse(node))


_WHOLE: Final = [[*_LENGTHS], [*_LEAP]]


def _from_one_to_the_month(loop: ast.For, index: str) -> bool:
    match loop:
        case ast.For(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[first, ast.Name(id=month)])
        ):
            return name == index and is_const(first, 1) and bool(_MONTH.search(month))
    return False


@check(
    Rule(
        code="begins-anew-too-early",
        title="`{name}` begins anew before the last one has had its turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="The remainder of a division by 6 is one of six numbers: the seventh name never comes.",
        do="Divide by how many there are.",
        example="NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']\n\n\ndef day_after(today, days):\n"
        "    return NAMES[(today + days) % 6]\n",
        better="NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']\n\n\ndef day_after(today, days):\n"
        "    return NAMES[(today + days) % 7]\n",
    )
)
def begins_anew_too_early(program: Program) -> Iterator[Place]:
    """See the rule: a place of a list that is written down, which is the remainder by one more or less than it has."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Name() as owner,
                slice=ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int(size)))
                | ast.BinOp(left=ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int(size))), op=ast.Sub()),
            ):  # fmt: skip
                row = program.written(owner)
            case _:
                continue
        known = isinstance(row, ast.List | ast.Tuple) and program.fixed(row)
        parts = row.elts if known and isinstance(row, ast.List | ast.Tuple) else []
        odd = bool(parts) and (is_const(parts[0], "", None, 0) or any(isinstance(one, ast.Starred) for one in parts))
        if len(parts) > _SEVERAL and size in (len(parts) - 1, len(parts) + 1) and not odd:
            yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="runs-out-of-names",
        title="`{name}` goes on behind the last one",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop counts further than there are elements, so that the program ends with an IndexError.",
        do="Let the place begin anew with the remainder of a division.",
        example="NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']\n\n\ndef show(first):\n"
        "    for day in range(1, 32):\n        print(day, NAMES[first + day - 1])\n",
        better="NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']\n\n\ndef show(first):\n"
        "    for day in range(1, 32):\n        print(day, NAMES[(first + day - 1) % len(NAMES)])\n",
    )
)
def runs_out_of_names(program: Program) -> Iterator[Place]:
    """See the rule: a place of a list that is written down, a sum with what counts to twice its length or more."""
    for node in program.all(ast.Subscript):
        if not isinstance(node.value, ast.Name) or not isinstance(node.slice, ast.Name | ast.BinOp):
            continue
        row = program.written(node.value)
        if not isinstance(row, ast.List | ast.Tuple) or len(row.elts) < _SEVERAL:
            continue
        signs = [one for one in ast.walk(node.slice) if isinstance(one, ast.BinOp)]
        if not all(isinstance(one.op, ast.Add | ast.Sub) and not _is_taken_off(one) for one in signs):
            continue
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)]
        if any(isinstance(up, ast.If | ast.IfExp | ast.Try | ast.BoolOp) for _, up in program.up(node)):
            continue
        if any(_last_of(one) in names_in(node.slice) and _reach(one) >= 2 * len(row.elts) for one in loops):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_taken_off(node: ast.BinOp) -> bool:
    """Whether something else than a number is taken off."""
    return isinstance(node.op, ast.Sub) and not isinstance(node.right, ast.Constant)


def _last_of(loop: ast.For) -> str:
    return loop.target.id if isinstance(loop.target, ast.Name) else ""


def _reach(loop: ast.For) -> int:
    """How far a loop counts by `range` with numbers that are written down; 0 for any other."""
    match loop.iter:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(end))]):
            return end
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int()), ast.Constant(value=int(end))]):
            return end
    return 0


@check(
    Rule(
        code="december-never-comes",
        title="`{name}`: the last month is passed over",
        weights={"correctness": 0.4},
        level="beginner",
        why="One month has been added already: 12 is December now, and the year is not over before it.",
        do="Follow the step from November to December by hand.",
        example="def next_month(month, year):\n    month += 1\n    if month == 12:\n        month = 1\n"
        "        year += 1\n    return month, year\n",
        better="def next_month(month, year):\n    month += 1\n    if month == 13:\n        month = 1\n"
        "        year += 1\n    return month, year\n",
    )
)
def december_never_comes(program: Program) -> Iterator[Place]:
    """See the rule: `m += 1`, perhaps in an `if`, and behind it `if m == 12` that sets it to 1."""
    for node in program.all(ast.If):
        match node:
            case ast.If(test=ast.Compare(left=month, ops=[ast.Eq() | ast.GtE()], comparators=[twelve])) if is_const(
                twelve, 12
            ):
                name = ast.unparse(month)
            case _:
                continue
        if not _MONTH.search(name.lower()):
            continue
        back = any(ast.unparse(one) == f"{name} = 1" for one in node.body)
        earlier = [
            *program.before(node, 2),
            *(
                step
                for one in program.before(node, 1)
                if isinstance(one, ast.If) and not one.orelse
                for step in one.body
            ),
        ]
        if back and any(ast.unparse(one) in (f"{name} += 1", f"{name} = {name} + 1") for one in earlier):
            yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (
    months_of_other_lengths,
    month_itself_counted,
    begins_anew_too_early,
    runs_out_of_names,
    december_never_comes,
)
