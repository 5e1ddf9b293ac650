"""What is noted on the way, and asked for later: where it is left out, ends the search, or lies under too short a key.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_CACHE: Final = re.compile(r"memo|cache|known|computed|solved|stored|lookup|results?$")


@check(
    Rule(
        code="key-without-a-part",
        title="`{name}` does not tell apart all that the result depends on",
        weights={"correctness": 0.35},
        level="learning",
        why="The result is kept under a key in which one of the values is missing. A later call with another value "
        "there gets the result of the first one.",
        do="Ask what the result depends on: all of that belongs to the key.",
        example="def price(item, currency, known, fetch):\n    if item not in known:\n"
        "        known[item] = fetch(item, currency)\n    return known[item]\n",
        better="def price(item, currency, known, fetch):\n    if (item, currency) not in known:\n"
        "        known[item, currency] = fetch(item, currency)\n    return known[item, currency]\n",
    )
)
def key_without_a_part(program: Program) -> Iterator[Place]:
    """See the rule: a call with two parameters, kept under one of them, in what is called a memory of results."""
    for step in program.all(ast.Assign):
        target = step.targets[0]
        if not (isinstance(target, ast.Subscript) and _CACHE.search(base_name(target).lower())):
            continue
        function = program.function_of(step)
        made = program.value(step.value)
        if function is None or made is None or not any(isinstance(one, ast.Call) for one in ast.walk(made)):
            continue
        key = program.value(target.slice) or target.slice
        used = names_in(made) & set(program.parameters(function)) - {base_name(target), "self", "cls"}
        called = {one.func.id for one in ast.walk(made) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
        left = used - names_in(key) - called - _handed_on_unchanged(program, function)
        if left and names_in(key) & used and _is_looked_up(program, function, target):
            yield Place(step.lineno, ast.unparse(target.slice))


def _is_looked_up(program: Program, function: Function, target: ast.Subscript) -> bool:
    """Whether the function gives back what lies under the key."""
    return any(
        isinstance(one, ast.Return)
        and isinstance(one.value, ast.Subscript)
        and ast.unparse(one.value) == ast.unparse(target)
        for one in program.within(function)
    )


def _handed_on_unchanged(program: Program, function: Function) -> set[str]:
    """Parameters that every call of itself hands on as they are: they are the same for all results."""
    given = list(program.parameters(function))
    given = given[given[:1] == ["self"] :]
    calls = program.self_calls.get(function, [])
    return {
        name
        for at, name in enumerate(given)
        if calls
        and all(
            any(one.arg == name and base_name(one.value) == name for one in call.keywords)
            or (len(call.args) > at and isinstance(call.args[at], ast.Name) and base_name(call.args[at]) == name)
            for call in calls
        )
    }


@check(
    Rule(
        code="search-ends-at-the-known",
        title="The search ends at the first `{name}` that comes a second time",
        weights={"correctness": 0.4},
        level="learning",
        why="What has been visited needs no second visit, but what waits behind it does: with the loop the search "
        "of all the others ends.",
        do="Leave out this one alone, and go on with the next.",
        example="def reached(roads, start):\n    visited = set()\n    todo = [start]\n    while todo:\n"
        "        town = todo.pop()\n        if town in visited:\n            break\n        visited.add(town)\n"
        "        todo.extend(roads[town])\n    return visited\n",
        better="def reached(roads, start):\n    visited = set()\n    todo = [start]\n    while todo:\n"
        "        town = todo.pop()\n        if town in visited:\n            continue\n        visited.add(town)\n"
        "        todo.extend(roads[town])\n    return visited\n",
    )
)
def search_ends_at_the_known(program: Program) -> Iterator[Place]:
    """See the rule: taken out of what the loop asks for, found among the visited, and the loop is left."""
    for loop in program.all(ast.While):
        for step, node in pairwise(loop.body):
            match step, node:
                case ast.Assign(value=value), ast.If(test=ast.Compare() as test, body=[end], orelse=[]):
                    taken = {one.id for one in ast.walk(step.targets[0]) if isinstance(one, ast.Name)}
                case _:
                    continue
            seen = test.comparators[0]
            known = (
                isinstance(test.ops[0], ast.In)
                and names_in(test.left) <= taken
                and any(
                    method_of(one) == "add" and base_name(one.func) == base_name(seen)  # type: ignore[attr-defined]
                    for one in ast.walk(loop)
                )
            ) or (
                isinstance(test.ops[0], ast.Gt)
                and isinstance(test.left, ast.Name)
                and isinstance(seen, ast.Subscript)
                and names_in(test.left) | names_in(seen.slice) <= taken
            )
            pops = _takes_from(value) in names_in(loop.test) | {"heap"} and bool(taken)
            if known and pops and _leaves(end, seen):
                yield Place(node.lineno, ast.unparse(test.left))


def _takes_from(node: ast.expr) -> str:
    """Out of what something is taken."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop" | "popleft")):
            return name
        case ast.Call(func=ast.Attribute(attr="heappop") | ast.Name(id="heappop"), args=[ast.Name(id=name)]):
            return name
    return ""


