"""A source record as handlers see it, and the headers by which the fleet marks the copies it makes itself."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from schemas.ids import origin_id

__all__ = ["FIRST_APPEND", "REROUTED_FROM", "Origin", "SourceRecord", "first_origin", "header", "origin_of"]

REROUTED_FROM = "fleet-rerouted-from"
"""Names the record that was rerouted, `topic:partition:offset`."""

FIRST_APPEND = "fleet-first-append"
"""Broker append time of the first copy in decimal milliseconds: lateness is judged by it."""


_LONGEST_NUMBER = 19
"""Digits of the greatest offset."""

_LONGEST_TIME = 15
"""Digits of a time in milliseconds, good for 30,000 years."""


class SourceRecord(Protocol):
    """What aiokafka's record offers and the guard uses."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class Origin(NamedTuple):
    """Where and when a record stands in the log."""

    topic: str
    partition: int
    offset: int
    append_ms: int  # broker append time of its first copy
    watermark: int  # greatest append time of the partition so far, this record's included
    first_copy: bool = True  # whether this is it, not one that the fleet rerouted or retried

    @property
    def id(self) -> str:
        """`topic:partition:offset`."""
        return origin_id(self.topic, self.partition, self.offset)


def header(record: Any, name: str) -> bytes | None:
    """The last value of a header, as Kafka clients read it."""
    for key, value in reversed(record.headers):
        if key == name:
            return bytes(value) if value is not None else None
    return None


def origin_of(record: SourceRecord, watermark: int) -> Origin:
    """The record's place; a copy made by the fleet carries the append time of the first."""
    if record.headers:
        first = header(record, FIRST_APPEND)
        if first is not None and first.isdigit() and len(first) <= _LONGEST_TIME:
            append_ms = min(int(first), record.timestamp)
            return Origin(record.topic, record.partition, record.offset, append_ms, watermark, first_copy=False)
    place = record.topic, record.partition, record.offset, record.timestamp, watermark, True
    return tuple.__new__(Origin, place)  # one for every record: the class itself takes twice as long


def first_origin(record: Any) -> tuple[str, int, int]:
    """Topic, partition and offset of the record's first copy: a dead letter is known by it, however often it moved."""
    marked = header(record, REROUTED_FROM)
    if marked is not None:
        topic, _, place = marked.decode(errors="replace").partition(":")
        partition, _, offset = place.partition(":")
        # Copies stay in their topic, and numbers that Kafka cannot have given are somebody else's.
        if topic == record.topic and _is_number(partition, 31) and _is_number(offset, 63):
            return topic, int(partition), int(offset)
    return record.topic, record.partition, record.offset


def _is_number(text: str, bits: int) -> bool:
    return text.isdecimal() and len(text) <= _LONGEST_NUMBER and int(text) < 2**bits
