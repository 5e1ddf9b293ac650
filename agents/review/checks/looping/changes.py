"""From one value to the next: measured by the wrong one, in the wrong direction, or replaced instead of changed."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEW: Final = re.compile(r"(?:^|_)(?:new|current|curr|this|later|after|today|now|next|second)(?:_|$)")
_OLD: Final = re.compile(r"(?:^|_)(?:old|previous|prev|last|earlier|before|yesterday|first)(?:_|$)")
_GROWS: Final = re.compile(r"growth|grow|increase|\bgain|\brise|\bchanges?\b|percent|delta|inflation")
_FALLS: Final = re.compile(
    r"drop|decrease|decline|fall|loss|shrink|absolute|distance|discount|savings?|reduc|descent|lost"
)


def _later(one: ast.expr, other: ast.expr) -> bool | None:
    """Whether the first of two is the later one, the earlier one, or neither for certain."""
    match one, other:
        case ast.Subscript(value=owner, slice=at), ast.Subscript(value=again, slice=place) if same(owner, again):
            texts = ast.unparse(at), ast.unparse(place)
            if texts[0] == f"{texts[1]} + 1" or texts[1] == f"{texts[0]} - 1":
                return True
            if texts[1] == f"{texts[0]} + 1" or texts[0] == f"{texts[1]} - 1":
                return False
        case ast.Name(id=first), ast.Name(id=second):
            if _NEW.search(first) and _OLD.search(second):
                return True
            if _OLD.search(first) and _NEW.search(second):
                return False
    return None


@check(
    Rule(
        code="growth-of-the-later-value",
        title="`{name}` measures the change by the later value",
        weights={"correctness": 0.4},
        level="beginner",
        why="Growth tells by how much of itself the earlier value has become more: from 100 to 150 it is a half.",
        do="Divide the change by the value that it begins with.",
        example="def growth(sales):\n    rates = []\n    for i in range(1, len(sales)):\n"
        "        rates.append((sales[i] - sales[i - 1]) / sales[i])\n    return rates\n",
        better="def growth(sales):\n    rates = []\n    for i in range(1, len(sales)):\n"
        "        rates.append((sales[i] - sales[i - 1]) / sales[i - 1])\n    return rates\n",
    )
)
def growth_of_the_later_value(program: Program) -> Iterator[Place]:
    """See the rule: `(x[i] - x[i - 1]) / x[i]`, `(new - old) / new`, where growth or percents are spoken of."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(left=one, op=ast.Sub(), right=other), op=ast.Div(), right=by) if same(
                one, by
            ):
                pass
            case _:
                continue
        statement = program.statement(node)
        said = (
            f"{program.purpose(node)} {ast.unparse(statement) if isinstance(statement, ast.Assign | ast.Expr) else ''}"
        )
        if _later(one, other) and _GROWS.search(said.lower().replace("_", " ")) and not _MARGIN.search(said.lower()):
            yield Place(node.lineno, ast.unparse(node))


_MARGIN: Final = re.compile(r"margin|discount|symmetric|relative to (?:the )?(?:new|later|current)")


@check(
    Rule(
        code="change-turned-round",
        title="`{name}` is negative when the values grow",
        weights={"correctness": 0.4},
        level="beginner",
        why="The change from one value to the next is what has come on top: the later one less the earlier one.",
        do="Work it out for a value that grows from 3 to 5: the change is plus 2.",
        example="def changes(values):\n    found = []\n    for before, after in zip(values, values[1:]):\n"
        "        found.append(before - after)\n    return found\n",
        better="def changes(values):\n    found = []\n    for before, after in zip(values, values[1:]):\n"
        "        found.append(after - before)\n    return found\n",
    )
)
def change_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: the earlier neighbour less the later one, kept where changes or growth are spoken of."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Sub):
            continue
        around = program.parents[node]
        match around:
            case ast.Call(func=ast.Attribute(attr="append"), args=[value]) if value is node:
                kept = ast.unparse(around.func)
            case ast.Assign(targets=[ast.Name(id=kept)], value=value) if value is node:
                pass
            case ast.ListComp(elt=value) if value is node:
                kept = ""
            case _:
                continue
        said = f"{program.purpose(node)} {kept}".lower().replace("_", " ")
        turned = _pair_of_neighbours(program, node) or _later(node.left, node.right) is False
        steps = _GROWS.search(said) and not _FALLS.search(
            f"{said} {program.said(program.function_of(node) or program.tree)}"
        )
        if turned and steps and program.loops_around(node):
            yield Place(node.lineno, ast.unparse(node))


def _pair_of_neighbours(program: Program, node: ast.BinOp) -> bool:
    """Whether it is `a - b` in a loop over `zip(x, x[1:])` with `a, b`."""
    for loop in program.loops_around(node):
        for walk in [loop, *getattr(loop, "generators", [])]:
            match getattr(walk, "target", None), getattr(walk, "iter", None):
                case (
                    ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]),
                    ast.Call(
                        func=ast.Name(id="zip"), args=[one, ast.Subscript(value=other, slice=ast.Slice(lower=lower))]
                    ),
                ) if is_const(lower, 1):
                    whole = one.value if isinstance(one, ast.Subscript) else one
                    return same(whole, other) and (ast.unparse(node.left), ast.unparse(node.right)) == (first, second)
    return False


CHECKS: tuple[Check, ...] = (
    growth_of_the_later_value,
    change_turned_round,
)
