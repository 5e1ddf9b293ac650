"""Java reads and writes what the fleet does: keys, partitions, headers and values; misplaced records are named."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest
from confluent_kafka import Producer

from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS, PROGRESS_REQUESTS
from tests.stack.java_client import JavaClient
from tests.stack.support import Fleet, Worker, until
from tests.stack.test_producers import crc_partition, event, plain_avro, schema_id

pytestmark = pytest.mark.stack

STUDENTS = [f"stu-{number:03}" for number in range(40)]


def newest(subject: str) -> int:
    return FileRegistry.load().latest(subject).id


async def test_java_is_read_and_reads_and_other_partitioners_are_named(fleet: Fleet, tmp_path: Path) -> None:
    worker = fleet.worker()
    await worker.ready()
    java = await asyncio.to_thread(JavaClient.build, tmp_path, fleet.brokers)
    events = [(LEARNING_EVENTS.name, schema_id(), one, event(one)) for one in STUDENTS]
    wrong = (*events[0][:3], event(STUDENTS[0], event_id="evt-wrong", idempotency_key="wrong", mastery=0.1))
    asked = {"student_id": STUDENTS[0], "query": "How am I doing?", "context": {"string": '{"from": "java"}'}}
    request = {**asked, "timestamp": int(time.time() * 1000), "version": "1.0", "component": None, "days": None}
    question = (PROGRESS_REQUESTS.name, newest(PROGRESS_REQUESTS.subject), STUDENTS[0], request)

    # Java's own partitioner is the fleet's: nothing has to be moved.
    places = await asyncio.to_thread(java.produce, [*events, wrong, question])
    assert [partition for _, partition, _ in places[: len(STUDENTS)]] == [
        partition_for(one.encode(), PARTITIONS) for one in STUDENTS
    ]
    ledger = await worker.read(len(STUDENTS) + 1)
    assert (ledger["applied"], ledger["dead_letters"], ledger["rerouted"]) == (len(STUDENTS), 1, 0)
    await worker.read(1, PROGRESS_REQUESTS.name)
    assert (await worker.get(f"/progress/{STUDENTS[7]}"))[1]["mastery"] == {"loops": 0.84}
    assert (await worker.health())["misplaced"] == {}

    told = {one.topic: one for one in await asyncio.to_thread(java.consume, AGENT_RESPONSES.name, DEAD_LETTERS.name)}
    answer = told[AGENT_RESPONSES.name]
    assert (answer.key, answer.partition) == (STUDENTS[0], partition_for(STUDENTS[0].encode(), PARTITIONS))
    topic, partition, offset = places[-1]
    assert answer.value["response_id"] == f"progress-{topic}:{partition}:{offset}"
    assert answer.schema_id == newest(AGENT_RESPONSES.subject)
    letter = told[DEAD_LETTERS.name]
    topic, partition, offset = places[-2]
    assert letter.key == STUDENTS[0]
    assert letter.value["error_type"] == "invalid"
    assert letter.value["original_offset"] == {"long": offset}
    assert letter.value["original_key"] == {"bytes": STUDENTS[0]}
    assert letter.headers["__connect.errors.topic"] == topic.encode()
    assert int.from_bytes(letter.headers["kafka_dlt-original-partition"], "big") == partition
    assert int.from_bytes(letter.headers["kafka_dlt-original-offset"], "big") == offset
    assert letter.headers["kafka_dlt-exception-fqcn"]

    await other_partitioners_are_named(fleet, worker)


async def other_partitioners_are_named(fleet: Fleet, worker: Worker) -> None:
    """The same students from librdkafka, whose default is another: told apart by what a producer has to change."""
    wanted: Counter[str] = Counter()
    producer = Producer({"bootstrap.servers": fleet.brokers})
    for one in STUDENTS:
        again = plain_avro(event(one, "functions"), schema_id())
        producer.produce(LEARNING_EVENTS.name, again, key=one.encode())
        wanted["crc32"] += crc_partition(one) != partition_for(one.encode(), PARTITIONS)
    home = partition_for(b"stu-keyless", PARTITIONS)
    keyless = plain_avro(event("stu-keyless"), schema_id())
    producer.produce(LEARNING_EVENTS.name, keyless, partition=(home + 1) % PARTITIONS)
    other = plain_avro(event("stu-otherkey"), schema_id())
    elsewhere = (partition_for(b"stu-otherkey", PARTITIONS) + 1) % PARTITIONS
    producer.produce(LEARNING_EVENTS.name, other, key=b"course-7", partition=elsewhere)
    assert producer.flush(30) == 0
    wanted += Counter(no_key=1, other_key=1)

    async def named() -> bool:
        return (await worker.health())["misplaced"] == {LEARNING_EVENTS.name: dict(wanted)}

    await until(f"{wanted} are named", named)
    assert (await worker.read(2 * len(STUDENTS) + 3 + wanted.total()))["rerouted"] == wanted.total()
    log = worker.log.read_text(errors="replace")
    assert "set partitioner=murmur2_random (1 since the start" in log
    assert "records have no key" in log
    assert (await worker.get(f"/progress/{STUDENTS[7]}"))[1]["mastery"] == {"functions": 0.71, "loops": 0.84}
