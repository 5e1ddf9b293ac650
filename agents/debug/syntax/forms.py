"""Lines that have the words of a statement, but not its form. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import KEYWORDS, ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "form_rule"]

NAMELESS = Kind(
    code="definition-without-name",
    type="SyntaxError",
    severity="error",
    message="After `{word}` the name is missing.",
    cause="A function or a class is used by its name, so its first line gives it one.",
    think="How will you call what you define here?",
    fix="Write a name after `{word}`.",
    example="def (a, b):\n    return a + b\n",
    fine="def add(a, b):\n    return a + b\n",
)
LAMBDA_COLON = Kind(
    code="lambda-without-colon",
    type="SyntaxError",
    severity="error",
    message="This `lambda` has no colon between its parameters and its value.",
    cause="`lambda parameters: value` is a function without a name; the colon parts what it takes from what it gives.",
    think="Which of the words are parameters, and where does the value begin?",
    fix="Write a colon after the last parameter.",
    example="double = lambda n n * 2\n",
    fine="double = lambda n: n * 2\n",
)
STATEMENT_AS_VALUE = Kind(
    code="statement-as-value",
    type="SyntaxError",
    severity="error",
    message="`{word}` begins a statement, but a value is expected after {before}.",
    cause="A statement does something and has no value, so nothing can be made with it.",
    think="Which value do you want here? Which line should make it?",
    fix="Write the statement on lines of its own, or an expression: `a if condition else b`, `[... for x in values]`.",
    example="a = 3\nx = if a > 2: 1 else: 0\n",
    fine="a = 3\nx = 1 if a > 2 else 0\n",
)
EXCEPT_FORM = Kind(
    code="except-form",
    type="SyntaxError",
    severity="error",
    message="Between `{before}` and `{after}` something is missing in this `except` line.",
    cause="Its forms are `except Error:`, `except Error as name:` and, for several kinds, `except (Error, Error):`.",
    think="Is `{after}` another kind of error, or a name for the error that was caught?",
    fix="Write `as` before a name; put several kinds of errors in brackets, with commas between them.",
    example="try:\n    n = int('3')\nexcept ValueError TypeError:\n    n = 0\n",
    fine="try:\n    n = int('3')\nexcept (ValueError, TypeError):\n    n = 0\n",
)
NOTHING_LEFT = Kind(
    code="assignment-without-name",
    type="SyntaxError",
    severity="error",
    message="Left of `{sign}` nothing stands, so Python does not know where to store the value.",
    cause="`name = value` stores the value on the right under the name on the left.",
    think="Under which name do you want to find the value later?",
    fix="Write a name in front of `{sign}`, or remove `{sign}`.",
    example="= 5 + 3\n",
    fine="total = 5 + 3\n",
)
DOT_WITHOUT_NAME = Kind(
    code="dot-without-name",
    type="SyntaxError",
    severity="error",
    message="After the dot behind `{before}` a name must stand.",
    cause="A dot reaches a method or an attribute by its name. Elements are reached with square brackets and no dot.",
    think="What should be reached: something with a name, or an element by its index or key?",
    fix='Write the name after the dot, or square brackets instead of it: `ages["Ada"]`.',
    example="ages = {'Ada': 36}\nprint(ages.'Ada')\n",
    fine="ages = {'Ada': 36}\nprint(ages['Ada'])\n",
)
INDEX_BRACES = Kind(
    code="curly-braces-for-index",
    type="SyntaxError",
    severity="error",
    message="An element of `{name}` is reached with square brackets, not with curly ones.",
    cause="Curly brackets make a dictionary or a set. `values[0]` is an element.",
    think="Which brackets does a list have?",
    fix="Write `[` and `]` instead of `{{` and `}}`.",
    example="names = ['Ada', 'Bob']\nprint(names{0})\n",
    fine="names = ['Ada', 'Bob']\nprint(names[0])\n",
)
DEF_MISSING = Kind(
    code="function-without-def",
    type="SyntaxError",
    severity="error",
    message="`{name}(...):` looks like the first line of a function, but the word `def` is missing.",
    cause="A name with brackets is a call. To define a function, its first line begins with `def`.",
    think="Should the function be called here, or be defined?",
    fix="Write `def` in front of the name.",
    example="greet(name):\n    print('hi', name)\n",
    fine="def greet(name):\n    print('hi', name)\n",
)
KINDS = (
    DEF_MISSING,
    NAMELESS,
    LAMBDA_COLON,
    STATEMENT_AS_VALUE,
    EXCEPT_FORM,
    NOTHING_LEFT,
    DOT_WITHOUT_NAME,
    INDEX_BRACES,
)

_INDEX = 8
"""Tokens in which the brackets of an index close."""

_STATEMENTS = ("if", "for", "while", "def", "class", "try", "with", "import", "return", "raise", "pass", "break", "del")


def form_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of such lines."""
    row = spot.row
    if row[0].is_word("def", "class") and len(row) > 1 and row[1].is_op("(", ":"):
        edit = Edit(row[0].end, row[0].end, " _")
        yield Repair.of(NAMELESS, span_of(row[0]), [edit], sure=False, word=row[0].text)
    if row[0].is_op("=", "+=", "-=", "*=", "/=", ":=") and len(row) > 1:
        edit = Edit(row[0].start, row[0].end, "_ =")
        yield Repair.of(NOTHING_LEFT, span_of(row[0]), [edit], sure=False, sign=row[0].text)
    yield from _def(spot)
    yield from _except(spot)
    yield from _dot(spot)
    yield from _index(spot)
    yield from _lambda(spot)
    yield from _value(spot)


