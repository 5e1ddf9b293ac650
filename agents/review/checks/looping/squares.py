"""Tables and figures of rows: tables that are not square, lines that break after every value, squares for triangles."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _nested(program: Program) -> Iterator[tuple[ast.For, ast.For]]:
    """Loops that count by `range`, each with one that stands in it and counts as well."""
    for inner in program.all(ast.For):
        outer = program.parents[inner]
        if isinstance(outer, ast.For) and _ends(outer) and _ends(inner):
            yield outer, inner


def _ends(loop: ast.For) -> list[ast.expr]:
    """What `range` is given."""
    match loop:
        case ast.For(target=ast.Name(), iter=ast.Call(func=ast.Name(id="range"), args=ends)):
            return ends
    return []


@check(
    Rule(
        code="table-without-its-last-column",
        title="`{name}` gives the table a column less than rows, or one more",
        weights={"correctness": 0.35},
        level="beginner",
        why="Rows and columns of the table stand for the same numbers: both begin and end with the same one.",
        do="Compare the ends of both loops.",
        example='def table(n):\n    """Products from 1 to n."""\n    rows = []\n    for i in range(1, n + 1):\n'
        "        row = []\n        for j in range(1, n):\n            row.append(i * j)\n        rows.append(row)\n"
        "    return rows\n",
        better='def table(n):\n    """Products from 1 to n."""\n    rows = []\n    for i in range(1, n + 1):\n'
        "        row = []\n        for j in range(1, n + 1):\n            row.append(i * j)\n"
        "        rows.append(row)\n    return rows\n",
    )
)
def table_without_its_last_column(program: Program) -> Iterator[Place]:
    """See the rule: products of both variables, where one goes up to `n + 1` and the other to `n`, both from 1."""
    for outer, inner in _nested(program):
        one, other = _ends(outer), _ends(inner)
        if len(one) != _FROM_TO or not is_const(one[0], 1) or not _from_the_first(other):
            continue
        short, long = sorted((ast.unparse(one[-1]), ast.unparse(other[-1])), key=len)
        by_one = long == f"{short} + 1" or len(other) < _FROM_TO
        both = {ast.unparse(outer.target), ast.unparse(inner.target)}
        products = any(
            isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) and names_in(part) == both
            for step in inner.body
            for part in ast.walk(step)
        )
        asks = any(isinstance(part, ast.If | ast.IfExp) for part in ast.walk(inner))
        if by_one and products and not asks:
            place = outer if ast.unparse(one[-1]) == short and long != short else inner
            yield Place(place.lineno, ast.unparse(place.iter))


@check(
    Rule(
        code="line-breaks-after-each",
        title="`{name}` breaks the line after every value",
        weights={"correctness": 0.35},
        level="beginner",
        why="The values of a row are to stand side by side. The empty `print()` behind the loop ends the row.",
        do="Choose a blank as the end of what is printed in the row.",
        example="def table(n):\n    for i in range(1, n + 1):\n        for j in range(1, n + 1):\n"
        "            print(i * j, end='\\n')\n        print()\n",
        better="def table(n):\n    for i in range(1, n + 1):\n        for j in range(1, n + 1):\n"
        "            print(i * j, end=' ')\n        print()\n",
    )
)
def line_breaks_after_each(program: Program) -> Iterator[Place]:
    """See the rule: `print` with a line feed as its end in an inner loop, and an empty `print()` behind it."""
    for inner in program.all(ast.For):
        ends_row = any(ast.unparse(one) == "print()" for one in program.after(inner, 1))
        for step in inner.body if ends_row and program.loops_around(inner) else []:
            match step:
                case ast.Expr(value=ast.Call(func=ast.Name(id="print"), keywords=[ast.keyword(arg="end", value=end)])):
                    if is_const(end, "\n"):
                        yield Place(step.lineno, ast.unparse(step))


def _from_the_first(ends: list[ast.expr]) -> bool:
    """Whether columns go from 1, or from 0 to one more than a number, as nobody counts places."""
    match ends:
        case [ast.BinOp(op=ast.Add(), right=one)]:
            return is_const(one, 1)
        case [first, _]:
            return is_const(first, 1)
    return False


_FROM_TO: Final = 2  # what `range` is given, without a step

_TRIANGLE: Final = re.compile(r"triangle|stairs?|staircase|pyramid|dreieck|treppe|half")


@check(
    Rule(
        code="square-for-a-triangle",
        title="`{name}` is the same in every row: that makes a square",
        weights={"correctness": 0.35},
        level="beginner",
        why="The rows of a triangle get longer, so that the inner loop has to know in which row it is.",
        do="Let the number of the row say how often the inner loop runs.",
        example='def triangle(n):\n    """Print a triangle of stars."""\n    for row in range(1, n + 1):\n'
        "        for star in range(n):\n            print('*', end='')\n        print()\n",
        better='def triangle(n):\n    """Print a triangle of stars."""\n    for row in range(1, n + 1):\n'
        "        for star in range(row):\n            print('*', end='')\n        print()\n",
    )
)
def square_for_a_triangle(program: Program) -> Iterator[Place]:
    """See the rule: words speak of a triangle, and the number of the row is never read."""
    for outer, inner in _nested(program):
        function = program.function_of(outer)
        said = program.purpose(outer) if function is not None else program.said(program.tree)
        single = len([one for one in outer.body if isinstance(one, ast.For)]) == 1
        used = {name for step in outer.body for name in names_in(step)} if single else set()
        ends = [ast.unparse(one) for one in _ends(inner)]
        if isinstance(outer.target, ast.Name) and outer.target.id not in used and single and ends[-1:]:
            asks = any(isinstance(part, ast.If | ast.While | ast.AugAssign) for part in ast.walk(outer))
            if _TRIANGLE.search(said) and not asks:
                yield Place(inner.lineno, ast.unparse(inner.iter))


CHECKS: tuple[Check, ...] = (
    table_without_its_last_column,
    line_breaks_after_each,
    square_for_a_triangle,
)
