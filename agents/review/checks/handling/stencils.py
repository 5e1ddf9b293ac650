"""Cells that are worked out from their neighbours: some of these are the new ones already, or lie outside."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_IN_PLACE: Final = re.compile(r"seidel|relax|in[- ]place|successive|sweep|rule of|ballot|game of (?!life)")
_MANY: Final = 8  # cells set in one loop that are looked at: nobody writes more by hand
_AROUND: Final = re.compile(r"neighbo|around|alive|living|adjacent|surround")


@check(
    Rule(
        code="neighbours-already-new",
        title="`{name}` is changed while its neighbours still need the old values",
        weights={"correctness": 0.35},
        level="beginner",
        why="All cells change at the same moment. Here the ones behind are worked out from cells that are new already.",
        do="Put the new values into a list of their own, and read the old ones only.",
        example="def step(rod):\n    for i in range(1, len(rod) - 1):\n"
        "        rod[i] = (rod[i - 1] + rod[i + 1]) / 2\n    return rod\n",
        better="def step(rod):\n    new = rod[:]\n    for i in range(1, len(rod) - 1):\n"
        "        new[i] = (rod[i - 1] + rod[i + 1]) / 2\n    return new\n",
    )
)
def neighbours_already_new(program: Program) -> Iterator[Place]:
    """See the rule: `x[i]` from `x[i - 1]` and `x[i + 1]`; `g[r][c]` from a count of the cells around it in `g`."""
    tried: Counter[ast.AST] = Counter()
    for node in program.all(ast.Assign):
        target = node.targets[0]
        loops = [one for one in program.loops_around(node) if isinstance(one, ast.For)]
        counted = [one for one in loops if isinstance(one.target, ast.Name)]
        if not isinstance(target, ast.Subscript) or not counted or _IN_PLACE.search(program.purpose(node)):
            continue
        match target:
            case ast.Subscript(value=ast.Name(id=line), slice=ast.Name(id=index)) if index == counted[0].target.id:  # type: ignore[attr-defined]  # names, as asked above
                near = {_distance(one, line, index) for one in ast.walk(node.value)}
                if {1, -1} <= near:
                    yield Place(node.lineno, line)
            case ast.Subscript(
                value=ast.Subscript(value=ast.Name(id=grid), slice=ast.Name(id=row)), slice=ast.Name(id=col)
            ):
                walked = {one.target.id for one in counted if isinstance(one.target, ast.Name)}
                tried[counted[0]] += 1
                if (
                    tried[counted[0]] <= _MANY
                    and {row, col} <= walked
                    and _counts_around(program, node, counted, grid, (row, col))
                ):
                    yield Place(node.lineno, grid)


def _distance(node: ast.AST, line: str, index: str) -> int:
    """1 or -1 for `x[i + 1]` and `x[i - 1]`, else 0."""
    match node:
        case ast.Subscript(
            value=ast.Name(id=name), slice=ast.BinOp(left=ast.Name(id=at), op=ast.Add() | ast.Sub() as sign, right=one)
        ) if (name, at) == (line, index) and is_const(one, 1):
            return 1 if isinstance(sign, ast.Add) else -1
    return 0


def _counts_around(program: Program, node: ast.Assign, loops: list[ast.For], grid: str, cell: tuple[str, str]) -> bool:
    """Whether the cell is set by a number of neighbours that was counted in the same grid in this turn."""
    inner = next(one for one in loops if isinstance(one.target, ast.Name) and one.target.id in cell)
    choices = [
        node.value,
        *(up.test for _, up in program.up(node) if isinstance(up, ast.If) and up.lineno > inner.lineno),
    ]
    asked = {name for one in choices for name in names_in(one)}
    within = {one for part in choices for one in ast.walk(part)}
    for step in inner.body:
        for one in program.within(step):
            match one:
                case ast.Call(args=[ast.Name(id=given), *_]) if given == grid and _AROUND.search(
                    ast.unparse(one.func).lower()
                ):
                    target = program.statement(one)
                    kept = names_in(target.targets[0]) if isinstance(target, ast.Assign) else set()
                    if kept & asked or one in within:
                        return set(cell) <= names_in(one)
                case ast.AugAssign(target=ast.Name(id=count), op=ast.Add(), value=value) if count in asked:
                    if base_name(value) == grid and not _is_cell(value, cell):
                        return _on_both_sides(program, one, inner)
    return False


def _is_cell(node: ast.expr, cell: tuple[str, str]) -> bool:
    return ast.unparse(node).endswith(f"[{cell[0]}][{cell[1]}]")


def _on_both_sides(program: Program, node: ast.AST, inner: ast.For) -> bool:
    """Whether a loop within goes through neighbours before and behind: `(-1, 0, 1)`, `range(-1, 2)`, pairs of them."""
    loops = [one for one in program.loops_around(node) if isinstance(one, ast.For) and one.lineno > inner.lineno]
    texts = [ast.unparse(one.iter) for one in loops]
    return any("-1" in text or "- 1" in text or "NEIGHBO" in text.upper() or "DIR" in text.upper() for text in texts)


CHECKS: tuple[Check, ...] = (neighbours_already_new,)
