"""What a loop works out and nothing uses, and what it asks for and never moves."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 50  # places of a name that are looked at
_TELLS: Final = re.compile(r"^_|^(?:dummy|unused|ignored?)$")


@check(
    Rule(
        code="gathered-for-nothing",
        title="`{name}` is worked out in the loop, and nothing uses it",
        weights={"correctness": 0.35},
        level="beginner",
        why="What the loop gathers is what is wanted at the end. Here something else is shown or handed back instead.",
        do="Compare what is returned or printed behind the loop with what was gathered.",
        example="def most_guests(changes):\n    guests = 0\n    most = 0\n    for change in changes:\n"
        "        guests += change\n        most = max(most, guests)\n    return guests\n",
        better="def most_guests(changes):\n    guests = 0\n    most = 0\n    for change in changes:\n"
        "        guests += change\n        most = max(most, guests)\n    return most\n",
    )
)
def gathered_for_nothing(program: Program) -> Iterator[Place]:
    """See the rule: begun with a number, and in a loop `x += y` or `x = max(x, y)`; read nowhere else.

    In a script, something else that the loop sets is printed.
    """
    seen: set[tuple[ast.AST, str]] = set()
    for node in program.all(ast.AugAssign, ast.Assign):
        name = _gathers(node)
        scope = program.scope(node)
        if not name or (scope, name) in seen or not program.in_loop(node) or isinstance(scope, ast.ClassDef):
            continue
        seen.add((scope, name))
        places = program.places(scope, name)
        if len(places) > _MANY or name in program.outer_names or _TELLS.search(name):
            continue
        if isinstance(scope, ast.Module) and any(
            program.scope(one) is not scope for one in program.by_name[name][:_MANY]
        ):
            continue
        steps = [program.statement(one) for one in places]
        own = [one for one in steps if isinstance(one, ast.Assign | ast.AugAssign) and _gathers(one) == name]
        begun = [one for one in steps if isinstance(one, ast.Assign) and one not in own]
        numbers = all(is_const(one.value, 0, 1, 0.0, 1.0) or call_name(one.value) == "float" for one in begun)
        alone = begun and numbers and len(own) + len(begun) == len(steps)
        in_function = isinstance(scope, ast.FunctionDef)
        if alone and (in_function or _gives_another(program, scope, program.loops_around(node)[-1])):
            yield Place(node.lineno, name)


def _gives_another(program: Program, scope: ast.AST, loop: ast.AST) -> bool:
    """Whether what is returned or printed is another name that the loop sets: a number of one turn, or of the last."""
    given = {one.id for one in ast.walk(loop) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    for node in program.within(scope):
        match node:
            case ast.Return(value=ast.Name(id=name)) if name in given:
                return True
            case ast.Call(func=ast.Name(id="print")) if names_in(node) & given:
                return True
    return False


def _gathers(node: ast.stmt | None) -> str:
    """`x` of `x += y`, where y is no 1, and of `x = max(x, y)`."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub(), value=value) if not is_const(value, 1):
            return name if name not in names_in(value) else ""
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="max" | "min")) as value):
            return name if name in names_in(value) else ""
    return ""


@check(
    Rule(
        code="tries-never-counted",
        title="`{name}` stays as it is, however often the loop turns",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition of the loop compares it with a number of times that is allowed, and no turn counts one.",
        do="Count in each turn, on every way through it.",
        example="def ask(get, most):\n    tries = 0\n    while tries < most:\n        try:\n            return get()\n"
        "        except ValueError:\n            print('again')\n    return None\n",
        better="def ask(get, most):\n    tries = 0\n    while tries < most:\n        try:\n            return get()\n"
        "        except ValueError:\n            tries += 1\n    return None\n",
    )
)
def tries_never_counted(program: Program) -> Iterator[Place]:
    """See the rule: `while n < most` with `return` or `break`, where `n` is set once to a number, before the loop."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(
                left=ast.Name(id=name) as counter, ops=[ast.Lt() | ast.LtE() | ast.Gt()], comparators=[most]
            ):
                pass
            case _:
                continue
        scope = program.scope(loop)
        stores = [one for one in program.places(scope, name) if not isinstance(one.ctx, ast.Load)]
        begun = program.written(counter)
        number = isinstance(begun, ast.Constant) and isinstance(begun.value, int | float)
        leaves = any(isinstance(one, ast.Return | ast.Break) for one in program.within(loop))
        steady = program.steady(most, loop)
        begins = number and len(stores) == 1 and stores[0].lineno < loop.lineno and name not in program.outer_names
        if leaves and begins and steady and isinstance(most, ast.Name | ast.Constant):
            yield Place(loop.lineno, name)


CHECKS: tuple[Check, ...] = (gathered_for_nothing, tries_never_counted)
