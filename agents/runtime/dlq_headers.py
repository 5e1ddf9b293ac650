"""Headers by which widespread tools understand dead letters: Kafka Connect's and Spring's, in their own formats.

Connect writes every value as text (KIP-298). Spring writes numbers as big-endian bytes (its
`DeadLetterPublishingRecoverer`): 4 of a partition, 8 of an offset and of a time. Both name the record where it first
stood.
"""

from agents.runtime.records import SourceRecord
from schemas.dead_letters import ErrorEvent

__all__ = ["known_headers"]

_STACK_CHARS = 2048
"""Of a stack, twice: at most 16 KiB of the room of a dead letter, whose own field has more."""

_TIMESTAMP_TYPES = {0: "CreateTime", 1: "LogAppendTime"}
"""Kafka's codes, as Java prints them."""

_DECODING = frozenset({"undecodable", "unknown_schema", "unknown_version"})
"""Errors of what Connect calls the converter."""


def known_headers(event: ErrorEvent, record: SourceRecord) -> list[tuple[str, bytes | None]]:
    """The headers of a dead letter, made of what it says itself: no value of the record is in them."""
    topic, partition, offset = event.original_topic or "", event.original_partition or 0, event.original_offset or 0
    stack = (event.stack or "")[-_STACK_CHARS:]
    error = event.exception_class or event.error_type
    stage = "VALUE_CONVERTER" if event.error_type in _DECODING else "TASK_PUT"
    connect = {
        "topic": topic,
        "partition": str(partition),
        "offset": str(offset),
        "connector.name": event.consumer_agent or "",
        "task.id": str(record.partition),
        "stage": stage,
        "class.name": event.consumer_agent or "",
        "exception.class.name": error,
        "exception.message": event.error_message,
        "exception.stacktrace": stack,
    }
    appended = record.timestamp if event.original_timestamp is None else event.original_timestamp
    spring = {
        "original-topic": topic.encode(),
        "original-partition": partition.to_bytes(4, "big"),
        "original-offset": offset.to_bytes(8, "big"),
        "original-timestamp": appended.to_bytes(8, "big", signed=True),
        "original-timestamp-type": _TIMESTAMP_TYPES.get(record.timestamp_type, "NoTimestampType").encode(),
        "exception-fqcn": error.encode(),
        "exception-message": event.error_message.encode(),
        "exception-stacktrace": stack.encode(),
    }
    return [
        *((f"__connect.errors.{name}", text.encode()) for name, text in connect.items()),
        *((f"kafka_dlt-{name}", raw) for name, raw in spring.items()),
    ]
