"""Which concept a question resembles: a linear classifier over its traits, with weights that were learnt before.

`python -m agents.concepts.learning` writes the weights, from the course and from `elsewhere.toml`.
"""

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from agents.concepts.traits import BUCKETS, Traits

__all__ = ["ELSEWHERE", "WEIGHTS", "Likeness"]

WEIGHTS = Path(__file__).parent / "weights.bin"

ELSEWHERE = ""
"""Stands among the concepts for all that the course does not teach."""

STEP = 1 / 64
"""Of a weight: nearly all lie within 127 steps, and one of a hundred of them is beyond 0.6."""

_NOTHING = 2
"""Steps up to which a weight is 0: most are, at no loss that the sets of questions show; it halves the file."""

_BYTE = 127


@dataclass(frozen=True)
class Likeness:
    """The weights.

    Attributes:
        source: fingerprint of what they were learnt from.
        concepts: ids, `ELSEWHERE` last; the order of the weights.
        bias: by concept.
        table: by bucket: the weights by concept, in steps.
    """

    source: str
    concepts: tuple[str, ...]
    bias: tuple[float, ...]
    table: "Sequence[array[int]]"

    def margins(self, traits: Traits) -> dict[str, float]:
        """By concept: above 0 if the question is rather about it; learnt to be 1 or more, and -1 or less for others."""
        totals = list(self.bias)
        for value, buckets in traits.groups:
            sums = map(sum, zip(*(self.table[one] for one in buckets), strict=True))
            totals = [total + value * STEP * one for total, one in zip(totals, sums, strict=True)]
        return dict(zip(self.concepts, totals, strict=True))

    @classmethod
    def of(cls, source: str, learnt: Mapping[str, float], table: Sequence[Sequence[float]]) -> Self:
        """Round what was learnt: biases by concept, and by bucket the weights in the same order."""
        rows = tuple(array("b", map(_in_steps, row)) for row in table)
        return cls(source, tuple(learnt), tuple(learnt.values()), rows)

    def to_bytes(self) -> bytes:
        """For a file: see `read`."""
        head = {"source": self.source, "concepts": self.concepts, "bias": [round(one, 4) for one in self.bias]}
        rows = b"".join(row.tobytes() for row in self.table)
        return zlib.compress(json.dumps(head).encode() + b"\n" + rows, level=9)

    @classmethod
    def read(cls, file: Path = WEIGHTS) -> Self:
        """Read a file that `to_bytes` made."""
        head, _, rows = zlib.decompress(file.read_bytes()).partition(b"\n")
        told = json.loads(head)
        width = len(told["concepts"])
        table = tuple(array("b", rows[place : place + width]) for place in range(0, BUCKETS * width, width))
        return cls(told["source"], tuple(told["concepts"]), tuple(told["bias"]), table)


def _in_steps(weight: float) -> int:
    steps = max(-_BYTE, min(_BYTE, round(weight / STEP)))
    return steps if abs(steps) > _NOTHING else 0
