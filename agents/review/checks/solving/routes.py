"""Graphs: the cheapest ways, the order in which things can be done, and what belongs together.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, callee, is_const, names_in, same, words
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_PUTS: Final = words("append appendleft add put heappush push")
_TAKES: Final = words("pop popleft get heappop")


def _queue_of(call: ast.Call, names: frozenset[str]) -> str:
    """The queue that a call puts something into, or takes something from, by the names of what does so."""
    if callee(call) not in names:
        return ""
    if callee(call).startswith("heap"):
        return ast.unparse(call.args[0]) if call.args else ""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


@check(
    Rule(
        code="step-pushed-for-the-whole-way",
        title="`{name}` is a part of the way alone, and the queue sorts by it",
        weights={"correctness": 0.4},
        level="learning",
        why="The table is given the cost of the whole way, and the queue only a part of it. What is taken out next "
        "is not the nearest one then, and the ways behind it are counted on from a wrong sum.",
        do="Put into the queue what was just kept for that place.",
        example="import heapq\n\n\ndef costs(roads, start):\n    best = {start: 0}\n    heap = [(0, start)]\n"
        "    while heap:\n        far, town = heapq.heappop(heap)\n"
        "        for other, length in roads[town]:\n            if other not in best or far + length < best[other]:\n"
        "                best[other] = far + length\n                heapq.heappush(heap, (length, other))\n"
        "    return best\n",
        better="import heapq\n\n\ndef costs(roads, start):\n    best = {start: 0}\n    heap = [(0, start)]\n"
        "    while heap:\n        far, town = heapq.heappop(heap)\n"
        "        for other, length in roads[town]:\n            if other not in best or far + length < best[other]:\n"
        "                best[other] = far + length\n                heapq.heappush(heap, (best[other], other))\n"
        "    return best\n",
    )
)
def step_pushed_for_the_whole_way(program: Program) -> Iterator[Place]:
    """See the rule: `best[x]`, which an `if` asks for, is given a sum, and `x` is queued with one part of that."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(args=[*_, ast.Tuple(elts=[ast.Name() | ast.Subscript() as first, *rest])]) if callee(
                call
            ) in (
                "heappush",
                "put",
            ):
                pass
            case _:
                continue
        step = program.statement(call)
        asked = {name for around in _asking(program, call) for name in names_in(around)}
        for near in [*program.before(step, _NEAR), *program.after(step, _NEAR)] if step is not None else []:
            match near:
                case ast.Assign(targets=[ast.Subscript(slice=ast.Name() as place)], value=value) if any(
                    same(one, ast.Name(place.id, ast.Load())) for one in rest
                ):
                    whole = program.value(value) if isinstance(value, ast.Name) else value
                    parts = summands(whole) if whole is not None else []
                    known = base_name(near.targets[0]) in asked
                    if known and len(parts) > 1 and any(same(one, first) for one in parts):
                        yield Place(call.lineno, ast.unparse(first))


def _asking(program: Program, call: ast.Call) -> Iterator[ast.expr]:
    """What the `if` statements around a call ask."""
    for _, around in program.up(call):
        if isinstance(around, ast.While | ast.FunctionDef):
            return
        if isinstance(around, ast.If):
            yield around.test


_NEAR: Final = 4  # statements before or behind one that may belong to it


