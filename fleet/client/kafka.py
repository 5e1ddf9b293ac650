"""The fleet over Kafka: `ProgressProducer` sends events, `KafkaAgents` asks agents and waits for what they answer.

Importing this loads a Kafka client, but neither Faust nor RocksDB.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from uuid import uuid4

from agents.runtime.publisher import Publisher, RefusedByBrokerError, UnconfirmedError
from fleet.client.answers import AnswerReader
from fleet.client.envelopes import answer_id, cloud_event
from fleet.client.errors import FleetError, UnreachableError
from fleet.client.inbox import Inbox
from fleet.client.retrying import Retries, again
from schemas.codec import Codec, Registry
from schemas.metadata import ProgressMetadata
from schemas.partitioner import partition_for
from schemas.progress import PROGRESS_EVENT, ComponentScores, StudentProgress, mastery_of, version_of
from schemas.registry import FileRegistry
from schemas.requests import (
    AgentRequest,
    DebugRequest,
    ExerciseRequest,
    ProgressRequest,
    ReviewRequest,
)
from schemas.responses import AgentResponse
from schemas.topics import (
    CONCEPTS_REQUESTS,
    DEBUG_REQUESTS,
    EXERCISE_REQUESTS,
    LEARNING_EVENTS,
    PROGRESS_REQUESTS,
    REVIEW_REQUESTS,
    Topic,
)
from tables.kafka.clients import plain_producer
from tables.kafka.login import Login, log_in

__all__ = ["REQUEST_TOPICS", "AgentRefusedError", "KafkaAgents", "NotConfirmedError", "ProgressProducer", "Sent"]

REQUEST_TOPICS: Final[Mapping[type[AgentRequest], Topic]] = {
    AgentRequest: CONCEPTS_REQUESTS,
    DebugRequest: DEBUG_REQUESTS,
    ExerciseRequest: EXERCISE_REQUESTS,
    ProgressRequest: PROGRESS_REQUESTS,
    ReviewRequest: REVIEW_REQUESTS,
}
"""Where each kind of request goes; the topic's first word is the agent's name."""

_CONFIRM_S: Final = 10.0
"""Seconds until the broker must have confirmed a record: a leader election takes up to 3."""

_ANSWER_S: Final = 30.0
"""Seconds to wait for an answer: FLEET_ANSWER_DEADLINE is 10 by default, and the request may wait for its turn."""


class NotConfirmedError(UnreachableError):
    """The broker has not confirmed the record, also after retries: it may have arrived or not."""


class AgentRefusedError(FleetError):
    """The agent cannot answer the request: it is a dead letter now. Correct it and ask anew.

    Attributes:
        code: of the error, such as `invalid`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Sent(NamedTuple):
    """Where a record stands."""

    topic: str
    partition: int
    offset: int


