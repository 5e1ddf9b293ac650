"""Headers and names of what is sent. Pure."""

from datetime import UTC, datetime

from schemas.ids import origin_id

__all__ = ["answer_id", "cloud_event"]

Headers = list[tuple[str, bytes | None]]


def cloud_event(
    *, event_id: str, source: str, kind: str, subject: str, time_ms: int, traceparent: str | None = None
) -> Headers:
    """CloudEvents attributes in Kafka's binary mode, and the trace context.

    Args:
        event_id: unique within `source`.
        source: who sends, a URI reference such as `/my-platform`.
        kind: of event.
        subject: the student id.
        time_ms: when it happened, milliseconds since 1970.
        traceparent: W3C trace context of the caller.
    """
    when = datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_source": source,
        "ce_type": kind,
        "ce_subject": subject,
        "ce_time": when,
        "content-type": "application/avro",
    }
    if traceparent is not None:
        attributes["traceparent"] = traceparent
    return [(name, value.encode()) for name, value in attributes.items()]


def answer_id(agent: str, topic: str, partition: int, offset: int) -> str:
    """The `response_id` of the answer to a request that stands there."""
    return f"{agent}-{origin_id(topic, partition, offset)}"
