"""The checkpoint record: how far a source partition has been folded into a table partition, and what became of it.

It is a key of the table like any other, `checkpoint:{source topic}`, committed in the same transaction as the effects
it stands for. Its ledger adds up: applied + duplicates + dead letters + rerouted = records read. They are counted apart
from one another, so that the difference shows a record that ended in no way or in two.
"""

from dataclasses import dataclass, replace
from typing import Any

from schemas.canonical import dumps, loads
from tables.errors import CorruptTableError

__all__ = ["PREFIX", "Checkpoint", "Ledger", "checkpoint_key"]

PREFIX = b"checkpoint:"


def checkpoint_key(topic: str) -> bytes:
    """The table key of a source topic's checkpoint."""
    return PREFIX + topic.encode()


@dataclass(frozen=True)
class Ledger:
    """What became of the records read, each counted once. `clamped` is a share of `applied`, not a fifth outcome."""

    applied: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    rerouted: int = 0
    clamped: int = 0

    @property
    def records(self) -> int:
        """Records that ended in one way or the other."""
        return self.applied + self.duplicates + self.dead_letters + self.rerouted

    def plus(self, other: "Ledger") -> "Ledger":
        """The sum of both."""
        return Ledger(
            self.applied + other.applied,
            self.duplicates + other.duplicates,
            self.dead_letters + other.dead_letters,
            self.rerouted + other.rerouted,
            self.clamped + other.clamped,
        )

    def less(self, other: "Ledger") -> "Ledger":
        """What was added to another."""
        return Ledger(
            self.applied - other.applied,
            self.duplicates - other.duplicates,
            self.dead_letters - other.dead_letters,
            self.rerouted - other.rerouted,
            self.clamped - other.clamped,
        )


@dataclass(frozen=True)
class Checkpoint:
    """Position of one source partition.

    `offset` is the last source offset whose effects are in the table (begin - 1 where there is none), `watermark` the
    greatest broker append time seen (ms since the epoch, 0 before the first record), `read` the number of records read
    (of what was stored before it was counted: those of the ledger).
    """

    topic_id: str
    offset: int
    watermark: int = 0
    ledger: Ledger = Ledger()
    read: int = -1

    def __post_init__(self) -> None:
        if self.read < 0:
            object.__setattr__(self, "read", self.ledger.records)

    @property
    def imbalance(self) -> int:
        """Records read less those of the ledger: 0, or the code is wrong."""
        return self.read - self.ledger.records

    def advanced(self, offset: int, watermark: int, outcomes: Ledger, read: int) -> "Checkpoint":
        """The checkpoint after a batch of `read` records that ends at `offset`."""
        ledger = self.ledger.plus(outcomes)
        return replace(self, offset=offset, watermark=watermark, ledger=ledger, read=self.read + read)

    def dump(self) -> bytes:
        """The record's value."""
        ledger = self.ledger
        return dumps(
            {
                "topic_id": self.topic_id,
                "offset": self.offset,
                "watermark": self.watermark,
                "ledger": {
                    "applied": ledger.applied,
                    "duplicates": ledger.duplicates,
                    "dead_letters": ledger.dead_letters,
                    "rerouted": ledger.rerouted,
                    "clamped": ledger.clamped,
                },
                "read": self.read,
            }
        )

    @classmethod
    def load(cls, raw: bytes) -> "Checkpoint":
        """Read the record's value.

        Raises:
            CorruptTableError: it is not a checkpoint.
        """
        try:
            value: Any = loads(raw)
            ledger = Ledger(**value["ledger"])
            return cls(value["topic_id"], value["offset"], value["watermark"], ledger, value.get("read", -1))
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise CorruptTableError(f"unreadable checkpoint {raw[:200]!r}") from exc
