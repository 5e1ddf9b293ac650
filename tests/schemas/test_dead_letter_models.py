import math
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus, ErrorEvent
from schemas.topics import DEAD_LETTERS

MAX_PAYLOAD = 1_048_576


def error_event(**changes: Any) -> ErrorEvent:
    fields: dict[str, Any] = {
        "event_id": "learning.events:0:7",
        "original_event_type": "unknown",
        "error_type": "undecodable",
        "error_message": "the first byte is 0x7b, not 0x00: no wire format",
        "original_payload": {},
    }
    return ErrorEvent(**(fields | changes))


@pytest.mark.parametrize(
    ("retry_count", "permanent", "expected"),
    [(0, False, False), (4, False, False), (5, False, True), (0, True, True), (5, True, True)],
)
def test_five_retries_or_a_hopeless_cause_make_it_permanent(retry_count: int, permanent: bool, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert error_event(retry_count=retry_count, permanent=permanent).is_permanent_failure is expected


def test_origin_is_where_it_first_stood() -> None:
    event = error_event(original_topic="learning.events", original_partition=0, original_offset=7)
    assert event.origin == "learning.events:0:7"
    assert error_event(original_topic="learning.events", original_partition=0).origin is None


def test_headers_come_from_any_sequence_and_keep_their_order() -> None:
    headers = [("attempt", b"1"), ("attempt", b"2"), ("empty", None), ("", b"")]
    assert error_event(original_headers=headers).original_headers == tuple(headers)
    with pytest.raises(ValidationError):
        error_event(original_headers=[("attempt", "1")])


def test_long_texts_are_cut_where_they_say_least() -> None:
    event = error_event(
        error_message="m" * 5000,
        stack="first line\n" + "x" * 20_000 + "last line",
        event_id="e" * 400,
        original_event_type="t" * 400,
    )
    assert (len(event.error_message), len(event.event_id), len(event.original_event_type)) == (1000, 300, 300)
    assert event.stack is not None
    assert len(event.stack) == 16_384
    assert event.stack.endswith("last line")


def test_text_that_is_no_utf8_does_not_stop_a_dead_letter(codec: Codec) -> None:
    event = error_event(
        error_message="bad \ud800 text", stack="\udfff", event_id="\ud800", original_event_type="\ud800"
    )
    assert event.error_message == "bad ? text"
    codec.encode(DEAD_LETTERS.subject, event.to_avro())


def test_a_poison_number_is_told_in_the_payload() -> None:
    payload = {"scores": {"quiz": math.nan}, "mastery": math.inf}
    assert error_event(original_payload=payload).original_payload == {"scores": {"quiz": "nan"}, "mastery": "inf"}


def test_the_largest_poison_fits_into_the_topic(codec: Codec) -> None:
    widest = "\U0001f600"  # 4 bytes in UTF-8
    event = error_event(
        event_id=widest * 1000,
        original_event_type=widest * 1000,
        error_message=widest * 5000,
        stack=widest * 50_000,
        original_payload={"student_id": "x" * MAX_PAYLOAD},
        original_value=b"x" * MAX_PAYLOAD,
        original_topic="t" * 249,
        original_partition=5,
        original_offset=2**63 - 1,
        schema_id=2**32 - 1,
        consumer_agent="progress",
        exception_class="schemas.errors.InvalidError",
        first_failure_at=datetime.now(UTC),
    )
    raw = codec.encode(DEAD_LETTERS.subject, event.to_avro())
    largest = int(DEAD_LETTERS.config(MAX_PAYLOAD)["max.message.bytes"])
    assert len(raw) + 1024 < largest  # the rest is for key, headers and the frame of a record batch
    assert ErrorEvent.from_avro(codec.decode(raw)[1]).original_payload == {}


def test_a_payload_of_normal_size_is_kept_whole(codec: Codec) -> None:
    payload = {"student_id": "s", "code": "x" * 60_000}
    raw = codec.encode(DEAD_LETTERS.subject, error_event(original_payload=payload).to_avro())
    assert ErrorEvent.from_avro(codec.decode(raw)[1]).original_payload == payload


def test_bytes_travel_in_json_too() -> None:
    event = error_event(original_value=b"\x00\xff", original_key=b"\x80")
    assert ErrorEvent.model_validate_json(event.model_dump_json()) == event


@pytest.mark.parametrize("status", ["retrying", "resolved", "superseded", "permanent", "discarded"])
def test_every_state_of_a_dead_letter_has_a_status(status: Any) -> None:
    assert DeadLetterStatus(entry_id="learning.events:0:7", status=status).status == status


@pytest.mark.parametrize("change", [{"status": "lost"}, {"entry_id": ""}, {"retry_count": 6}], ids=repr)
def test_a_status_that_means_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DeadLetterStatus(**({"entry_id": "learning.events:0:7", "status": "resolved"} | change))
