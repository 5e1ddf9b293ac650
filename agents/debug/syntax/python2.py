"""Python 2, which old books and pages still show. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "python2_rule"]

PRINT_STATEMENT = Kind(
    code="print-without-brackets",
    type="SyntaxError",
    severity="error",
    message="`{word}` needs brackets around what it is given.",
    cause="`{word}` is a function, and a function is called with brackets. In Python 2, which old books show, `print` "
    "was written without them.",
    think="How do you call any other function?",
    fix="Put ( after `{word}` and ) at the end of what it is given.",
    example='print "hello"\n',
    fine='print("hello")\n',
)
OLD_EXCEPT = Kind(
    code="old-except",
    type="SyntaxError",
    severity="error",
    message="`except Error, name` is Python 2; today it is `except Error as name`.",
    cause="The comma had two meanings, so Python 3 uses the word `as` for the name of the error.",
    think="Is the second word another kind of error, or a name for the error that was caught?",
    fix="Write `as` instead of the comma; several kinds of errors stand in brackets: `except (A, B):`.",
    example="try:\n    n = int('3')\nexcept ValueError, error:\n    n = 0\n",
    fine="try:\n    n = int('3')\nexcept ValueError as error:\n    n = 0\n",
)
OLD_NOT_EQUAL = Kind(
    code="old-not-equal",
    type="SyntaxError",
    severity="error",
    message="“Is not equal” is written `!=` in Python.",
    cause="`<>` is the sign of Python 2 and of other languages.",
    think="How does Python write “equal”, and how the opposite?",
    fix="Write `!=` instead of `<>`.",
    example="x = 1\nif x <> 2:\n    print(x)\n",
    fine="x = 1\nif x != 2:\n    print(x)\n",
)
OLD_RAISE = Kind(
    code="old-raise",
    type="SyntaxError",
    severity="error",
    message="`raise Error, text` is Python 2; today the text stands in brackets.",
    cause="An error is made like any other value: by calling its name with what it needs.",
    think="How do you make a value of a class?",
    fix='Write `raise Error("text")`.',
    example="raise ValueError, 'too small'\n",
    fine="raise ValueError('too small')\n",
)
LEADING_ZERO = Kind(
    code="leading-zero",
    type="SyntaxError",
    severity="error",
    message="A whole number must not begin with 0.",
    cause="In Python 2 and other languages a leading zero meant another number system. Python 3 refuses it.",
    think="Is this a number to calculate with, or rather a text, such as a phone number or a code?",
    fix="Remove the zeros in front, or put quotes around it if it is not for calculating.",
    example="month = 07\n",
    fine="month = 7\n",
)
KINDS = (PRINT_STATEMENT, OLD_EXCEPT, OLD_NOT_EQUAL, OLD_RAISE, LEADING_ZERO)

_CALLED = ("print", "exec", "input", "raw_input", "len")


def python2_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of what was right in Python 2."""
    yield from _print(spot)
    yield from _except(spot)
    yield from _signs(spot)
    yield from _zero(spot)


def _print(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    for index, token in enumerate(row[:-1]):
        after = row[index + 1]
        begins = index == 0 or row[index - 1].is_op(":", ";", "=")
        if token.is_word(*_CALLED) and begins and not after.is_op("(", "=", ".", ",", ")"):
            end = _statement_end(row, index)
            skip = after if after.is_op(">>") else None
            start = skip.end if skip is not None else token.end
            edits = [Edit(token.end, max(start, after.start if skip is None else start), "("), Edit(end, end, ")")]
            yield Repair.of(PRINT_STATEMENT, span_of(token), edits, word=token.text)


def _statement_end(row: tuple[Token, ...], index: int) -> int:
    depth = 0
    for before, token in zip(row[index:], row[index + 1 :], strict=False):
        depth += token.is_op("(", "[", "{") - token.is_op(")", "]", "}")
        if token.is_op(";") or depth < 0 or (token.is_op(":") and depth == 0):
            return before.end
    return row[-1].end


def _except(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    comma = next((token for token in row if token.is_op(",")), None)
    if comma is None:
        return
    if row[0].is_word("except"):
        edit = Edit(comma.start, comma.end, " as")
        yield Repair.of(OLD_EXCEPT, span_of(row[0], row[-1]), [edit])
    elif row[0].is_word("raise"):
        edits = [Edit(comma.start, comma.end, "("), Edit(row[-1].end, row[-1].end, ")")]
        yield Repair.of(OLD_RAISE, span_of(row[0], row[-1]), edits)


def _signs(spot: Spot) -> Iterator[Repair]:
    edits, first = [], None
    for less, more in pairwise(spot.row):
        if less.is_op("<") and more.is_op(">") and less.end == more.start:
            first = first or span_of(less, more)
            edits.append(Edit(less.start, more.end, "!="))
    if first is not None:
        yield Repair.of(OLD_NOT_EQUAL, first, edits)


def _zero(spot: Spot) -> Iterator[Repair]:
    if not spot.fault.message.startswith("leading zeros"):
        return
    for token in spot.row:
        bare = token.text.lstrip("0_")
        if token.type == "number" and token.text != bare and token.text.replace("_", "").isdigit():
            yield Repair.of(LEADING_ZERO, span_of(token), [Edit(token.start, token.end, bare or "0")])
