"""Blocks and rows that a loop gathers: the last one that is never kept, pairs that all get the last value."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="last-block-lost",
        title="What `{name}` holds when the loop ends is kept nowhere",
        weights={"correctness": 0.4},
        level="beginner",
        why="It is kept when the next block begins. Behind the last block nothing begins any more.",
        do="Think of what is left in it after the last turn.",
        example="def blocks(lines):\n    found = []\n    block = []\n    for line in lines:\n        if line == '':\n"
        "            found.append(block)\n            block = []\n        else:\n            block.append(line)\n"
        "    return found\n",
        better="def blocks(lines):\n    found = []\n    block = []\n    for line in lines:\n        if line == '':\n"
        "            found.append(block)\n            block = []\n        else:\n            block.append(line)\n"
        "    found.append(block)\n    return found\n",
    )
)
def last_block_lost(program: Program) -> Iterator[Place]:
    """See the rule: kept and begun anew at a blank, or where the element changes, and not read behind the loop."""
    for loop in program.all(ast.For):
        for node in loop.body:
            if not isinstance(node, ast.If) or (node.orelse and isinstance(node.orelse[0], ast.If)):
                continue
            for ends, grows in ((node.body, node.orelse), (node.orelse, node.body)):
                name = _kept_and_begun_anew(ends)
                if not name or not _is_change(node.test, names_in(loop.target), holds=ends is node.body):
                    continue
                if not _grows(grows, name) and not _grows([one for one in loop.body if one is not node], name):
                    continue
                end = loop.end_lineno or loop.lineno
                around = program.loops_around(loop)
                behind = [line for line in program.reads(program.scope(loop), name) if line > end]
                if not behind and not around and not _has_end_put(program, loop) and name not in program.outer_names:
                    yield Place(node.lineno, name)


def _kept_and_begun_anew(block: list[ast.stmt]) -> str:
    """The name that a block keeps elsewhere by `append`, a key or `yield`, and then gives a first value."""
    kept: set[str] = set()
    for whole in block:
        guarded = isinstance(whole, ast.If) and len(whole.body) == 1 and not whole.orelse
        step = whole.body[0] if isinstance(whole, ast.If) and guarded else whole
        match step:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="append"), args=[value])):
                kept |= names_in(value)
            case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                kept |= names_in(value)
            case ast.Assign(targets=[ast.Subscript()], value=value):
                kept |= names_in(value)
            case ast.AugAssign(value=ast.expr() as value) if isinstance(value, ast.BinOp | ast.JoinedStr):
                kept |= names_in(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() | ast.Constant()) if name in kept:
                return name
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, values, strict=False):
                    if (
                        isinstance(target, ast.Name)
                        and target.id in kept
                        and isinstance(value, ast.Constant | ast.List)
                    ):
                        return target.id
    return ""


def _grows(block: list[ast.stmt], name: str) -> bool:
    """Whether a block puts something to it."""
    for step in block:
        found = added(step)
        if found is not None and ast.unparse(found[0]) == name:
            return True
        match step:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append"))) if owner == name:
                return True
    return False


_BLANK: Final = re.compile(r"(?:\w+|\w+\.strip\(\)) == '[ ,]?'|not \w+(?:\.strip\(\))?|\w+\.isspace\(\)")
_FULL: Final = re.compile(r"(?:\w+|\w+\.strip\(\)) != '[ ,]?'|\w+(?:\.strip\(\))?")


def _is_change(test: ast.expr, elements: set[str], *, holds: bool) -> bool:
    """Whether a condition finds a blank, or that the element is another one than before."""
    text = ast.unparse(test)
    if not names_in(test) & elements:
        return False
    match test:
        case ast.Compare(left=ast.expr() as one, ops=[ast.Eq() | ast.NotEq() as sign], comparators=[other]):
            plain = not isinstance(one, ast.Constant) and not isinstance(other, ast.Constant)
            if plain and isinstance(one, ast.Name | ast.Subscript) and isinstance(other, ast.Name | ast.Subscript):
                return isinstance(sign, ast.NotEq) == holds
    return bool((_BLANK if holds else _FULL).fullmatch(text))


def _has_end_put(program: Program, loop: ast.For) -> bool:
    """Whether something is put behind the last element, so that the last block ends as the others do."""
    given = program.value(loop.iter) or loop.iter
    parts = [*ast.walk(loop.iter), *ast.walk(given)]
    return any(isinstance(one, ast.BinOp) for one in parts)


CHECKS: tuple[Check, ...] = (last_block_lost,)
