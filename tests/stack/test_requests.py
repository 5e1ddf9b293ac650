"""Agents without a table in real workers: over Kafka and HTTP alike, through kills and moving partitions."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import DebugRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, DEBUG_REQUESTS, LEARNING_SIGNALS, PARTITIONS
from tests.stack.support import Fleet, Worker, all_records, shared, until

pytestmark = pytest.mark.stack

PROGRAM = ("-m", "tests.stack.lines")
CODEC = Codec(FileRegistry.load())
BODY = {"component": "loops", "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}}


async def ask(fleet: Fleet, *requests: tuple[str, str], seconds: float = 0.0) -> None:
    """Put requests on their topic: student and code."""
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers, linger_ms=5) as producer:
        for student, code in requests:
            raw = CODEC.encode(DEBUG_REQUESTS.subject, DebugRequest(student_id=student, query="?", code=code).to_avro())
            home = partition_for(student.encode(), PARTITIONS)
            await producer.send(DEBUG_REQUESTS.name, raw, key=student.encode(), partition=home)
            await asyncio.sleep(seconds / len(requests))


async def answers(fleet: Fleet) -> list[dict[str, Any]]:
    return [CODEC.decode(record.value)[1] for record in await all_records(fleet, AGENT_RESPONSES.name)]


async def answered(fleet: Fleet, count: int) -> list[dict[str, Any]]:
    """Wait until so many different answers are there."""

    async def enough() -> list[dict[str, Any]] | None:
        found = await answers(fleet)
        return found if len({one["response_id"] for one in found}) >= count else None

    return list(await until(f"{count} answers (see {fleet.workers[0].tail()})", enough))


async def test_kafka_and_http_give_the_same_with_the_students_mastery(fleet: Fleet) -> None:
    first, second = fleet.worker("one", program=PROGRAM), fleet.worker("two", program=PROGRAM)
    await shared(first, second)
    students = [f"stu-{number}" for number in range(8)]
    for student in students[:4]:
        assert (await first.post(f"/progress/{student}?wait=applied", BODY))[0] == 200
    await ask(fleet, *((student, "a\nerror") for student in students))
    by_student = {one["student_id"]: one for one in await answered(fleet, len(students))}
    for student in students:
        metadata = json.loads(by_student[student]["metadata"])
        assert metadata["mastery_basis"] == ("known" if student in students[:4] else "new")
        for worker in (first, second):  # one of them forwards
            status, body = await worker.post(
                "/debug/analyze", {"student_id": student, "query": "?", "code": "a\nerror"}
            )
            assert (status, body.get("metadata")) == (200, metadata), f"{body} {worker.tail()}"
            assert body["processing_time_ms"] > 0
    signals = await all_records(fleet, LEARNING_SIGNALS.name)
    assert len(signals) == 3 * len(students)
    assert len({CODEC.decode(one.value)[1]["signal_id"] for one in signals}) == len(signals)
    told = [(await one.health())["requests"]["debug"] for one in (first, second)]
    assert sum(one["answered"] for one in told) == len(students)


async def test_every_request_is_answered_through_kills_and_moves_under_the_same_id(fleet: Fleet) -> None:
    first = fleet.worker("one", program=PROGRAM)
    await first.ready()
    codes = ["#sleep 0.02", "a", "#bug", "a\nb"]
    requests = [(f"stu-{number % 40}", codes[number % len(codes)]) for number in range(1200)]
    asking = asyncio.create_task(ask(fleet, *requests, seconds=8.0))
    await answered(fleet, 100)
    first.kill()
    first.start()
    await answered(fleet, 300)
    second = fleet.worker("two", program=PROGRAM)
    await shared(first, second)
    await asking
    first.stop()
    found = await answered(fleet, 900)
    counts = Counter(one["response_id"] for one in found)
    assert len(counts) == 900
    assert all(one.startswith(f"debug-{DEBUG_REQUESTS.name}:") for one in counts)
    same: dict[str, set[str]] = {}
    for one in found:
        same.setdefault(one["response_id"], set()).add(one["metadata"])
    assert all(len(metadata) == 1 for metadata in same.values())
    assert sum(counts.values()) < 1350, "after a crash the last second is answered again, not everything"

    async def buried() -> bool:
        letters = [CODEC.decode(one.value)[1] for one in await all_records(fleet, DEAD_LETTERS.name)]
        return len({(one["original_partition"], one["original_offset"]) for one in letters}) == 300

    await until("300 dead letters", buried)


async def test_a_worker_that_stops_leaves_nothing_to_answer_again(fleet: Fleet) -> None:
    worker = fleet.worker("one", program=PROGRAM)
    await worker.ready()
    await ask(fleet, *((f"stu-{number}", "a") for number in range(60)))
    await answered(fleet, 60)
    assert worker.stop() == 0
    worker.start()
    await worker.ready()
    await ask(fleet, ("stu-1", "a"))
    await answered(fleet, 61)
    assert len(await answers(fleet)) == 61


async def refused(worker: Worker, **body: Any) -> tuple[int, dict[str, Any]]:
    return await worker.post("/debug/analyze", {"student_id": "stu-1", "query": "?", "code": "a", **body})


async def test_what_cannot_be_answered_is_a_problem_document(fleet: Fleet) -> None:
    worker = fleet.worker("one", program=PROGRAM, FLEET_ANSWER_DEADLINE="1")
    await worker.ready()
    status, body = await refused(worker, language="cobol")
    assert (status, body["type"], body["known"]) == (422, "/problems/other-language", ["python"])
    assert (await worker.get(body["type"]))[1]["advice"] == "Send Python."
    assert (await refused(worker, code="#field"))[0] == 422
    assert (await refused(worker, code="#bug"))[0] == 500
    assert (await refused(worker, code="#later"))[1]["code"] == "runner_away"
    status, body = await refused(worker, code="#sleep 9")
    assert (status, body["code"]) == (503, "timeout")
    status, body = await refused(worker, langauge="python")
    assert status == 422
    assert "unknown field" in body["detail"]
    assert worker.stop() == 0


async def test_an_agents_work_is_done_in_other_processes_which_it_may_lose(fleet: Fleet) -> None:
    worker = fleet.worker("one", program=PROGRAM)
    await worker.ready()
    assert (await refused(worker, code="#cpu\n\n"))[1]["metadata"]["lines"] == 3
    assert (await refused(worker, code="#run\nprint(6 * 7)"))[1]["metadata"]["stdout"] == "42\n"
    status, body = await refused(worker, code="#crash")
    assert (status, body["code"]) == (503, "cpu_crashed")
    codes = ["#crash", "#run\nprint(1)", *["#cpu"] * 20]
    await ask(fleet, *((f"stu-{number}", code) for number, code in enumerate(codes)))
    found = await answered(fleet, len(codes) - 1)
    assert sorted(one["content"] for one in found) == ["counted elsewhere"] * 20 + ["ok"]

    async def all_done() -> bool:  # the one that is lost may be done last
        return bool((await worker.health())["requests"]["debug"] == {"answered": 21, "dead_letters": 1})

    await until("all are answered, and the one that was lost is a dead letter", all_done)
    assert (await worker.health())["cpu"]["lost"] == 2
    assert worker.stop() == 0


async def resized(fleet: Fleet, topic: str, max_bytes: int) -> None:
    """Let a topic take records of at most so many bytes."""
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        wanted = {"max.message.bytes": str(max_bytes)}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=wanted)])
    finally:
        await admin.close()


async def test_dead_letters_that_cannot_be_written_end_the_worker_and_nothing_is_passed_over(fleet: Fleet) -> None:
    worker = fleet.worker("one", program=PROGRAM)
    await worker.ready()
    await ask(fleet, ("stu-1", "a"))
    await answered(fleet, 1)
    await resized(fleet, DEAD_LETTERS.name, 100)
    await ask(fleet, ("stu-1", "#bug"), ("stu-1", "b"))
    await until(f"the worker leaves (see {worker.tail()})", lambda: worker.process.poll() is not None)
    assert worker.process.returncode == 70
    assert "RefusedCommitError: the broker refuses what is sent to dead-letter.queue" in worker.tail()
    await resized(fleet, DEAD_LETTERS.name, 1_310_720)
    worker.start()
    await worker.ready()
    await until("the dead letter is there", lambda: all_records(fleet, DEAD_LETTERS.name))
    assert len({one["response_id"] for one in await answered(fleet, 2)}) == 2
