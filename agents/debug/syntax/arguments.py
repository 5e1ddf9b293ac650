"""Calls, parameters and dictionaries that are put together wrongly. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "argument_rule"]

POSITION_AFTER_NAME = Kind(
    code="positional-after-keyword",
    type="SyntaxError",
    severity="error",
    message="A plain value follows a value with a name (`name=value`) in this call.",
    cause="Plain values are matched by their place, so all of them come first; those with a name come after them.",
    think="How would Python know which parameter the plain value is for?",
    fix="Move the plain values in front of those with a name, or give all of them names.",
    example="print(end='', 'hello')\n",
    fine="print('hello', end='')\n",
)
REPEATED_ARGUMENT = Kind(
    code="repeated-argument",
    type="SyntaxError",
    severity="error",
    message="`{name}` is given twice in the same call.",
    cause="A parameter can get only one value.",
    think="Which of the two values do you mean?",
    fix="Remove one of the two.",
    example="print('a', end='', end='!')\n",
    fine="print('a', end='!')\n",
)
DEFAULT_FIRST = Kind(
    code="default-before-plain-parameter",
    type="SyntaxError",
    severity="error",
    message="A parameter without a default value follows one that has a default value.",
    cause="When a call gives fewer values, the last parameters are the ones left out. These are those with defaults.",
    think="If a call gives only one value, which parameter gets it?",
    fix="Put the parameters with default values at the end.",
    example="def power(exponent=2, base):\n    return base ** exponent\n",
    fine="def power(base, exponent=2):\n    return base ** exponent\n",
)
DUPLICATE_PARAMETER = Kind(
    code="duplicate-parameter",
    type="SyntaxError",
    severity="error",
    message="Two parameters of this function have the same name `{name}`.",
    cause="Inside the function the name can stand for one value only.",
    think="What are the two values, and how would you tell them apart inside the function?",
    fix="Give each parameter a name of its own.",
    example="def add(a, a):\n    return a + a\n",
    fine="def add(a, b):\n    return a + b\n",
)
DICT_COLON = Kind(
    code="dictionary-without-colon",
    type="SyntaxError",
    severity="error",
    message="In a dictionary a colon stands between key and value.",
    cause="`{{key: value}}` is a dictionary. With `=` or nothing between them Python does not know which is which.",
    think="Compare each pair in the curly brackets with the form “key: value”.",
    fix="Write a colon between the key and its value.",
    example="ages = {'Ada' = 36}\n",
    fine="ages = {'Ada': 36}\n",
)
DICT_VALUE = Kind(
    code="dictionary-without-value",
    type="SyntaxError",
    severity="error",
    message="A key of the dictionary has no value.",
    cause="After the colon Python expects the value that belongs to the key.",
    think="What should be found under this key?",
    fix="Write the value after the colon.",
    example="ages = {'Ada': }\n",
    fine="ages = {'Ada': 36}\n",
)
PARAMETER_SHAPE = Kind(
    code="parameter-not-a-name",
    type="SyntaxError",
    severity="error",
    message="In the brackets of a `def` stand names only, not {what}.",
    cause="Parameters are the names under which the function knows the values that a call gives it.",
    think="In the definition you name the values; when do you give them?",
    fix="Write a name for each value the function takes; the values come with the call.",
    example="def greet('Ada'):\n    print('hi')\n",
    fine="def greet(name):\n    print('hi', name)\n",
)
KINDS = (
    POSITION_AFTER_NAME,
    REPEATED_ARGUMENT,
    DEFAULT_FIRST,
    DUPLICATE_PARAMETER,
    DICT_COLON,
    DICT_VALUE,
    PARAMETER_SHAPE,
)

_REPEATED = re.compile(r"keyword argument repeated: (\w+)")
_DUPLICATE = re.compile(r"duplicate argument '(\w+)'")


def argument_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of calls, parameters and dictionaries; most are said clearly by the compiler."""
    message = spot.fault.message
    out = [spot.without_line()]
    if message.startswith("positional argument follows keyword argument"):
        yield Repair.of(POSITION_AFTER_NAME, spot.span, out, sure=False)
    elif repeated := _REPEATED.match(message):
        yield Repair.of(REPEATED_ARGUMENT, spot.span, out, sure=False, name=repeated[1])
    elif message.startswith(("non-default argument follows", "parameter without a default follows")):
        yield Repair.of(DEFAULT_FIRST, spot.span, out, sure=False)
    elif duplicate := _DUPLICATE.match(message):
        yield from _renamed(spot, duplicate[1])
    yield from _dictionary(spot)
    yield from _parameter(spot)


def _renamed(spot: Spot, name: str) -> Iterator[Repair]:
    same = [token for token in spot.row if token.is_word(name)]
    if len(same) > 1:
        edit = Edit(same[1].end, same[1].end, "_")
        yield Repair.of(DUPLICATE_PARAMETER, span_of(same[1]), [edit], sure=False, name=name)


def _dictionary(spot: Spot) -> Iterator[Repair]:
    message = spot.fault.message
    braces = any(token.is_op("{") for token in spot.row)
    if not braces:
        return
    if message.startswith("expression expected after dictionary key"):
        for colon, after in pairwise(spot.row):
            if colon.is_op(":") and after.is_op("}", ","):
                edit = Edit(colon.end, colon.end, " None")
                yield Repair.of(DICT_VALUE, span_of(colon), [edit], sure=False)
                return
    for token in spot.row:
        if token.is_op("=") and _inside_braces(spot, token.start):
            yield Repair.of(DICT_COLON, span_of(token), [Edit(token.start, token.end, ":")])
    if "':' expected after dictionary key" in message and spot.before is not None:
        at = spot.before.end
        yield Repair.of(DICT_COLON, spot.span, [Edit(at, at, ": None")], sure=False)
        if spot.bad is not None:
            at = spot.bad.end
            yield Repair.of(DICT_COLON, spot.span, [Edit(at, at, ":")])
            yield Repair.of(DICT_COLON, spot.span, [Edit(at, at, ": None")], sure=False)


def _inside_braces(spot: Spot, offset: int) -> bool:
    stack: list[str] = []
    for token in spot.row:
        if token.start >= offset:
            break
        if token.is_op("(", "[", "{"):
            stack.append(token.text)
        elif token.is_op(")", "]", "}") and stack:
            stack.pop()
    return bool(stack) and stack[-1] == "{"


def _parameter(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if not row[0].is_word("def") or spot.bad is None or spot.at < 2:  # noqa: PLR2004 - the word and the name
        return
    bad = spot.bad
    if bad.type in ("string", "number") or bad.is_op("(", "["):
        what = {"string": "texts", "number": "numbers"}.get(bad.type, "further brackets")
        yield Repair.of(PARAMETER_SHAPE, span_of(bad), [Edit(bad.start, bad.end, "_p")], sure=False, what=what)
        yield Repair.of(PARAMETER_SHAPE, span_of(bad), [spot.without_line()], sure=False, what=what)
