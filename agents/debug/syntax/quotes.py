"""Strings that have no end, or end too early. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax import triple_quotes
from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.triple_quotes import mark_of, triple_repair
from agents.debug.syntax.words import BLOCK_WORDS, KEYWORDS
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "quote_repair", "quote_rule"]

UNCLOSED_STRING = Kind(
    code="unclosed-string",
    type="SyntaxError",
    severity="error",
    message="A text (string) begins with {quote} but has no closing {quote} on the same line.",
    cause="Python reads everything after an opening quote as text until it finds the same quote again. The line ended "
    "before that.",
    think="Quotes come in pairs of the same sign. Put your finger on each opening quote and look for its partner.",
    fix="Close the text with {quote} where it should end.",
    example='name = "Ada\nprint(name)\n',
    fine='name = "Ada"\nprint(name)\n',
)
MIXED_QUOTES = Kind(
    code="mixed-quotes",
    type="SyntaxError",
    severity="error",
    message="A text (string) begins with {quote} and seems to end with {other}.",
    cause="A text ends only at the same kind of quote that it began with; the other kind is just a character in it.",
    think="Compare the first and the last sign of each text: are they the same?",
    fix="Use {quote} at both ends.",
    example="print(\"hello')\n",
    fine='print("it\'s")\n',
)
QUOTE_IN_STRING = Kind(
    code="quote-inside-string",
    type="SyntaxError",
    severity="error",
    message="The text (string) ends earlier than you want: there is a {quote} inside it.",
    cause="The sign {quote} that you want as part of the text is the same that marks its end, so Python takes the rest "
    "of the line for code.",
    think="Where does the text end for Python, which knows nothing of English and only looks for the next quote?",
    fix="Put the other kind of quote around the whole text, or write a backslash before the quote inside.",
    example="print('It's late')\n",
    fine='print("It\'s late")\n',
)
OPENING_QUOTE = Kind(
    code="missing-opening-quote",
    type="SyntaxError",
    severity="error",
    message="A text ends with {quote} behind `{word}`, but has no opening {quote}.",
    cause="Without a quote in front, Python takes the words for code; the quote at the end then opens a text that runs "
    "on to the end of the line.",
    think="Quotes come in pairs. Where does this text begin?",
    fix="Write {quote} in front of the text, or remove the {quote} if no text is meant.",
    example='print(Hello")\n',
    fine='print("Hello")\n',
)
EXTRA_QUOTE = Kind(
    code="extra-quote",
    type="SyntaxError",
    severity="error",
    message="There is one {quote} too many.",
    cause="Quotes come in pairs. All the others of this line have their partner, so the last {quote} opens a text that "
    "has no end.",
    think="Pair up the quotes of this line from the left: which one is left over?",
    fix="Remove the last {quote}.",
    example='name = "Ada""\nprint(name)\n',
    fine='name = "Ada"\nprint(name)\n',
)
ESCAPED_QUOTE = Kind(
    code="backslash-before-last-quote",
    type="SyntaxError",
    severity="error",
    message="The backslash in front of the last {quote} makes it a part of the text, which then has no end.",
    cause="In a text, \\{quote} is the sign {quote} itself and not the end. A backslash as such is written twice.",
    think="Which two characters does Python see at the end of the text?",
    fix="Write two backslashes in front of the {quote}, or none.",
    example='folder = "C:\\music\\"\nprint(folder)\n',
    fine='folder = "C:\\music\\\\"\nprint(folder)\n',
)
KINDS = (
    UNCLOSED_STRING,
    MIXED_QUOTES,
    QUOTE_IN_STRING,
    OPENING_QUOTE,
    EXTRA_QUOTE,
    ESCAPED_QUOTE,
    *triple_quotes.KINDS,
)

_CLOSERS = ")]}"


def quote_repair(found: Tokens) -> Repair | None:
    """The first string that is at fault, if any."""
    opened = next((token for token in found.all if token.type == "open_string"), None)
    if opened is None:
        return None
    mark = mark_of(opened)
    return triple_repair(found, mark) if len(mark) > 1 else _single(found, opened, mark)


def _single(found: Tokens, opened: Token, mark: str) -> Repair:
    early = _ended_early(found, opened, mark) or _left_over(found, opened, mark) or _not_opened(found, opened, mark)
    if early is not None:
        return early
    body = opened.text.rstrip()
    other = "'" if mark == '"' else '"'
    inner = body.rstrip(_CLOSERS + ":, ")
    at = opened.start + len(inner)
    if inner.endswith("\\" + mark):
        return Repair.of(ESCAPED_QUOTE, span_of(opened), [Edit(at - 1, at - 1, "\\")], quote=mark)
    if inner.endswith(other) and inner.count(other) % 2:
        edit = Edit(at - 1, at, mark)
        return Repair.of(MIXED_QUOTES, span_of(opened), [edit], quote=mark, other=other)
    place = opened.start + _end(found, opened, body)
    return Repair.of(UNCLOSED_STRING, span_of(opened), [Edit(place, place, mark)], quote=mark)


def _end(found: Tokens, opened: Token, body: str) -> int:
    """How much of the rest of the line is text: not the brackets that are open, nor the colon of a block."""
    line = found.logical_line(opened.line)
    depth = _depth_before(found, opened)
    end = len(body)
    if body.endswith(":") and line is not None and line.first.is_word(*BLOCK_WORDS):
        end -= 1
    while depth and end > 1 and body[end - 1] in _CLOSERS + ", ":
        depth -= body[end - 1] in _CLOSERS
        end -= 1
    return end


def _depth_before(found: Tokens, opened: Token) -> int:
    depth = 0
    for token in found.code:
        if token.start >= opened.start:
            break
        if token.line == opened.line:
            depth += token.is_op("(", "[", "{") - token.is_op(")", "]", "}")
    return max(depth, 0)


def _ended_early(found: Tokens, opened: Token, mark: str) -> Repair | None:
    """`'It's late'`: a string with a word right after its end, and the last quote of the line opens another."""
    row = [token for token in found.code if token.line == opened.line]
    for string, after in pairwise(row):
        glued = string.end == after.start and after.type in ("name", "number")
        if string.type == "string" and string.end_line == opened.line and glued and mark_of(string) == mark:
            bare = found.source.text[string.start : opened.start + 1]
            other = "'" if mark == '"' else '"'
            if other in bare:
                fixed = bare[0] + bare[1:-1].replace(mark, "\\" + mark) + mark
            else:
                fixed = other + bare[1:-1] + other
            edit = Edit(string.start, opened.start + 1, fixed)
            return Repair.of(QUOTE_IN_STRING, span_of(string, opened), [edit], quote=mark)
    return None


def _left_over(found: Tokens, opened: Token, mark: str) -> Repair | None:
    """`"Ada""`, `len(x)"`: the open text is a quote and nothing else, directly behind a value."""
    before = next((one for one in reversed(found.code) if one.end == opened.start), None)
    rest = opened.text.strip()[1:].strip(_CLOSERS + ":, ")
    if before is None or not (before.type == "string" or before.is_op(")", "]")) or rest:
        return None
    edit = Edit(opened.start, opened.start + 1, "")
    return Repair.of(EXTRA_QUOTE, span_of(opened), [edit], quote=mark)


def _not_opened(found: Tokens, opened: Token, mark: str) -> Repair | None:
    """`print(Hello world")`: words directly before the quote, and no text behind it."""
    rest = opened.text[1:].lstrip()
    if rest and rest[0] not in _CLOSERS + ":,+=":
        return None
    first = None
    for one in reversed([token for token in found.code if token.line == opened.line and token.start < opened.start]):
        if one.text in KEYWORDS or (
            one.type not in ("name", "number") and not (first is not None and one.is_op(".", "-"))
        ):
            break
        if first is None and one.end != opened.start:
            break
        first = one
    if first is None:
        return None
    word = found.source.text[first.start : opened.start]
    edit = Edit(first.start, first.start, mark)
    known = sum(one.text == first.text for one in found.code) > 1
    return Repair.of(OPENING_QUOTE, span_of(first, opened), [edit], sure=not known, quote=mark, word=word)


def quote_rule(spot: Spot) -> Iterator[Repair]:
    """`"She said "hello" to me"`: words glued to the texts on both sides."""
    row = spot.row
    for index, (first, word) in enumerate(pairwise(row)):
        if first.type != "string" or word.type not in ("name", "number") or first.end != word.start:
            continue
        last = next(
            (one for one in row[index + 2 :] if one.type not in ("name", "number") and not one.is_op("-")), None
        )
        if last is None or last.type != "string" or last.line != first.line or mark_of(last) != mark_of(first):
            continue
        mark = mark_of(first)
        text = spot.source.text[first.start : last.end]
        other = "'" if mark == '"' else '"'
        prefix = first.text[: first.text.index(mark)]
        fixed = prefix + other + text[len(prefix) + 1 : -1] + other if other not in text else '""'
        place = span_of(first, last)
        yield Repair.of(
            QUOTE_IN_STRING, place, [Edit(first.start, last.end, fixed)], sure=other not in text, quote=mark
        )
