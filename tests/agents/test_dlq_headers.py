"""The headers of dead letters that other tools read, and that nothing of a record's content is in what we say."""

import struct
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.runtime.dead_letters import dead_letter
from agents.runtime.errors import TransientError
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.plain_events import EventReader
from schemas.topics import CONCEPTS_REQUESTS, DEAD_LETTERS, DEBUG_REQUESTS, LEARNING_EVENTS, REVIEW_REQUESTS

NOON = 1_768_305_600_000


def letter(record: Any, error: Exception, codec: Codec, payload: Any = None) -> tuple[dict[str, bytes], ErrorEvent]:
    emit = dead_letter(record, error, payload, agent="progress", codec=codec, max_bytes=1 << 20, now_ms=NOON)
    return dict(emit.headers), ErrorEvent.from_avro(codec.decode(emit.value, DEAD_LETTERS.value)[1])


def test_kafka_connect_headers_are_text(record: Any, codec: Codec) -> None:
    headers, _ = letter(record(7, b"junk", partition=4), TransientError("down", "it is down"), codec)
    assert {name.removeprefix("__connect.errors."): raw for name, raw in headers.items() if "connect" in name} == {
        "topic": b"learning.events",
        "partition": b"4",
        "offset": b"7",
        "connector.name": b"progress",
        "task.id": b"4",
        "stage": b"TASK_PUT",
        "class.name": b"progress",
        "exception.class.name": b"agents.runtime.errors.TransientError",
        "exception.message": b"it is down",
        "exception.stacktrace": b"",
    }


def test_spring_headers_are_text_and_big_endian_numbers(record: Any, codec: Codec) -> None:
    headers, _ = letter(record(7, b"junk", partition=4), TransientError("down", "it is down"), codec)
    assert headers["kafka_dlt-original-topic"] == b"learning.events"
    assert struct.unpack(">i", headers["kafka_dlt-original-partition"]) == (4,)
    assert struct.unpack(">q", headers["kafka_dlt-original-offset"]) == (7,)
    assert struct.unpack(">q", headers["kafka_dlt-original-timestamp"]) == (NOON,)
    assert headers["kafka_dlt-original-timestamp-type"] == b"LogAppendTime"
    assert headers["kafka_dlt-exception-fqcn"] == b"agents.runtime.errors.TransientError"
    assert headers["kafka_dlt-exception-message"] == b"it is down"


@pytest.mark.parametrize("timestamp", [-1, 0, 2**62])
def test_a_record_may_be_dated_as_its_producer_likes(record: Any, codec: Codec, timestamp: int) -> None:
    _, event = letter(record(7, b"junk", timestamp=timestamp, timestamp_type=0), ValueError(), codec, {"a": 1})
    assert event.original_value == b"junk"


# -- nothing of the content --------------------------------------------------------------------------------------------
secrets = st.text(st.characters(codec="ascii", categories=("Lu", "Nd")), min_size=8, max_size=60)
broken = st.fixed_dictionaries(
    {},
    optional={
        "event_id": secrets.map(lambda text: text * 3),
        "student_id": secrets.map(lambda text: f"{text}@example.org"),
        "component": secrets.map(lambda text: f"{text}:x"),
        "version": secrets,
        "idempotency_key": secrets.map(lambda text: f"\n{text}"),
        "event_type": secrets.map(lambda text: f" {text}"),
    },
)


@given(broken, secrets)
def test_no_value_of_an_event_is_in_what_is_said_of_its_failure(
    codec: Codec, event: Any, record: Any, fields: dict[str, str], name: str
) -> None:
    value = codec.encode(LEARNING_EVENTS.subject, event(name, **fields))
    original = record(3, value, key=name.encode(), headers=[(name, name.encode())])
    reader = EventReader(codec, "reject")
    try:
        reader.read(value)
    except SchemaError as error:
        caught: Exception = error
    else:
        assume(not fields)
        caught = KeyError(name)  # a bug whose text quotes the record
    headers, told = letter(original, caught, codec, reader.fields(value))
    said = " ".join([told.error_message, told.error_type, told.stack or "", told.exception_class or ""]).encode()
    said += b" ".join(headers.values())
    for secret in (name, *(text.strip().partition("@")[0] for text in fields.values())):
        assert secret.encode() not in said


@given(secrets, st.sampled_from([DEBUG_REQUESTS, REVIEW_REQUESTS, CONCEPTS_REQUESTS]))
def test_nothing_that_a_student_wrote_is_copied_to_the_queue(codec: Codec, record: Any, text: str, topic: Any) -> None:
    request = {"student_id": "stu-1", "query": text, "code": text, "event_id": text, "event_type": text}
    original = record(3, text.encode(), topic=topic.name, headers=[("note", text.encode())])
    for payload in (None, request, {"cycle": float("nan"), "query": text}):
        emit = dead_letter(
            original, RuntimeError(text), payload, agent="debug", codec=codec, max_bytes=1 << 20, now_ms=NOON
        )
        assert text.encode() not in emit.value + b"".join(raw or b"" for _, raw in emit.headers)
        told = ErrorEvent.from_avro(codec.decode(emit.value)[1])
        assert (told.original_size, told.original_event_type) == (len(text), topic.name)
        assert told.origin == f"{topic.name}:{original.partition}:3"
