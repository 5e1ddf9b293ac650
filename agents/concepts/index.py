"""A small full-text index over the course: BM25 over weighted fields, with tolerance for misspelt words. Pure.

BM25F: a word's frequency is summed over the fields with their weights before it is saturated, so that a word in a name
outweighs many in a text (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agents.curriculum.mentions import Mentions
from agents.curriculum.model import Concept, Curriculum
from agents.curriculum.spelling import nearest_word
from agents.curriculum.text import ELSEWHERE_STEMS, STOP_STEMS, content_words, stem, words

__all__ = ["Hit", "Index"]

_WEIGHTS = {"names": 6.0, "phrases": 3.0, "text": 0.4}
"""What a word counts for by where it stands. Names are what is asked for; the texts mention much besides."""

_SHARES = {"names": 1.0, "phrases": 0.9, "text": 0.35}
"""How far a word is understood by where the concept has it: the texts contain words of everyday life."""

_K1 = 1.2  # saturation, the usual value: a second occurrence adds less than the first
_B = 0.5  # how much long fields are discounted: less than the usual 0.75, as names are short for no reason

_MISSPELT = 0.8  # a corrected word counts for a little less than the word itself
_LONG = 7
"""Letters from which a word of a phrase is looked for when one is misspelt: short ones have much else near them."""

_NAME_BONUS = 4.0  # per word of a name that was found whole, beyond what its words score
_PHRASE_BONUS = 3.0  # per word of a phrase that says something: a little less than a name
_PHRASE_FROM = 0.7
"""Share of a phrase's words from which a question counts as asked that way."""

_WEAK_SHARE = 0.25  # what `two` or `same` count for in a phrase, against a word that says something

_UNKNOWN_WEIGHT = 1.0
"""Weight of a word that the course does not have in the share that is understood; 1 is that of its rarest word."""

_ELSEWHERE_WEIGHT = 3.0
"""The same for the name of another language or tool: it outweighs a word that both have, such as `join`."""

_LEAST_SHARE = 0.3
"""A concept's score is multiplied by this and the share of the question that it accounts for: whole before part."""


@dataclass(frozen=True)
class Hit:
    """A concept that was found.

    Attributes:
        concept: its id.
        score: BM25F with bonuses; comparable within one search.
        understood: 0 to 1: how much of the question's content the concept's names, phrases and text account for.
        named: whether a name of the concept stands in the question.
    """

    concept: str
    score: float
    understood: float
    named: bool


@dataclass(frozen=True)
class _Word:
    """A word of a question: as the course has it, and what it counts for."""

    known: str
    share: float


