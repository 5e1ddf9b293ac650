"""Places and stocks that change step by step: goals that are passed, slips after the end, steps the wrong way."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _change(node: ast.AST) -> tuple[str, int, ast.expr] | None:
    """What a statement adds to or takes off, the sign, and how much."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as sign, value=by):
            return ast.unparse(target), 1 if isinstance(sign, ast.Add) else -1, by
        case ast.Assign(targets=[target], value=ast.BinOp() as value):
            while isinstance(value.left, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
                value = value.left
            if isinstance(value.op, ast.Add | ast.Sub) and ast.unparse(value.left) == ast.unparse(target):
                return ast.unparse(target), 1 if isinstance(value.op, ast.Add) else -1, value.right
    return None


@check(
    Rule(
        code="slips-after-the-top",
        title="`{name}` goes down again on the day on which the top is reached",
        weights={"correctness": 0.4},
        level="beginner",
        why="Who is at the top in the evening is out, and does not slip back at night. The loop takes the slip off "
        "before anybody looks.",
        do="Look whether the top is reached directly after the way up.",
        example="def days_of_snail(depth, up, down):\n    height = days = 0\n    while height < depth:\n"
        "        height += up\n        height -= down\n        days += 1\n    return days\n",
        better="def days_of_snail(depth, up, down):\n    height = up\n    days = 1\n    while height < depth:\n"
        "        height += up - down\n        days += 1\n    return days\n",
    )
)
def slips_after_the_top(program: Program) -> Iterator[Place]:
    """See the rule: up and down in one turn of a loop up to an end, where climbing or nights are spoken of."""
    for loop in program.all(ast.While):
        match loop.test, loop.body[-1]:
            case ast.Compare(left=left, ops=[ast.Lt()], comparators=[_]), _:
                inside: list[ast.stmt] = loop.body
            case ast.Constant(value=True), ast.If(
                test=ast.Compare(left=left, ops=[ast.GtE()], comparators=[_]), body=[*_, ast.Break() | ast.Return()]
            ):
                inside = loop.body[:-1]
            case _:
                continue
        climbs = ast.unparse(left)
        changes = [found for one in loop.body if (found := _change(one)) is not None and found[0] == climbs]
        signs = [sign for _, sign, _ in changes]
        at_once = signs == [1] and isinstance(changes[0][2], ast.BinOp) and isinstance(changes[0][2].op, ast.Sub)
        begun = (one for one in program.before(loop, 6) if isinstance(one, ast.Assign))
        from_zero = any(climbs in map(ast.unparse, one.targets) and is_const(one.value, 0) for one in begun)
        tests = (one.test for step in inside for one in ast.walk(step) if isinstance(one, ast.If))
        looks = any(climbs in ast.unparse(one) for one in tests)
        said = f"{program.purpose(loop)} {' '.join(sorted(names_in(loop)))} {_shown(program, loop)}".lower()
        if from_zero and not looks and (at_once or signs == [1, -1]) and _CLIMBS.search(said):
            yield Place(loop.lineno, climbs)


_CLIMBS: Final = re.compile(r"snail|slug|climb|slip|slide|night|\bwell\b|frog")


def _shown(program: Program, loop: ast.While) -> str:
    return " ".join(ast.unparse(one) for one in program.after(loop, 1) if isinstance(one, ast.Expr | ast.Return))


@check(
    Rule(
        code="alive-with-nothing-left",
        title="`{name}` lets live who has nothing left",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 0 the game is over for somebody. The comparison counts 0 among the living.",
        do="Decide for 0 alone on which side it belongs.",
        example="def is_alive(health):\n    return health >= 0\n",
        better="def is_alive(health):\n    return health > 0\n",
    )
)
def alive_with_nothing_left(program: Program) -> Iterator[Place]:
    """See the rule: a function that says by its name who is alive, or dead."""
    for node in program.all(ast.Return):
        match node.value:
            case ast.Compare(left=left, ops=[ast.GtE() | ast.Lt() as sign], comparators=[zero]) if is_const(zero, 0):
                pass
            case _:
                continue
        function = program.function_of(node)
        name = function.name if function is not None else ""
        wanted = r"(?:is_|still_)?(?:alive|living)" if isinstance(sign, ast.GtE) else r"(?:is_)?(?:dead|defeated)"
        if re.fullmatch(wanted, name) and re.search(r"health|hp|li[fv]es?|energy|points", ast.unparse(left)):
            yield Place(node.lineno, ast.unparse(node.value) if node.value is not None else name)


CHECKS: tuple[Check, ...] = (
    slips_after_the_top,
    alive_with_nothing_left,
)
