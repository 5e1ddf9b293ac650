"""Loops within loops that print tables and patterns: which variable stands where, and where a line ends."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import blocks
from agents.review.program import Program, call_name, counts_from_zero, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS", "inner_loops"]


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and call_name(node.value) == "print"


def inner_loops(program: Program) -> Iterator[tuple[ast.For, ast.For]]:
    """Pairs of a `for` with one plain name, and one directly in its body."""
    for outer in program.all(ast.For):
        for inner in outer.body:
            if isinstance(inner, ast.For):
                yield outer, inner


@check(
    Rule(
        code="one-variable-twice",
        title="`{name}` uses one of the two loop variables twice, and the other not at all",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each of the two loops has a variable of its own; here one of them has no part in what is worked out.",
        do="Use both variables.",
        example="def table(size):\n    for row in range(1, size + 1):\n        line = []\n"
        "        for column in range(1, size + 1):\n            line.append(row * row)\n        print(line, column)\n",
        better="def table(size):\n    for row in range(1, size + 1):\n        line = []\n"
        "        for column in range(1, size + 1):\n            line.append(row * column)\n"
        "        print(line, column)\n",
    )
)
def one_variable_twice(program: Program) -> Iterator[Place]:
    """See the rule: `a * a`, `a + a` or `m[a][a]` in the inner of two loops, where `b` is shown at most."""
    for outer, inner in inner_loops(program):
        if not isinstance(outer.target, ast.Name) or not isinstance(inner.target, ast.Name):
            continue
        both = {outer.target.id, inner.target.id}
        if len(both) == 1 or any(isinstance(one, ast.For | ast.While | ast.If) for one in inner.body):
            continue
        inside = [one for part in inner.body for one in ast.walk(part)]
        for node in inside:
            twice = _twice(node) or _other_place(program, node, both)
            if twice not in both:
                continue
            (other,) = both - {twice}
            uses = [one for one in inside if isinstance(one, ast.Name) and one.id == other]
            shown = all(_only_shown(program, one) for one in uses)
            elsewhere = twice == inner.target.id and other in names_in(inner.iter)
            if not elsewhere and (shown or _other_place(program, node, both)):
                yield Place(getattr(node, "lineno", inner.lineno), ast.unparse(node)[:30])
                break
    for comprehension in program.all(ast.ListComp):
        around = program.parents[comprehension]
        match comprehension, around:
            case (
                ast.ListComp(elt=elt, generators=[ast.comprehension(target=ast.Name(id=column))]),
                ast.ListComp(generators=[ast.comprehension(target=ast.Name(id=row))]),
            ) if around.elt is comprehension and _twice(elt) in (row, column) and row != column:
                if row not in names_in(comprehension.generators[0].iter):
                    yield Place(elt.lineno, ast.unparse(elt)[:30])


def _twice(node: ast.AST) -> str:
    match node:
        case ast.BinOp(left=ast.Name(id=one), op=ast.Mult() | ast.Add(), right=ast.Name(id=other)) if one == other:
            return one
        case ast.Subscript(value=ast.Subscript(slice=ast.Name(id=one)), slice=ast.Name(id=other)) if one == other:
            return one
    return ""


def _other_place(program: Program, node: ast.AST, both: set[str]) -> str:
    """The index that stands twice in one part of a sum of which all others, and the result, have both."""
    match node:
        case ast.Subscript(value=ast.Subscript(slice=ast.Name(id=one)), slice=ast.Name(id=other)) if one == other:
            pass
        case _:
            return ""
    around = program.parents[node]
    statement = program.statement(node)
    if not isinstance(around, ast.BinOp) or not isinstance(around.op, ast.Add | ast.Sub) or statement is None:
        return ""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=ast.Subscript(slice=first), slice=second)]):
            rest = around.right if around.left is node else around.left
            return one if names_in(first) | names_in(second) == both and both <= names_in(rest) else ""
    return ""


def _only_shown(program: Program, name: ast.Name) -> bool:
    """Whether a name is handed to `print` as it is, or stands in an f-string."""
    around = program.parents[name]
    return isinstance(around, ast.FormattedValue) or (isinstance(around, ast.Call) and call_name(around) == "print")


@check(
    Rule(
        code="first-row-without-a-sign",
        title="`{name}` gives nothing in the first turn",
        weights={"correctness": 0.3},
        level="beginner",
        why="`range` begins with 0. A text times 0 or less is empty, and so are its first 0 letters: the first line "
        "stays blank.",
        do="Begin with 1, or add one where the signs are counted.",
        example="def stairs(height):\n    for step in range(height):\n        print('#' * step)\n",
        better="def stairs(height):\n    for step in range(height):\n        print('#' * (step + 1))\n",
    )
)
def first_row_without_a_sign(program: Program) -> Iterator[Place]:
    """See the rule: a sign that can be seen, times the number of the turn, or twice that less one."""
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Mult) and _is_nothing_at_first(program, node):
            yield Place(node.lineno, ast.unparse(node)[:30])
    for outer, inner in inner_loops(program):
        if _shown_so_often(outer, inner) or _is_empty_at_first(outer, inner):
            yield Place(inner.lineno, ast.unparse(inner.iter)[:30])
    for call in program.all(ast.Call):
        if _first_letters(program, call):
            yield Place(call.lineno, ast.unparse(call.args[0])[:30])


def _is_nothing_at_first(program: Program, node: ast.BinOp) -> bool:
    """Whether signs of a row are as many as the number of the turn, or twice that less one."""
    match node:
        case ast.BinOp(left=ast.Constant(value=str(sign)), right=times):
            pass
        case ast.BinOp(left=times, right=ast.Constant(value=str(sign))):
            pass
        case _:
            return False
    loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
    if not sign.strip(" .-=\t|") or loop is None or not isinstance(loop.target, ast.Name):
        return False
    index = loop.target.id
    begins = counts_from_zero(loop, index) and _all_rows(loop.iter) and _begins_with_nothing(times, index)
    return begins and _is_the_row(program, node, loop)


def _shown_so_often(outer: ast.For, inner: ast.For) -> bool:
    """Whether the inner loop prints one sign as often as the number of the row says, and nothing else is printed."""
    match outer, inner:
        case (
            ast.For(target=ast.Name(id=row), iter=ast.Call() as rows, body=[_, end]),
            ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=times)]), body=[shown]),
        ) if row == times and counts_from_zero(outer, row) and _all_rows(rows):
            sign = [
                one.value for one in ast.walk(shown) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            return _stays(shown) and _bare(end) and any(one.strip(" .-=\t|") for one in sign)
    return False


def _is_empty_at_first(outer: ast.For, inner: ast.For) -> bool:
    """Whether rows from 1 on hold the numbers from 1 to the one before the row's: none in the first row."""
    match outer, inner:
        case (
            ast.For(
                target=ast.Name(id=row), iter=ast.Call(func=ast.Name(id="range"), args=[begin, _]), body=[inside, end]
            ),
            ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[first, ast.Name(id=times)]), body=[shown]),
        ) if row == times and inside is inner:
            return is_const(begin, 1) and is_const(first, 1) and _stays(shown) and _bare(end)
    return False


