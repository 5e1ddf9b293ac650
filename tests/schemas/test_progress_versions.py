"""StudentProgress 1.0, 1.1 and 2.0: every version is read to the same, and nobody who knows less is led astray."""

import contextlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.oracle.avro import read_event
from fleet.oracle.model import Rules
from fleet.oracle.rules import RejectedError, validate
from schemas.codec import Codec
from schemas.compatibility import check_majors, check_new
from schemas.errors import InvalidError, SchemaError, UndecodableError, UnknownSchemaError, UnknownVersionError
from schemas.majors import entity_of, major_of
from schemas.plain_events import EventReader
from schemas.progress import Accepted, StudentProgress, accept, version_of
from schemas.progress_v2 import StudentProgressV2
from schemas.registry import FileRegistry, RegisteredSchema
from schemas.topics import LEARNING_EVENTS
from schemas.upcasters import DOWN, RELEASES, UP, converted
from tests.schemas.test_plain_events import GOOD, METADATA, NAMES
from tests.schemas.test_records_in_avro import names, progress, units

(V2,) = LEARNING_EVENTS.later_subjects
REGISTRY = FileRegistry.load()
CODEC = Codec(REGISTRY)
READER = EventReader(CODEC, "clamp")
STEPS = {*UP} & {(end, begin) for begin, end in DOWN}

events = progress.map(lambda event: event.model_copy(update={"version": version_of(event.metadata)}))
kinds = st.sampled_from(["TOPIC", "CONCEPT", "MODULE", "PROJECT", "OTHER"])


def written(fields: dict[str, Any]) -> bytes:
    major = fields["version"].partition(".")[0]
    return CODEC.encode(V2 if major == "2" else LEARNING_EVENTS.subject, fields)


def two(**changes: Any) -> dict[str, Any]:
    return converted(GOOD | {"metadata": METADATA}, "2.0") | changes


# -- steps -------------------------------------------------------------------------------------------------------------
@given(events, st.sampled_from(RELEASES))
def test_every_release_of_an_event_is_folded_to_the_same(event: StudentProgress, release: str) -> None:
    fields = event.to_avro()
    there = converted(fields, release)
    read = READER.read(written(there))
    wanted = accept(fields, "clamp")
    assert read == (wanted if release != "1.0" else wanted._replace(metadata=None))


@given(events)
def test_up_and_down_again_is_where_one_began(event: StudentProgress) -> None:
    fields = converted(event.to_avro(), "1.1")
    assert converted(converted(fields, "2.0"), "1.1") == fields
    assert converted(converted(fields, "1.0"), "1.1") == fields | {"metadata": None}
    assert converted(fields, "1.1") == fields


@given(events)
def test_steps_change_nothing_of_what_they_are_given(event: StudentProgress) -> None:
    fields = event.to_avro()
    before = json.dumps(fields)
    converted(fields, "2.0")["scores"]["another"] = 1.0
    assert json.dumps(fields) == before


@given(events, st.dictionaries(names, units, max_size=16), kinds)
def test_the_chain_makes_valid_events_of_version_2_and_what_only_they_say_is_not_folded(
    event: StudentProgress, more: dict[str, float], kind: str
) -> None:
    fields = converted(event.to_avro(), "2.0")
    fields["scores"] = more | fields["scores"]
    fields["component"]["kind"] = kind
    raw = written(fields)
    model = StudentProgressV2.from_avro(CODEC.decode(raw)[1])
    assert model.to_avro() == fields
    assert READER.read(raw) == accept(event.to_avro(), "clamp")


@pytest.mark.parametrize("release", RELEASES)
def test_a_later_minor_version_is_read_as_the_newest_known(release: str) -> None:
    later = {"1.0": "1.7", "1.1": "1.7", "2.0": "2.7"}[release]
    fields = converted(GOOD, release) | {"version": later}
    assert isinstance(READER.read(written(fields)), Accepted)
    with pytest.raises(InvalidError, match="version"):
        converted(fields | {"version": "3.0"})


