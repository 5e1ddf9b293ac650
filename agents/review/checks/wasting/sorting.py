"""Sorting for what needs no order, and sorting by hand."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="sort-for-extreme",
        title="Everything is sorted to take the smallest or largest",
        weights={"efficiency": 0.25, "readability": 0.06},
        level="learning",
        why="Sorting puts every element in its place. The smallest or largest is found in one pass.",
        do="Use `min` or `max`, with `key=` where something else than the value decides.",
        example="ages = [41, 36, 52]\nages.sort()\nprint(ages[0])\n",
        better="ages = [41, 36, 52]\nprint(min(ages))\n",
        ruff=("FURB192",),
    )
)
def sort_for_extreme(program: Program) -> Iterator[Place]:
    """See the rule; `sorted(...)[0]` is ruff's."""
    for node in program.all(ast.Assign):
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and call_name(node.value) == "sorted":
            yield from _only_ends(program, node.targets[0].id, node)
    for alone in program.all(ast.Expr):
        if method_of(alone.value) == "sort" and base_name(alone.value.func):  # type: ignore[attr-defined]  # a method's
            yield from _only_ends(program, base_name(alone.value.func), alone)  # type: ignore[attr-defined]  # as above
    for call in program.all(ast.Call):
        if method_of(call) == "pop" and call_name(call.func.value) == "sorted":  # type: ignore[attr-defined]  # a method's
            yield Place(call.lineno)


def _uses_after(program: Program, name: str, made: ast.stmt) -> Iterator[ast.AST]:
    """What a name is used in after a statement, within its scope. Its length has nothing to do with its order."""
    for one in program.places(program.scope(made), name):
        if isinstance(one.ctx, ast.Load) and one.lineno > made.lineno:
            parent = program.parents[one]
            if call_name(parent) != "len":
                yield parent


def _only_ends(program: Program, name: str, made: ast.stmt) -> Iterator[Place]:
    """Whether nothing but the first, or the last, of a sorted list is used after it was sorted."""
    end = None
    for one in _uses_after(program, name, made):
        if not (isinstance(one, ast.Subscript) and is_const(one.slice, 0, -1) and same(one, end or one)):
            return
        end = one
    if end is not None:
        yield Place(made.lineno)


@check(
    Rule(
        code="sort-for-few",
        title="Everything is sorted to take a few elements",
        weights={"efficiency": 0.06},
        level="mastered",
        why="With many elements, keeping the few best while going through them is quicker than sorting all.",
        do="Use `heapq.nlargest` or `heapq.nsmallest`.",
        example="ages = [41, 36, 52]\nprint(sorted(ages)[:2])\n",
        better="import heapq\n\nages = [41, 36, 52]\nprint(heapq.nsmallest(2, ages))\n",
    )
)
def sort_for_few(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Subscript):
        if call_name(node.value) == "sorted" and (
            isinstance(node.slice, ast.Slice) or is_const(node.slice, 1, 2, -2, -3)
        ):
            whole = isinstance(node.slice, ast.Slice) and node.slice.lower is None and node.slice.upper is None
            if not whole:
                yield Place(node.lineno)
    for made in program.all(ast.Assign):
        if call_name(made.value) == "sorted" and isinstance(made.targets[0], ast.Name):
            taken = list(_uses_after(program, made.targets[0].id, made))
            near = [one for one in taken if isinstance(one, ast.Subscript) and is_const(one.slice, 0, 1, 2, -1, -2, -3)]
            if near and len(near) == len(taken) and not all(is_const(one.slice, 0, -1) for one in near):
                yield Place(made.lineno)


