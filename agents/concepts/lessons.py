"""What the weights of `likeness` are learnt from: all that the course says, and what is asked of other things."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from agents.concepts.likeness import ELSEWHERE
from agents.concepts.traits import senses
from agents.curriculum.model import Concept, Curriculum

__all__ = ["Lesson", "fingerprint", "lessons"]

_ELSEWHERE_FILE = Path(__file__).parent / "elsewhere.toml"

_TEXT_WEIGHT = 0.3
"""Of a sentence of an explanation or of an example's program: it mentions much besides; a phrase counts 1."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Lesson:
    """An example to learn from: a text, the concept that it is about, and what it counts for."""

    text: str
    concept: str
    weight: float


def lessons(course: Curriculum) -> tuple[Lesson, ...]:
    """All there is to learn from."""
    told = [one for concept in course.concepts.values() for one in _of_concept(concept)]
    elsewhere = tomllib.loads(_ELSEWHERE_FILE.read_text(encoding="utf-8"))
    return (*told, *(Lesson(question, ELSEWHERE, 1.0) for group in elsewhere.values() for question in group))


def _of_concept(concept: Concept) -> Iterator[Lesson]:
    names = (concept.id.replace("-", " "), concept.title, *concept.aliases, *concept.misspellings)
    for text in (*names, *concept.phrases):
        yield Lesson(text, concept.id, 1.0)
    texts = (
        *concept.explanation.values(),
        *(part for one in concept.mistakes for part in (one.mistake, one.instead)),
        *(part for one in concept.misconceptions for part in (one.belief, one.truth)),
    )
    for text in texts:
        for sentence in _SENTENCE_END.split(text.strip()):
            yield Lesson(sentence, concept.id, _TEXT_WEIGHT)
    for example in concept.examples:
        yield Lesson(f"{example.title}\n```\n{example.code}\n```", concept.id, _TEXT_WEIGHT)


def fingerprint(examples: Iterable[Lesson]) -> str:
    """Tells whether weights were learnt from these examples, with the senses of words as they are."""
    said = [(one.text, one.concept, one.weight) for one in examples]
    return sha256(json.dumps([said, senses()]).encode()).hexdigest()
