"""Functions that call themselves to try or to remember: what was tried is not undone, what was found is not kept.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import calls_with_its_own_parameters, is_stored
from agents.review.program import Function, Program, base_name, call_name, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_VISITED: Final = re.compile(
    r"(^|[._])(seen|visited|known|explored|done|marked|checked|closed|discovered|used)([._]|$)"
)
_TAKES_BACK: Final = words("pop remove clear discard")


@check(
    Rule(
        code="tried-and-not-undone",
        title="`{name}` is not taken back before the next one is tried",
        weights={"correctness": 0.4},
        level="learning",
        why="When the inner call comes back without success, what was tried is still there, and the next try is put "
        "on top of it.",
        do="Behind the inner call, take back what was done before it.",
        example="def orders(letters, chosen):\n    if len(chosen) == len(letters):\n        print(*chosen)\n"
        "        return\n    for letter in letters:\n        if letter not in chosen:\n"
        "            chosen.append(letter)\n            orders(letters, chosen)\n",
        better="def orders(letters, chosen):\n    if len(chosen) == len(letters):\n        print(*chosen)\n"
        "        return\n    for letter in letters:\n        if letter not in chosen:\n"
        "            chosen.append(letter)\n            orders(letters, chosen)\n            chosen.pop()\n",
    )
)
def tried_and_not_undone(program: Program) -> Iterator[Place]:
    """See the rule: in a loop, something is added or filled in, and the function calls itself; nothing removes it."""
    for function, calls in program.self_calls.items():
        inside = list(ast.walk(function))
        lists_all = any(_lists_when_full(one) for one in inside)
        removed = {name for one in inside for name in _taken_back(one)}
        measured = {name for one in inside for name in _measured(one)}
        filled = [ast.unparse(one) for one in inside if isinstance(one, ast.Subscript) and is_stored(one)]
        for call in calls:
            statement, loop = program.statement(call), next(iter(program.loops_around(call)), None)
            if statement is None or not isinstance(loop, ast.For):
                continue
            searches = isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return)
            steps = _before(program, statement)
            likes = {taken[1] for step in steps if (taken := _added(step)) and taken[0] in removed}
            for step in steps:
                yield from _left_marks(step, call, loop, _Known(removed, filled, lists_all, "add" in likes))
                match step:
                    case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[_])):
                        name = ast.unparse(owner)
                        wrong = name not in removed and (searches or name in measured)
                    case ast.Assign(targets=[ast.Subscript() as target], value=value):
                        name = ast.unparse(target)
                        tried = _tries_on(call, function, loop, target, value)
                        wrong = searches and filled.count(name) == 1 and base_name(target) not in removed and tried
                    case _:
                        continue
                if wrong and not _VISITED.search(name.split("[")[0]):
                    yield Place(step.lineno, name)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a function that calls itself takes back somewhere, which places it fills, and what it is after."""

    removed: set[str]
    filled: list[str]
    lists_all: bool
    takes_back_likes: bool


def _left_marks(step: ast.stmt, call: ast.Call, loop: ast.For, known: _Known) -> Iterator[Place]:
    """A mark in a set or a list of flags, or an exchange, that stays behind."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="add"), args=[_])):
            name = ast.unparse(owner)
            meant = known.lists_all or (known.takes_back_likes and not _VISITED.search(name))
            wrong = name not in known.removed and meant
        case ast.Assign(targets=[ast.Subscript(value=owner) as target], value=ast.Constant(value=True)):
            name = ast.unparse(target)
            wrong = known.lists_all and known.filled.count(name) == 1 and ast.unparse(owner) not in known.removed
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Subscript() as one, ast.Subscript() as other])]):
            name = ast.unparse(one.value)
            once = known.filled.count(ast.unparse(other)) == 1
            wrong = _is_swap(step) and once and _is_next(call, one, loop)
        case _:
            return
    if wrong:
        yield Place(step.lineno, name)


def _added(step: ast.stmt) -> tuple[str, str] | None:
    """What a statement adds to, and by which method."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="add" | "append" as kind), args=[_])):
            return ast.unparse(owner), kind
    return None


def _lists_when_full(node: ast.AST) -> bool:
    """Whether what is complete by its length or its place is kept, counted or shown: then there are others to come."""
    match node:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Eq() | ast.GtE()]), body=[first, *_]):
            measured = isinstance(left, ast.Call) and call_name(left) == "len"
            match first:
                case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append")) | ast.Yield()):
                    return measured
                case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
                    return measured
    return False


