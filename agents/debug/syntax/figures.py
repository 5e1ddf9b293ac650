"""Numbers that are written as people write them. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "figure_rule"]

SPACE_IN_NUMBER = Kind(
    code="space-in-number",
    type="SyntaxError",
    severity="error",
    message="`{word}` is read as several numbers: a number holds no spaces.",
    cause="A space ends a number. For large numbers Python allows _ between the digits.",
    think="How does Python know where a number ends?",
    fix="Write `{wanted}`, or leave the space out.",
    example="salary = 10 000\n",
    fine="salary = 10_000\n",
)
TWO_POINTS = Kind(
    code="number-with-two-points",
    type="SyntaxError",
    severity="error",
    message="`{word}` is no number: a number has at most one point.",
    cause="The point stands in front of the decimals; no points part the thousands.",
    think="Is this a number to calculate with, or rather a text, such as a date or a version?",
    fix="Keep only the point in front of the decimals, or put quotes around it if it is a text.",
    example="price = 1.000.000\n",
    fine="price = 1_000_000\n",
)
DOTS_FOR_RANGE = Kind(
    code="dots-for-range",
    type="SyntaxError",
    severity="error",
    message="`{word}` is no range in Python.",
    cause="Other languages have points or words for “from ... to”. Python has `range(first, end)` for numbers, and a "
    "colon in square brackets for a part of a list or text; the end does not belong to it.",
    think="Should this count through numbers, or cut a part out of something?",
    fix="Write `range(...)` to count, or a colon between the two places in square brackets.",
    example="for i in 1..10:\n    print(i)\n",
    fine="for i in range(1, 11):\n    print(i)\n",
)
KINDS = (SPACE_IN_NUMBER, TWO_POINTS, DOTS_FOR_RANGE)

_GROUP = 3  # digits


def figure_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of numbers."""
    row = spot.row
    yield from _to(spot)
    for index, (one, two) in enumerate(pairwise(row)):
        if one.type != "number" or one.line != two.line:
            continue
        inside = index > 0 and row[index - 1].type == "number" and len(one.text) == _GROUP
        if _grouped(two) and one.text.isdigit() and not inside:
            run = _run(row, index)
            wanted = "_".join(token.text for token in run)
            word = " ".join(token.text for token in run)
            edit = Edit(run[0].start, run[-1].end, wanted)
            yield Repair.of(SPACE_IN_NUMBER, span_of(run[0], run[-1]), [edit], word=word, wanted=wanted)
        elif one.end == two.start and "." in one.text and (two.text.startswith(".") or two.is_op("...")):
            yield _points(spot, index)


def _to(spot: Spot) -> Iterator[Repair]:
    """`for i in 1 to 10`, `for i = 1 to n`."""
    row = spot.row
    start = next((index for index, token in enumerate(row) if token.is_op("=") or token.is_word("in", "from")), None)
    middle = next((index for index, token in enumerate(row) if token.is_word("to", "until", "downto")), None)
    if not row[0].is_word("for") or start is None or middle is None or not start + 1 < middle < len(row) - 1:
        return
    last = row[-2] if row[-1].is_op(":") else row[-1]
    word = spot.source.text[row[start + 1].start : last.end]
    edit = Edit(row[start].start, last.end, "in ()" if row[-1].is_op(":") else "in ():")
    yield Repair.of(DOTS_FOR_RANGE, span_of(row[start + 1], last), [edit], sure=False, word=word)


def _grouped(token: Token) -> bool:
    """Whether it can be the thousands of a number before it."""
    return token.type == "number" and token.text.isdigit() and len(token.text) == _GROUP


def _run(row: tuple[Token, ...], index: int) -> list[Token]:
    """A number and the groups of digits behind it."""
    run = [row[index]]
    for token in row[index + 1 :]:
        if not _grouped(token):
            break
        run.append(token)
    return run


def _points(spot: Spot, index: int) -> Repair:
    """`1..10` is `1.` and `.10` for the tokens, `3.14.15` is `3.14` and `.15`."""
    row = spot.row
    last = index + 1
    while last + 1 < len(row) and row[last + 1].start == row[last].end and row[last + 1].type == "number":
        last += 1
    place = span_of(row[index], row[last])
    word = spot.source.text[row[index].start : row[last].end]
    sliced = index > 0 and row[index - 1].is_op("[")
    edit = Edit(row[index].start, row[last].end, "0" if sliced else "()")
    kind = DOTS_FOR_RANGE if ".." in word else TWO_POINTS
    return Repair.of(kind, place, [edit], sure=False, word=word)
