"""The client as a platform uses it, against a real worker and broker; and the README's example, word for word."""

import asyncio
import re
import subprocess
import sys
import time

import pytest

from fleet.client import FleetClient, InvalidRequestError, NotFoundError, Retries
from fleet.client.kafka import REQUEST_TOPICS, AgentRefusedError, KafkaAgents, ProgressProducer
from fleet.topology import AGENTS
from schemas.answers import AppliedProgress
from schemas.codec import Codec
from schemas.errors import InvalidError
from schemas.metadata import GivenMetadata
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ProgressRequest, ReviewRequest
from schemas.responses import CodeReview, DebugReport, GeneratedExercise
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tests.stack.support import ROOT, Fleet, all_records, until

pytestmark = pytest.mark.stack

SCORES = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}
STUDENT = "stu-00123"
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_every_request_topic_is_known_with_its_model_and_agent() -> None:
    asked = {one.topic: one.model for spec in AGENTS for one in spec.answers if one.topic is not None}
    readers = {topic: spec.name for spec in AGENTS for topic in spec.reads}
    for model, topic in REQUEST_TOPICS.items():
        assert asked.get(topic, ProgressRequest) is model
        assert topic.name.partition(".")[0] == readers[topic]
    assert {topic for topic in readers if topic.name.endswith(".requests")} == set(REQUEST_TOPICS.values())


async def test_a_platform_reports_reads_and_asks(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    async with FleetClient(worker.url) as client, ProgressProducer(fleet.brokers, source="/test") as events:
        with pytest.raises(NotFoundError) as unknown:
            await client.progress(STUDENT)
        assert unknown.value.code == "unknown-student"
        when = int(time.time() * 1000)
        for _ in range(2):  # the same report, as after a restart of the platform
            sent = await events.report(
                STUDENT, "loops", SCORES, idempotency_key="mine", event_id="evt-1", timestamp=when
            )
        assert sent.partition == partition_for(STUDENT.encode(), PARTITIONS)
        passed = GivenMetadata(item_id="sums-1", concepts=["functions"], passed=True)
        after = await client.report(STUDENT, "functions", SCORES, wait=True, metadata=passed)
        assert isinstance(after, AppliedProgress)
        assert after.mastery == {"functions": 0.84, "loops": 0.84}
        read = await client.progress(STUDENT)
        assert read.model_dump() == {name: value for name, value in after.model_dump().items() if hasattr(read, name)}
        ledger = await worker.ledger()
        assert (ledger["applied"], ledger["rerouted"], ledger["dead_letters"]) == (2, 0, 0)
        assert ledger["duplicates"] == 1
        history = await client.history(STUDENT, days=3)
        assert history.trend == [0.84]
        due = await client.due(STUDENT, days=366)
        assert [one.concept for one in due.concepts] == ["functions"], "that is what the metadata says was practised"
        found = await all_records(fleet, LEARNING_EVENTS.name)
        versions = [Codec(FileRegistry.load()).decode(one.value)[1]["version"] for one in found]
        assert versions == ["1.0", "1.0", "1.1"], "what says no more is one of the first version"
        record = found[0]
        assert dict(record.headers)["ce_source"] == b"/test"
        assert dict(record.headers)["ce_id"] == b"evt-1"

        await every_agent_answers_both_ways(client, fleet.brokers)
        with pytest.raises(InvalidRequestError) as wrong:
            await client.report("a@b", "loops", SCORES)
        assert [field for field, _ in wrong.value.errors] == ["student_id"]
        with pytest.raises(InvalidError):
            await events.report(STUDENT, "loops", {**SCORES, "quiz": 7.0})

        # the worker is away for a moment: the report waits for it
        worker.kill()
        patient = FleetClient(worker.url, retries=Retries(attempts=100, seconds=60, longest_delay=0.5))
        report = asyncio.create_task(patient.report(STUDENT, "lists", SCORES, wait=True))
        await asyncio.sleep(0)
        worker.start()
        late = await report
        await patient.close()
        await until("it was applied once", lambda: _components(client, ["functions", "lists", "loops"]))
        assert late.event_id

    example = PYTHON.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(example) == 1
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", example[0], worker.url, fleet.brokers],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "{'functions': 'proficient', 'loops': 'proficient'}" in done.stdout
    assert "Line 1" in done.stdout


async def _components(client: FleetClient, wanted: list[str]) -> bool:
    return (await client.progress(STUDENT)).components_tracked == wanted


async def every_agent_answers_both_ways(client: FleetClient, brokers: str) -> None:
    bug = DebugRequest(student_id=STUDENT, query="Why?", code="print('Hello'")
    asked = (
        (client.debug, bug, DebugReport),
        (client.review, ReviewRequest(student_id=STUDENT, query="Good?", code="x = 1\n"), CodeReview),
        (
            client.exercise,
            ExerciseRequest(student_id=STUDENT, query="One, please", topic="loops"),
            GeneratedExercise,
        ),
    )
    async with KafkaAgents(brokers) as agents:
        for method, request, model in asked:
            one, other = await asyncio.gather(method(request), agents.ask(request))
            assert one.agent_type == other.agent_type
            assert one.response_id != other.response_id
            assert type(model.read(one.metadata)) is type(model.read(other.metadata)) is model
        explained = await agents.ask(AgentRequest(student_id=STUDENT, query="What is a dictionary?"))
        assert explained.agent_type == "concepts"
        told = await agents.ask(ProgressRequest(student_id=STUDENT))
        assert told.metadata["mastery"] == (await client.progress(STUDENT)).mastery
        with pytest.raises(AgentRefusedError) as refused:
            await agents.ask(DebugRequest(student_id=STUDENT, query="Why?", code="x", language="cobol"))
        assert refused.value.code
