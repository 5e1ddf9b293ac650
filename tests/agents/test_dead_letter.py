"""From a failed record to the bytes on `dead-letter.queue`."""

from typing import Any

import pytest

from agents.runtime.dead_letters import dead_letter, error_code
from agents.runtime.errors import PoisonError, TransientError, is_permanent
from agents.runtime.records import REROUTED_FROM
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import InvalidError, UndecodableError, UnknownSchemaError
from schemas.topics import DEAD_LETTERS
from tables.ownership import Emit

NOW = 1_768_305_600_123
LARGEST = 1 << 20  # bytes of a source record
ROOM = int(DEAD_LETTERS.config(LARGEST)["max.message.bytes"])


@pytest.fixture
def letter_of(codec: Codec) -> Any:
    """Make the dead letter of a record, as sent and as read back."""

    def make(record: Any, error: Exception, payload: dict[str, Any] | None = None) -> tuple[Emit, ErrorEvent]:
        emit = dead_letter(record, error, payload, agent="progress", codec=codec, max_bytes=LARGEST, now_ms=NOW)
        return emit, ErrorEvent.from_avro(codec.decode(emit.value, DEAD_LETTERS.value)[1])

    return make


def raised(error: Exception) -> Exception:
    """Give the error a stack."""
    try:
        raise error  # noqa: TRY301 - an error has a stack only once it was raised
    except Exception as caught:  # noqa: BLE001 - whatever the test wants to see
        return caught


@pytest.mark.parametrize(
    ("error", "code", "permanent"),
    [
        (UndecodableError("no wire format"), "undecodable", True),
        (InvalidError.of("mastery", "must be 0.84"), "invalid", True),
        (PoisonError("late", "too late"), "late", True),
        (UnknownSchemaError("schema id 9"), "unknown_schema", False),
        (TransientError("down", "is down"), "down", False),
        (RuntimeError("who knows"), "unexpected", False),
    ],
)
def test_errors_have_a_stable_code_and_tell_whether_a_retry_may_help(
    error: Exception, code: str, *, permanent: bool
) -> None:
    assert (error_code(error), is_permanent(error)) == (code, permanent)


def test_it_carries_the_original_whole_and_names_its_cause(letter_of: Any, record: Any, event: Any) -> None:
    original = record(7, event("1"), headers=[("trace", b"\xff"), ("empty", None)])
    emit, letter = letter_of(original, raised(InvalidError.of("mastery", "must be 0.84")), event("1"))
    assert (emit.topic, emit.key, emit.partition) == ("dead-letter.queue", original.key, original.partition)
    assert (letter.event_id, letter.original_event_type) == ("evt-1", "student.progress.update")
    assert (letter.error_type, letter.error_message) == ("invalid", "mastery: must be 0.84")
    assert letter.origin == f"learning.events:{original.partition}:7"
    assert (letter.original_key, letter.original_value) == (original.key, original.value)
    assert letter.original_headers == (("trace", b"\xff"), ("empty", None))
    assert letter.original_payload == event("1")
    assert (letter.consumer_agent, letter.schema_id, letter.retry_count) == ("progress", 1, 0)
    assert letter.failed_at.isoformat(timespec="milliseconds") == "2026-01-13T12:00:00.123+00:00"
    assert letter.stack is None, "an error that names its cause needs no stack"


@pytest.mark.parametrize("value", [None, b"", b"\x00\x00", b"junk that is longer"])
def test_bytes_that_were_never_decoded_have_an_identity_all_the_same(
    letter_of: Any, record: Any, value: bytes | None
) -> None:
    original = record(7, value, key=None)
    emit, letter = letter_of(original, UndecodableError("no wire format"))
    assert letter.event_id == f"learning.events:{original.partition}:7"
    assert (letter.original_event_type, letter.original_payload, letter.schema_id) == ("unknown", {}, None)
    assert (emit.key, letter.original_value) == (None, value)


@pytest.mark.parametrize(
    "payload",
    [
        {"event_id": 5, "event_type": ["odd"]},
        {"event_id": "", "event_type": ""},
        {"event_id": "x" * 10_000, "scores": {"quiz": float("nan")}},
        {"event_id": "\ud800", "nested": {"lone": "\udfff"}},
        {"not": object()},
    ],
)
def test_no_content_keeps_a_dead_letter_from_being_made(letter_of: Any, record: Any, payload: dict[str, Any]) -> None:
    _, letter = letter_of(record(7, b"value"), InvalidError.of("event_id", "must be text"), payload)
    assert letter.event_id
    assert letter.original_value == b"value"


