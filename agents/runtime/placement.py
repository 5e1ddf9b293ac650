"""Why a record stands on another partition than its student's, named by what its producer has to change.

Every such record is rerouted (step 2 of the commit order): a second record, and some 20 ms more. One producer with
another partitioner doubles the work, and nothing else would show it.
"""

import logging
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

__all__ = ["CAUSES", "Cause", "Placements", "cause_of"]

log = logging.getLogger(__name__)

Cause = Literal["no_key", "other_key", "crc32", "other_partitioner"]
"""`no_key`: there is none. `other_key`: it is not the student id. `crc32`: placed as librdkafka does by default.
`other_partitioner`: neither so nor as Kafka's own clients do."""

CAUSES: Final[tuple[str, ...]] = get_args(Cause)

_ADVICE: Final[dict[Cause, str]] = {
    "no_key": "records have no key: its producer has to set the student id as the key",
    "other_key": "records have a key that is not the student id: its producer has to set that",
    "crc32": "records are placed by CRC32, librdkafka's default: its producer has to set partitioner=murmur2_random",
    "other_partitioner": "records are placed by another partitioner: its producer has to use murmur2 of the key",
}

_STEP: Final = 10
"""Told at 1, 10, 100 and so on: at once, and never more than a line for ten times as many records."""


def cause_of(key: bytes | None, student_id: str, partition: int, partitions: int) -> Cause:
    """The cause, of a record that is on another partition than its student's.

    Args:
        key: of the record.
        student_id: whom it is about.
        partition: on which it stands.
        partitions: of the topic.
    """
    if not key:
        return "no_key"
    if key != student_id.encode():
        return "other_key"
    return "crc32" if zlib.crc32(key) % partitions == partition else "other_partitioner"


@dataclass
class Placements:
    """What was misplaced on one source topic since the worker started, by cause."""

    counts: Counter[str] = field(default_factory=Counter)

    def saw(self, topic: str, cause: Cause) -> None:
        """Count one, and log it now and then: a producer that is wrong is wrong for every record."""
        self.counts[cause] += 1
        seen = self.counts[cause]
        while seen % _STEP == 0:
            seen //= _STEP
        if seen == 1:
            log.warning("%s: %s (%d since the start; they are rerouted)", topic, _ADVICE[cause], self.counts[cause])
