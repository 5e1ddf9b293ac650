import struct
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import Codec
from schemas.errors import InvalidError, SchemaError, UndecodableError, UnknownSchemaError
from schemas.registry import FileRegistry, RegisteredSchema
from schemas.topics import CATALOGUE, LEARNING_EVENTS

SUBJECT = LEARNING_EVENTS.subject
HEADER = b"\x00\x00\x00\x00\x01"


def _avro_long(value: int) -> bytes:
    rest = value << 1 if value >= 0 else (-value << 1) - 1
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def _avro_text(value: str) -> bytes:
    return _avro_long(len(value.encode())) + value.encode()


def _by_hand(event: dict[str, Any]) -> bytes:
    """Write an event as the Avro specification says, field by field in the order of the schema."""
    scores = event["scores"]
    return b"".join(
        [
            HEADER,
            _avro_text(event["event_id"]),
            _avro_text(event["event_type"]),
            _avro_long(event["timestamp"]),
            _avro_text(event["version"]),
            _avro_text(event["student_id"]),
            _avro_text(event["component"]),
            *(struct.pack("<d", scores[name]) for name in ("completion", "quiz", "quality", "consistency")),
            struct.pack("<d", event["mastery"]),
            _avro_text(event["idempotency_key"]),
        ]
    )


def test_the_bytes_of_an_event_are_what_any_avro_writer_makes(codec: Codec, event: dict[str, Any]) -> None:
    raw = _by_hand(event)
    assert codec.encode(SUBJECT, event) == raw
    registered, fields = codec.decode(raw, "fleet.StudentProgress")
    assert fields == event
    assert (registered.id, registered.subject, registered.version) == (1, SUBJECT, 1)


floats = st.floats(allow_nan=False)
texts = st.text(st.characters(codec="utf-8"), max_size=60)
events = st.fixed_dictionaries(
    {
        "event_id": texts,
        "event_type": texts,
        "timestamp": st.integers(-(2**63), 2**63 - 1),
        "version": st.just("1.0"),
        "student_id": texts,
        "component": texts,
        "scores": st.fixed_dictionaries(dict.fromkeys(("completion", "quiz", "quality", "consistency"), floats)),
        "mastery": floats,
        "idempotency_key": texts,
    }
)


@given(events)
def test_what_is_written_reads_back_equal(event: dict[str, Any]) -> None:
    codec = Codec(FileRegistry.load())
    raw = codec.encode(SUBJECT, event)
    assert raw == _by_hand(event)
    assert codec.decode(raw)[1] == event


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"version": "1.0"}, 1),
        ({"version": "1.0", "metadata": None}, 1),
        ({"version": "1.1"}, 15),
        ({"version": "1.1", "metadata": None}, 15),
        ({"version": "1.0", "metadata": {"passed": True}}, 15),  # nothing that is said gets lost
        ({"version": "1.7"}, 15),
        ({"version": None}, None),
    ],
)
def test_an_event_is_written_with_the_schema_of_its_version(
    codec: Codec, event: dict[str, Any], said: dict[str, Any], written: int | None
) -> None:
    if written is None:
        with pytest.raises(InvalidError):
            codec.encode(SUBJECT, event | said)
        return
    registered, fields = codec.decode(codec.encode(SUBJECT, event | said))
    assert registered.id == written
    passed = (fields.get("metadata") or {}).get("passed")
    assert passed is ((said.get("metadata") or {}).get("passed"))


def test_every_cut_of_a_record_is_an_error(codec: Codec, event: dict[str, Any]) -> None:
    raw = codec.encode(SUBJECT, event)
    for length in range(len(raw)):
        with pytest.raises(UndecodableError):
            codec.decode(raw[:length])


