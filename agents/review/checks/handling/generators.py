"""What gives its elements once only, handed to a function that goes through them twice."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, method_of, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ONCE: Final = words("map filter zip reversed iter")
_TAKES_ALL: Final = words("sum max min list sorted set tuple dict enumerate join Counter")


def _gives_once(program: Program, node: ast.expr, generators: set[str]) -> bool:
    """Whether a value gives its elements once only, by itself or by the only value of its name."""
    if isinstance(node, ast.Name):
        match program.values(node):
            case [ast.expr() as value] if not isinstance(value, ast.Name):
                return _gives_once(program, value, generators)
        return False
    if isinstance(node, ast.GeneratorExp):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (node.func.id in _ONCE | generators)


@check(
    Rule(
        code="handed-over-once",
        title="`{name}` is gone through twice, and is handed something that gives its elements once only",
        weights={"correctness": 0.35},
        level="learning",
        why="A generator, `map`, `filter` or `zip` is used up by the first loop, `sum` or `max`: the second time "
        "nothing is left.",
        do="Do all that is needed in one loop, or make a list of it first.",
        example="def shares(values):\n    total = sum(values)\n    return [value / total for value in values]\n\n\n"
        "print(shares(int(part) for part in '3 4'.split()))\n",
        better="def shares(values):\n    total = sum(values)\n    return [value / total for value in values]\n\n\n"
        "print(shares([int(part) for part in '3 4'.split()]))\n",
    )
)
def handed_over_once(program: Program) -> Iterator[Place]:
    """See the rule: a parameter of a function of this program, by the calls that are written down in it."""
    by_name: dict[str, list[Function]] = defaultdict(list)
    for function in program.functions:
        by_name[function.name].append(function)
    yielding = [program.function_of(node) for node in program.all(ast.Yield, ast.YieldFrom)]
    generators = {one.name for one in yielding if one is not None and len(by_name[one.name]) == 1}
    once: set[tuple[str, str]] = set()
    for call in program.all(ast.Call):
        known = by_name.get(call.func.id if isinstance(call.func, ast.Name) else method_of(call), [])
        if len(known) == 1:
            once |= {
                (known[0].name, parameter)
                for parameter, value in _handed(known[0], call)
                if _gives_once(program, value, generators)
            }
    for name, parameter in sorted(once):
        line = _second_walk(program, by_name[name][0], parameter)
        if line:
            yield Place(line, parameter)


def _handed(function: Function, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    given = [one.arg for one in [*function.args.posonlyargs, *function.args.args]]
    if isinstance(call.func, ast.Attribute) and given[:1] in (["self"], ["cls"]):
        given = given[1:]
    yield from zip(given, call.args, strict=False)
    yield from ((one.arg, one.value) for one in call.keywords if one.arg)


def _second_walk(program: Program, function: Function, name: str) -> int:
    """The line in which a parameter is walked to its end for the second time; 0 if it is not."""
    places = program.places(function, name)
    if any(isinstance(one.ctx, ast.Store) for one in places):
        return 0
    steps = {id(part): at for at, statement in enumerate(function.body) for part in _always(statement)}
    walks: dict[int, int] = {}
    for one in places:
        around = program.parents[one]
        if isinstance(around, ast.Call) and one in around.args:
            takes = (call_name(around) or method_of(around)) in _TAKES_ALL
        else:
            takes = isinstance(around, ast.For | ast.comprehension) and around.iter is one and not _stops(around)
        if takes and id(one) in steps:
            walks.setdefault(steps[id(one)], one.lineno)
    lines = [walks[at] for at in sorted(walks)]
    return lines[1] if len(lines) > 1 else 0


def _stops(walk: ast.For | ast.comprehension) -> bool:
    """Whether a walk may leave something for the next one."""
    return any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(walk))


def _always(statement: ast.stmt) -> Iterator[ast.AST]:
    """What a statement does whenever it is reached: the blocks of conditions are left out."""
    if isinstance(statement, ast.If | ast.While):
        yield from ast.walk(statement.test)
    elif isinstance(statement, ast.For):
        yield from ast.walk(statement.iter)
    elif not isinstance(statement, ast.Try | ast.With | ast.FunctionDef | ast.Match):
        yield from ast.walk(statement)


@check(
    Rule(
        code="kept-and-emptied",
        title="`{name}` is emptied right after it was handed on",
        weights={"correctness": 0.35},
        level="learning",
        why="What was handed on is the list itself, not what was in it. Emptying it empties what the others have got.",
        do="Begin a new list instead.",
        example="def pairs(values):\n    pair = []\n    for value in values:\n        pair.append(value)\n"
        "        if len(pair) == 2:\n            yield pair\n            pair.clear()\n",
        better="def pairs(values):\n    pair = []\n    for value in values:\n        pair.append(value)\n"
        "        if len(pair) == 2:\n            yield pair\n            pair = []\n",
    )
)
def kept_and_emptied(program: Program) -> Iterator[Place]:
    """See the rule: `yield x` or `kept.append(x)`, and `x.clear()` behind it; an `if` may stand around the first."""
    for node in program.all(ast.Expr):
        match node.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="clear"), args=[]):
                pass
            case _:
                continue
        block = next(
            (part for _, part in ast.iter_fields(program.parents[node]) if isinstance(part, list) and node in part), []
        )
        before = block[block.index(node) - 1] if node in block[1:] else None
        if isinstance(before, ast.If) and not before.orelse and len(before.body) == 1:
            before = before.body[0]
        match before:
            case ast.Expr(value=ast.Yield(value=ast.Name(id=kept))):
                pass
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name(id=kept)])):
                pass
            case _:
                continue
        if kept == name:
            yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (handed_over_once, kept_and_emptied)
