"""Functions that call themselves and join the results: the wrong part, nothing added, one replaced by the other.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import calls_with_its_own_parameters
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _own_calls(program: Program, function: Function) -> list[ast.Call]:
    """Calls of a function by itself, also those of a method for another object of its kind."""
    calls = list(program.self_calls.get(function, []))
    if isinstance(program.parents[function], ast.ClassDef):
        calls += [
            one
            for one in program.within(function)
            if isinstance(one, ast.Call)
            and method_of(one) == function.name
            and one not in calls
            and call_name(getattr(one.func, "value", one)) != "super"
        ]
    return calls


@check(
    Rule(
        code="same-node-again",
        title="`{name}` calls itself for the node that it is at, not for the neighbour",
        weights={"correctness": 0.4},
        level="beginner",
        why="The inner call gets what the outer one got: it comes to the same neighbour, and calls itself again.",
        do="Hand on the neighbour of this turn of the loop.",
        example="def explore(graph, node, seen):\n    seen.add(node)\n    for other in graph[node]:\n"
        "        if other not in seen:\n            explore(graph, node, seen)\n",
        better="def explore(graph, node, seen):\n    seen.add(node)\n    for other in graph[node]:\n"
        "        if other not in seen:\n            explore(graph, other, seen)\n",
    )
)
def same_node_again(program: Program) -> Iterator[Place]:
    """See the rule: a loop over what belongs to a parameter, which is handed on as it is, and the element is not."""
    for function, calls in program.self_calls.items():
        for call in calls:
            loop = next(iter(program.loops_around(call)), None)
            if not isinstance(loop, ast.For | ast.GeneratorExp | ast.ListComp) or not isinstance(function, Function):
                continue
            walk = loop if isinstance(loop, ast.For) else loop.generators[0]
            own = _belongs_to(walk.iter)
            if own and own in program.parameters(function) and calls_with_its_own_parameters(call, function):
                given = program.parameters(function)
                stores = any(
                    not isinstance(one.ctx, ast.Load) for name in given for one in program.places(function, name)
                )
                if not stores:
                    yield Place(call.lineno, function.name)


def _belongs_to(node: ast.expr) -> str:
    """`node` of `graph[node]`, `graph.get(node, [])`, `node.children` and `neighbours(node)`."""
    match node:
        case ast.Subscript(slice=ast.Name(id=name)) | ast.Attribute(value=ast.Name(id=name)):
            return name
        case ast.Call(func=ast.Attribute(attr="get" | "neighbors" | "neighbours"), args=[ast.Name(id=name), *_]):
            return name
        case ast.Call(func=ast.Name(id=function), args=[*_, ast.Name(id=name)]) if "neigh" in function:
            return name
    return ""


@check(
    Rule(
        code="always-the-first-value",
        title="`{name}` returns the same whatever it is given",
        weights={"correctness": 0.4},
        level="beginner",
        why="The calls that end the recursion give one number, and nothing is ever added to it on the way back.",
        do="Let each call add its own part to what the inner calls give.",
        example="def height(node):\n    if node is None:\n        return 0\n"
        "    return max(height(node.left), height(node.right))\n",
        better="def height(node):\n    if node is None:\n        return 0\n"
        "    return 1 + max(height(node.left), height(node.right))\n",
    )
)
def always_the_first_value(program: Program) -> Iterator[Place]:
    """See the rule: every return gives one and the same number, or nothing but what inner calls give."""
    for function in program.functions:
        calls = _own_calls(program, function)
        if not calls or function.decorator_list:
            continue
        values = [one.value for one in program.within(function) if isinstance(one, ast.Return)]
        names = [one for value in values if value is not None for one in ast.walk(value) if isinstance(one, ast.Name)]
        given = [*values, *(part for one in names for part in program.values(one))]
        numbers = {one for part in given if part is not None for one in _last_values(part)}
        joined = any(part is not None and part not in calls and not is_const(part, *numbers) for part in values)
        if len(numbers) == 1 and joined:
            base = numbers.pop()
            if all(_gives_again(program, one, calls, base) for one in values):
                yield Place(function.lineno, function.name)


def _last_values(node: ast.expr) -> Iterator[float]:
    """The numbers that are given without an inner call."""
    match node:
        case ast.Constant(value=int() | float() as number) if type(number) is not bool:
            yield number
        case ast.IfExp(body=body, orelse=orelse):
            yield from _last_values(body)
            yield from _last_values(orelse)


def _gives_again(
    program: Program, node: ast.expr | None, calls: list[ast.Call], base: float, *, by_name: bool = False
) -> bool:
    """Whether an expression has the value that its inner calls have; a name for what was given to it."""
    match node:
        case ast.Call() if node in calls:
            return True
        case ast.Call(func=ast.Name(id="max" | "min"), args=[_, _, *_] as parts, keywords=[]):
            pass
        case ast.BinOp(op=ast.Add(), left=left, right=right) if base == 0:
            parts = [left, right]
        case ast.BinOp(op=ast.Mult(), left=left, right=right) if base in (0, 1):
            parts = [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body, orelse]
        case ast.Name() if not by_name:
            given = program.values(node)
            places = program.places(program.scope(node), node.id)
            grows = any(isinstance(program.parents[one], ast.AugAssign) for one in places)
            return (
                bool(given)
                and not grows
                and all(_gives_again(program, one, calls, base, by_name=True) for one in given)
            )
        case _:
            return node is not None and is_const(node, base)
    return all(_gives_again(program, one, calls, base, by_name=by_name) for one in parts)


@check(
    Rule(
        code="last-one-counts-nothing",
        title="`{name}` ends with 0 where one is left, and that one is never added",
        weights={"correctness": 0.4},
        level="beginner",
        why="Every call adds its own part. The last call has a part as well, and gives 0 instead.",
        do="Return that last part, or end one step later, where nothing is left.",
        example="def digits_added(number):\n    if number < 10:\n        return 0\n"
        "    return number % 10 + digits_added(number // 10)\n",
        better="def digits_added(number):\n    if number < 10:\n        return number\n"
        "    return number % 10 + digits_added(number // 10)\n",
    )
)
def last_one_counts_nothing(program: Program) -> Iterator[Place]:
    """See the rule: digits, elements of a list or nodes of a chain, added one by one."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function):
            continue
        added = {kind for one in program.within(function) if isinstance(one, ast.BinOp) for kind in _adds(one, calls)}
        for step in function.body:
            match step:
                case ast.If(test=test, body=[ast.Return(value=value)]) if is_const(value, 0):
                    if _one_left(test) & added:
                        yield Place(step.lineno, function.name)


