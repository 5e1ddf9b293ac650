"""What is divided by the wrong number: averages of some over the number of others, parts of 1 compared with percent."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="sum-of-all-number-of-some",
        title="`{name}` divides the sum of one list by the length of another one",
        weights={"correctness": 0.4},
        level="beginner",
        why="One of the two lists holds only some elements of the other: the sum and the number belong to different "
        "ones.",
        do="Take the sum and the length of the same list.",
        example="def mean_of_passed(marks):\n    passed = [mark for mark in marks if mark >= 50]\n"
        "    return sum(marks) / len(passed)\n",
        better="def mean_of_passed(marks):\n    passed = [mark for mark in marks if mark >= 50]\n"
        "    return sum(passed) / len(passed)\n",
    )
)
def sum_of_all_number_of_some(program: Program) -> Iterator[Place]:
    """See the rule: `sum(a) / len(b)`, where one is made of the other by a comprehension with a condition."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="sum"), args=[ast.Name() as summed]),
                op=ast.Div(),
                right=ast.Call(func=ast.Name(id="len"), args=[ast.Name() as counted]),
            ) if summed.id != counted.id:
                pass
            case _:
                continue
        if _is_sifted(program, counted, summed.id) or _is_sifted(program, summed, counted.id):
            yield Place(node.lineno, ast.unparse(node))


def _is_sifted(program: Program, name: ast.Name, source: str) -> bool:
    """Whether a list holds the elements of another one that fulfil a condition."""
    match program.value(name):
        case ast.ListComp(elt=ast.Name(), generators=[ast.comprehension(iter=ast.Name(id=found), ifs=[_, *_])]):
            return found == source
    return False


