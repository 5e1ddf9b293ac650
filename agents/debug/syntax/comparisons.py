"""Comparisons in words, of two signs in a row, or without their left side. Pure."""

from collections.abc import Iterator, Mapping

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "comparison_rule"]

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
TWO_COMPARISONS = Kind(
    code="two-comparisons-in-a-row",
    type="SyntaxError",
    severity="error",
    message="`{words}` are two comparisons in a row; one is enough: `{wanted}`.",
    cause="Between two values stands exactly one comparison: `==`, `!=`, `<`, `in`, `not in`, `is` or `is not`.",
    think="Which question do you ask: are they equal, or is one an element of the other?",
    fix="Write `{wanted}` instead of `{words}`.",
    example="names = ['Ada']\nif 'Bob' is not in names:\n    print('unknown')\n",
    fine="names = ['Ada']\nif 'Bob' not in names:\n    print('unknown')\n",
)
HALF_COMPARISON = Kind(
    code="comparison-without-left-side",
    type="SyntaxError",
    severity="error",
    message="After `{word}` the comparison `{sign}` has no left side.",
    cause="`{word}` joins two complete conditions. People leave the second subject out when they speak; Python needs "
    "it written again.",
    think="Read only what stands after `{word}`: what is compared with what?",
    fix="Write the value that is compared between `{word}` and `{sign}`.",
    example="n = 3\nif n > 1 and < 5:\n    print(n)\n",
    fine="n = 3\nif n > 1 and n < 5:\n    print(n)\n",
)
KINDS = (IN_WORDS, TWO_COMPARISONS, HALF_COMPARISON)

_SAID = {
    ("equal",): "==", ("equals",): "==", ("greater",): ">", ("bigger",): ">", ("larger",): ">", ("more",): ">",
    ("less",): "<", ("smaller",): "<", ("not", "equal"): "!=", ("divisible",): "%", ("greater", "or", "equal"): ">=",
    ("less", "or", "equal"): "<=", ("equal", "or", "greater"): ">=", ("equal", "or", "less"): "<=",
}  # fmt: skip
_FILLERS = ("is", "to", "than", "by")
_SIGNS = ("==", "!=", "<", ">", "<=", ">=")
_TWO: Mapping[tuple[str, ...], str] = {
    ("is", "in"): "in", ("is", "not", "in"): "not in", ("not", "is"): "is not", ("not", "=="): "!=",
    ("not", "is", "in"): "not in", ("==", "in"): "in", ("!=", "in"): "not in", ("==", "not"): "!=",
    ("in", "not"): "not in", ("not", "="): "!=",
    ("is", "not", "=="): "!=", **{("is", sign): sign for sign in _SIGNS},
}  # fmt: skip


def comparison_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of comparisons."""
    yield from _words(spot.row)
    yield from _two(spot.row)
    yield from _half(spot.row)


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


def _two(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`x is not in y`, `x not == y`."""
    for index in range(1, len(row)):
        for count in (3, 2):
            part = row[index : index + count]
            wanted = _TWO.get(tuple(one.text for one in part))
            if wanted is None or index + count >= len(row):
                continue
            words = " ".join(one.text for one in part)
            edit = Edit(part[0].start, part[-1].end, wanted)
            yield Repair.of(TWO_COMPARISONS, span_of(part[0], part[-1]), [edit], words=words, wanted=wanted)
            break


def _half(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`if a == 1 or == 2`: every such place of the row at once."""
    edits, first = [], None
    for index, word in enumerate(row[:-2]):
        sign = row[index + 1]
        if word.is_word("or", "and") and (sign.is_op(*_SIGNS) or sign.is_word("in", "is")):
            first = first or (word, sign)
            edits.append(Edit(word.end, word.end, " None "))
    if first is not None:
        word, sign = first
        yield Repair.of(HALF_COMPARISON, span_of(word, sign), edits, sure=False, word=word.text, sign=sign.text)
