"""Well-known ways to search, sort and add up, with one step wrong: the wrong half, one place off, equal ones lost.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DOWNWARDS: Final = re.compile(
    r"descend|decreas|rotat|largest first|greatest first|highest first|backwards|falling|mountain|peak"
)


@check(
    Rule(
        code="wrong-half-thrown-away",
        title="`{name}` throws away the half in which the value must be",
        weights={"correctness": 0.4},
        level="beginner",
        why="In a list that goes upwards, what is greater than the element looked at stands behind it, and what is "
        "smaller before it.",
        do="Say for a small example where the value is, and move the other end.",
        example="def find(words, wanted):\n    low, high = 0, len(words) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if words[middle] == wanted:\n            return middle\n"
        "        if words[middle] < wanted:\n            high = middle - 1\n        else:\n"
        "            low = middle + 1\n    return -1\n",
        better="def find(words, wanted):\n    low, high = 0, len(words) - 1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if words[middle] == wanted:\n            return middle\n"
        "        if words[middle] < wanted:\n            low = middle + 1\n        else:\n"
        "            high = middle - 1\n    return -1\n",
    )
)
def wrong_half_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: a search by halves, or two places that move towards each other until their sum is right."""
    is_sorted = cache(partial(_is_sorted, program))
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=low), ops=[ast.Lt() | ast.LtE()], comparators=[ast.Name(id=high)]):
                pass
            case _:
                continue
        function = program.function_of(loop)
        if function is None or _DOWNWARDS.search(f"{function.name} {program.said(function)}"):
            continue
        middle = next((name for one in loop.body if (name := _middle_of(one, low, high))), "")
        ascends = middle or is_sorted(function)
        for node in ast.walk(loop) if ascends else ():
            if isinstance(node, ast.If):
                goes_up = _wants_more(node.test, middle) if middle else _sum_too_small(program, node.test, low, high)
                moved = {name for step in node.body for name in _moved(step)} & {low, high}
                if goes_up is not None and moved == {high if goes_up else low} and not _jumps(node.body):
                    yield Place(node.lineno, function.name)


def _middle_of(node: ast.stmt, low: str, high: str) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value):
            halves = any(isinstance(one, ast.BinOp) and is_const(one.right, 2) for one in ast.walk(value))
            return name if halves and {low, high} <= names_in(value) else ""
    return ""


def _is_sorted(program: Program, function: Function) -> bool:
    """Whether the words or a call say that a list goes upwards."""
    sorts = any(
        call_name(one) == "sorted" or method_of(one) == "sort" for one in program.within(function) if not _turns(one)
    )
    return sorts or "sorted" in f"{function.name} {program.said(function)}"


def _turns(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(node.keywords)


def _jumps(block: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Return | ast.Break) for one in block)


def _moved(step: ast.stmt) -> Iterator[str]:
    """The name that a step moves."""
    match step:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            yield name


def _wants_more(test: ast.expr, middle: str) -> bool | None:
    """Whether a condition says that the element in the middle is smaller than the value, or greater."""
    match test:
        case ast.Compare(left=left, ops=[ast.Lt() | ast.Gt() as sign], comparators=[right]):
            smaller = isinstance(sign, ast.Lt)
        case _:
            return None
    if isinstance(left, ast.Name) and left.id != middle:
        left, right, smaller = right, left, not smaller
    plain = isinstance(right, ast.Name) and right.id != middle and not _END.fullmatch(right.id)
    return smaller if plain and _is_looked_at(left, middle) else None


_END: Final = re.compile(r"lo|low|hi|high|left|right|start|end|first|last|top|bottom|lower|upper|m[ai]x\w*|min\w*")


