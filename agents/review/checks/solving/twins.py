"""Calls of a function by itself that stand beside each other: two alike, two exchanged, or the mark behind them all.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, callee, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="same-call-on-both-sides",
        title="`{name}` is called twice with the same, where two sides are meant",
        weights={"correctness": 0.35},
        level="learning",
        why="Both calls give the same result. What the second one should have looked at is never looked at.",
        do="Ask what the second call is for, and compare what it is given with the first one.",
        example="def ways(rows, columns):\n    if rows <= 1 or columns <= 1:\n        return 1\n"
        "    return ways(rows - 1, columns) + ways(rows - 1, columns)\n",
        better="def ways(rows, columns):\n    if rows <= 1 or columns <= 1:\n        return 1\n"
        "    return ways(rows - 1, columns) + ways(rows, columns - 1)\n",
    )
)
def same_call_on_both_sides(program: Program) -> Iterator[Place]:
    """See the rule: in one expression, or returned in a branch and behind it."""
    for function, calls in program.self_calls.items():
        where: dict[int, list[ast.Call]] = {}
        for call in calls:
            statement = program.statement(call)
            if isinstance(statement, ast.Return | ast.Assign | ast.AugAssign):
                where.setdefault(id(statement), []).append(call)
        many = [
            one
            for group in where.values()
            if len(group) > 1
            for one in group[1:]
            if ast.dump(one) == ast.dump(group[0]) and (_parts(group[0]) or len(program.parameters(function)) > 1)
        ]
        ends = [one for one in program.within(function) if isinstance(one, ast.Return) and one.value in calls]
        texts = Counter(ast.dump(one) for one in ends)
        branch = [one for one in ends if texts[ast.dump(one)] == len(ends) == _BOTH and _is_last(program, one)]
        yield from (Place(one.lineno, callee(one)) for one in many[:1])
        yield from (Place(one.lineno, getattr(function, "name", "")) for one in branch)


_BOTH: Final = 2


def _parts(call: ast.Call) -> bool:
    """Whether a part of an object is handed on."""
    return any(isinstance(one, ast.Attribute | ast.Subscript) for one in call.args)


def _is_last(program: Program, node: ast.Return) -> bool:
    """Whether it ends the function, right behind an `if` that compares less or greater and returns as well."""
    before = program.before(node, 1)
    function = program.parents[node]
    return (
        isinstance(function, ast.FunctionDef)
        and bool(before)
        and isinstance(before[0], ast.If)
        and isinstance(before[0].test, ast.Compare)
        and isinstance(before[0].test.ops[0], ast.Lt | ast.Gt | ast.LtE | ast.GtE)
        and isinstance(before[0].body[-1], ast.Return)
        and same(before[0].body[-1].value, node.value)
    )


@check(
    Rule(
        code="same-way-gone-twice",
        title="`{name}` goes the same way twice, and another one never",
        weights={"correctness": 0.35},
        level="learning",
        why="There is one step for each direction. Two of them are the same, so one direction is missing.",
        do="Write the directions below each other and compare them.",
        example="def neighbours(x, y):\n    return [(x + 1, y), (x - 1, y), (x, y + 1), (x, y + 1)]\n",
        better="def neighbours(x, y):\n    return [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]\n",
    )
)
def same_way_gone_twice(program: Program) -> Iterator[Place]:
    """See the rule: in a list of four steps or eight, or among calls of itself below each other."""
    displays: list[ast.List | ast.Tuple | ast.Set] = [
        *program.all(ast.List),
        *program.all(ast.Tuple),
        *program.all(ast.Set),
    ]
    for node in displays:
        if len(node.elts) not in _WAYS or not all(isinstance(one, ast.Tuple) for one in node.elts):
            continue
        texts = [ast.unparse(one) for one in node.elts]
        if len(set(texts)) == len(texts) - 1 and all(_is_step(one) for one in node.elts):
            yield Place(node.lineno, Counter(texts).most_common(1)[0][0])
    for calls in program.self_calls.values():
        alone = [one for one in calls if isinstance(program.parents[one], ast.Expr)]
        texts = [ast.unparse(one) for one in alone]
        if len(texts) in _WAYS and len(set(texts)) == len(texts) - 1 and all(_has_step(one) for one in alone):
            yield Place(alone[-1].lineno, Counter(texts).most_common(1)[0][0])


_WAYS: Final = (4, 8)


def _is_step(node: ast.expr) -> bool:
    """A pair of numbers from -1 to 1, or of names with at most 1 more or less, one of them at least."""
    pair = node.elts if isinstance(node, ast.Tuple) else []
    plain = [re.sub(r"^-?[01]$|^\w+ [+-] 1$|^[a-z]\w*$", "", ast.unparse(one)) for one in pair]
    return len(pair) == _BOTH and not any(plain) and any(re.search(r"1$", ast.unparse(one)) for one in pair)


def _has_step(call: ast.Call) -> bool:
    return any(isinstance(one, ast.BinOp) and is_const(one.right, 1) for one in call.args)


@check(
    Rule(
        code="handed-on-in-each-others-place",
        title="`{name}` hands on two values in each other's place",
        weights={"correctness": 0.4},
        level="learning",
        why="The other calls hand both on as they are. This one exchanges them, and everything behind it does the "
        "opposite.",
        do="Compare the calls with each other, value by value.",
        example="def fill(grid, row, col, new, old):\n    if not inside(grid, row, col) or grid[row][col] != old:\n"
        "        return\n    grid[row][col] = new\n    fill(grid, row + 1, col, new, old)\n"
        "    fill(grid, row - 1, col, new, old)\n    fill(grid, row, col + 1, old, new)\n\n\n"
        "def inside(grid, row, col):\n    return 0 <= row < len(grid) and 0 <= col < len(grid[row])\n",
        better="def fill(grid, row, col, new, old):\n    if not inside(grid, row, col) or grid[row][col] != old:\n"
        "        return\n    grid[row][col] = new\n    fill(grid, row + 1, col, new, old)\n"
        "    fill(grid, row - 1, col, new, old)\n    fill(grid, row, col + 1, new, old)\n\n\n"
        "def inside(grid, row, col):\n    return 0 <= row < len(grid) and 0 <= col < len(grid[row])\n",
    )
)
def handed_on_in_each_others_place(program: Program) -> Iterator[Place]:
    """See the rule: one call of several exchanges two parameters that all others hand on as they are."""
    for function, calls in program.self_calls.items():
        if len(calls) <= _BOTH:
            continue
        given = list(program.parameters(function))
        given = given[given[:1] == ["self"] :]
        exchanged = [
            {
                (given[at], ast.unparse(one))
                for at, one in enumerate(call.args[: len(given)])
                if _is_other(one, given, at)
            }
            for call in calls
        ]
        odd = [(call, pairs) for call, pairs in zip(calls, exchanged, strict=True) if pairs]
        if len(odd) != 1 or len(odd[0][1]) != _BOTH or len({frozenset(one) for one in odd[0][1]}) != 1:
            continue
        names = {name for name, _ in odd[0][1]}
        in_place = (
            {
                one.id
                for at, one in enumerate(call.args[: len(given)])
                if isinstance(one, ast.Name) and one.id == given[at]
            }
            for call in calls
            if call is not odd[0][0]
        )
        if all(names <= one for one in in_place):
            yield Place(odd[0][0].lineno, ast.unparse(odd[0][0]))


def _is_other(node: ast.expr, given: list[str], at: int) -> bool:
    """Whether a parameter is handed on in the place of another one."""
    return isinstance(node, ast.Name) and node.id in given and given.index(node.id) != at


@check(
    Rule(
        code="marked-behind-the-calls",
        title="`{name}` is marked when all calls behind it have come back",
        weights={"correctness": 0.4},
        level="learning",
        why="The inner calls come to this place again and find it unmarked: they go on from it once more, without an "
        "end.",
        do="Mark the place before the first inner call.",
        example="def fill(grid, row, col):\n    if not inside(grid, row, col) or grid[row][col] == '#':\n"
        "        return\n    fill(grid, row + 1, col)\n    fill(grid, row - 1, col)\n"
        "    grid[row][col] = '#'\n\n\ndef inside(grid, row, col):\n"
        "    return 0 <= row < len(grid) and 0 <= col < len(grid[row])\n",
        better="def fill(grid, row, col):\n    if not inside(grid, row, col) or grid[row][col] == '#':\n"
        "        return\n    grid[row][col] = '#'\n    fill(grid, row + 1, col)\n"
        "    fill(grid, row - 1, col)\n\n\ndef inside(grid, row, col):\n"
        "    return 0 <= row < len(grid) and 0 <= col < len(grid[row])\n",
    )
)
def marked_behind_the_calls(program: Program) -> Iterator[Place]:
    """See the rule: a cell that is asked for at first is set only behind calls that go both ways from it."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, ast.FunctionDef) or len(calls) < _BOTH:
            continue
        steps = {one.op.__class__ for call in calls for one in call.args if isinstance(one, ast.BinOp)}
        last = max(call.lineno for call in calls)
        sets = [
            target
            for step in function.body
            if isinstance(step, ast.Assign)
            for target in step.targets
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Subscript)
        ]
        asked = {ast.unparse(one) for node in function.body if isinstance(node, ast.If) for one in _cells(node.test)}
        names = {ast.unparse(one) for one in sets}
        late = steps == {ast.Add, ast.Sub} and len(sets) == 1 and sets[0].lineno > last and names <= asked
        if late and names_in(sets[0]) & set(program.parameters(function)):
            yield Place(sets[0].lineno, ast.unparse(sets[0]))


def _cells(test: ast.expr) -> Iterator[ast.Subscript]:
    return (one for one in ast.walk(test) if isinstance(one, ast.Subscript))


CHECKS: tuple[Check, ...] = (
    same_call_on_both_sides,
    same_way_gone_twice,
    handed_on_in_each_others_place,
    marked_behind_the_calls,
)
