"""Producers and consumers as the fleet needs them."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import aiokafka
from aiokafka import TopicPartition
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    CorruptRecordException,
    GroupAuthorizationFailedError,
    InvalidTopicError,
    KafkaConnectionError,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFenced,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownTopicOrPartitionError,
)

from tables.finished import finished
from tables.kafka import login, records

__all__ = [
    "MAX_RECORD_BATCH",
    "REFUSED",
    "CorruptRecordException",
    "GroupAuthorizationFailedError",
    "KafkaConnectionError",
    "KafkaError",
    "MessageSizeTooLargeError",
    "ProducerFenced",
    "TopicPartition",
    "TransactionalIdAuthorizationFailed",
    "UnknownTopicOrPartitionError",
    "consumer",
    "plain_producer",
    "started",
    "stopped",
    "transactional_producer",
]

IsolationLevel = Literal["read_committed", "read_uncommitted"]

MAX_RECORD_BATCH = 1 << 20
"""Bytes of one record batch. The broker's default limit is 1,048,588: a larger one is refused whole."""


REFUSED = (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""Answers of a broker that do not change when one asks again."""


_SETTLE_S = 5.0
"""How long a cancelled start may go on: a broker that is there answers far sooner, on a busy machine within a second
or two, and a rebalance waits for it."""


class _Client(Protocol):
    async def start(self) -> None: ...


async def started(client: _Client) -> None:
    """Start a client. The caller stops it, also after this has failed or was cancelled.

    Cancelled while it bootstraps, aiokafka would forget the connection that it bootstraps with, open: a cancellation
    is passed on when the start has ended.
    """
    starting = asyncio.ensure_future(client.start())
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await finished(_settled(starting))
        raise


async def _settled(starting: asyncio.Future[None]) -> None:
    await asyncio.wait({starting}, timeout=_SETTLE_S)
    starting.cancel()
    with contextlib.suppress(Exception, asyncio.CancelledError):
        await starting


_STOP_S = 5.0
"""How long a consumer's stop is waited for: its connections close at once, and no group is left."""


async def stopped(reader: Any) -> None:
    """Stop a consumer, also after a failed start. Always ends, and leaves no connection behind.

    `Consumer.stop` alone may do neither. It waits for its tasks after it has cancelled them, and before Python 3.12
    `asyncio.wait_for` loses a cancellation that comes at the moment of its result: such a task has to be cancelled
    once more. A task that waits for a dead broker lets its cancellation out of `stop`, before the client is closed.
    """
    await finished(_stopped(reader))


async def _stopped(reader: Any) -> None:
    if not await _ended(reader.stop()):
        await _ended(reader._client.close())  # noqa: SLF001 - there is no public way to it


async def _ended(job: Coroutine[Any, Any, None]) -> bool:
    """Wait for a job, cancel it when it takes too long. Whether it ended as it should."""
    task = asyncio.ensure_future(job)
    await asyncio.wait({task}, timeout=_STOP_S)
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_STOP_S)
    return task.done() and not task.cancelled() and task.exception() is None


@dataclass(frozen=True)
class ProducerLimits:
    """Bounds of a transactional producer."""

    transaction_timeout_ms: int
    max_request_size: int


def consumer(
    brokers: str,
    *,
    isolation: IsolationLevel = "read_committed",
    max_records: int = 20_000,
    fetch_bytes: int = 8 << 20,
    fetch_wait_ms: int = 100,
    reset: Literal["earliest", "none"] = "earliest",
    **options: Any,
) -> aiokafka.AIOKafkaConsumer:
    """A consumer outside any group, positions kept by the caller. Not started.

    Every reader of changelogs and of topics that receive records in transactions uses `read_committed`.
    """
    records.install()
    return aiokafka.AIOKafkaConsumer(
        **login.options(brokers),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset=reset,
        isolation_level=isolation,
        max_poll_records=max_records,
        max_partition_fetch_bytes=fetch_bytes,  # restores are bound by round trips: 226,000 records/s with 8 MiB
        fetch_max_bytes=50 << 20,
        fetch_max_wait_ms=fetch_wait_ms,  # followers at the end of a log see a new record within this time
        **options,
    )


def transactional_producer(brokers: str, transactional_id: str, limits: ProducerLimits) -> aiokafka.AIOKafkaProducer:
    """The one producer of a table partition. Starting it fences its predecessor. Not started."""
    return aiokafka.AIOKafkaProducer(
        **login.options(brokers),
        transactional_id=transactional_id,
        transaction_timeout_ms=limits.transaction_timeout_ms,
        max_batch_size=MAX_RECORD_BATCH,
        max_request_size=limits.max_request_size,
    )


def plain_producer(brokers: str, *, max_request_size: int = MAX_RECORD_BATCH) -> aiokafka.AIOKafkaProducer:
    """An idempotent producer for events from outside (HTTP, simulation): waits for all replicas. Not started."""
    return aiokafka.AIOKafkaProducer(
        **login.options(brokers),
        enable_idempotence=True,
        acks="all",
        linger_ms=2,  # joins what arrives together; far below what a person or a client notices
        max_batch_size=256 << 10,
        max_request_size=max_request_size,
    )
