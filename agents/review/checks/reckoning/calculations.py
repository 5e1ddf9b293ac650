"""Steps of well-known calculations: a sum that is replaced, a mirror behind the end, nothing above infinity.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="products-not-added",
        title="`{name}` holds the last product alone, not the sum of all",
        weights={"correctness": 0.4},
        level="beginner",
        why="The place is the same in every turn of the inner loop: each product replaces the one before.",
        do="Add each product to what is there.",
        example="def product(a, b):\n    result = [[0] * len(b[0]) for _ in a]\n    for i in range(len(a)):\n"
        "        for j in range(len(b[0])):\n            for k in range(len(b)):\n"
        "                result[i][j] = a[i][k] * b[k][j]\n    return result\n",
        better="def product(a, b):\n    result = [[0] * len(b[0]) for _ in a]\n    for i in range(len(a)):\n"
        "        for j in range(len(b[0])):\n            for k in range(len(b)):\n"
        "                result[i][j] += a[i][k] * b[k][j]\n    return result\n",
    )
)
def products_not_added(program: Program) -> Iterator[Place]:
    """See the rule: `x = a[k] * b[k]` as all that a loop over `k` does, or a product that is put at `x[i + j]`."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=index),
                body=[
                    ast.Assign(
                        targets=[ast.Name() | ast.Subscript() as target],
                        value=ast.BinOp(left=ast.Subscript() as one, op=ast.Mult(), right=ast.Subscript() as other),
                    ) as step
                ],
                orelse=[],
            ):
                both = index in names_in(one) and index in names_in(other)
                replaced = index not in names_in(target) and base_name(target) not in names_in(step.value)
                if both and replaced:
                    yield Place(step.lineno, ast.unparse(target))
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[
                    ast.Subscript(
                        value=owner, slice=ast.BinOp(left=ast.Name(id=i), op=ast.Add(), right=ast.Name(id=j))
                    ) as target
                ],
                value=ast.BinOp(left=first, op=ast.Mult(), right=second),
            ):
                loops = [loop for loop in program.loops_around(step) if isinstance(loop, ast.For)][:2]
            case _:
                continue
        turns = [names_in(loop.target) for loop in loops]
        apart = len(turns) > 1 and any({i} <= a and {j} <= b for a, b in (turns, turns[::-1]))
        of_both = all(any(names_in(part) & turn for part in (first, second)) for turn in turns)
        if apart and of_both and base_name(owner) not in names_in(step.value) and not same(first, second):
            yield Place(step.lineno, ast.unparse(target))