class Index:
    """The index. Built once; a search takes about a millisecond."""

    def __init__(self, course: Curriculum) -> None:
        self._fields = {concept.id: _fields_of(concept) for concept in course.concepts.values()}
        self._mentions = Mentions(course)
        self._frequency, self._idf = self._weigh()
        self._most = max(self._idf.values())
        named = {word for fields in self._fields.values() for word in fields["names"]}
        asked = {word for fields in self._fields.values() for word in fields["phrases"] if len(word) >= _LONG}
        self._asked_for = sorted(named | asked)
        self._phrases: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for concept in course.concepts.values():
            for phrase in concept.phrases:
                stems = frozenset(map(stem, words(phrase)))
                for word in stems - STOP_STEMS:
                    self._phrases[word].append((concept.id, stems))

    def _weigh(self) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
        """By word: its weighted frequency in each concept, and how rare it is."""
        frequency: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for name, weight in _WEIGHTS.items():
            lengths = {one: fields[name].total() for one, fields in self._fields.items()}
            mean = sum(lengths.values()) / len(lengths)
            for one, fields in self._fields.items():
                for word, count in fields[name].items():
                    frequency[word][one] += weight * count / (1 - _B + _B * lengths[one] / mean)
        total = len(self._fields)
        rarity = {
            word: math.log(1 + (total - len(holders) + 0.5) / (len(holders) + 0.5))
            for word, holders in frequency.items()
        }
        return frequency, rarity

    def search(self, question: str, count: int = 5) -> list[Hit]:
        """The concepts that a question may be about, best first.

        Args:
            question: in words.
            count: how many at most.
        """
        read = {word: self._read(word) for word in content_words(question)}
        mentions = self._mentions.find(question, {word: one.known for word, one in read.items()})
        asked = {one.known: one for one in read.values()}
        for named_word in (one for mention in mentions for one in mention.content):
            asked.setdefault(named_word, _Word(named_word, 1.0))
        scores: dict[str, float] = defaultdict(float)
        for word in asked.values():
            for concept, frequency in self._frequency.get(word.known, {}).items():
                scores[concept] += word.share * self._idf[word.known] * frequency * (_K1 + 1) / (frequency + _K1)
        named: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            for concept in mention.concepts:
                named[concept].update(mention.words)
                scores[concept] += _NAME_BONUS * len(mention.words) / len(mention.concepts)
        stems = {*map(stem, words(question)), *asked}
        for concept, share, phrase in self._asked_that_way(stems):
            scores[concept] += _PHRASE_BONUS * share * len(phrase & stems - STOP_STEMS)
        hits = [
            Hit(
                concept,
                score * (_LEAST_SHARE + understood),
                understood,
                concept in named,
            )
            for concept, score in scores.items()
            for understood in (self._understood(concept, asked.values(), named.get(concept, set())),)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.concept))[:count]

    def _read(self, word: str) -> _Word:
        if word in ELSEWHERE_STEMS:
            return _Word(word, 0.0)
        if word in self._idf:
            return _Word(word, 1.0)
        near = nearest_word(word, self._asked_for)
        return _Word(near, _MISSPELT) if near is not None else _Word(word, 0.0)

    def _asked_that_way(self, stems: set[str]) -> Iterator[tuple[str, float, frozenset[str]]]:
        """The phrases whose words a question mostly has: whose, the share of them, and the phrase."""
        for concept, phrase in {one for word in stems for one in self._phrases.get(word, ())}:
            met = phrase & stems
            share = sum(map(_phrase_weight, met)) / sum(map(_phrase_weight, phrase))
            if share >= _PHRASE_FROM:
                yield concept, share, phrase

    def _understood(self, concept: str, asked: Iterable[_Word], named: set[str]) -> float:
        fields = self._fields[concept]
        total = met = 0.0
        for word in asked:
            if not word.share and word.known not in named:
                total += _ELSEWHERE_WEIGHT if word.known in ELSEWHERE_STEMS else _UNKNOWN_WEIGHT
                continue
            weight = self._idf.get(word.known, self._most) / self._most
            where = [share for name, share in _SHARES.items() if word.known in fields[name]]
            total += weight
            met += weight if word.known in named else weight * word.share * max(where, default=0.0)
        return met / total if total else 0.0


def _phrase_weight(word: str) -> float:
    return _WEAK_SHARE if word in STOP_STEMS else 1.0


def _fields_of(concept: Concept) -> Mapping[str, Counter[str]]:
    text = [
        *concept.explanation.values(),
        *(part for one in concept.mistakes for part in (one.mistake, one.instead)),
        *(part for one in concept.misconceptions for part in (one.belief, one.truth)),
        *(example.title for example in concept.examples),
    ]
    names = (concept.id.replace("-", " "), concept.title, *concept.aliases, *concept.misspellings)
    return {"names": _counts(names), "phrases": _counts(concept.phrases), "text": _counts(text)}


def _counts(texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts each word is that says something; a text of one word says that word."""
    found: Counter[str] = Counter()
    for text in texts:
        whole = words(text)
        found.update(set(content_words(text)) or ({stem(whole[0])} if len(whole) == 1 else set()))
    return found
