"""Mistakes that the debug agent explains too, as rules of the review: what fails or does nothing."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from agents.linting.source import Source
from agents.mistakes.checks.program import Program
from agents.mistakes.checks.registry import KINDS, run_checks
from agents.mistakes.findings import Kind, Severity
from agents.review.rules import Criterion, Place, Rule, Told

__all__ = ["MISTAKES", "WEIGHTS", "mistakes"]

WEIGHTS: Final[Mapping[Severity, Mapping[Criterion, float]]] = {
    "error": {"correctness": 0.6, "style": 0.05, "readability": 0.02},
    "warning": {"correctness": 0.4, "style": 0.04, "readability": 0.02},
}
"""Of one place. Whoever asks for no judgement of correctness is told all the same, and it costs little there."""


def _rule(kind: Kind) -> Rule:
    return Rule(
        code=kind.code,
        title=kind.message.rstrip("."),
        weights=WEIGHTS[kind.severity],
        level="beginner",
        why=kind.cause,
        do=kind.fix,
        example=kind.example,
        better=kind.fine,
    )


MISTAKES: Final[Mapping[Kind, Rule]] = {kind: _rule(kind) for kind in KINDS if kind.severity in WEIGHTS}
"""By kind; hints are habits, and of those the review has rules of its own."""


def mistakes(text: str, tree: ast.Module) -> Iterator[tuple[Rule, Place]]:
    """Every mistake of a program, as a rule and a place."""
    for found in run_checks(Program(tree, Source.read(text))):
        rule = MISTAKES.get(found.kind)
        if rule is not None:
            yield rule, Place(found.span.line, told=Told(found.message.rstrip("."), found.cause, found.fix))