def _leaves(node: ast.stmt, seen: ast.expr) -> bool:
    return isinstance(node, ast.Break) or (isinstance(node, ast.Return) and same(node.value, seen))


@check(
    Rule(
        code="noted-and-never-asked",
        title="`{name}` is noted, and nothing asks whether it has been",
        weights={"correctness": 0.4},
        level="learning",
        why="Each place is put into the queue again from each of its neighbours, the places before it among them. In a "
        "circle the search never ends, and what was noted first is replaced.",
        do="Ask before something is put into the queue whether it is known already.",
        example="def ways(roads, start):\n    came_from = {start: None}\n    todo = [start]\n    while todo:\n"
        "        town = todo.pop(0)\n        for other in roads[town]:\n            came_from[other] = town\n"
        "            todo.append(other)\n    return came_from\n",
        better="def ways(roads, start):\n    came_from = {start: None}\n    todo = [start]\n    while todo:\n"
        "        town = todo.pop(0)\n        for other in roads[town]:\n            if other not in came_from:\n"
        "                came_from[other] = town\n                todo.append(other)\n    return came_from\n",
    )
)
def noted_and_never_asked(program: Program) -> Iterator[Place]:
    """See the rule: neighbours of what was taken out, all put back in, and noted in what no condition names."""
    for loop in program.all(ast.While):
        taken = {
            one.id
            for step in loop.body
            if isinstance(step, ast.Assign) and _takes_from(step.value) in names_in(loop.test) - {""}
            for one in ast.walk(step.targets[0])
            if isinstance(one, ast.Name)
        }
        asked = {
            name
            for one in ast.walk(loop)
            if isinstance(one, ast.Compare | ast.If | ast.IfExp | ast.comprehension)
            for name in names_in(one if isinstance(one, ast.Compare) else _condition(one))
        }
        for walk in loop.body if taken else ():
            match walk:
                case ast.For(target=ast.Name(id=other), iter=ast.Subscript(value=ast.Name(), slice=ast.Name(id=node))):
                    noted = {name for step in walk.body for name in _noted(step, other)}
                case _:
                    continue
            back = any(
                ast.unparse(step) == f"{name}.append({other})" for name in names_in(loop.test) for step in walk.body
            )
            trees = re.search(r"child|kid|tree|folder|report|sub", ast.unparse(walk.iter).lower())
            if node in taken and back and noted and not noted & asked and not trees:
                yield Place(walk.lineno, min(noted))


def _condition(node: ast.AST) -> ast.AST:
    return ast.Tuple(elts=node.ifs) if isinstance(node, ast.comprehension) else node.test  # type: ignore[attr-defined]


def _noted(step: ast.stmt, other: str) -> Iterator[str]:
    """Where an element is noted."""
    match step:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=key))]) if key == other:
            yield name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add"), args=[ast.Name(id=key)])):
            if key == other:
                yield name


CHECKS: tuple[Check, ...] = (key_without_a_part, search_ends_at_the_known, noted_and_never_asked)
