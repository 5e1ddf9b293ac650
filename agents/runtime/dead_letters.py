"""How a failed record becomes a dead letter: its original bytes, its cause, its first origin."""

import traceback
from datetime import UTC, datetime
from typing import Any

from agents.runtime.errors import RecordError, is_permanent
from agents.runtime.records import SourceRecord, first_origin
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.ids import origin_id
from schemas.topics import DEAD_LETTERS
from tables.ownership import Emit

__all__ = ["dead_letter", "error_code", "record_bytes"]

_LONGEST_KEY = 1024
"""Bytes of a record key that may be an id: 50 characters take at most 200."""

_FRAME = 4
"""Bytes that Avro adds to a small header: hundreds of thousands of them fit into one record."""

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
    """The dead letter of a record.

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
    key = record.key if record.key is None or len(record.key) <= _LONGEST_KEY else None
    try:
        event = _full(record, error, payload or {}, agent, now_ms)
        value = codec.encode(DEAD_LETTERS.subject, _within(max_bytes, record, event).to_avro())
    except Exception:  # noqa: BLE001 - a failure to tell of a failure must not stop the partition
        event = _within(max_bytes, record, _least(record, error, agent, now_ms), always=True)
        value = codec.encode(DEAD_LETTERS.subject, event.to_avro())
    return Emit(DEAD_LETTERS.name, key, value, record.partition)


def _within(max_bytes: int, record: SourceRecord, event: ErrorEvent, *, always: bool = False) -> ErrorEvent:
    """The same with the head of the value alone, where all of the record would be too much."""
    size = record_bytes(record)
    if size <= max_bytes and not always:
        return event
    said = (
        f"; the record has {size} bytes, more than {max_bytes}, and stands whole at its origin until its retention ends"
    )
    return event.model_copy(
        update={
            "original_key": (record.key or b"")[:_LONGEST_KEY],
            "original_headers": None,
            "original_payload": {},
            "original_value": (record.value or b"")[: max_bytes - _LONGEST_KEY],
            "error_message": event.error_message + (said if size > max_bytes else ""),
        }
    )


def _least(record: SourceRecord, error: Exception, agent: str, now_ms: int) -> ErrorEvent:
    """What can always be told: where the record stands, and the code of the failure."""
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    return ErrorEvent(
        event_id=origin_id(record.topic, record.partition, record.offset),
        original_event_type="unknown",
        error_type=error_code(error),
        error_message=type(error).__name__,
        failed_at=moment,
        original_payload={},
        consumer_agent=agent,
        original_topic=record.topic,
        original_partition=record.partition,
        original_offset=record.offset,
        first_failure_at=moment,
        permanent=is_permanent(error),
    )


def _full(record: SourceRecord, error: Exception, fields: dict[str, Any], agent: str, now_ms: int) -> ErrorEvent:
    """Everything that is known."""
    try:
        return _error_event(record, error, fields, agent, now_ms)
    except ValueError:  # a decoded form that JSON cannot hold: the bytes tell it all
        return _error_event(record, error, {}, agent, now_ms)


def _error_event(record: SourceRecord, error: Exception, fields: dict[str, Any], agent: str, now_ms: int) -> ErrorEvent:
    raw = record.value or b""
    origin = first_origin(record)
    moment = datetime.fromtimestamp(now_ms / 1000, UTC)
    unexpected = not isinstance(error, RecordError | SchemaError)
    return ErrorEvent(
        event_id=_text(fields.get("event_id")) or origin_id(*origin),
        original_event_type=_text(fields.get("event_type")) or "unknown",
        error_type=error_code(error),
        # The text of an error nobody foresaw may quote the record: only its class is told.
        error_message=type(error).__name__ if unexpected else str(error),
        failed_at=moment,
        original_payload=fields,
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
        first_failure_at=moment,
        permanent=is_permanent(error),
    )


def record_bytes(record: SourceRecord) -> int:
    """Bytes of a record's key, value and headers."""
    headers = sum(len(name.encode()) + len(value or b"") + _FRAME for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
