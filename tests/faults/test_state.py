"""Logs, tables and offsets that were changed behind a worker's back: it goes on right, or says why it does not."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from fleet.settings import Settings
from fleet.topic_admin import ensure_topics
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS, Topic, changelog
from tables.kafka.admin import describe_topics
from tests.faults.rawlog import read_batches, write_marker
from tests.faults.record import KILLS, long
from tests.faults.survival import Scenario, drained, end_of, last_words
from tests.stack.support import Fleet, Worker, all_records, until

pytestmark = pytest.mark.stack

FIRST, SECOND = 1500, 600

MAX_PAYLOAD = Settings().max_payload_bytes


async def begun(scenario: Scenario) -> Worker:
    """A worker that has read some records and was then stopped."""
    fleet = scenario.fleet
    worker = fleet.worker()
    await fleet.simulate(FIRST)
    assert await drained(fleet, worker) == []
    worker.stop()
    return worker


async def goes_on(scenario: Scenario, worker: Worker) -> list[str]:
    """What is wrong after a new life and more records."""
    await scenario.fleet.simulate(SECOND, seed=2)
    worker.start()
    return await scenario.settle(worker)


async def refuses(worker: Worker, error: str) -> str:
    """The worker's last words, when it leaves for a person to look."""
    worker.start()
    status = await end_of(worker)
    last = last_words(worker)
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


async def configure(fleet: Fleet, topic: Topic, changes: Mapping[str, str]) -> None:
    """Give a topic the settings of the catalogue, with some changes, and wait until the broker goes by them."""
    wanted = topic.config(MAX_PAYLOAD) | changes
    resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, wanted)
    await administer(fleet, lambda admin: admin.alter_configs([resource]))

    async def done() -> bool:
        found = (await describe_topics(fleet.brokers, {topic.name}))[topic.name].config
        return all(found[name] == value for name, value in wanted.items())

    await until(f"{topic.name} has other settings", done)


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
FOREIGN = {"value": (b"student:stu-1:mastery:latest", b"garbage"), "key": (b"\xff\xfe", b"{}")}
"""What nobody but another program writes. `make test` tries the first."""


@pytest.mark.parametrize("what", FOREIGN if KILLS else list(FOREIGN)[:1])
async def test_a_changelog_record_of_somebody_else_is_never_taken_and_the_table_can_be_made_again(
    scenario: Scenario, what: str
) -> None:
    fleet = scenario.fleet
    key, value = FOREIGN[what]
    topic = changelog(fleet.app_id, "mastery").name
    worker = await begun(scenario)
    scenario.injected["foreign record in the changelog"] += 1
    await sent(fleet, (topic, 3, key, value))
    assert "-changelog/3@" in await refuses(worker, "CorruptChangelogError")
    scenario.lose(worker)
    await refuses(worker, "CorruptChangelogError")  # a rebuild meets it as well
    await made_again(fleet, topic)
    scenario.injected["changelog deleted and made again"] += 1
    assert "start once with --accept-loss" in await refuses(worker, "LostRangeError")
    worker.start("--accept-loss")  # nothing is lost: the source has it all, and is read again
    await fleet.simulate(SECOND, seed=2)
    assert await scenario.settle(worker, again=True) == []


@long
async def test_a_transaction_marker_that_is_written_twice_is_nobody_else(scenario: Scenario) -> None:
    """A broker does so when it stood still while a transaction was committed."""
    fleet = scenario.fleet
    topic = changelog(fleet.app_id, "mastery").name
    worker = fleet.worker()
    await worker.ready()
    await fleet.simulate(FIRST)
    await worker.read(FIRST)
    for number, batches in (await read_batches(fleet.brokers, topic)).items():
        await write_marker(fleet.brokers, topic, number, batches[-1])
        scenario.injected["transaction marker written again"] += 1
    await fleet.simulate(SECOND, seed=2)
    assert await scenario.settle(worker) == []
    assert "worker leaves" not in worker.log.read_text()


@long
async def test_a_second_writer_is_found_at_the_next_commit(scenario: Scenario) -> None:
    fleet = scenario.fleet
    topic = changelog(fleet.app_id, "mastery").name
    worker = fleet.worker()
    await worker.ready()
    await fleet.simulate(FIRST)
    await worker.read(FIRST)
    await sent(fleet, *[(topic, number, b"student:stu-1:mastery:latest", b"{}") for number in range(PARTITIONS)])
    scenario.injected["record of a second writer in the changelog"] += PARTITIONS
    await fleet.simulate(SECOND, seed=2)
    assert await end_of(worker) == 70
    assert "worker leaves: SecondWriterError" in last_words(worker)
    await made_again(fleet, topic)
    worker.start("--accept-loss")
    assert await scenario.settle(worker, again=True) == []


