"""Strings that have no end, or end too early. Pure."""

from itertools import pairwise

from agents.debug.syntax.compiler import grammar_fault
from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, span_of, tries
from agents.debug.syntax.words import begins_operand
from agents.linting.source import Source
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "quote_repair"]

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
UNCLOSED_TRIPLE = Kind(
    code="unclosed-triple-quotes",
    type="SyntaxError",
    severity="error",
    message="A text of several lines begins with {quote} and is never closed.",
    cause="Everything after {quote} is text up to the next {quote}. Without it, the rest of the program is swallowed.",
    think="Count the triple quotes: there must be an even number. Which comment or text lacks its end?",
    fix="Write {quote} where this text should end.",
    example='def area(r):\n    """The area of a circle.\n    return 3.14 * r ** 2\n',
    fine='def area(r):\n    """The area of a circle."""\n    return 3.14 * r ** 2\n',
)
KINDS = (UNCLOSED_STRING, MIXED_QUOTES, QUOTE_IN_STRING, UNCLOSED_TRIPLE)

_CLOSERS = ")]}"


def quote_repair(found: Tokens) -> Repair | None:
    """The first string that is at fault, if any."""
    opened = next((token for token in found.all if token.type == "open_string"), None)
    if opened is None:
        return None
    mark = _mark(opened)
    return _triple(found, mark) if len(mark) > 1 else _single(found, opened, mark)


def _mark(token: Token) -> str:
    bare = token.text.lstrip("rRbBfFuU")
    return bare[:3] if bare[:3] in ('"""', "'''") else bare[:1]


def _single(found: Tokens, opened: Token, mark: str) -> Repair:
    early = _ended_early(found, opened, mark)
    if early is not None:
        return early
    body = opened.text.rstrip()
    other = "'" if mark == '"' else '"'
    tail = len(body) - len(body.rstrip(_CLOSERS + ":, "))
    inner = body[: len(body) - tail]
    at = opened.start + len(inner)
    if inner.endswith(other) and inner.count(other) % 2:
        edit = Edit(at - 1, at, mark)
        return Repair.of(MIXED_QUOTES, span_of(opened), [edit], quote=mark, other=other)
    depth = _depth_before(found, opened)
    closers = body[len(inner) :]
    wanted = sum(closers.count(sign) for sign in _CLOSERS)
    place = at if wanted and depth else opened.start + len(body)
    if wanted > depth > 0:  # the text itself ends with a bracket, as in print("(a)
        place += _keep(closers, wanted - depth)
    return Repair.of(UNCLOSED_STRING, span_of(opened), [Edit(place, place, mark)], quote=mark)


def _keep(closers: str, count: int) -> int:
    """How many characters hold that many closing brackets."""
    for index, sign in enumerate(closers):
        if sign in _CLOSERS:
            count -= 1
            if count == 0:
                return index + 1
    return 0


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
        if string.type == "string" and string.end_line == opened.line and glued and _mark(string) == mark:
            bare = found.source.text[string.start : opened.start + 1]
            other = "'" if mark == '"' else '"'
            if other in bare:
                fixed = bare[0] + bare[1:-1].replace(mark, "\\" + mark) + mark
            else:
                fixed = other + bare[1:-1] + other
            edit = Edit(string.start, opened.start + 1, fixed)
            return Repair.of(QUOTE_IN_STRING, span_of(string, opened), [edit], quote=mark)
    return None


def _triple(found: Tokens, mark: str) -> Repair:
    """A text without its end takes the beginning of the next text for it; words of that text then stand as code.

    So the culprit is the first text with a value right behind it, or the open one. Where it was meant to end is tried.
    """
    source = found.source
    row = found.code
    culprit = next(
        (
            text
            for text, after in pairwise(row)
            if _is_long(text, mark) and after.line == text.end_line and begins_operand(after, text)
        ),
        next(token for token in row if token.type == "open_string"),
    )
    for place in _ends(source, culprit):
        repair = _close_triple(source, culprit, place, mark)
        if grammar_fault(repair.apply(source)) is None:
            return repair
    end = source.text.find("\n", culprit.start)
    return _close_triple(source, culprit, end if end >= 0 else len(source.text), mark)


def _is_long(token: Token, mark: str) -> bool:
    return token.type == "string" and _mark(token) == mark


def _ends(source: Source, token: Token) -> list[int]:
    """Where a text might have been meant to end: at the end of one of its first lines, or of the code."""
    ends, at = [], token.start + len(_mark(token))
    for _ in range(tries(source)):
        at = source.text.find("\n", at + 1)
        if at < 0 or at >= token.end:
            break
        ends.append(at)
    return [*ends, len(source.text)] if token.type == "open_string" else ends


def _close_triple(source: Source, token: Token, place: int, mark: str) -> Repair:
    line = Span.of_line(token.line, source.line(token.line))
    span = Span(token.line, token.column, token.line, max(line.end_column, token.column + 1))
    pad = " " if source.text[place - 1 : place] in ("\\", mark[0]) else ""
    return Repair.of(UNCLOSED_TRIPLE, span, [Edit(place, place, pad + mark)], sure=False, quote=mark)
