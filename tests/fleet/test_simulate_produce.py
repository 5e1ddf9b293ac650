"""Sending to a real broker and reading back what the oracle judges."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from fleet.oracle import SourceRecord, expected
from fleet.oracle.read import ReadError, read_topic
from fleet.simulate import (
    Produced,
    ProduceError,
    Shares,
    SimulatedRecord,
    Simulation,
    produce,
    progress_encoder,
)
from fleet.stack.local import LocalStack
from fleet.stack.ports import choose_port
from schemas.partitioner import partition_for

MakeTopic = Callable[..., Awaitable[str]]


def simulated(count: int) -> list[SimulatedRecord]:
    simulation = Simulation(
        students=60, seed=4, encode=progress_encoder(), shares=Shares(duplicates=0.02, late=0.02, poison=0.01)
    )
    return list(simulation.history(count, now_ms=int(time.time() * 1000)))


@pytest.fixture
async def make_topic(stack: LocalStack) -> AsyncIterator[MakeTopic]:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.addresses.kafka)
    await admin.start()

    async def make(**configs: str) -> str:
        name = f"simulated-{uuid4().hex}"
        configs = {"message.timestamp.type": "LogAppendTime"} | {
            key.replace("_", "."): value for key, value in configs.items()
        }
        await admin.create_topics([NewTopic(name, 6, 1, topic_configs=configs)])
        return name

    yield make
    await admin.close()


async def test_a_broker_that_is_not_there_is_one_clear_line() -> None:
    nowhere = f"127.0.0.1:{choose_port(None, 'nothing')}"
    with pytest.raises(ProduceError, match=f"no Kafka broker answers at {nowhere}: start it") as sending:
        await produce(simulated(10), brokers=nowhere)
    with pytest.raises(ReadError, match=f"no Kafka broker answers at {nowhere}: start it") as reading:
        await read_topic("learning.events", brokers=nowhere)
    assert "\n" not in f"{sending.value}{reading.value}"


@pytest.mark.parametrize("rate", [0, -1.0])
async def test_a_rate_must_be_positive(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        await produce([], brokers="127.0.0.1:1", rate=rate)


@pytest.mark.stack
async def test_a_missing_topic_is_one_clear_line_and_is_not_created(stack: LocalStack) -> None:
    brokers = stack.addresses.kafka
    for _ in range(2):
        with pytest.raises(ProduceError, match="there is no topic nowhere: create it"):
            await produce(simulated(10), brokers=brokers, topic="nowhere")
        with pytest.raises(ReadError, match="there is no topic nowhere: create it"):
            await read_topic("nowhere", brokers=brokers)


@pytest.mark.stack
async def test_what_is_sent_is_what_is_read(stack: LocalStack, make_topic: MakeTopic) -> None:
    brokers, topic = stack.addresses.kafka, await make_topic()
    sent = simulated(6_000)
    told: list[int] = []
    produced = await produce(sent, brokers=brokers, topic=topic, progress=lambda so_far: told.append(so_far.total))
    assert produced.kinds == {"event": 5_700, "duplicate": 120, "late": 120, "poison": 60}
    assert set(produced.details.values()) == {6}
    assert told == sorted(told)
    assert told[-1] == 6_000

    passed: list[tuple[int, int]] = []
    read = await read_topic(topic, brokers=brokers, progress=lambda done, total: passed.append((done, total)))
    assert passed[-1] == (6_000, 6_000)
    for partition in range(6):
        there = [(record.key, record.value) for record in read if record.partition == partition]
        assert there == [(record.key, record.value) for record in sent if partition_for(record.key, 6) == partition], (
            "another partition or another order"
        )
    expectation = expected(read)
    assert len(expectation.dead_letters) == 60
    assert sum(ledger.duplicates for ledger in expectation.ledger.values()) == 120
    assert sum(ledger.applied for ledger in expectation.ledger.values()) == 5_820


@pytest.mark.stack
async def test_a_rate_is_not_exceeded(stack: LocalStack, make_topic: MakeTopic) -> None:
    brokers, topic = stack.addresses.kafka, await make_topic()
    produced = await produce(simulated(20), brokers=brokers, topic=topic, rate=20)
    assert produced.total == 20
    assert produced.seconds >= 0.95  # the twentieth is due then; a lower bound: a slow machine cannot break it
    assert len(await read_topic(topic, brokers=brokers)) == 20


@pytest.mark.stack
async def test_an_endless_simulation_goes_on_until_it_is_cancelled(stack: LocalStack, make_topic: MakeTopic) -> None:
    brokers, topic = stack.addresses.kafka, await make_topic()
    simulation = Simulation(students=5, seed=1, encode=progress_encoder())
    records = simulation.live(lambda: int(time.time() * 1000))
    async with _running(records, brokers, topic) as running:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert running.cancelled()
    assert len(await read_topic(topic, brokers=brokers)) >= 20


@pytest.mark.stack
async def test_a_topic_that_never_acknowledges_ends_the_run(stack: LocalStack, make_topic: MakeTopic) -> None:
    brokers, topic = stack.addresses.kafka, await make_topic()
    records = (record for _ in range(1_000) for record in simulated(100))
    async with _running(records, brokers, topic, give_up_seconds=1) as running:
        admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
        await admin.start()
        await admin.delete_topics([topic])  # clients take this for a passing trouble and try again for ever
        await admin.close()
        with pytest.raises(ProduceError, match="acknowledged nothing for 1 s"):
            await running


@asynccontextmanager
async def _running(
    records: Iterable[SimulatedRecord], brokers: str, topic: str, give_up_seconds: float = 30
) -> AsyncIterator[asyncio.Task[Produced]]:
    """A run that has sent its first records."""
    enough = asyncio.Event()

    def progress(so_far: Produced) -> None:
        if so_far.total >= 20:
            enough.set()

    running = asyncio.create_task(
        produce(records, brokers=brokers, topic=topic, rate=200, progress=progress, give_up_seconds=give_up_seconds)
    )
    async with asyncio.timeout(60):
        await enough.wait()
        yield running


@pytest.mark.stack
async def test_a_record_that_the_topic_refuses_ends_the_run(stack: LocalStack, make_topic: MakeTopic) -> None:
    topic = await make_topic(max_message_bytes="1000")
    big = SimulatedRecord(b"stu-1", bytes(5_000), "poison", "large")
    with pytest.raises(ProduceError, match="refused records"):
        await produce([big], brokers=stack.addresses.kafka, topic=topic)
    huge = SimulatedRecord(b"stu-1", bytes(2_000_000), "poison", "huge")
    with pytest.raises(ProduceError, match=r"refused|too large"):
        await produce([huge], brokers=stack.addresses.kafka, topic=topic)


@pytest.mark.stack
async def test_times_of_producers_are_refused(stack: LocalStack, make_topic: MakeTopic) -> None:
    topic = await make_topic(message_timestamp_type="CreateTime")
    await produce(simulated(10), brokers=stack.addresses.kafka, topic=topic)
    with pytest.raises(ReadError, match="LogAppendTime"):
        await read_topic(topic, brokers=stack.addresses.kafka)


@pytest.mark.stack
async def test_aborted_records_are_not_read_and_markers_do_not_block(stack: LocalStack, make_topic: MakeTopic) -> None:
    brokers, topic = stack.addresses.kafka, await make_topic()
    assert await read_topic(topic, brokers=brokers) == []
    producer = AIOKafkaProducer(bootstrap_servers=brokers, transactional_id=topic)
    await producer.start()
    try:
        for value, commit in ((b"aborted", False), (b"kept", True), (b"aborted too", False)):
            await producer.begin_transaction()
            await producer.send_and_wait(topic, value, key=b"k", partition=0, headers=[("h", value)])
            await (producer.commit_transaction() if commit else producer.abort_transaction())
    finally:
        await producer.stop()
    read = await read_topic(topic, brokers=brokers)
    assert read == [SourceRecord(0, 2, read[0].append_ms, b"k", b"kept", (("h", b"kept"),))]
    assert abs(read[0].append_ms - time.time() * 1000) < 3_600_000
