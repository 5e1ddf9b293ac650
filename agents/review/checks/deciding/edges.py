"""Cases at the edge that a program does not ask for: an empty list, zero, what is not a number, what is not there.

Each counts little, and is told only to those who write code for others: beginners may take such cases as given.
"""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _asked(program: Program, function: Function) -> set[str]:
    """Names that a function asks about before it goes on: in a condition, an assertion, or a `try` around all."""
    asked: set[str] = set()
    for node in program.within(function):
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
                asked |= names_in(test)
            case ast.BoolOp():
                asked |= names_in(node.values[0])
            case ast.Try():
                asked |= names_in(node)
    return asked


def _given(program: Program, function: Function) -> set[str]:
    """Parameters that the function does not replace."""
    stored = {
        one.id for one in program.within(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return set(program.parameters(function)) - stored - {"self", "cls"}


def _divisor(node: ast.AST) -> str:
    match node:
        case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=ast.Name(id=name)):
            return name
        case ast.BinOp(
            op=ast.Div() | ast.FloorDiv(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)])
        ):
            return name
    return ""


@check(
    Rule(
        code="division-without-asking",
        title="Nothing asks whether `{name}` is zero or empty before it divides",
        weights={"correctness": 0.18},
        level="proficient",
        why="For an empty list or a zero the program stops with a ZeroDivisionError.",
        do="Decide what the result is in that case, and ask for it first.",
        example="def mean(numbers):\n    return sum(numbers) / len(numbers)\n",
        better="def mean(numbers):\n    return sum(numbers) / len(numbers) if numbers else 0\n",
    )
)
def division_without_asking(program: Program) -> Iterator[Place]:
    """See the rule: division by a parameter or its length."""
    for function in program.functions:
        free = _given(program, function) - _asked(program, function)
        for node in program.within(function):
            name = _divisor(node)
            if name in free:
                free.discard(name)
                yield Place(node.lineno, name)  # type: ignore[attr-defined]  # an expression's


@check(
    Rule(
        code="first-without-asking",
        title="Nothing asks whether `{name}` is empty before its first, last or greatest is taken",
        weights={"correctness": 0.05},
        level="mastered",
        why="What is empty has no first element and no greatest: the program stops with an error.",
        do="Decide what the result is when it is empty, and ask for that first.",
        example="def newest(entries):\n    return entries[-1]\n",
        better="def newest(entries):\n    return entries[-1] if entries else None\n",
    )
)
def first_without_asking(program: Program) -> Iterator[Place]:
    """See the rule: of parameters."""
    for function in program.functions:
        free = _given(program, function) - _asked(program, function)
        for node in program.within(function):
            match node:
                case ast.Subscript(value=ast.Name(id=name), slice=place, ctx=ast.Load()) if is_const(place, 0, -1):
                    pass
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop"), args=[]):
                    pass
                case ast.Call(func=ast.Name(id="max" | "min"), args=[ast.Name(id=name)], keywords=keywords):
                    if any(one.arg == "default" for one in keywords):
                        continue
                case _:
                    continue
            if name in free:
                free.discard(name)
                yield Place(node.lineno, name)


@check(
    Rule(
        code="key-without-asking",
        title="Nothing asks whether `{name}` has the key",
        weights={"correctness": 0.05},
        level="mastered",
        why="For a key that is not there the program stops with a KeyError.",
        do="Use `get` with a default, or ask with `in`.",
        example="PRICES = {'tea': 2}\n\n\ndef price(name):\n    return PRICES[name]\n",
        better="PRICES = {'tea': 2}\n\n\ndef price(name):\n    return PRICES.get(name, 0)\n",
    )
)
def key_without_asking(program: Program) -> Iterator[Place]:
    """See the rule: a parameter as the key of a dictionary."""
    for function in program.functions:
        free = _given(program, function) - _asked(program, function)
        for node in program.within(function):
            match node:
                case ast.Subscript(value=ast.Name() as owner, slice=ast.Name(id=key), ctx=ast.Load()) if key in free:
                    if program.kind(owner) == "dict":
                        free.discard(key)
                        yield Place(node.lineno, owner.id)


@check(
    Rule(
        code="input-taken-for-a-number",
        title="What is typed in is taken for a number",
        weights={"correctness": 0.06},
        level="proficient",
        why="Somebody who types a word ends the program with a ValueError.",
        do="Catch the ValueError and ask again.",
        example="age = int(input())\nprint(age + 1)\n",
        better="try:\n    age = int(input())\nexcept ValueError:\n    age = 0\nprint(age + 1)\n",
    )
)
def input_taken_for_a_number(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if call_name(node) not in ("int", "float") or not node.args or call_name(node.args[0]) != "input":
            continue
        if not any(isinstance(parent, ast.Try) for _, parent in program.up(node)):
            yield Place(node.lineno)


@check(
    Rule(
        code="greatest-from-zero",
        title="The search for the greatest begins at {name}, not at a value of the list",
        weights={"correctness": 0.15},
        level="proficient",
        why="If all values lie beyond the number that it begins with, the result is a number that is not among them.",
        do="Begin with the first element.",
        example="values = [-3]\nbest = 0\nfor one in values:\n    if one > best:\n        best = one\nprint(best)\n",
        better="values = [-3]\nbest = values[0]\nfor one in values:\n    if one > best:\n        best = one\n"
        "print(best)\n",
    )
)
def greatest_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: a name that begins as a number and takes each greater (or smaller) element of a loop."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=found, ops=[ast.Gt() | ast.Lt() | ast.GtE() | ast.LtE()], comparators=[bound]),
                body=[ast.Assign(targets=[ast.Name(id=best)], value=ast.Name() as kept), *_],
            ) if program.in_loop(node):
                pass
            case _:
                continue
        if {ast.unparse(found), ast.unparse(bound)} != {best, kept.id}:
            continue
        scope = program.scope(node)
        for start in program.all(ast.Assign):
            match start:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float()) as first):
                    if name == best and program.scope(start) is scope and not program.in_loop(start):
                        yield Place(start.lineno, ast.unparse(first))
                        break


_CHANGES = ("sort", "append", "remove", "reverse", "pop", "insert", "clear", "extend")


@check(
    Rule(
        code="changes-what-it-was-given",
        title="`{name}` is changed, and it belongs to the caller",
        weights={"correctness": 0.08, "style": 0.02},
        level="proficient",
        why="Whoever calls the function finds the own list changed, which its result does not tell.",
        do="Work on a copy, or build a new list and return that.",
        example="def ranked(scores):\n    scores.sort()\n    return scores\n",
        better="def ranked(scores):\n    return sorted(scores)\n",
    )
)
def changes_what_it_was_given(program: Program) -> Iterator[Place]:
    """See the rule: a function that changes a parameter in place and returns something as well."""
    for function in program.functions:
        given = _given(program, function)
        inside = list(program.within(function))
        if not any(isinstance(node, ast.Return) and node.value is not None for node in inside):
            continue
        for node in inside:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if method_of(node) in _CHANGES:
                    pass
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                    pass
                case _:
                    continue
            if name in given and base_name(node if isinstance(node, ast.Subscript) else node.func) == name:
                given.discard(name)
                yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (
    division_without_asking,
    first_without_asking,
    key_without_asking,
    input_taken_for_a_number,
    greatest_from_zero,
    changes_what_it_was_given,
)
