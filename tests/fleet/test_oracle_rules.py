"""What the oracle takes for a valid event, and that it agrees with the fleet's schemas, which it does not use."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.oracle.avro import read_event
from fleet.oracle.model import Event, Rules
from fleet.oracle.rules import RejectedError, home_partition, validate
from schemas.codec import Codec
from schemas.errors import InvalidError, SchemaError
from schemas.partitioner import partition_for
from schemas.progress import StudentProgress, accept, normalise
from schemas.registry import FileRegistry

CODEC = Codec(FileRegistry.load())


def raw_event(**changes: Any) -> dict[str, Any]:
    event = {
        "event_id": "evt-1",
        "event_type": "student.progress.update",
        "timestamp": 1_768_300_200_000,
        "version": "1.0",
        "student_id": "stu-00123",
        "component": "loops",
        "scores": {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80},
        "mastery": 0.84,
        "idempotency_key": "key-1",
    }
    return event | changes


def encoded(**changes: Any) -> bytes:
    return CODEC.encode("learning.events-value", raw_event(**changes))


def with_scores(completion: float, quiz: float, quality: float, consistency: float, mastery: float) -> dict[str, Any]:
    scores = {"completion": completion, "quiz": quiz, "quality": quality, "consistency": consistency}
    return raw_event(scores=scores, mastery=mastery)


def code_of(value: bytes | None) -> str:
    with pytest.raises(RejectedError) as caught:
        read_event(value)
    return caught.value.code


def test_the_reader_reads_what_the_fleet_writes() -> None:
    assert read_event(encoded()) == raw_event()


@given(
    texts=st.lists(st.text(max_size=300), min_size=6, max_size=6),
    timestamp=st.integers(-(2**63), 2**63 - 1),
    numbers=st.lists(st.floats(allow_nan=False), min_size=5, max_size=5),
)
def test_the_reader_reads_every_field_exactly(texts: list[str], timestamp: int, numbers: list[float]) -> None:
    names = ("event_id", "event_type", "version", "student_id", "component", "idempotency_key")
    event = with_scores(*numbers) | dict(zip(names, texts, strict=True)) | {"timestamp": timestamp}
    read = read_event(CODEC.encode("learning.events-value", event))
    assert (read.pop("metadata", None), read) == (None, event)


METADATA = {
    "item_id": "sum-of-multiples.1.x7",
    "concepts": ["loops", "files", "loops"],
    "item_level": -1.2,
    "rating": None,
    "passed": True,
    "seconds": 95.25,
    "hints": 1,
}


def test_the_reader_reads_metadata_and_the_rules_agree_with_the_fleets() -> None:
    event = raw_event(version="1.1", metadata=METADATA)
    assert read_event(CODEC.encode("learning.events-value", event)) == event
    assert read_event(CODEC.encode("learning.events-value", raw_event(version="1.1")))["metadata"] is None
    ours = accepted(event)
    theirs = accept(event, "clamp").metadata
    assert ours is not None
    assert ours.metadata is not None
    assert theirs is not None
    assert ours.metadata == {
        "item_id": theirs.item_id,
        "concepts": list(theirs.concepts),
        "item_level": theirs.item_level,
        "rating": theirs.rating,
        "passed": theirs.passed,
        "seconds": theirs.milliseconds,
        "hints": theirs.hints,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"item_id": ""},
        {"item_id": "x" * 201},
        {"concepts": ["a:b"]},
        {"concepts": list("abcdefghi")},
        {"item_level": 10.5},
        {"rating": math.nan},
        {"seconds": 7 * 86_400 + 1.0},
        {"hints": -1},
    ],
    ids=ascii,
)
def test_both_refuse_the_same_metadata(change: dict[str, Any]) -> None:
    event = raw_event(version="1.1", metadata=METADATA | change)
    assert accepted(event) is None
    with pytest.raises(InvalidError):
        accept(event, "clamp")


@given(st.integers(0, 400))
def test_the_reader_refuses_every_cut_body(length: int) -> None:
    whole = encoded()
    assert code_of(whole[: min(length, len(whole) - 1)]) == "undecodable"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "undecodable"),
        (b"", "undecodable"),
        (b"not avro at all", "undecodable"),
        (b"\x01" + encoded()[1:], "undecodable"),
        (encoded() + b"\x00", "undecodable"),
        (encoded()[:1] + (999).to_bytes(4, "big") + encoded()[5:], "unknown_schema"),
        (encoded()[:1] + (2).to_bytes(4, "big") + encoded()[5:], "undecodable"),  # another topic's schema
        (encoded()[:5] + b"\x01" + encoded()[6:], "undecodable"),  # a text of length -1
        (encoded().replace(b"loops", b"l\xff\xfeps"), "undecodable"),  # not UTF-8
    ],
)
def test_what_is_not_a_framed_event_is_refused_with_its_code(value: bytes | None, code: str) -> None:
    assert code_of(value) == code


@given(st.binary(max_size=200), st.integers(0, 200))
def test_reader_and_codec_agree_on_damaged_bytes(damage: bytes, place: int) -> None:
    whole = encoded()
    value = whole[:place] + damage + whole[place + len(damage) :]
    assert _outcome(read_event, value) == _outcome(lambda raw: CODEC.decode(raw, "learning.events-value")[1], value)


def _outcome(read: Callable[[bytes], dict[str, Any]], value: bytes) -> str:
    try:
        return repr(read(value))  # as text, because NaN is not equal to itself
    except (RejectedError, SchemaError) as error:
        return error.code


def accepted(raw: dict[str, Any], *, clamp: bool = True) -> Event | None:
    try:
        return validate(raw, Rules(clamp=clamp))
    except RejectedError:
        return None


def test_scores_are_kept_in_ten_thousandths() -> None:
    event = accepted(with_scores(0.12345, 0.99996, 1.0, 0.0, 0.54937))
    assert event is not None
    assert event.scores == (1235, 10_000, 10_000, 0)  # 0.12345 lies a little above the half as a double


def test_scores_out_of_range_are_clamped_before_mastery_is_checked() -> None:
    event = accepted(with_scores(1.7, -3.0, 0.5, math.nextafter(1.0, 2.0), 0.6))
    assert event is not None
    assert event.scores == (10_000, 0, 5_000, 10_000)
    assert accepted(with_scores(1.7, -3.0, 0.5, 1.0, 0.6), clamp=False) is None


@pytest.mark.parametrize(
    ("mastery", "fine"),
    [
        (0.84, True),
        (0.841, True),
        (0.839, True),
        (0.8411, False),
        (0.8389, False),
        (math.nan, False),
        (math.inf, False),
    ],
)
def test_mastery_may_differ_by_a_thousandth(mastery: float, fine: bool) -> None:  # noqa: FBT001  # a table of cases
    assert (accepted(raw_event(mastery=mastery)) is not None) == fine


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["completion", "quiz", "quality", "consistency"])
def test_scores_that_are_no_numbers_are_refused(name: str, score: float) -> None:
    assert accepted(raw_event(scores=raw_event()["scores"] | {name: score})) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"student_id": ""},
        {"student_id": "s" * 51},
        {"student_id": "a:b"},
        {"student_id": "ada@school.example"},
        {"student_id": " stu"},
        {"student_id": "stu\x00"},
        {"student_id": "stu\u200b1"},
        {"component": ""},
        {"component": "c" * 51},
        {"component": "a:b"},
        {"component": "loops\n"},
        {"event_id": ""},
        {"event_id": "e" * 101},
        {"event_type": ""},
        {"event_type": "t" * 51},
        {"idempotency_key": ""},
        {"idempotency_key": "k" * 201},
        {"idempotency_key": "k\x7f"},
        {"version": "2.0"},
        {"version": "1"},
        {"timestamp": 0},
        {"timestamp": -5},
        {"timestamp": 2**53},
    ],
)
def test_broken_fields_are_refused_here_and_by_the_schemas(changes: dict[str, Any]) -> None:
    assert accepted(raw_event(**changes)) is None
    with pytest.raises(InvalidError):
        normalise(raw_event(**changes), "clamp")


@pytest.mark.parametrize(
    "changes",
    [
        {"student_id": "s" * 50},
        {"student_id": "Zoë7"},
        {"student_id": "学生-1"},
        {"component": "c" * 50},
        {"event_id": "a:b@c" + "e" * 95},
        {"event_type": "t" * 50},
        {"idempotency_key": "k" * 200},
        {"version": "1.12"},
        {"timestamp": 2**53 - 1},
    ],
)
def test_fields_at_their_limits_are_accepted_here_and_by_the_schemas(changes: dict[str, Any]) -> None:
    assert accepted(raw_event(**changes)) is not None
    normalise(raw_event(**changes), "clamp")


SCORES = st.one_of(
    st.floats(-0.1, 1.1), st.floats(), st.integers(0, 10_000).map(lambda e4: e4 / 10_000), st.sampled_from([-0.0, 0.0])
)
NAMES = st.one_of(st.text(max_size=60), st.sampled_from(["loops", "a:b", "a@b", " a", "a ", "\u3000a", "a\u2028b"]))


@given(
    scores=st.tuples(SCORES, SCORES, SCORES, SCORES),
    off_by=st.sampled_from([0.0, 0.0, 0.0009, -0.001, 0.001, 0.0011, 0.4, math.nan]),
    clamp=st.booleans(),
)
def test_oracle_and_schemas_agree_on_scores(scores: tuple[float, ...], off_by: float, *, clamp: bool) -> None:
    weighed = sum(
        weight * min(1.0, max(0.0, 0.0 if math.isnan(score) else score))
        for weight, score in zip((0.4, 0.3, 0.2, 0.1), scores, strict=True)
    )
    _agree(with_scores(*scores, weighed + off_by), clamp=clamp)


@given(
    student_id=NAMES, component=NAMES, idempotency_key=st.text(max_size=210), version=st.from_regex(r"[12]\.\d{0,4}")
)
def test_oracle_and_schemas_agree_on_texts(student_id: str, component: str, idempotency_key: str, version: str) -> None:
    event = raw_event(student_id=student_id, component=component, idempotency_key=idempotency_key, version=version)
    _agree(event, clamp=True)


def _agree(raw: dict[str, Any], *, clamp: bool) -> None:
    oracles = accepted(raw, clamp=clamp)
    try:
        fleets: StudentProgress | None = normalise(raw, "clamp" if clamp else "reject").event
    except InvalidError:
        fleets = None
    assert (oracles is None) == (fleets is None)
    if oracles is not None and fleets is not None:
        kept = (fleets.scores.completion, fleets.scores.quiz, fleets.scores.quality, fleets.scores.consistency)
        assert tuple(score / 10_000 for score in oracles.scores) == kept


# Hashes that Kafka's own test of its partitioner expects.
@pytest.mark.parametrize(
    ("student_id", "hashed"),
    [("21", -973932308), ("foobar", -790332482), ("a-little-bit-long-string", -985981536)],
)
def test_home_partition_is_kafkas(student_id: str, hashed: int) -> None:
    assert home_partition(student_id, 2**31) == hashed & 0x7FFF_FFFF


@given(st.text(max_size=60), st.integers(1, 50))
def test_home_partition_agrees_with_the_fleets(student_id: str, partitions: int) -> None:
    assert home_partition(student_id, partitions) == partition_for(student_id.encode(), partitions)
