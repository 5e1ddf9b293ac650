"""All mistakes that keep code from compiling: find one, get it out of the way, read on. Pure.

The compiler stops at the first mistake and often names a place behind it. Here each mistake is found by the repair that
lets the compiler read furthest; its place is that of the repair.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from agents.debug.syntax.brackets import bracket_repairs
from agents.debug.syntax.compiler import Compiled, Fault, compiled, grammar_fault
from agents.debug.syntax.copied import copied_repair
from agents.debug.syntax.generic import unknown
from agents.debug.syntax.lexer import tokens
from agents.debug.syntax.quotes import quote_repair
from agents.debug.syntax.repair import Repair, tries
from agents.debug.syntax.rules import RULES
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.strange import only_backslash, strange_repair
from agents.debug.syntax.words import is_statement
from agents.linting.source import Source
from agents.mistakes.findings import Finding

__all__ = ["Diagnosis", "diagnose"]

MISTAKES_MAX = 12
"""Mistakes told of one program: nobody repairs more at once, and each costs some parses."""

_PAIRED = 3
"""Sure repairs that are tried with another one when none helps alone."""

_BEYOND = 1_000_000
"""More than any line: a program that parses is better than one that does not."""


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
    touched, guessed = set[int](), set[int]()
    for _ in range(min(MISTAKES_MAX, tries(source))):
        result = compiled(source)
        if isinstance(result, Compiled):
            return Diagnosis(_told(findings), result, source, frozenset(touched), complete)
        repair = _repair(source, result, original)
        finding = repair.told(source)
        near = finding.near
        if near is not None and (near == original.line(finding.span.line).strip() or not _readable(repair, source)):
            finding = replace(finding, near=None)
        if finding.span.line not in guessed:  # what follows from a guess is no mistake of the student's
            findings.append(finding)
        if not repair.sure:
            guessed.add(finding.span.line)
        touched |= {source.place(edit.start)[0] for edit in repair.edits} | {finding.span.line}
        complete = complete and repair.sure
        changed = repair.apply(source)
        if changed.text == source.text:
            break
        source = changed
    return Diagnosis(_told(findings), None, source, frozenset(touched), complete=False)


def _readable(repair: Repair, source: Source) -> bool:
    """Whether the corrected line can be read by itself: with another mistake in it, it is no example to follow."""
    changed = repair.apply(source)
    return is_statement(tokens(changed).logical_line(repair.finding.span.line), changed)


def _told(findings: list[Finding]) -> tuple[Finding, ...]:
    """By place, and one for each kind and line."""
    unique = {(one.kind.code, one.span.line): one for one in reversed(findings)}
    return tuple(sorted(unique.values(), key=lambda one: one.order))


def _repair(source: Source, fault: Fault, original: Source) -> Repair:
    found = tokens(source)
    if not found.code:
        return only_backslash(source)
    for lexical in (copied_repair(source, found, fault), quote_repair(found), strange_repair(found)):
        if lexical is not None:
            return lexical
    brackets = bracket_repairs(found)
    spot = Spot(source, found, fault, original)
    if brackets:
        return _fitting(source, brackets)
    repairs = list(islice(_proposed(spot), tries(source)))
    progress = partial(_progress, spot)
    return _best(source, repairs, progress) or _first_of_two(spot, repairs, progress) or unknown(spot)


def _proposed(spot: Spot) -> Iterator[Repair]:
    return chain.from_iterable(rule(spot) for rule in RULES)


def _first_of_two(spot: Spot, repairs: list[Repair], score: Callable[[Repair, Fault], int]) -> Repair | None:
    """A sure repair after which one more lets the compiler read on: its statement holds two mistakes."""
    for repair in [one for one in repairs if one.sure][:_PAIRED]:
        changed = repair.apply(spot.source)
        fault = grammar_fault(changed)
        found = tokens(changed)
        if fault is None or bracket_repairs(found) or quote_repair(found) or strange_repair(found):
            continue
        second = islice(_proposed(Spot(changed, found, fault, spot.original)), tries(changed) // _PAIRED)
        if _best(changed, second, score) is not None:
            return repair
    return None


def _fitting(source: Source, repairs: list[Repair]) -> Repair:
    """The first repair after which its statement can be read by itself: other statements may be at fault too."""
    for repair in repairs[: tries(source)]:
        changed = repair.apply(source)
        line = source.place(repair.edits[0].start)[0]
        if is_statement(tokens(changed).logical_line(line), changed):
            return repair
    return repairs[0]


def _best(source: Source, repairs: Iterable[Repair], score: Callable[[Repair, Fault], int]) -> Repair | None:
    """The first repair after which the code compiles, or the one after which the compiler reads furthest.

    Args:
        source: before the repair.
        repairs: in the order of their likelihood.
        score: how far a fault shows that the compiler has come; 0 for no further than before.
    """
    best: Repair | None = None
    furthest = 0
    for repair in repairs:
        changed = repair.apply(source)
        after = grammar_fault(changed)
        if after is None:
            scopes = compiled(changed)
            if isinstance(scopes, Compiled):
                return repair
            reached = _BEYOND + score(
                repair, scopes
            )  # the parser is content: what is left is a statement in a wrong place
        else:
            reached = score(repair, after)
        if reached > furthest:
            best, furthest = repair, reached
    return best


def _progress(spot: Spot, repair: Repair, after: Fault) -> int:
    """The line that the compiler reaches now; 1 for a later place in the same statement, if the repair is sure.

    The tokenizer's complaints of indentation come before the parser's, wherever they stand: a fault of the parser's
    after one of those is progress.
    """
    by_tokenizer = spot.fault.type == "TabError" or spot.fault.message.startswith("unindent")
    if by_tokenizer and after.type == "SyntaxError":
        return len(spot.source.lines) + after.line
    if after.line > spot.line.last.end_line:
        return after.line
    further = (after.line, after.column) > (spot.fault.line, spot.fault.column)
    return int(repair.sure and further and after.message != spot.fault.message)
