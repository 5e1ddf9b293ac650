"""Where counting begins and ends: one place too many, one element left out, zero taken for nothing.

Only what is wrong for nearly everybody who writes it so; what may be meant weighs less.
"""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, counts_from_zero, is_const, method_of, names_in, same
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
    kinds: tuple[type[ast.If | ast.While], ...] = (ast.If, ast.While)
    for node in program.all(*kinds):
        for test in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match test:
                case ast.Compare(left=index, ops=[ast.Gt()], comparators=[bound]) if not _joined(node, ast.And):
                    leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Break | ast.Continue)
                    reset = _resets_to_first(node.body[-1], index)
                    region = _after(program, node) if (leaves or reset) and not node.orelse else node.orelse
                case ast.Compare(left=index, ops=[ast.LtE()], comparators=[bound]) if not _joined(node, ast.Or):
                    region = node.body
                case ast.Compare(comparators=[index, bound], ops=[_, ast.LtE()]) if not _joined(node, ast.Or):
                    region = node.body
                case _:
                    continue
            owner = _length_of(bound)
            if owner is None or _is_table(program, owner):
                continue
            if isinstance(index, ast.Name | ast.Attribute) and _is_taken(region, owner, index):
                yield Place(test.lineno, ast.unparse(test)[:40])


def _is_table(program: Program, owner: ast.expr) -> bool:
    """Whether numbers may be keys: those of a dictionary may well begin with 1."""
    return program.kind(owner) == "dict" or bool(re.search("memo|cache|dict|map|table", ast.unparse(owner).lower()))


def _joined(node: ast.If | ast.While, sign: type[ast.boolop]) -> bool:
    return isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, sign)


def _resets_to_first(node: ast.stmt, index: ast.expr) -> bool:
    match node:
        case ast.Assign(targets=[target], value=value):
            return ast.unparse(target) == ast.unparse(index) and is_const(value, 0)
    return False


def _after(program: Program, node: ast.stmt) -> list[ast.stmt]:
    """The statements that follow in the same block."""
    for _, block in ast.iter_fields(program.parents[node]):
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


def _is_taken(region: list[ast.stmt], owner: ast.expr, index: ast.expr) -> bool:
    """Whether the element at a place is taken, before the place changes or is asked about again."""
    name = base_name(index)
    for statement in region:
        inside = list(ast.walk(statement))
        asks = any(isinstance(one, ast.Compare) and name in _compared(one) for one in inside)
        stores = any(base_name(one) == name and isinstance(getattr(one, "ctx", None), ast.Store) for one in inside)
        if asks or stores or any(isinstance(one, ast.Try) for one in inside):
            return False
        for one in inside:
            match one:
                case ast.Subscript(value=value, slice=found) if same(found, index) and _is_row_of(value, owner):
                    return True
    return False


def _compared(node: ast.Compare) -> set[str]:
    """Names that are compared, but for those that choose an element to be compared."""
    parts = [one for one in (node.left, *node.comparators) if not isinstance(one, ast.Subscript)]
    return {name for one in parts for name in names_in(one)}


