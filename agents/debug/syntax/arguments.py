"""Calls, parameters and dictionaries that are put together wrongly. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import ends_operand
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
    cause="`{{key: value}}` is a dictionary. With `=`, an arrow or nothing between them Python does not know which is "
    "which.",
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
SEMICOLON = Kind(
    code="semicolon-in-brackets",
    type="SyntaxError",
    severity="error",
    message="A semicolon stands inside brackets, where Python expects {wanted}.",
    cause="A semicolon ends a statement, and no statement can end inside brackets. Values in brackets are parted by "
    "commas, the two ends of a slice by a colon.",
    think="Which sign parts values in a call or a list, and which the two ends of a slice?",
    fix="Write {wanted} instead of the semicolon.",
    example="values = [1; 2; 3]\n",
    fine="values = [1, 2, 3]\n",
)
STAR_ORDER = Kind(
    code="star-after-double-star",
    type="SyntaxError",
    severity="error",
    message="In a call `*values` comes before `**names`.",
    cause="Values without names come first, those with names after them; `*` gives the first kind, `**` the second.",
    think="Which of the two has names for its values?",
    fix="Move `*values` in front of `**names`.",
    example="print(**{'end': ''}, *['a'])\n",
    fine="print(*['a'], **{'end': ''})\n",
)
PARAMETER_ORDER = Kind(
    code="parameter-order",
    type="SyntaxError",
    severity="error",
    message="The parameters with stars stand in the wrong order, or there are too many of them.",
    cause="The order is fixed: plain parameters, at most one `*values`, those that need a name, `**names` at the end.",
    think="Which parameter takes what is left over, and when is something left over?",
    fix="Put the parameters in this order.",
    example="def report(**options, *names):\n    print(names, options)\n",
    fine="def report(*names, **options):\n    print(names, options)\n",
)
KINDS = (
    POSITION_AFTER_NAME,
    REPEATED_ARGUMENT,
    DEFAULT_FIRST,
    DUPLICATE_PARAMETER,
    DICT_COLON,
    DICT_VALUE,
    PARAMETER_SHAPE,
    SEMICOLON,
    STAR_ORDER,
    PARAMETER_ORDER,
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
    elif "argument unpacking follows keyword argument unpacking" in message:
        yield Repair.of(STAR_ORDER, spot.span, out, sure=False)
    elif message.startswith(("arguments cannot follow var-keyword", "* argument may appear", "named arguments must")):
        yield Repair.of(PARAMETER_ORDER, spot.span, out, sure=False)
    yield from _dictionary(spot)
    yield from _parameter(spot)
    yield from _semicolons(spot.row)


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
    signs = [token for token in spot.row if token.is_op("=", "->") and _inside_braces(spot, token.start)]
    arrows = {one.end for one, two in pairwise(spot.row) if one.is_op("=") and two.is_op(">") and one.end == two.start}
    edits = [Edit(sign.start, sign.end + (sign.end in arrows), ":") for sign in signs]
    if len(signs) > 1:
        yield Repair.of(DICT_COLON, span_of(signs[0]), edits)
    for sign, edit in zip(signs, edits, strict=True):
        yield Repair.of(DICT_COLON, span_of(sign), [edit])
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
    elif bad.is_op(".") and spot.before is not None:
        edits = [Edit(spot.before.start, bad.end, "")]
        yield Repair.of(PARAMETER_SHAPE, span_of(spot.before, bad), edits, what="attributes (with a dot)")


def _semicolons(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`f(a; b)`, `values[1; 2]`: all of the row at once. Where each stands tells the sign that is wanted."""
    stack: list[str] = []
    edits, first = [], None
    for before, token in pairwise(row):
        if token.is_op("(", "[", "{"):
            stack.append(":" if token.is_op("[") and ends_operand(before) else ",")
        elif token.is_op(")", "]", "}") and stack:
            stack.pop()
        elif token.is_op(";") and stack:
            first = first or (token, stack[-1])
            edits.append(Edit(token.start, token.end, stack[-1]))
    if first is not None and not row[0].is_word("for"):
        wanted = "a colon" if first[1] == ":" else "a comma"
        yield Repair.of(SEMICOLON, span_of(first[0]), edits, wanted=wanted)
