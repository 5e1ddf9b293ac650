"""Triage over HTTP: the real decision, the real concepts and progress agents; Kafka and other workers are played."""

from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agents.concepts.agent import concepts_agent
from agents.exercise.requests import HintsRequest
from agents.progress.requests import tell
from agents.runtime.answering import Answer, Answerer
from agents.runtime.options import AgentOptions
from agents.runtime.publisher import Published, UnconfirmedError
from agents.runtime.services import Offered
from agents.triage.views import TriagePages
from fleet.web.middleware import application_options
from schemas.codec import Codec
from schemas.requests import AgentRequest
from schemas.topics import CONCEPTS_REQUESTS, LEARNING_SIGNALS
from tables.ownership import Emit

LIMIT = 8192


class Worker:
    """What the page sees of its worker."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.posted: list[Emit] = []
        self.published: list[tuple[str, bytes, bytes]] = []
        self.away = False
        self.services: Any = SimpleNamespace(
            codec=codec,
            options=AgentOptions("clamp", 1, 1, 1, max_record_bytes=LIMIT),
            reader=SimpleNamespace(student=lambda _: SimpleNamespace(scores=lambda: None)),
            outbox=SimpleNamespace(post=self._post),
            publisher=SimpleNamespace(publish=self._publish),
            new_id=lambda: "new-id",
            offered={},
            answerers={
                "concepts": Answerer("concepts", concepts_agent().explain, 1.0),
                "progress": Answerer("progress", tell, 1.0),
            },
        )

    async def _post(self, emits: Sequence[Emit], patience: float) -> None:
        assert 0 < patience < 5
        self.posted += emits

    async def _publish(self, topic: str, key: bytes, value: bytes, partition: int) -> Published:
        if self.away:
            raise UnconfirmedError("the broker has not confirmed")
        self.published.append((topic, key, value))
        return Published(topic, partition, 41)

    def signals(self) -> list[dict[str, Any]]:
        return [self.codec.decode(one.value)[1] for one in self.posted if one.topic == LEARNING_SIGNALS.name]


@pytest.fixture
def worker(codec: Codec) -> Worker:
    return Worker(codec)


@pytest.fixture
async def client(worker: Worker) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(**application_options(LIMIT))
    (route,) = TriagePages(worker.services).routes()
    app.router.add_post(route.path, route.handler)
    async with TestClient(TestServer(app)) as made:
        yield made


async def say(
    client: TestClient[Any, Any], query: str, path: str = "/triage", **more: Any
) -> tuple[int, dict[str, Any]]:
    response = await client.post(path, json={"student_id": "stu-1", "query": query, **more})
    return response.status, await response.json(content_type=None)


async def test_the_chosen_agent_answers_in_one_round_trip(client: TestClient[Any, Any]) -> None:
    status, body = await say(client, "what is a list comprehension?")
    assert (status, body["agent_type"]) == (200, "concepts")
    assert body["metadata"]["concept"] == "list-comprehensions"
    assert body["metadata"]["triage"]["agent"] == "concepts"
    assert body["metadata"]["triage"]["runner_up"] != "concepts"
    assert body["metadata"]["mastery_basis"] == "new"
    assert body["content"].startswith("List comprehensions")
    status, body = await say(client, "how am I doing?")
    assert (status, body["agent_type"]) == (200, "progress")
    assert body["content"] == "Nothing is known of stu-1 yet."


async def test_asks_back_when_unsure(client: TestClient[Any, Any]) -> None:
    status, body = await say(client, "hello there")
    assert (status, body["agent_type"]) == (200, "triage")
    assert body["metadata"]["triage"]["needs"] == "intent"
    assert body["content"].startswith("I am not sure what you want. Shall I ")


async def test_being_stuck_is_told_once(client: TestClient[Any, Any], worker: Worker) -> None:
    await say(client, "I'm stuck, I don't understand recursion, explain it")
    assert [(one["source"], one["component"]) for one in worker.signals()] == [("concepts", "recursion")]
    worker.posted.clear()
    await say(client, "I'm stuck, my program crashes")
    assert [(one["source"], one["kind"]) for one in worker.signals()] == [("triage", "stuck")]


async def test_with_an_exercise_at_hand_its_hints_are_told(client: TestClient[Any, Any], worker: Worker) -> None:
    status, problem = await say(client, "give me a hint", exercise_id="ex-1")
    assert (status, problem["type"], problem["agent"]) == (503, "/problems/agent-absent", "exercise")

    async def hint(request: HintsRequest, _: object) -> Answer:
        return Answer(f"hint {request.level} of {request.exercise_id}", {}, "read")

    offered = Offered(HintsRequest, Answerer("exercise", hint, 1.0), uses_mastery=False)
    worker.services.offered["/exercise/hints"] = offered
    for path in ("/triage", "/triage?async=1"):  # no topic takes it: it is answered at once
        status, body = await say(client, "I'm stuck, another hint please", path, context={"exercise_id": "ex-1"})
        assert (status, body["agent_type"], body["content"]) == (200, "exercise", "hint 2 of ex-1")
        assert body["metadata"]["triage"]["agent"] == "exercise"
        assert "mastery_basis" not in body["metadata"]
    assert [(one["source"], one["kind"]) for one in worker.signals()] == [("exercise", "stuck")] * 2
    status, problem = await say(client, "give me a hint", exercise_id="x" * 301)
    assert (status, problem["errors"][0]["field"]) == (422, "exercise_id")


async def test_an_agent_that_is_not_there_is_a_503(client: TestClient[Any, Any]) -> None:
    status, problem = await say(client, "please review my code", code="def f():\n    return 1")
    assert (status, problem["type"], problem["agent"]) == (503, "/problems/agent-absent", "review")


async def test_later_the_request_is_published_and_the_answer_named(
    client: TestClient[Any, Any], worker: Worker
) -> None:
    status, body = await say(client, "what is a set?", "/triage?async=1")
    assert status == 202
    ((topic, key, value),) = worker.published
    assert (topic, key) == (CONCEPTS_REQUESTS.name, b"stu-1")
    request = AgentRequest.from_avro(worker.codec.decode(value)[1])
    assert (request.query, request.student_id) == ("what is a set?", "stu-1")
    assert body["response_id"].startswith("concepts-concepts.requests:")
    assert body["response_id"].endswith(":41")
    assert (body["topic"], body["agent_type"], body["triage"]["agent"]) == ("agent.responses", "concepts", "concepts")
    status, body = await say(client, "hello there", "/triage?async=1")
    assert (status, body["agent_type"]) == (200, "triage"), "a question back needs no topic"
    assert len(worker.published) == 1


async def test_an_absent_broker_is_told(client: TestClient[Any, Any], worker: Worker) -> None:
    worker.away = True
    status, problem = await say(client, "what is a set?", "/triage?async=1")
    assert (status, problem["type"]) == (503, "/problems/unconfirmed")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/triage", {"query": ""}, "query"),
        ("/triage", {"query": "x" * 1001}, "query"),
        ("/triage", {"query": "hi", "cod": "x"}, "body"),
        ("/triage?async=maybe", {"query": "hi"}, "async"),
        ("/triage?later=1", {"query": "hi"}, "later"),
    ],
)
async def test_a_bad_request_is_named(
    client: TestClient[Any, Any], path: str, body: dict[str, Any], field: str
) -> None:
    status, problem = await say(client, path=path, **body)
    assert (status, problem["errors"][0]["field"]) == (422, field)
