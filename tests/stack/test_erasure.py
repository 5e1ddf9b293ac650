"""An erased student is gone from every store, stays gone whatever is read again, and may begin anew."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.progress import StudentProgress
from schemas.registry import FileRegistry
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tests.stack.support import ROOT, Fleet, Worker, ledger_sum, public, until

pytestmark = pytest.mark.stack

GONE, STAYS = "stu-gone-0001", "stu-stays-001"
SCORES = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}


@pytest.fixture
async def redis(fleet: Fleet) -> AsyncIterator[Any]:
    async with Redis.from_url(fleet.stack.addresses.redis) as client:
        yield client


async def post(worker: Worker, student: str, component: str = "loops", **more: Any) -> dict[str, Any]:
    status, body = await worker.post(
        f"/progress/{student}?wait=applied", {"component": component, "scores": SCORES, **more}
    )
    assert status == 200, body
    return dict(body)


async def erase(worker: Worker, student: str) -> dict[str, Any]:
    """`python -m fleet erase`."""

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fleet", "erase", student, "--yes", "--json", "--url", worker.url]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    done = await asyncio.to_thread(run)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


async def send(fleet: Fleet, student: str, value: bytes, headers: list[tuple[str, bytes]]) -> int:
    """A record as another producer sends it; its partition."""
    partition = partition_for(student.encode(), PARTITIONS)
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers)
    await producer.start()
    try:
        await producer.send_and_wait(LEARNING_EVENTS.name, value, student.encode(), partition, headers=headers)
    finally:
        await producer.stop()
    return partition


def event(student: str, number: int, timestamp: int) -> bytes:
    made = StudentProgress(
        event_id=f"event-{number}",
        timestamp=timestamp,
        student_id=student,
        component="loops",
        scores=SCORES,
        mastery=0.84,
        idempotency_key=f"key-{number}",
    )
    return Codec(FileRegistry.load()).encode(LEARNING_EVENTS.subject, made.to_avro())


def about(table: dict[str, bytes], student: str) -> list[str]:
    return [key for key, value in table.items() if student in key or student.encode() in value]


async def test_an_erased_student_is_gone_stays_gone_and_begins_anew(fleet: Fleet, redis: Any) -> None:
    worker = fleet.worker()
    await worker.ready()
    first = await post(worker, GONE)
    await post(worker, GONE, "functions")
    await post(worker, STAYS)
    late = event(GONE, 7, first["timestamp"] - 8 * 86_400_000)
    await send(fleet, GONE, late, [])
    await worker.read(4)

    async def letters() -> int:
        return len((await worker.get(f"/dead-letters?student_id={GONE}&state=all"))[1]["dead_letters"])

    await until("its dead letter is known", letters)
    key = f"{fleet.app_id}||student:{GONE}:mastery:latest"
    await until("it is mirrored", lambda: redis.exists(key))

    told = await erase(worker, GONE)
    assert told["erased"] is True
    assert (await worker.get(f"/progress/{GONE}"))[0] == 404
    assert (await worker.get(f"/progress/{STAYS}"))[0] == 200

    async def none(pattern: str) -> bool:
        return not [one async for one in redis.scan_iter(pattern, count=1000)]

    await until("Redis has nothing of it", lambda: none(f"{fleet.app_id}||*{GONE}*"))
    await until("its dead letters are hidden", lambda: _none_of(letters))

    # What was said before and comes again as a copy is void; nobody else can give the order.
    appended = str(first["timestamp"] + 1).encode()
    copy = [("fleet-first-append", appended), ("fleet-rerouted-from", b"learning.events:0:0")]
    await send(fleet, GONE, event(GONE, 1, first["timestamp"]), copy)
    forged = {"order_id": "x", "at": first["timestamp"], "actor": "a", "reason": "r", "signature": "00"}
    await send(fleet, STAYS, b"", [("fleet-erase", json.dumps(forged).encode())])
    ledger = await worker.read(7)
    assert (await worker.get(f"/progress/{GONE}"))[0] == 404
    assert (await worker.get(f"/progress/{STAYS}"))[0] == 200
    assert ledger == {"applied": 4, "duplicates": 1, "dead_letters": 2, "rerouted": 0, "clamped": 0}
    worker.kill()
    table = fleet.partitions()
    values = {key: value for one in table.values() for key, value in one.items()}
    assert about(values, GONE) == []
    assert about({k: v for one in fleet.partitions("failures").values() for k, v in one.items()}, GONE) == []
    assert about(values, STAYS)

    worker.start()
    await worker.ready()
    again = await post(worker, GONE, idempotency_key=first["idempotency_key"])
    assert again["duplicate"] is False
    assert list(again["mastery"]) == ["loops"], "nothing of the history before"
    worker.stop()
    truth = await fleet.oracle()
    values, ledger = fleet.tables()
    assert values == truth.values
    assert public(values).keys() == truth.values.keys()
    assert ledger_sum(ledger) == 8 == sum(one.total for one in truth.ledger.values())


async def _none_of(count: Any) -> bool:
    return not await count()