def _is_swap(step: ast.Assign) -> bool:
    match step:
        case ast.Assign(targets=[ast.Tuple(elts=[one, other])], value=ast.Tuple(elts=[first, second])):
            return [ast.unparse(one), ast.unparse(other)] == [ast.unparse(second), ast.unparse(first)]
    return False


def _is_next(call: ast.Call, place: ast.Subscript, loop: ast.For) -> bool:
    """Whether a call goes on behind the place that the loop begins with, and takes no copy along."""
    match loop.iter:
        case ast.Call(func=ast.Name(id="range"), args=[first, _]) if same(first, place.slice):
            given = [ast.unparse(one) for one in call.args]
            return f"{ast.unparse(first)} + 1" in given and not any(
                isinstance(part, ast.Slice | ast.Call) for one in call.args for part in ast.walk(one)
            )
    return False


def _taken_back(node: ast.AST) -> Iterator[str]:
    """What something is removed from, or is given anew."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _TAKES_BACK:
            yield ast.unparse(owner)
        case ast.Delete(targets=targets):
            yield from (ast.unparse(one.value) for one in targets if isinstance(one, ast.Subscript))
        case ast.Assign(targets=targets):
            yield from (ast.unparse(one) for one in targets if isinstance(one, ast.Name | ast.Attribute))
        case ast.Subscript(value=owner, slice=ast.Slice()):
            yield ast.unparse(owner)


def _measured(node: ast.AST) -> Iterator[str]:
    """What is compared by its length, to see whether it is full."""
    match node:
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[owner]), ops=[ast.Eq() | ast.GtE()]):
            yield ast.unparse(owner)


def _before(program: Program, statement: ast.stmt) -> list[ast.stmt]:
    """The statements before one in its block."""
    for _, block in ast.iter_fields(program.parents[statement]):
        if isinstance(block, list) and statement in block:
            return block[: block.index(statement)]
    return []


def _tries_on(call: ast.Call, function: ast.AST, loop: ast.For, target: ast.Subscript, value: ast.expr) -> bool:
    """Whether the place is tried with one value after the other, or one place of a row after the other."""
    tried = names_in(loop.target)
    if names_in(value) & tried:
        return calls_with_its_own_parameters(call, function)
    by_place = isinstance(target.value, ast.Subscript) and names_in(target) & tried and isinstance(loop.iter, ast.Call)
    return bool(by_place) and not any(names_in(one) & tried for one in call.args)


_MEMO: Final = re.compile(
    r"_?(memo\w*|cache\w*|known|computed|remembered|lookup|results?_so_far|solved)", re.IGNORECASE
)


@check(
    Rule(
        code="memo-never-filled",
        title="`{name}` is asked for results, and nothing ever puts one there",
        weights={"correctness": 0.3, "efficiency": 0.2},
        level="learning",
        why="What was worked out is forgotten, so that all is worked out again each time.",
        do="Put each result there before it is returned.",
        example="memo = {}\n\n\ndef stairs(n):\n    if n < 2:\n        return 1\n    if n in memo:\n"
        "        return memo[n]\n    result = stairs(n - 1) + stairs(n - 2)\n    return result\n",
        better="memo = {}\n\n\ndef stairs(n):\n    if n < 2:\n        return 1\n    if n in memo:\n"
        "        return memo[n]\n    memo[n] = stairs(n - 1) + stairs(n - 2)\n    return memo[n]\n",
    )
)
def memo_never_filled(program: Program) -> Iterator[Place]:
    """See the rule: a name for kept results that is only asked and read, in a function that calls itself."""
    for function in program.self_calls:
        if not isinstance(function, Function):
            continue
        asked = {
            one.comparators[0].id
            for one in program.within(function)
            if isinstance(one, ast.Compare)
            and isinstance(one.ops[0], ast.In | ast.NotIn)
            and isinstance(one.comparators[0], ast.Name)
        }
        for name in sorted(asked):
            inside = program.places(function, name)
            local = name in program.parameters(function)
            places = inside if local else program.by_name[name]
            uses = [one for one in places if isinstance(one.ctx, ast.Load)]
            empty = _MEMO.fullmatch(name) and (local or _begins_empty(places, program))
            if empty and all(_only_asks(program, one, function.name) for one in uses):
                yield Place(function.lineno, name)


def _only_asks(program: Program, name: ast.Name, function: str) -> bool:
    """Whether a use of a name leaves what it stands for as it is."""
    around = program.parents[name]
    match around:
        case ast.Subscript(value=value) if value is name:
            return not is_stored(around)
        case ast.Attribute(attr="get" | "keys" | "items" | "values") | ast.Compare():
            return True
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return called in (function, "print", "len")
    return False


def _begins_empty(places: list[ast.Name], program: Program) -> bool:
    """Whether a name is given once only, and that an empty dictionary."""
    match [program.parents[one] for one in places if not isinstance(one.ctx, ast.Load)]:
        case [ast.Assign(value=ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict"), args=[], keywords=[]))]:
            return True
    return False


@check(
    Rule(
        code="memo-made-anew",
        title="`{name}` is empty again in every call",
        weights={"correctness": 0.3, "efficiency": 0.2},
        level="learning",
        why="Each call makes its own empty dictionary. What the other calls have worked out is not in it.",
        do="Make it once outside of the function, or hand it on to the inner calls.",
        example="def stairs(n):\n    memo = {}\n    if n < 2:\n        return 1\n    if n not in memo:\n"
        "        memo[n] = stairs(n - 1) + stairs(n - 2)\n    return memo[n]\n",
        better="memo = {}\n\n\ndef stairs(n):\n    if n < 2:\n        return 1\n    if n not in memo:\n"
        "        memo[n] = stairs(n - 1) + stairs(n - 2)\n    return memo[n]\n",
    )
)
def memo_made_anew(program: Program) -> Iterator[Place]:
    """See the rule: a dictionary of the function itself, asked for what its parameters are, and not handed on."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, Function):
            continue
        given = set(program.parameters(function))
        handed = {name for call in calls for name in names_in(call)}
        for step in function.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=[])) if name not in given | handed:
                    uses = [program.parents[one] for one in program.by_name[name]]
                    keys = [one for one in uses if isinstance(one, ast.Subscript) and is_stored(one)]
                    asked = [one.left for one in uses if isinstance(one, ast.Compare)]
                    own = any(same(one.slice, left) for one in keys for left in asked if names_in(left) <= given)
                    if own and not any(program.in_loop(one) for one in keys):
                        yield Place(step.lineno, name)