def _adds(node: ast.BinOp, calls: list[ast.Call]) -> Iterator[str]:
    """What is added to the rest: `digits of n`, `elements of items`, `nodes of node`."""
    own, rest = (node.left, node.right) if node.right in calls else (node.right, node.left)
    if not isinstance(node.op, ast.Add) or not isinstance(rest, ast.Call) or rest not in calls:
        return
    for given in rest.args:
        match own, given:
            case (
                ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=ast.Constant(value=10)),
                ast.BinOp(left=ast.Name(id=again), op=ast.FloorDiv(), right=ast.Constant(value=10)),
            ) if name == again:
                yield f"digits of {name}"
            case ast.Subscript(value=ast.Name(id=name)), ast.Subscript(value=ast.Name(id=again), slice=ast.Slice()):
                if name == again:
                    yield f"elements of {name}"
            case ast.Attribute(value=ast.Name(id=name)), ast.Attribute(value=ast.Name(id=again), attr="next"):
                if name == again:
                    yield f"nodes of {name}"


def _one_left(test: ast.expr) -> set[str]:
    """What a condition says there is one more of, or may be."""
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[bound]):
            digit = (isinstance(sign, ast.Lt) and is_const(bound, 10)) or (
                isinstance(sign, ast.LtE) and is_const(bound, 9)
            )
            return {f"digits of {name}"} if digit else set()
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]), ops=[sign], comparators=[n]):
            one = (isinstance(sign, ast.Eq | ast.LtE) and is_const(n, 1)) or (
                isinstance(sign, ast.Lt) and is_const(n, 2)
            )
            return {f"elements of {name}"} if one else set()
        case ast.Compare(left=ast.Attribute(value=ast.Name(id=name), attr="next"), ops=[ast.Is() | ast.Eq()]):
            return {f"nodes of {name}"}
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(value=ast.Name(id=name), attr="next")):
            return {f"nodes of {name}"}
    return set()


