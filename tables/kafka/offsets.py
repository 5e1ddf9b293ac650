"""Where logs begin and end, asked of the broker."""

import asyncio
from collections.abc import Iterable
from typing import Any

from tables.errors import BrokerUnavailableError
from tables.finished import finished
from tables.kafka.clients import KafkaError, TopicPartition, consumer, started, stopped

__all__ = ["LogOffsets", "holds_records"]

TopicPartitions = Iterable[tuple[str, int]]


class LogOffsets:
    """First and next offsets of partitions, the latter under either isolation level. Start it before use."""

    def __init__(self, brokers: str) -> None:
        self._committed = consumer(brokers)
        self._uncommitted = consumer(brokers, isolation="read_uncommitted")

    async def start(self) -> None:
        """Connect.

        Raises:
            BrokerUnavailableError: no broker answers.
        """
        try:
            await started(self._committed)
            await started(self._uncommitted)
        except BaseException as exc:
            await finished(self.stop())
            if not isinstance(exc, KafkaError):
                raise
            raise BrokerUnavailableError(f"no broker answers: {exc!r}") from exc

    async def stop(self) -> None:
        """Disconnect."""
        await asyncio.gather(stopped(self._committed), stopped(self._uncommitted))

    async def begin(self, partitions: TopicPartitions) -> dict[tuple[str, int], int]:
        """First offset that each partition still holds."""
        return await _ask(self._committed.beginning_offsets, partitions)

    async def stable_end(self, partitions: TopicPartitions) -> dict[tuple[str, int], int]:
        """Next offset below which every transaction has ended."""
        return await _ask(self._committed.end_offsets, partitions)

    async def end(self, partitions: TopicPartitions) -> dict[tuple[str, int], int]:
        """Next offset, open transactions included."""
        return await _ask(self._uncommitted.end_offsets, partitions)


async def _ask(call: Any, partitions: TopicPartitions) -> dict[tuple[str, int], int]:
    try:
        found = await call([TopicPartition(*one) for one in partitions])
    except KafkaError as exc:
        raise BrokerUnavailableError(f"the broker does not tell offsets: {exc!r}") from exc
    return {(tp.topic, tp.partition): int(offset) for tp, offset in found.items()}


async def holds_records(brokers: str, topic: str, partition: int, positions: range) -> bool:
    """Whether a log holds records at these offsets, committed or not; if not, there are transaction markers alone."""
    tp = TopicPartition(topic, partition)
    reader = consumer(brokers, isolation="read_uncommitted", reset="none")
    try:
        await started(reader)
        reader.assign([tp])
        reader.seek(tp, positions.start)
        position = positions.start
        while position < positions.stop:
            if any(record.offset in positions for record in (await reader.getmany(tp, timeout_ms=500)).get(tp, [])):
                return True
            position = await reader.position(tp)
        return False
    finally:
        await stopped(reader)
