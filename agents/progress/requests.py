"""Answering `progress.requests` on `agent.responses`: the guard's handler for one batch. It only reads the table."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from agents.progress.answers import describe, progress_state, progress_view
from agents.runtime.answering import Answer
from agents.runtime.errors import PoisonError
from agents.runtime.guard import Outcome
from agents.runtime.records import Origin
from agents.runtime.tokens import token_efficiency
from schemas.canonical import loads
from schemas.codec import Codec
from schemas.mastery import MasteryScores
from schemas.requests import ProgressRequest
from schemas.responses import AgentResponse
from schemas.topics import AGENT_RESPONSES, PROGRESS_REQUESTS
from tables.mastery import Mastery
from tables.ownership import Emit, Ownership
from tables.reader import StudentReader

__all__ = ["RequestAnswerer", "answer", "tell"]

_FRAMING = 1024
"""Bytes of a record batch beside the answer: its key and headers."""

_DAYS_TOLD = 366
"""Most days of memory in one answer: reading a year of 50 components takes 30 ms of the event loop."""


def answer(student: StudentReader, request: ProgressRequest, response_id: str) -> AgentResponse:
    """The progress agent's answer. With `days` it tells what the agent remembers of them (`StudentProgressState`)."""
    started = time.perf_counter()
    raw = student.latest_bytes()
    mastery = Mastery.load(raw) if raw is not None else None
    text = describe(student.student_id, mastery, request.component)
    metadata: dict[str, Any] = {}
    if raw is not None and mastery is not None:
        metadata = progress_view(student.student_id, mastery, loads(raw))
        if request.days is not None:
            since = (datetime.now(UTC) - timedelta(days=min(request.days, _DAYS_TOLD) - 1)).strftime("%Y-%m-%d")
            components = mastery.components if request.component is None else [request.component]
            winners = [(name, *won) for name in components for won in student.winners(name, since)]
            trend = [value.overall() for _, value in student.days(since)]
            if winners:
                metadata["state"] = progress_state(student.student_id, winners, trend).model_dump()
    return AgentResponse(
        response_id=response_id,
        agent_type="progress",
        student_id=student.student_id,
        timestamp=datetime.now(UTC),
        content=text,
        metadata=metadata,
        token_efficiency=token_efficiency(request.query + (raw or b"").decode(), text),
        processing_time_ms=round((time.perf_counter() - started) * 1000, 3),
    )


async def tell(request: ProgressRequest, mastery: MasteryScores | None) -> Answer:
    """The same for other agents of this worker, without the memory of days. See `agents.runtime.answering.Respond`."""
    raw = mastery.to_bytes() if mastery is not None else None
    known = Mastery.load(raw) if raw is not None else None
    metadata: dict[str, Any] = {}
    if raw is not None and known is not None:
        metadata = progress_view(request.student_id, known, loads(raw))
    text = describe(request.student_id, known, request.component)
    return Answer(text, metadata, request.query + (raw or b"").decode())


class RequestAnswerer:
    """One batch of requests. See `agents.runtime.guard.Handler`."""

    clamped = 0

    def __init__(self, codec: Codec, max_bytes: int, owned: Ownership) -> None:
        self._made_from = codec, max_bytes, owned
        self._codec = codec
        self._max_bytes = max_bytes - _FRAMING
        self._owned = owned
        self._answers: list[Emit] = []

    def read(self, raw: bytes) -> ProgressRequest:
        """See `Handler`."""
        return ProgressRequest.from_avro(self._codec.decode(raw, PROGRESS_REQUESTS.value)[1])

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        """See `Handler`."""
        return self._codec.fields(raw, PROGRESS_REQUESTS.value)

    def one_by_one(self) -> "RequestAnswerer":
        """See `Handler`: it never left anything for later."""
        return RequestAnswerer(*self._made_from)

    def student_id(self, value: ProgressRequest) -> str:
        """See `Handler`."""
        return value.student_id

    def apply(self, value: ProgressRequest, origin: Origin) -> Outcome:
        """See `Handler`. The response id follows from the request's place: a copy does not look like another answer."""
        student = StudentReader(value.student_id, self._owned.store)
        response = answer(student, value, f"progress-{origin.id}")
        encoded = self._codec.encode(AGENT_RESPONSES.subject, response.to_avro())
        if len(encoded) > self._max_bytes:
            raise PoisonError("answer_too_large", "days: ask for fewer days, or for one component")
        self._answers.append(Emit(AGENT_RESPONSES.name, value.student_id.encode(), encoded, origin.partition))
        return "applied"

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        """See `Handler`."""
        return {}, self._answers, {}