def _first_letters(program: Program, node: ast.Call) -> bool:
    """Whether `print(x[:i])` is all that a loop over the places of `x` does."""
    match node, program.parents[program.parents[node]]:
        case (
            ast.Call(
                func=ast.Name(id="print"),
                args=[ast.Subscript(value=owner, slice=ast.Slice(lower=None, upper=ast.Name(id=i), step=None))],
            ),
            ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[bound]), body=[_]),
        ) if i == index:
            return ast.unparse(bound) == f"len({ast.unparse(owner)})"
    return False


def _all_rows(node: ast.expr) -> bool:
    """Whether as many turns are meant as `range` is given: not one more, and no list is counted through."""
    if not isinstance(node, ast.Call) or not isinstance(node.args[-1], ast.Name | ast.Constant | ast.Attribute):
        return False
    return len(node.args) < 3  # noqa: PLR2004 - with no step


def _begins_with_nothing(node: ast.expr, index: str) -> bool:
    match node:
        case ast.Name(id=name):
            return name == index
        case ast.BinOp(left=ast.BinOp(op=ast.Mult()) as double, op=ast.Sub(), right=ast.Constant(value=1)):
            return names_in(double) == {index}
    return False


def _is_the_row(program: Program, node: ast.BinOp, loop: ast.For) -> bool:
    """Whether a line of the pattern is nothing but blanks and these signs, and what is not there is not asked for."""
    around: ast.AST = node
    while isinstance(around := program.parents[around], ast.BinOp):
        if not isinstance(around.op, ast.Add):
            return False
    inside = [one for part in loop.body for one in ast.walk(part)]
    visible = [
        one for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.strip()
    ]
    plain = all(one in (node.left, node.right) for one in visible)
    single = len(loop.body) <= 3 and not any(isinstance(one, ast.For | ast.If | ast.While) for one in loop.body)  # noqa: PLR2004 - blanks, signs, print
    printed = any(_is_print(one) or _ends_line(one) for one in loop.body)
    return plain and single and printed


def _ends_line(step: ast.stmt) -> bool:
    """Whether a statement puts signs and the end of a line behind a text."""
    match step:
        case ast.AugAssign(op=ast.Add(), value=ast.BinOp(op=ast.Add(), right=end)):
            return is_const(end, "\n")
    return False


