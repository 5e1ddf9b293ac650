"""Pieces of a list: the last one lost, cut at a length instead of a place, averaged over the whole list."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FULL: Final = re.compile(
    r"\bfull\b|complete|\bwhole\b|\bonly\b|discard|ignore|leftover|left over|drop|equal (parts|size)|remain|\brest\b|"
    r"window|block|divisible|multiple|exactly|evenly"
)


@check(
    Rule(
        code="rest-behind-the-last-piece",
        title="What is left behind the last full piece is in none",
        weights={"correctness": 0.35},
        level="beginner",
        why="The pieces come to as many as fit as a whole. When the length is no multiple of the size, the elements "
        "behind them are never looked at.",
        do="Go on as long as there is an element; the last piece may be shorter.",
        example="def show(names, size):\n    for number in range(len(names) // size):\n"
        "        print(names[number * size:(number + 1) * size])\n",
        better="def show(names, size):\n    for start in range(0, len(names), size):\n"
        "        print(names[start:start + size])\n",
    )
)
def rest_behind_the_last_piece(program: Program) -> Iterator[Place]:
    """See the rule: `range(len(x) // k)` with `x[i * k:...]`, `range(0, len(x) - k + 1, k)` with `x[i:i + k]`."""
    cared: dict[tuple[ast.AST, str], bool] = {}
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Name(id=whole), slice=ast.Slice(lower=ast.expr() as lower, upper=ast.expr() as upper)
            ):
                pass
            case _:
                continue
        index = lower.id if isinstance(lower, ast.Name) else ""
        for walk in _walks(program, node):
            match walk:
                case (ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[zero, last, step])) if (
                    name == index and is_const(zero, 0)
                ):
                    lost = _stops_before(last, whole, step) and _adds(upper, index, step)
                case (ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[number])):
                    lost = _multiplies(program, lower, name, _divisor(program, number, whole))
                case _:
                    continue
            key = (program.scope(node), whole)
            if lost and key not in cared:
                cared[key] = _cares(program, node, whole)
            if lost and not cared[key]:
                yield Place(node.lineno, whole)


def _walks(program: Program, node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for loop in program.loops_around(node):
        if isinstance(loop, ast.For):
            yield loop.target, loop.iter
        yield from ((one.target, one.iter) for one in getattr(loop, "generators", []))


def _stops_before(last: ast.expr, whole: str, step: ast.expr) -> bool:
    """`len(x) - k` and `len(x) - k + 1`."""
    match last:
        case ast.BinOp(left=ast.BinOp() as less, op=ast.Add(), right=one) if is_const(one, 1):
            last = less
    match last:
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]), op=ast.Sub(), right=size):
            return name == whole and same(size, step)
    return False


def _adds(upper: ast.expr, index: str, size: ast.expr) -> bool:
    match upper:
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=right):
            return name == index and same(right, size)
    return False


def _divisor(program: Program, number: ast.expr, whole: str) -> ast.expr | None:
    """`k` of `len(x) // k`, or of `n // k` where n is the length, under a name or not."""
    match program.written(number) if isinstance(number, ast.Name) else number:
        case ast.BinOp(left=length, op=ast.FloorDiv(), right=size):
            known = program.written(length) if isinstance(length, ast.Name) else length
            is_length = call_name(known) == "len" if known is not None else False
            return size if is_length and known is not None and whole in names_in(known) else None
    return None


def _multiplies(program: Program, lower: ast.expr, index: str, size: ast.expr | None) -> bool:
    match program.written(lower) if isinstance(lower, ast.Name) else lower:
        case ast.BinOp(left=one, op=ast.Mult(), right=other) if size is not None:
            sides = {ast.unparse(one), ast.unparse(other)}
            return sides == {index, ast.unparse(size)}
    return False


_MANY: Final = 20  # places of a name that are looked at
_KEEP_THE_LENGTH: Final = words("list sorted split splitlines range input read readlines shuffle sample")


def _cares(program: Program, node: ast.AST, whole: str) -> bool:
    """Whether the text or the code around says that only full pieces count, or the rest is looked at elsewhere."""
    scope: ast.AST = program.function_of(node) or program.tree
    said = f"{program.purpose(node)} {program.said(scope) if isinstance(scope, ast.FunctionDef | ast.Module) else ''}"
    rests = any(
        isinstance(one, ast.BinOp)
        and (isinstance(one.op, ast.Mod) or (isinstance(one.op, ast.Sub) and ast.unparse(one.left) == f"len({whole})"))
        and not program.in_loop(one)
        and not isinstance(program.parents[one], ast.BinOp | ast.Call)
        for one in program.within(scope)
    )
    stores = [one for one in program.places(scope, whole)[:_MANY] if isinstance(one.ctx, ast.Store)]
    made = [
        call_name(value) or method_of(value) for one in stores[:1] for value in program.values(one) if value is not None
    ]
    padded = bool(set(made) - _KEEP_THE_LENGTH - {""})
    others = [
        one
        for one in program.within(scope)
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Slice) and ast.unparse(one.value) == whole
    ]
    return bool(_FULL.search(said)) or rests or padded or len(others) > 1


CHECKS: tuple[Check, ...] = (rest_behind_the_last_piece,)
