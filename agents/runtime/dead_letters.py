"""How a failed record becomes a dead letter: its original bytes, its cause, its first origin."""

import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from agents.runtime.dlq_headers import known_headers
from agents.runtime.errors import RecordError, is_permanent
from agents.runtime.records import SourceRecord, first_origin, origin_of, retry_of, short_key
from schemas.codec import Codec
from schemas.dead_letters import MAX_RETRIES, ErrorEvent
from schemas.errors import SchemaError
from schemas.ids import origin_id
from schemas.topics import CATALOGUE, DEAD_LETTERS
from tables.ownership import Emit

__all__ = ["dead_letter", "error_code", "record_bytes"]

_LONGEST_KEY = 1024
"""Bytes that are kept of a key where not all of the record is."""

_FRAME = 4
"""Bytes that Avro adds to a small header: hundreds of thousands of them fit into one record."""

_FREE_TEXT = frozenset(topic.name for topic in CATALOGUE if topic.free_text)
"""Topics of which no content is copied: what a student wrote stays where it is, for as long as that topic keeps it."""

_HEADER = 5  # bytes of the wire format before the body: magic byte and schema id


def error_code(error: Exception) -> str:
    """The stable name of a failure, for dead letters and metrics."""
    if isinstance(error, RecordError | SchemaError):
        return error.code
    return "unexpected"


def dead_letter(
    record: SourceRecord,
    error: Exception,
    payload: dict[str, Any] | None,
    *,
    agent: str,
    codec: Codec,
    max_bytes: int,
    now_ms: int,
) -> Emit:
    """The dead letter of a record, to the partition number of where it first stood: all that is said of it comes there.

    Args:
        record: what failed.
        error: why.
        payload: the decoded record, None where it could not be decoded.
        agent: who failed.
        codec: for the dead letter's own encoding.
        max_bytes: of a source record; only a compressed batch can hold a larger one, of which the head is kept.
        now_ms: the present, in milliseconds since 1970.
    """
    # The dead letter holds the key: one that is no id must not take its room twice.
    key = short_key(record.key)
    try:
        event = _full(record, error, payload or {}, agent, now_ms)
        event = _without_text(event) if record.topic in _FREE_TEXT else _within(max_bytes, record, event)
        value = codec.encode(DEAD_LETTERS.subject, event.to_avro())
    except Exception:  # noqa: BLE001 - a failure to tell of a failure must not stop the partition
        event = _least(record, error, agent, now_ms)
        event = _without_text(event) if record.topic in _FREE_TEXT else _within(max_bytes, record, event, always=True)
        value = codec.encode(DEAD_LETTERS.subject, event.to_avro())
    return Emit(DEAD_LETTERS.name, key, value, first_origin(record)[1], known_headers(event, record))


def _without_text(event: ErrorEvent) -> ErrorEvent:
    """The same without what a student wrote, and without what a producer made of it."""
    return event.model_copy(
        update={
            "event_id": event.origin,
            "original_event_type": event.original_topic,
            "original_headers": None,
            "original_payload": {},
            "original_value": None,
        }
    )


def _within(max_bytes: int, record: SourceRecord, event: ErrorEvent, *, always: bool = False) -> ErrorEvent:
    """The same with the head of the value alone, where all of the record would be too much."""
    size = record_bytes(record)
    if size <= max_bytes and not always:
        return event
    said = (
        f"; the record has {size} bytes, more than {max_bytes}, and stands whole at its origin until its retention ends"
    )
    value = (record.value or b"")[: max_bytes - _LONGEST_KEY]
    return event.model_copy(
        update={
            "original_key": (record.key or b"")[:_LONGEST_KEY],
            "original_headers": None,
            "original_payload": {},
            "original_value": value,
            "error_message": event.error_message + (said if size > max_bytes else ""),
            # The broker takes it in a compressed batch only, and what is kept is not all of it.
            "permanent": event.permanent or size > max_bytes or len(value) < len(record.value or b""),
        }
    )


def _least(record: SourceRecord, error: Exception, agent: str, now_ms: int) -> ErrorEvent:
    """What can always be told: where the record stands, and the code of the failure."""
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    topic, partition, offset = first_origin(record)
    retry = retry_of(record)
    attempt = retry.attempt if retry is not None else 0
    return ErrorEvent(
        event_id=origin_id(topic, partition, offset),
        original_event_type="unknown",
        error_type=error_code(error),
        error_message=type(error).__name__,
        failed_at=moment,
        original_payload={},
        retry_count=min(attempt, MAX_RETRIES),
        consumer_agent=agent,
        original_topic=topic,
        original_partition=partition,
        original_offset=offset,
        first_failure_at=moment,
        permanent=is_permanent(error),
        attempt=attempt,
        original_size=len(record.value or b""),
    )


def _full(record: SourceRecord, error: Exception, fields: dict[str, Any], agent: str, now_ms: int) -> ErrorEvent:
    """Everything that is known."""
    try:
        return _error_event(record, error, fields, agent, now_ms)
    except ValueError:  # a decoded form that JSON cannot hold: the bytes tell it all
        return _error_event(record, error, {}, agent, now_ms)


def _error_event(record: SourceRecord, error: Exception, fields: dict[str, Any], agent: str, now_ms: int) -> ErrorEvent:
    raw = record.value or b""
    origin, retry = first_origin(record), retry_of(record)
    attempt = retry.attempt if retry is not None else 0
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    first = retry.first_failure_ms if retry is not None else None
    unexpected = not isinstance(error, RecordError | SchemaError)
    return ErrorEvent(
        event_id=_text(fields.get("event_id")) or origin_id(*origin),
        original_event_type=_text(fields.get("event_type")) or "unknown",
        error_type=error_code(error),
        # The text of an error nobody foresaw may quote the record: only its class is told.
        error_message=type(error).__name__ if unexpected else str(error),
        failed_at=moment,
        original_payload=fields,
        retry_count=min(attempt, MAX_RETRIES),
        consumer_agent=agent,
        original_key=record.key,
        original_value=record.value,
        original_headers=tuple((name, value) for name, value in record.headers),
        original_topic=origin[0],
        original_partition=origin[1],
        original_offset=origin[2],
        schema_id=int.from_bytes(raw[1:_HEADER], "big") if len(raw) >= _HEADER and raw[0] == 0 else None,
        exception_class=f"{type(error).__module__}.{type(error).__qualname__}",
        stack="".join(traceback.format_tb(error.__traceback__)) if unexpected else None,
        first_failure_at=moment if first is None else datetime.fromtimestamp(first / 1000, UTC),
        permanent=is_permanent(error),
        attempt=attempt,
        original_timestamp=max(0, origin_of(record, record.timestamp).append_ms),  # a producer may date it as it likes
        original_size=len(raw),
    )


class _Content(Protocol):
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...


def record_bytes(record: _Content) -> int:
    """Bytes of a record's key, value and headers."""
    headers = sum(len(name.encode()) + len(value or b"") + _FRAME for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
