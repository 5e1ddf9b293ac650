"""Learns the weights of `likeness` from the lessons: `python -m agents.concepts.learning` writes them anew.

For each concept a line is drawn between its lessons and all others: one against the rest, squared hinge loss,
stochastic descent. It takes half a minute, and gives the same every time.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence

from agents.concepts.lessons import fingerprint, lessons
from agents.concepts.likeness import ELSEWHERE, WEIGHTS, Likeness
from agents.concepts.traits import BUCKETS, Traits, traits_of
from agents.concepts.vocabulary import Vocabulary
from agents.curriculum.loading import curriculum
from agents.curriculum.messages import split_message
from agents.curriculum.model import Curriculum

__all__ = ["learn"]

_ROUNDS = 8  # through all examples: then hardly a phrase lies on the wrong side
_RATE = 0.5  # of the first round; it falls evenly to 0
_BIAS_RATE = 0.02  # as a share of it: every example moves the bias
_SEED = 1

_RARE = 6.0
"""Divides the rarity of a trait, a logarithm of 1 to 9, so that `_RATE` is that of a trait of middling rarity."""


def learn(course: Curriculum) -> Likeness:
    """Learn the weights."""
    examples = lessons(course)
    concepts = (*course.concepts, ELSEWHERE)
    numbers = {concept: number for number, concept in enumerate(concepts)}
    words = Vocabulary(examples)
    seen = [(traits_of(split_message(one.text), words), numbers[one.concept], one.weight) for one in examples]
    rates = _rates([traits for traits, _, _ in seen])
    table = [[0.0] * len(concepts) for _ in range(BUCKETS)]
    bias = [-1.0] * len(concepts)
    order = random.Random(_SEED)  # noqa: S311 - no secret, and the same every time
    for turn in range(_ROUNDS):
        order.shuffle(seen)
        pace = _RATE * (1 - turn / _ROUNDS)
        for traits, right, weight in seen:
            margins = _margins(table, bias, traits)
            moves = [
                (number, pace * weight * missing)
                for number, margin in enumerate(margins)
                if (missing := max(0.0, 1 - margin) if number == right else min(0.0, -1 - margin))
            ]
            for number, move in moves:
                bias[number] += _BIAS_RATE * move
            for value, buckets in traits.groups:
                for bucket in buckets:
                    row, rate = table[bucket], rates[bucket] * value
                    for number, move in moves:
                        row[number] += rate * move
    return Likeness.of(fingerprint(examples), dict(zip(concepts, bias, strict=True)), table)


def _rates(seen: Sequence[Traits]) -> list[float]:
    """By bucket: how fast it is learnt, more for rare ones: as if each trait were multiplied by its rarity."""
    spread = Counter(bucket for traits in seen for _, buckets in traits.groups for bucket in buckets)
    rarities = (1 + math.log((1 + len(seen)) / (1 + spread[bucket])) for bucket in range(BUCKETS))
    return [(one / _RARE) ** 2 for one in rarities]


def _margins(table: Sequence[Sequence[float]], bias: Sequence[float], traits: Traits) -> list[float]:
    totals = list(bias)
    for value, buckets in traits.groups:
        sums = map(sum, zip(*(table[one] for one in buckets), strict=True))
        totals = [total + value * one for total, one in zip(totals, sums, strict=True)]
    return totals


if __name__ == "__main__":
    WEIGHTS.write_bytes(learn(curriculum()).to_bytes())
    sys.stdout.write(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size} bytes\n")
