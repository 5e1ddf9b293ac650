"""Every record through its golden schema and back, from any value that its model takes."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base import Record
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus, ErrorEvent
from schemas.errors import InvalidError
from schemas.ids import is_student_id
from schemas.metadata import ProgressMetadata
from schemas.progress import ComponentScores, StudentProgress, mastery_of
from schemas.registry import FileRegistry
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ProgressRequest, ReviewRequest
from schemas.responses import AgentResponse
from schemas.signals import LearningSignal, StruggleAlert
from schemas.topics import CATALOGUE

CODEC = Codec(FileRegistry.load())
MODELS: dict[str, type[Record]] = {
    "learning.events": StudentProgress,
    "progress.requests": ProgressRequest,
    "debug.requests": DebugRequest,
    "concepts.requests": AgentRequest,
    "exercise.requests": ExerciseRequest,
    "review.requests": ReviewRequest,
    "agent.responses": AgentResponse,
    "learning.signals": LearningSignal,
    "struggle.alerts": StruggleAlert,
    "dead-letter.queue": ErrorEvent,
    "dead-letter.status": DeadLetterStatus,
}

names = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=":@"), min_size=1, max_size=50
).filter(is_student_id)  # none that looks like a person
texts = st.text(st.characters(codec="utf-8"), max_size=50)
filled = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)
instants = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of the strategy are naive
units = st.floats(0, 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)
maps = st.dictionaries(texts, json_values, max_size=3)
versions = st.integers(0, 999).map(lambda minor: f"1.{minor}")
retries = st.integers(0, 5)
places = st.integers(0, 2**31 - 1)
signal_kinds = st.sampled_from(["error", "failed_run", "low_quiz", "stuck"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


scores = st.builds(ComponentScores, completion=units, quiz=units, quality=units, consistency=units)
metadata = st.builds(
    ProgressMetadata,
    item_id=maybe(names),
    concepts=st.lists(names, max_size=8),
    item_level=maybe(st.floats(-10, 10)),
    rating=maybe(st.floats(-10, 10)),
    passed=maybe(st.booleans()),
    seconds=maybe(st.floats(0, 604_800)),
    hints=maybe(st.integers(0, 1000)),
)
progress = scores.flatmap(
    lambda given: st.builds(
        StudentProgress,
        version=versions,
        event_id=names,
        event_type=names,
        timestamp=st.integers(1, 2**53 - 1),
        student_id=names,
        component=names,
        scores=st.just(given),
        mastery=st.just(mastery_of(given)),
        idempotency_key=names,
        metadata=maybe(metadata),
    )
)
question = {"version": versions, "student_id": names, "query": filled, "context": maybe(maps), "timestamp": instants}
noticed = {"version": versions, "student_id": names, "timestamp": instants, "component": maybe(names), "metadata": maps}
STRATEGIES: dict[str, st.SearchStrategy[Record]] = {
    "learning.events": progress,
    "progress.requests": st.builds(
        ProgressRequest, **question, component=maybe(names), days=maybe(st.integers(1, 3660))
    ),
    "debug.requests": st.builds(DebugRequest, **question, code=filled, language=filled),
    "concepts.requests": st.builds(AgentRequest, **question),
    "exercise.requests": st.builds(
        ExerciseRequest,
        **question,
        topic=filled,
        difficulty=maybe(st.sampled_from(["easy", "medium", "hard"])),
        constraints=maybe(maps),
    ),
    "review.requests": st.builds(ReviewRequest, **question, code=filled, criteria=st.lists(filled, min_size=1)),
    "agent.responses": st.builds(
        AgentResponse,
        version=versions,
        response_id=filled,
        agent_type=st.sampled_from(["progress", "debug", "concepts", "exercise", "review"]),
        student_id=names,
        timestamp=instants,
        content=texts,
        metadata=maps,
        token_efficiency=units,
        processing_time_ms=st.floats(0, 1e9),
    ),
    "learning.signals": st.builds(
        LearningSignal, **noticed, signal_id=filled, kind=signal_kinds, source=filled, detail=maybe(texts)
    ),
    "struggle.alerts": st.builds(
        StruggleAlert, **noticed, alert_id=filled, reason=filled, kinds=st.lists(signal_kinds), signal_count=places
    ),
    "dead-letter.queue": st.builds(
        ErrorEvent,
        version=versions,
        event_id=filled,
        original_event_type=texts,
        error_type=filled,
        error_message=texts,
        failed_at=instants,
        original_payload=maps,
        retry_count=retries,
        consumer_agent=maybe(texts),
        original_key=maybe(st.binary()),
        original_value=maybe(st.binary()),
        original_headers=maybe(st.lists(st.tuples(texts, maybe(st.binary())))),
        original_topic=maybe(filled),
        original_partition=maybe(places),
        original_offset=maybe(st.integers(0, 2**63 - 1)),
        schema_id=maybe(st.integers(0, 2**32 - 1)),
        exception_class=maybe(texts),
        stack=maybe(texts),
        first_failure_at=maybe(instants),
        permanent=st.booleans(),
    ),
    "dead-letter.status": st.builds(
        DeadLetterStatus,
        version=versions,
        entry_id=filled,
        status=st.sampled_from(["retrying", "resolved", "superseded", "permanent", "discarded"]),
        changed_at=instants,
        retry_count=retries,
        event_id=maybe(texts),
        actor=maybe(texts),
        reason=maybe(texts),
    ),
}

each_topic = pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: topic.name)


@each_topic
def test_any_value_reads_back_equal(topic: Any) -> None:
    model = MODELS[topic.name]

    @given(STRATEGIES[topic.name])
    def check(value: Record) -> None:
        registered, fields = CODEC.decode(CODEC.encode(topic.subject, value.to_avro()), topic.value)
        assert registered.name == f"fleet.{model.__name__}" == topic.value
        assert model.from_avro(fields) == value
        assert model.model_validate_json(value.model_dump_json()) == value

    check()


@each_topic
def test_schema_and_model_have_the_same_fields_and_defaults(topic: Any, registry: FileRegistry) -> None:
    model = MODELS[topic.name]
    fields = {field["name"]: field for field in registry.latest(topic.subject).schema["fields"]}
    assert fields.keys() == model.model_fields.keys()
    for name, field in fields.items():
        here = model.model_fields[name]
        if here.is_required():
            # `original_payload` must be said here, but a foreign writer may leave it out.
            assert "default" not in field or name == "original_payload"
        elif model is StudentProgress and name == "version":
            # The schema names the version it is; an event without metadata is one of 1.0, as the spec has it.
            assert (field["default"], here.default) == ("1.1", "1.0")
        elif here.default_factory is None or "default" in field:
            default = here.get_default(call_default_factory=True)
            assert field["default"] == ("{ }" if default == {} else default)  # a registry server takes "{}" for {}
        else:
            assert name in {"timestamp", "failed_at", "changed_at"}, "only the present instant has no default in Avro"


@each_topic
def test_free_maps_are_text_and_instants_are_milliseconds(topic: Any, registry: FileRegistry) -> None:
    model = MODELS[topic.name]
    for field in registry.latest(topic.subject).schema["fields"]:
        annotation = str(model.model_fields[field["name"]].annotation)
        assert ("dict[str, typing.Any]" in annotation) == (field["name"] in model.json_fields)
        if field["name"] in model.json_fields:
            assert field["type"] in ("string", ["null", "string"])
        if "datetime" in annotation:
            assert "timestamp-millis" in str(field["type"])


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null and void", '"{}"', "\ud800"], ids=ascii)
def test_text_that_is_no_json_object_is_an_error_of_its_field(text: str) -> None:
    raw = {"student_id": "s", "query": "q", "context": text, "timestamp": datetime.now(UTC)}
    with pytest.raises(InvalidError) as caught:
        AgentRequest.from_avro(raw)
    assert caught.value.field == "context"


def test_null_and_absent_maps_are_none() -> None:
    raw = {"student_id": "s", "query": "q", "timestamp": datetime.now(UTC)}
    assert AgentRequest.from_avro(raw).context is None
    assert AgentRequest.from_avro(raw | {"context": None}).context is None
    assert AgentRequest.from_avro(raw | {"context": None}).to_avro()["context"] is None


def test_what_json_lacks_keeps_its_name_instead_of_becoming_null() -> None:
    context = {"scores": [math.nan, math.inf, -math.inf], "kept": 1.5}
    assert AgentRequest(student_id="s", query="q", context=context).context == {
        "scores": ["nan", "inf", "-inf"],
        "kept": 1.5,
    }


def test_a_map_that_holds_itself_is_an_error() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    with pytest.raises(InvalidError, match="context"):
        AgentRequest.read({"student_id": "s", "query": "q", "context": loop})


def test_text_nested_beyond_all_measure_is_an_error() -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    with pytest.raises(InvalidError, match="context"):
        AgentRequest.from_avro({"student_id": "s", "query": "q", "context": deep, "timestamp": datetime.now(UTC)})
