"""Expressions that miss something or have something too much. Pure."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS, KEYWORDS, begins_operand, ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "SWAPPED_OPERATOR", "expression_rule"]

ASSIGNMENT_IN_CONDITION = Kind(
    code="assignment-in-condition",
    type="SyntaxError",
    severity="error",
    message="`=` stands where two values are to be compared.",
    cause="One `=` stores a value in a name. The question whether two values are equal is written `==`.",
    think="Do you tell Python something here, or do you ask it something?",
    fix="Write `==` to compare.",
    example="x = 1\nif x = 1:\n    print(x)\n",
    fine="x = 1\nif x == 1:\n    print(x)\n",
)
MISSING_COMMA = Kind(
    code="missing-comma",
    type="SyntaxError",
    severity="error",
    message="Between {before} and {after} something is missing, perhaps a comma.",
    cause="Two values cannot stand side by side: values in a list or in a call are separated by commas.",
    think="Where does one value end and the next begin? What stands between two values?",
    fix="Write a comma between {before} and {after}.",
    example="values = [1, 2 3]\n",
    fine="values = [1, 2, 3]\n",
)
MISSING_OPERATOR = Kind(
    code="missing-operator",
    type="SyntaxError",
    severity="error",
    message="Between {before} and {after} something is missing, such as an operator (+, *, ==, and ...).",
    cause="Python does not guess what to do with two values side by side; in mathematics `2x` means a product, in "
    "Python it has to be written.",
    think="What should happen with these two values: add, multiply, compare, join?",
    fix="Write the operator that you mean between {before} and {after}.",
    example="x = 3\ny = 2 x\n",
    fine="x = 3\ny = 2 * x\n",
)
TEXT_WITHOUT_QUOTES = Kind(
    code="text-without-quotes",
    type="SyntaxError",
    severity="error",
    message="`{word}` looks like a text, but it has no quotes.",
    cause="Words without quotes are names of values or words of Python. A text stands between quotes.",
    think="Should the program show these words, or the values of names?",
    fix="Put quotes around the text.",
    example="print(Just right)\n",
    fine="print('Just right')\n",
)
SWAPPED_OPERATOR = Kind(
    code="misspelt-operator",
    type="SyntaxError",
    severity="error",
    message="`{word}` is not an operator of Python; `{wanted}` is.",
    cause="Signs of two characters have one fixed order: `<=`, `>=`, `!=`, `==`, `+=`.",
    think="How do you say it: “less or equal”? The signs come in the order of the words.",
    fix="Write `{wanted}` instead of `{word}`.",
    example="x = 1\nif x => 1:\n    print(x)\n",
    fine="x = 1\nif x >= 1:\n    print(x)\n",
)
EXTRA_TOKEN = Kind(
    code="one-sign-too-many",
    type="SyntaxError",
    severity="error",
    message="`{word}` is one too many here: Python expected something else after {before}.",
    cause="At this place a value or the end of the line could follow, but not `{word}`.",
    think="Read the line aloud, sign by sign. Which one has nothing to do?",
    fix="Remove `{word}`, or write what is missing around it.",
    example="total = 1 + * 2\n",
    fine="total = 1 + 2\n",
)
UNFINISHED = Kind(
    code="unfinished-line",
    type="SyntaxError",
    severity="error",
    message="The line ends too early: after `{word}` a value is missing.",
    cause="`{word}` needs something on its right side.",
    think="What should stand on the right side?",
    fix="Write the missing value after `{word}`, or remove `{word}`.",
    example="total = 1 +\nprint(total)\n",
    fine="total = 1 + 2\nprint(total)\n",
)
EMPTY_PLACE = Kind(
    code="missing-value",
    type="SyntaxError",
    severity="error",
    message="A value is missing between `{before}` and `{after}`.",
    cause="Python expected a value, a name or a call here.",
    think="What should stand between these two signs?",
    fix="Write the missing value between `{before}` and `{after}`.",
    example="x = 1\nif x == :\n    print(x)\n",
    fine="x = 1\nif x == 1:\n    print(x)\n",
)
TERNARY_WITHOUT_ELSE = Kind(
    code="if-expression-without-else",
    type="SyntaxError",
    severity="error",
    message="An `if` inside an expression needs an `else`.",
    cause="`a if condition else b` must have a value in both cases.",
    think="Which value should it be when the condition is false?",
    fix="Add `else` and the other value, or write an `if` statement of several lines.",
    example="x = 1\ny = 2 if x > 0\n",
    fine="x = 1\ny = 2 if x > 0 else 0\n",
)
KINDS = (
    ASSIGNMENT_IN_CONDITION,
    MISSING_COMMA,
    MISSING_OPERATOR,
    TEXT_WITHOUT_QUOTES,
    SWAPPED_OPERATOR,
    EXTRA_TOKEN,
    UNFINISHED,
    EMPTY_PLACE,
    TERNARY_WITHOUT_ELSE,
)

_OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">", "<=", ">=", "=", "+=", "-=", "*=", "/=", ",")
_SWAPPED = {
    "=>": ">=", "=<": "<=", "=!": "!=", "=+": "+=", "=*": "*=", "=/": "/=", "===": "==", "!==": "!=", "==>": ">=",
    "==<": "<=", "<==": "<=", ">==": ">=", "=-": "-=", "+ =": "+=", "- =": "-=", "* =": "*=", "/ =": "/=", "> =": ">=",
    "< =": "<=", "! =": "!=", "= =": "==", "&&": "and", "||": "or",
}  # fmt: skip


def expression_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs within an expression."""
    yield from _equals(spot)
    yield from _swapped(spot)
    yield from _unfinished(spot)
    yield from _unquoted(spot)
    yield from _side_by_side(spot)
    yield from _ternary(spot)
    yield from _empty(spot)
    yield from _extra(spot)


