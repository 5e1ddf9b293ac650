"""Nearest names of a misspelt one. The home of rapidfuzz."""

from collections.abc import Collection

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

__all__ = ["nearest_names", "nearest_word"]

_WORD_MIN = 5
"""Letters of a word that may be misspelt: among shorter ones everything is near everything."""

_LETTERS_PER_ERROR = 4
"""One error in words of 5 to 7 letters, two in longer ones."""


def nearest_word(word: str, known: Collection[str]) -> str | None:
    """The known word that a misspelt one stands for: an error is a letter added, lost, changed or swapped."""
    if len(word) < _WORD_MIN or not word.isalpha():
        return None
    allowed = min(2, len(word) // _LETTERS_PER_ERROR)
    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=allowed)
    # The first letter is nearly always right, and two words that differ there are mostly two words.
    return found[0] if found is not None and found[0][0] == word[0] else None


def nearest_names(name: str, known: Collection[str], count: int) -> list[str]:
    """The known names that look most like one, best first."""
    found = process.extract(name.casefold(), known, scorer=fuzz.WRatio, limit=count, processor=None)
    return [one for one, _, _ in found]