class _Sender:
    """What both clients are: one idempotent producer, and the fleet's schemas."""

    def __init__(
        self,
        brokers: str,
        *,
        source: str = "/platform",
        registry: Registry | None = None,
        login: Login | None = None,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        if login is not None:
            log_in(brokers, login)
        self._brokers = brokers
        self._source = source
        self._codec = Codec(registry or FileRegistry.load())
        self._clock = clock
        self._new_id = new_id
        self._publisher = Publisher(lambda: plain_producer(brokers), _CONFIRM_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Flush and disconnect, bounded. May be called twice."""
        await self._publisher.stop()

    async def _send(self, topic: Topic, student_id: str, value: bytes, headers: list[tuple[str, bytes | None]]) -> Sent:
        # By the catalogue's count, as the tables are: an enlarged topic must not move students.
        partition = partition_for(student_id.encode(), topic.partitions)
        try:
            return Sent(
                *await self._publisher.publish(topic.name, student_id.encode(), value, partition, headers=headers)
            )
        except RefusedByBrokerError as error:
            raise FleetError(str(error)) from error
        except UnconfirmedError as error:
            raise NotConfirmedError(str(error)) from error


class ProgressProducer(_Sender):
    """Sends progress events to `learning.events`: keyed, on the student's partition, in Confluent's wire format.

    An async context manager; may be used by many tasks at once. An event that has to be sent again counts once.

    Args:
        brokers: `host:port`, and more by commas.
        source: who sends, for CloudEvents' `ce_source`.
        registry: of schemas; the repository's file without. `fleet.schema_registry.load_registry` gives a server's.
        login: to brokers that ask for TLS or a user (`tables.kafka.login.Login`).
        clock: the present, in seconds since 1970.
        new_id: makes event ids.
        retries: what is done while the broker does not confirm.
    """

    def __init__(self, brokers: str, *, retries: Retries | None = None, **options: Any) -> None:
        super().__init__(brokers, **options)
        self._retries = retries or Retries()

    async def report(
        self,
        student_id: str,
        component: str,
        scores: Mapping[str, float],
        *,
        event_id: str | None = None,
        idempotency_key: str | None = None,
        timestamp: int | None = None,
        metadata: ProgressMetadata | None = None,
        traceparent: str | None = None,
    ) -> Sent:
        """Report progress. Returns when the broker has it on all replicas; its effect follows in some 20 ms.

        Args:
            student_id: whose.
            component: what was learnt.
            scores: completion, quiz, quality and consistency, each 0 to 1.
            event_id: the platform's own; made here without.
            idempotency_key: the same for every report of one thing, also after a restart of the platform; the event id
                without.
            timestamp: milliseconds since 1970 at which it happened; now without.
            metadata: what stands behind the scores, such as an exercise and whether it was solved.
            traceparent: W3C trace context of the caller.

        Raises:
            InvalidError: names the fields and what they must be.
            NotConfirmedError: see there.
        """
        exact = ComponentScores.read(scores)
        name = event_id or self._new_id()
        event = StudentProgress.read(
            {
                "event_id": name,
                "event_type": PROGRESS_EVENT,
                "timestamp": int(self._clock() * 1000) if timestamp is None else timestamp,
                "version": version_of(metadata),
                "student_id": student_id,
                "component": component,
                "scores": exact,
                "mastery": mastery_of(exact),
                "idempotency_key": idempotency_key or name,
                "metadata": metadata,
            }
        )
        return await self.send(event, traceparent=traceparent)

    async def send(self, event: StudentProgress, *, traceparent: str | None = None) -> Sent:
        """Send an event. See `report`."""
        value = self._codec.encode(LEARNING_EVENTS.subject, event.to_avro())
        headers = cloud_event(
            event_id=event.event_id,
            source=self._source,
            kind=event.event_type,
            subject=event.student_id,
            time_ms=event.timestamp,
            traceparent=traceparent,
        )
        return await again(
            lambda: self._send(LEARNING_EVENTS, event.student_id, value, headers), self._retries, repeatable=True
        )


class KafkaAgents(_Sender):
    """Asks agents over Kafka. An async context manager; may be used by many tasks at once.

    Args as in `ProgressProducer`, without `retries`: a request that is sent twice is answered twice.
    """

    def __init__(self, brokers: str, **options: Any) -> None:
        super().__init__(brokers, **options)
        self._inbox = Inbox()
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def close(self) -> None:
        """Disconnect. May be called twice; who still waits for an answer is told (`UnreachableError`)."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
        await super().close()

    async def ask(
        self, request: AgentRequest, *, seconds: float = _ANSWER_S, traceparent: str | None = None
    ) -> AgentResponse:
        """Ask the agent that this kind of request is for, and wait for its answer.

        Args:
            request: a kind of `REQUEST_TOPICS`.
            seconds: to wait.
            traceparent: W3C trace context of the caller.

        Raises:
            AgentRefusedError: the request is a dead letter for good.
            NotConfirmedError: the broker has not taken it.
            TimeoutError: no answer within `seconds`; it may still come.
        """
        topic = REQUEST_TOPICS[type(request)]
        now_ms = int(self._clock() * 1000)
        headers = cloud_event(
            event_id=self._new_id(),
            source=self._source,
            kind=topic.value or "",
            subject=request.student_id,
            time_ms=now_ms,
            traceparent=traceparent,
        )
        value = self._codec.encode(topic.subject, request.to_avro())
        self._inbox.expect(request.student_id)
        try:
            async with asyncio.timeout(seconds):
                await self._listening()
                sent = await self._send(topic, request.student_id, value, headers)
                found = await self._inbox.take(answer_id(topic.name.partition(".")[0], *sent))
        finally:
            self._inbox.forget(request.student_id)
        if isinstance(found, AgentResponse):
            return found
        raise AgentRefusedError(found.error_type, found.error_message)

    async def _listening(self) -> None:
        """Read from before the request is sent."""
        async with self._starting:
            if self._reading is None or self._reading.done():
                reader = AnswerReader(self._brokers, self._codec, self._inbox)
                await reader.start()
                self._inbox.open()
                self._reading = asyncio.create_task(reader.run())
