"""No dead letter can be written: nothing is committed, and the worker leaves with a line that says what to do."""

from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import DEAD_LETTERS
from tests.stack.support import Fleet, Worker, all_records, until
from tests.stack.test_dead_letter_tools import event, send

pytestmark = pytest.mark.stack


async def administer(fleet: Fleet, act: Any) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        await act(admin)
    finally:
        await admin.close()


async def ended(worker: Worker) -> int:
    await until(f"the worker leaves (see {worker.tail()})", lambda: worker.process.poll() is not None)
    return int(worker.process.returncode)


async def test_a_topic_that_takes_no_dead_letter_stops_the_worker_before_anything_is_committed(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    await send(fleet, event("first", "stu-1"))
    await worker.read(1)
    small = ConfigResource(ConfigResourceType.TOPIC, DEAD_LETTERS.name, {"max.message.bytes": "100"})
    await administer(fleet, lambda admin: admin.alter_configs([small]))
    # Of one partition: the good one lies in the batch that cannot be committed.
    await send(fleet, event("good", "stu-1"), b"rubbish", student="stu-1")
    assert await ended(worker) == 70
    last = worker.log.read_text().strip().splitlines()[-1]
    assert "RefusedCommitError" in last
    assert "the broker refuses" in last

    # Nothing was skipped: with the topic repaired, all is there.
    whole = ConfigResource(ConfigResourceType.TOPIC, DEAD_LETTERS.name, DEAD_LETTERS.config(1 << 20))
    await administer(fleet, lambda admin: admin.alter_configs([whole]))
    worker.start()
    await worker.ready()
    ledger = await worker.read(3)
    assert (ledger["applied"], ledger["dead_letters"]) == (2, 1)
    assert len(await all_records(fleet, DEAD_LETTERS.name)) == 1


async def test_without_the_topic_the_worker_leaves_and_says_how_to_make_it(fleet: Fleet) -> None:
    worker = fleet.worker(FLEET_COMMIT_DEADLINE="12")
    await worker.ready()
    await administer(fleet, lambda admin: admin.delete_topics([DEAD_LETTERS.name]))
    await send(fleet, event("good", "stu-1"), b"rubbish", student="stu-1")
    assert await ended(worker) == 70
    last = worker.log.read_text().strip().splitlines()[-1]
    assert DEAD_LETTERS.name in last
    assert "python -m fleet topics create" in last
    worker.start()  # which makes the topics that are missing
    await worker.ready()
    ledger = await worker.read(2)
    assert (ledger["applied"], ledger["dead_letters"]) == (1, 1)
