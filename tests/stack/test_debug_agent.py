"""The debug agent in a real worker: over HTTP and Kafka alike, with runs and signals."""

import json
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import DebugRequest
from schemas.responses import DebugReport
from schemas.topics import AGENT_RESPONSES, DEBUG_REQUESTS, LEARNING_SIGNALS, PARTITIONS
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
BROKEN = "for n in range(3)\n    print(n)\n"
DOUBLE = "def double(x):\n    return x + 2\n"
TESTS = {"tests": [{"call": "double(2)", "expected": 4}, "double(3) == 6"], "component": "functions"}


async def analyse(worker: Worker, **body: Any) -> tuple[int, dict[str, Any]]:
    return await worker.post("/debug/analyze", {"student_id": "stu-1", "query": "What is wrong?", **body})


async def records(fleet: Fleet, topic: str, count: int) -> list[dict[str, Any]]:
    async def enough() -> list[dict[str, Any]] | None:
        found = [CODEC.decode(record.value)[1] for record in await all_records(fleet, topic)]
        return found if len(found) >= count else None

    return list(await until(f"{count} records of {topic}", enough))


async def test_broken_code_wrong_code_and_bad_requests(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()

    status, body = await analyse(worker, code=BROKEN)
    assert status == 200, body
    report = DebugReport.model_validate(body["metadata"])
    assert (report.valid, report.error_line, report.error_type) == (False, 1, "SyntaxError")
    assert [one["level"] for one in report.hints] == ["nudge", "pointer", "near-solution"]
    assert 0 < body["token_efficiency"] < 1
    assert body["processing_time_ms"] > 0

    status, body = await analyse(worker, code=DOUBLE, context=TESTS)
    assert status == 200, body
    assert [(one["call"], one["passed"], one["got"]) for one in body["metadata"]["tests"]] == [
        ("double(2)", True, "4"),
        ("double(3)", False, "5"),
    ]
    assert "1 of 2 tests fail" in body["content"]

    status, body = await analyse(worker, code="values = [1, 2]\nprint(values[2])\n")
    assert (body["metadata"]["error_type"], body["metadata"]["error_line"]) == ("IndexError", 2)

    status, body = await analyse(worker, code="x <- 3", language="r")
    assert (status, body["type"]) == (422, "/problems/unsupported-language")
    bad: list[tuple[dict[str, Any], str]] = [
        ({"code": " \n"}, "code"),
        ({"code": "x = 1\0"}, "code"),
        ({"code": "x = 1\n" * 50_000}, "code"),
        ({"code": "(" * 200}, "code"),
        ({"code": "x = " + "-" * 5_000 + "1"}, "code"),
        ({"code": "x = 1", "context": {"tests": [{"call": "f("}]}}, "context.tests.0"),
        ({"code": "x = 1", "context": {"stdin": 3}}, "context.stdin"),
    ]
    for request, field in bad:
        status, body = await analyse(worker, **request)
        assert (status, body["type"]) == (422, "/problems/invalid"), (request, body)
        assert body["errors"][0]["field"].startswith(field), body
    assert (await analyse(worker, code="x = 1\n" * 200_000))[0] == 413
    assert (await analyse(worker, code="print('the next is served')"))[0] == 200
    noticed = await records(fleet, LEARNING_SIGNALS.name, 7)
    assert {(one["kind"], one["detail"], one["component"]) for one in noticed} == {
        ("error", "SyntaxError", None),
        ("failed_run", "SyntaxError", None),
        ("error", "WrongResult", "functions"),
        ("failed_run", "1 of 2 tests", "functions"),
        ("error", "IndexError", None),
        ("failed_run", "IndexError", None),
        ("passed", None, None),
    }
    assert worker.stop() == 0


async def test_kafka_answers_what_http_answers(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    request = DebugRequest(student_id="stu-1", query="What is wrong?", code=DOUBLE, context=TESTS)
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers) as producer:
        raw = CODEC.encode(DEBUG_REQUESTS.subject, request.to_avro())
        await producer.send(DEBUG_REQUESTS.name, raw, key=b"stu-1", partition=partition_for(b"stu-1", PARTITIONS))
    (answer,) = await records(fleet, AGENT_RESPONSES.name, 1)
    _, body = await analyse(worker, code=DOUBLE, context=TESTS)
    assert json.loads(answer["metadata"]) == body["metadata"]
    assert answer["content"] == body["content"]
    assert worker.stop() == 0