@check(
    Rule(
        code="line-break-at-the-wrong-depth",
        title="The line ends {name}",
        weights={"correctness": 0.3},
        level="beginner",
        why="A row of a table ends where its inner loop has ended: once for each turn of the outer loop.",
        do="Put `print()` behind the inner loop, within the outer one.",
        example="def show(grid):\n    for row in grid:\n        for cell in row:\n            print(cell, end=' ')\n"
        "            print()\n",
        better="def show(grid):\n    for row in grid:\n        for cell in row:\n            print(cell, end=' ')\n"
        "        print()\n",
    )
)
def line_break_at_the_wrong_depth(program: Program) -> Iterator[Place]:
    """See the rule: `print()` directly after `print(x, end=' ')` in the inner loop, or behind both loops."""
    for block in blocks(program):
        for at, outer in enumerate(block):
            if not isinstance(outer, ast.For) or not isinstance(outer.body[-1], ast.For):
                continue
            inner = outer.body[-1]
            pair = [(one, two) for one, two in pairwise(inner.body) if _stays(one) and _bare(two)]
            if pair:
                yield Place(pair[0][1].lineno, "after each value")
            shows = [one for one in ast.walk(outer) if _is_print(one)]
            open_rows = shows and all(_stays(one) for one in shows) and not _may_break(outer)
            behind = at + 1 < len(block) and _bare(block[at + 1])
            if open_rows and _is_table(program, outer, inner) and (behind or at + 1 == len(block)):
                yield Place(inner.lineno, "nowhere between the rows")


def _stays(node: ast.AST) -> bool:
    """Whether it prints something and stays in the line."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, *_], keywords=keywords)):
            ends = [one.value for one in keywords if one.arg == "end"]
            return bool(ends) and is_const(ends[0], " ", "", "\t", "  ", ", ", "   ")
    return False


def _bare(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and ast.unparse(node) in ("print()", "print('')")


def _may_break(outer: ast.For) -> bool:
    """Whether something that is printed may hold a line end of its own."""
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and "\n" in one.value for one in ast.walk(outer)
    )


def _is_table(program: Program, outer: ast.For, inner: ast.For) -> bool:
    """Whether rows are gone through: by the name, or a product of both numbers, or what it is for."""
    row = outer.target.id if isinstance(outer.target, ast.Name) else ""
    column = inner.target.id if isinstance(inner.target, ast.Name) else ""
    cells = re.fullmatch(r"row|r|y|reihe|zeile|line_?no", row) and (row in names_in(inner.iter) or column)
    product = any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult) and names_in(one) == {row, column}
        for one in ast.walk(inner)
    )
    return (
        bool(cells)
        or product
        or bool(re.search(r"\b(table|grid|board|matrix|rows?|square|rectangle|pattern)\b", program.purpose(outer)))
    )


@check(
    Rule(
        code="blanks-grow-with-the-signs",
        title="`{name}`: the blanks grow with the signs, so the pattern leans to one side",
        weights={"correctness": 0.3},
        level="beginner",
        why="In the middle stands what has as many blanks less as it has signs more.",
        do="Let the blanks become fewer from row to row.",
        example="def tree(height):\n    for level in range(1, height + 1):\n"
        "        print(' ' * level + '*' * (2 * level - 1))\n",
        better="def tree(height):\n    for level in range(1, height + 1):\n"
        "        print(' ' * (height - level) + '*' * (2 * level - 1))\n",
    )
)
def blanks_grow_with_the_signs(program: Program) -> Iterator[Place]:
    """See the rule: of a tree or pyramid, or what is said to be centred."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=ast.Constant(value=" "), op=ast.Mult(), right=blanks),
                op=ast.Add(),
                right=ast.BinOp(left=ast.Constant(value=str(sign)), op=ast.Mult(), right=signs),
            ) if sign.strip():
                loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
            case _:
                continue
        if loop is None or not isinstance(loop.target, ast.Name) or call_name(loop.iter) != "range":
            continue
        both = _rises(blanks, loop.target.id) and _rises(signs, loop.target.id)
        if both and re.search(r"tree|pyramid|centred|centered|tanne|pyramide", program.purpose(node)):
            yield Place(node.lineno, ast.unparse(node.left)[:30])


def _rises(node: ast.expr, index: str) -> bool:
    """`i`, `2 * i`, and these with a number added or taken off."""
    match node:
        case ast.Name(id=name):
            return name == index
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant()):
            return _rises(left, index)
        case ast.BinOp(left=ast.Constant(), op=ast.Mult(), right=ast.Name(id=name)):
            return name == index
        case ast.BinOp(left=ast.Name(id=name), op=ast.Mult(), right=ast.Constant()):
            return name == index
    return False


CHECKS: tuple[Check, ...] = (
    one_variable_twice,
    first_row_without_a_sign,
    line_break_at_the_wrong_depth,
    blanks_grow_with_the_signs,
)
