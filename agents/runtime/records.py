"""A source record as handlers see it, and the headers by which the fleet marks the copies it makes itself."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

from schemas.ids import origin_id
from schemas.topics import PARTITIONS

__all__ = [
    "ATTEMPT",
    "CORRECTS",
    "FIRST_APPEND",
    "FIRST_FAILURE",
    "FIRST_ORIGIN",
    "REROUTED_FROM",
    "Origin",
    "Outcome",
    "Retry",
    "SourceRecord",
    "corrected",
    "first_origin",
    "header",
    "origin_of",
    "retry_of",
    "short_key",
    "without_marks",
]

REROUTED_FROM = "fleet-rerouted-from"
"""Names the record that was rerouted, `topic:partition:offset`."""

FIRST_APPEND = "fleet-first-append"
"""Broker append time of the first copy in decimal milliseconds: lateness is judged by it."""

FIRST_ORIGIN = "fleet-first-origin"
"""On a copy that is sent again: the dead letter's identity, `topic:partition:offset` of the record's first place."""

ATTEMPT = "fleet-attempt"
"""On such a copy: its number in decimal, 1 for the first retry. Two copies with one number are one attempt."""

FIRST_FAILURE = "fleet-first-failure"
"""On such a copy: when the record itself failed, in decimal milliseconds since 1970."""

CORRECTS = "fleet-corrects"
"""On a new event that an operator sends in place of a broken one: the identity of that one's dead letter."""

_MARKS = frozenset({REROUTED_FROM, FIRST_APPEND, FIRST_ORIGIN, ATTEMPT, FIRST_FAILURE})

_LONGEST_ATTEMPT = 6
"""Digits of an attempt: five retries, then replays by hand."""


_LONGEST_KEY = 1024
"""Bytes of a record key that may be an id: 50 characters take at most 200."""

_LONGEST_NUMBER = 19
"""Digits of the greatest offset."""

_NO_OFFSET = 2**63
"""Above the greatest offset."""

_LONGEST_TIME = 15
"""Digits of a time in milliseconds, good for 30,000 years."""


Outcome = Literal["applied", "duplicate", "void"]
"""What becomes of a record that is neither refused nor on the wrong partition. `void`: its student was erased since; it
is counted among the duplicates, as what it says has been decided before."""


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


class Retry(NamedTuple):
    """What a copy that was sent again says of itself."""

    entry: tuple[str, int, int]  # the dead letter's identity: topic, partition, offset
    attempt: int
    first_failure_ms: int | None


def first_origin(record: Any) -> tuple[str, int, int]:
    """Topic, partition and offset of the record's first copy: a dead letter is known by it, however often it moved."""
    if record.headers:
        # A rerouted copy of a copy that was sent again has both.
        for name in (FIRST_ORIGIN, REROUTED_FROM):
            marked = _place(record, name)
            if marked is not None:
                return marked
    return record.topic, record.partition, record.offset


def retry_of(record: SourceRecord) -> Retry | None:
    """The marks of a copy that was sent again; None for any other record, whatever headers it has."""
    if not record.headers:
        return None
    entry, attempt = _place(record, FIRST_ORIGIN), header(record, ATTEMPT) or b""
    if entry is None or not attempt.isdigit() or len(attempt) > _LONGEST_ATTEMPT:
        return None
    failed = header(record, FIRST_FAILURE) or b""
    return Retry(entry, int(attempt), int(failed) if failed.isdigit() and len(failed) <= _LONGEST_TIME else None)


def corrected(record: SourceRecord) -> tuple[str, int, int] | None:
    """The identity of the dead letter in whose place an operator has sent this event; None for any other."""
    return _place(record, CORRECTS) if record.headers else None


def short_key(key: bytes | None) -> bytes | None:
    """A record's key for what is said of it elsewhere; None for one that is no id and would only take room."""
    return key if key is None or len(key) <= _LONGEST_KEY else None


def without_marks(headers: Sequence[tuple[str, bytes | None]]) -> list[tuple[str, bytes | None]]:
    """The headers as the producer wrote them, less those by which the fleet marks its copies."""
    return [pair for pair in headers if pair[0] not in _MARKS]


def _place(record: Any, name: str) -> tuple[str, int, int] | None:
    """A place in the log of this topic that a header names; None where it names none."""
    marked = header(record, name)
    if marked is None:
        return None
    topic, _, place = marked.decode(errors="replace").partition(":")
    partition, _, offset = place.partition(":")
    # Copies stay in their topic, and numbers that Kafka cannot have given are somebody else's.
    if topic == record.topic and _is_number(partition) and int(partition) < PARTITIONS and _is_number(offset):
        return topic, int(partition), int(offset)
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER and int(text) < _NO_OFFSET
