"""Comprehensions and generators that are put together wrongly. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "comprehension_rule"]

ELSE_LAST = Kind(
    code="else-after-comprehension",
    type="SyntaxError",
    severity="error",
    message="The `if` at the end of a comprehension only chooses elements: it has no `{word}`.",
    cause="`[x for x in values if ...]` leaves elements out. To give each element one of two values, the whole "
    "`a if condition else b` stands in front of `for`.",
    think="Should elements be left out, or should each of them become one of two values?",
    fix="Move `if` and `else` in front of `for`, or remove `else` and what follows it.",
    example="data = [4, -2]\nbig = [x for x in data if x > 0 else 0]\n",
    fine="data = [4, -2]\nbig = [x if x > 0 else 0 for x in data]\n",
)
COMMA_BEFORE_FOR = Kind(
    code="comma-before-for",
    type="SyntaxError",
    severity="error",
    message="There is a comma before the `for` of this comprehension.",
    cause="In `[value for name in values]` the value and `for` belong together; a comma would begin another element.",
    think="What does the comma part from what?",
    fix="Remove the comma before `for`.",
    example="squares = [n * n, for n in range(3)]\n",
    fine="squares = [n * n for n in range(3)]\n",
)
GENERATOR_BESIDE = Kind(
    code="generator-beside-arguments",
    type="SyntaxError",
    severity="error",
    message="The `... for ... in ...` in this call needs brackets of its own, as there are other values beside it.",
    cause="Without them Python cannot tell where it ends: it would take the comma and what follows as a part of it.",
    think="Which values does the call get, and where does each of them begin and end?",
    fix="Put round or square brackets around the `... for ... in ...`.",
    example="print(sum(n * 2 for n in range(3), 1))\n",
    fine="print(sum((n * 2 for n in range(3)), 1))\n",
)
BARE_COMPREHENSION = Kind(
    code="comprehension-without-brackets",
    type="SyntaxError",
    severity="error",
    message="A comprehension (`... for ... in ...`) needs brackets around it.",
    cause="The brackets say what is made: [] a list, {{}} a set or a dictionary. Without them `for` begins a loop, and "
    "a loop has a line of its own.",
    think="What should the result be: a list, a set, or one value after the other?",
    fix="Put square brackets around it, or write a loop of several lines.",
    example="squares = n * n for n in range(3)\n",
    fine="squares = [n * n for n in range(3)]\n",
)
BARE_TARGET = Kind(
    code="comprehension-of-several-values",
    type="SyntaxError",
    severity="error",
    message="The values in front of `for` need round brackets, as there is more than one.",
    cause="A comprehension makes one element in each round. Several values are one element only as a tuple: `(a, b)`.",
    think="What is one element of the list?",
    fix="Put round brackets around the values in front of `for`.",
    example="pairs = [n, n * n for n in range(3)]\n",
    fine="pairs = [(n, n * n) for n in range(3)]\n",
)
KINDS = (ELSE_LAST, COMMA_BEFORE_FOR, GENERATOR_BESIDE, BARE_COMPREHENSION, BARE_TARGET)


@dataclass(frozen=True)
class _Group:
    """A pair of brackets, or the row itself, and the tokens directly in it."""

    opener: Token | None
    tokens: list[Token]
    closer: Token | None = None

    def word(self, *words: str, behind: int = -1) -> Token | None:
        """The first of these words behind a place."""
        return next((one for one in self.tokens if one.is_word(*words) and one.start > behind), None)


def comprehension_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of comprehensions."""
    for group in _groups(spot.row):
        if group.opener is not None and (loop := group.word("for")) is not None:
            yield from _else_last(spot, group, loop)
            yield from _comma(group, loop)
    message = spot.fault.message
    if message.startswith("Generator expression must be parenthesized"):
        yield from _beside(spot)
    elif message.startswith("did you forget parentheses around the comprehension target"):
        yield from _several(spot)
    yield from _bare(spot)


def _groups(row: tuple[Token, ...]) -> list[_Group]:
    """Every pair of brackets of a row, the row itself first."""
    whole = _Group(None, [])
    done, stack = [whole], [whole]
    for token in row:
        if token.is_op("(", "[", "{"):
            stack.append(_Group(token, []))
        elif token.is_op(")", "]", "}") and len(stack) > 1:
            inner = stack.pop()
            done.append(_Group(inner.opener, inner.tokens, token))
        else:
            stack[-1].tokens.append(token)
    return done


def _else_last(spot: Spot, group: _Group, loop: Token) -> Iterator[Repair]:
    """`[a for b in c if d else e]` becomes `[a if d else e for b in c]`."""
    last = group.word("else", "elif", behind=loop.start)
    if last is None or group.opener is None or group.closer is None:
        return
    condition = group.word("if", behind=loop.start)
    text, start, end = spot.source.text, group.opener.end, group.closer.start
    if condition is not None and condition.start < last.start and "\n" not in text[start:end]:
        head, rest = text[start : loop.start].strip(), text[condition.start : end].strip()
        moved = f"{head} {rest} {text[loop.start : condition.start].strip()}"
        yield Repair.of(ELSE_LAST, span_of(last), [Edit(start, end, moved)], word=last.text)
    gone = Edit(last.start, end, "\n" * text.count("\n", last.start, end))
    yield Repair.of(ELSE_LAST, span_of(last), [gone], sure=False, word=last.text)


def _comma(group: _Group, loop: Token) -> Iterator[Repair]:
    at = group.tokens.index(loop)
    if at and group.tokens[at - 1].is_op(","):
        comma = group.tokens[at - 1]
        yield Repair.of(COMMA_BEFORE_FOR, span_of(comma, loop), [Edit(comma.start, comma.end, "")])


def _beside(spot: Spot) -> Iterator[Repair]:
    fault = spot.fault
    start = spot.source.offset(fault.line, fault.column)
    end = spot.source.offset(fault.end_line, fault.end_column)
    edits = [Edit(start, start, "("), Edit(end, end, ")")]
    yield Repair.of(GENERATOR_BESIDE, spot.span, edits)
    yield Repair.of(GENERATOR_BESIDE, spot.span, [spot.without_line()], sure=False)


def _several(spot: Spot) -> Iterator[Repair]:
    for group in _groups(spot.row):
        loop = group.word("for")
        if group.opener is not None and loop is not None and group.opener.line == loop.line:
            start, end = group.opener.end, loop.start
            values = spot.source.text[start:end].strip()
            place = span_of(group.opener, loop)
            yield Repair.of(BARE_TARGET, place, [Edit(start, end, f"({values}) ")])
    yield Repair.of(BARE_TARGET, spot.span, [spot.without_line()], sure=False)


def _bare(spot: Spot) -> Iterator[Repair]:
    """`return x for x in y`, `z = x for x in y if x`: from the value to the end of the row."""
    row = spot.row
    flat = _groups(row)[0]
    loop = flat.word("for")
    if loop is None or row[0].is_word("for", "async", "def", "class") or flat.word("in", behind=loop.start) is None:
        return
    before = [one for one in row if one.start < loop.start]
    sign = next((one for one in reversed(before) if one.is_op("=", "+=") or one.is_word("return", "in", "yield")), None)
    start = sign.end + 1 if sign is not None and sign.end < loop.start else row[0].start
    end = row[-1].start if row[-1].is_op(":", ";") else row[-1].end
    edits = [Edit(start, start, "["), Edit(end, end, "]")]
    yield Repair.of(BARE_COMPREHENSION, span_of(loop), edits, sure=False)
