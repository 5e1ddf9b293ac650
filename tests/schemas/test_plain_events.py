"""What is read the short way is what Avro and the model would have read, to the same result."""

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import plain_events
from schemas.codec import Codec
from schemas.errors import SchemaError, UndecodableError
from schemas.plain_events import EventReader
from schemas.progress import Accepted, ScorePolicy, accept
from schemas.registry import FileRegistry
from schemas.topics import LEARNING_EVENTS

NAMES = ("completion", "quiz", "quality", "consistency")
LIMITS = {"event_id": 100, "event_type": 50, "idempotency_key": 200, "student_id": 50, "component": 50}

CODEC = Codec(FileRegistry.load())

tricky = st.text(st.sampled_from("ab: @\x00\u00e9\u200b\u2028\U0001f600"), max_size=6)


def text(longest: int) -> st.SearchStrategy[str]:
    # 63 characters are the last whose length is one byte.
    long = st.sampled_from([longest - 1, longest, longest + 1, 63, 64]).map("x".__mul__)
    usual = st.sampled_from(["loops", "stu-1", "student.progress.update", "student.quiz.passed"])
    return st.one_of(usual, tricky, long)


score = st.one_of(st.integers(0, 10_000).map(lambda one: one / 10_000), st.floats(-0.1, 1.1), st.floats())
times = st.one_of(
    st.integers(1_700_000_000_000, 1_800_000_000_000),
    # Where the number of bytes changes, and what has a sign.
    st.sampled_from([0, -1, 63, 64, 2**34 - 1, 2**34, 2**41 - 1, 2**41, 2**53 - 1, 2**53, -(2**40), 2**63 - 1]),
    st.integers(-(2**63), 2**63 - 1),
)
maybe_score = st.none() | score
metadata = st.none() | st.fixed_dictionaries(
    {
        "item_id": st.none() | text(200),
        "concepts": st.lists(st.one_of(st.sampled_from(["loops", "files"]), tricky), max_size=9),
        "item_level": st.none() | st.floats(-10.1, 10.1),
        "rating": maybe_score,
        "passed": st.none() | st.booleans(),
        "seconds": maybe_score,
        "hints": st.none() | st.integers(-1, 1001),
    }
)
events = st.fixed_dictionaries(
    {
        "metadata": metadata,
        **{name: text(longest) for name, longest in LIMITS.items()},
        "timestamp": times,
        "scores": st.fixed_dictionaries(dict.fromkeys(NAMES, score)),
        "version": st.sampled_from(["1.0", "1.0", "1.0", "1.1", "2.0", ""]),
    }
)
METADATA = {
    "item_id": "sum-of-multiples.1.x7",
    "concepts": ["loops", "files", "loops"],
    "item_level": -1.2,
    "rating": 0.2,
    "passed": True,
    "seconds": 95.25,
    "hints": 1,
}
GOOD = {
    "event_id": "evt-1",
    "event_type": "student.progress.update",
    "timestamp": 1_768_305_600_000,
    "version": "1.0",
    "student_id": "stu-1",
    "component": "loops",
    "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
    "mastery": 0.84,
    "idempotency_key": "key-1",
}


def judged(raw: bytes, policy: ScorePolicy) -> Any:
    """What Avro's reader and the model say."""
    try:
        return accept(CODEC.decode(raw, LEARNING_EVENTS.values())[1], policy)
    except SchemaError as error:
        return type(error), str(error)


def read(raw: bytes, policy: ScorePolicy, reader: EventReader | None = None) -> Any:
    reader = reader or EventReader(CODEC, policy)
    try:
        reader.read(encoded(GOOD))  # now it knows the schemas
        reader.read(encoded(GOOD | {"version": "1.1"}))
        return reader.read(raw)
    except SchemaError as error:
        return type(error), str(error)


def encoded(event: dict[str, Any]) -> bytes:
    return CODEC.encode(LEARNING_EVENTS.subject, event)


def with_mastery(event: dict[str, Any], off: float) -> dict[str, Any]:
    """The event with the mastery that its scores give, `off` beside it."""
    exact = [min(max(event["scores"][name], 0.0), 1.0) for name in NAMES]
    return event | {"mastery": sum(weight * one for weight, one in zip((0.4, 0.3, 0.2, 0.1), exact, strict=True)) + off}


@given(events, st.one_of(st.just(0.0), st.floats(-0.002, 0.002), st.floats()), st.sampled_from(["clamp", "reject"]))
@example(GOOD, 0.0, "reject")
@example(GOOD | {"version": "1.1"}, 0.0, "reject")
@example(GOOD | {"version": "1.1", "metadata": METADATA}, 0.0, "reject")
def test_both_ways_agree_on_every_event(event: dict[str, Any], off: float, policy: ScorePolicy) -> None:
    raw = encoded(with_mastery(event, off))
    assert read(raw, policy) == judged(raw, policy)


