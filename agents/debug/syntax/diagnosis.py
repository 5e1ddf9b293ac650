"""All mistakes that keep code from compiling: find one, get it out of the way, read on. Pure.

The compiler stops at the first mistake and often names a place behind it. Here each mistake is found by the repair that
lets the compiler read furthest; its place is that of the repair.
"""

from dataclasses import dataclass, replace
from itertools import chain, islice

from agents.debug.findings import Finding
from agents.debug.source import Source
from agents.debug.syntax.brackets import bracket_repair
from agents.debug.syntax.compiler import Compiled, Fault, compiled, grammar_fault
from agents.debug.syntax.generic import unknown
from agents.debug.syntax.lexer import tokens
from agents.debug.syntax.quotes import quote_repair
from agents.debug.syntax.repair import Repair
from agents.debug.syntax.rules import RULES
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.strange import strange_repair

__all__ = ["Diagnosis", "diagnose"]

MISTAKES_MAX = 12
"""Mistakes told of one program: nobody repairs more at once, and each costs some parses."""

_TRIES = 24
"""Repairs tried for one mistake; each costs one parse of the whole code (0.3 ms for 50 lines)."""


@dataclass(frozen=True)
class Diagnosis:
    """What keeps the code from compiling.

    Attributes:
        findings: by place; none when it compiles.
        compiled: of the code, or of the code with all mistakes out of the way; None when that was not reached.
        source: what was compiled.
        touched: lines that the repairs changed: nothing else should be said of them.
        complete: no statement had to be left out.
    """

    findings: tuple[Finding, ...]
    compiled: Compiled | None
    source: Source
    touched: frozenset[int] = frozenset()
    complete: bool = True


def diagnose(source: Source) -> Diagnosis:
    """Find what keeps code from compiling."""
    original, complete = source, True
    findings: list[Finding] = []
    touched: set[int] = set()
    for _ in range(MISTAKES_MAX):
        result = compiled(source)
        if isinstance(result, Compiled):
            return Diagnosis(_told(findings), result, source, frozenset(touched), complete)
        repair = _repair(source, result)
        finding = repair.told(source)
        near = finding.near
        if near is not None and near == original.line(finding.span.line).strip():
            finding = replace(finding, near=None)
        findings.append(finding)
        touched |= {source.place(edit.start)[0] for edit in repair.edits} | {finding.span.line}
        complete = complete and repair.sure
        changed = repair.apply(source)
        if changed.text == source.text:
            break
        source = changed
    return Diagnosis(_told(findings), None, source, frozenset(touched), complete=False)


def _told(findings: list[Finding]) -> tuple[Finding, ...]:
    """By place, and one for each kind and line."""
    unique = {(one.kind.code, one.span.line): one for one in reversed(findings)}
    return tuple(sorted(unique.values(), key=lambda one: one.order))


def _repair(source: Source, fault: Fault) -> Repair:
    found = tokens(source)
    for lexical in (quote_repair, strange_repair, bracket_repair):
        repair = lexical(found)
        if repair is not None:
            return repair
    spot = Spot(source, found, fault)
    return _best(spot) or unknown(spot)


def _best(spot: Spot) -> Repair | None:
    """The first repair that fits, or the one that lets the compiler read furthest beyond the statement."""
    by_scope = grammar_fault(spot.source) is None  # the parser is content, the scopes are wrong
    best: Repair | None = None
    furthest = 0
    for repair in islice(chain.from_iterable(rule(spot) for rule in RULES), _TRIES):
        changed = repair.apply(spot.source)
        after = grammar_fault(changed)
        if after is None and by_scope:
            scopes = compiled(changed)
            after = scopes if isinstance(scopes, Fault) else None
        if after is None:
            return repair
        if (score := _score(spot, after)) > furthest:
            best, furthest = repair, score
    return best


def _score(spot: Spot, after: Fault) -> int:
    """How far the compiler reads now, in lines; 0 for no further than before.

    The tokenizer's complaints of indentation come before the parser's, wherever they stand: a fault of the parser's
    after one of those is progress.
    """
    if spot.fault.type != "SyntaxError" and after.type == "SyntaxError":
        return len(spot.source.lines) + after.line
    return after.line if after.line > spot.line.last.end_line else 0
