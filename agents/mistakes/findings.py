"""What the analysis says: kinds of mistakes as a typed catalogue entry, and one finding of a kind at a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Finding", "Kind", "Severity", "Span"]

Severity = Literal["error", "warning", "hint"]
"""`error`: the code cannot run, or fails when it gets there. `warning`: probably not what was meant. `hint`: habits."""

_RANK: Mapping[Severity, int] = {"error": 0, "warning": 1, "hint": 2}


_COMPILER = frozenset(("SyntaxError", "IndentationError", "TabError"))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the code: lines and columns count from 1, columns in characters; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of_line(cls, line: int, text: str) -> "Span":
        """A line without the white space around it."""
        bare = text.strip()
        first = len(text) - len(text.lstrip()) + 1 if bare else 1
        return cls(line, first, line, first + max(len(bare), 1))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mistake. The texts are templates: `{name}` stands for a fact of the finding.

    Attributes:
        code: stable, `words-with-hyphens`.
        type: what Python calls it (`SyntaxError`), or a family for what Python does not notice (`Logic`, `Style`).
        severity: see `Severity`.
        message: what is wrong, in words for a beginner, without the line.
        cause: why it is wrong.
        think: how to think about it; it gives nothing of the solution away.
        fix: what to do, in words.
        example: code that has the mistake.
        fine: code that looks like it and does not have it.
    """

    code: str
    type: str
    severity: Severity
    message: str
    cause: str
    think: str
    fix: str
    example: str
    fine: str

    def at(self, span: Span, **facts: Any) -> "Finding":
        """The finding at a place."""
        return Finding(self, span, {key: str(value) for key, value in facts.items()})


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place. `near` is the corrected form of the one line pointed at, where one is known."""

    kind: Kind
    span: Span
    facts: Mapping[str, str] = field(default_factory=dict)
    near: str | None = None

    @property
    def order(self) -> tuple[bool, int, Span, str]:
        """First what keeps the code from compiling, then errors, then the rest; each by place."""
        return self.kind.type not in _COMPILER, _RANK[self.kind.severity], self.span, self.kind.code

    @property
    def message(self) -> str:
        """What is wrong."""
        return self.kind.message.format_map(self.facts)

    @property
    def cause(self) -> str:
        """Why it is wrong."""
        return self.kind.cause.format_map(self.facts)

    @property
    def think(self) -> str:
        """How to think about it."""
        return self.kind.think.format_map(self.facts)

    @property
    def fix(self) -> str:
        """What to do."""
        return self.kind.fix.format_map(self.facts)

    @property
    def near_solution(self) -> str:
        """The strongest hint: what to do, and the one line as it would be, where that is known."""
        return f"{self.fix} Line {self.span.line} would read: `{self.near}`" if self.near else self.fix
