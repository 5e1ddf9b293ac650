"""The answer: from findings to the report and its words, by the level of who reads it. Pure."""

from collections.abc import Sequence
from typing import Any

from agents.debug.analysis import Analysis
from agents.execution.execute import Executed
from agents.mistakes.findings import Finding
from schemas.mastery import Level
from schemas.responses import DebugReport

__all__ = ["report", "words"]

_EXPERIENCED: frozenset[Level | None] = frozenset(("proficient", "mastered"))
"""They get the message alone; whoever is new, or unknown, also gets the cause and a thought to go on with."""

_TOLD = 4
"""Findings told in words: more at once overwhelms. All are in the metadata."""


def report(analysis: Analysis, executed: Executed, level: Level | None) -> DebugReport:
    """Everything that was found.

    Args:
        analysis: without running it.
        executed: what runs showed.
        level: of the student; None when it is not known.
    """
    findings = _merged(analysis.findings, executed.findings)
    if level in _EXPERIENCED:
        findings = [one for one in findings if one.kind.type != "Style"]
    first = findings[0] if findings else None
    error = first if first is not None and first.kind.severity == "error" else None
    return DebugReport(
        valid=error is None,
        errors=[_as_dict(one) for one in findings],
        complexity_score=analysis.complexity,
        lines_of_code=analysis.lines,
        suggested_fixes=[f"Line {one.span.line}: {one.fix}" for one in findings if one.kind.severity != "hint"],
        error_line=error.span.line if error is not None else None,
        error_type=error.kind.type if error is not None else None,
        suggestion=error.fix if error is not None else None,
        hints=_hints(first) if first is not None else [],
        execution=_execution(executed),
        tests=[one.told() for one in executed.tests],
        left_out=[*analysis.left_out, *executed.left_out],
        words=level,
    )


def _merged(static: Sequence[Finding], ran: Sequence[Finding]) -> list[Finding]:
    """What a run showed is certain: a guess of the same type in the same line adds nothing to it."""
    shown = {(one.span.line, one.kind.type) for one in ran}
    unique = {(one.kind.code, one.span.line, one.message): one for one in ran}
    kept = [one for one in static if (one.span.line, one.kind.type) not in shown]
    return sorted([*kept, *unique.values()], key=lambda one: one.order)


def _as_dict(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "type": finding.kind.type,
        "code": finding.kind.code,
        "severity": finding.kind.severity,
        "message": finding.message,
        "cause": finding.cause,
        "think": finding.think,
        "suggestion": finding.fix,
    }


def _hints(finding: Finding) -> list[dict[str, str]]:
    return [
        {"level": "nudge", "text": finding.think},
        {"level": "pointer", "text": f"Look at line {finding.span.line}: {finding.message}"},
        {"level": "near-solution", "text": finding.near_solution},
    ]


def _execution(executed: Executed) -> dict[str, Any] | None:
    if executed.status is None:
        return None
    return {"status": executed.status, "stdout": executed.stdout}


def words(analysis: Analysis, found: DebugReport) -> str:
    """The answer in plain words."""
    parts = [_summary(analysis, found)]
    experienced = found.words in _EXPERIENCED
    for number, one in enumerate(found.errors[:_TOLD]):
        text = f"Line {one['line']}: {one['message']}"
        if not experienced and number == 0:
            text += f" {one['cause']} {one['think']}"
        parts.append(text)
    if len(found.errors) > _TOLD:
        parts.append(f"There is more ({len(found.errors) - _TOLD}); begin with these.")
    if found.left_out:
        parts.append(f"Not done: {'; '.join(found.left_out)}.")
    return "\n".join(parts)


def _summary(analysis: Analysis, found: DebugReport) -> str:
    errors = sum(one["severity"] == "error" for one in found.errors)
    others = len(found.errors) - errors
    failed = sum(not test["passed"] for test in found.tests)
    if not analysis.compiles:
        return f"Python cannot read your code yet: {_count(errors, 'mistake')} found."
    if failed:
        return f"Your code runs, but {failed} of {len(found.tests)} tests fail."
    if errors:
        return f"Your code can be read, but {_count(errors, 'error')} found."
    passed = f" All {len(found.tests)} tests pass." if found.tests else ""
    if others:
        return f"No errors were found.{passed} {_count(others, 'place')} worth a look."
    return f"No mistakes were found.{passed}"


def _count(number: int, word: str) -> str:
    if word == "place":
        return "There is 1 place" if number == 1 else f"There are {number} places"
    return f"1 {word} was" if number == 1 else f"{number} {word}s were"
