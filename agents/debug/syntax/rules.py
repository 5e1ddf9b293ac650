"""The rules in the order in which they are tried: what the compiler says clearly first, guesses last."""

from agents.debug.syntax import (
    arguments,
    borrowed,
    brackets,
    calls,
    comparisons,
    comprehensions,
    copied,
    expressions,
    figures,
    foreign,
    forms,
    generic,
    indentation,
    joined,
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
    joined.joined_rule,
    quotes.quote_rule,
    figures.figure_rule,
    forms.form_rule,
    shapes.shape_rule,
    calls.call_rule,
    comparisons.comparison_rule,
    comprehensions.comprehension_rule,
    borrowed.borrowed_rule,
    statements.statement_rule,
    foreign.foreign_rule,
    arguments.argument_rule,
    targets.target_rule,
    joined.statement_inside_rule,
    expressions.expression_rule,
    borrowed.unknown_block_rule,
    statements.import_rule,
)

KINDS: tuple[Kind, ...] = (
    *copied.KINDS,
    *quotes.KINDS,
    *strange.KINDS,
    *brackets.KINDS,
    *indentation.KINDS,
    *statements.KINDS,
    *shapes.KINDS,
    *joined.KINDS,
    *forms.KINDS,
    *expressions.KINDS,
    *comparisons.KINDS,
    *comprehensions.KINDS,
    *targets.KINDS,
    *arguments.KINDS,
    *calls.KINDS,
    *figures.KINDS,
    *scopes.KINDS,
    *python2.KINDS,
    *foreign.KINDS,
    *borrowed.KINDS,
    *generic.KINDS,
)
"""Every kind of mistake that keeps code from compiling."""
