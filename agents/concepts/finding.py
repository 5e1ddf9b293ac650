"""From a free question to the concept it is about, or to the insight that it is about none. Pure."""

import re
from dataclasses import dataclass

from agents.concepts.index import Hit, Index
from agents.curriculum.constructs import concepts_in
from agents.curriculum.graph import needed_for
from agents.curriculum.messages import parse_leniently, split_message
from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names

__all__ = ["Finder", "Found"]

_UNDERSTOOD_FROM = 0.5
"""Share of a question that a concept must account for: about half of what is said has to be about it."""

_NAMED_FROM = 0.45
"""The same where a name of the concept stands in the question."""

_SAID_FROM = 0.5
"""How much the words must say that point to a concept which is not named: a single everyday word, such as `name`, is
chance."""

_IN_CODE_BONUS = 3.0
"""What a concept gains that the pasted code uses: less than a name, so that words decide."""

_CANDIDATES = 3
"""Hits that are looked at, best first, until the question is about one."""

_NEAREST = 3
"""Concepts that are offered beside the one found, or in place of it."""


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        concept: the one that the question is about; None if it is about none that we know.
        confidence: 0 to 1: the share of the question that is accounted for.
        nearest: others that come near, best first.
        in_code: ids of the concepts that pasted code uses, the most advanced first.
    """

    concept: str | None
    confidence: float
    nearest: tuple[str, ...]
    in_code: tuple[str, ...] = ()


class Finder:
    """Finds concepts of a course."""

    def __init__(self, course: Curriculum) -> None:
        self._index = Index(course)
        self._names = Names(course)
        self._depth = {one: len(needed_for(course.graph, one)) for one in course.concepts}

    def find(self, question: str) -> Found:
        """Find the concept of a question in words, in words and code, or in code alone."""
        message = split_message(question)
        prose, in_code = message.prose, set[str]()
        if message.code:
            in_code |= self._used_by(message.code)
        for piece in message.inline:
            used = self._used_by(piece)
            if used - _PLAIN and self._names.concept(piece) is None:  # else it is an aside, or a name in backticks
                in_code |= used
                called = _CALLED.match(piece)
                prose = prose.replace(piece, called[0] if called is not None else " ")
        ranked = tuple(sorted(in_code, key=lambda one: (-self._depth[one], one)))
        hits = self._index.search(prose)
        if in_code:
            hits = sorted(hits, key=lambda hit: (-hit.score - _IN_CODE_BONUS * (hit.concept in in_code), hit.concept))
        best = next((hit for hit in hits[:_CANDIDATES] if _is_about(hit)), None)
        if best is not None:
            others = [hit.concept for hit in hits if hit is not best]
            return Found(best.concept, round(best.understood, 3), tuple(others[:_NEAREST]), ranked)
        if ranked:
            return Found(ranked[0], _CODE_CONFIDENCE, ranked[1 : _NEAREST + 1], ranked)
        return Found(None, round(hits[0].understood, 3) if hits else 0.0, tuple(hit.concept for hit in hits[:_NEAREST]))

    def _used_by(self, code: str) -> set[str]:
        tree = parse_leniently(code)
        return concepts_in(tree) & self._depth.keys() if tree is not None else set()


_CALLED = re.compile(r"\w+(?=\()")
"""The name of what is called: `range(10)` in a sentence speaks of range."""

_PLAIN = frozenset({"tuples", "strings", "numbers", "parameters-and-arguments", "none-value", "booleans"})
"""Concepts that a bracket in a sentence may look like."""

_CODE_CONFIDENCE = 0.6
"""Confidence in the most advanced concept of code about which nothing was said."""


def _is_about(hit: Hit) -> bool:
    if hit.named:
        return hit.understood >= _NAMED_FROM
    return hit.understood >= _UNDERSTOOD_FROM and hit.said >= _SAID_FROM
