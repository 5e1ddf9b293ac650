"""Places that a loop compares: the one before, the one of another loop, and the end that it never reaches."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.nested import inner_loops
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="neighbour-before-the-first",
        title="`{name}` compares the first element with the last one",
        weights={"correctness": 0.3},
        level="beginner",
        why="In the first turn the place before is -1, and that is the last element, not one before the first.",
        do="Begin with the second element.",
        example="def rises(values):\n    found = 0\n    for i in range(len(values)):\n"
        "        if values[i] > values[i - 1]:\n            found += 1\n    return found\n",
        better="def rises(values):\n    found = 0\n    for i in range(1, len(values)):\n"
        "        if values[i] > values[i - 1]:\n            found += 1\n    return found\n",
    )
)
def neighbour_before_the_first(program: Program) -> Iterator[Place]:
    """See the rule: `x[i]` and `x[i - 1]` compared or subtracted, where `i` begins with 0 and nothing asks for it."""
    seen: set[ast.AST] = set()
    for node in program.all(ast.Compare, ast.BinOp):
        match node:
            case ast.Compare(left=left, comparators=[right, *_]) if isinstance(left, ast.Subscript) or isinstance(
                right, ast.Subscript
            ):
                sides = program.value(left), program.value(right)
            case ast.BinOp(left=left, op=ast.Sub(), right=right) if not isinstance(program.parents[node], ast.BinOp):
                sides = left, right
            case _:
                continue
        match sides:
            case ast.Subscript(value=one, slice=first), ast.Subscript(value=other, slice=second):
                pass
            case _:
                continue
        index = _one_before(first, second) or _one_before(second, first)
        if not index or not same(one, other) or program.kind(one) == "dict":
            continue
        loop = next((up for up in program.loops_around(node) if index in _targets(up)), None)
        if (
            loop is None
            or loop in seen
            or not (_from_zero(loop, index) or _counted_from_zero(program, loop, index))
            or _RING.search(program.told_around(node))
        ):
            continue
        seen.add(loop)
        asks = any(_asks_for(part, index) for part in ast.walk(loop) if part is not loop)
        if not asks and (isinstance(loop, ast.While) or not _assigned(loop, index)):
            yield Place(node.lineno, ast.unparse(node)[:40])


_RING: Final = re.compile(r"ring|circ|cycl|wrap|around|round|polygon|closed|loop|rotat|perimeter|area|clock|modul")


def _one_before(first: ast.expr, second: ast.expr) -> str:
    """`i` of `i` and `i - 1`."""
    match first, second:
        case ast.Name(id=one), ast.BinOp(left=ast.Name(id=other), op=ast.Sub(), right=ast.Constant(value=1)):
            return one if one == other else ""
    return ""


def _counted_from_zero(program: Program, loop: ast.AST, index: str) -> bool:
    """Whether a `while` goes up to a length by ones, from 0 on."""
    match loop:
        case ast.While(
            test=ast.Compare(
                left=ast.Name(id=name) as counter, ops=[ast.Lt()], comparators=[ast.Call(func=ast.Name(id="len"))]
            ),
            body=[*_, ast.AugAssign(target=ast.Name(id=again), op=ast.Add(), value=ast.Constant(value=1))],
        ):
            stores = [one for one in program.places(program.scope(loop), index) if not isinstance(one.ctx, ast.Load)]
            begun = program.value(counter)
            return name == again == index and len(stores) == 2 and begun is not None and is_const(begun, 0)  # noqa: PLR2004 - begun and raised
    return False


def _targets(loop: ast.AST) -> set[str]:
    if isinstance(loop, ast.While):
        return names_in(loop.test)
    walks = getattr(loop, "generators", [loop])
    return {name for one in walks if hasattr(one, "target") for name in names_in(one.target)}


def _from_zero(loop: ast.AST, index: str) -> bool:
    for one in getattr(loop, "generators", [loop]):
        match one:
            case (
                ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=args))
                | ast.comprehension(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=args))
            ):
                if name == index:
                    return len(args) == 1 or (len(args) == 2 and is_const(args[0], 0))  # noqa: PLR2004 - begin and end
    return False


def _asks_for(node: ast.AST, index: str) -> bool:
    """Whether a condition is about the place itself, or its remainder is taken."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.comprehension(ifs=[test, *_]):
            parts = [
                one for one in ast.walk(test) if isinstance(one, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Name)
            ]
            return any(
                (
                    isinstance(one, ast.Compare)
                    and any(isinstance(side, ast.Name) and side.id == index for side in (one.left, *one.comparators))
                )
                or (one is test and isinstance(one, ast.Name) and one.id == index)
                or (
                    isinstance(one, ast.BoolOp)
                    and any(isinstance(side, ast.Name) and side.id == index for side in one.values)
                )
                or (isinstance(one, ast.UnaryOp) and isinstance(one.operand, ast.Name) and one.operand.id == index)
                for one in parts
            )
        case ast.BinOp(left=left, op=ast.Mod()):
            return index in names_in(left)
    return False


