from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.errors import InvalidError
from schemas.progress import ScorePolicy
from schemas.requests import AgentRequest, ProgressRequest, ProgressUpdate

BODY: dict[str, Any] = {
    "component": "loops",
    "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
}


def to_event(body: dict[str, Any], policy: ScorePolicy = "clamp", student_id: str = "stu-00123") -> Any:
    return ProgressUpdate.read(body).to_event(student_id, new_id="new-1", now_ms=1642095000000, policy=policy)


def test_the_shortest_body_makes_a_whole_event() -> None:
    event, clamped = to_event(BODY)
    assert not clamped
    assert event.model_dump() == {
        "version": "1.0",
        "event_id": "new-1",
        "event_type": "student.progress.update",
        "timestamp": 1642095000000,
        "student_id": "stu-00123",
        "component": "loops",
        "scores": BODY["scores"],
        "mastery": 0.84,
        "idempotency_key": "new-1",
        "metadata": None,
    }


def test_an_event_with_metadata_is_one_of_version_1_1() -> None:
    event = to_event(BODY | {"metadata": {"item_id": "quiz-7", "passed": True, "concepts": ["loops"]}}).event
    assert event.version == "1.1"
    assert event.metadata is not None
    assert (event.metadata.item_id, event.metadata.passed, event.metadata.seconds) == ("quiz-7", True, None)
    with pytest.raises(InvalidError, match=r"metadata\.pased"):
        to_event(BODY | {"metadata": {"pased": True}})


def test_what_the_client_gives_is_kept() -> None:
    event = to_event(BODY | {"event_id": "e", "idempotency_key": "k", "timestamp": 5}).event
    assert (event.event_id, event.idempotency_key, event.timestamp) == ("e", "k", 5)
    assert to_event(BODY | {"event_id": "e"}).event.idempotency_key == "e"


def test_the_score_policy_is_the_streams() -> None:
    body = BODY | {"scores": BODY["scores"] | {"quiz": 1.5}}
    event, clamped = to_event(body)
    assert clamped
    assert (event.scores.quiz, event.mastery) == (1.0, 0.87)
    with pytest.raises(InvalidError) as caught:
        to_event(body, "reject")
    assert caught.value.field == "scores.quiz"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "record"),
        (b"[]", "record"),
        (b"{}", "component"),
        (b'{"component": "loops"}', "scores"),
        (b'{"component": "a:b", "scores": {}}', "component"),
        (b'{"component": "c", "scores": {"completion":NaN,"quiz":0,"quality":0,"consistency":0}}', "scores.completion"),
        (
            b'{"component": "c", "scores": {"completion":1e999,"quiz":0,"quality":0,"consistency":0}}',
            "scores.completion",
        ),
        (b'{"component": "c", "scores": {"completion":"1","quiz":0,"quality":0,"consistency":0}}', "scores.completion"),
        (b'{"component": "c", "scores": {"completion":1,"quiz":0,"quality":0}}', "scores.consistency"),
        (b'{"component": "c", "scores": {"completion":1,"quiz":0,"quality":0,"consistency":0}, "time": 1}', "time"),
        (
            b'{"component": "c", "scores": {"completion":1,"quiz":0,"quality":0,"consistency":0}, "timestamp": 1.5}',
            "timestamp",
        ),
        (
            b'{"component": "c", "scores": {"completion":1,"quiz":0,"quality":0,"consistency":0}, "event_id": ""}',
            "event_id",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else ascii(value[-60:]),
)
def test_a_bad_body_is_named_by_its_field(body: bytes, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        ProgressUpdate.read_json(body)
    assert caught.value.field == field


def test_whole_numbers_are_scores() -> None:
    body = b'{"component": "c", "scores": {"completion":1,"quiz":0,"quality":0,"consistency":0}}'
    event = ProgressUpdate.read_json(body).to_event("s", new_id="n", now_ms=1, policy="reject").event
    assert (event.scores.completion, event.mastery) == (1.0, 0.4)


def test_a_bad_student_id_of_the_path_is_named() -> None:
    with pytest.raises(InvalidError) as caught:
        to_event(BODY, student_id="ann@example.org")
    assert caught.value.field == "student_id"


def test_progress_needs_no_words() -> None:
    request = ProgressRequest.read({"student_id": "s"})
    assert (request.query, request.component, request.days) == ("progress", None, None)
    for change in ({"days": 0}, {"days": 3661}, {"days": True}, {"component": "a:b"}, {"query": ""}):
        with pytest.raises(InvalidError) as caught:
            ProgressRequest.read({"student_id": "s"} | change)
        assert caught.value.field == next(iter(change))


def test_requests_read_alike_from_json_and_from_python() -> None:
    text = b'{"student_id": "s", "query": "q", "timestamp": "2026-01-13T11:30:00.123456+01:00", "context": {"a": [1]}}'
    request = AgentRequest.read_json(text)
    assert request.timestamp == datetime(2026, 1, 13, 10, 30, 0, 123000, tzinfo=UTC)
    assert AgentRequest.read({**request.model_dump(), "timestamp": "2026-01-13T10:30:00.123Z"}) == request
