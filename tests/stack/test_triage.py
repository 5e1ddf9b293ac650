"""Triage in two real workers: one round trip, whichever is asked; later on `agent.responses`."""

import json
from typing import Any

import pytest

from schemas.codec import Codec
from schemas.registry import FileRegistry
from schemas.topics import AGENT_RESPONSES, LEARNING_SIGNALS
from tests.stack.support import Fleet, all_records, shared, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
SCORES = {"completion": 0.9, "quiz": 0.9, "quality": 0.9, "consistency": 0.9}


async def test_triage_answers_through_the_right_agent(fleet: Fleet) -> None:
    first, second = fleet.worker("one"), fleet.worker("two")
    await shared(first, second)
    students = [f"stu-{number}" for number in range(4)]
    for student in students:
        body = {"component": "control-flow", "scores": SCORES}
        assert (await first.post(f"/progress/{student}?wait=applied", body))[0] == 200
        for worker in (first, second):  # one of them forwards
            status, told = await worker.post("/triage", {"student_id": student, "query": "how does a for loop work?"})
            assert (status, told["agent_type"], told["metadata"]["concept"]) == (200, "concepts", "for-loops")
            assert (told["metadata"]["mastery_basis"], told["metadata"]["level"]) == ("known", "proficient")
            status, told = await worker.post("/triage", {"student_id": student, "query": "how am I doing?"})
            assert (status, told["agent_type"]) == (200, "progress")
            assert "overall mastery of 0.9000" in told["content"]
    status, told = await first.post("/triage", {"student_id": "stu-0", "query": "hello"})
    assert (status, told["agent_type"], told["metadata"]["triage"]["needs"]) == (200, "triage", "intent")

    for agent, query in (
        ("debug", "please fix this\nfor i in range(3)\n    print(i)"),
        ("review", "what do you think of my code?\ndef double(n):\n    return n * 2"),
        ("exercise", "give me an easy exercise on loops"),
    ):
        status, told = await first.post("/triage", {"student_id": "stu-0", "query": query})
        assert (status, told["agent_type"], told["metadata"]["triage"]["agent"]) == (200, agent, agent)

    query = "I'm stuck, can you explain recursion?"
    status, accepted = await second.post("/triage?async=1", {"student_id": "stu-1", "query": query})
    assert status == 202

    async def answered() -> dict[str, Any] | None:
        found = [CODEC.decode(record.value)[1] for record in await all_records(fleet, AGENT_RESPONSES.name)]
        return next((one for one in found if one["response_id"] == accepted["response_id"]), None)

    response = await until("the answer with the promised id", answered)
    assert (response["agent_type"], json.loads(response["metadata"])["concept"]) == ("concepts", "recursion")
    status, asked = await first.post("/triage?async=1", {"student_id": "stu-2", "query": "how am I doing?"})
    assert status == 202
    accepted = asked
    assert (await until("the progress agent's answer", answered))["agent_type"] == "progress"

    signals = [CODEC.decode(one.value)[1] for one in await all_records(fleet, LEARNING_SIGNALS.name)]
    stuck = [(one["source"], one["component"]) for one in signals if one["kind"] == "stuck"]
    assert stuck == [("concepts", "recursion")]
