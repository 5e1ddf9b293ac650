"""What a loop leaves behind: answers that it never touches, one factor too many, the last element for all of them."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="answer-never-touched",
        title="`{name}` is given back as it was at the beginning",
        weights={"correctness": 0.4},
        level="beginner",
        why="It begins with a first value, the loop turns, and nothing ever changes it: the answer is always the same.",
        do="Find the line in which it should change, and write it.",
        example="def weeks_until(goal, saved, weekly):\n    weeks = 0\n    while saved < goal:\n"
        "        saved += weekly\n"
        "    return weeks\n",
        better="def weeks_until(goal, saved, weekly):\n    weeks = 0\n    while saved < goal:\n"
        "        saved += weekly\n"
        "        weeks += 1\n    return weeks\n",
    )
)
def answer_never_touched(program: Program) -> Iterator[Place]:
    """See the rule: a name that is only begun before a loop and returned behind it, and stands nowhere else."""
    for function in program.functions:
        match function.body[-1]:
            case ast.Return(value=ast.Name(id=name) as returned):
                pass
            case _:
                continue
        places = [one for one in program.places(function, name) if one is not returned]
        if len(places) != 1 or name in program.outer_names or _is_known_inside(program, function, name):
            continue
        start = program.parents[places[0]]
        if not isinstance(start, ast.Assign):
            continue
        between = [one for one in function.body if start.lineno < one.lineno]
        loops = any(isinstance(one, ast.For | ast.While) for one in between)
        if loops and _is_nothing(start.value) and start in function.body:
            yield Place(returned.lineno, name)


def _is_known_inside(program: Program, function: Function, name: str) -> bool:
    """Whether a function that is defined in it may fill it as well."""
    first, last = function.lineno, function.end_lineno or function.lineno
    return any(
        first < one.lineno <= last and program.scope(one) is not function for one in program.by_name.get(name, ())
    )


def _is_nothing(value: ast.expr) -> bool:
    return is_const(value, 0, 1, 0.0, "") or (isinstance(value, ast.List) and not value.elts)


@check(
    Rule(
        code="one-factor-too-many",
        title="`{name}` has the factor once before the loop, and once more in each of its turns",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop turns as often as the factor is wanted; what it begins with comes on top.",
        do="Begin with what changes nothing when it is multiplied.",
        example="def raised(base, times):\n    product = base\n    for _ in range(times):\n        product *= base\n"
        "    return product\n",
        better="def raised(base, times):\n    product = 1\n    for _ in range(times):\n        product *= base\n"
        "    return product\n",
    )
)
def one_factor_too_many(program: Program) -> Iterator[Place]:
    """See the rule: begun with the name that a loop over `range(n)` multiplies it by, and nothing else."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                iter=ast.Call(func=ast.Name(id="range"), args=[ast.Name(id=times)]),
                body=[ast.AugAssign(target=ast.Name(id=name), op=ast.Mult(), value=ast.Name(id=factor))]
                | [
                    ast.Assign(
                        targets=[ast.Name(id=name)],
                        value=ast.BinOp(left=ast.Name(), op=ast.Mult(), right=ast.Name(id=factor)),
                    )
                ],
            ) if factor not in (times, name):
                pass
            case _:
                continue
        function = program.function_of(loop)
        begun = [program.parents[one] for one in program.places(program.scope(loop), name) if one.lineno < loop.lineno]
        match begun:
            case [ast.Assign(value=ast.Name(id=first))] if first == factor and function is not None:
                if times in program.parameters(function):
                    yield Place(loop.lineno, name)


