"""Turns and steps on a compass: no way back to the first direction, the wrong side, opposites that are alike."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import last_name
from agents.review.program import Program, base_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_CIRCLES: Final = (
    ("n", "e", "s", "w"),
    ("north", "east", "south", "west"),
    ("up", "right", "down", "left"),
    ("u", "r", "d", "l"),
    ("^", ">", "v", "<"),
)
"""The four directions, clockwise."""


def _way(node: ast.AST | None) -> str:
    return node.value.lower() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _turn(ways: list[str]) -> int:
    """1 if directions follow each other clockwise, -1 the other way round, 0 if they are no directions."""
    for circle in _CIRCLES:
        if sorted(ways) == sorted(circle):
            steps = {(circle.index(other) - circle.index(one)) % 4 for one, other in pairwise([*ways, ways[0]])}
            return 1 if steps == {1} else -1 if steps == {3} else 0
    return 0


def _circles(program: Program) -> dict[str, int]:
    """Names of lists of directions, and to which side they go."""
    found: dict[str, int] = {}
    for node in program.all(ast.Assign):
        match node.value:
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                turn = _turn([_way(one) for one in parts])
            case ast.Constant(value=str(text)):
                turn = _turn(list(text.lower()))
            case _:
                continue
        for target in node.targets if turn else ():
            found[last_name(target)] = turn
    return found


def _owner(program: Program, node: ast.expr) -> ast.AST:
    """What may change a name: its class, its function or the program, as with an entry that is handed on."""
    if isinstance(node, ast.Subscript):
        return program.tree
    if base_name(node).startswith("self."):
        around = (up for _, up in program.up(node) if isinstance(up, ast.ClassDef))
        return next(around, program.tree)
    return program.scope(node)


def _step(node: ast.AST) -> tuple[ast.expr, ast.expr, int] | None:
    """What a statement changes by adding to it, by how much, and the sign; no matter if it goes round."""
    match node:
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub() as sign, value=by):
            return target, by, 1 if isinstance(sign, ast.Add) else -1
        case (
            ast.Assign(targets=[target], value=ast.BinOp(left=value, op=ast.Mod()))
            | ast.Assign(targets=[target], value=value)
        ):
            match value:
                case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=by):
                    if ast.unparse(left) == ast.unparse(target):
                        return target, by, 1 if isinstance(sign, ast.Add) else -1
    return None


@check(
    Rule(
        code="no-way-round",
        title="`{name}` runs out of the directions: after the last one nothing follows",
        weights={"correctness": 0.4},
        level="beginner",
        why="After a whole turn one looks in the first direction again. Here the number goes on growing, and fits "
        "nothing any more.",
        do="Bring the number back into its range after each turn: as a remainder does.",
        example="WAYS = 'NESW'\n\n\ndef turn_right(way):\n    return WAYS[WAYS.index(way) + 1]\n",
        better="WAYS = 'NESW'\n\n\ndef turn_right(way):\n    return WAYS[(WAYS.index(way) + 1) % len(WAYS)]\n",
    )
)
def no_way_round(program: Program) -> Iterator[Place]:
    """See the rule: places in a list of directions and angles that are only added to."""
    circles = _circles(program)
    for one in program.all(ast.Subscript):
        if last_name(one.value) in circles and _next_one(program, one) and not _asks_for_the_last(program, one):
            yield Place(one.lineno, ast.unparse(one)[:50])
    used = _numbers_of_ways(program, circles)
    steps: dict[_Holder, ast.AST] = {}
    minded: set[_Holder] = set()
    for node in program.nodes if used else ():
        found = _step(node)
        if found is not None:
            key = (_owner(program, found[0]), ast.unparse(found[0]))
            if is_const(found[1], 90) or (not used.get(key, True) and (is_const(found[1], 1) or last_name(found[1]))):
                steps.setdefault(key, node)
        minded.update((_owner(program, part), ast.unparse(part)) for part in _minded(node))
    for key, node in steps.items():
        if key in used and key not in minded and isinstance(node, ast.stmt):
            yield Place(node.lineno, key[1])


_Holder = tuple[ast.AST, str]
"""What may change a name, and the name."""


def _numbers_of_ways(program: Program, circles: dict[str, int]) -> dict[_Holder, bool]:
    """Names of places in a list of directions, and of angles (true)."""
    used = {
        (_owner(program, one.slice), ast.unparse(one.slice)): False
        for one in program.all(ast.Subscript)
        if last_name(one.value) in circles and isinstance(one.slice, ast.Name | ast.Attribute)
    }
    for one in program.all(ast.Compare):
        if isinstance(one.ops[0], ast.Eq) and is_const(one.comparators[0], 90, 180, 270):
            used.setdefault((_owner(program, one.left), ast.unparse(one.left)), True)
    return used


def _next_one(program: Program, node: ast.Subscript) -> bool:
    """`ways[ways.index(way) + 1]`, with or without a name for the place."""
    match node.slice:
        case ast.BinOp(left=ast.Name() as place, op=ast.Add(), right=one):
            return method_of(program.value(place) or place) == "index" and is_const(one, 1)
        case ast.BinOp(left=ast.Call() as call, op=ast.Add(), right=one):
            return method_of(call) == "index" and is_const(one, 1)
    return False


def _asks_for_the_last(program: Program, node: ast.AST) -> bool:
    scope = program.function_of(node) or program.tree
    return any(isinstance(one, ast.Compare | ast.Try) for one in program.within(scope))


def _minded(node: ast.AST) -> Iterator[ast.expr]:
    """Parts that a remainder is taken of, or that are compared with an end."""
    match node:
        case ast.BinOp(left=left, op=ast.Mod()):
            yield from (one for one in ast.walk(left) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript))
        case ast.AugAssign(target=target, op=ast.Mod()):
            yield target
        case ast.Compare(left=left, comparators=sides):
            plain = all(is_const(one, 0, 90, 180, 270) for one in sides) and all(
                isinstance(one, ast.Eq) for one in node.ops
            )
            if not plain:
                yield from (one for one in (left, *sides) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript))
        case ast.Call(args=arguments):
            yield from (one for one in arguments if isinstance(one, ast.Name | ast.Attribute))


@check(
    Rule(
        code="second-sees-the-first",
        title="`{name}` is worked out with what the line before has just replaced",
        weights={"correctness": 0.4},
        level="beginner",
        why="After the first line the old value is gone. Both new values should come from the two old ones.",
        do="Change both in one line, or keep the old value under another name.",
        example="def turn_right(dx, dy):\n    dx = dy\n    dy = -dx\n    return dx, dy\n",
        better="def turn_right(dx, dy):\n    dx, dy = dy, -dx\n    return dx, dy\n",
    )
)
def second_sees_the_first(program: Program) -> Iterator[Place]:
    """See the rule: a pair of numbers that become each other, one of them with the other sign."""
    for node in program.all(ast.Assign):
        for behind in program.after(node, 1):
            match node, behind:
                case ast.Assign(targets=[one], value=first), ast.Assign(targets=[other], value=second):
                    pass
                case _:
                    continue
            signs = [isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub) for part in (first, second)]
            crossed = [ast.unparse(part.operand if isinstance(part, ast.UnaryOp) else part) for part in (first, second)]
            if any(signs) and crossed == [ast.unparse(other), ast.unparse(one)] and crossed[0] != crossed[1]:
                yield Place(behind.lineno, ast.unparse(other))


CHECKS: tuple[Check, ...] = (
    no_way_round,
    second_sees_the_first,
)
