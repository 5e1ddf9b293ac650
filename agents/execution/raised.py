"""Exceptions in a beginner's words, with the values that caused them. Pure."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from agents.execution.exceptions import ENTRIES, OTHER
from agents.execution.values import shown
from agents.linting.source import Source
from agents.mistakes.findings import Finding, Kind, Span

__all__ = ["Failure", "explained"]

_NAMES_SHOWN = 4
"""Values of so many names are told: those of the failing line."""

_NEAR = 0.6  # of 1


@dataclass(frozen=True)
class Failure:
    """An exception that ended a run, as the runner tells it.

    Attributes:
        type: the exception's class.
        message: its text.
        line: in the program; None where it did not fail in the program's own lines.
        end_line: the last line of the failing expression.
        column: from 1.
        end_column: exclusive.
        locals: representations of the variables there.
        lines: of the calls that led there, outermost first.
    """

    type: str
    message: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    locals: Mapping[str, str] | None = None
    lines: Sequence[int] = ()


def explained(failure: Failure, source: Source) -> Finding:
    """The finding for an exception."""
    kind, facts = _kind_of(failure)
    line = failure.line or (failure.lines[-1] if failure.lines else 1)
    span = _span(failure, source, line)
    text = _failing_text(source, span)
    facts |= {
        "said": shown(failure.message or "nothing"),
        "type": failure.type,
        "text": shown(" ".join(text.split())),
        "values": _values(text, failure.locals or {}),
    }
    facts["near"] = _near(facts, failure)
    return kind.at(span, **facts)


def _kind_of(failure: Failure) -> tuple[Kind, dict[str, str]]:
    for entry in ENTRIES:
        if failure.type in entry.types:
            found = entry.pattern.search(failure.message)
            if found is not None:
                return entry.kind, {key: value or "" for key, value in found.groupdict().items()}
    return OTHER, {}


def _span(failure: Failure, source: Source, line: int) -> Span:
    if failure.line is None or failure.column is None or failure.end_column is None:
        return Span.of_line(line, source.line(line))
    return Span(line, failure.column, failure.end_line or line, failure.end_column)


def _failing_text(source: Source, span: Span) -> str:
    if span.line == span.end_line:
        return source.line(span.line)[span.column - 1 : span.end_column - 1]
    rows = [source.line(number) for number in range(span.line, span.end_line + 1)]
    rows[0] = rows[0][span.column - 1 :]
    rows[-1] = rows[-1][: span.end_column - 1]
    return "\n".join(rows)


def _values(text: str, variables: Mapping[str, str]) -> str:
    """The values of the names in the failing expression, as a sentence."""
    names = [name for name in dict.fromkeys(re.findall(r"[^\W\d]\w*", _outside_strings(text))) if name in variables]
    told = [f"`{name}` is {shown(variables[name])}" for name in names[:_NAMES_SHOWN]]
    if not told:
        return ""
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    return f" At that moment {listed}."


def _outside_strings(text: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'", "''", text)


def _near(facts: Mapping[str, str], failure: Failure) -> str:
    """A name or key that exists and looks like the one that does not."""
    wanted, known = facts.get("missing", ""), _known(facts, failure)
    found = process.extractOne(
        wanted, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_NEAR, processor=str.lower
    )
    return f" There is `{found[0]}`, which looks much like it." if wanted and found is not None else ""


def _known(facts: Mapping[str, str], failure: Failure) -> list[str]:
    kind = facts.get("kind", "")
    kinds = {one.__name__: one for one in (str, int, float, list, dict, set, tuple, bytes)}
    if kind in kinds:
        return [name for name in dir(kinds[kind]) if not name.startswith("_")]
    if failure.type == "KeyError":
        return [key for value in (failure.locals or {}).values() for key in _keys(value)]
    return list(failure.locals or {})


def _keys(value: str) -> list[str]:
    if not value.startswith("{"):
        return []
    try:
        found = ast.literal_eval(value)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [key for key in found if isinstance(key, str)] if isinstance(found, dict) else []
