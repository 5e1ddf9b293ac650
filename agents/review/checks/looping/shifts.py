"""Elements that are moved from place to place within one list: what runs ahead, and what is overwritten."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="copy-runs-ahead",
        title="`{name}` copies what the turn before has just copied",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes in the direction in which it moves: the first value is carried through the whole list.",
        do="Go through the places from the other end.",
        example="def shift(items):\n    for i in range(1, len(items)):\n        items[i] = items[i - 1]\n"
        "    items[0] = None\n",
        better="def shift(items):\n    for i in range(len(items) - 1, 0, -1):\n        items[i] = items[i - 1]\n"
        "    items[0] = None\n",
    )
)
def copy_runs_ahead(program: Program) -> Iterator[Place]:
    """See the rule: `x[i] = x[i - 1]` upwards, or `x[i] = x[i + 1]` downwards, as all that the loop does."""
    for loop in program.all(ast.For):
        moved = _moved(loop)
        if moved is not None and moved[1] == _direction(loop):
            yield Place(loop.body[0].lineno, ast.unparse(loop.body[0])[:40])


def _moved(loop: ast.For) -> tuple[str, int] | None:
    """The list in which a loop moves each element by one place, and in which direction."""
    match loop:
        case ast.For(
            target=ast.Name(id=index),
            body=[
                ast.Assign(
                    targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as owner, slice=to)],
                    value=ast.Subscript(value=source, slice=place),
                )
            ],
        ) if ast.unparse(owner) == ast.unparse(source):
            step = _offset(to, index), _offset(place, index)
        case _:
            return None
    if step[0] is None or step[1] is None or abs(step[0] - step[1]) != 1:
        return None
    return ast.unparse(owner), step[0] - step[1]


def _offset(node: ast.expr, index: str) -> int | None:
    """0 of `i`, 1 of `i + 1`, -1 of `i - 1`."""
    match node:
        case ast.Name(id=name) if name == index:
            return 0
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add() | ast.Sub() as sign, right=ast.Constant(value=1)):
            return None if name != index else 1 if isinstance(sign, ast.Add) else -1
    return None


def _direction(loop: ast.For) -> int:
    """1 where a loop counts upwards, -1 downwards, 0 where that is not known."""
    source = loop.iter
    turned = call_name(source) == "reversed"
    if turned and isinstance(source, ast.Call) and source.args:
        source = source.args[0]
    if call_name(source) != "range" or not isinstance(source, ast.Call):
        return 0
    down = len(source.args) == 3 and is_const(source.args[2], -1)  # noqa: PLR2004 - start, end and step
    if len(source.args) == 3 and not down:  # noqa: PLR2004 - as above
        return 0
    return -1 if down != turned else 1


@check(
    Rule(
        code="end-overwritten-by-the-shift",
        title="`{name}` is no longer what it was before the loop",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop has moved another element to that place: the one that should come round is lost.",
        do="Keep the element that would be lost in a name of its own, before the loop.",
        example="def rotate(items):\n    for i in range(len(items) - 1, 0, -1):\n        items[i] = items[i - 1]\n"
        "    items[0] = items[-1]\n",
        better="def rotate(items):\n    last = items[-1]\n    for i in range(len(items) - 1, 0, -1):\n"
        "        items[i] = items[i - 1]\n    items[0] = last\n",
    )
)
def end_overwritten_by_the_shift(program: Program) -> Iterator[Place]:
    """See the rule: all are moved by one place, and the free end gets the other end as it is now."""
    for loop in program.all(ast.For):
        moved = _moved(loop)
        for step in program.after(loop, 1) if moved is not None else ():
            match step:
                case ast.Assign(
                    targets=[ast.Subscript(value=owner, slice=to)], value=ast.Subscript(value=source, slice=place)
                ) if moved is not None and ast.unparse(owner) == ast.unparse(source) == moved[0]:
                    pass
                case _:
                    continue
            ends = [is_const(to, 0), is_const(place, 0)]
            others = [_is_last(place, moved[0]), _is_last(to, moved[0])]
            if (moved[1] == 1 and ends[0] and others[0]) or (moved[1] == -1 and ends[1] and others[1]):
                yield Place(step.lineno, ast.unparse(step.value))


def _is_last(node: ast.expr, name: str) -> bool:
    return is_const(node, -1) or ast.unparse(node) == f"len({name}) - 1"


CHECKS: tuple[Check, ...] = (copy_runs_ahead, end_overwritten_by_the_shift)
