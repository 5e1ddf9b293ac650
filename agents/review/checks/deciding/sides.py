"""Bounds of two sides, such as rows and columns, where one is asked for in place of the other."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PARTNERS: Final = (
    ("rows", "columns"), ("rows", "cols"), ("rows", "seats"), ("rows", "seats_per_row"), ("row_count", "column_count"),
    ("num_rows", "num_cols"), ("num_rows", "num_columns"), ("n_rows", "n_cols"), ("n_rows", "n_columns"),
    ("nrows", "ncols"), ("height", "width"), ("max_y", "max_x"), ("lines", "columns"),
    ("rows", "seats_in_row"), ("max_row", "max_col"), ("floors", "rooms"), ("size_y", "size_x"),
)  # fmt: skip
"""Names for the two sides of something."""

_OTHER: Final = {
    one: {b for a, b in _PARTNERS if a == one} | {a for a, b in _PARTNERS if b == one}
    for pair in _PARTNERS
    for one in pair
}


@check(
    Rule(
        code="one-side-for-both",
        title="Both are held against `{name}`, the other side is not asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="Along the longer side places are refused that are there, along the shorter one places are let through "
        "that are not.",
        do="Hold each of the two against its own side.",
        example="def inside(row, column, rows, columns):\n    '''Is the place in a field of rows x columns?'''\n"
        "    return 0 <= row < rows and 0 <= column < rows\n",
        better="def inside(row, column, rows, columns):\n    '''Is the place in a field of rows x columns?'''\n"
        "    return 0 <= row < rows and 0 <= column < columns\n",
    )
)
def one_side_for_both(program: Program) -> Iterator[Place]:
    """See the rule: two names up to one bound, where the name of the other side is known here too."""
    attributes = {ast.unparse(one) for one in program.all(ast.Attribute) if isinstance(one.ctx, ast.Store)}
    for node in program.all(ast.BoolOp):
        asked = [found for part in node.values if (found := _upper(part)) is not None]
        if len(asked) != len(("row", "column")):
            continue
        (one, bound), (other, again) = asked
        if not same(bound, again) or {_way(one), _way(other)} != {"down", "across"}:
            continue
        owner, _, side = ast.unparse(bound).rpartition(".")
        function = program.function_of(node)
        there = set(program.parameters(function)) if function is not None else set()
        if function is not None and not owner:
            there |= {name for name in _OTHER.get(side, ()) if any(True for _ in program.places(function, name))}
        for partner in sorted(_OTHER.get(side, ())):
            known = f"{owner}.{partner}" in attributes if owner else partner in there
            scope = function if function is not None else program.tree
            names = {text for part in node.values for text in names_in(part)}
            if (
                known
                and f"{owner}.{partner}".lstrip(".") not in names
                and not _asked_apart(program, scope, node, partner)
            ):
                yield Place(node.lineno, ast.unparse(bound))
                break


_DOWN: Final = re.compile(r"(?:new_|next_|n|self\.)?(?:row|r|y|i|line|zeile)(?:_?\d|_number|_index)?")
_ACROSS: Final = re.compile(r"(?:new_|next_|n|self\.)?(?:col|column|c|x|j|seat|spalte)(?:_?\d|_number|_index)?")


def _way(node: ast.expr) -> str:
    """Which of the two ways a name counts."""
    name = ast.unparse(node)
    return "down" if _DOWN.fullmatch(name) else "across" if _ACROSS.fullmatch(name) else ""


def _asked_apart(program: Program, scope: ast.AST, node: ast.BoolOp, partner: str) -> bool:
    """Whether another comparison of the function holds something against the partner."""
    return any(
        ast.unparse(side).rpartition(".")[2] == partner
        for one in program.within(scope)
        if isinstance(one, ast.Compare) and one not in node.values
        for side in (one.left, *one.comparators)
    )


def _upper(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """What is compared, and the bound that it has above: in `0 <= x < n`, `x < n`, `x >= n`."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _upper(inner)
        case ast.Compare(
            left=ast.Constant() | ast.UnaryOp(), ops=[_, ast.Lt() | ast.LtE()], comparators=[middle, bound]
        ):
            found = middle, bound
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[bound]):
            found = left, bound
        case _:
            return None
    plain = all(isinstance(one, ast.Name | ast.Attribute) for one in found)
    return found if plain else None


CHECKS: tuple[Check, ...] = (one_side_for_both,)
