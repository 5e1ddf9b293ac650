"""Where counting begins and ends: one place too many, one element left out, zero taken for nothing.

Only what is wrong for nearly everybody who writes it so; what may be meant weighs less.
"""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _length_of(node: ast.expr) -> ast.expr | None:
    """`x` of `len(x)`."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[owner], keywords=[]):
            return owner
    return None


@check(
    Rule(
        code="length-let-through",
        title="`{name}` lets a place through that lies behind the end",
        weights={"correctness": 0.25},
        level="beginner",
        why="The last element has the number of elements less one. The place of the length itself is no element's.",
        do="Compare with the length so that it is shut out too: `>=`, or `<`.",
        example="def song(songs, place):\n    if place > len(songs):\n        return None\n    return songs[place]\n",
        better="def song(songs, place):\n    if place >= len(songs):\n        return None\n    return songs[place]\n",
    )
)
def length_let_through(program: Program) -> Iterator[Place]:
    """See the rule: a place that is compared with a length, and then used as it is."""
    for node in program.all(ast.If):
        for test in _alternatives(node.test):
            match test:
                case ast.Compare(left=ast.Name(id=index), ops=[ast.Gt()], comparators=[bound]):
                    leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Break | ast.Continue)
                    region = _after(program, node) if leaves and not node.orelse else node.orelse
                case (
                    ast.Compare(left=ast.Name(id=index), ops=[ast.LtE()], comparators=[bound])
                    | ast.Compare(comparators=[ast.Name(id=index), bound], ops=[_, ast.LtE()])
                ) if test is node.test:
                    region = node.body
                case _:
                    continue
            owner = _length_of(bound)
            if owner is not None and _is_taken(region, owner, index):
                yield Place(test.lineno, ast.unparse(test)[:40])


def _alternatives(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]


def _after(program: Program, node: ast.stmt) -> list[ast.stmt]:
    """The statements that follow in the same block."""
    for _, block in ast.iter_fields(program.parents[node]):
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


def _is_taken(region: list[ast.stmt], owner: ast.expr, index: str) -> bool:
    """Whether the element at a place is taken, before the place changes or is asked about again."""
    for statement in region:
        inside = list(ast.walk(statement))
        asks = any(isinstance(one, ast.Compare) and index in names_in(one) for one in inside)
        stores = any(isinstance(one, ast.Name) and one.id == index and _is_stored(one) for one in inside)
        if asks or stores or any(isinstance(one, ast.Try) for one in inside):
            return False
        for one in inside:
            match one:
                case ast.Subscript(value=value, slice=ast.Name(id=found)) if found == index and same(value, owner):
                    return True
    return False


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _uses(loop: ast.For, name: str) -> list[ast.Name]:
    return [one for part in loop.body for one in ast.walk(part) if isinstance(one, ast.Name) and one.id == name]


@check(
    Rule(
        code="backwards-from-behind-the-end",
        title="`{name}` lies behind the end in the first turn",
        weights={"correctness": 0.3},
        level="beginner",
        why="Backwards the loop begins with the length itself, and the last element is one before that.",
        do="Begin with the length less one, and stop at -1.",
        example="word = 'abba'\nfor i in range(len(word), -1, -1):\n    print(word[i])\n",
        better="word = 'abba'\nfor i in range(len(word) - 1, -1, -1):\n    print(word[i])\n",
    )
)
def backwards_from_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: `x[i]` in every turn, where nothing asks for `i`."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[first, _, step])
            ) if is_const(step, -1):
                owner = _length_of(first)
            case _:
                continue
        if owner is None:
            continue
        inside = [one for part in loop.body for one in ast.walk(part)]
        asks = (ast.If, ast.IfExp, ast.BoolOp, ast.Try, ast.While)
        if any(isinstance(one, asks) or (isinstance(one, ast.Name) and _resets(one, index)) for one in inside):
            continue
        for one in inside:
            match one:
                case ast.Subscript(value=value, slice=ast.Name(id=found)) if found == index and same(value, owner):
                    yield Place(one.lineno, ast.unparse(one)[:30])
                    break


def _resets(node: ast.Name, index: str) -> bool:
    return node.id == index and _is_stored(node)


@check(
    Rule(
        code="one-left-out",
        title="The {name} element has no turn",
        weights={"correctness": 0.15},
        level="learning",
        why="`range` stops before its end: `range(len(x) - 1)` leaves out the last place, and `range(..., 0, -1)` the "
        "first.",
        do="Go through all of it, if all elements shall count.",
        example="def total(prices):\n    result = 0\n    for i in range(len(prices) - 1):\n"
        "        result += prices[i]\n    return result\n",
        better="def total(prices):\n    return sum(prices)\n",
    )
)
def one_left_out(program: Program) -> Iterator[Place]:
    """See the rule: a loop that uses `x[i]` alone, where no other place of `x` is asked for."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.BinOp(left=length, op=ast.Sub(), right=one)])
                | ast.Call(
                    func=ast.Name(id="range"),
                    args=[ast.Constant(value=0), ast.BinOp(left=length, op=ast.Sub(), right=one)],
                ),
            ) if is_const(one, 1):
                left_out = "last"
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(
                    func=ast.Name(id="range"),
                    args=[ast.BinOp(left=length, op=ast.Sub(), right=one), end, step],
                ),
            ) if is_const(one, 1) and is_const(end, 0) and is_const(step, -1):
                left_out = "first"
            case _:
                continue
        owner = _length_of(length)
        if isinstance(owner, ast.Name) and _walks_only(program, loop, owner.id, index):
            yield Place(loop.lineno, left_out)