@check(
    Rule(
        code="mirror-behind-the-end",
        title="`{name}` lies behind the end in the first turn",
        weights={"correctness": 0.35},
        level="beginner",
        why="The count begins with 0, and the number of elements less 0 is the place behind the last one.",
        do="Take one more off.",
        example="def backwards(values):\n    n = len(values)\n    turned = [0] * n\n    for i in range(n):\n"
        "        turned[i] = values[n - i]\n    return turned\n",
        better="def backwards(values):\n    n = len(values)\n    turned = [0] * n\n    for i in range(n):\n"
        "        turned[i] = values[n - i - 1]\n    return turned\n",
    )
)
def mirror_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: `x[n - i]`, read in every turn of a loop from 0, where `n` is the length of `x` or of its table."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=row, slice=ast.BinOp(left=length, op=ast.Sub(), right=ast.Name(id=index))):
                pass
            case _:
                continue
        given = program.value(length)
        owner = (
            base_name(given.args[0]) if isinstance(given, ast.Call) and call_name(given) == "len" and given.args else ""
        )
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        if not owner or owner != base_name(row) or loop is None or program.kind(row) == "dict":
            continue
        step = program.statement(node)
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[_])) if name == index:
                if step in loop.body and not isinstance(step, ast.If | ast.While | ast.Try):
                    before = loop.body[: loop.body.index(step)] if isinstance(step, ast.stmt) else []
                    if not any(isinstance(one, ast.If) for one in before):
                        yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="nothing-above-infinity",
        title="`{name}` is infinite at first, and only greater values shall replace it",
        weights={"correctness": 0.4},
        level="beginner",
        why="Nothing is greater than infinity: the first value never gets in.",
        do="Turn the comparison round: a smaller value replaces it.",
        example="def relax(roads, start):\n    cost = {town: float('inf') for town in roads}\n    cost[start] = 0\n"
        "    for town, length in roads[start]:\n        if length > cost[town]:\n            cost[town] = length\n"
        "    return cost\n",
        better="def relax(roads, start):\n    cost = {town: float('inf') for town in roads}\n    cost[start] = 0\n"
        "    for town, length in roads[start]:\n        if length < cost[town]:\n            cost[town] = length\n"
        "    return cost\n",
    )
)
def nothing_above_infinity(program: Program) -> Iterator[Place]:
    """See the rule: a row or dictionary of infinite values, and a condition that asks for something greater."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[ast.Subscript() as kept]):
                new = left
            case ast.Compare(left=ast.Subscript() as kept, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
                new = right
            case _:
                continue
        table = kept.value
        if not isinstance(table, ast.Name) or not any(_is_infinite(one) for one in program.values(table)):
            continue
        stores = [one for one in node.body if isinstance(one, ast.Assign)]
        if any(
            ast.unparse(one.targets[0]) == ast.unparse(kept) and ast.unparse(one.value) == ast.unparse(new)
            for one in stores
        ):
            yield Place(node.lineno, ast.unparse(kept))


def _is_infinite(node: ast.expr | None) -> bool:
    """Whether every value of a row or dictionary is infinite."""
    match node:
        case ast.DictComp(value=value) | ast.ListComp(elt=value):
            return _is_infinite(value)
        case ast.BinOp(left=ast.List(elts=[value]), op=ast.Mult()):
            return _is_infinite(value)
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="inf" | "infinity" | "Infinity" | "Inf")]):
            return True
        case (
            ast.Attribute(value=ast.Name(id="math"), attr="inf")
            | ast.Attribute(value=ast.Name(id="sys"), attr="maxsize")
        ):
            return True
        case ast.Name(id="INF" | "inf" | "INFINITY" | "infinity"):
            return True
    return False


@check(
    Rule(
        code="remainder-for-divisor",
        title="`{name}` always ends with 0",
        weights={"correctness": 0.4},
        level="beginner",
        why="The division goes on until the second number is 0. The divisor is the first one then.",
        do="Return the other of the two numbers.",
        example="def common(a, b):\n    if b == 0:\n        return b\n    return common(b, a % b)\n",
        better="def common(a, b):\n    if b == 0:\n        return a\n    return common(b, a % b)\n",
    )
)
def remainder_for_divisor(program: Program) -> Iterator[Place]:
    """See the rule: `f(b, a % b)`, or `a, b = b, a % b`, and `b` is returned where it is 0."""
    for function in program.functions:
        pairs = {pair for one in program.within(function) if (pair := _divided(one, function.name))}
        for (_, rest), step in ((pair, step) for pair in pairs for step in function.body):
            match step:
                case ast.If(test=test, body=[ast.Return(value=ast.Name(id=name))]) if name == rest and _is_zero(
                    test, rest
                ):
                    yield Place(step.lineno, function.name)
                case ast.While(test=test) if ast.unparse(test) in (rest, f"{rest} != 0", f"{rest} > 0"):
                    behind = function.body[function.body.index(step) + 1 :]
                    match behind:
                        case [ast.Return(value=ast.Name(id=name))] if name == rest:
                            yield Place(behind[0].lineno, function.name)


def _divided(node: ast.AST, function: str) -> tuple[str, str] | None:
    """The two numbers that are replaced by the second and the remainder."""
    match node:
        case ast.Call(
            args=[ast.Name(id=second), ast.BinOp(left=ast.Name(id=first), op=ast.Mod(), right=ast.Name(id=again))]
        ):
            return (first, second) if second == again and call_name(node) == function else None
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)])],
            value=ast.Tuple(
                elts=[ast.Name(id=moved), ast.BinOp(left=ast.Name(id=one), op=ast.Mod(), right=ast.Name(id=other))]
            ),
        ) if (moved, one, other) == (second, first, second):
            return first, second
    return None


def _is_zero(test: ast.expr, name: str) -> bool:
    return ast.unparse(test) in (f"{name} == 0", f"not {name}", f"0 == {name}")


CHECKS: tuple[Check, ...] = (
    products_not_added,
    mirror_behind_the_end,
    nothing_above_infinity,
    remainder_for_divisor,
)