def _def(spot: Spot) -> Iterator[Repair]:
    """`greet(name):` before an indented line."""
    row = spot.row
    if row[0].type != "name" or row[0].text in KEYWORDS or not row[-1].is_op(":") or not row[1].is_op("("):
        return
    after = spot.found.logical_line(row[-1].end_line + 1)
    if after is not None and after.first.start > row[-1].start and after.indent > spot.line.indent:
        edit = Edit(row[0].start, row[0].start, "def ")
        yield Repair.of(DEF_MISSING, span_of(row[0]), [edit], name=row[0].text)


def _except(spot: Spot) -> Iterator[Repair]:
    """`except ValueError TypeError:`, `except ValueError error:`."""
    row = spot.row
    if not row[0].is_word("except"):
        return
    for before, after in pairwise(row[1:]):
        if before.type == "name" and after.type == "name" and not {before.text, after.text} & KEYWORDS:
            edit = Edit(before.end, row[-1].start if row[-1].is_op(":") else row[-1].end, "")
            facts = {"before": before.text, "after": after.text}
            yield Repair.of(EXCEPT_FORM, span_of(before, after), [edit], sure=False, **facts)
            return


def _dot(spot: Spot) -> Iterator[Repair]:
    """`ages."Ada"`, `values.[0]`, `for name. in names`."""
    row = spot.row
    for index, (dot, after) in enumerate(pairwise(row[1:]), 1):
        before = row[index - 1]
        if not dot.is_op(".") or not ends_operand(before) or before.end != dot.start:
            continue
        if after.type == "name" and after.text not in KEYWORDS:
            continue
        edits = [Edit(dot.start, dot.end, "")]
        if after.type in ("string", "number"):
            edits = [Edit(dot.start, dot.end, "["), Edit(after.end, after.end, "]")]
        yield Repair.of(DOT_WITHOUT_NAME, span_of(dot, after), edits, sure=False, before=before.text)


def _index(spot: Spot) -> Iterator[Repair]:
    """`names{0}`: directly behind a name, and closed on the same line."""
    row = spot.row
    for index, (name, opener) in enumerate(pairwise(row)):
        if name.type != "name" or name.text in KEYWORDS or not opener.is_op("{") or name.end != opener.start:
            continue
        closer = next((one for one in row[index + 2 : index + _INDEX] if one.is_op("}")), None)
        if closer is not None and closer.line == opener.line:
            edits = [Edit(opener.start, opener.end, "["), Edit(closer.start, closer.end, "]")]
            yield Repair.of(INDEX_BRACES, span_of(name, closer), edits, name=name.text)


def _lambda(spot: Spot) -> Iterator[Repair]:
    """`lambda n n * 2`, `lambda n, m n + m`, `lambda n = n * 2`: the colon is tried behind each parameter."""
    row = spot.row
    at = next((index for index, token in enumerate(row) if token.is_word("lambda")), None)
    if at is None:
        return
    for before, after in pairwise(row[at + 1 :]):
        if before.is_op(":") or not (before.type == "name" or before.is_op(",")):
            return
        if before.type == "name" and not after.is_op(",", ":"):
            sign = after.is_op("=", "->")
            edit = Edit(after.start, after.end, ":") if sign else Edit(before.end, before.end, ":")
            yield Repair.of(LAMBDA_COLON, span_of(row[at], before), [edit])
            return


def _value(spot: Spot) -> Iterator[Repair]:
    """`x = if a: 1 else: 0`, `print(import math)`."""
    for before, word, after in zip(spot.row, spot.row[1:], spot.row[2:], strict=False):
        starts = before.is_op("=", "(", "+=", "[", "+", "==") or before.is_word("return", "in")
        if starts and word.is_word(*_STATEMENTS) and not after.is_op(")", ",", ".", "]"):
            shown = f"`{before.text}`"
            out = [spot.without_line()]
            yield Repair.of(STATEMENT_AS_VALUE, span_of(word), out, sure=False, word=word.text, before=shown)
            return
