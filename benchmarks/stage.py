"""What benchmarks share: a local stack of their own, events on it, and worker processes."""

import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.report import say
from fleet.settings import Settings
from fleet.simulate import Produced, Shares, Simulation, produce, progress_encoder
from fleet.stack.local import LocalStack
from fleet.topic_admin import ensure_topics
from schemas.topics import LEARNING_EVENTS, PARTITIONS

__all__ = ["Stage", "ends", "fill", "stage"]

TELL_SECONDS = 10.0


class Stage:
    """A running stack and a folder, both gone afterwards."""

    def __init__(self, stack: LocalStack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.brokers = stack.addresses.kafka
        self.redis_url = stack.addresses.redis


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Start a stack of one's own with the fleet's topics."""
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        async with LocalStack(Path(folder) / "stack") as stack:
            await ensure_topics(stack.addresses.kafka, Settings(app_id="bench", kafka_brokers=stack.addresses.kafka))
            yield Stage(stack, Path(folder))


async def fill(brokers: str, events: int, students: int, shares: Shares | None = None) -> dict[int, int]:
    """Produce simulated history; the records in each partition afterwards.

    Without `shares`: 2 % duplicates, 2 % late, 0.1 % poison.
    """
    chosen = shares or Shares(duplicates=0.02, late=0.02, poison=0.001)
    simulation = Simulation(students=students, seed=7, encode=progress_encoder(), shares=chosen)
    started = told = time.monotonic()

    def tell(done: Produced) -> None:
        nonlocal told
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            say(f"  {done.total:,} of {events:,} events produced")

    await produce(simulation.history(events, now_ms=int(time.time() * 1000)), brokers=brokers, progress=tell)
    say(f"{events:,} events of {students:,} students produced in {time.monotonic() - started:.0f} s")
    return await ends(brokers)


async def ends(brokers: str, topic: str = LEARNING_EVENTS.name) -> dict[int, int]:
    """The next offset of each partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=brokers)
    await consumer.start()
    try:
        found = await consumer.end_offsets([TopicPartition(topic, one) for one in range(PARTITIONS)])
    finally:
        await consumer.stop()
    return {tp.partition: end for tp, end in found.items()}
