"""From a free question to the concept it is about, or to the insight that it is about none. Pure."""

import math
import re
from dataclasses import dataclass

from agents.concepts.index import Index
from agents.concepts.lessons import lessons
from agents.concepts.likeness import ELSEWHERE, Likeness
from agents.concepts.traits import traits_of
from agents.concepts.vocabulary import Vocabulary
from agents.curriculum.constructs import concepts_in
from agents.curriculum.graph import needed_for
from agents.curriculum.messages import parse_leniently, split_message
from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names
from agents.curriculum.text import content_words

__all__ = ["Finder", "Found"]

_SEARCH_PER_MARGIN = 20.0
"""Score of the index that is worth a margin of 1. With 30, one of 30 new questions fewer was found."""

_SEARCH_MOST = 1.5
"""What the index may say at most: a concept that is named in passing must not outweigh the rest of the question."""

_WHOLE = 0.95
"""Share of a question from which it says nothing but a name: `whats a hashmap`. That decides."""

_NAMED = 2.0  # what that is worth, more than the index says at most

_DOUBT = 0.4
"""What speaks for another subject beforehand: a wrong explanation is worse than a question back. Chosen with the sets
of questions: with 0.2, two of a hundred other subjects more were explained, and hardly more was found."""

_SURE_PER_MARGIN = 3.0
"""A lead of 1 over the next is right 19 times of 20 on the sets of questions, a lead of 0 every second time."""

_NEAREST = 3
"""Concepts that are offered beside the one found, or in place of it."""


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        concept: the one that the question is about; None if it is about none that we know.
        confidence: 0 to 1: by its lead over what comes next.
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
        self._likeness = Likeness.read()
        self._words = Vocabulary(lessons(course))
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
        if ranked and not content_words(prose):
            return Found(ranked[0], _CODE_CONFIDENCE, ranked[1 : _NEAREST + 1], ranked)
        scores = self._likeness.margins(traits_of(message, self._words))
        scores[ELSEWHERE] += _DOUBT
        hits = self._index.search(prose)
        for hit in hits:
            named = _NAMED if hit.named and hit.understood >= _WHOLE else 0.0
            scores[hit.concept] += min(hit.score / _SEARCH_PER_MARGIN, _SEARCH_MOST) + named
        best, *others = sorted(scores, key=lambda one: (-scores[one], one))
        confidence = round(1 / (1 + math.exp(_SURE_PER_MARGIN * (scores[others[0]] - scores[best]))), 3)
        if best == ELSEWHERE:
            return Found(None, confidence, tuple(hit.concept for hit in hits[:_NEAREST]))
        return Found(best, confidence, tuple(one for one in others if one != ELSEWHERE)[:_NEAREST], ranked)

    def _used_by(self, code: str) -> set[str]:
        tree = parse_leniently(code)
        return concepts_in(tree) & self._depth.keys() if tree is not None else set()


_CALLED = re.compile(r"\w+(?=\()")
"""The name of what is called: `range(10)` in a sentence speaks of range."""

_PLAIN = frozenset({"tuples", "strings", "numbers", "parameters-and-arguments", "none-value", "booleans"})
"""Concepts that a bracket in a sentence may look like."""

_CODE_CONFIDENCE = 0.6
"""Confidence in the most advanced concept of code about which nothing was said."""