def _assigned(loop: ast.AST, index: str) -> bool:
    """Whether the place is changed in the loop itself."""
    return (
        isinstance(loop, ast.For)
        and sum(
            one.id == index and not isinstance(one.ctx, ast.Load) for one in ast.walk(loop) if isinstance(one, ast.Name)
        )
        > 1
    )


@check(
    Rule(
        code="pair-with-itself",
        title="`{name}` makes a pair of an element and itself",
        weights={"correctness": 0.3},
        level="beginner",
        why="The inner loop begins at the place where the outer one is, so the first of its turns takes "
        "one element twice.",
        do="Begin the inner loop one place further.",
        example="def equal_pairs(cards):\n    found = 0\n    for i in range(len(cards)):\n"
        "        for j in range(i, len(cards)):\n            if cards[i] == cards[j]:\n                found += 1\n"
        "    return found\n",
        better="def equal_pairs(cards):\n    found = 0\n    for i in range(len(cards)):\n"
        "        for j in range(i + 1, len(cards)):\n            if cards[i] == cards[j]:\n                found += 1\n"
        "    return found\n",
    )
)
def pair_with_itself(program: Program) -> Iterator[Place]:
    """See the rule: `range(i, n)`, where `x[i] == x[j]`, or their sum, is compared, or both are shown."""
    for outer, inner in inner_loops(program):
        match outer.target, inner:
            case ast.Name(id=i), ast.For(
                target=ast.Name(id=j), iter=ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=begin), _])
            ) if begin == i and _from_zero(outer, i):
                pass
            case _:
                continue
        inside = [one for part in inner.body for one in ast.walk(part)]
        asked = any(_places(one, i, j) == "places" for one in inside)
        slices = any(isinstance(one, ast.Slice) for one in inside)
        if (
            asked
            or slices
            or re.search(r"itself|repetition|same (one|element|number)|twice|substring|sub", program.told_around(inner))
        ):
            continue
        if any(_places(one, i, j) == "elements" for one in inside):
            yield Place(inner.lineno, ast.unparse(inner.iter))
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Name(id="zip"),
                args=[whole, ast.Subscript(value=again, slice=ast.Slice(lower=None, upper=upper, step=None))],
            ) if is_const(upper, -1) and same(whole, again):
                yield Place(call.lineno, ast.unparse(call))
    for outer, inner in inner_loops(program):
        if _rest_with_itself(outer, inner) and "itself" not in program.told_around(inner):
            yield Place(inner.lineno, ast.unparse(inner.iter))


