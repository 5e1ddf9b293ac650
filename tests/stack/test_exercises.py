"""Exercises with real workers: asked for over HTTP and Kafka, solved in the runner, seen in the student's mastery."""

import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from agents.exercise.catalogue import families
from agents.exercise.making import make
from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import ExerciseRequest
from schemas.topics import AGENT_RESPONSES, EXERCISE_REQUESTS, LEARNING_SIGNALS, PARTITIONS
from tests.stack.support import Fleet, Worker, all_records, shared, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())


def body(student: str, **more: Any) -> dict[str, Any]:
    return {"student_id": student, "query": "an exercise please", **more}


def exercise_rating(exercise_id: str) -> float:
    """The student's when it was handed out."""
    return int(exercise_id.split(".")[4], 36) / 100 - 10.0


async def component(worker: Worker, student: str, concept: str) -> float | None:
    status, progress = await worker.get(f"/progress/{student}")
    return None if status != 200 else progress["mastery"].get(concept)


async def test_a_student_gets_exercises_solves_them_and_moves_on(fleet: Fleet) -> None:
    first, second = fleet.worker("one"), fleet.worker("two")
    await shared(first, second)
    for number, student in enumerate(("stu-1", "stu-2", "stu-3")):
        asked, checked = (first, second) if number % 2 else (second, first)  # one of them forwards
        status, made = await asked.post("/exercise/generate", body(student, topic="functions"))
        assert status == 200, f"{made} {asked.tail()}"
        exercise = made["metadata"]
        name, _, seed, *_ = exercise["exercise_id"].split(".")
        reference = make(families()[name], int(seed, 36)).reference
        given = {"student_id": student, "exercise_id": exercise["exercise_id"]}

        status, hints = await checked.post("/exercise/hints", {**given, "level": 2})
        assert (status, hints["metadata"]["hints"]) == (200, exercise["hints"][:2])
        status, failed = await checked.post("/exercise/verify", {**given, "code": "1 / 0"})
        assert (status, failed["metadata"]["passed"]) == (200, False), f"{failed} {checked.tail()}"
        low = await until("the failure is seen", partial(component, checked, student, exercise["concept"]))
        status, solved = await asked.post("/exercise/verify", {**given, "code": reference})
        assert (status, solved["metadata"]["passed"]) == (200, True), f"{solved} {asked.tail()}"

        async def risen(student: str = student, concept: str = exercise["concept"], low: float = low) -> bool:
            return (await component(first, student, concept) or 0.0) > low

        await until("the success is seen", risen)
        status, due = await checked.get(f"/progress/{student}/due?days=60")
        assert (status, [one["concept"] for one in due["concepts"]]) == (200, [exercise["concept"]]), due
        assert due["concepts"][0]["rating"] > exercise_rating(exercise["exercise_id"]), "the last attempt counts"
        status, page = await first.get(f"/exercise/{exercise['exercise_id']}")
        assert (status, page["problem"]) == (200, exercise["problem"])
        assert page["reference_solution"] == reference, "nobody is asked who they are here"
    kinds = [CODEC.decode(one.value)[1]["kind"] for one in await all_records(fleet, LEARNING_SIGNALS.name)]
    assert sorted(kinds) == ["error"] * 3 + ["failed_run"] * 3 + ["passed"] * 3 + ["started"] * 3


async def test_kafka_gives_the_same_exercise_as_http(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    at = datetime(2026, 1, 13, 10, 30, tzinfo=UTC)
    request = ExerciseRequest(
        student_id="stu-1", query="an exercise please", topic="recursion", difficulty="hard", timestamp=at
    )
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers) as producer:
        for _ in range(2):
            raw = CODEC.encode(EXERCISE_REQUESTS.subject, request.to_avro())
            home = partition_for(b"stu-1", PARTITIONS)
            await producer.send_and_wait(EXERCISE_REQUESTS.name, raw, key=b"stu-1", partition=home)

    async def answers() -> list[dict[str, Any]] | None:
        found = [CODEC.decode(record.value)[1] for record in await all_records(fleet, AGENT_RESPONSES.name)]
        return found if len(found) == 2 else None

    found = await until(f"two answers (see {worker.tail()})", answers)
    asked = body("stu-1", topic="recursion", difficulty="hard", timestamp=at.isoformat())
    status, made = await worker.post("/exercise/generate", asked)
    assert status == 200, made
    assert [json.loads(one["metadata"]) for one in found] == [made["metadata"]] * 2


async def test_what_cannot_be_answered_is_told_precisely(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()
    status, made = await worker.post("/exercise/generate", body("stu-1", topic="loops"))
    assert status == 200, made
    mine = made["metadata"]["exercise_id"]
    old = body("stu-1", topic="loops", timestamp="2020-01-01T00:00:00Z")
    _, expired = await worker.post("/exercise/generate", old)
    cases: list[tuple[str, dict[str, Any], int, str]] = [
        ("generate", body("stu-1", topic="loopz"), 422, "unknown-topic"),
        ("generate", body("stu-1", topic="oop", constraints={"use_recursion": True}), 422, "impossible-constraints"),
        ("generate", body("stu-1", topic="loops", constraints={"no_lops": True}), 422, "invalid"),
        ("generate", body("stu-1", topic="loops", difficulty="brutal"), 422, "invalid"),
        ("verify", {"student_id": "stu-2", "exercise_id": mine, "code": "1"}, 403, "foreign-exercise"),
        ("verify", {"student_id": "stu-1", "exercise_id": f"{mine}0", "code": "1"}, 404, "unknown-exercise"),
        (
            "verify",
            {"student_id": "stu-1", "exercise_id": expired["metadata"]["exercise_id"], "code": "1"},
            410,
            "expired-exercise",
        ),
        ("verify", {"student_id": "stu-1", "exercise_id": mine, "code": ""}, 422, "invalid"),
        ("hints", {"student_id": "stu-1", "exercise_id": mine, "level": 4}, 422, "invalid"),
    ]
    for path, given, status, code in cases:
        got, problem = await worker.post(f"/exercise/{path}", given)
        assert (got, problem["type"]) == (status, f"/problems/{code}"), problem
        assert (await worker.get(problem["type"]))[0] == 200
    assert (await worker.get("/exercise/nothing"))[0] == 404


async def test_many_students_at_once(fleet: Fleet) -> None:
    worker = fleet.worker("one")
    await worker.ready()

    async def ask(number: int) -> int:
        return (await worker.post("/exercise/generate", body(f"stu-{number}", topic="basics")))[0]

    assert set(await asyncio.gather(*map(ask, range(20)))) == {200}