@given(st.binary(min_size=1, max_size=20))
def test_trailing_bytes_are_an_error(tail: bytes) -> None:
    codec = Codec(FileRegistry.load())
    raw = codec.encode("concepts.requests-value", {"student_id": "s", "query": "q", "timestamp": datetime.now(UTC)})
    with pytest.raises(UndecodableError, match=f"{len(tail)} bytes follow the fleet.AgentRequest"):
        codec.decode(raw + tail)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "0 bytes"),
        (b"\x00\x00\x00", "3 bytes"),
        (b'{"student_id": "s"}', "0x7b"),
        (b"\x01\x00\x00\x00\x01abc", "0x01"),
        (HEADER, "no fleet.StudentProgress"),
        (HEADER + b"\x01abc", "no fleet.StudentProgress"),  # a text of -1 bytes
        (HEADER + b"\xfe" + b"\xff" * 8 + b"\x01", "no fleet.StudentProgress"),  # a text of 2**63 - 1 bytes
        (HEADER + b"\xff" * 40, "no fleet.StudentProgress"),  # a number without end
        (HEADER + b"\x02\xff" + b"\x00" * 60, "no fleet.StudentProgress"),  # no UTF-8
    ],
    ids=["empty", "short", "json", "magic", "no body", "negative", "huge", "endless", "encoding"],
)
def test_damage_is_named(codec: Codec, raw: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        codec.decode(raw)


def test_an_unknown_schema_is_not_damage(codec: Codec, event: dict[str, Any]) -> None:
    raw = codec.encode(SUBJECT, event)
    with pytest.raises(UnknownSchemaError, match="4294967295"):
        codec.decode(b"\x00\xff\xff\xff\xff" + raw[5:])
    with pytest.raises(UnknownSchemaError):
        codec.encode("no.such-value", event)


@pytest.mark.parametrize("expected", [None, "fleet.StudentProgress", SUBJECT])
def test_the_expected_kind_passes(codec: Codec, event: dict[str, Any], expected: str | None) -> None:
    assert codec.decode(codec.encode(SUBJECT, event), expected)[1] == event


@pytest.mark.parametrize("expected", ["fleet.ErrorEvent", "agent.responses-value", "StudentProgress"])
def test_another_kind_of_record_is_an_error(codec: Codec, event: dict[str, Any], expected: str) -> None:
    with pytest.raises(UndecodableError, match=r"schema id 1 is fleet\.StudentProgress, expected"):
        codec.decode(codec.encode(SUBJECT, event), expected)


@settings(max_examples=300)
@given(st.sampled_from([topic.subject for topic in CATALOGUE]), st.binary(max_size=300))
def test_random_bodies_give_a_record_or_a_schema_error_and_nothing_else(subject: str, body: bytes) -> None:
    registry = FileRegistry.load()
    raw = b"\x00" + registry.latest(subject).id.to_bytes(4, "big") + body
    try:
        fields = Codec(registry).decode(raw)[1]
    except SchemaError as error:
        assert isinstance(error, UndecodableError)  # noqa: PT017 - both outcomes are right
    else:
        assert isinstance(fields, dict)


@given(st.binary(max_size=50))
def test_random_bytes_are_a_schema_error(raw: bytes) -> None:
    codec = Codec(FileRegistry.load())
    if raw[:4] == b"\x00\x00\x00\x00":
        return
    with pytest.raises((UndecodableError, UnknownSchemaError)):
        codec.decode(raw)


@pytest.mark.parametrize(
    "change",
    [
        {"student_id": None},
        {"timestamp": "now"},
        {"timestamp": 2**64},
        {"scores": {"completion": 0.5}},
        {"student_id": "\ud800"},
        {"surprise": 1},
    ],
    ids=["null", "text", "large", "parts", "surrogate", "extra"],
)
def test_a_value_that_does_not_fit_is_refused_without_its_content(
    codec: Codec, event: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidError, match=r"does not fit the schema of learning\.events-value") as caught:
        codec.encode(SUBJECT, event | change)
    assert caught.value.field == "record"
    assert event["student_id"] not in str(caught.value)
    assert caught.value.__cause__ is None


def test_fields_with_defaults_may_be_left_out(codec: Codec, event: dict[str, Any]) -> None:
    del event["version"], event["event_type"]
    fields = codec.decode(codec.encode(SUBJECT, event))[1]
    assert (fields["version"], fields["event_type"]) == ("1.1", "student.progress.update")


def test_old_versions_stay_readable_and_the_newest_is_written() -> None:
    old: dict[str, Any] = {
        "type": "record",
        "name": "T",
        "namespace": "fleet",
        "fields": [{"name": "a", "type": "int"}],
    }
    new = old | {"fields": [*old["fields"], {"name": "b", "type": ["null", "string"], "default": None}]}
    first = RegisteredSchema(7, "t-value", 1, "fleet.T", old)
    before = Codec(FileRegistry([first]))
    after = Codec(FileRegistry([first, RegisteredSchema(8, "t-value", 2, "fleet.T", new)]))
    raw = before.encode("t-value", {"a": 1})
    assert after.decode(raw, "fleet.T")[1] == {"a": 1}
    assert after.encode("t-value", {"a": 1})[4] == 8
    with pytest.raises(UnknownSchemaError):
        before.decode(after.encode("t-value", {"a": 1}))


def test_the_body_is_what_fastavro_alone_reads(codec: Codec, registry: FileRegistry, event: dict[str, Any]) -> None:
    schema = fastavro.parse_schema(dict(registry.schema(1).schema))
    body = BytesIO(codec.encode(SUBJECT, event)[5:])
    assert fastavro.schemaless_reader(body, schema, None) == event
