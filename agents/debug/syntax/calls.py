"""Calls without brackets, and names of arguments that are written wrongly. Pure."""

import builtins
from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "call_rule"]

WITHOUT_BRACKETS = Kind(
    code="call-without-brackets",
    type="SyntaxError",
    severity="error",
    message="`{word}` needs brackets around what it is given.",
    cause="A function or a class is called with brackets: they say that it is called, and hold the values it gets.",
    think="How do you call print? `{word}` is called in the same way.",
    fix="Put ( after `{word}` and ) after the values that it is given.",
    example="for i in range 10:\n    print(i)\n",
    fine="for i in range(10):\n    print(i)\n",
)
ARGUMENT_COLON = Kind(
    code="argument-with-colon",
    type="SyntaxError",
    severity="error",
    message="In a call the name `{name}` and its value are joined by `=`, not by a colon.",
    cause="A colon stands between key and value of a dictionary. A value for a parameter of a certain name is given as "
    "`name=value`.",
    think="Is this a dictionary or a call?",
    fix="Write `=` instead of the colon.",
    example="print('a', end: '')\n",
    fine="print('a', end='')\n",
)
ARGUMENT_NAME = Kind(
    code="argument-name-not-a-name",
    type="SyntaxError",
    severity="error",
    message="Left of `=` in a call stands the name of a parameter, not {what}.",
    cause="`name=value` gives a value to the parameter of that name; the name has no quotes and comes first.",
    think="How is the parameter called in the `def` line?",
    fix="Write the parameter's name on the left and the value on the right; to compare, write `==`.",
    example="def area(w, h):\n    return w * h\n\nprint(area('w'=3, h=4))\n",
    fine="def area(w, h):\n    return w * h\n\nprint(area(w=3, h=4))\n",
)
KINDS = (WITHOUT_BRACKETS, ARGUMENT_COLON, ARGUMENT_NAME)

_CALLED = frozenset(name for name, value in vars(builtins).items() if callable(value) and not name.startswith("_")) - {
    "print",
    "exec",
}
"""All but those that were statements in Python 2."""


def call_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of calls."""
    yield from _brackets(spot.row)
    yield from _names(spot.row)


def _brackets(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`range 10`, `raise ValueError "text"`, `int input("n")`: brackets around one value, or all up to the end."""
    for index, (word, value) in enumerate(pairwise(row)):
        begins = value.type in ("number", "string") or (value.type == "name" and value.text in _CALLED)
        free = index == 0 or not (ends_operand(row[index - 1]) or row[index - 1].is_op(":"))
        if not word.is_word(*_CALLED) or word.end == value.start or not begins or not free:
            continue
        last = row[-2] if row[-1].is_op(":", ")", ";") else row[-1]
        for end in dict.fromkeys((value, last)):
            if end.start >= value.start:
                edits = [Edit(word.end, value.start, "("), Edit(end.end, end.end, ")")]
                yield Repair.of(WITHOUT_BRACKETS, span_of(word, end), edits, word=word.text)


def _names(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`end: ""` and `"w"=3` directly inside the brackets of a call."""
    stack: list[bool] = []
    wrong: list[tuple[Token, Token, Token]] = []
    for index, (before, token) in enumerate(pairwise(row)):
        if token.is_op("(", "[", "{"):
            stack.append(token.is_op("(") and ends_operand(before) and not row[0].is_word("def", "class"))
        elif token.is_op(")", "]", "}") and stack:
            stack.pop()
        elif stack and stack[-1] and token.is_op(":", "="):
            wrong.append((row[index - 1], before, token))
    for first, name, colon in wrong:
        if colon.is_op(":") and name.type == "name" and first.is_op("(", ","):
            yield Repair.of(ARGUMENT_COLON, span_of(name, colon), [Edit(colon.start, colon.end, "=")], name=name.text)
    values = [(name, sign) for _, name, sign in wrong if sign.is_op("=") and name.type in ("string", "number")]
    if values:
        what = "a text" if values[0][0].type == "string" else "a number"
        edits = [Edit(name.start, name.end, f"_{index}") for index, (name, _) in enumerate(values)]
        yield Repair.of(ARGUMENT_NAME, span_of(*values[0]), edits, sure=False, what=what)
