"""Statements whose parts are Python, but not in this place: `match`, decorators, `:=`, comparisons in words. Pure."""

from collections.abc import Iterator

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "shape_rule"]

CASE_COLON = Kind(
    code="case-without-colon",
    type="SyntaxError",
    severity="error",
    message="The colon at the end of this `{word}` line is missing.",
    cause="`match` and each `case` open a block, and a colon ends such a line.",
    think="How does Python know where the pattern ends and where the block begins?",
    fix="Write a colon at the end of the line.",
    example="x = 1\nmatch x:\n    case 1\n        print('one')\n",
    fine="x = 1\nmatch x:\n    case 1:\n        print('one')\n",
)
CASE_ELSE = Kind(
    code="else-in-match",
    type="SyntaxError",
    severity="error",
    message="`match` has no `{word}`: all other cases are `case _`.",
    cause="Between the cases of a `match` only `case` lines may stand. The pattern `_` fits everything.",
    think="Which pattern fits every value?",
    fix="Write `case _:` instead of `{word}:`.",
    example="x = 1\nmatch x:\n    case 1:\n        print('one')\n    else:\n        print('other')\n",
    fine="x = 1\nmatch x:\n    case 1:\n        print('one')\n    case _:\n        print('other')\n",
)
DECORATOR_ALONE = Kind(
    code="decorator-without-function",
    type="SyntaxError",
    severity="error",
    message="`{text}` decorates nothing: no `def` or `class` follows.",
    cause="A line that begins with @ belongs to the function or class in the very next line.",
    think="Which function should `{text}` change?",
    fix="Put it directly in front of a `def` or `class`, or remove it.",
    example="@staticmethod\nx = 5\n",
    fine="class A:\n    @staticmethod\n    def f():\n        return 5\n",
)
WALRUS = Kind(
    code="walrus-as-statement",
    type="SyntaxError",
    severity="error",
    message="On a line of its own a value is stored with `=`, not with `:=`.",
    cause="`:=` stores a value in the middle of an expression, such as the condition of an `if`.",
    think="Is there an expression around this, or does the line only store a value?",
    fix="Write `=`.",
    example="n := 5\nprint(n)\n",
    fine="n = 5\nprint(n)\n",
)
GLOBAL_VALUE = Kind(
    code="global-with-value",
    type="SyntaxError",
    severity="error",
    message="A `{word}` line only names variables; it cannot give them values.",
    cause="`{word}` says which name is meant. Storing a value is another statement.",
    think="Which two things does this line try to do?",
    fix="Write two lines: `{word} {name}` first, then the assignment.",
    example="n = 0\n\ndef up():\n    global n = 1\n\nup()\n",
    fine="n = 0\n\ndef up():\n    global n\n    n = 1\n\nup()\n",
)
IN_WORDS = Kind(
    code="comparison-in-words",
    type="SyntaxError",
    severity="error",
    message="Python compares with signs: `{sign}`, not `{words}`.",
    cause="Sentences such as “is equal to” are no Python; each comparison has a sign of its own.",
    think="Which sign of mathematics says the same?",
    fix="Write `{sign}` instead of `{words}`.",
    example="x = 3\nif x is equal to 3:\n    print(x)\n",
    fine="x = 3\nif x == 3:\n    print(x)\n",
)
KINDS = (CASE_COLON, CASE_ELSE, DECORATOR_ALONE, WALRUS, GLOBAL_VALUE, IN_WORDS)

_SAID = {
    ("equal",): "==", ("equals",): "==", ("greater",): ">", ("bigger",): ">", ("larger",): ">", ("more",): ">",
    ("less",): "<", ("smaller",): "<", ("not", "equal"): "!=", ("divisible",): "%", ("greater", "or", "equal"): ">=",
    ("less", "or", "equal"): "<=", ("equal", "or", "greater"): ">=", ("equal", "or", "less"): "<=",
}  # fmt: skip
_FILLERS = ("is", "to", "than", "by")


def shape_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of such statements."""
    yield from _case(spot)
    yield from _decorator(spot)
    row = spot.row
    if len(row) > 2 and row[1].is_op(":="):  # noqa: PLR2004 - a name, the sign and a value
        yield Repair.of(WALRUS, span_of(row[1]), [Edit(row[1].start, row[1].end, "=")])
    if row[0].is_word("global", "nonlocal") and len(row) > 2 and row[2].is_op("="):  # noqa: PLR2004 - the same
        edit = Edit(row[0].start, row[1].start, "")
        yield Repair.of(GLOBAL_VALUE, span_of(row[0], row[-1]), [edit], sure=False, word=row[0].text, name=row[1].text)
    yield from _words(row)


def _case(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if row[0].is_word("match", "case") and len(row) > 1 and not row[-1].is_op(":"):
        edit = Edit(row[-1].end, row[-1].end, ":")
        yield Repair.of(CASE_COLON, span_of(row[-1]), [edit], word=row[0].text)
    heads = [line.first for line in spot.found.before(row[0].line) if line.indent == spot.line.indent]
    if row[0].is_word("else", "default") and heads and heads[0].is_word("case"):
        yield Repair.of(CASE_ELSE, span_of(row[0]), [Edit(row[0].start, row[0].end, "case _")], word=row[0].text)


def _decorator(spot: Spot) -> Iterator[Repair]:
    before = spot.previous
    if before is not None and before.first.is_op("@") and not spot.row[0].is_word("def", "class", "async"):
        text = spot.source.text[before.first.start : before.last.end]
        yield Repair.of(
            DECORATOR_ALONE, span_of(before.first, before.last), [spot.without_line(before)], sure=False, text=text
        )


def _words(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`x is equal to 3`, `x greater than 3`."""
    for index, token in enumerate(row[1:], 1):
        if not (token.is_word("is") or (token.text,) in _SAID):
            continue
        run = [token]
        for one in row[index + 1 :]:
            if not one.is_word(*_FILLERS, "or", *(word for words in _SAID for word in words)):
                break
            run.append(one)
        sign = _SAID.get(tuple(one.text for one in run if one.text not in _FILLERS))
        if sign is not None and index + len(run) < len(row):
            said = " ".join(one.text for one in run)
            edit = Edit(run[0].start, run[-1].end, sign)
            yield Repair.of(IN_WORDS, span_of(run[0], run[-1]), [edit], words=said, sign=sign)
