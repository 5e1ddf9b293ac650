"""The headers of records, as the topics' document tells them: name and meaning, by who reads or writes them.

Values are UTF-8 text unless a meaning says otherwise.
"""

from collections.abc import Mapping
from typing import Final

from agents.runtime.records import ATTEMPT, CORRECTS, FIRST_APPEND, FIRST_FAILURE, FIRST_ORIGIN, REROUTED_FROM
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, Topic

__all__ = ["HEADERS", "header_groups"]

_PASSED_ON: Final[Mapping[str, str]] = {
    "traceparent": "W3C trace context of the sender. Optional.",
    "tracestate": "W3C trace context, the vendors' part. Optional.",
    "ce_specversion": "CloudEvents in binary mode: `1.0`. Optional, like all attributes.",
    "ce_id": "CloudEvents: the id of the event; `event_id` of a progress event.",
    "ce_source": "CloudEvents: who sends it.",
    "ce_type": "CloudEvents: the kind of event; `event_type` of a progress event.",
    "ce_subject": "CloudEvents: the student id.",
    "ce_time": "CloudEvents: when it happened, RFC 3339.",
    "content-type": "CloudEvents: `application/avro`.",
}
"""Of the sender. The fleet decides nothing by them; copies that it makes of a record keep them."""

_COPIES: Final[Mapping[str, str]] = {
    REROUTED_FROM: "On a copy that was moved to its student's partition: where it stood, `topic:partition:offset`.",
    FIRST_APPEND: "On a copy: when the broker had the first one, milliseconds since 1970; lateness is judged by it.",
    FIRST_ORIGIN: "On a copy that is tried again: where the record first stood, `topic:partition:offset`.",
    ATTEMPT: "On a copy that is tried again: its number, 1 for the first retry.",
    FIRST_FAILURE: "On a copy that is tried again: when the record itself failed, milliseconds since 1970.",
}
"""Of the fleet, on copies of records that it sends to where they came from. Producers leave them out."""

_CORRECTION: Final[Mapping[str, str]] = {
    CORRECTS: "On an event that an operator sends in place of a broken one: the dead letter's id.",
}
"""Of the fleet, on progress events."""

_DEAD_LETTER: Final[Mapping[str, str]] = {
    "__connect.errors.topic": "Kafka Connect (KIP-298): where the record first stood.",
    "__connect.errors.partition": "Kafka Connect: its partition.",
    "__connect.errors.offset": "Kafka Connect: its offset.",
    "__connect.errors.connector.name": "Kafka Connect: the agent that could not use it.",
    "__connect.errors.task.id": "Kafka Connect: the partition on which it was read.",
    "__connect.errors.stage": "Kafka Connect: `VALUE_CONVERTER` for bytes that cannot be read, else `TASK_PUT`.",
    "__connect.errors.class.name": "Kafka Connect: the agent.",
    "__connect.errors.exception.class.name": "Kafka Connect: the class of the error.",
    "__connect.errors.exception.message": "Kafka Connect: what is wrong.",
    "__connect.errors.exception.stacktrace": "Kafka Connect: the end of the stack, for errors that nobody foresaw.",
    "kafka_dlt-original-topic": "Spring: where the record first stood.",
    "kafka_dlt-original-partition": "Spring: its partition, 4 bytes, big-endian.",
    "kafka_dlt-original-offset": "Spring: its offset, 8 bytes, big-endian.",
    "kafka_dlt-original-timestamp": "Spring: its time in milliseconds, 8 bytes, big-endian.",
    "kafka_dlt-original-timestamp-type": "Spring: `CreateTime` or `LogAppendTime`.",
    "kafka_dlt-exception-fqcn": "Spring: the class of the error.",
    "kafka_dlt-exception-message": "Spring: what is wrong.",
    "kafka_dlt-exception-stacktrace": "Spring: the end of the stack.",
}
"""Of the fleet, on dead letters, in the formats of widespread tools."""


HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    "sender": _PASSED_ON,
    "copy": _COPIES,
    "correction": _CORRECTION,
    "dead-letter": _DEAD_LETTER,
}
"""What headers mean, by group and name."""


def header_groups(topic: Topic, *, is_source: bool) -> tuple[str, ...]:
    """Which groups of headers the records of a topic may have.

    Args:
        topic: of the catalogue.
        is_source: whether agents read it, and send copies of its records to it.
    """
    if topic is DEAD_LETTERS:
        return ("dead-letter",)
    if not is_source:
        return ()
    return ("sender", "copy", "correction") if topic is LEARNING_EVENTS else ("sender", "copy")
