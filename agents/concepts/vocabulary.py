"""The words that the course and the questions about other things are made of. Pure."""

from collections import Counter
from collections.abc import Iterable

from agents.concepts.lessons import Lesson
from agents.concepts.likeness import ELSEWHERE
from agents.concepts.traits import tokens
from agents.curriculum.spelling import nearest_word
from agents.curriculum.text import ELSEWHERE_STEMS, STOP_STEMS, meaning

__all__ = ["Vocabulary"]

_COMMON_FROM = 2
"""Lessons of the course in which a word must be, so that it belongs there: one may have any word by chance. That some
of the course's own words are strange teaches what a strange one is worth."""


class Vocabulary:
    """All words of some lessons."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._known: set[str] = set()
        spread: Counter[str] = Counter()
        for lesson in lessons:
            said = set(tokens(lesson.text))
            self._known |= said
            if lesson.concept != ELSEWHERE:
                spread.update(set(map(meaning, said)))
        self._common = {one for one, count in spread.items() if count >= _COMMON_FROM} - ELSEWHERE_STEMS
        self._spellings = sorted(word for word in self._known if word.isalpha())

    def corrected(self, word: str) -> str:
        """The word that a misspelt one stands for; itself where none is near."""
        return word if word in self._known else nearest_word(word, self._spellings) or word

    def strange(self, stems: Iterable[str]) -> float:
        """The share of the words with a meaning that the course hardly ever uses."""
        meant = {one for one in stems if one.isalpha() and one not in STOP_STEMS}
        return len(meant - self._common) / len(meant) if meant else 0.0
