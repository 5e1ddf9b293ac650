"""What loops gather for a group: keys that are not kept, counts that stay 1, totals that go on into the next group."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, callee, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 30  # places of a name that are looked at


_BACKWARDS: Final = re.compile(r"revers|backward|mirror|palindrom|umgekehrt|rückwärts")


@check(
    Rule(
        code="digits-added-not-put-behind",
        title="`{name}` adds the digits up instead of putting them behind each other",
        weights={"correctness": 0.4},
        level="beginner",
        why="A digit that comes behind others moves them one place to the left: they become ten times as much.",
        do="Make room for the new digit before it is added.",
        example="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result + n % 10\n"
        "        n //= 10\n    return result\n",
        better="def reversed_number(n):\n    result = 0\n    while n > 0:\n        result = result * 10 + n % 10\n"
        "        n //= 10\n    return result\n",
    )
)
def digits_added_not_put_behind(program: Program) -> Iterator[Place]:
    """See the rule: the names speak of the number backwards, and the last digit is only added in the loop."""
    for loop in program.all(ast.While):
        digit = {
            step.targets[0].id
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name) and _is_digit(step.value)
        }
        for step in loop.body:
            pair = added(step)
            if pair is None or not isinstance(pair[0], ast.Name):
                continue
            said = f"{pair[0].id} {program.purpose(loop)}".lower()
            last = _is_digit(pair[1]) or (isinstance(pair[1], ast.Name) and pair[1].id in digit)
            scaled = any(f"{pair[0].id} *= 10" == ast.unparse(one) for one in loop.body[:_MANY])
            if last and not scaled and _BACKWARDS.search(said) and "sum" not in said:
                yield Place(step.lineno, pair[0].id)


def _is_digit(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and is_const(node.right, 10)


@check(
    Rule(
        code="last-digit-for-the-number",
        title="`{name}` is the last digit only of a number that has several",
        weights={"correctness": 0.4},
        level="beginner",
        why="The digits come one by one. Each one takes the place of the one before, so that of 12 the 2 is left.",
        do="Keep what the digits before have given, and put the new one behind it.",
        example='def unpack(code):\n    """Turn 3a12b into aaa and twelve b."""\n    text = \'\'\n    count = 0\n'
        "    for sign in code:\n        if sign.isdigit():\n            count = int(sign)\n        else:\n"
        "            text += sign * count\n            count = 0\n    return text\n",
        better='def unpack(code):\n    """Turn 3a12b into aaa and twelve b."""\n    text = \'\'\n    count = 0\n'
        "    for sign in code:\n        if sign.isdigit():\n            count = count * 10 + int(sign)\n        else:\n"
        "            text += sign * count\n            count = 0\n    return text\n",
    )
)
def last_digit_for_the_number(program: Program) -> Iterator[Place]:
    """See the rule: `n = int(sign)` for each digit, used with the letters, and an example with two digits in a row."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Call(func=ast.Attribute(value=sign, attr="isdigit" | "isnumeric" | "isdecimal")),
                body=[ast.Assign(targets=[ast.Name() as kept], value=ast.Call(func=ast.Name(id="int"), args=[whole]))],
                orelse=[_, *_] as others,
            ) if same(sign, whole) and program.loops_around(node):
                used = any(kept.id in names_in(one) for one in others)
            case _:
                continue
        if used and any(map(_LONG.search, _shown(program, node))):
            yield Place(kept.lineno, kept.id)


_LONG: Final = re.compile(r"[1-9]\d+[a-z#*.]|[a-z][1-9]\d+", re.IGNORECASE)
"""A letter with a number of several digits beside it."""


def _shown(program: Program, node: ast.If) -> Iterator[str]:
    """Texts that the function around is told to be for, and is called with; in a script those that are written down."""
    function = program.function_of(node)
    yield program.purpose(node)
    for one in program.within(program.tree) if function is None else program.all(ast.Call):
        parts = one.args if isinstance(one, ast.Call) and function and callee(one) == function.name else [one]
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


CHECKS: tuple[Check, ...] = (
    digits_added_not_put_behind,
    last_digit_for_the_number,
)
