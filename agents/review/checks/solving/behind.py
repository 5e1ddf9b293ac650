"""Walks along links and down to a last node: what is left when the loop is over, and what the step before it does.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _walker(test: ast.expr) -> str:
    """`x` of `while x` and of `while x is not None`."""
    match test:
        case ast.Name(id=name):
            return name
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None)]
        ):
            return name
    return ""


def _link(node: ast.expr, name: str) -> str:
    """`next` of `x.next` and `x["next"]`."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner == name:
            return attr
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str() as key)) if owner == name:
            return str(key)
    return ""


@check(
    Rule(
        code="nothing-left-behind-the-walk",
        title="`{name}` is None behind the loop that walks with it",
        weights={"correctness": 0.45},
        level="learning",
        why="The loop goes on until there is no node any more. What the name stands for then is nothing, not the last "
        "node.",
        do="End the walk at the node behind which nothing comes, or keep the last one under a name of its own.",
        example="def last(first):\n    node = first\n    while node is not None:\n        node = node.next\n"
        "    return node.value\n",
        better="def last(first):\n    node = first\n    while node.next is not None:\n        node = node.next\n"
        "    return node.value\n",
    )
)
def nothing_left_behind_the_walk(program: Program) -> Iterator[Place]:
    """See the rule: a part of it is read, it is kept in a part of something, or it is returned after it only walked."""
    for loop in program.all(ast.While):
        name = _walker(loop.test)
        steps = [one for one in loop.body if _steps(one, name)] if name else []
        if not steps or loop.orelse or any(isinstance(one, ast.Break) for one in ast.walk(loop)):
            continue
        for node in program.after(loop, 1):
            read = any(_link(one, name) for one in _expressions(node))
            kept = (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Name)
                and node.value.id == name
                and isinstance(node.targets[0], ast.Attribute)
            )
            if (read or kept) and not isinstance(node, ast.If | ast.While | ast.For | ast.Try):
                yield Place(node.lineno, name)


def _steps(node: ast.stmt, name: str) -> bool:
    """Whether a statement goes on to what is linked, on one side or the other, or to what was kept for that."""
    match node:
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            return target == name and (bool(_link(value, name)) or isinstance(value, ast.Name))
    return False


def _expressions(node: ast.stmt) -> Iterator[ast.expr]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.Subscript))


@check(
    Rule(
        code="previous-is-the-same-one",
        title="`{name}` becomes the node that the walk has just gone on to",
        weights={"correctness": 0.4},
        level="learning",
        why="The step comes first, so both names stand for the same node in each turn, and none for the one before.",
        do="Keep the old node before the walk goes on.",
        example="def before_value(first, value):\n    before = None\n    node = first\n"
        "    while node and node.value != value:\n        node = node.next\n        before = node\n"
        "    return before\n",
        better="def before_value(first, value):\n    before = None\n    node = first\n"
        "    while node and node.value != value:\n        before = node\n        node = node.next\n"
        "    return before\n",
    )
)
def previous_is_the_same_one(program: Program) -> Iterator[Place]:
    """See the rule: `x = x.next` and then `y = x`, with a name that says that it is the one before."""
    for loop in program.loops:
        for step, after in pairwise(loop.body):
            match step, after:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value),
                    ast.Assign(targets=[ast.Name(id=kept)], value=ast.Name(id=given)),
                ) if given == name and kept != name and _link(value, name):
                    if _BEFORE.search(kept.lower()):
                        yield Place(after.lineno, kept)


_BEFORE: Final = re.compile(r"prev|before|behind|trail|last|old")


@check(
    Rule(
        code="last-one-never-handed-over",
        title="`{name}` still holds something when the loop is over",
        weights={"correctness": 0.35},
        level="learning",
        why="Each one is put away when the next one begins. Behind the last one nothing begins, so that "
        "one is never put away.",
        do="Do behind the loop what is done there at each change.",
        example="def joined(spans):\n    found = []\n    begin, end = spans[0]\n    for first, last in spans[1:]:\n"
        "        if first <= end:\n            end = max(end, last)\n        else:\n"
        "            found.append((begin, end))\n            begin, end = first, last\n    return found\n",
        better="def joined(spans):\n    found = []\n    begin, end = spans[0]\n    for first, last in spans[1:]:\n"
        "        if first <= end:\n            end = max(end, last)\n        else:\n"
        "            found.append((begin, end))\n            begin, end = first, last\n"
        "    found.append((begin, end))\n    return found\n",
    )
)
def last_one_never_handed_over(program: Program) -> Iterator[Place]:
    """See the rule: a pair is appended and then set anew in a branch, and returned is what it was appended to."""
    for loop in program.all(ast.For):
        for node in ast.walk(loop):
            match node:
                case ast.If(body=block, orelse=other):
                    blocks = [block, other]
                case _:
                    continue
            for put, begun in (pair for one in blocks for pair in pairwise(one)):
                name, held = _put_away(put)
                fresh = {one.id for one in _targets(begun)}
                if name and held and fresh == held and _returned_at_once(program, loop, name):
                    yield Place(put.lineno, ", ".join(sorted(held)))


