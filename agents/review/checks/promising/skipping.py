"""Loops that end at what they should only leave out: empty lines, comments, rows that cannot be read."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="ends-where-it-should-skip",
        title="`{name}` ends the loop at the first one that is only to be left out",
        weights={"correctness": 0.35},
        level="beginner",
        why="All that comes behind it is left out as well, though it counts.",
        do="Leave out that one alone, and go on with the next.",
        example="def count_words(lines):\n    count = 0\n    for line in lines:\n        if not line.strip():\n"
        "            break\n        count += len(line.split())\n    return count\n",
        better="def count_words(lines):\n    count = 0\n    for line in lines:\n        if not line.strip():\n"
        "            continue\n        count += len(line.split())\n    return count\n",
    )
)
def ends_where_it_should_skip(program: Program) -> Iterator[Place]:
    """See the rule: a comment, an empty line where all lines count, or what the text says is ignored."""
    leaves: list[ast.Break | ast.Return] = [*program.all(ast.Break), *program.all(ast.Return)]
    for leave in leaves:
        branch = program.parents[leave]
        if not isinstance(branch, ast.If | ast.ExceptHandler) or branch.body != [leave]:
            continue
        loop = _loop(program, branch)
        if loop is None or loop.orelse or not _goes_on_behind(program, loop, leave):
            continue
        said = _said(program, loop)
        if _UNTIL.search(said) or _TYPED.search(ast.unparse(loop.iter)):
            continue
        if _is_left_out(program, loop, branch, said):
            yield Place(leave.lineno, "return" if isinstance(leave, ast.Return) else "break")


_UNTIL: Final = re.compile(
    r"until|first|up to|before|\bend|stop|head|block|paragraph|section|message|mail|request|group|record|as soon as"
)
_TYPED: Final = re.compile(r"\b(?:stdin|input|iter)\b")
"""Where an empty line is the end of what is typed in."""
_COUNTS: Final = re.compile(r"(?:count|sum|total|average|tally|histogram|parse|load|read)(?:s|er)? ")
_LEFT_OUT: Final = re.compile(
    r"\b(without|except|all \w+ but|all but|other than|skip\w*|ignor\w*|leav\w+ out|leaving out|"
    r"(?:do|does) not count|(?:don't|doesn't) count|(?:are|is) (?:not counted|left out|invalid|dropped))(?!\w)"
)


def _loop(program: Program, branch: ast.If | ast.ExceptHandler) -> ast.For | None:
    """The loop in whose body a branch stands, also as an `elif`, or the `try` of a handler."""
    node: ast.AST = branch
    around = program.parents[node]
    while isinstance(around, ast.Try) or (isinstance(around, ast.If) and around.orelse == [node]):
        node, around = around, program.parents[around]
    return around if isinstance(around, ast.For) and node in around.body else None


def _goes_on_behind(program: Program, loop: ast.For, leave: ast.Break | ast.Return) -> bool:
    """Whether it ends the loop alone, or returns what was collected, as is done behind the loop."""
    if isinstance(leave, ast.Break):
        return True
    match program.after(loop, 1):
        case [ast.Return(value=ast.Name(id=end))]:
            return isinstance(leave.value, ast.Name) and leave.value.id == end
    return False


def _said(program: Program, loop: ast.For) -> str:
    """The name, docstring and comments of the function around a loop; of a script the comments near the loop."""
    function = program.function_of(loop)
    if function is not None:
        return f"{function.name.replace('_', ' ').lower()} {program.said(function)}"
    lines = range(loop.lineno - 2, (loop.end_lineno or loop.lineno) + 1)
    return "\n".join(program.comments[line] for line in lines if line in program.comments).lower()


def _is_left_out(program: Program, loop: ast.For, branch: ast.If | ast.ExceptHandler, said: str) -> bool:
    """Whether a branch is that of what is only to be left out."""
    leaves_out = bool(_LEFT_OUT.search(said))
    parts = names_in(loop.target)
    line = loop.target.id if isinstance(loop.target, ast.Name) else ""
    steps = [one for one in loop.body if isinstance(one, ast.Assign) and one.lineno < branch.lineno]
    for step in steps:
        if names_in(step.value) & parts:
            parts |= {name for target in step.targets for name in names_in(target)}
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _stripped(value) == line:
                    line = name
    if isinstance(branch, ast.ExceptHandler):
        return leaves_out
    tests = branch.test.values if isinstance(branch.test, ast.BoolOp) else [branch.test]
    lines = method_of(loop.iter) in ("split", "splitlines") or (
        isinstance(loop.iter, ast.Name) and loop.iter.id in program.parameters(program.scope(loop))
    )
    nothing = lines and (leaves_out or bool(_COUNTS.match(said)))
    one_value = leaves_out and lines and len(tests) == 1 and loop.body[len(steps)] is branch
    return any(
        _is_comment(test)
        or (nothing and _is_nothing(test, line))
        or (one_value and (_is_one_value(test, parts) or _is_malformed(test, parts)))
        for test in tests
    )


def _is_one_value(test: ast.expr, parts: set[str]) -> bool:
    """Whether a condition compares the element, or a part of it, with something."""
    match test:
        case ast.Compare(left=asked, ops=[ast.Eq() | ast.Lt() | ast.LtE() | ast.Gt() | ast.In()], comparators=[_]):
            return bool(parts & names_in(asked))
    return False


def _is_malformed(test: ast.expr, parts: set[str]) -> bool:
    """Whether a condition asks for another number of parts, a missing sign, or something that is no number."""
    match test:
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[asked]), ops=[ast.NotEq()]):
            pass
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.NotIn()], comparators=[asked]):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(value=asked, attr="isdigit" | "isnumeric"))):
            pass
        case _:
            return False
    return bool(parts & names_in(asked))


def _is_comment(test: ast.expr) -> bool:
    """Whether a condition asks for the sign that begins a comment."""
    match test:
        case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value="#" | "//" | ";")]):
            return True
        case ast.Compare(
            left=ast.Subscript(slice=ast.Constant(value=0) | ast.Slice(lower=None, upper=ast.Constant(value=1))),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value="#" | ";")],
        ):
            return True
    return False


def _is_nothing(test: ast.expr, line: str) -> bool:
    """Whether a condition asks for an empty line."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=asked):
            return _stripped(asked) == line
        case ast.Compare(left=asked, ops=[ast.Eq()], comparators=[ast.Constant(value="" | "\n")]):
            return _stripped(asked) == line
        case ast.Call(func=ast.Attribute(value=ast.Name(id=asked), attr="isspace")):
            return asked == line
    return False


def _stripped(node: ast.expr) -> str:
    """`x` of `x` and `x.strip()`."""
    match node:
        case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="strip" | "rstrip")):
            return name
    return ""


CHECKS: tuple[Check, ...] = (ends_where_it_should_skip,)
