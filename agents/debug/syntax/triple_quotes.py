"""Texts of several lines that have no end, or another end than their beginning. Pure."""

from itertools import pairwise

from agents.debug.syntax.compiler import grammar_fault
from agents.debug.syntax.lexer import Token, Tokens
from agents.debug.syntax.repair import Edit, Repair, tries
from agents.debug.syntax.words import begins_operand
from agents.linting.source import Source
from agents.mistakes.findings import Kind, Span

__all__ = ["KINDS", "mark_of", "triple_repair"]

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
MIXED_TRIPLE = Kind(
    code="mixed-triple-quotes",
    type="SyntaxError",
    severity="error",
    message="The text that begins with {quote} in line {opened} ends with {other} in line {closed}.",
    cause="A text ends only with the quotes that it began with. {other} is a part of the text for Python, which reads "
    "on to the end of the program.",
    think="Compare the quotes at the beginning of the text with those at its end: are they the same?",
    fix="Use {quote} at both ends.",
    example="def area(r):\n    '''The area\n    of a circle.\"\"\"\n    return 3.14 * r ** 2\n",
    fine="def area(r):\n    '''The area\n    of a circle.'''\n    return 3.14 * r ** 2\n",
)
KINDS = (UNCLOSED_TRIPLE, MIXED_TRIPLE)


def mark_of(token: Token) -> str:
    """The quotes with which a text begins."""
    bare = token.text.lstrip("rRbBfFuU")
    return bare[:3] if bare[:3] in ('"""', "'''") else bare[:1]


def triple_repair(found: Tokens, mark: str) -> Repair:
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
    mixed = _mixed(source, culprit, mark)
    if mixed is not None:
        return mixed
    for place in _ends(source, culprit):
        repair = _close(source, culprit, place, mark)
        if grammar_fault(repair.apply(source)) is None:
            return repair
    end = source.text.find("\n", culprit.start)
    return _close(source, culprit, end if end >= 0 else len(source.text), mark)


def _is_long(token: Token, mark: str) -> bool:
    return token.type == "string" and mark_of(token) == mark


def _mixed(source: Source, token: Token, mark: str) -> Repair | None:
    """The other kind of quotes ends a line of the text, and the line after it can be read."""
    other = "'''" if mark == '"""' else '"""'
    at = source.text.find(other, token.start + 3, token.end)
    if at < 0 or source.text[at + 3 : at + 4] not in ("\n", "", ")"):
        return None
    opened, closed = token.line, source.place(at)[0]
    column = source.place(at)[1]
    repair = Repair.of(
        MIXED_TRIPLE,
        Span(closed, column, closed, column + 3),
        [Edit(at, at + 3, mark)],
        quote=mark,
        other=other,
        opened=opened,
        closed=closed,
    )
    fault = grammar_fault(repair.apply(source))
    return repair if fault is None or fault.line > closed else None


def _ends(source: Source, token: Token) -> list[int]:
    """Where a text might have been meant to end: at the end of one of its first lines, or of the code."""
    ends, at = [], token.start + len(mark_of(token))
    for _ in range(tries(source)):
        at = source.text.find("\n", at + 1)
        if at < 0 or at >= token.end:
            break
        ends.append(at)
    return [*ends, len(source.text)] if token.type == "open_string" else ends


def _close(source: Source, token: Token, place: int, mark: str) -> Repair:
    line = Span.of_line(token.line, source.line(token.line))
    span = Span(token.line, token.column, token.line, max(line.end_column, token.column + 1))
    pad = " " if source.text[place - 1 : place] in ("\\", mark[0]) else ""
    return Repair.of(UNCLOSED_TRIPLE, span, [Edit(place, place, pad + mark)], sure=False, quote=mark)