@long
async def test_a_changelog_after_compaction_gives_the_same_table(scenario: Scenario) -> None:
    fleet = scenario.fleet
    topic = changelog(fleet.app_id, "mastery")
    worker = fleet.worker(FLEET_MAX_BATCH="20")  # small batches write the same students again and again
    await fleet.simulate(2 * FIRST, students=20)
    assert await drained(fleet, worker) == []
    # The start refuses a topic like this, as followers have to see every version for an hour.
    await configure(
        fleet, topic, {"segment.ms": "1", "min.cleanable.dirty.ratio": "0.01", "min.compaction.lag.ms": "0"}
    )
    await fleet.simulate(SECOND, students=20, seed=2)  # what is written now ends the segments before
    assert await drained(fleet, worker) == []
    worker.kill()

    async def compacted() -> int:
        """Records that are gone, once they are many; not much more can go, as most keys are written once."""
        logs = (await read_batches(fleet.brokers, topic.name)).values()
        written = sum(log[-1].offset + log[-1].records - sum(one.marker is not None for one in log) for log in logs)
        gone = written - sum(one.records for log in logs for one in log if one.marker is None)
        return gone if gone > written / 10 else 0

    gone = await until("a tenth of the changelog compacted away", compacted)
    scenario.injected["changelog record compacted away"] += gone
    await configure(fleet, topic, {})
    scenario.lose(worker)
    assert await goes_on(scenario, worker) == []


# -- local data --------------------------------------------------------------------------------------------------------
@long
async def test_a_damaged_local_table_is_told_and_its_folder_can_be_deleted(scenario: Scenario) -> None:
    worker = await begun(scenario)
    for file in worker.folder.glob("*.db/*.log"):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 4))
        scenario.injected["damaged local log"] += 1
    await scenario.fleet.simulate(SECOND, seed=2)
    worker.start()
    # RocksDB recovers what it can: then the position is older, and the rest is restored
    if await drained(scenario.fleet, worker):
        assert worker.process.returncode == 70, worker.tail()
        scenario.lose(worker)
        worker.start()
    assert await scenario.settle(worker) == []


@long
async def test_a_table_folder_that_is_lost_is_rebuilt_from_the_changelog(scenario: Scenario) -> None:
    fleet = scenario.fleet
    worker = fleet.worker()
    await worker.ready()
    await fleet.simulate(FIRST)
    await worker.read(FIRST)
    worker.kill()
    scenario.injected["kill -9"] += 1
    scenario.lose(worker)
    assert await goes_on(scenario, worker) == []


# -- the source --------------------------------------------------------------------------------------------------------
@long
async def test_a_source_that_was_made_again_is_told_and_can_be_accepted(scenario: Scenario) -> None:
    fleet = scenario.fleet
    worker = await begun(scenario)
    old = await fleet.log()
    await made_again(fleet, LEARNING_EVENTS.name)
    scenario.injected["source topic deleted and made again"] += 1
    assert "--accept-loss" in await refuses(worker, "TopicIdentityError")
    worker.start("--accept-loss")
    await fleet.simulate(SECOND, seed=2)
    await worker.read(FIRST + SECOND)  # the old offsets say nothing of how much waits
    assert await scenario.settle(worker, earlier=[old]) == []


@long
async def test_offsets_of_the_group_decide_nothing(scenario: Scenario) -> None:
    fleet = scenario.fleet
    worker = await begun(scenario)
    consumer = AIOKafkaConsumer(bootstrap_servers=fleet.brokers, group_id=fleet.app_id, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(LEARNING_EVENTS.name, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)

    async def committed() -> bool:  # the group is empty only once the broker has heard that the worker has left
        try:
            await consumer.commit(dict.fromkeys(partitions, 0))
        except Exception:  # noqa: BLE001 - whatever it says while it is not
            return False
        return True

    await until("offsets set back", committed)
    await consumer.stop()
    scenario.injected["group offset set to 0"] += len(partitions)
    assert await goes_on(scenario, worker) == []


@long
async def test_every_record_produced_again_changes_no_value(scenario: Scenario) -> None:
    fleet = scenario.fleet
    worker = await begun(scenario)
    records = await all_records(fleet, LEARNING_EVENTS.name)
    await sent(fleet, *[(one.topic, one.partition, one.key, one.value) for one in records])
    scenario.injected["record produced again"] += len(records)
    before, _ = fleet.tables()
    worker.start()
    assert await scenario.settle(worker) == []
    assert fleet.tables()[0] == before


# -- where dead letters go ---------------------------------------------------------------------------------------------
@long
async def test_dead_letters_that_cannot_be_written_stop_the_worker_before_anything_is_committed(
    scenario: Scenario,
) -> None:
    fleet = scenario.fleet
    worker = await begun(scenario)
    worker.start()
    await worker.ready()
    # The start refuses a topic like this: it has to become so under a running worker.
    await configure(fleet, DEAD_LETTERS, {"max.message.bytes": "100"})
    scenario.injected["dead-letter topic refuses"] += 1
    await fleet.simulate(SECOND, seed=3)
    assert await end_of(worker) == 70
    assert "worker leaves: RefusedCommitError" in last_words(worker)
    await configure(fleet, DEAD_LETTERS, {})
    assert await goes_on(scenario, worker) == []