@check(
    Rule(
        code="ready-though-something-is-missing",
        title="`{name}` is ready here as soon as one of those before it is done",
        weights={"correctness": 0.4},
        level="learning",
        why="The number tells how many are still missing. It goes down by one, and nothing asks whether it is 0 now: "
        "what waits for two others comes after the first, and once more after the second.",
        do="Let it join those that are ready only when nothing is missing any more.",
        example="def order(ready, missing, after):\n    done = []\n"
        "    while ready:\n        task = ready.pop()\n        done.append(task)\n        for later in after[task]:\n"
        "            missing[later] -= 1\n            ready.append(later)\n    return done\n",
        better="def order(ready, missing, after):\n    done = []\n"
        "    while ready:\n        task = ready.pop()\n        done.append(task)\n        for later in after[task]:\n"
        "            missing[later] -= 1\n"
        "            if missing[later] == 0:\n                ready.append(later)\n    return done\n",
    )
)
def ready_though_something_is_missing(program: Program) -> Iterator[Place]:
    """See the rule: in a `while` over a queue that is given or begins with those at 0, a number goes down."""
    for loop in program.all(ast.For):
        around = next((one for one in program.loops_around(loop) if isinstance(one, ast.While)), None)
        if around is None or not isinstance(loop.target, ast.Name):
            continue
        queues = {_queue_of(one, _TAKES) for one in ast.walk(around) if isinstance(one, ast.Call)} - {""}
        fallen = {base_name(one.value) for step in loop.body for one in _lowered(step, loop.target.id)}
        asked = any(isinstance(one, ast.Compare | ast.If | ast.IfExp) for one in ast.walk(loop))
        if (
            not fallen
            or asked
            or not (
                queues & {*program.parameters(program.scope(loop))}
                or _begins_with_none_missing(program, around, fallen)
            )
        ):
            continue
        for step in loop.body:
            match step:
                case ast.Expr(value=ast.Call(args=[*_, given]) as call) if _queue_of(call, _PUTS) in queues:
                    if loop.target.id in names_in(given):
                        yield Place(step.lineno, loop.target.id)


def _lowered(step: ast.stmt, key: str) -> Iterator[ast.Subscript]:
    """`d[key]`, where a statement takes 1 off it."""
    match step:
        case ast.AugAssign(target=ast.Subscript(slice=ast.Name(id=name)) as target, op=ast.Sub(), value=one):
            if name == key and is_const(one, 1):
                yield target
        case ast.Assign(
            targets=[ast.Subscript(slice=ast.Name(id=name)) as target], value=ast.BinOp(op=ast.Sub(), right=one)
        ):
            if name == key and is_const(one, 1):
                yield target


def _begins_with_none_missing(program: Program, loop: ast.While, tables: set[str]) -> bool:
    """Whether what stands around a loop asks who is at 0 in one of these tables."""
    for node in program.within(program.scope(loop)):
        match node:
            case ast.Compare(ops=[ast.Eq()], comparators=[zero]) if is_const(zero, 0):
                return True
            case ast.UnaryOp(op=ast.Not(), operand=ast.Subscript(value=table)) if base_name(table) in tables:
                return True
    return False


@check(
    Rule(
        code="hung-up-without-its-root",
        title="`{name}` alone goes over to the other group: all that belong with it stay behind",
        weights={"correctness": 0.4},
        level="learning",
        why="Two groups become one when the root of the one hangs below the root of the other. Here a member is hung "
        "there itself, and leaves its own group.",
        do="Change the parent of the root, not that of the member that was asked for.",
        example="def find(parent, one):\n    while parent[one] != one:\n        one = parent[one]\n    return one\n\n\n"
        "def join(parent, one, other):\n    top, other_top = find(parent, one), find(parent, other)\n"
        "    if top != other_top:\n        parent[one] = other_top\n",
        better="def find(parent, one):\n    while parent[one] != one:\n        one = parent[one]\n    return one\n\n\n"
        "def join(parent, one, other):\n    top, other_top = find(parent, one), find(parent, other)\n"
        "    if top != other_top:\n        parent[top] = other_top\n",
    )
)
def hung_up_without_its_root(program: Program) -> Iterator[Place]:
    """See the rule: `parent[a]` is given the root of `b`, or `b`, where the root of `a` has been looked for."""
    climbs = {one.name: one for one in program.functions if _climbs(program, one)}
    for function in program.functions if climbs else ():
        if function.name in climbs or re.search(r"\bmov", program.purpose(function)):
            continue  # who moves does leave the others behind
        nodes = list(program.within(function))
        asked = {member: top for node in nodes for member, top in _tops(node, climbs)}
        for step in nodes:
            match step:
                case ast.Assign(targets=[ast.Subscript(slice=ast.Name(id=key))], value=value):
                    pass
                case _:
                    continue
            others = {one for member, top in asked.items() if member != key for one in (member, top)}
            given = value.args[-1] if isinstance(value, ast.Call) and callee(value) in climbs and value.args else value
            if key in asked and asked[key] != key and isinstance(given, ast.Name) and given.id in others:
                yield Place(step.lineno, key)
    yield from _pairs_hung_up(program, climbs.values())