@check(
    Rule(
        code="goes-down-without-a-step",
        title="`{name}` never runs: it counts upwards from the end",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` counts upwards when no step is given, and from the length there is nothing up to 0.",
        do="Give `range` its third number, or go through `reversed(...)`.",
        example="letters = ['a', 'b', 'c']\nfor place in range(len(letters) - 1, -1):\n    print(place)\n",
        better="letters = ['a', 'b', 'c']\nfor place in range(len(letters) - 1, -1, -1):\n    print(place)\n",
    )
)
def goes_down_without_a_step(program: Program) -> Iterator[Place]:
    """See the rule: `range` from a length to 0 or -1."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="range"), args=[start, stop], keywords=[]) if is_const(stop, 0, -1):
                at = start.left if isinstance(start, ast.BinOp) and isinstance(start.op, ast.Sub) else start
                if call_name(at) == "len" or _is_begin_of_countdown(program, node, at):
                    yield Place(node.lineno, ast.unparse(node))


def _is_begin_of_countdown(program: Program, node: ast.Call, start: ast.expr) -> bool:
    """Whether a loop begins with what a caller gave or somebody typed in, which is a number of things as a rule."""
    if not isinstance(program.parents[node], ast.For) or not isinstance(start, ast.Name | ast.Constant):
        return False
    if isinstance(start, ast.Constant):
        return isinstance(start.value, int) and start.value > 1
    value = program.value(start)
    typed = value is not None and ("input(" in ast.unparse(value) or (program.number(value) or 0) > 1)
    given = start.id in program.parameters(program.scope(node)) and not program.values(start)
    negative = re.search(r"neg|min|low|below|start|first|begin", start.id)
    return (typed or given) and not negative


@check(
    Rule(
        code="divided-by-the-last-one",
        title="`{name}` is the last one alone, and its length says nothing of all",
        weights={"correctness": 0.4},
        level="beginner",
        why="Behind the loop its variable still holds the last element. How many there were is told by the whole.",
        do="Ask the list for its length, not its last element.",
        example="def average_of(rows):\n    total = 0\n    for row in rows:\n        total += int(row)\n"
        "    return total / len(row)\n",
        better="def average_of(rows):\n    total = 0\n    for row in rows:\n        total += int(row)\n"
        "    return total / len(rows)\n",
    )
)
def divided_by_the_last_one(program: Program) -> Iterator[Place]:
    """See the rule: a division behind a loop by the length of the loop's own variable."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                op=ast.Div() | ast.FloorDiv(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name) as one])
            ):
                stored = [use for use in program.places(program.scope(node), name) if isinstance(use.ctx, ast.Store)]
                loops = [program.parents[use] for use in stored]
                match loops:
                    case [ast.For(target=ast.Name()) as loop] if (loop.end_lineno or 0) < one.lineno:
                        yield Place(node.lineno, name)


_DICE: Final = re.compile(r"(?:^|_)(?:roll|dice|die|throw)(?:_|$)")


@check(
    Rule(
        code="die-of-other-sides",
        title="`{name}` gives a number that no die shows, or never the six",
        weights={"correctness": 0.35},
        level="beginner",
        why="A die has the sides 1 to 6. `randint` gives both of its ends as well, `randrange` never the last.",
        do="Say which numbers may come out, and give these ends.",
        example="import random\n\n\ndef roll():\n    return random.randint(0, 6)\n",
        better="import random\n\n\ndef roll():\n    return random.randint(1, 6)\n",
    )
)
def die_of_other_sides(program: Program) -> Iterator[Place]:
    """See the rule: `randint(0, 6)` and `randrange(1, 6)` where dice are thrown."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(args=[first, last]) if call_name(node) in ("randint", "randrange"):
                whole = call_name(node) == "randint"
                wrong = (
                    is_const(first, 0) and is_const(last, 6) if whole else is_const(first, 0, 1) and is_const(last, 6)
                )
                function = program.function_of(node)
                statement = program.statement(node)
                kept = statement.targets[0] if isinstance(statement, ast.Assign) else None
                names = (function.name if function else "", kept.id if isinstance(kept, ast.Name) else "")
                said = f" {program.purpose(node).replace(' ', '_')}_".replace(".", "_")
                if wrong and any(_DICE.search(name) for name in (*names, said)):
                    yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (
    answer_never_touched,
    one_factor_too_many,
    goes_down_without_a_step,
    divided_by_the_last_one,
    die_of_other_sides,
)
