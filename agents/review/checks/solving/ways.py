"""Steps on a board that leave out one way, and places beside the first one that are asked for wrongly."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, counts_from_zero
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FOUR, _EIGHT = 4, 8
_LONGEST: Final = 2
"""A knight goes two places in one direction; other pieces are described by single steps."""


@check(
    Rule(
        code="one-way-left-out",
        title="`{name}` stands in place of a way that is missing",
        weights={"correctness": 0.4},
        level="beginner",
        why="For nearly every step there is the one back, but not for this one: one way is there twice or wrong, and "
        "another one never comes.",
        do="Write the steps in pairs, there and back, and look which one has no partner.",
        example="def around(row, column):\n    found = []\n    for down, right in ((0, 1), (0, -1), (1, 0), (1, 0)):\n"
        "        found.append((row + down, column + right))\n    return found\n",
        better="def around(row, column):\n    found = []\n    for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):\n"
        "        found.append((row + down, column + right))\n    return found\n",
    )
)
def one_way_left_out(program: Program) -> Iterator[Place]:
    """See the rule: four or eight steps, as numbers or added to a place, of which most have one back."""
    displays: list[ast.List | ast.Tuple | ast.Set] = [
        *program.all(ast.List),
        *program.all(ast.Tuple),
        *program.all(ast.Set),
    ]
    for node in displays:
        if len(node.elts) not in (_FOUR, _EIGHT):
            continue
        steps = [_step(one) for one in node.elts]
        known = [one for one in steps if one is not None]
        if len(known) < len(steps) or len({place for place, _ in known}) > 1 or any(way == (0, 0) for _, way in known):
            continue
        ways = [way for _, way in known]
        lonely = [
            at for at, (a, b) in enumerate(ways) if (-a, -b) not in ways or ways.count((a, b)) > ways.count((-a, -b))
        ]
        pairs = (len(ways) - len(lonely)) // 2
        if lonely and pairs >= len(ways) // 2 - 1 and max(abs(one) for way in ways for one in way) <= _LONGEST:
            yield Place(node.elts[lonely[-1]].lineno, ast.unparse(node.elts[lonely[-1]]))


def _step(node: ast.expr) -> tuple[tuple[str, str], tuple[int, int]] | None:
    """The place that a pair begins from, empty for plain numbers, and how far it goes in both directions."""
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2:  # noqa: PLR2004 - a pair
        return None
    parts = [_moved(one) for one in node.elts]
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return None
    (row, down), (column, right) = known
    return ((row, column), (down, right)) if bool(row) == bool(column) else None


def _moved(node: ast.expr) -> tuple[str, int] | None:
    match node:
        case ast.Name(id=name):
            return name, 0
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as sign, right=ast.Constant(value=int(by))):
            return name, by if isinstance(sign, ast.Add) else -by
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(by))):
            return "", -by
        case ast.Constant(value=int(by)) if not isinstance(by, bool):
            return "", by
    return None


@check(
    Rule(
        code="part-begins-before-the-first",
        title="`{name}` is empty in the first turn: it begins one before the first place",
        weights={"correctness": 0.4},
        level="beginner",
        why="In the first turn the part begins at -1, and that is the last place. From there up to the second one "
        "nothing lies.",
        do="Let the part never begin before 0.",
        example="def smooth(levels):\n    means = []\n    for at in range(len(levels)):\n"
        "        near = levels[at - 1:at + 2]\n        means.append(sum(near) / max(1, len(near)))\n    return means\n",
        better="def smooth(levels):\n    means = []\n    for at in range(len(levels)):\n"
        "        near = levels[max(0, at - 1):at + 2]\n        means.append(sum(near) / max(1, len(near)))\n"
        "    return means\n",
    )
)
def part_begins_before_the_first(program: Program) -> Iterator[Place]:
    """See the rule: `x[i - 1:i + 2]` where i is counted from 0 and never asked for."""
    for node in program.all(ast.Slice):
        match node:
            case ast.Slice(
                lower=ast.BinOp(left=ast.Name(id=at), op=ast.Sub(), right=ast.Constant(value=int())),
                upper=ast.BinOp(left=ast.Name(id=again), op=ast.Add(), right=ast.Constant(value=int())),
                step=None,
            ) if at == again:
                pass
            case _:
                continue
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For) and _counts(one, at)]
        if not loops or any(isinstance(one, ast.Compare) and at in ast.unparse(one) for one in ast.walk(loops[0])):
            continue
        part = program.parents[node]
        if isinstance(part, ast.Subscript) and base_name(part):
            yield Place(part.lineno, ast.unparse(part))


def _counts(loop: ast.For, at: str) -> bool:
    """Whether a loop counts a name from 0, by `range` or by `enumerate`."""
    match loop:
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=name), _]),
            iter=ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]),
        ):
            return name == at
    return counts_from_zero(loop, at)


CHECKS: tuple[Check, ...] = (
    one_way_left_out,
    part_begins_before_the_first,
)
