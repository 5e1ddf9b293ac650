"""The rules in the order in which they are tried: what the compiler says clearly first, guesses last."""

from agents.debug.syntax import (
    arguments,
    brackets,
    copied,
    expressions,
    foreign,
    generic,
    indentation,
    python2,
    quotes,
    scopes,
    shapes,
    statements,
    strange,
    targets,
)
from agents.debug.syntax.spot import Rule
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "RULES"]

RULES: tuple[Rule, ...] = (
    indentation.indentation_rule,
    scopes.scope_rule,
    python2.python2_rule,
    shapes.shape_rule,
    statements.statement_rule,
    foreign.foreign_rule,
    arguments.argument_rule,
    targets.target_rule,
    expressions.expression_rule,
)

KINDS: tuple[Kind, ...] = (
    *copied.KINDS,
    *quotes.KINDS,
    *strange.KINDS,
    *brackets.KINDS,
    *indentation.KINDS,
    *statements.KINDS,
    *shapes.KINDS,
    *expressions.KINDS,
    *targets.KINDS,
    *arguments.KINDS,
    *scopes.KINDS,
    *python2.KINDS,
    *foreign.KINDS,
    *generic.KINDS,
)
"""Every kind of mistake that keeps code from compiling."""
