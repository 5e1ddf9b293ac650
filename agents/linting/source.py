"""A student's code as text: what is accepted, and how it is read. Pure."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from schemas.errors import InvalidError

__all__ = ["CODE_MAX", "NESTING_MAX", "Source"]

CODE_MAX = 100_000
"""Characters: some 3,000 lines, far beyond a course's programs; the analysis of as much takes about a second."""

LINES_MAX = 5_000
"""Lines: a bound for loops over lines where they are short."""

LINE_MAX = 10_000
"""Characters of a line: data pasted into code; checks that look within a line stay quick."""

NESTING_MAX = 60
"""Brackets within brackets, and blocks within blocks: the compiler stops at 100 blocks, people stay below 10. Other
shapes of depth end in a RecursionError or a MemoryError, which the analysis turns into the same refusal."""

_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True)
class Source:
    """Code with the line feed as its only line end, so that lines and columns mean what an editor shows."""

    text: str

    @classmethod
    def read(cls, code: str) -> "Source":
        """Accept code as it was sent: a byte order mark is dropped, CRLF and CR become LF, tabs stay tabs.

        Raises:
            InvalidError: what must be otherwise, for `code`.
        """
        if len(code) > CODE_MAX:
            raise InvalidError.of("code", f"must have at most {CODE_MAX} characters, not {len(code)}")
        text = code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise InvalidError.of("code", "must not be empty")
        for sign, name in (("\0", "a null byte"), ("\x1a", "an end-of-file sign (U+001A)")):
            at = text.find(sign)
            if at >= 0:
                raise InvalidError.of("code", f"must not hold {name}: line {text.count(chr(10), 0, at) + 1} has one")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            raise InvalidError.of("code", f"must be valid Unicode: line {line} has half of a surrogate pair") from None
        source = cls(text)
        if len(source.lines) > LINES_MAX:
            raise InvalidError.of("code", f"must have at most {LINES_MAX} lines, not {len(source.lines)}")
        if any(len(line) > LINE_MAX for line in source.lines):
            raise InvalidError.of("code", f"must have no line of more than {LINE_MAX} characters")
        source.check_depth()
        return source

    @cached_property
    def lines(self) -> list[str]:
        """Lines without their ends; line 1 is the first."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    def line(self, number: int) -> str:
        """The text of a line, empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1) of a character."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Where a line's column stands in the text."""
        return self._starts[line - 1] + column - 1

    def check_depth(self) -> None:
        """Refuse what the compiler could not take without harm: it is recursive, and its stack is the process's.

        Strings and comments are not told apart from code: what counts is a bound, and people are far from it.

        Raises:
            InvalidError: for `code`.
        """
        deepest = depth = 0
        for sign in self.text:
            if sign in _OPEN:
                depth += 1
                deepest = max(deepest, depth)
            elif sign in _CLOSE:
                depth = max(depth - 1, 0)
            elif sign == "\n" and depth > NESTING_MAX:
                break
        if deepest > NESTING_MAX:
            raise InvalidError.of("code", f"must have at most {NESTING_MAX} brackets within brackets")
        widths: list[int] = []
        for line in self.lines:
            bare = line.lstrip(" \t")
            if not bare:
                continue
            width = len(line) - len(bare)
            while widths and widths[-1] >= width:
                widths.pop()
            widths.append(width)
            if len(widths) > NESTING_MAX:
                raise InvalidError.of("code", f"must have at most {NESTING_MAX} blocks within blocks")
