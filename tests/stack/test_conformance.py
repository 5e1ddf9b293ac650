"""What every agent of the topology does in a real worker, whatever it decides: one suite, asked of all of them."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiokafka import AIOKafkaProducer

from agents.runtime.records import FIRST_APPEND, REROUTED_FROM
from agents.runtime.spec import AgentSpec, Answering
from fleet.topology import AGENTS
from schemas.canonical import dumps
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.responses import AgentResponse
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, PARTITIONS, Topic
from tests.stack.lines import AGENTS as WITH_LINES
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
GARBAGE = b"garbage"
STUDENT = b"stu-00123"
HOME = partition_for(STUDENT, PARTITIONS)


def body(answering: Answering) -> dict[str, Any]:
    """The example, asked at the same time both ways: an answer may depend on it."""
    return {**answering.example, "student_id": STUDENT.decode(), "timestamp": "2026-01-13T10:30:00.000Z"}


def by_kafka(spec: AgentSpec) -> list[tuple[Answering, Topic]]:
    return [(one, one.topic) for one in spec.answers if one.topic is not None]


@dataclass
class Suite:
    """A worker with some agents, and how to ask it."""

    fleet: Fleet
    worker: Worker
    agents: Sequence[AgentSpec]

    async def send(self, topic: Topic, value: bytes, headers: Sequence[tuple[str, bytes]] = ()) -> str:
        """Put a record of the student on a topic; its place."""
        async with AIOKafkaProducer(bootstrap_servers=self.fleet.brokers) as producer:
            sent = await producer.send_and_wait(
                topic.name, value, key=STUDENT, partition=HOME, headers=[*headers], timestamp_ms=None
            )
        return f"{topic.name}:{HOME}:{sent.offset}"

    async def ask(self, answering: Answering, topic: Topic, headers: Sequence[tuple[str, bytes]] = ()) -> str:
        """Ask over Kafka; the request's place."""
        request = answering.model.read_json(dumps(body(answering)))
        return await self.send(topic, CODEC.encode(topic.subject, request.to_avro()), headers)

    async def post(self, answering: Answering, raw: bytes | None = None, kind: str = "application/json") -> Any:
        """Ask over HTTP; status and JSON."""
        data = BytesIO(dumps(body(answering)) if raw is None else raw)
        url, headers = f"{self.worker.url}{answering.path}", {"Content-Type": kind}
        async with aiohttp.ClientSession() as session, session.post(url, data=data, headers=headers) as response:
            return response.status, await response.json(content_type=None)

    async def responses(self) -> list[AgentResponse]:
        found = await all_records(self.fleet, AGENT_RESPONSES.name)
        return [AgentResponse.from_avro(CODEC.decode(record.value)[1]) for record in found]

    async def letters(self) -> list[ErrorEvent]:
        found = await all_records(self.fleet, DEAD_LETTERS.name)
        return [ErrorEvent.from_avro(CODEC.decode(record.value)[1]) for record in found if record.value != GARBAGE]


@pytest.mark.parametrize(
    ("program", "agents"),
    [(("-m", "fleet"), AGENTS), (("-m", "tests.stack.lines"), WITH_LINES)],
    ids=["fleet", "lines"],
)
async def test_every_agent_keeps_the_same_rules(
    fleet: Fleet, program: tuple[str, ...], agents: Sequence[AgentSpec]
) -> None:
    worker = fleet.worker("one", program=program)
    suite = Suite(fleet, worker, agents)
    await worker.ready()
    await answers_alike_both_ways(suite)
    await refuses_over_http_what_is_no_request(suite)
    await buries_what_cannot_be_read(suite)
    await answers_a_copy_under_the_same_id(suite)
    before = Counter(one.response_id for one in await suite.responses())
    assert worker.stop() == 0
    worker.start()
    await worker.ready()
    await asyncio.sleep(1.0)
    assert Counter(one.response_id for one in await suite.responses()) == before, "all was acknowledged"


