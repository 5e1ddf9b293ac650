"""Records that one could send, as JSON: an agent's own examples, and one of each other kind that others send."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from agents.runtime.spec import AgentSpec
from schemas.progress import StudentProgress
from schemas.requests import ProgressRequest
from schemas.responses import AgentResponse
from schemas.topics import AGENT_RESPONSES, LEARNING_EVENTS, PROGRESS_REQUESTS

__all__ = ["examples"]

_WHEN: Final = datetime(2026, 1, 13, 10, 30, tzinfo=UTC)
_STUDENT: Final = "stu-00123"


def examples(agents: Iterable[AgentSpec]) -> dict[str, dict[str, Any]]:
    """The fields of one record, by topic; instants are milliseconds since 1970, as they are in Avro."""
    found = {
        LEARNING_EVENTS.name: StudentProgress.read(
            {
                "event_id": "evt-12345",
                "timestamp": int(_WHEN.timestamp() * 1000),
                "student_id": _STUDENT,
                "component": "loops",
                "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
                "mastery": 0.84,
                "idempotency_key": "evt-12345",
            }
        ),
        PROGRESS_REQUESTS.name: ProgressRequest(student_id=_STUDENT, query="How am I doing?", timestamp=_WHEN),
        AGENT_RESPONSES.name: AgentResponse(
            response_id="progress-progress.requests:4:17",
            agent_type="progress",
            student_id=_STUDENT,
            timestamp=_WHEN,
            content="Nothing is known of stu-00123 yet.",
            token_efficiency=0.5,
            processing_time_ms=0.4,
        ),
    }
    for one in (one for spec in agents for one in spec.answers):
        if one.topic is not None and one.example:
            found[one.topic.name] = one.model.read({**one.example, "timestamp": _WHEN})
    return {topic: _json(record.to_avro()) for topic, record in found.items()}


def _json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: int(one.timestamp() * 1000) if isinstance(one, datetime) else one for name, one in fields.items()}