@check(
    Rule(
        code="divided-by-the-last-place",
        title="`{name}` is the number of the last turn, one less than there were turns",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range(5)` counts 0, 1, 2, 3, 4: behind the loop the variable is 4, and five values have been added.",
        do="Divide by how many turns there were.",
        example="def mean(number):\n    total = 0\n    for i in range(number):\n"
        "        total += float(input('Value: '))\n"
        "    return total / i\n",
        better="def mean(number):\n    total = 0\n    for i in range(number):\n"
        "        total += float(input('Value: '))\n"
        "    return total / number\n",
    )
)
def divided_by_the_last_place(program: Program) -> Iterator[Place]:
    """See the rule: behind a loop over `range(n)` something is divided by its variable as it is."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
                pass
            case _:
                continue
        leaves = any(isinstance(one, ast.Break) for one in ast.walk(loop))
        for step in program.after(loop, 2) if not leaves else []:
            if index in {
                one.id for one in ast.walk(step) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }:
                break
            for one in ast.walk(step):
                match one:
                    case ast.BinOp(left=ast.Name(), op=ast.Div(), right=ast.Name(id=divisor)) if divisor == index:
                        yield Place(one.lineno, index)


@check(
    Rule(
        code="least-less-the-greatest",
        title="`{name}` is below zero: the smallest less the greatest",
        weights={"correctness": 0.4},
        level="beginner",
        why="The greatest value is never smaller than the smallest one.",
        do="Exchange the two.",
        example="def spread(values):\n    return min(values) - max(values)\n",
        better="def spread(values):\n    return max(values) - min(values)\n",
    )
)
def least_less_the_greatest(program: Program) -> Iterator[Place]:
    """See the rule: `min(x) - max(x)` as a result or a value of its own."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="min"), args=[one]),
                op=ast.Sub(),
                right=ast.Call(func=ast.Name(id="max"), args=[other]),
            ) if same(one, other) and isinstance(program.parents[node], ast.Return | ast.Assign | ast.FormattedValue):
                yield Place(node.lineno, ast.unparse(node))


_PERCENT: Final = re.compile(r"percent|pct|prozent")
_HUNDREDS: Final = 10
"""From 10 on a bound is one in percent: a part of 1 never reaches it."""


@check(
    Rule(
        code="part-compared-with-percent",
        title="`{name}` is a part of 1, and is compared with a number of percent",
        weights={"correctness": 0.4},
        level="beginner",
        why="8 of 10 points are 0.8. Compared with 50 that is never enough.",
        do="Multiply by 100 first, or compare with a part of 1.",
        example='def passed(points, maximum):\n    """Passed with at least 50 percent."""\n'
        "    return points / maximum >= 50\n",
        better='def passed(points, maximum):\n    """Passed with at least 50 percent."""\n'
        "    return points / maximum * 100 >= 50\n",
    )
)
def part_compared_with_percent(program: Program) -> Iterator[Place]:
    """See the rule: a quotient of two names, called or said to be percent, that is compared with 10 to 100."""
    for node in program.all(ast.Compare):
        bound = program.number(node.comparators[0]) if len(node.ops) == 1 else None
        if bound is None or not _HUNDREDS <= bound <= 100 or isinstance(node.ops[0], ast.Eq):  # noqa: PLR2004
            continue
        name = node.left.id if isinstance(node.left, ast.Name) else ""
        match program.value(node.left):
            case ast.BinOp(left=ast.Name() | ast.Attribute() as part, op=ast.Div(), right=whole) if (
                isinstance(whole, ast.Name | ast.Attribute) or call_name(whole) == "len"
            ):
                scaled = program.value(part)
            case _:
                continue
        said = f"{name} {program.purpose(node) if not name else ''}".lower()
        scaled_by = scaled is not None and any(is_const(one, 100) for one in ast.walk(scaled))
        if _PERCENT.search(said) and not scaled_by and not _PERCENT.search(ast.unparse(part).lower()):
            yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="quotient-taken-off",
        title="`{name}` takes off how often it goes, not what that makes",
        weights={"correctness": 0.4},
        level="beginner",
        why="2 hours are 120 minutes: of 125 minutes 5 are left, not 123.",
        do="Take off as many of the smaller unit as the greater ones hold, or take the rest with `%`.",
        example="def show(minutes):\n    hours = minutes // 60\n    rest = minutes - hours\n"
        "    return f'{hours} h {rest} min'\n",
        better="def show(minutes):\n    hours = minutes // 60\n    rest = minutes - hours * 60\n"
        "    return f'{hours} h {rest} min'\n",
    )
)
def quotient_taken_off(program: Program) -> Iterator[Place]:
    """See the rule: `q = x // n` with a written number, and a little behind it `x - q`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id=often)], value=ast.BinOp(left=ast.Name(id=whole), op=ast.FloorDiv(), right=by)
            ) if (program.number(by) or 0) > _HUNDREDS:
                pass
            case _:
                continue
        for behind in program.after(step, 2):
            for one in ast.walk(behind) if isinstance(behind, ast.Assign | ast.Return | ast.AugAssign) else ():
                match one:
                    case ast.BinOp(left=ast.Name(id=first), op=ast.Sub(), right=ast.Name(id=second)):
                        if (first, second) == (whole, often):
                            yield Place(one.lineno, ast.unparse(one))


@check(
    Rule(
        code="rest-of-another-division",
        title="`{name}` is the rest of another division than the one before",
        weights={"correctness": 0.4},
        level="beginner",
        why="50 hours are 2 days and 2 hours: both numbers come from a division by 24.",
        do="Take the rest by the number that the line before divides by.",
        example="def parts(hours):\n    days = hours // 24\n    rest = hours % 60\n    return days, rest\n",
        better="def parts(hours):\n    days = hours // 24\n    rest = hours % 24\n    return days, rest\n",
    )
)
def rest_of_another_division(program: Program) -> Iterator[Place]:
    """See the rule: `q = x // a` and directly behind it `r = x % b`, where neither number goes into the other."""
    for step in program.all(ast.Assign):
        match [step, *program.after(step, 1)]:
            case [
                ast.Assign(value=ast.BinOp(left=ast.Name(id=one), op=ast.FloorDiv(), right=by)),
                ast.Assign(value=ast.BinOp(left=ast.Name(id=other), op=ast.Mod(), right=rest)) as behind,
            ] if one == other and one not in names_in_targets(step):
                size, left = program.number(by), program.number(rest)
            case _:
                continue
        if size and left and size % left and left % size:
            yield Place(behind.lineno, ast.unparse(behind.value))


def names_in_targets(step: ast.Assign) -> set[str]:
    """Names that an assignment gives a value."""
    return {name for target in step.targets for name in names_in(target)}


_GREATER: Final = {"minutes": "hours", "seconds": "minutes", "hours": "days", "days": "weeks", "cents": "euros"}


@check(
    Rule(
        code="both-parts-exchanged",
        title="`{name}` gets the rest, and the rest gets how often it goes",
        weights={"correctness": 0.4},
        level="beginner",
        why="`divmod` gives how often it goes first, and what is left second.",
        do="Exchange the two names.",
        example="def show(total):\n    minutes, hours = divmod(total, 60)\n    return f'{hours} h {minutes} min'\n",
        better="def show(total):\n    hours, minutes = divmod(total, 60)\n    return f'{hours} h {minutes} min'\n",
    )
)
def both_parts_exchanged(program: Program) -> Iterator[Place]:
    """See the rule: by the units of the names, or an amount that is to be given out in pieces of a loop."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)])],
                value=ast.Call(func=ast.Name(id="divmod"), args=[ast.Name(id=amount), by]),
            ):
                units = _GREATER.get(first.lower()) == second.lower()
            case _:
                continue
        pieces = {
            loop.target.id
            for loop in program.loops_around(node)
            if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name)
        }
        given = first == amount and isinstance(by, ast.Name) and by.id in pieces
        if units or given:
            yield Place(node.lineno, second if units else first)


@check(
    Rule(
        code="last-sum-alone-divided",
        title="Only `{name}` is divided, not both sums",
        weights={"correctness": 0.4},
        level="beginner",
        why="A division is done before an addition: the first sum is added as a whole.",
        do="Put the two sums into brackets.",
        example="def mean(first, second):\n    return sum(first) + sum(second) / (len(first) + len(second))\n",
        better="def mean(first, second):\n    return (sum(first) + sum(second)) / (len(first) + len(second))\n",
    )
)
def last_sum_alone_divided(program: Program) -> Iterator[Place]:
    """See the rule: `sum(a) + sum(b) / ...`, where what divides speaks of `a` as well."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="sum"), args=[first]),
                op=ast.Add(),
                right=ast.BinOp(left=ast.Call(func=ast.Name(id="sum")) as last, op=ast.Div(), right=divisor),
            ) if names_in(first) & names_in(divisor):
                yield Place(node.lineno, ast.unparse(last))