@given(st.data())
def test_both_ways_agree_on_damaged_bytes(data: st.DataObject) -> None:
    raw = bytearray(encoded(with_mastery(data.draw(events), 0.0)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(5, len(raw) - 1))
        raw[at] = data.draw(st.one_of(st.integers(0, 255), st.just(raw[at] ^ 1), st.just(raw[at] ^ 0x80)))
    end = data.draw(st.one_of(st.just(len(raw)), st.integers(0, len(raw))))
    damaged = bytes(raw[:end]) + data.draw(st.sampled_from([b"", b"", b"\x00"]))
    assert read(damaged, "clamp") == judged(damaged, "clamp")


def test_numbers_in_a_longer_form_than_they_need_are_left_to_avro() -> None:
    good = encoded(GOOD)
    at = 6 + len("evt-1") + 1 + len("student.progress.update")
    zero = good[:at] + b"\x80\x80\x80\x80\x80\x00" + good[at + 6 :]
    assert CODEC.decode(zero)[1]["timestamp"] == 0
    assert plain_events._recognise(zero) is None
    assert read(zero, "clamp") == judged(zero, "clamp")


FIELDS = [
    (field, value)
    for field, values in {
        **{name: ["", " a", "a ", "a\x00", "a\u200b", "x" * (most + 1)] for name, most in LIMITS.items()},
        "student_id": ["a:b", "a@b"],
        "component": ["a:b", "a@b"],
        "timestamp": [0, -1, 2**41, 2**53],
        "version": ["2.0", "1.00"],
        "mastery": [0.842, math.nan, math.inf],
    }.items()
    for value in values
]


@pytest.mark.parametrize(("field", "value"), FIELDS, ids=ascii)
def test_what_breaks_a_rule_is_left_to_the_model(field: str, value: Any) -> None:
    assert plain_events._recognise(encoded(GOOD)) == judged(encoded(GOOD), "reject")
    assert plain_events._recognise(encoded(GOOD | {field: value})) is None


@pytest.mark.parametrize("value", [1.01, -0.01, math.nan, math.inf], ids=ascii)
@pytest.mark.parametrize("name", NAMES)
def test_scores_out_of_range_are_left_to_the_model(name: str, value: float) -> None:
    scores = GOOD["scores"] | {name: value}  # type: ignore[operator]
    assert plain_events._recognise(encoded(with_mastery(GOOD | {"scores": scores}, 0.0))) is None


def test_scores_of_more_decimals_are_rounded_as_the_model_rounds_them() -> None:
    # Halves of the fourth decimal are no halves as doubles: only the decimal digits tell.
    for number in range(5, 100_000, 997):
        raw = encoded(with_mastery(GOOD | {"scores": dict.fromkeys(NAMES, number / 100_000)}, 0.0))
        short = plain_events._recognise(raw)
        assert isinstance(short, Accepted)
        assert short == judged(raw, "reject")


def test_only_schemas_of_the_plain_layout_are_read_the_short_way() -> None:
    reader = EventReader(CODEC, "clamp")
    good = encoded(GOOD)
    assert reader._plain == {}
    assert reader.read(good) == reader.read(good)
    assert reader._plain == {good[:5]: None}
    other = b"\x00\x00\x00\x00\x02" + good[5:]
    assert read(other, "clamp", reader) == judged(other, "clamp")
    assert reader._plain.keys() == {good[:5], encoded(GOOD | {"version": "1.1"})[:5]}


def test_metadata_is_read_the_short_way_too() -> None:
    reader = EventReader(CODEC, "clamp")
    for said in ({}, {"metadata": METADATA}):
        raw = encoded(GOOD | {"version": "1.1"} | said)
        assert raw[:5] == b"\x00\x00\x00\x00\x0f"
        whole = reader.read(raw)
        assert plain_events._recognise(raw, reader._plain[raw[:5]]) == whole == judged(raw, "clamp")
        assert (whole.metadata is not None) is bool(said)
    assert whole.metadata == (
        "sum-of-multiples.1.x7",
        ("files", "loops"),
        -1200,
        200,
        True,
        95_250,
        1,
    )


@pytest.mark.parametrize("said", [{}, {"metadata": METADATA}], ids=["none", "some"])
def test_bytes_after_the_metadata_or_none_for_it_are_damage(said: dict[str, Any]) -> None:
    good = encoded(GOOD | {"version": "1.1"} | said)
    end = len(good) - 1 if not said else good.index(b"key-1") + len("key-1")
    for raw in (good + b"\x00", good + b"\x02", good[:-1], good[:end], good[:end] + b"\x04", good[:end] + b"\x01"):
        assert read(raw, "clamp") == judged(raw, "clamp")
        assert read(raw, "clamp")[0] is UndecodableError


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("item_id", ""),
        ("item_id", "x" * 201),
        ("concepts", ["a:b"]),
        ("concepts", list("abcdefghi")),
        ("item_level", 10.5),
        ("item_level", math.nan),
        ("rating", -10.5),
        ("seconds", -0.1),
        ("seconds", 7 * 86_400 + 1.0),
        ("hints", -1),
    ],
    ids=ascii,
)
def test_metadata_that_breaks_a_rule_is_refused_and_named(field: str, value: Any) -> None:
    raw = encoded(GOOD | {"version": "1.1", "metadata": METADATA | {field: value}})
    kind, said = judged(raw, "clamp")
    assert read(raw, "clamp") == (kind, said)
    assert said.startswith(f"metadata.{field}")
