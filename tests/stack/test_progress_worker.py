"""The worker on the real stack: what it folds, and what is left of it after every kind of end."""

import asyncio
import json
import time
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis

from schemas.codec import Codec
from schemas.registry import FileRegistry
from schemas.requests import ProgressRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, PROGRESS_REQUESTS
from tests.stack.support import Fleet, all_records, ledger_sum, shared

pytestmark = pytest.mark.stack


def agree(fleet: Fleet, truth: Any) -> dict[str, int]:
    """Every public value equals the oracle's, byte for byte; the ledger is the oracle's too."""
    values, ledger = fleet.tables()
    different = sorted(key for key in values.keys() | truth.values.keys() if values.get(key) != truth.values.get(key))
    assert not different, different[:5]
    for name in ("applied", "duplicates", "dead_letters", "rerouted"):
        assert ledger[name] == sum(getattr(one, name) for one in truth.ledger.values()), name
    return ledger


async def test_events_become_mastery_in_rocksdb_redis_and_http(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    sent = await fleet.simulate(6000)
    ledger = await worker.read(sent)
    assert sum(ledger[name] for name in ("applied", "duplicates", "dead_letters", "rerouted")) == sent
    truth = await fleet.oracle()
    student = min(truth.students)
    status, body = await worker.get(f"/progress/{student}")
    wanted = json.loads(truth.values[f"student:{student}:mastery:latest"])
    assert status == 200
    assert {name: body[name] for name in wanted} == wanted
    await mirrored(fleet, truth)
    assert worker.stop() == 0
    ledger = agree(fleet, truth)
    assert ledger["duplicates"] == 120
    assert ledger["dead_letters"] == 60


async def mirrored(fleet: Fleet, truth: Any) -> None:
    """Redis holds every value in Dapr's layout, byte for byte, and nothing else of this fleet's."""
    redis = Redis.from_url(fleet.stack.addresses.redis)
    wanted = {f"{fleet.app_id}||{key}".encode(): value for key, value in truth.values.items()}
    found: dict[bytes, bytes] = {}
    deadline = time.monotonic() + 30
    try:
        while found != wanted and time.monotonic() < deadline:
            keys = [key async for key in redis.scan_iter(f"{fleet.app_id}||student:*", count=1000)]
            found = {key: await redis.hget(key, "data") for key in keys}
            await asyncio.sleep(0.1)
    finally:
        await redis.aclose()
    assert found.keys() == wanted.keys()
    assert found == wanted


async def test_a_worker_killed_with_kill_9_goes_on_where_the_changelog_says(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    producing = asyncio.create_task(fleet.simulate(15_000, rate=2000))
    for enough in (1500, 5000, 9000):
        await worker.read(enough)
        worker.kill()
        worker.start()
        await worker.ready()
    sent = await producing
    await worker.read(sent)
    worker.stop()
    assert ledger_sum(agree(fleet, await fleet.oracle())) == sent


async def test_two_workers_share_the_partitions_and_lose_nothing(fleet: Fleet) -> None:
    first = fleet.worker("worker-1")
    await first.ready()
    producing = asyncio.create_task(fleet.simulate(20_000, rate=2500))
    await first.read(1000)
    second = fleet.worker("worker-2")
    await shared(first, second)
    sent = await producing
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ledgers = [await one.ledger() for one in (first, second)]
        if sum(ledger_sum(ledger) for ledger in ledgers if ledger) >= sent:
            break
        await asyncio.sleep(0.1)
    first.stop()
    second.stop()
    assert ledger_sum(agree(fleet, await fleet.oracle())) == sent


async def test_progress_requests_are_answered_once(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    body = {"component": "loops", "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}}
    status, _ = await worker.post("/progress/stu-00123?wait=applied", body)
    assert status == 200
    codec = Codec(FileRegistry.load())
    request = ProgressRequest(student_id="stu-00123", query="How am I doing?")
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers)
    await producer.start()
    raw = codec.encode(PROGRESS_REQUESTS.subject, request.to_avro())
    await producer.send_and_wait(PROGRESS_REQUESTS.name, raw, key=b"stu-00123")
    await producer.send_and_wait(PROGRESS_REQUESTS.name, b"rubbish", key=b"stu-00123")
    await producer.stop()
    await worker.read(2, PROGRESS_REQUESTS.name)
    worker.kill()
    worker.start()
    await worker.ready()
    answers = [codec.decode(record.value)[1] for record in await all_records(fleet, AGENT_RESPONSES.name)]
    assert len(answers) == 1
    assert answers[0]["student_id"] == "stu-00123"
    assert json.loads(answers[0]["metadata"])["mastery"] == {"loops": 0.84}
    letters = [codec.decode(one.value)[1] for one in await all_records(fleet, DEAD_LETTERS.name)]
    # What students wrote stays in the request's topic.
    assert [(one["original_value"], one["original_size"], one["error_type"]) for one in letters] == [
        (None, len(b"rubbish"), "undecodable")
    ]
