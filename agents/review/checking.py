"""A check of our own: a rule together with the function that finds where a program breaks it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["Check", "check"]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with the function that finds its places."""

    rule: Rule
    find: Callable[[Program], Iterable[Place]]


def check(rule: Rule) -> Callable[[Callable[[Program], Iterable[Place]]], Check]:
    """Make a function a check."""
    return lambda find: Check(rule, find)