# -- judging version 2 -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": "1.1"}, "version"),
        ({"version": "2.0000"}, "version"),
        ({"version": "2.x"}, "version"),
        ({"scores": dict.fromkeys(NAMES[:3], 0.5)}, "scores.consistency"),
        ({"scores": dict.fromkeys(NAMES, 0.5) | {"tempo": math.nan}}, "scores"),
        ({"scores": dict.fromkeys(NAMES, 0.5) | {"": 0.5}}, "scores"),
        ({"scores": dict.fromkeys([*NAMES, *"abcdefghijklmnopq"], 0.5)}, "scores"),
        ({"mastery": 0.2}, "mastery"),
        ({"component": {"name": "a:b", "kind": "OTHER"}}, "component"),
        ({"student_id": ""}, "student_id"),
        ({"metadata": METADATA | {"hints": -1}}, "metadata.hints"),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_named_and_the_oracle_agrees(change: dict[str, Any], field: str) -> None:
    raw = written(two(**change)) if change.get("version") != "1.1" else CODEC.encode(V2, two(**change))
    with pytest.raises(InvalidError) as caught:
        READER.read(raw)
    assert caught.value.field == field
    with pytest.raises(RejectedError, match="invalid"):
        validate(read_event(raw), Rules())


@given(events, st.sampled_from(RELEASES))
def test_the_oracle_reads_every_release_to_the_same(event: StudentProgress, release: str) -> None:
    raw = written(converted(event.to_avro(), release))
    ours, theirs = READER.read(raw), validate(read_event(raw), Rules())
    assert (theirs.event_id, theirs.component, theirs.scores) == (ours.event_id, ours.component, ours.scores)
    assert (theirs.metadata is None) == (ours.metadata is None)


def test_scores_out_of_range_are_clamped_in_version_2_too() -> None:
    scores = dict.fromkeys(NAMES, 1.0) | {"quiz": 1.5, "tempo": 7.0}
    read = READER.read(written(two(scores=scores, mastery=1.0)))
    assert (read.clamped, read.scores) == (True, (10_000,) * 4)


# -- who knows less ----------------------------------------------------------------------------------------------------
def test_a_major_version_that_is_not_read_is_no_damage_but_worth_another_try() -> None:
    raw = written(two())
    old = EventReader(CODEC, "clamp", 1)
    with pytest.raises(UnknownVersionError, match="does not read major version 2") as caught:
        old.read(raw)
    assert caught.value.code == "unknown_version"
    assert isinstance(old.read(written(GOOD)), Accepted)
    assert old.fields(raw) is not None  # a dead letter shows what it is
    with pytest.raises(UndecodableError):
        READER.read(b"\x00\x00\x00\x00\x02" + raw[5:])  # another topic's record


def test_an_old_registry_does_not_know_the_id() -> None:
    old = FileRegistry([one for one in REGISTRY if major_of(one.name) == 1])
    with pytest.raises(UnknownSchemaError):
        EventReader(Codec(old), "clamp").read(written(two()))


@given(events, st.data())
def test_damaged_bytes_of_version_2_are_never_more_than_a_schema_error(
    event: StudentProgress, data: st.DataObject
) -> None:
    raw = bytearray(written(converted(event.to_avro(), "2.0")))
    raw[data.draw(st.integers(5, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(SchemaError):
        READER.read(bytes(raw))


# -- the rule for major versions ---------------------------------------------------------------------------------------
def test_names_say_the_major_version() -> None:
    assert [major_of(one) for one in ("fleet.A", "fleet.v2.A", "fleet.v10.A", "fleet.v1.A", "A")] == [1, 2, 10, 1, 1]
    assert entity_of("fleet.v2.A") == entity_of("fleet.A") == "fleet.A"
    assert entity_of("x.y.v3.A") == "x.y.A"


def test_version_2_cannot_follow_in_the_subject_of_version_1() -> None:
    schema = json.loads((Path(__file__).parents[2] / "schemas/avro/student_progress_v2.v1.avsc").read_text())
    assert check_new(schema, REGISTRY, LEARNING_EVENTS.subject)
    assert check_new(schema, REGISTRY, V2) == []


def test_a_major_version_needs_a_subject_and_steps_of_its_own() -> None:
    assert check_majors(REGISTRY, STEPS) == []
    assert check_majors(REGISTRY, STEPS - {("1.1", "2.0")}) == [
        "nothing leads from 1.1 to 2.0 of fleet.StudentProgress"
    ]
    moved = [
        RegisteredSchema(one.id, LEARNING_EVENTS.subject, 3, one.name, one.schema) if one.subject == V2 else one
        for one in REGISTRY
    ]
    assert "needs a subject of its own" in check_majors(moved, STEPS)[0]
    skipped = RegisteredSchema(
        17, f"{LEARNING_EVENTS.name}-fleet.v4.StudentProgress", 1, "fleet.v4.StudentProgress", {}
    )
    assert any("to 4.0" in one for one in check_majors([*REGISTRY, skipped], STEPS))