_AVERAGE: Final = re.compile(r"average|mean|avg|durchschnitt")


@check(
    Rule(
        code="one-value-too-many",
        title="`{name}` is one more than the values that were added",
        weights={"correctness": 0.4},
        level="beginner",
        why="The number grew by one with every value, and holds all of them already.",
        do="Divide by the number as it is.",
        example="def average(values):\n    total = 0\n    count = 0\n    for value in values:\n        print(value)\n"
        "        total += value\n        count += 1\n    return total / (count + 1)\n",
        better="def average(values):\n    total = 0\n    count = 0\n    for value in values:\n        print(value)\n"
        "        total += value\n        count += 1\n    return total / count\n",
    )
)
def one_value_too_many(program: Program) -> Iterator[Place]:
    """See the rule: an average is a sum over `n + 1` or `n - 1`, where a loop added 1 to `n` beside the sum."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Name(id=total),
                op=ast.Div(),
                right=ast.BinOp(left=ast.Name() as number, op=ast.Add() | ast.Sub(), right=one),
            ) if is_const(one, 1):
                pass
            case _:
                continue
        said = f"{program.purpose(node)} {ast.unparse(program.statement(node) or node)}".lower()
        stores = [
            one for one in program.places(program.scope(node), number.id)[:_MANY] if isinstance(one.ctx, ast.Store)
        ]
        given = [program.parents[one] for one in stores]
        counted = [one for one in given if isinstance(one, ast.AugAssign) and is_const(one.value, 1)]
        begun = [one for one in given if isinstance(one, ast.Assign)]
        beside = any(
            isinstance(step, ast.AugAssign) and ast.unparse(step.target) == total
            for one in counted
            for step in (*program.before(one, 2), *program.after(one, 2))
        )
        nothing = len(begun) == 1 == len(counted) and is_const(begun[0].value, 0)
        if nothing and beside and _AVERAGE.search(said) and not program.in_loop(node):
            yield Place(node.lineno, ast.unparse(node.right))


_MANY: Final = 30  # places of a name that are looked at

CHECKS: tuple[Check, ...] = (
    last_sum_alone_divided,
    one_value_too_many,
    sum_of_all_number_of_some,
    divided_by_the_last_place,
    least_less_the_greatest,
    part_compared_with_percent,
    quotient_taken_off,
    rest_of_another_division,
    both_parts_exchanged,
)
