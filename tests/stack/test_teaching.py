"""The concepts agent in a real worker: over Kafka and HTTP alike, following the student's mastery."""

import json
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import AgentRequest
from schemas.topics import AGENT_RESPONSES, CONCEPTS_REQUESTS, LEARNING_SIGNALS, PARTITIONS
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
STUDENT = "stu-1"
SCORES = {"completion": 0.9, "quiz": 0.9, "quality": 0.9, "consistency": 0.9}
STUCK = "I'm stuck, I don't understand how a while loop ends"


async def ask(fleet: Fleet, student: str, query: str) -> None:
    """Put a question on its topic."""
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers) as producer:
        raw = CODEC.encode(CONCEPTS_REQUESTS.subject, AgentRequest(student_id=student, query=query).to_avro())
        home = partition_for(student.encode(), PARTITIONS)
        await producer.send_and_wait(CONCEPTS_REQUESTS.name, raw, key=student.encode(), partition=home)


async def told(fleet: Fleet, topic: str, count: int) -> list[dict[str, Any]]:
    """Wait for records of a topic."""

    async def enough() -> list[dict[str, Any]] | None:
        found = [CODEC.decode(record.value)[1] for record in await all_records(fleet, topic)]
        return found if len(found) >= count else None

    return list(await until(f"{count} records on {topic}", enough))


async def test_concepts_over_kafka_and_http(fleet: Fleet) -> None:
    worker: Worker = fleet.worker("one")
    await worker.ready()
    body = {"component": "control-flow", "scores": SCORES}
    assert (await worker.post(f"/progress/{STUDENT}?wait=applied", body))[0] == 200
    await ask(fleet, STUDENT, STUCK)
    (answer,) = await told(fleet, AGENT_RESPONSES.name, 1)
    metadata = json.loads(answer["metadata"])
    assert (metadata["concept"], metadata["level"]) == ("while-loops", "proficient")
    assert metadata["mastery_basis"] == "known"
    assert 0 < answer["token_efficiency"] <= 1
    status, same = await worker.post("/concepts/explain", {"student_id": STUDENT, "query": STUCK})
    assert (status, same["metadata"], same["content"]) == (200, metadata, answer["content"])
    signals = await told(fleet, LEARNING_SIGNALS.name, 2)
    assert {(one["kind"], one["source"], one["component"]) for one in signals} == {("stuck", "concepts", "while-loops")}
    status, path = await worker.post("/concepts/path", {"student_id": STUDENT, "goal": "generators"})
    assert status == 200
    steps = [step["concept"] for step in path["metadata"]["steps"]]
    assert steps[-1] == "generators"
    assert not {"for-loops", "variables"} & set(steps), "what control flow stands on is known"
    status, problem = await worker.post("/concepts/path", {"student_id": STUDENT, "goal": "generatrs"})
    assert (status, problem["type"]) == (404, "/problems/unknown-concept")
    assert "generators" in problem["nearest"]