def _equals(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    head = row[0].is_word("if", "elif", "while", "return", "assert", "print", "not")
    asked = any(word in spot.fault.message for word in ("Maybe you meant '=='", 'maybe you meant "=="'))
    if not head and not asked and not any(token.is_word("if", "while", "and", "or") for token in row):
        return
    signs = [token for token in row if token.is_op("=")]
    for sign in signs:
        if sign is row[-1]:
            continue
        yield Repair.of(ASSIGNMENT_IN_CONDITION, span_of(sign), [Edit(sign.start, sign.end, "==")])
    if len(signs) > 1:
        edits = [Edit(sign.start, sign.end, "==") for sign in signs]
        yield Repair.of(ASSIGNMENT_IN_CONDITION, span_of(signs[0]), edits)


def _swapped(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    for index in range(max(spot.at - 2, 0), min(spot.at + 2, len(row))):
        for count in (2, 3):
            part = row[index : index + count]
            if len(part) < count or any(token.type != "op" for token in part):
                continue
            word = spot.source.text[part[0].start : part[-1].end]
            wanted = _SWAPPED.get(word)
            if wanted == "==" and index == 1 and part[0].end < part[1].start:  # `total = = 3`
                wanted = "="
            if wanted is not None:
                padded = _spaced(spot, wanted, part[0].start, part[-1].end) if wanted.isalpha() else wanted
                edit = Edit(part[0].start, part[-1].end, padded)
                yield Repair.of(SWAPPED_OPERATOR, span_of(part[0], part[-1]), [edit], word=word, wanted=wanted)


def _spaced(spot: Spot, word: str, start: int, end: int) -> str:
    """A word with a space on each side where there is none."""
    text = spot.source.text
    return " " * (not text[start - 1 : start].isspace()) + word + " " * (not text[end : end + 1].isspace())


def _unfinished(spot: Spot) -> Iterator[Repair]:
    for line in (spot.line, spot.previous) if spot.at == 0 else (spot.line,):
        if line is None:
            continue
        last = line.last
        if last is line.first and last.type == "op" and not last.is_op("..."):
            shown = {"word": last.text, "before": "the beginning of the line"}
            yield Repair.of(EXTRA_TOKEN, span_of(last), [Edit(last.start, last.end, "pass")], sure=False, **shown)
            continue
        dangling = last.type == "op" and last.text in (*_OPERATORS, ".", "<<", ">>", "&", "|", "->", "@")
        if dangling or (last.type == "name" and last.text in KEYWORDS and last.text not in ("pass", "None")):
            value = " x" if last.is_op(".") or last.is_word("import", "as", "del", "global") else " None"
            edit = Edit(last.end, last.end, value)
            yield Repair.of(UNFINISHED, span_of(last), [edit], sure=False, word=last.text)
            if line.first.is_word(*BLOCK_WORDS):
                edit = Edit(last.end, last.end, f"{value}:")
                yield Repair.of(UNFINISHED, span_of(last), [edit], sure=False, word=last.text)


def _unquoted(spot: Spot) -> Iterator[Repair]:
    """`print(Just right)`: words in brackets or behind `=` that occur nowhere else."""
    row = spot.row
    known = Counter(token.text for token in spot.found.code if token.type == "name")
    run: list[Token] = []
    for before, token in pairwise((*row, row[-1])):
        word = token.type == "name" and token.text not in KEYWORDS and known[token.text] == 1 and token is not row[-1]
        if word and (run or before.is_op("(", "=", ",", "+", "==")):
            run.append(token)
        elif len(run) > 1:
            break
        else:
            run = []
    if len(run) > 1:
        text = spot.source.text[run[0].start : run[-1].end]
        edit = Edit(run[0].start, run[-1].end, f'"{text}"')
        yield Repair.of(TEXT_WITHOUT_QUOTES, span_of(run[0], run[-1]), [edit], word=text)


def _side_by_side(spot: Spot) -> Iterator[Repair]:
    """Two values in a row. The compiler names the place behind, or the whole row of values."""
    row = spot.row
    yield from _entries(row)
    pairs = list(pairwise(row))
    near = sorted(range(len(pairs)), key=lambda index: abs(index + 1 - spot.at))
    for index in near:
        before, after = pairs[index]
        if not ends_operand(before) or not begins_operand(after, before):
            continue
        shown = {"before": _shown(before), "after": _shown(after)}
        span = span_of(before, after)
        inside = _parted_by_commas(row, index) or row[0].is_word("assert", "import", "from", "global", "nonlocal")
        comma = Repair.of(MISSING_COMMA, span, [Edit(before.end, before.end, ",")], sure=inside, **shown)
        sign = " + " if before.end_line == after.line else "+"
        operator = Repair.of(MISSING_OPERATOR, span, [Edit(before.end, before.end, sign)], sure=False, **shown)
        yield from (comma, operator) if inside else (operator, comma)


def _entries(row: tuple[Token, ...]) -> Iterator[Repair]:
    """A dictionary whose next key follows a text: two texts in a row are one for the tokens' neighbours."""
    for index, (before, key) in enumerate(pairwise(row[:-1])):
        colon = row[index + 2] if index + 2 < len(row) else None
        texts = before.type == "string" and key.type == "string" and key.line > before.end_line
        if texts and colon is not None and colon.is_op(":"):
            edit = Edit(before.end, before.end, ",")
            yield Repair.of(MISSING_COMMA, span_of(before, key), [edit], before=_shown(before), after=_shown(key))


def _parted_by_commas(row: tuple[Token, ...], index: int) -> bool:
    """Whether a place is inside brackets that hold several values, not inside those of a calculation."""
    opened: list[int] = []
    for at, token in enumerate(row[: index + 1]):
        if token.is_op("(", "[", "{"):
            opened.append(at)
        elif token.is_op(")", "]", "}") and opened:
            opened.pop()
    if not opened:
        return False
    opener = opened[-1]
    called = opener > 0 and ends_operand(row[opener - 1])
    inner = row[opener + 1 : index + 1]
    signs = any(token.is_op("+", "-", "*", "/") for token in inner) and not any(token.is_op(",") for token in inner)
    return called or not row[opener].is_op("(") or not signs


def _shown(token: Token) -> str:
    text = token.text if len(token.text) <= 20 and "\n" not in token.text else "the text"  # noqa: PLR2004 - to be read
    return f"`{text}`"


def _ternary(spot: Spot) -> Iterator[Repair]:
    if "expected 'else' after 'if' expression" in spot.fault.message:
        fault = spot.fault
        for end in (spot.source.offset(fault.end_line, fault.end_column), spot.row[-1].end):
            yield Repair.of(TERNARY_WITHOUT_ELSE, spot.span, [Edit(end, end, " else None")], sure=False)


def _empty(spot: Spot) -> Iterator[Repair]:
    before, after = spot.before, spot.bad
    if before is None or after is None or ends_operand(before):
        return
    edit = Edit(before.end, before.end, " _ " if before.is_word("as") else " None ")
    if after.is_op(":", ")", "]", "}", ",", ";") and not before.is_op(","):
        yield Repair.of(EMPTY_PLACE, span_of(before, after), [edit], sure=False, before=before.text, after=after.text)


def _extra(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    for index in (spot.at, spot.at - 1, spot.at + 1):
        if not 0 <= index < len(row) or len(row) == 1:
            continue
        token = row[index]
        if token.type in ("op", "name", "number") and not token.is_op("(", ")", "[", "]", "{", "}"):
            before = _shown(row[index - 1]) if index else "the beginning of the line"
            edit = Edit(token.start, token.end, "")
            yield Repair.of(EXTRA_TOKEN, span_of(token), [edit], sure=False, word=token.text, before=before)
