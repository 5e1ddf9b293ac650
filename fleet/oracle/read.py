"""Reading a whole topic for the oracle, from its beginning to the end it has when reading starts."""

import asyncio
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError

from fleet.oracle.model import SourceRecord
from fleet.stack.probes import NotReadyError, probe_kafka
from tables.kafka.login import options

__all__ = ["ReadError", "read_topic"]

_LOG_APPEND_TIME = 1  # Kafka's timestamp type
_POLL_SECONDS = 1.0


class ReadError(Exception):
    """The topic cannot be read. The message says what to do."""


async def read_topic(
    topic: str,
    *,
    brokers: str,
    progress: Callable[[int, int], None] | None = None,
    stall_seconds: float = 30.0,
) -> list[SourceRecord]:
    """All committed records of a topic.

    Args:
        topic: its name.
        brokers: `host:port[,host:port]`.
        progress: called with offsets passed and offsets to pass in all.
        stall_seconds: give up when the broker sends nothing for so long.

    Raises:
        ReadError: no broker, no such topic, a stalled broker, or times that are not the broker's.
    """
    consumer = AIOKafkaConsumer(
        **options(brokers),
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",  # records that retention deletes meanwhile are an error, not a silent gap
        max_partition_fetch_bytes=4 << 20,
    )
    try:
        await probe_kafka(brokers)
        await consumer.start()
        return await _read(consumer, topic, progress, stall_seconds)
    except (NotReadyError, KafkaConnectionError) as exc:
        raise ReadError(
            f"no Kafka broker answers at {brokers}: start it with `fleet stack up`, or set FLEET_KAFKA_BROKERS"
        ) from exc
    except KafkaError as exc:
        raise ReadError(f"topic {topic} cannot be read from {brokers}: {exc}") from exc
    except TimeoutError as exc:
        raise ReadError(f"{brokers} sent nothing of {topic} for {stall_seconds:g} s: see the broker's log") from exc
    finally:
        await consumer.stop()


async def _read(
    consumer: AIOKafkaConsumer,
    topic: str,
    progress: Callable[[int, int], None] | None,
    stall_seconds: float,
) -> list[SourceRecord]:
    async with asyncio.timeout(stall_seconds):
        if topic not in await consumer.topics():
            raise ReadError(f"there is no topic {topic}: create it with `fleet topics create`")
        await consumer.beginning_offsets([TopicPartition(topic, 0)])  # makes the client learn the partitions
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic))]
        begins = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
    consumer.assign(partitions)
    for partition, begin in begins.items():
        consumer.seek(partition, begin)
    total = sum(ends[partition] - begins[partition] for partition in partitions)
    records: list[SourceRecord] = []
    positions = dict(begins)
    now = asyncio.get_running_loop().time
    deadline = now() + stall_seconds
    while open_ := [partition for partition in partitions if positions[partition] < ends[partition]]:
        fetched = await consumer.getmany(*open_, timeout_ms=int(_POLL_SECONDS * 1000))
        for partition, batch in fetched.items():
            records.extend(_record(message) for message in batch if message.offset < ends[partition])
        # Positions, not offsets: transaction markers and aborted records take offsets but are never delivered.
        passed = {partition: await consumer.position(partition) for partition in partitions}
        if passed != positions:
            deadline = now() + stall_seconds
        elif now() > deadline:
            raise TimeoutError
        positions = passed
        if progress is not None:
            done = sum(min(positions[partition], ends[partition]) - begins[partition] for partition in partitions)
            progress(done, total)
    return records


def _record(message: ConsumerRecord) -> SourceRecord:
    if message.timestamp_type != _LOG_APPEND_TIME:
        raise ReadError(
            f"topic {message.topic} carries the producers' times, and lateness is judged by the broker's: "
            "set its message.timestamp.type to LogAppendTime"
        )
    return SourceRecord(
        message.partition, message.offset, message.timestamp, message.key, message.value, message.headers
    )