@check(
    Rule(
        code="kept-under-another-key",
        title="`{name}` keeps a result where nobody looks for it",
        weights={"correctness": 0.4},
        level="learning",
        why="It is asked under one key and filled under another, or is put in the place of all that was kept. What is "
        "found later belongs to something else, or nothing is found.",
        do="Say what the key tells, and use that same key to ask, to fill and to read.",
        example="class Stairs:\n    def __init__(self):\n        self.memo = {0: 1, 1: 1}\n\n"
        "    def ways(self, steps):\n        if steps in self.memo:\n            return self.memo[steps]\n"
        "        result = self.ways(steps - 1) + self.ways(steps - 2)\n        self.memo[steps - 1] = result\n"
        "        return result\n",
        better="class Stairs:\n    def __init__(self):\n        self.memo = {0: 1, 1: 1}\n\n"
        "    def ways(self, steps):\n        if steps in self.memo:\n            return self.memo[steps]\n"
        "        result = self.ways(steps - 1) + self.ways(steps - 2)\n        self.memo[steps] = result\n"
        "        return result\n",
    )
)
def kept_under_another_key(program: Program) -> Iterator[Place]:
    """See the rule: in a function that calls itself, and returns what it finds under a key at its beginning."""
    for function in program.self_calls:
        for step in getattr(function, "body", []):
            match step:
                case ast.If(
                    test=ast.Compare(left=key, ops=[ast.In()], comparators=[memo]),
                    body=[ast.Return(value=ast.Subscript(value=read, slice=found))],
                ) if same(memo, read) and same(key, found):
                    name = ast.unparse(memo)
                case _:
                    continue
            changes = [one for one in program.within(function) if isinstance(one, ast.Assign)]
            fills = [
                one.targets[0]
                for one in changes
                if isinstance(one.targets[0], ast.Subscript) and ast.unparse(one.targets[0].value) == name
            ]
            other = [one for one in fills if not _is_same_key(program, one.slice, key)]
            replaced = [one for one in changes if ast.unparse(one.targets[0]) == name and _is_filled(one.value)]
            if (fills and len(other) == len(fills)) or (replaced and not fills):
                yield Place((other or replaced)[0].lineno, name)


def _is_same_key(program: Program, key: ast.expr, asked: ast.expr) -> bool:
    """Whether two keys are the same, one of them under a name perhaps; what is no sum or tuple may be anything."""
    one, other = (program.value(each) or each for each in (key, asked))
    plain = all(isinstance(each, ast.Tuple | ast.BinOp | ast.Name) for each in (one, other))
    return not plain or ast.unparse(one) == ast.unparse(other) or not names_in(key) <= names_in(asked)


def _is_filled(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) and bool(node.keys)


CHECKS: tuple[Check, ...] = (
    tried_and_not_undone,
    memo_never_filled,
    memo_made_anew,
    kept_under_another_key,
)