def _pairs_hung_up(program: Program, climbs: Iterable[Function]) -> Iterator[Place]:
    """`for a, b in pairs: parent[a] = b`, where whoever looks for a root climbs in `parent`."""
    up = {owner for one in climbs for owner in _climbs(program, one)}
    for loop in program.all(ast.For) if up else ():
        match loop.target:
            case ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=other)]):
                said = f"{program.told_around(loop)} {ast.unparse(loop.iter)}".lower().replace("_", " ")
            case _:
                continue
        if not _JOINED.search(said) or _ABOVE.search(f"{said} {one} {other}"):
            continue
        names = [part for step in loop.body for part in program.within(step) if isinstance(part, ast.Name)]
        anew = {part.id for part in names if isinstance(part.ctx, ast.Store)}
        for step in program.within(loop):
            match step:
                case ast.Assign(
                    targets=[ast.Subscript(value=owner, slice=ast.Name(id=key))], value=ast.Name(id=value)
                ) if {key, value} == {one, other} and ast.unparse(owner) in up and not {key, value} & anew:
                    yield Place(step.lineno, key)


_JOINED: Final = re.compile(
    r"\b(?:groups?|friend\w*|connect\w*|components?|links?|linked|edges?|networks?|islands?|circles?|clusters?|sets?|"
    r"unions?|join\w*|merg\w*|same|roads?|bridges?|cables?|wires?|circuits?|together|pairs)\b"
)
_ABOVE: Final = re.compile(
    r"\b(?:child|children|boss\w*|chiefs?|managers?|mothers?|fathers?|trees?|ancestors?|depth)\b"
)


def _tops(node: ast.AST, climbs: Container[str]) -> Iterator[tuple[str, str]]:
    """Members whose roots are looked for, each with what its root is called."""
    pairs: list[tuple[ast.expr, str]] = []
    match node:
        case ast.Assign(targets=[ast.Name(id=top)], value=value):
            pairs = [(value, top)]
        case ast.Assign(targets=[ast.Tuple(elts=tops)], value=ast.Tuple(elts=values)):
            pairs = [(value, ast.unparse(top)) for top, value in zip(tops, values, strict=False)]
        case ast.Compare(left=left, comparators=[right]):
            pairs = [(left, ""), (right, "")]
    for value, top in pairs:
        match value:
            case ast.Call(args=[*_, ast.Name(id=member)]) if callee(value) in climbs:
                yield member, top


def _climbs(program: Program, function: Function) -> set[str]:
    """In what a function goes from a member to its parent until it is at the root; nothing if it does not."""
    last = [*program.parameters(function)][-1:]
    again = bool(program.self_calls.get(function)) or any(isinstance(one, ast.While) for one in ast.walk(function))
    for node in program.within(function) if again else ():
        match node:
            case ast.Compare(left=left, ops=[ast.NotEq() | ast.Eq()], comparators=[right]):
                for one, other in ((left, right), (right, left)):
                    match one, other:
                        case ast.Subscript(value=owner, slice=ast.Name(id=key)), ast.Name(id=name) if key == name:
                            begins = [base_name(value) for value in program.values(other) if value is not None]
                            if last and last[0] in (name, *begins):
                                return {ast.unparse(owner)}
    return set()


CHECKS: tuple[Check, ...] = (
    step_pushed_for_the_whole_way,
    ready_though_something_is_missing,
    hung_up_without_its_root,
)