def _rest_with_itself(outer: ast.For, inner: ast.For) -> bool:
    """The same of elements: `for i, a in enumerate(x)`, and `for b in x[i:]`, with both shown or found equal."""
    match outer, inner:
        case (
            ast.For(
                target=ast.Tuple(elts=[ast.Name(id=i), ast.Name(id=a)]),
                iter=ast.Call(func=ast.Name(id="enumerate"), args=[whole], keywords=[]),
            ),
            ast.For(
                target=ast.Name(id=b),
                iter=ast.Subscript(value=owner, slice=ast.Slice(lower=ast.Name(id=lower), upper=None, step=None)),
            ),
        ) if same(whole, owner) and i == lower:
            inside = [one for part in inner.body for one in ast.walk(part)]
        case _:
            return False
    if any(
        isinstance(one, ast.Compare) and not isinstance(one.ops[0], ast.Eq) and names_in(one) == {a, b}
        for one in inside
    ):
        return False
    return any(_both_at_once(one, a, b) for one in inside)


def _both_at_once(node: ast.AST, a: str, b: str) -> bool:
    match node:
        case ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Name(id=other)]):
            return {one, other} == {a, b}
        case ast.Call(func=ast.Name(id="print"), args=args):
            return {a, b} <= {one.id for one in args if isinstance(one, ast.Name)}
    return False


def _places(node: ast.AST, i: str, j: str) -> str:
    """Whether a node compares the two places, or puts the two elements together."""
    match node:
        case ast.Compare(left=left, ops=[sign, *_], comparators=[right, *_]):
            if names_in(left) | names_in(right) == {i, j}:
                return "places"
            equal = isinstance(sign, ast.Eq)
            both = _element(left) == {i} and _element(right) == {j}
            sums = any(
                isinstance(one, ast.BinOp)
                and isinstance(one.op, ast.Add)
                and _element(one.left) | _element(one.right) == {i, j}
                for one in (left, right)
            )
            return "elements" if equal and (both or sums) else ""
        case ast.Call(func=ast.Name(id="abs"), args=[ast.BinOp(left=left, op=ast.Sub(), right=right)]):
            return "elements" if _element(left) | _element(right) == {i, j} else ""
        case ast.Call(func=ast.Name(id="print"), args=args):
            shown = [_element(one) for one in args]
            return "elements" if {i} in shown and {j} in shown else ""
        case ast.If(test=ast.Call(args=args), body=[ast.Return(value=ast.Constant(value=False))]):
            handed = [_element(one) for one in args]
            return "elements" if {i} in handed and {j} in handed else ""
    return ""


def _element(node: ast.expr) -> set[str]:
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.Name(id=index)):
            return {index}
    return set()


@check(
    Rule(
        code="end-never-reached",
        title="`{name}` asks for a value that never comes: `range` stops before its end",
        weights={"correctness": 0.35},
        level="beginner",
        why="The last value is the end less one, so the case that is asked for does not come.",
        do="Ask for the last value that `range` gives.",
        example="def fence(width):\n    for x in range(width):\n        if x == width:\n            print('end')\n"
        "        else:\n            print('plank')\n",
        better="def fence(width):\n    for x in range(width):\n        if x == width - 1:\n            print('end')\n"
        "        else:\n            print('plank')\n",
    )
)
def end_never_reached(program: Program) -> Iterator[Place]:
    """See the rule: the variable of a loop compared with the end of its `range`, neither changed on the way."""
    seen: set[ast.AST] = set()
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Name(id=index), ops=[ast.Eq() | ast.GtE() | ast.NotEq()], comparators=[end]):
                pass
            case _:
                continue
        for loop in program.loops_around(node):
            match loop:
                case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[bound])):
                    pass
                case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[_, bound])):
                    pass
                case _:
                    continue
            if name != index:
                continue
            calls = any(isinstance(one, ast.Call) and call_name(one) != "len" for one in ast.walk(end))
            if (
                loop not in seen
                and same(bound, end)
                and program.steady(bound, loop)
                and not calls
                and not _assigned(loop, index)
            ):
                seen.add(loop)
                yield Place(node.lineno, ast.unparse(node)[:40])
            break


CHECKS: tuple[Check, ...] = (
    neighbour_before_the_first,
    pair_with_itself,
    end_never_reached,
)
