"""Functions that call themselves at too high a price."""

import ast
from collections.abc import Iterator
from itertools import combinations

from agents.review.checking import Check, check
from agents.review.program import Function, Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _remembers(function: Function) -> bool:
    """Whether results are kept: a cache decorator, or a dict that is asked before working."""
    for decorator in function.decorator_list:
        if "cache" in ast.unparse(decorator) or "memo" in ast.unparse(decorator):
            return True
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.In | ast.NotIn) for one in node.ops):
            container = node.comparators[0]
            stored = (
                one for one in ast.walk(function) if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)
            )
            if any(ast.unparse(one.value) == ast.unparse(container) for one in stored):
                return True
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            name = ast.unparse(node.value).lower()
            if any(sign in name for sign in ("memo", "cache", "seen", "known", "table", "dp")):
                return True
    return False


@check(
    Rule(
        code="recursion-repeats",
        title="`{name}` works out the same results again and again",
        weights={"efficiency": 0.45},
        level="learning",
        why="Each call makes two more for parts that overlap: the number of calls doubles with each step.",
        do="Remember results (`functools.cache`, or a dict), or work from the smallest case upwards in a loop.",
        example="def stairs(n):\n    if n < 2:\n        return 1\n    return stairs(n - 1) + stairs(n - 2)\n",
        better="from functools import cache\n\n\n@cache\ndef stairs(n):\n    if n < 2:\n        return 1\n"
        "    return stairs(n - 1) + stairs(n - 2)\n",
    )
)
def recursion_repeats(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        if function not in program.self_calls or _remembers(function):
            continue
        calls = [
            one for one in program.self_calls.get(function, []) if _result_is_used(program, one) and _steps_back(one)
        ]
        if any(_on_one_way(program, one, other) for one, other in combinations(calls, 2)) or any(
            _takes_away_each(program, one) for one in calls
        ):
            yield Place(function.lineno, function.name)


def _result_is_used(program: Program, call: ast.Call) -> bool:
    """A call for its effects alone, such as a move of a game, has to be made."""
    return not isinstance(program.parents[call], ast.Expr)


def _on_one_way(program: Program, one: ast.Call, other: ast.Call) -> bool:
    """Whether both are made in the same call of the function: in one statement, or one after the other."""
    first, second = program.statement(one), program.statement(other)
    if first is second:
        return first is not None and not _exclusive(first, [one, other])
    owner = program.parents.get(first) if first is not None else None
    if owner is None or second is None or isinstance(first, ast.Return) or owner is not program.parents.get(second):
        return False
    bodies = (getattr(owner, name, []) for name in ("body", "orelse"))
    return any(first in body and second in body for body in bodies)


def _takes_away_each(program: Program, call: ast.Call) -> bool:
    """`for coin in coins: ... f(amount - coin)`."""
    targets = {
        name for loop in program.loops_around(call) if isinstance(loop, ast.For) for name in names_in(loop.target)
    }
    return any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub) and names_in(one.right) & targets
        for one in call.args
    )


def _steps_back(call: ast.Call) -> bool:
    """`f(n - 1, ...)`: some argument is a name less or more a little, none is a part of a list or a tree."""
    if any(isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Slice) for one in call.args):
        return False
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub | ast.Add) for one in call.args)


def _exclusive(statement: ast.AST, calls: list[ast.Call]) -> bool:
    """`f(a) if c else f(b)`: only one of them is made."""
    for node in ast.walk(statement):
        if isinstance(node, ast.IfExp):
            arms = [
                sum(any(one is part for part in ast.walk(arm)) for one in calls) for arm in (node.body, node.orelse)
            ]
            if max(arms) < 2 and sum(arms) == len(calls):  # noqa: PLR2004 - one on each side
                return True
    return False


@check(
    Rule(
        code="slice-in-recursion",
        title="`{name}` copies the rest of its list for every call",
        weights={"efficiency": 0.25},
        level="proficient",
        why="A slice copies all its elements: with one for each element the work grows with the square of the length.",
        do="Hand on the whole list and a position (or two bounds), or use a loop.",
        example="def total(numbers):\n    if not numbers:\n        return 0\n    return numbers[0] + "
        "total(numbers[1:])\n",
        better="def total(numbers, start=0):\n    if start == len(numbers):\n        return 0\n"
        "    return numbers[start] + total(numbers, start + 1)\n",
    )
)
def slice_in_recursion(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        parameters = set(program.parameters(function))
        calls = program.self_calls.get(function, [])
        for call in calls:
            cuts = [
                one.slice
                for one in call.args
                if isinstance(one, ast.Subscript)
                and isinstance(one.slice, ast.Slice)
                and names_in(one.value) & parameters
            ]
            if any(_drops_constant(cut) for cut in cuts) or (cuts and _is_whole_result(program, call)):
                yield Place(call.lineno, function.name)


def _drops_constant(cut: ast.Slice) -> bool:
    bounds = [bound for bound in (cut.lower, cut.upper) if bound is not None]
    return cut.step is None and bool(bounds) and all(is_const(bound, 1, 2, -1, -2) for bound in bounds)


def _is_whole_result(program: Program, call: ast.Call) -> bool:
    """`return f(items[:middle])`: of two halves one is taken, so that no copy was needed."""
    return isinstance(program.parents[call], ast.Return)


@check(
    Rule(
        code="work-in-recursion",
        title="`{name}` is worked out anew in every call of the recursion",
        weights={"efficiency": 0.2},
        level="proficient",
        why="Each call goes through everything again for what its caller could hand on.",
        do="Work it out once outside and hand the result on as a parameter.",
        example="def spread(items, position):\n    if position < 0:\n        return []\n    top = max(items)\n"
        "    return [top - items[position], *spread(items, position - 1)]\n",
        better="def spread(items, position, top):\n    if position < 0:\n        return []\n"
        "    return [top - items[position], *spread(items, position - 1, top)]\n",
    )
)
def work_in_recursion(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        calls = program.self_calls.get(function, [])
        if not calls:
            continue
        given = {one.id for call in calls for one in call.args if isinstance(one, ast.Name)}
        unchanged = given & set(program.parameters(function))
        for node in program.within(function):
            match node:
                case ast.Call(func=ast.Name(id="max" | "min" | "sum" | "sorted" | "set"), args=[ast.Name(id=name)]):
                    if name in unchanged:
                        yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="recursion-as-loop",
        title="`{name}` calls itself once for each step",
        weights={"efficiency": 0.07},
        level="proficient",
        why="Each call costs more than a turn of a loop, and after 1,000 of them Python stops.",
        do="Count the steps in a loop, carrying the result along.",
        example="def factorial(n):\n    if n < 2:\n        return 1\n    return n * factorial(n - 1)\n",
        better="def factorial(n):\n    result = 1\n    for factor in range(2, n + 1):\n        result *= factor\n"
        "    return result\n",
    )
)
def recursion_as_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        calls = program.self_calls.get(function, [])
        if len(calls) != 1 or _remembers(function):
            continue
        steps = [one for one in calls[0].args if isinstance(one, ast.BinOp) and is_const(one.right, 1)]
        if steps and isinstance(steps[0].op, ast.Sub | ast.Add) and _result_is_used(program, calls[0]):
            yield Place(function.lineno, function.name)


CHECKS: tuple[Check, ...] = (recursion_repeats, slice_in_recursion, work_in_recursion, recursion_as_loop)