def _walks_only(program: Program, loop: ast.For, owner: str, index: str) -> bool:
    """Whether a loop collects `owner[index]`, uses neither of the two otherwise, and nothing else takes an element."""
    uses = _uses(loop, index)
    inside = {part for statement in loop.body for part in ast.walk(statement)}
    whole = all(_is_element(program.parents[one], owner, one) for one in uses)
    collects = any(isinstance(one, ast.AugAssign) or method_of(one) == "append" for one in inside)
    odd = any(isinstance(one, ast.Break | ast.Return | ast.For | ast.While | ast.Try) for one in inside)
    elements = {program.parents[one] for one in uses}
    others = [
        program.parents[one]
        for one in program.within(program.scope(loop))
        if isinstance(one, ast.Name) and one.id == owner and isinstance(one.ctx, ast.Load)
    ]
    measured = all(one in elements or call_name(one) == "len" for one in others)
    return bool(uses) and whole and collects and measured and not odd


def _is_element(node: ast.AST, owner: str, place: ast.Name) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=found), slice=index, ctx=ast.Load()):
            return found == owner and index is place
    return False


@check(
    Rule(
        code="zero-taken-for-nothing",
        title="`{name}` leaves out the number 0",
        weights={"correctness": 0.12},
        level="learning",
        why="0 counts as false, so that the comparison after `and` is never asked for it, though it would hold.",
        do="Compare the number alone, or ask `is not None`.",
        example="def is_minor(age):\n    return age and age < 18\n",
        better="def is_minor(age):\n    return age < 18\n",
    )
)
def zero_taken_for_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `x and x < 18`, for comparisons that hold for 0."""
    for node in program.all(ast.BoolOp):
        match node:
            case ast.BoolOp(
                op=ast.And(),
                values=[
                    ast.Name(id=name),
                    ast.Compare(left=ast.Name(id=again), ops=[sign], comparators=[ast.Constant(value=int(bound))]),
                    *_,
                ],
            ) if name == again:
                holds = {ast.Lt: bound > 0, ast.LtE: bound >= 0, ast.GtE: bound <= 0, ast.Eq: bound == 0}
                if holds.get(type(sign)) and type(bound) is int:
                    yield Place(node.lineno, ast.unparse(node)[:40])


CHECKS: tuple[Check, ...] = (
    length_let_through,
    backwards_from_behind_the_end,
    one_left_out,
    zero_taken_for_nothing,
)
