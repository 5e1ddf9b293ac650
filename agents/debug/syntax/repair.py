"""A repair: the finding, and the smallest change that lets the compiler read on to the next mistake. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agents.debug.syntax.lexer import Token
from agents.linting.source import Source
from agents.mistakes.findings import Finding, Kind, Span

__all__ = ["Edit", "Repair", "span_of", "tries"]


_TRIES_LEAST, _TRIES_MOST = 3, 24
"""Forms of the code tried for one mistake: rules give up to some 20 for a line; of very long code the likeliest few."""

_TRIED_CHARACTERS = 400_000
"""Parsed for one mistake at most, in some 0.2 s; students' programs have 1,000 to 5,000 characters."""


def tries(source: Source) -> int:
    """How many changed forms of the code may be parsed to find one mistake: fewer the longer it is."""
    return max(_TRIES_LEAST, min(_TRIES_MOST, _TRIED_CHARACTERS // len(source.text)))


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters `start` to `end` (exclusive) by `text`. It never changes the number of lines."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A finding and the edits that remove it.

    Attributes:
        finding: what is wrong and where.
        edits: without overlaps.
        sure: the change is what was meant, so that the corrected line may be shown as a hint. Where it is not, the
            edits only get the mistake out of the compiler's way.
    """

    finding: Finding
    edits: tuple[Edit, ...]
    sure: bool = True

    @classmethod
    def of(cls, kind: Kind, span: Span, edits: Iterable[Edit], *, sure: bool = True, **facts: object) -> "Repair":
        """Make one."""
        return cls(kind.at(span, **facts), tuple(edits), sure)

    def apply(self, source: Source) -> Source:
        """The source without this mistake."""
        text = source.text
        for edit in sorted(self.edits, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return Source(text)

    def told(self, source: Source) -> Finding:
        """The finding, with the corrected form of its line where that is known and the only one that changes."""
        if not self.sure:
            return self.finding
        line = self.finding.span.line
        places = {source.place(at)[0] for edit in self.edits for at in (edit.start, edit.end)}
        if places != {line}:
            return self.finding
        near = self.apply(source).line(line).strip()
        return replace(self.finding, near=near) if near else self.finding


def span_of(first: Token, last: Token | None = None) -> Span:
    """The place of a token, or of a row of them."""
    last = last or first
    breaks = last.text.count("\n")
    if breaks:
        return Span(first.line, first.column, last.line + breaks, len(last.text) - last.text.rfind("\n"))
    return Span(first.line, first.column, last.line, last.column + len(last.text))
