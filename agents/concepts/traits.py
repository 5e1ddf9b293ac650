"""What a question is told by: its words, their pairs, pieces and senses, and what its code uses.

Words that say little by themselves are kept, as beginners describe by them: `the same list twice`, `only once`. Pieces
of words make a misspelt one resemble what was meant.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Protocol
from zlib import crc32

from agents.curriculum.constructs import concepts_in
from agents.curriculum.messages import Message, parse_leniently
from agents.curriculum.text import meaning

__all__ = ["BUCKETS", "Traits", "Words", "senses", "tokens", "traits_of"]

BUCKETS = 1 << 15
"""Traits are numbered by a hash (Weinberger et al., Feature Hashing, 2009): a table of fixed size, without a list of
words. About as many as there are traits in the course."""

_SENSES = Path(__file__).parent / "senses.toml"

_TOKEN = re.compile(r"__\w+__|\*{1,2}[a-z]\w*|[^\W_]+(?:'[a-z]+)?|_+|[=<>!+*/%@#:\-]+|[\[\]{}()\"']")
_PIECES = range(3, 6)  # letters


@dataclass(frozen=True)
class Traits:
    """The traits of a question.

    Attributes:
        groups: words, pairs, pieces, senses, pairs of these, code, strange words: what each trait of a group counts
            for, and their buckets.
    """

    groups: tuple[tuple[float, tuple[int, ...]], ...]


class Words(Protocol):
    """The words that are known: see `vocabulary`."""

    def corrected(self, word: str) -> str:
        """The word that a misspelt one stands for; itself where none is near."""

    def strange(self, stems: Iterable[str]) -> float:
        """The share of the words with a meaning that the course hardly ever uses."""


@cache
def senses() -> dict[str, tuple[str, ...]]:
    """By the stem of a word: what it stands for in a beginner's question."""
    found: dict[str, set[str]] = defaultdict(set)
    for sense, said in tomllib.loads(_SENSES.read_text(encoding="utf-8")).items():
        for word in said.split():
            found[meaning(word)].add(sense)
    return {word: tuple(sorted(them)) for word, them in found.items()}


def tokens(text: str) -> list[str]:
    """Words and signs, small, with their endings."""
    return _TOKEN.findall(text.casefold())


def traits_of(message: Message, words: Words) -> Traits:
    """The traits of a message.

    Args:
        message: taken apart.
        words: all that are known.
    """
    said = [*map(words.corrected, tokens(message.prose)), *tokens(message.code)]
    stems = [meaning(one) for one in said]
    pairs = zip(["^", *stems], [*stems, "$"], strict=True)
    pieces = {f" {word} "[at : at + size] for word in said for size in _PIECES for at in range(len(word) + 3 - size)}
    used: set[str] = set(message.errors)
    for piece in (message.code, *message.inline):
        tree = parse_leniently(piece) if piece else None
        if tree is not None:
            used |= concepts_in(tree)
    meant = sorted({sense for one in stems for sense in senses().get(one, ())})
    groups = (
        _group("word", stems),
        _group("pair", (f"{first} {second}" for first, second in pairs)),
        _group("piece", pieces),
        _group("sense", meant),
        _group("senses", (f"{first} {second}" for first, second in combinations(meant, 2))),
        _group("code", used),
        (words.strange(stems), (_bucket("strange", ""),)),
    )
    return Traits(tuple(one for one in groups if one[0]))


def _group(kind: str, found: Iterable[str]) -> tuple[float, tuple[int, ...]]:
    numbers = tuple(sorted({_bucket(kind, one) for one in found}))
    return (1 / len(numbers) ** 0.5 if numbers else 0.0, numbers)


def _bucket(kind: str, trait: str) -> int:
    return crc32(f"{kind}:{trait}".encode()) % BUCKETS
