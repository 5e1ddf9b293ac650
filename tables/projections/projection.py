"""What a projection is: a copy of a Kafka topic in another store, which keeps its own position beside the copy.

A follower (`follower.py`) reads the topic and hands over batches; the projection writes a batch and the position
behind it in one atomic step. So the position never runs ahead of the data, whatever dies in between, and a store that
lost its data has lost the position with it and is filled again from the earliest record.

Time, retries and the broker are the follower's concern; the shape of the data in the store is the projection's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = [
    "Batch",
    "Outcome",
    "Position",
    "Projection",
    "Quarantined",
    "Record",
    "RewindError",
    "TargetAwayError",
    "latest_per_key",
]


class TargetAwayError(Exception):
    """The store cannot take writes at present (down, loading, read-only, out of memory): the same batch again, later.

    Raised by a projection; the follower waits and retries for as long as it takes. The operator brings the store
    back; nothing else is to be done.
    """


class RewindError(Exception):
    """The stored position does not carry this batch any more (data lost, topic re-created): read positions again.

    Raised by a projection instead of writing. Heals by itself; a steady stream of them means that something deletes
    the projection's position again and again.
    """


class Record(Protocol):
    """What is read of a Kafka record; aiokafka's `ConsumerRecord` is one."""

    @property
    def offset(self) -> int:
        """Place in the partition."""

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970, by the producer or the broker."""

    @property
    def key(self) -> bytes | None:
        """Raw key."""

    @property
    def value(self) -> bytes | None:
        """Raw value; None is a deletion (tombstone)."""

    @property
    def headers(self) -> Sequence[tuple[str, Any]]:
        """Names and raw values."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a projection stands in one partition.

    Attributes:
        topic_id: the Kafka topic's own id: offsets of a deleted and re-created topic must not be compared.
        offset: the next offset to read; everything below is in the store.
    """

    topic_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive committed records of one partition.

    Attributes:
        partition: number of the partition.
        topic_id: id of the topic that the records were read from.
        start: the stored position that the batch continues. Offsets between it and the first record hold nothing
            to read: transaction markers, aborted or compacted records.
        end: the position to store with the batch; above the last record when markers follow it.
        records: in the order of their offsets, at least one.
    """

    partition: int
    topic_id: str
    start: int
    end: int
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that the store refuses for good, passed over and reported.

    Attributes:
        partition: where to find the record in the topic.
        offset: as `partition`.
        reason: the store's words, without the record's content.
    """

    partition: int
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Attributes:
        applied: values written or deleted.
        stale: values that the store already had in the same or a newer version.
        quarantined: records that the store refuses for good.
    """

    applied: int
    stale: int = 0
    quarantined: tuple[Quarantined, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.applied + other.applied, self.stale + other.stale, self.quarantined + other.quarantined)


class Projection(Protocol):
    """The store's side of a follower. Every method may raise `TargetAwayError`."""

    async def load_positions(self, partitions: Collection[int]) -> Mapping[int, Position]:
        """Read the stored positions; a partition without one is left out. Also called now and then to verify."""

    async def start_over(self, partition: int, position: Position) -> None:
        """Store a position from which the partition is read anew, whatever was stored before."""

    async def apply(self, batch: Batch) -> Outcome:
        """Write a batch and the position behind it, atomically. The same batch may come twice.

        Raises:
            RewindError: the stored position is missing, of another topic id or below `batch.start`: writing this
                batch would leave a hole, so nothing was written.
        """


def latest_per_key(records: Sequence[Record]) -> dict[bytes, Record]:
    """Keep the last record of each key, as the broker's compaction would; records without a key are left out."""
    return {record.key: record for record in records if record.key is not None}