def _is_row_of(row: ast.expr, owner: ast.expr) -> bool:
    """Whether it is what was measured, or any row of a table of which the first row was measured."""
    match row, owner:
        case ast.Subscript(value=table), ast.Subscript(value=again, slice=first) if is_const(first, 0):
            return same(table, again)
    return same(row, owner)


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
        code="mirrored-one-off",
        title="`{name}` compares with the wrong place from the end",
        weights={"correctness": 0.3},
        level="beginner",
        why="The first element has the number 0 and the last one -1: with 0 from both sides the first is compared with "
        "itself.",
        do="Take one off: `-i - 1`, or `~i`.",
        example="word = 'abba'\nfor i in range(2):\n    print(word[i] == word[-i])\n",
        better="word = 'abba'\nfor i in range(2):\n    print(word[i] == word[-i - 1])\n",
    )
)
def mirrored_one_off(program: Program) -> Iterator[Place]:
    """See the rule: `x[i]` and `x[-i]` where `i` begins with 0."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Subscript(value=one, slice=first), comparators=[ast.Subscript(value=other, slice=second)]
            ) if same(one, other):
                pass
            case _:
                continue
        match {type(first): first, type(second): second}:
            case {ast.Name: ast.Name(id=index), ast.UnaryOp: ast.UnaryOp(op=ast.USub(), operand=ast.Name(id=again))}:
                if index == again and any(_counts_from_zero(loop, index) for loop in program.loops_around(node)):
                    yield Place(node.lineno, ast.unparse(node)[:40])


def _counts_from_zero(loop: ast.AST, index: str) -> bool:
    """The same of statements and comprehensions."""
    match loop:
        case ast.comprehension(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
            return name == index
        case ast.GeneratorExp(generators=parts) | ast.ListComp(generators=parts):
            return any(_counts_from_zero(one, index) for one in parts)
    return counts_from_zero(loop, index)


@check(
    Rule(
        code="neighbour-behind-the-end",
        title="`{name}` lies behind the end in the last turn of the first round",
        weights={"correctness": 0.3},
        level="learning",
        why="In the first round nothing is taken off the number of elements, so that the last element is asked for the "
        "one after it.",
        do="Take one more off the end of the inner `range`.",
        example="values = [3, 1, 2]\nn = len(values)\nfor i in range(n):\n    for j in range(n - i):\n"
        "        if values[j] > values[j + 1]:\n            values[j], values[j + 1] = values[j + 1], values[j]\n",
        better="values = [3, 1, 2]\nn = len(values)\nfor i in range(n):\n    for j in range(n - i - 1):\n"
        "        if values[j] > values[j + 1]:\n            values[j], values[j + 1] = values[j + 1], values[j]\n",
    )
)
def neighbour_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: an inner loop to `n - i`, or to `n`, where `n` is the length, and `x[j + 1]` asked for at once."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=index),
                iter=ast.Call(func=ast.Name(id="range"), args=[bound]),
                body=[ast.If(test=ast.Compare() as test), *_],
            ):
                pass
            case _:
                continue
        match bound:
            case ast.BinOp(left=length, op=ast.Sub(), right=ast.Name(id=outer)) if any(
                _counts_from_zero(one, outer) for one in program.loops_around(loop)
            ):
                pass
            case ast.Name() as length:
                pass
            case _:
                continue
        owner = _measured(program, length)
        for one in ast.walk(test):
            match one:
                case ast.Subscript(
                    value=ast.Name(id=name), slice=ast.BinOp(left=ast.Name(id=found), op=ast.Add(), right=step)
                ) if name == owner and found == index and is_const(step, 1):
                    yield Place(one.lineno, ast.unparse(one)[:30])


def _measured(program: Program, node: ast.expr) -> str:
    """The name of which an expression is the length: `len(x)`, or a name that stands for it and nothing else."""
    if isinstance(node, ast.Name):
        scope = program.scope(node)
        stores = [one for one in program.places(scope, node.id) if not isinstance(one.ctx, ast.Load)]
        given = [program.parents[one] for one in stores]
        if len(given) != 1 or not isinstance(given[0], ast.Assign) or node.id in program.parameters(scope):
            return ""
        node = given[0].value
    owner = _length_of(node)
    return owner.id if isinstance(owner, ast.Name) else ""


@check(
    Rule(
        code="random-behind-the-end",
        title="`{name}` may give the place behind the last element",
        weights={"correctness": 0.3},
        level="beginner",
        why="`randint` gives its second number too, and the element with the number of the length is not there.",
        do="Take one off, or let `random.choice` choose an element.",
        example="import random\n\nnames = ['Ada', 'Bob']\nprint(names[random.randint(0, len(names))])\n",
        better="import random\n\nnames = ['Ada', 'Bob']\nprint(random.choice(names))\n",
    )
)
def random_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: as the place itself, or kept in a name that is used as the place."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(
                func=ast.Name(id="randint") | ast.Attribute(value=ast.Name(id="random"), attr="randint"),
                args=[_, last],
            ):
                owner = _length_of(last)
                parent = program.parents[node]
            case _:
                continue
        if owner is None:
            continue
        match parent:
            case ast.Subscript(value=value) if same(value, owner):
                yield Place(node.lineno, ast.unparse(node)[:40])
            case ast.Assign(targets=[ast.Name(id=place)]):
                index = ast.Name(id=place, ctx=ast.Load())
                if _is_taken(_after(program, parent), owner, index):
                    yield Place(node.lineno, ast.unparse(node)[:40])


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
    places = program.places(program.scope(loop), owner)
    others = [program.parents[one] for one in places if isinstance(one.ctx, ast.Load)]
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
                    ast.Compare(left=ast.Name(id=again), ops=[sign], comparators=[bound]),
                    *_,
                ],
            ) if name == again:
                if _holds_for_zero(sign, bound):
                    yield Place(node.lineno, ast.unparse(node)[:40])


def _holds_for_zero(sign: ast.cmpop, bound: ast.expr) -> bool:
    """Whether `0 <sign> bound` is true; a name as a bound is taken for a number above 0."""
    match bound:
        case ast.Constant(value=int() | float() as value) if type(value) is not bool:
            pass
        case ast.Name():
            value = 1
        case _:
            return False
    holds = {ast.Lt: value > 0, ast.LtE: value >= 0, ast.GtE: value <= 0, ast.Eq: value == 0}
    return holds.get(type(sign), False)


CHECKS: tuple[Check, ...] = (
    length_let_through,
    backwards_from_behind_the_end,
    mirrored_one_off,
    neighbour_behind_the_end,
    random_behind_the_end,
    one_left_out,
    zero_taken_for_nothing,
)
