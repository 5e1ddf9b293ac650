"""Logs, tables and offsets that were changed behind a worker's back: it goes on right, or says why it does not."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from fleet.settings import Settings
from fleet.topic_admin import ensure_topics
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS, changelog
from tests.faults.survival import compare, drained, end_of, raw_changelog
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

FIRST, SECOND = 1500, 600


async def begun(fleet: Fleet) -> Worker:
    """A worker that has read some records and was then stopped, with more waiting for its successor."""
    worker = fleet.worker()
    await fleet.simulate(FIRST)
    assert await drained(fleet, worker) == []
    worker.stop()
    return worker


async def goes_on(fleet: Fleet, worker: Worker, *arguments: str) -> list[str]:
    """What is wrong after a new life and more records."""
    await fleet.simulate(SECOND, seed=2)
    worker.start(*arguments)
    found = await drained(fleet, worker)
    worker.stop()
    return found or await compare(fleet)


async def refuses(worker: Worker, error: str) -> str:
    """The worker's last words, when it leaves for a person to look."""
    worker.start()
    status = await end_of(worker)
    last = worker.log.read_text().splitlines()[-1]
    assert status == 70, last
    assert f"worker leaves: {error}" in last
    return last


async def administer(fleet: Fleet, act: Callable[[AIOKafkaAdminClient], Awaitable[Any]]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        await act(admin)
    finally:
        await admin.close()


async def made_again(fleet: Fleet, topic: str) -> None:
    """Delete a topic and create it as the catalogue has it."""

    async def delete(admin: AIOKafkaAdminClient) -> None:
        await admin.delete_topics([topic])

        async def gone() -> bool:
            return topic not in await admin.list_topics()

        await until(f"{topic} deleted", gone)

    await administer(fleet, delete)
    await ensure_topics(fleet.brokers, Settings(app_id=fleet.app_id, kafka_brokers=fleet.brokers))


async def sent(fleet: Fleet, *records: tuple[str, int, bytes | None, bytes | None]) -> None:
    """Produce (topic, partition, key, value)."""
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers)
    await producer.start()
    try:
        for topic, partition, key, value in records:
            await producer.send(topic, value, key, partition)
    finally:
        await producer.stop()


# -- the changelog -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "value"),
    [(b"\xff\xfe", b"{}"), (b"student:stu-1:mastery:latest", b"garbage"), (None, b"{}")],
    ids=["key", "value", "no key"],
)
async def test_a_changelog_record_of_somebody_else_is_never_taken(fleet: Fleet, key: Any, value: bytes) -> None:
    worker = await begun(fleet)
    await sent(fleet, (changelog(fleet.app_id, "mastery").name, 3, key, value))
    assert "-changelog/3@" in await refuses(worker, "CorruptChangelogError")
    shutil.rmtree(worker.folder)
    await refuses(worker, "CorruptChangelogError")  # a rebuild meets it as well


async def test_a_changelog_that_was_made_again_is_a_loss_and_can_be_accepted(fleet: Fleet) -> None:
    worker = await begun(fleet)
    await made_again(fleet, changelog(fleet.app_id, "mastery").name)
    assert "start once with --accept-loss" in await refuses(worker, "LostRangeError")
    assert await goes_on(fleet, worker, "--accept-loss") == []


# -- local data --------------------------------------------------------------------------------------------------------
async def test_a_damaged_local_table_is_told_and_its_folder_can_be_deleted(fleet: Fleet) -> None:
    worker = await begun(fleet)
    for file in worker.folder.glob("*.db/*.log"):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 4))
    await fleet.simulate(SECOND, seed=2)
    worker.start()
    if await drained(
        fleet, worker
    ):  # RocksDB recovers what it can: then the position is older, and the rest is restored
        assert worker.process.returncode == 70, worker.tail()
        shutil.rmtree(worker.folder)
        worker.start()
        assert await drained(fleet, worker) == []
    worker.stop()
    assert await compare(fleet) == []


# -- the source --------------------------------------------------------------------------------------------------------
async def test_a_source_that_was_made_again_is_told_and_can_be_accepted(fleet: Fleet) -> None:
    worker = await begun(fleet)
    values, _ = fleet.tables()
    await made_again(fleet, LEARNING_EVENTS.name)
    assert "--accept-loss" in await refuses(worker, "TopicIdentityError")
    worker.start("--accept-loss")
    assert await drained(fleet, worker) == []
    worker.stop()
    assert fleet.tables()[0] == values, "what was learnt from the old topic stays"


async def test_offsets_of_the_group_decide_nothing(fleet: Fleet) -> None:
    worker = await begun(fleet)
    consumer = AIOKafkaConsumer(bootstrap_servers=fleet.brokers, group_id=fleet.app_id, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(LEARNING_EVENTS.name, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)

    async def committed() -> bool:  # the group is empty only once the broker has heard that the worker has left
        try:
            await consumer.commit(dict.fromkeys(partitions, 0))
        except Exception:  # noqa: BLE001
            return False
        return True

    await until("offsets set back", committed)
    await consumer.stop()
    assert await goes_on(fleet, worker) == []
    assert await raw_changelog(fleet) == []


async def test_every_record_produced_again_changes_no_value(fleet: Fleet) -> None:
    worker = await begun(fleet)
    records = await all_records(fleet, LEARNING_EVENTS.name)
    await sent(fleet, *[(one.topic, one.partition, one.key, one.value) for one in records])
    assert await goes_on(fleet, worker) == []
    assert await raw_changelog(fleet) == []


# -- where dead letters go ---------------------------------------------------------------------------------------------
async def test_dead_letters_that_cannot_be_written_stop_the_worker_before_anything_is_committed(fleet: Fleet) -> None:
    worker = await begun(fleet)

    async def limit(size: int) -> None:
        resource = ConfigResource(ConfigResourceType.TOPIC, DEAD_LETTERS.name, {"max.message.bytes": str(size)})
        await administer(fleet, lambda admin: admin.alter_configs([resource]))

    await fleet.simulate(SECOND, seed=3)
    worker.start()
    await limit(100)
    status = await end_of(worker)
    if status is None:  # it was faster than the change: more dead letters
        await fleet.simulate(SECOND, seed=4)
        status = await end_of(worker)
    assert status == 70
    assert "RefusedCommitError" in worker.log.read_text().splitlines()[-1]
    await limit(2 << 20)
    await asyncio.sleep(1)
    assert await goes_on(fleet, worker) == []
    assert await raw_changelog(fleet) == []
