"""Agents without a table over HTTP: the one view for all of them; Kafka and other workers are played."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agents.runtime.answering import Answerer
from agents.runtime.guard import Guard
from agents.runtime.options import AgentOptions
from agents.runtime.problems import NOT_READY, OWNER_SILENT, PARTITION_AWAY, ProblemError, ProblemType
from agents.runtime.request_views import RequestView
from fleet.web.middleware import application_options
from schemas.canonical import loads
from schemas.codec import Codec
from schemas.topics import LEARNING_SIGNALS, PARTITIONS
from tables.ownership import Emit
from tables.reader import NotOwnedError
from tests.agents.lines_agent import SPEC, respond

LIMIT = 4096
BODY = {"student_id": "stu-1", "query": "why?", "code": "a\nerror"}


class Worker:
    """What a view sees of its worker."""

    def __init__(self, codec: Codec) -> None:
        self.posted: list[Emit] = []
        self.forwarded: list[tuple[int, Any]] = []
        self.owned = True
        self.away: ProblemType | None = None
        services: Any = SimpleNamespace(
            options=AgentOptions("clamp", 1, 1, 1, max_record_bytes=LIMIT),
            reader=SimpleNamespace(student=self._student),
            outbox=SimpleNamespace(post=self._post),
            forward=self._forward,
            new_id=lambda: "new-id",
        )
        guard = Guard("debug", codec, PARTITIONS, broker_dated=False, max_record_bytes=LIMIT)
        self.view = RequestView(SPEC.answers[0], Answerer("debug", respond, deadline=0.2), guard, services)

    def _student(self, _: str) -> Any:
        if not self.owned:
            raise NotOwnedError(3)
        return SimpleNamespace(scores=lambda: None)

    async def _post(self, emits: Sequence[Emit], patience: float) -> None:
        assert 0 < patience < 5
        self.posted += emits

    async def _forward(self, _: web.Request, partition: int, *, seconds: float, body: bytes) -> web.Response:
        if self.away is not None:
            raise ProblemError(self.away, "not there")
        self.forwarded.append((partition, loads(body)))
        assert seconds > self.view.answerer.deadline
        return web.json_response({"from": "the owner"})


@pytest.fixture
def worker(codec: Codec) -> Worker:
    return Worker(codec)


@pytest.fixture
async def client(worker: Worker) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(**application_options(LIMIT))
    app.router.add_post("/debug/analyze", worker.view.route().handler)
    async with TestClient(TestServer(app)) as made:
        yield made


async def ask(client: TestClient[Any, Any], **changes: Any) -> tuple[int, dict[str, Any]]:
    response = await client.post("/debug/analyze", json={**BODY, **changes})
    return response.status, await response.json(content_type=None)


async def test_an_answer_with_its_measures_and_its_signals(worker: Worker, client: TestClient[Any, Any]) -> None:
    status, body = await ask(client)
    assert status == 200
    assert body["response_id"] == "debug-new-id"
    assert body["metadata"] == {"lines": 2, "mastery_basis": "new"}
    assert 0 < body["token_efficiency"] < 1
    assert body["processing_time_ms"] > 0
    (signal,) = worker.posted
    assert (signal.topic, signal.key) == (LEARNING_SIGNALS.name, b"stu-1")


async def test_the_worker_that_has_the_student_is_asked(worker: Worker, client: TestClient[Any, Any]) -> None:
    worker.owned = False
    assert await ask(client) == (200, {"from": "the owner"})
    assert worker.forwarded == [(3, BODY)]


@pytest.mark.parametrize("away", [PARTITION_AWAY, OWNER_SILENT])
async def test_while_nobody_has_the_student_they_are_answered_without_their_mastery(
    worker: Worker, client: TestClient[Any, Any], away: ProblemType
) -> None:
    worker.owned, worker.away = False, away
    status, body = await ask(client)
    assert (status, body["metadata"]) == (200, {"lines": 2, "mastery_basis": "unavailable"})


async def test_other_problems_of_the_owner_are_told(worker: Worker, client: TestClient[Any, Any]) -> None:
    worker.owned, worker.away = False, NOT_READY
    assert (await ask(client))[0] == 503


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"code": ""}, 422, "invalid"),
        ({"student_id": "a:b"}, 422, "invalid"),
        ({"langauge": "python"}, 422, "invalid"),
        ({"language": "cobol"}, 422, "other-language"),
        ({"code": "#field"}, 422, "invalid"),
        ({"code": "#later"}, 503, "try-again"),
        ({"code": "#sleep 9"}, 503, "try-again"),
        ({"code": "x" * LIMIT}, 413, "too-large"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem(
    worker: Worker, client: TestClient[Any, Any], changes: dict[str, Any], status: int, kind: str
) -> None:
    got, body = await ask(client, **changes)
    assert (got, body["type"]) == (status, f"/problems/{kind}")
    assert worker.posted == []


async def test_a_bug_of_the_agent_is_a_500_without_the_code(client: TestClient[Any, Any]) -> None:
    status, body = await ask(client, code="#bug\nsecret")
    assert status == 500
    assert "secret" not in str(body)


async def test_a_retry_later_says_when(client: TestClient[Any, Any]) -> None:
    response = await client.post("/debug/analyze", json={**BODY, "code": "#later"})
    assert int(response.headers["Retry-After"]) > 0


async def test_without_room_it_is_a_429_that_says_when(client: TestClient[Any, Any]) -> None:
    response = await client.post("/debug/analyze", json={**BODY, "code": "#busy"})
    assert (response.status, response.headers["Retry-After"]) == (429, "3")
    assert (await response.json(content_type=None))["type"] == "/problems/busy"


async def test_several_are_answered_at_once(client: TestClient[Any, Any]) -> None:
    found = await asyncio.gather(*(ask(client, code="#sleep 0.1") for _ in range(20)))
    assert {status for status, _ in found} == {200}
