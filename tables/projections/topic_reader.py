"""Read given partitions of a topic from given offsets: what a follower needs of a Kafka consumer, and no more."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from tables.kafka.clients import started, stopped
from tables.kafka.login import options
from tables.projections.link import Link
from tables.projections.projection import Record

__all__ = ["BrokerAwayError", "Fetched", "OutOfRangeError", "TopicId", "TopicReader"]

TopicId = str | Callable[[], Awaitable[str]]
"""The topic's own id (Kafka's UUID), or how to ask the broker for it."""

_ANSWER_S = 5.0
"""Longest wait for the broker's answer to a small question; a healthy one takes milliseconds."""

_T = TypeVar("_T")


class BrokerAwayError(Exception):
    """The broker does not answer; the reader's link has the reason. Close the reader and open another, later."""


class OutOfRangeError(Exception):
    """The topic does not hold the offset that was sought: records were removed, or the topic is another one.

    Attributes:
        partitions: those whose position is out of range.
    """

    def __init__(self, partitions: Collection[int]) -> None:
        super().__init__(f"the topic does not hold the position of partitions {sorted(partitions)}")
        self.partitions = frozenset(partitions)


class Fetched(NamedTuple):
    """Consecutive records of one partition, and the fetch position behind them (above markers that follow)."""

    partition: int
    end: int
    records: list[Record]


class TopicReader:
    """A consumer without a group that reads committed records only. For one use: start, seek, fetch, stop."""

    def __init__(self, brokers: str, topic: str, topic_id: TopicId, partitions: Collection[int], link: Link) -> None:
        self._topic_id = topic_id
        self._link = link
        self._tps = [TopicPartition(topic, partition) for partition in sorted(partitions)]
        self._consumer = AIOKafkaConsumer(
            **options(brokers),
            client_id="fleet-follower",
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="none",  # where to start over is the follower's decision: see `OutOfRangeError`
            request_timeout_ms=10_000,
            retry_backoff_ms=500,  # aiokafka logs every failed attempt
        )

    async def start(self) -> None:
        """Connect.

        Raises:
            BrokerAwayError: no broker answers.
        """
        await self._ask(started(self._consumer))
        # Lets the consumer's tasks begin: one that is closed before has its fetch task left over.
        await asyncio.sleep(0)

    async def stop(self) -> None:
        """Disconnect; also after a failed start."""
        await stopped(self._consumer)

    async def identify(self) -> str:
        """Ask for the topic's id.

        Raises:
            BrokerAwayError: no answer, or no such topic.
        """
        if isinstance(self._topic_id, str):
            return self._topic_id
        return await self._ask(self._topic_id())

    async def begins(self) -> dict[int, int]:
        """Ask for the earliest offset of each partition.

        Raises:
            BrokerAwayError: no answer.
        """
        return _by_partition(await self._ask(self._consumer.beginning_offsets(self._tps)))

    async def ends(self) -> dict[int, int]:
        """Ask for the end of each partition, up to which no transaction is open.

        Raises:
            BrokerAwayError: no answer.
        """
        return _by_partition(await self._ask(self._consumer.end_offsets(self._tps)))

    def seek(self, offsets: Mapping[int, int]) -> None:
        """Fetch from these offsets on; every partition must be named."""
        # Assigned and sought in one step of the event loop: aiokafka reports an error for partitions without offset.
        self._consumer.assign(self._tps)
        for tp in self._tps:
            self._consumer.seek(tp, offsets[tp.partition])

    async def fetch(self, max_records: int, timeout: float) -> list[Fetched]:  # noqa: ASYNC109  # passed on to Kafka
        """Wait at most `timeout` seconds for records, of all partitions together at most `max_records`.

        Raises:
            OutOfRangeError: a position is not in the topic.
        """
        try:
            fetched = await self._consumer.getmany(timeout_ms=int(1000 * timeout), max_records=max_records)
        except OffsetOutOfRangeError as exc:
            raise OutOfRangeError([tp.partition for tp in exc.args[0]]) from exc
        return [Fetched(tp.partition, await self._consumer.position(tp), records) for tp, records in fetched.items()]

    async def positions(self) -> dict[int, int]:
        """Read the fetch positions; transaction markers and aborted records move them without a record."""
        return {tp.partition: await self._consumer.position(tp) for tp in self._tps}

    async def _ask(self, answer: Awaitable[_T]) -> _T:
        try:
            async with asyncio.timeout(_ANSWER_S):
                result = await answer
        except Exception as exc:
            self._link.failed(exc)
            raise BrokerAwayError(str(exc)) from exc
        self._link.succeeded()
        return result


def _by_partition(offsets: Mapping[Any, int]) -> dict[int, int]:
    return {tp.partition: offset for tp, offset in offsets.items()}
