"""Where the parser stopped, as the rules see it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agents.debug.syntax.compiler import Fault
from agents.debug.syntax.lexer import LogicalLine, Token, Tokens
from agents.debug.syntax.repair import Edit, Repair
from agents.linting.source import Source
from agents.mistakes.findings import Span

__all__ = ["Rule", "Spot"]

_HEADS = {
    "def": "def _():",
    "class": "class _:",
    "for": "for _ in ():",
    "while": "while 0:",
    "with": "if 1:",
    "match": "match 0:",
    "case": "case 0:",
}
"""What stands in for the head of a block, so that `return` and `break` inside it keep their place."""


@dataclass(frozen=True)
class Spot:
    """A fault with the code around it.

    Attributes:
        source: as it was when the compiler read it.
        found: its tokens; strings and brackets have their partners already.
        fault: what the compiler says.
        original: as the student wrote it: what is quoted.
    """

    source: Source
    found: Tokens
    fault: Fault
    original: Source

    @cached_property
    def line(self) -> LogicalLine:
        """The logical line of the fault."""
        return self.found.logical_line(self.fault.line) or self.found.lines[0]

    @cached_property
    def row(self) -> tuple[Token, ...]:
        """Its tokens."""
        return self.line.tokens

    @cached_property
    def previous(self) -> LogicalLine | None:
        """The logical line before it."""
        return next(self.found.before(self.line.first.line), None)

    @cached_property
    def at(self) -> int:
        """Index in `row` of the token at the fault; the length of the row where it lies behind all of them."""
        place = self.fault.line, self.fault.column
        for index, token in enumerate(self.row):
            if (token.end_line, token.column + len(token.text)) > place or token.end_line > self.fault.line:
                return index
        return len(self.row)

    @cached_property
    def bad(self) -> Token | None:
        """The token at the fault."""
        return self.row[self.at] if self.at < len(self.row) else None

    @cached_property
    def before(self) -> Token | None:
        """The token before the fault."""
        return self.row[self.at - 1] if self.at else None

    @property
    def span(self) -> Span:
        """The compiler's own place."""
        fault = self.fault
        return Span(fault.line, fault.column, fault.end_line, fault.end_column)

    def without_line(self, line: LogicalLine | None = None) -> Edit:
        """Take a statement out of the way: what it opens stays open, and the lines keep their numbers."""
        line = line or self.line
        start, end = line.first.start, line.last.end
        stand_in = _HEADS.get(line.first.text, "if 1:") if line.last.is_op(":") else "pass"
        return Edit(start, end, stand_in + "\n" * self.source.text.count("\n", start, end))


Rule = Callable[[Spot], Iterator[Repair]]
"""Gives the repairs that may fit a spot, the likeliest first; whether they do is tried with the parser."""