async def answers_alike_both_ways(suite: Suite) -> None:
    """The same request gives the same metadata, with what is measured and computed around it."""
    asked = {
        await suite.ask(answering, topic): (spec, answering)
        for spec in suite.agents
        for answering, topic in by_kafka(spec)
    }

    async def answered() -> dict[str, AgentResponse] | None:
        found = {one.response_id: one for one in await suite.responses()}
        return found if len(found) == len(asked) else None

    found = dict(await until(f"an answer of each agent (see {suite.worker.tail()})", answered))
    for place, (spec, _) in asked.items():
        assert found[f"{spec.name}-{place}"].agent_type == spec.name
    of_kafka = {id(answering): found[f"{spec.name}-{place}"] for place, (spec, answering) in asked.items()}
    for spec in suite.agents:
        for answering in spec.answers:
            if answering.path is None:
                continue
            if not answering.example:  # about something that only exists once it was made
                continue
            status, raw = await suite.post(answering)
            assert status == 200, raw
            given = AgentResponse.read_json(dumps(raw))
            assert (given.agent_type, given.student_id) == (spec.name, STUDENT.decode())
            assert given.content
            assert given.processing_time_ms > 0
            assert 0 < given.token_efficiency < 1
            other = of_kafka.get(id(answering))
            if other is not None:
                assert (given.metadata, given.content) == (other.metadata, other.content)
                assert given.response_id != other.response_id


async def refuses_over_http_what_is_no_request(suite: Suite) -> None:
    for spec in suite.agents:
        for answering in spec.answers:
            if answering.path is None:
                continue
            nobody = {name: value for name, value in body(answering).items() if name != "student_id"}
            bad = {
                b"": 400,
                b"{": 400,
                b"[]": 422,
                b"\xff": 400,
                dumps(nobody): 422,
                dumps({**body(answering), "student_id": "a:b"}): 422,
                dumps({**body(answering), "query": "x" * 1001}): 422,
                dumps({**body(answering), "no_such_field": 1}): 422,
                b"x" * ((1 << 20) + 1): 413,
            }
            for raw, wanted in bad.items():
                status, problem = await suite.post(answering, raw)
                assert (status, problem["status"]) == (wanted, wanted), (answering.path, raw[:80])
                assert problem["detail"]
            assert (await suite.post(answering, kind="text/plain"))[0] == 415


async def buries_what_cannot_be_read(suite: Suite) -> None:
    """Garbage on a topic is a dead letter of the agent that reads it; on the dead letters' own topics it is not."""
    wanted = {
        await suite.send(topic, GARBAGE): spec.name
        for spec in suite.agents
        for topic in spec.reads
        if not topic.name.startswith("dead-letter.")
    }

    async def buried() -> dict[str | None, str | None] | None:
        found = {one.origin: one.consumer_agent for one in await suite.letters()}
        return found if found.keys() >= wanted.keys() else None

    found = dict(await until(f"dead letters of {sorted(wanted)} (see {suite.worker.tail()})", buried))
    assert {place: found[place] for place in wanted} == wanted
    assert {one.error_type for one in await suite.letters() if one.origin in wanted} == {"undecodable"}


async def answers_a_copy_under_the_same_id(suite: Suite) -> None:
    """A request that the fleet sends again does not look like another one."""
    for spec in suite.agents:
        for answering, topic in by_kafka(spec):
            first = await suite.ask(answering, topic)
            marks = [(REROUTED_FROM, first.encode()), (FIRST_APPEND, b"1768300200000")]
            await suite.ask(answering, topic, marks)

            async def twice(wanted: str = f"{spec.name}-{first}") -> list[AgentResponse] | None:
                found = [one for one in await suite.responses() if one.response_id == wanted]
                return found if len(found) == 2 else None

            one, other = await until(f"two answers to {first}", twice)
            assert one.metadata == other.metadata