def _is_looked_at(node: ast.expr, middle: str) -> bool:
    """`middle`, `x[middle]`, `middle * middle`, `middle ** 2`."""
    match node:
        case ast.Name(id=name):
            return name == middle
        case ast.Subscript(value=ast.Name() | ast.Attribute(), slice=ast.Name(id=name)):
            return name == middle
        case ast.BinOp(left=ast.Name(id=name), op=ast.Mult(), right=ast.Name(id=again)):
            return name == again == middle
        case ast.BinOp(left=ast.Name(id=name), op=ast.Pow(), right=two):
            return name == middle and is_const(two, 2)
    return False


def _sum_too_small(program: Program, test: ast.expr, low: str, high: str) -> bool | None:
    """Whether a condition says that the sum of the elements at two places is too small, or too great."""
    match test:
        case ast.Compare(left=left, ops=[ast.Lt() | ast.Gt() as sign], comparators=[ast.Name() as wanted]):
            given = program.value(left)
        case _:
            return None
    match given:
        case ast.BinOp(
            left=ast.Subscript(value=one, slice=ast.Name(id=first)),
            op=ast.Add(),
            right=ast.Subscript(value=other, slice=ast.Name(id=second)),
        ) if same(one, other) and {first, second} == {low, high} and wanted.id not in (low, high):
            return isinstance(sign, ast.Lt)
    return None


def _linear(node: ast.expr, factor: int = 1) -> Counter[str] | None:
    """A sum of names and whole numbers, as how often each name is in it; the numbers stand under ""."""
    match node:
        case ast.Name(id=name):
            return Counter({name: factor})
        case ast.Constant(value=int() as number):
            return Counter({"": factor * number})
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            one, other = _linear(left, factor), _linear(right, factor if isinstance(sign, ast.Add) else -factor)
            if one is not None and other is not None:
                one.update(other)
                return one
    return None


@check(
    Rule(
        code="window-grows-or-shrinks",
        title="`{name}` does not lose the element that leaves the window",
        weights={"correctness": 0.4},
        level="learning",
        why="A window of fixed width takes one element in and gives one up: the two are as far apart as it is wide.",
        do="Count for a window of three which element leaves when the next one comes.",
        example="def best_week(sales, days):\n    window = best = sum(sales[:days])\n"
        "    for day in range(days, len(sales)):\n        window += sales[day] - sales[day - days + 1]\n"
        "        best = max(best, window)\n    return best\n",
        better="def best_week(sales, days):\n    window = best = sum(sales[:days])\n"
        "    for day in range(days, len(sales)):\n        window += sales[day] - sales[day - days]\n"
        "        best = max(best, window)\n    return best\n",
    )
)
def window_grows_or_shrinks(program: Program) -> Iterator[Place]:
    """See the rule: a sum of the first `k` elements, and later one element added and another taken off."""
    widths: dict[tuple[ast.AST, str], tuple[str, ast.expr]] = {}
    for node in program.all(ast.Assign):
        match node.value:
            case ast.Call(
                func=ast.Name(id="sum"),
                args=[
                    ast.Subscript(
                        value=ast.Name(id=row), slice=ast.Slice(lower=lower, upper=ast.expr() as width, step=None)
                    )
                ],
            ) if lower is None or is_const(lower, 0):
                scope = program.scope(node)
                widths |= {(scope, one.id): (row, width) for one in node.targets if isinstance(one, ast.Name)}
    for step in program.all(ast.AugAssign, ast.Assign):
        match step:
            case ast.AugAssign(
                target=ast.Name(id=name), op=ast.Add(), value=ast.BinOp(left=new, op=ast.Sub(), right=old)
            ):
                pass
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(left=ast.BinOp(left=ast.Name(), op=ast.Add(), right=new), op=ast.Sub(), right=old)
                | ast.BinOp(left=ast.BinOp(left=ast.Name(), op=ast.Sub(), right=old), op=ast.Add(), right=new),
            ):
                pass
            case _:
                continue
        if (program.scope(step), name) not in widths:
            continue
        row, width = widths[program.scope(step), name]
        match new, old:
            case ast.Subscript(value=ast.Name(id=one), slice=first), ast.Subscript(value=ast.Name(id=two), slice=last):
                off = _off(first, last, width) if one == two == row else 0
                if off and program.in_loop(step):
                    yield Place(step.lineno, name)


