"""A corrected payload becomes another event that names the broken one."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.retry.corrections import correction_of
from agents.runtime.problems import ProblemError
from agents.runtime.records import CORRECTS, FIRST_APPEND
from schemas.codec import Codec
from schemas.errors import InvalidError
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.failure_entry import About, Entry

BROKEN = Entry("learning.events:1:7", About(agent="progress", append_ms=1_768_305_600_000))


def test_it_has_an_id_and_a_key_of_its_own_and_names_the_broken_one(
    codec: Codec, event: Callable[..., dict[str, Any]]
) -> None:
    payload = event("old", student_id="stu-9")
    emit, event_id = correction_of(BROKEN, payload, codec)
    sent = codec.decode(emit.value, LEARNING_EVENTS.value)[1]
    assert sent["event_id"] == event_id
    assert sent["idempotency_key"] == event_id
    assert event_id not in ("evt-old", None)
    assert {name: sent[name] for name in ("student_id", "component", "scores")} == {
        name: payload[name] for name in ("student_id", "component", "scores")
    }
    assert dict(emit.headers) == {CORRECTS: b"learning.events:1:7", FIRST_APPEND: b"1768305600000"}
    assert (emit.key, emit.partition) == (b"stu-9", partition_for(b"stu-9", PARTITIONS)), "it may be another student's"


def test_the_same_edit_twice_is_one_event_and_another_edit_is_another(
    codec: Codec, event: Callable[..., dict[str, Any]]
) -> None:
    first, again, other = (
        correction_of(BROKEN, event("x", component=component), codec).event_id for component in ("a", "a", "b")
    )
    assert first == again != other


def test_mastery_follows_from_the_scores_where_it_is_left_out(
    codec: Codec, event: Callable[..., dict[str, Any]]
) -> None:
    payload = event("x")
    del payload["mastery"]
    sent = codec.decode(correction_of(BROKEN, payload, codec).emit.value)[1]
    assert sent["mastery"] == pytest.approx(0.84)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mastery": 0.1},
        {"student_id": None},
        {"student_id": "a@b"},
        {"scores": {"completion": 2.0, "quiz": 0.0, "quality": 0.0, "consistency": 0.0}},
        {"scores": 3},
        {"component": ""},
    ],
)
def test_what_breaks_a_rule_is_refused(
    codec: Codec, event: Callable[..., dict[str, Any]], wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidError):
        correction_of(BROKEN, event("x", **wrong), codec)


def test_a_request_is_corrected_as_its_model_says(codec: Codec) -> None:
    asked = Entry("debug.requests:1:7")
    payload = {"student_id": "stu-9", "query": "why?", "code": "print(1)"}
    emit, event_id = correction_of(asked, payload, codec)
    assert event_id is None
    assert codec.decode(emit.value, "fleet.DebugRequest")[1]["code"] == "print(1)"
    with pytest.raises(InvalidError):
        correction_of(asked, {**payload, "code": ""}, codec)


def test_other_topics_have_no_corrections(codec: Codec) -> None:
    with pytest.raises(ProblemError):
        correction_of(Entry("agent.responses:1:7"), {}, codec)
