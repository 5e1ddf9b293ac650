"""A rolling upgrade: events of all versions flow while workers that know version 1 alone are upgraded one by one."""

import asyncio
import itertools
import random
import time
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from fleet.simulate.classroom import Classroom
from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS
from schemas.upcasters import converted
from tests.faults.survival import drained
from tests.stack.support import Fleet, Worker, all_records, ledger_sum, shared, until

pytestmark = pytest.mark.stack

CODEC = Codec(FileRegistry.load())
(V2,) = LEARNING_EVENTS.later_subjects
RATE = 50.0  # events a second: each worker meets every version within a second
OLD = {"FLEET_SCHEMA_MAX_MAJOR": "1"}
PATIENT = {
    # Five retries take a minute at least, so that none is used up before the last worker is upgraded.
    "FLEET_RETRY_DELAY": "4",
    "FLEET_RETRY_MAX_DELAY": "16",
    "FLEET_BREAKER_SHARE": "1",
}


class Stream:
    """Sends events of 1.0, 1.1 and 2.0 in turn, until it is ended."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._classroom = Classroom(random.Random(3), 60, exercises=0.5)
        self.sent: Counter[str] = Counter()
        self.going = True

    async def run(self) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._fleet.brokers) as producer:
            for number in itertools.count():
                if not self.going:
                    return
                event = self._classroom.now(int(time.time() * 1000))
                subject = LEARNING_EVENTS.subject
                if number % 3 == 2:
                    event, subject = _of_2_0(event), V2
                key = event["student_id"].encode()
                home = partition_for(key, PARTITIONS)
                await producer.send(LEARNING_EVENTS.name, CODEC.encode(subject, event), key=key, partition=home)
                self.sent[event["version"]] += 1
                await asyncio.sleep(1 / RATE)


def _of_2_0(event: dict[str, Any]) -> dict[str, Any]:
    newer = converted(event, "2.0")
    return newer | {
        "scores": {**newer["scores"], "tempo": 0.5},
        "component": {"name": event["component"], "kind": "MODULE"},
    }


async def failed_at(worker: Worker) -> int:
    return (await worker.ledger()).get("dead_letters", 0)


async def statuses(worker: Worker) -> Counter[str]:
    status, body = await worker.get("/dead-letters?state=all&limit=500")
    return Counter(one["state"] for one in body["dead_letters"]) if status == 200 else Counter({"?": 1})


async def test_workers_are_upgraded_one_by_one_while_events_of_all_versions_flow(fleet: Fleet) -> None:
    old = [fleet.worker(name, **PATIENT, **OLD) for name in ("one", "two")]
    new = fleet.worker("three", **PATIENT)
    workers = [*old, new]
    await shared(*workers)
    stream = Stream(fleet)
    sending = asyncio.create_task(stream.run())
    for worker in old:
        await until("it has met version 2", lambda worker=worker: failed_at(worker))
    assert await failed_at(new) == 0

    for worker in old:
        assert worker.stop() == 0, worker.tail()
        worker.environment.pop("FLEET_SCHEMA_MAX_MAJOR")
        worker.start()
        await shared(*workers)
    stream.going = False
    await sending
    assert set(stream.sent) == {"1.0", "1.1", "2.0"}

    async def recovered() -> bool:
        found = await statuses(new)
        assert "permanent" not in found, found
        return set(found) == {"resolved"}

    await until("every event that failed was processed after all", recovered)
    assert await drained(fleet, *workers) == []
    for worker in workers:
        assert worker.stop() == 0, worker.tail()

    letters = [CODEC.decode(one.value, DEAD_LETTERS.value)[1] for one in await all_records(fleet, DEAD_LETTERS.name)]
    assert {(one["error_type"], one["permanent"], one["schema_id"]) for one in letters} == {
        ("unknown_version", False, FileRegistry.load().latest(V2).id)
    }
    records, oracle = await fleet.log(), await fleet.oracle()
    values, ledger = fleet.tables()
    assert values == oracle.values, "no wrong decode"
    table = {key: value for one in fleet.partitions().values() for key, value in one.items()}
    practice = {key: value for key, value in table.items() if key.startswith("student:") and ":practice:" in key}
    assert practice == oracle.practice
    assert practice
    assert ledger_sum(ledger) == len(records)
    assert ledger["applied"] == sum(stream.sent.values()) == sum(one.applied for one in oracle.ledger.values())
    # What failed here, and is a copy there: the oracle has read version 2 from the beginning. It is a duplicate in both
    # where a worker that took over sent it once more.
    copies = sum(one.duplicates for one in oracle.ledger.values())
    assert ledger["dead_letters"] == len(letters) == copies - ledger["duplicates"]