@check(
    Rule(
        code="sort-by-hand",
        title="A list is sorted by swapping its elements in loops",
        weights={"efficiency": 0.3, "readability": 0.06},
        level="proficient",
        why="Swapping in nested loops takes time with the square of the length; Python's own sort is far "
        "quicker and tested.",
        do="Use `sorted` or `list.sort`, unless writing a sort is the exercise.",
        example="items = [3, 1, 2]\nfor i in range(len(items)):\n    for j in range(len(items) - 1):\n"
        "        if items[j] > items[j + 1]:\n            items[j], items[j + 1] = items[j + 1], "
        "items[j]\nprint(items)\n",
        better="items = [3, 1, 2]\nitems.sort()\nprint(items)\n",
    )
)
def sort_by_hand(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(target.elts) == 2:  # noqa: PLR2004 - a swap
            pair = [*target.elts, *node.value.elts]
            swapped = ast.unparse(target.elts[0]) == ast.unparse(node.value.elts[1])
            if (
                swapped
                and all(isinstance(one, ast.Subscript) for one in pair)
                and len({base_name(one) for one in pair}) == 1
            ):
                loops = program.loops_around(node)
                if len(loops) > 1:
                    yield Place(loops[-1].lineno)


@check(
    Rule(
        code="sort-goes-on",
        title="The sort goes through the whole list in every round",
        weights={"efficiency": 0.2},
        level="beginner",
        why="After each round one more element at the end is in its place, and a round without a swap is the last one.",
        do="Make each round one step shorter, or stop after a round that swaps nothing.",
        example="def arrange(items):\n    for _ in items:\n        for k in range(len(items) - 1):\n"
        "            if items[k] > items[k + 1]:\n                items[k], items[k + 1] = items[k + 1], items[k]\n",
        better="def arrange(items):\n    for end in range(len(items) - 1, 0, -1):\n        for k in range(end):\n"
        "            if items[k] > items[k + 1]:\n                items[k], items[k + 1] = items[k + 1], items[k]\n",
    )
)
def sort_goes_on(program: Program) -> Iterator[Place]:
    """See the rule: neighbours are swapped in a loop in a loop, and the inner one's bounds stay the same."""
    for node in program.all(ast.If):
        match node.body:
            case [ast.Assign(targets=[ast.Tuple(elts=[ast.Subscript(), ast.Subscript()])], value=ast.Tuple())]:
                loops = program.loops_around(node)
            case _:
                continue
        inner, outer = loops[0] if loops else None, loops[1] if len(loops) > 1 else None
        if isinstance(inner, ast.For) and isinstance(outer, ast.For) and call_name(inner.iter) == "range":
            at = inner.target.id if isinstance(inner.target, ast.Name) else ""
            lists = {base_name(one) for one in ast.walk(node.test) if isinstance(one, ast.Subscript)}
            stops = any(isinstance(one, ast.Break) for one in ast.walk(outer))
            if names_in(node.test) - lists == {at} and not stops and not names_in(inner.iter) & names_in(outer.target):
                yield Place(inner.lineno)


@check(
    Rule(
        code="sorted-to-compare",
        title="Both sides are sorted only to be compared",
        weights={"efficiency": 0.03},
        level="mastered",
        why="Whether two things hold the same elements follows from counting them, in one pass each.",
        do="Compare two `collections.Counter`.",
        example="print(sorted('tea') == sorted('eat'))\n",
        better="from collections import Counter\n\nprint(Counter('tea') == Counter('eat'))\n",
    )
)
def sorted_to_compare(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Compare):
        if call_name(node.left) == "sorted" and call_name(node.comparators[0]) == "sorted":
            yield Place(node.lineno)


@check(
    Rule(
        code="sorted-then-reversed",
        title="`{name}` is sorted and then turned round",
        weights={"efficiency": 0.06, "readability": 0.03},
        level="learning",
        why="All elements are moved once more.",
        do="Sort with `reverse=True`.",
        example="ages = [41, 36]\nages.sort()\nages.reverse()\nprint(ages)\n",
        better="ages = [41, 36]\nages.sort(reverse=True)\nprint(ages)\n",
    )
)
def sorted_then_reversed(program: Program) -> Iterator[Place]:
    """See the rule; `reversed(sorted(...))` is ruff's."""
    calls = [one.value for one in program.all(ast.Expr) if isinstance(one.value, ast.Call)]
    for first, second in pairwise(sorted(calls, key=lambda one: one.lineno)):
        if (method_of(first), method_of(second)) == ("sort", "reverse") and base_name(first.func) == base_name(
            second.func
        ):
            yield Place(second.lineno, base_name(second.func))
    for node in program.all(ast.Subscript):
        if call_name(node.value) == "sorted" and isinstance(node.slice, ast.Slice) and is_const(node.slice.step, -1):
            yield Place(node.lineno, "it")


CHECKS: tuple[Check, ...] = (
    sort_for_extreme,
    sort_for_few,
    sort_by_hand,
    sort_goes_on,
    sorted_to_compare,
    sorted_then_reversed,
)