def _off(first: ast.expr, last: ast.expr, width: ast.expr) -> int:
    """By how much two places are further apart than a width; 0 where that is not known."""
    parts = [_linear(first), _linear(last, -1), _linear(width, -1)]
    total: Counter[str] = Counter()
    for part in parts:
        if part is None:
            return 0
        total.update(part)
    off = total.pop("", 0)
    return off if not any(total.values()) else 0


@check(
    Rule(
        code="put-back-one-too-low",
        title="`{name}` is put where the loop stopped, not into the gap",
        weights={"correctness": 0.4},
        level="learning",
        why="When the loop stops, the place belongs to an element that stays. The gap is beside it: where the last "
        "element was moved away from.",
        do="Try it with two elements: see which place has become free.",
        example="def arrange(values):\n    for i in range(1, len(values)):\n        current, j = values[i], i - 1\n"
        "        while j >= 0 and values[j] > current:\n            values[j + 1] = values[j]\n            j -= 1\n"
        "        values[j] = current\n",
        better="def arrange(values):\n    for i in range(1, len(values)):\n        current, j = values[i], i - 1\n"
        "        while j >= 0 and values[j] > current:\n            values[j + 1] = values[j]\n            j -= 1\n"
        "        values[j + 1] = current\n",
    )
)
def put_back_one_too_low(program: Program) -> Iterator[Place]:
    """See the rule: a loop that moves elements up one by one, and what was kept is put back behind it."""
    for loop in program.all(ast.While):
        for step in loop.body:
            match step:
                case ast.Assign(
                    targets=[ast.Subscript(value=row, slice=to)], value=ast.Subscript(value=again, slice=source)
                ) if ast.unparse(row) == ast.unparse(again):
                    place = _counted_down(loop)
                    gap = _from_place(to, place)
                    if place and gap is not None and _from_place(source, place) == gap - 1:
                        yield from _put_back(program, loop, ast.unparse(row), place, gap)


def _counted_down(loop: ast.While) -> str:
    match loop.body[-1]:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Sub(), value=one) if is_const(one, 1):
            return name
    return ""


def _from_place(node: ast.expr, place: str) -> int | None:
    """How far from a place an index is: 1 for `j + 1`."""
    parts = _linear(node)
    if parts is None or parts[place] != 1 or set(parts) - {"", place}:
        return None
    return parts[""]


def _put_back(program: Program, loop: ast.While, row: str, place: str, gap: int) -> Iterator[Place]:
    for _, block in ast.iter_fields(program.parents[loop]):
        if isinstance(block, list) and loop in block:
            for step in block[block.index(loop) + 1 :][:1]:
                match step:
                    case ast.Assign(targets=[ast.Subscript(value=owner, slice=index)], value=ast.Name(id=kept)):
                        found = _from_place(index, place)
                        if ast.unparse(owner) == row and found is not None and found != gap:
                            yield Place(step.lineno, kept)


