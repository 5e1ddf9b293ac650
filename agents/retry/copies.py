"""What is sent when a failed record is sent again, by the timer or by hand: the original with its marks. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from agents.runtime.dead_letters import record_bytes
from agents.runtime.records import (
    ATTEMPT,
    FIRST_APPEND,
    FIRST_FAILURE,
    FIRST_ORIGIN,
    SourceRecord,
    without_marks,
)
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.topics import CATALOGUE, DEAD_LETTER_STATUS, DEAD_LETTERS, PARTITIONS
from tables.failure_entry import Entry
from tables.ownership import Emit

__all__ = ["NotSendableError", "Original", "copy_of", "original_of", "was_read_from"]

_FRAMING = 1024
"""Bytes of a record batch beside its record."""

_SOURCES = frozenset(topic.name for topic in CATALOGUE) - {DEAD_LETTERS.name, DEAD_LETTER_STATUS.name}


class NotSendableError(Exception):
    """The record cannot be sent again. The message says why; mend the cause at its producer, or discard the entry."""


class Original(NamedTuple):
    """A record as its producer sent it."""

    key: bytes | None
    value: bytes
    headers: Sequence[tuple[str, bytes | None]]


def was_read_from(topic: str, partition: int) -> bool:
    """Whether a failed record may be sent there again: to a source topic, never to a changelog or `dead-letter.*`."""
    return topic in _SOURCES and 0 <= partition < PARTITIONS


def original_of(entry: Entry, stored: SourceRecord | None, codec: Codec) -> Original:
    """The record that failed.

    Args:
        entry: of it.
        stored: what stands at `entry.payload`: the dead letter, or the record itself; None where nothing does.
        codec: for the dead letter.

    Raises:
        NotSendableError: it is gone, not whole, or never had a value.
    """
    if stored is None:
        raise NotSendableError("its retention has ended: the original bytes are gone")
    if stored.topic != DEAD_LETTERS.name:
        key, value, headers = stored.key, stored.value, stored.headers
    else:
        try:
            event = ErrorEvent.from_avro(codec.decode(stored.value or b"", DEAD_LETTERS.value)[1])
        except SchemaError as error:
            raise NotSendableError(f"its dead letter cannot be read: {error}") from error
        if event.origin != entry.id:
            raise NotSendableError("another dead letter stands at its place: the queue was made anew")
        if not entry.about.whole:
            raise NotSendableError("it is too large for a dead letter, which has its beginning only")
        key, value, headers = event.original_key, event.original_value, event.original_headers or ()
    if value is None:
        raise NotSendableError("it has no value: there is nothing to apply")
    return Original(key, value, without_marks(headers))


def copy_of(entry: Entry, original: Original, attempt: int, max_bytes: int) -> Emit:
    """The record once more, to the partition where it first stood, marked as this attempt.

    Args:
        entry: what is known of it.
        original: see `original_of`.
        attempt: `entry.next_attempt`.
        max_bytes: of a record of a source topic.

    Raises:
        NotSendableError: its marks do not fit into a record, or it does not come from a source topic.
    """
    topic, partition, _ = entry.origin
    if not was_read_from(topic, partition):
        raise NotSendableError(f"{topic} is no source topic of the fleet")
    failed = min((one.failed_at for one in entry.attempts), default=None)
    marks = {FIRST_ORIGIN: entry.id, ATTEMPT: str(attempt), FIRST_FAILURE: failed, FIRST_APPEND: entry.about.append_ms}
    headers = [
        *original.headers,
        *((name, str(value).encode()) for name, value in marks.items() if value is not None),
    ]
    emit = Emit(topic, original.key, original.value, partition, headers)
    if record_bytes(emit) + _FRAMING > max_bytes:
        raise NotSendableError("it fills a record: there is no room for the marks of a retry")
    return emit
