"""The static analysis of one program. One function, importable and picklable, for a process pool."""

from collections.abc import Iterable
from dataclasses import dataclass

from agents.debug.complexity import complexity_score, lines_of_code
from agents.debug.syntax.diagnosis import Diagnosis, diagnose
from agents.debug.syntax.generic import UNREAD
from agents.linting.source import Source
from agents.mistakes.checks.program import Program
from agents.mistakes.checks.registry import run_checks
from agents.mistakes.findings import Finding, Span
from agents.mistakes.lint.names import UNDEFINED, name_findings
from agents.mistakes.lint.rules import rule_findings, syntax_errors
from schemas.errors import InvalidError

__all__ = ["Analysis", "analyse"]

_OF_A_KIND = 5
"""Findings told of one kind: more of the same teach nothing."""

_ERRORS_OF_A_KIND = 20
"""Errors told of one kind: nobody repairs more at once, and an answer stays small."""


@dataclass(frozen=True)
class Analysis:
    """What can be said of a program without running it.

    Attributes:
        findings: errors first, then by place.
        compiles: it may be run.
        complexity: 0 to 1, see `complexity_score`.
        lines: lines of code.
        left_out: parts of the analysis that did not answer.
    """

    findings: tuple[Finding, ...]
    compiles: bool
    complexity: float
    lines: int
    left_out: tuple[str, ...] = ()


def analyse(code: str) -> Analysis:
    """Analyse a program; nothing of it is run.

    Args:
        code: as it was sent.

    Raises:
        InvalidError: it is empty, too large, nested too deeply or no text.
    """
    source = Source.read(code)
    try:
        diagnosis = diagnose(source)
        beyond, left_out = _beyond_syntax(diagnosis)
        complexity = complexity_score(diagnosis.compiled.tree if diagnosis.compiled is not None else None)
    except (RecursionError, MemoryError):
        raise InvalidError.of("code", "is nested too deeply: write it in smaller expressions or blocks") from None
    return Analysis(
        findings=_told([*diagnosis.findings, *beyond]),
        compiles=not diagnosis.findings,
        complexity=complexity,
        lines=lines_of_code(source),
        left_out=tuple(left_out),
    )


def _beyond_syntax(diagnosis: Diagnosis) -> tuple[list[Finding], list[str]]:
    """What the checks say, and what was left out; of repaired code, only of lines that were not repaired."""
    if diagnosis.compiled is None:
        return _unread(diagnosis), ["checks beyond the syntax need code that can be read to its end"]
    program = Program(diagnosis.compiled.tree, diagnosis.source)
    names, no_names = name_findings(program)
    linted, no_lint = rule_findings(diagnosis.source)
    found = [*names, *linted, *run_checks(program)]
    left_out = [one for one in (no_names, no_lint) if one is not None]
    if diagnosis.findings:
        found = [
            one
            for one in found
            if one.span.line not in diagnosis.touched
            and one.kind.severity != "hint"
            and (diagnosis.complete or one.kind is not UNDEFINED)
        ]
    return found, left_out


def _unread(diagnosis: Diagnosis) -> list[Finding]:
    """Where too much is broken to be read to the end, the places at which another parser stumbles too."""
    last = max((one.span.line for one in diagnosis.findings), default=0)
    source = diagnosis.source
    return [
        UNREAD.at(Span.of_line(line, source.line(line))) for line in syntax_errors(source)[:_OF_A_KIND] if line > last
    ]


def _told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order; one for each kind and line, a few of each kind."""
    unique = {(one.kind.code, one.span.line): one for one in sorted(findings, key=lambda one: one.order, reverse=True)}
    counts: dict[str, int] = {}
    told = []
    for one in sorted(unique.values(), key=lambda one: one.order):
        counts[one.kind.code] = counts.get(one.kind.code, 0) + 1
        if counts[one.kind.code] <= (_ERRORS_OF_A_KIND if one.kind.severity == "error" else _OF_A_KIND):
            told.append(one)
    return tuple(told)