@check(
    Rule(
        code="equal-ones-lost",
        title="`{name}` loses all elements but one that are equal to the pivot",
        weights={"correctness": 0.4},
        level="learning",
        why="What is neither smaller nor greater comes into neither part, and the pivot is put back once only.",
        do="Keep the equal ones in a part of their own, or let one of the two parts take them.",
        example="def quick(values):\n    if len(values) < 2:\n        return values\n    pivot = values[0]\n"
        "    less = [one for one in values if one < pivot]\n    more = [one for one in values if one > pivot]\n"
        "    return quick(less) + [pivot] + quick(more)\n",
        better="def quick(values):\n    if len(values) < 2:\n        return values\n    pivot = values[0]\n"
        "    less = [one for one in values if one < pivot]\n    more = [one for one in values[1:] if one >= pivot]\n"
        "    return quick(less) + [pivot] + quick(more)\n",
    )
)
def equal_ones_lost(program: Program) -> Iterator[Place]:
    """See the rule: two parts by `<` and `>`, nothing else asks for the pivot, and `[pivot]` is put between them."""
    for function in program.self_calls:
        if not isinstance(function, Function) or re.search(
            "distinct|unique|no duplicates|differ", program.said(function)
        ):
            continue
        inside = list(program.within(function))
        between = {name for one in inside if isinstance(one, ast.List) for name in _only_name(one)}
        for pivot in sorted(between):
            signs = [type(one.ops[0]) for one in inside if isinstance(one, ast.Compare) and pivot in names_in(one)]
            others = any(
                isinstance(one, ast.If) and one.orelse and not _is_elif(one) for one in inside if _asks(one, pivot)
            )
            if sorted(one.__name__ for one in signs) == ["Gt", "Lt"] and not others:
                yield Place(function.lineno, function.name)


def _only_name(node: ast.List) -> Iterator[str]:
    """`pivot` of `[pivot]`."""
    match node.elts:
        case [ast.Name(id=name)]:
            yield name


def _asks(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.If) and name in names_in(node.test)


def _is_elif(node: ast.If) -> bool:
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)


_SORTS: Final = re.compile(r"\b(sorts?|bubble ?sort)\b")
_ONE_PASS: Final = re.compile(r"\b(pass|round|step|once|through|swaps|moves?|nearly|partial|wiggle|zigzag|wave)\b")


@check(
    Rule(
        code="sorted-by-one-pass",
        title="`{name}` goes through the list once: that does not sort it",
        weights={"correctness": 0.4},
        level="beginner",
        why="One round of exchanging neighbours brings the greatest element to the end. All others have moved by one "
        "place at most.",
        do="Go on with such rounds until nothing is left to exchange.",
        example="def sort_times(times):\n    for i in range(len(times) - 1):\n        if times[i] > times[i + 1]:\n"
        "            times[i], times[i + 1] = times[i + 1], times[i]\n    return times\n",
        better="def sort_times(times):\n    times.sort()\n    return times\n",
    )
)
def sorted_by_one_pass(program: Program) -> Iterator[Place]:
    """See the rule: a function that says it sorts, with one loop, in which neighbours change places."""
    called = {call_name(one) for loop in program.loops for one in ast.walk(loop) if isinstance(one, ast.Call)}
    for loop in program.all(ast.For):
        function = program.function_of(loop)
        match loop.body:
            case [ast.If(body=[ast.Assign(targets=[ast.Tuple(elts=[one, other])], value=ast.Tuple())], orelse=[])]:
                pass
            case _:
                continue
        if (
            function is None
            or function in program.self_calls
            or function.name in called
            or function.name.startswith("_")
        ):
            continue
        said = program.purpose(function).split("\n")[0]
        loops = [inner for inner in program.within(function) if isinstance(inner, ast.For | ast.While)]
        if len(loops) == 1 and _SORTS.search(said) and not _ONE_PASS.search(said) and _are_neighbours(one, other):
            yield Place(loop.lineno, function.name)


def _are_neighbours(one: ast.expr, other: ast.expr) -> bool:
    match one, other:
        case ast.Subscript(value=row, slice=first), ast.Subscript(value=again, slice=second):
            parts = [_linear(first), _linear(second, -1)]
            total: Counter[str] = Counter()
            for part in parts:
                total.update(part or {"?": 1})
            return (
                ast.unparse(row) == ast.unparse(again)
                and {abs(n) for n in total.values() if n} == {1}
                and not total["?"]
            )
    return False


CHECKS: tuple[Check, ...] = (
    wrong_half_thrown_away,
    window_grows_or_shrinks,
    put_back_one_too_low,
    equal_ones_lost,
    sorted_by_one_pass,
)
