"""Names of concepts within a text. Pure."""

import keyword
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from agents.curriculum.model import Curriculum
from agents.curriculum.text import STOP_STEMS, STOP_WORDS, stem, words

__all__ = ["Mention", "Mentions"]

_CONNECTIVES = frozenset({"and", "or", "is", "in", "as", "not"})
"""Names that rather connect two others, as in `for and while`."""

_LONGEST = 6
"""Words of the longest name that is looked for."""


@dataclass(frozen=True)
class Mention:
    """A name that stands in a text.

    Attributes:
        place: of its first word, among the words of the text.
        words: its stems.
        concepts: ids of those that have this name.
    """

    place: int
    words: tuple[str, ...]
    concepts: tuple[str, ...]

    @property
    def content(self) -> tuple[str, ...]:
        """The words that say something; all of them where none does."""
        return tuple(word for word in self.words if word not in STOP_STEMS) or self.words


class Mentions:
    """Finds the names of a course's concepts."""

    def __init__(self, course: Curriculum) -> None:
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._joined: dict[str, str] = {}
        for concept in course.concepts.values():
            names = (concept.id.replace("-", " "), concept.title, *concept.aliases, *concept.misspellings)
            for name in names:
                run = tuple(words(name))
                key = tuple(map(stem, run))
                if run and concept.id not in self._names[key]:
                    self._names[key].append(concept.id)
                self._joined.setdefault("".join(run), concept.id)

    def find(self, text: str, corrections: Mapping[str, str] | None = None) -> list[Mention]:
        """The names in a text, the longest at each place.

        A word of everyday language that is a name as well, such as `for` or `with`, is one only in a text that says
        nothing else: in `what does with do`.

        Args:
            text: any.
            corrections: by the stem of a misspelt word, the stem that is meant.
        """
        asked = words(text)
        stems = [(corrections or {}).get(one, one) for one in map(stem, asked)]
        found: list[Mention] = []
        place = 0
        while place < len(asked):
            mention, length = self._at(asked, stems, place)
            if mention is not None:
                found.append(mention)
            place += length
        if all(word in STOP_WORDS for word in asked):
            linked = [one for one in found if one.words[0] not in _CONNECTIVES]
            return linked or found
        return [one for one in found if not STOP_STEMS.issuperset(one.words)]

    def _at(self, asked: list[str], stems: list[str], place: int) -> tuple[Mention | None, int]:
        """The longest name that begins at a place, and how many words it takes; else one word is passed over."""
        for length in range(min(len(asked) - place, _LONGEST), 0, -1):
            run = asked[place : place + length]
            key = tuple(stems[place : place + length])
            if key in self._names and (length > 1 or run[0] not in STOP_WORDS or keyword.iskeyword(run[0])):
                return Mention(place, key, tuple(self._names[key])), length
            joined = "".join(run)  # `hashmap` for `hash map`, `type error` for `TypeError`
            if length <= _JOINED and len(joined) >= _JOINED_MIN and joined in self._joined:
                return Mention(place, key, (self._joined[joined],)), length
        return None, 1


_JOINED = 2
"""Words that are taken for one that was written apart."""

_JOINED_MIN = 6
"""Letters of a word that may be written apart or together: short ones are made up by chance, such as `is` and `in`."""
