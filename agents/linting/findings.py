"""What a linter says, whichever it is."""

from dataclasses import dataclass

__all__ = ["Finding", "Report"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One rule broken at one place.

    Attributes:
        line: from 1.
        column: from 1, in characters.
        end_line: the last line.
        end_column: exclusive; equal to `column` where the linter gives no end.
        rule: the linter's own code, such as `F841`, `UnusedImport` or `invalid-syntax`.
        message: the linter's own words, in English.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one linter on one text, by place; or what was left out and why.

    Attributes:
        findings: sorted.
        left_out: None when the linter looked at everything.
    """

    findings: tuple[Finding, ...] = ()
    left_out: str | None = None
