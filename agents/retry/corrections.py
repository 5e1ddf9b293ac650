"""A corrected payload as a new event in place of a broken one. Pure.

It is another event, so it has another `event_id` and another `idempotency_key`: the old key may be known with other
content (that may be why it failed), and its producer may yet send the event again under it, rightly. Both are made of
the entry and the content, so that an edit which is sent twice counts once. Lateness is judged by when the broken one
was first written, as for every copy of it.
"""

from hashlib import blake2b
from typing import Any, NamedTuple

from agents.retry.copies import was_read_from
from agents.retry.problems import NOT_SENDABLE
from agents.runtime.problems import ProblemError
from agents.runtime.records import CORRECTS, FIRST_APPEND
from schemas.base import Record
from schemas.canonical import dumps
from schemas.codec import Codec
from schemas.errors import InvalidError
from schemas.ids import check_pseudonym
from schemas.partitioner import partition_for
from schemas.progress import ComponentScores, mastery_of, normalise
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ProgressRequest, ReviewRequest
from schemas.topics import (
    CATALOGUE,
    CONCEPTS_REQUESTS,
    DEBUG_REQUESTS,
    EXERCISE_REQUESTS,
    LEARNING_EVENTS,
    PARTITIONS,
    PROGRESS_REQUESTS,
    REVIEW_REQUESTS,
)
from schemas.upcasters import converted
from tables.failure_entry import Entry
from tables.ownership import Emit

__all__ = ["Correction", "correction_of"]

_REQUESTS: dict[str, type[AgentRequest]] = {
    PROGRESS_REQUESTS.name: ProgressRequest,
    DEBUG_REQUESTS.name: DebugRequest,
    CONCEPTS_REQUESTS.name: AgentRequest,
    EXERCISE_REQUESTS.name: ExerciseRequest,
    REVIEW_REQUESTS.name: ReviewRequest,
}

_SUBJECTS = {topic.name: topic.subject for topic in CATALOGUE}


class Correction(NamedTuple):
    """A record to be sent, and the id of its event; None for requests, which have none."""

    emit: Emit
    event_id: str | None


def correction_of(entry: Entry, payload: dict[str, Any], codec: Codec) -> Correction:
    """The event that is sent in place of the broken one.

    Args:
        entry: of the broken one.
        payload: the corrected fields. `event_id` and `idempotency_key` are made anew; `mastery` follows from the
            scores where it is left out.
        codec: for the event.

    Raises:
        InvalidError: names the fields and what they must be.
        ProblemError: records of this topic cannot be corrected.
    """
    topic, _, _ = entry.origin
    identity = blake2b(dumps([entry.id, payload]), digest_size=12).hexdigest()
    if topic == LEARNING_EVENTS.name:
        record, event_id = _event(payload, identity), f"edit-{identity}"
    elif topic in _REQUESTS and was_read_from(topic, entry.origin.partition):
        record, event_id = _REQUESTS[topic].read_json(dumps(payload)), None
    else:
        raise ProblemError(NOT_SENDABLE, f"Records of {topic} cannot be corrected here: send a new one")
    student = record.to_avro()["student_id"]
    headers = [(CORRECTS, entry.id.encode())]
    if entry.about.append_ms is not None:
        headers.append((FIRST_APPEND, str(entry.about.append_ms).encode()))
    value = codec.encode(_SUBJECTS[topic], record.to_avro())
    home = partition_for(student.encode(), PARTITIONS)
    return Correction(Emit(topic, student.encode(), value, home, headers), event_id)


def _event(payload: dict[str, Any], identity: str) -> Record:
    fields = {**payload, "event_id": f"edit-{identity}", "idempotency_key": f"edit-{identity}"}
    if "name" in _mapping(fields.get("component")) and isinstance(fields.get("scores"), dict):  # as in version 2
        fields = converted({**fields, "version": "2.0"})
    if "mastery" not in fields and isinstance(fields.get("scores"), dict):
        fields["mastery"] = mastery_of(ComponentScores.read(fields["scores"]))
    if not isinstance(fields.get("student_id"), str):
        raise InvalidError.of("student_id", "must be there")
    check_pseudonym(fields["student_id"])
    return normalise(fields, "reject").event


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