@check(
    Rule(
        code="inner-result-replaces",
        title="`{name}` is replaced by what the inner call gives, and what was counted before is lost",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop has counted something by then. `=` puts the part of one branch in its place.",
        do="Add the part to what is there.",
        example="def leaves(tree):\n    total = 0\n    for part in tree:\n        if isinstance(part, list):\n"
        "            total = leaves(part)\n        else:\n            total += 1\n    return total\n",
        better="def leaves(tree):\n    total = 0\n    for part in tree:\n        if isinstance(part, list):\n"
        "            total += leaves(part)\n        else:\n            total += 1\n    return total\n",
    )
)
def inner_result_replaces(program: Program) -> Iterator[Place]:
    """See the rule: a total that begins at zero, grows elsewhere in the loop or nowhere, and is returned behind it."""
    for function in program.functions:
        returned = {name for one in function.body if isinstance(one, ast.Return) for name in _own_names(one.value)}
        for call in _own_calls(program, function) if returned else ():
            step, loops = program.parents[call], program.loops_around(call)
            match step:
                case ast.Assign(targets=[ast.Name(id=name) as target]) if name in returned and loops:
                    begins = any(
                        is_const(one, 0) or (isinstance(one, ast.List) and not one.elts)
                        for one in program.values(target)
                    )
                    inside = [one for one in ast.walk(loops[-1]) if isinstance(one, ast.Name) and one.id == name]
                    others = [program.parents[one] for one in inside if one is not target]
                    if begins and all(_grows(one, name) for one in others) and not _is_read_with(program, step, name):
                        yield Place(step.lineno, name)


def _own_names(node: ast.expr | None) -> set[str]:
    return names_in(node) if node is not None else set()


def _grows(node: ast.AST, name: str) -> bool:
    match node:
        case ast.AugAssign(target=ast.Name(id=found), op=ast.Add()):
            return found == name
    return False


def _is_read_with(program: Program, step: ast.Assign, name: str) -> bool:
    """Whether the block of a step reads or changes the name as well."""
    around = program.parents[step]
    block = next(block for _, block in ast.iter_fields(around) if isinstance(block, list) and step in block)
    others = [one for one in block[: block.index(step)] if not _grows(one, name)] + block[block.index(step) + 1 :]
    return name in names_in(step.value) or any(name in names_in(one) for one in others)


_SUM: Final = re.compile(r"\b(sum|add|adds|adding|total)\b")
_PRODUCT: Final = re.compile(r"\b(product|multiply|multiplies|power|factorial|raise|raised)\b")


@check(
    Rule(
        code="joined-by-the-wrong-sign",
        title="`{name}` adds where it should multiply, or the other way round",
        weights={"correctness": 0.4},
        level="beginner",
        why="A sum is made by adding, a product or power by multiplying, in every step.",
        do="Say for a small example what each step has to do with the rest.",
        example="def power(base, exponent):\n    if exponent == 0:\n        return 1\n"
        "    return base + power(base, exponent - 1)\n",
        better="def power(base, exponent):\n    if exponent == 0:\n        return 1\n"
        "    return base * power(base, exponent - 1)\n",
    )
)
def joined_by_the_wrong_sign(program: Program) -> Iterator[Place]:
    """See the rule: what the name or the first sentence says, of a function that calls itself once."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function) or len(calls) != 1:
            continue
        said = program.purpose(function).split(".")[0]
        adds, multiplies = bool(_SUM.search(said)), bool(_PRODUCT.search(said))
        match program.parents[calls[0]]:
            case ast.BinOp(op=ast.Add(), left=left, right=right) as joined if multiplies and not adds:
                own = left if right is calls[0] else right
            case ast.BinOp(op=ast.Mult(), left=left, right=right) as joined if adds and not multiplies:
                own = left if right is calls[0] else right
            case _:
                continue
        if isinstance(program.parents[joined], ast.Return) and isinstance(own, ast.Name | ast.Subscript):
            yield Place(joined.lineno, function.name)


CHECKS: tuple[Check, ...] = (
    same_node_again,
    always_the_first_value,
    last_one_counts_nothing,
    inner_result_replaces,
    joined_by_the_wrong_sign,
)
