"""Sending events that came over HTTP to Kafka: one producer a worker, started when it is first needed."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tables.kafka.clients import REFUSED, KafkaError, started
from tables.tracing import OFF, Tracer, continued

__all__ = ["Published", "Publisher", "RefusedByBrokerError", "UnconfirmedError"]

log = logging.getLogger(__name__)

CONFIRM_S = 5.0
"""Seconds until the broker must have confirmed: a leader election takes 1 to 3, and people give up after about 10."""

_STOP_S = 2.0
"""Seconds to flush at the end: an idempotent producer would wait for an absent broker for ever."""


class UnconfirmedError(Exception):
    """The broker has not confirmed the record. It may arrive still: repeat it under the same idempotency key."""


class RefusedByBrokerError(UnconfirmedError):
    """The broker refuses the record for good: check the ACLs of the worker's user and `topics check`."""


class Published(NamedTuple):
    """Where a record stands in the log."""

    topic: str
    partition: int
    offset: int


class Publisher:
    """A producer that begins when it is needed, bounds its patience, and is replaced when it is broken.

    Attributes:
        sent: confirmed records since the start, by topic.
    """

    def __init__(self, make: Callable[[], Any], seconds: float = CONFIRM_S, tracer: Tracer = OFF) -> None:
        """Take what makes a producer that is not started, and the seconds to wait for a confirmation."""
        self._tracer = tracer
        self._make = make
        self._seconds = seconds
        self._producer: Any = None
        self._starting = asyncio.Lock()
        self.sent: Counter[str] = Counter()

    async def publish(
        self,
        topic: str,
        key: bytes | None,
        value: bytes,
        partition: int,
        *,
        headers: Sequence[tuple[str, bytes | None]] = (),
        seconds: float | None = None,
    ) -> Published:
        """Send one record and wait until the broker has it on all replicas.

        Args:
            topic: where to.
            key: of the record.
            value: of the record.
            partition: of the topic.
            headers: of the record.
            seconds: to wait for the confirmation; the publisher's own by default.

        Raises:
            UnconfirmedError: it has not, within the time allowed.
        """
        patience = self._seconds if seconds is None else seconds
        with self._tracer.step(f"send {topic}"):
            marked = [*continued(headers, self._tracer.current())]
            sent = await self._confirmed(topic, (value, key, partition, None, marked), patience)
        self.sent[topic] += 1
        return Published(topic, sent.partition, sent.offset)

    async def _confirmed(self, topic: str, record: tuple[Any, ...], patience: float) -> Any:
        """What the broker says of a record: its value, key, partition, time and headers."""
        producer: Any = None
        try:
            async with asyncio.timeout(patience):
                producer = await self._started()
                return await (await producer.send(topic, *record))
        except TimeoutError:
            raise UnconfirmedError(f"the broker has not confirmed within {patience:g} s") from None
        except KafkaError as error:
            if producer is not None and producer is self._producer:
                self._producer = None  # it may be broken for good: the next record gets a new one
                await _end(producer)
            kind = RefusedByBrokerError if isinstance(error, REFUSED) else UnconfirmedError
            raise kind(f"the broker has not confirmed: {type(error).__name__}") from error

    async def _started(self) -> Any:
        async with self._starting:
            if self._producer is None:
                producer = self._make()
                try:
                    await started(producer)
                except BaseException:
                    await _end(producer)
                    raise
                self._producer = producer
            return self._producer

    async def stop(self) -> None:
        """Flush and close, bounded. May be called twice."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _end(producer)


async def _end(producer: Any) -> None:
    with contextlib.suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_STOP_S):
            await producer.stop()