def _put_away(node: ast.stmt) -> tuple[str, set[str]]:
    """The list, and the names that are put there as a pair."""
    match node:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append"),
                args=[ast.Tuple(elts=parts) | ast.List(elts=parts)],
            )
        ) if len(parts) == _PAIR and all(isinstance(one, ast.Name) for one in parts):
            return name, {one.id for one in parts if isinstance(one, ast.Name)}
    return "", set()


_PAIR: Final = 2


def _targets(node: ast.stmt) -> Iterator[ast.Name]:
    for target in node.targets if isinstance(node, ast.Assign) else ():
        yield from (one for one in ast.walk(target) if isinstance(one, ast.Name))


def _returned_at_once(program: Program, loop: ast.For, name: str) -> bool:
    """Whether nothing stands between the loop and the end that gives the list back or shows it."""
    match program.after(loop, 1):
        case [ast.Return(value=ast.Name(id=given))]:
            return given == name
        case [ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[*_, ast.Name(id=given)]))]:
            return given == name
    return False


@check(
    Rule(
        code="end-drawn-back",
        title="`{name}` may end earlier than before",
        weights={"correctness": 0.35},
        level="learning",
        why="The later one can lie wholly within the earlier one. Then its end comes first, and the rest of the longer "
        "one is lost.",
        do="Keep the later of the two ends.",
        example="def joined(spans):\n    found = [list(spans[0])]\n    for first, last in spans[1:]:\n"
        "        if first <= found[-1][1]:\n            found[-1][1] = last\n        else:\n"
        "            found.append([first, last])\n    return found\n",
        better="def joined(spans):\n    found = [list(spans[0])]\n    for first, last in spans[1:]:\n"
        "        if first <= found[-1][1]:\n            found[-1][1] = max(found[-1][1], last)\n        else:\n"
        "            found.append([first, last])\n    return found\n",
    )
)
def end_drawn_back(program: Program) -> Iterator[Place]:
    """See the rule: `if first <= end: end = last`, of the two that the loop takes from each element."""
    for loop in program.all(ast.For):
        match loop.target:
            case ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=last)]):
                pass
            case _:
                continue
        for node in loop.body:
            match node:
                case ast.If(
                    test=ast.Compare(left=ast.Name(id=one), ops=[ast.LtE() | ast.Lt()], comparators=[end]),
                    body=[ast.Assign(targets=[target], value=ast.Name(id=other))],
                    orelse=[_, *_],
                ) if (one, other) == (first, last) and ast.unparse(end) == ast.unparse(target):
                    yield Place(node.lineno, ast.unparse(target))


@check(
    Rule(
        code="ends-keep-their-distance",
        title="`{name}` moves the same way as the other end",
        weights={"correctness": 0.4},
        level="learning",
        why="Both ends go up by one, so they never come closer, and one of them leaves the list.",
        do="Let the ends come towards each other.",
        example="def is_mirrored(text):\n    left, right = 0, len(text) - 1\n    while left < right:\n"
        "        if text[left] != text[right]:\n            return False\n        left += 1\n        right += 1\n"
        "    return True\n",
        better="def is_mirrored(text):\n    left, right = 0, len(text) - 1\n    while left < right:\n"
        "        if text[left] != text[right]:\n            return False\n        left += 1\n        right -= 1\n"
        "    return True\n",
    )
)
def ends_keep_their_distance(program: Program) -> Iterator[Place]:
    """See the rule: `while a < b` with the same step of both in each turn, and no other."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=low), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Name(id=high)]):
                names = {low, high}
            case _:
                continue
        steps: dict[str, list[type[ast.operator] | None]] = {}
        for node in ast.walk(loop):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node.id in names:
                step = program.parents[node]
                plain = isinstance(step, ast.AugAssign) and step in loop.body and is_const(step.value, 1)
                sign = type(step.op) if plain and isinstance(step, ast.AugAssign) else None
                steps.setdefault(node.id, []).append(sign)
        kinds = [one for found in steps.values() for one in found]
        if len(steps) == len(kinds) == _PAIR and None not in kinds and len(set(kinds)) == 1:
            yield Place(loop.lineno, high)


CHECKS: tuple[Check, ...] = (
    nothing_left_behind_the_walk,
    previous_is_the_same_one,
    last_one_never_handed_over,
    end_drawn_back,
    ends_keep_their_distance,
)
