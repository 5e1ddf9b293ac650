"""The review agent in a real worker: asked over Kafka and HTTP, answering the same."""

import json
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import ReviewRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, PARTITIONS, REVIEW_REQUESTS
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())

WORSE = "def f(names, text):\n    r = ''\n    for i in range(len(names)):\n        r += names[i]\n    return r\n"
BETTER = 'def joined(names):\n    """Put names together."""\n    return "".join(names)\n'
BODY = {"component": "loops", "scores": {"completion": 0.95, "quiz": 0.95, "quality": 0.95, "consistency": 0.95}}


async def ask(fleet: Fleet, *requests: ReviewRequest) -> None:
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers) as producer:
        for request in requests:
            raw = CODEC.encode(REVIEW_REQUESTS.subject, request.to_avro())
            key = request.student_id.encode()
            await producer.send(REVIEW_REQUESTS.name, raw, key=key, partition=partition_for(key, PARTITIONS))


async def assess(worker: Worker, **body: Any) -> tuple[int, dict[str, Any]]:
    return await worker.post("/review/assess", {"student_id": "stu-1", "query": "how is it?", **body})


async def test_kafka_and_http_give_the_same_review(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    codes = {"stu-1": WORSE, "stu-2": BETTER, "stu-3": "def f(:\n"}
    await ask(
        fleet,
        *(ReviewRequest(student_id=student, query="how is it?", code=code) for student, code in codes.items()),
        ReviewRequest(student_id="stu-4", query="?", code=BETTER, criteria=["beauty"]),
    )

    async def all_answered() -> dict[str, Any] | None:
        found = [CODEC.decode(record.value)[1] for record in await all_records(fleet, AGENT_RESPONSES.name)]
        return {one["student_id"]: one for one in found} if len(found) == len(codes) else None

    answers = await until(f"answers (see {worker.tail()})", all_answered)
    for student, code in codes.items():
        status, body = await assess(worker, student_id=student, code=code)
        assert status == 200, worker.tail()
        assert body["agent_type"] == "review"
        assert body["content"] == answers[student]["content"]
        assert body["metadata"] == json.loads(answers[student]["metadata"])
    worse, better, broken = (json.loads(answers[student]["metadata"]) for student in codes)
    assert worse["overall_score"] < better["overall_score"]
    assert worse["left_out"] == []
    assert broken["compiles"] is False
    assert "/debug/analyze" in answers["stu-3"]["content"]

    async def refused() -> list[Any]:
        return list(await all_records(fleet, DEAD_LETTERS.name))

    [letter] = await until("the dead letter of the unknown criterion", refused)
    assert CODEC.decode(letter.value)[1]["error_type"] == "unknown-criterion"


async def test_mastery_decides_what_is_told(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    code = "def mean(numbers):\n    total = sum(numbers)\n    return total / len(numbers)\n"
    status, before = await assess(worker, code=code)
    assert (status, before["metadata"]["level"]) == (200, "beginner"), worker.tail()
    assert before["metadata"]["issues_found"] == []
    assert before["metadata"]["finer_points"] > 0
    assert (await worker.post("/progress/stu-1?wait=applied", BODY))[0] == 200
    status, after = await assess(worker, code=code)
    assert (status, after["metadata"]["level"]) == (200, "mastered")
    assert {one["rule"] for one in after["metadata"]["issues_found"]} == {"undocumented-function", "no-type-hints"}


async def test_tests_of_the_request_decide(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    asked = {"criteria": ["correctness"], "context": {"tests": ["fee(1) == 2", {"call": "fee(9)", "expected": 15}]}}
    status, wrong = await assess(worker, code="def fee(hours):\n    return hours * 2\n", **asked)
    assert status == 200, worker.tail()
    assert [one["passed"] for one in wrong["metadata"]["tests"]] == [True, False]
    assert "`fee(9)` gives 18, but 15 was expected" in wrong["content"]
    status, right = await assess(worker, code="def fee(hours):\n    return min(hours * 2, 15)\n", **asked)
    assert (status, right["metadata"]["criteria_scores"]) == (200, {"correctness": 1.0})
    status, problem = await assess(worker, code="x = 1", criteria=["correctness"], context={"tests": [{"call": "f("}]})
    assert (status, "context.tests.0" in problem["detail"]) == (422, True), problem


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"code": ""}, 422, "code"),
    ({"code": " \n\t"}, 422, "code: must not be empty"),
    ({"code": "x = 1\0"}, 422, "null byte"),
    ({"code": "x = '\ud800'"}, 400, ""),
    ({"code": "x = 1\n" * 180_000}, 413, "bytes"),
    ({"code": "x = 1\n" * 100_000}, 422, "characters"),
    ({"code": "(" * 500 + ")" * 500}, 422, "brackets"),
    ({"code": "x = 1", "criteria": ["beauty"]}, 422, "readability, efficiency, style, correctness"),
    ({"code": "x = 1", "criteria": []}, 422, "criteria"),
    ({"code": "let x = 1;", "language": "javascript"}, 422, "must be python"),
    ({}, 422, "code"),
]


async def test_bad_input_is_refused_with_what_to_do(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    for body, expected, words in BAD:
        status, problem = await assess(worker, **body)
        assert status == expected, problem
        assert words in problem["detail"], problem
    assert (await assess(worker, code="x = 1"))[0] == 200
