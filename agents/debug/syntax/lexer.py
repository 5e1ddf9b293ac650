"""Tokens of code that may not be Python: nothing raises, what is no token becomes a `bad` one. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from agents.linting.source import Source

__all__ = ["LogicalLine", "Token", "TokenType", "Tokens", "tokens"]

TokenType = Literal["name", "number", "string", "open_string", "op", "comment", "newline", "continuation", "bad"]
"""`open_string` has no closing quote; `newline` is every line end, also within brackets."""

_PREFIX = r"(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?"
_TOKEN = re.compile(
    rf"""
    (?P<newline>\n)
    | (?P<continuation>\\[ \t]*(?=\n|\Z)\n?)
    | (?P<comment>\#[^\n]*)
    | (?P<string>{_PREFIX}(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''))
    | (?P<open_triple>{_PREFIX}(?:\"\"\"|''').*)
    | (?P<short_string>{_PREFIX}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    | (?P<open_string>{_PREFIX}(?:"(?:[^"\\\n]|\\[^\n])*\\?|'(?:[^'\\\n]|\\[^\n])*\\?))
    | (?P<number>(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))
    | (?P<name>[^\W\d]\w*)
    | (?P<op>\*\*=|//=|>>=|<<=|\.\.\.|!=|:=|->|==|<=|>=|\*\*|//|<<|>>|[-+*/%@&|^]=|[-+*/%@&|^~<>=()\[\]{{}},:;.])
    | (?P<space>[ \t\f]+)
    | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAME: dict[str, TokenType] = {"short_string": "string", "open_triple": "open_string"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the code: text `start` to `end` (exclusive), beginning at `line` and `column`."""

    type: TokenType
    text: str
    start: int
    end: int
    line: int
    column: int

    @property
    def end_line(self) -> int:
        """The line in which it ends."""
        return self.line + self.text.count("\n")

    def is_op(self, *texts: str) -> bool:
        """Whether it is one of these operators or brackets."""
        return self.type == "op" and self.text in texts

    def is_word(self, *texts: str) -> bool:
        """Whether it is one of these names or keywords."""
        return self.type == "name" and self.text in texts


@dataclass(frozen=True)
class LogicalLine:
    """The tokens of one statement's line, without comments and line ends; brackets and backslashes join lines."""

    tokens: tuple[Token, ...]
    indent: int

    @property
    def first(self) -> Token:
        """Its first token."""
        return self.tokens[0]

    @property
    def last(self) -> Token:
        """Its last token."""
        return self.tokens[-1]


@dataclass(frozen=True)
class Tokens:
    """All tokens of a source."""

    source: Source
    all: tuple[Token, ...]

    @cached_property
    def code(self) -> list[Token]:
        """Without comments, line ends and continuations."""
        return [token for token in self.all if token.type not in ("comment", "newline", "continuation")]

    @cached_property
    def lines(self) -> list[LogicalLine]:
        """Logical lines by brackets; a closing bracket too many joins nothing."""
        numbers: list[tuple[int, Token]] = []
        depth = number = 0
        for token in self.all:
            if token.is_op("(", "[", "{"):
                depth += 1
            elif token.is_op(")", "]", "}"):
                depth = max(depth - 1, 0)
            elif token.type == "newline" and depth == 0:
                number += 1
            if token.type not in ("comment", "newline", "continuation"):
                numbers.append((number, token))
        grouped = (tuple(token for _, token in group) for _, group in groupby(numbers, key=lambda pair: pair[0]))
        return [LogicalLine(group, group[0].column - 1) for group in grouped]

    def logical_line(self, line: int) -> LogicalLine | None:
        """The logical line that covers a line, or the last before it."""
        found = None
        for logical in self.lines:
            if logical.first.line > line:
                break
            found = logical
        return found

    def before(self, line: int) -> Iterator[LogicalLine]:
        """Logical lines that begin before a line, the nearest first."""
        return (logical for logical in reversed(self.lines) if logical.first.line < line)


def tokens(source: Source) -> Tokens:
    """Cut the code into tokens."""
    found: list[Token] = []
    line, line_start = 1, 0
    for match in _TOKEN.finditer(source.text):
        name = match.lastgroup or "bad"
        text = match[0]
        if name != "space":
            kind: TokenType = _SAME.get(name, name)  # type: ignore[arg-type]  # the groups are the types
            found.append(Token(kind, text, match.start(), match.end(), line, match.start() - line_start + 1))
        breaks = text.count("\n")
        if breaks:
            line += breaks
            line_start = match.start() + text.rfind("\n") + 1
    return Tokens(source, tuple(found))