def test_the_text_of_an_unforeseen_error_is_not_told(letter_of: Any, record: Any) -> None:
    _, letter = letter_of(record(7, b"value"), raised(KeyError("someone@example.org")))
    assert letter.error_message == "KeyError"
    assert letter.exception_class == "builtins.KeyError"
    assert "someone" not in (letter.stack or "someone")


# -- size --------------------------------------------------------------------------------------------------------------
HEADER = [("h", b"h" * 2_000_000)]  # a compressed batch can hold what its topic would not take as it is


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [(10, LARGEST - 100, ()), (LARGEST - 100, 10, ()), (700_000, 5_000_000, ()), (10, 10, HEADER)],
    ids=["long value", "long key", "was compressed", "long header"],
)
def test_a_dead_letter_is_never_larger_than_its_topic_takes(
    letter_of: Any, record: Any, key: int, value: int, headers: Any
) -> None:
    original = record(7, b"v" * value, key=b"k" * key, headers=headers)
    emit, _ = letter_of(original, UndecodableError("x" * 5000), {"text": "t" * LARGEST})
    assert len(emit.value) + len(emit.key or b"") < ROOM


def test_the_largest_source_record_is_kept_whole(letter_of: Any, record: Any) -> None:
    original = record(7, b"v" * (LARGEST - 2200), key=b"k" * 2000, headers=[("h", b"x" * 99)])
    emit, letter = letter_of(original, UndecodableError("no wire format"))
    assert (letter.original_value, letter.original_key) == (original.value, original.key)
    assert emit.key is None, "a key that is no id must not take its room twice"


def test_of_a_larger_one_the_head_is_kept_and_the_rest_is_told(letter_of: Any, record: Any) -> None:
    _, letter = letter_of(record(7, b"head" + b"v" * LARGEST, key=b"k"), UndecodableError("no wire format"))
    assert letter.original_value.startswith(b"head")
    assert len(letter.original_value) > LARGEST - 2048
    assert letter.error_message.startswith("no wire format; the record has 1048581 bytes")


def test_a_value_that_fits_is_kept_whole_beside_headers_that_do_not(letter_of: Any, record: Any) -> None:
    _, letter = letter_of(record(7, b"value", headers=HEADER), UndecodableError("no wire format"))
    assert letter.original_value == b"value"


def test_hundreds_of_thousands_of_tiny_headers_fit_too(letter_of: Any, record: Any) -> None:
    # Three bytes each on the broker, four in Avro, and one by the count of names and values.
    emit, _ = letter_of(record(7, b"v", headers=[("h", b"")] * 349_000), UndecodableError("no wire format"))
    assert len(emit.value) < ROOM


# -- origin ------------------------------------------------------------------------------------------------------------
def test_the_dead_letter_of_a_rerouted_copy_names_its_first_origin(letter_of: Any, record: Any) -> None:
    copy = record(7, b"value", headers=[(REROUTED_FROM, b"learning.events:3:41")])
    _, letter = letter_of(copy, PoisonError("late", "too late"))
    assert letter.origin == letter.event_id == "learning.events:3:41"


@pytest.mark.parametrize(
    "value",
    [None, b"", b"junk", b":1:2", b"learning.events:1", b"learning.events:-1:2", b"learning.events:x:1"],
    ids=["none", "empty", "no colon", "no topic", "no offset", "negative", "no number"],
)
def test_a_mark_that_is_no_place_is_not_believed(letter_of: Any, record: Any, value: bytes | None) -> None:
    copy = record(7, b"value", headers=[(REROUTED_FROM, value)])
    _, letter = letter_of(copy, UndecodableError("no wire format"))
    assert letter.origin == f"learning.events:{copy.partition}:7"


@pytest.mark.parametrize(
    "value",
    [
        b"learning.events:1:" + b"9" * 5000,
        b"learning.events:1:" + b"9" * 19,
        b"learning.events:" + b"9" * 12 + b":1",
        b"another.topic:1:1",
    ],
    ids=["endless offset", "offset beyond 64 bits", "partition beyond 32 bits", "another topic"],
)
def test_a_mark_that_no_broker_could_have_given_is_not_believed(letter_of: Any, record: Any, value: bytes) -> None:
    copy = record(7, b"value", headers=[(REROUTED_FROM, value)])
    _, letter = letter_of(copy, UndecodableError("no wire format"))
    assert letter.origin == f"learning.events:{copy.partition}:7"
