"""Tables that are filled from place to place: the last one is not reached, a row is not handed on, a wrong one is read.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.nodes import is_stored
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FEW = 50  # places of a table that are looked at


@check(
    Rule(
        code="last-place-never-filled",
        title="`{name}` is asked for, and no turn of the loop ever fills it",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` ends before its second number. The table has one place more than the loop fills, and that place "
        "is the answer.",
        do="Compare the last number of the loop with the place that is asked for.",
        example="def ways(steps):\n    table = [1] * (steps + 1)\n    for step in range(2, steps):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table[steps]\n",
        better="def ways(steps):\n    table = [1] * (steps + 1)\n    for step in range(2, steps + 1):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table[steps]\n",
    )
)
def last_place_never_filled(program: Program) -> Iterator[Place]:
    """See the rule: a list of n + 1 places of which only those in loops to n are given values, and place n is read."""
    for start in program.all(ast.Assign):
        match start:
            case ast.Assign(targets=[ast.Name(id=name) as target]) if size := _size(start.value):
                uses = [one for one in program.places(program.scope(start), name) if one is not target]
            case _:
                continue
        cells = [around for one in uses[:_FEW] if isinstance(around := program.parents[one], ast.Subscript)]
        fills = [one for one in cells if is_stored(one)]
        asked = [
            one for one in cells if not is_stored(one) and ast.unparse(one.slice) == size and _is_last(program, one)
        ]
        others = [one for one in uses if program.parents[one] not in cells and call_name(program.parents[one]) != "len"]
        ends = [_end(program, one) for one in fills if not isinstance(one.slice, ast.Constant)]
        if asked and ends and not others and not uses[_FEW:] and all(one == size for one in ends):
            yield Place(asked[0].lineno, ast.unparse(asked[0]))


def _size(node: ast.expr) -> str:
    """`n` of `[0] * (n + 1)` and of `[0] + [1] * n`."""
    match node:
        case ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult(), right=ast.BinOp(left=size, op=ast.Add(), right=more)):
            return ast.unparse(size) if is_const(more, 1, 2) else ""
        case ast.BinOp(
            left=ast.List(elts=[_]), op=ast.Add(), right=ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult(), right=size)
        ):
            return ast.unparse(size)
    return ""


def _end(program: Program, cell: ast.Subscript) -> str:
    """Where the loop ends that counts the place of a cell upwards; empty where there is no such loop."""
    for loop in program.loops_around(cell):
        match loop:
            case ast.For(target=ast.Name(id=place), iter=ast.Call(func=ast.Name(id="range"), args=[*_, end] as given)):
                if ast.unparse(cell.slice) == place:
                    return ast.unparse(end) if len(given) <= 2 else ""  # noqa: PLR2004 - no step
    return ""


def _is_last(program: Program, cell: ast.Subscript) -> bool:
    """Whether a cell is the answer: outside of all loops."""
    return not program.in_loop(cell)


@check(
    Rule(
        code="longest-may-end-earlier",
        title="`{name}` is the longest that ends with the last element, not the longest of all",
        weights={"correctness": 0.4},
        level="learning",
        why="Each place tells how long a row can get that ends right there. The longest one may end anywhere.",
        do="Look among all places for the greatest.",
        example="def rising(marks):\n    best = [1] * len(marks)\n    for here in range(len(marks)):\n"
        "        for before in range(here):\n            if marks[before] < marks[here]:\n"
        "                best[here] = max(best[here], best[before] + 1)\n    return best[-1]\n",
        better="def rising(marks):\n    best = [1] * len(marks)\n    for here in range(len(marks)):\n"
        "        for before in range(here):\n            if marks[before] < marks[here]:\n"
        "                best[here] = max(best[here], best[before] + 1)\n    return max(best)\n",
    )
)
def longest_may_end_earlier(program: Program) -> Iterator[Place]:
    """See the rule: `x[i] = max(x[i], x[j] + 1)` where two elements are compared, and the last place is the answer."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name) as row, slice=ast.Name(id=here))],
                value=ast.Call(func=ast.Name(id="max"), args=[_, ast.BinOp(left=left, op=ast.Add())]),
            ):
                around = program.parents[step]
            case _:
                continue
        match left, around:
            case (
                ast.Subscript(value=ast.Name(id=again), slice=ast.Name(id=before)),
                ast.If(test=ast.Compare(left=ast.Subscript(), ops=[_], comparators=[ast.Subscript()]) as test),
            ) if again == name and {here, before} <= names_in(test) and name not in names_in(test):
                for use in program.places(program.scope(row), name):
                    cell = program.parents[use]
                    last = isinstance(cell, ast.Subscript) and (
                        is_const(cell.slice, -1) or ast.unparse(cell.slice).endswith(" - 1")
                    )
                    if last and _is_answer(program, cell):
                        yield Place(use.lineno, ast.unparse(cell))


def _is_answer(program: Program, node: ast.AST) -> bool:
    """Whether a value is returned or shown as it is."""
    around = program.parents[node]
    return isinstance(around, ast.Return) or call_name(around) == "print"


@check(
    Rule(
        code="match-counted-twice",
        title="`{name}` counts a letter of one text for two of the other",
        weights={"correctness": 0.4},
        level="learning",
        why="When both letters are alike, both are used up. What came before lies one place back in both texts.",
        do="Ask what is left of each text when the two letters are taken away.",
        example="def shared(one, other):\n    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]\n"
        "    for i in range(1, len(one) + 1):\n        for j in range(1, len(other) + 1):\n"
        "            if one[i - 1] == other[j - 1]:\n                table[i][j] = table[i - 1][j] + 1\n"
        "            else:\n                table[i][j] = max(table[i - 1][j], table[i][j - 1])\n"
        "    return table[-1][-1]\n",
        better="def shared(one, other):\n    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]\n"
        "    for i in range(1, len(one) + 1):\n        for j in range(1, len(other) + 1):\n"
        "            if one[i - 1] == other[j - 1]:\n                table[i][j] = table[i - 1][j - 1] + 1\n"
        "            else:\n                table[i][j] = max(table[i - 1][j], table[i][j - 1])\n"
        "    return table[-1][-1]\n",
    )
)
def match_counted_twice(program: Program) -> Iterator[Place]:
    """See the rule: two elements are equal, and one more than a neighbour above or beside is put down."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Subscript(), ops=[ast.Eq()], comparators=[ast.Subscript()]),
                body=[
                    ast.Assign(targets=[ast.Subscript() as cell], value=ast.BinOp(left=left, op=ast.Add(), right=more))
                ],
                orelse=[ast.Assign(value=ast.Call(func=ast.Name(id="max")))],
            ) if is_const(more, 1):
                (table, *place), (read, *other) = _place(cell), _place(left)
                changed = [one != again for one, again in zip(place, other, strict=False)]
                if table and table == read and len(place) == len(other) and changed in ([True, False], [False, True]):
                    yield Place(node.body[0].lineno, ast.unparse(left))


def _place(node: ast.expr) -> list[str]:
    """`x`, `i` and `j` of `x[i][j]`."""
    match node:
        case ast.Subscript(value=ast.Subscript(value=table, slice=row), slice=column):
            return [ast.unparse(table), ast.unparse(row), ast.unparse(column)]
    return [""]


CHECKS: tuple[Check, ...] = (
    last_place_never_filled,
    longest_may_end_earlier,
    match_counted_twice,
)
