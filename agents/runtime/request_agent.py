"""Agents without a table, over Kafka: from a batch of a request topic to answers, and then an acknowledgement.

At least once: a request is acknowledged when the broker has its answer and signals, or its dead letter, or its copy on
the right partition, never before. After a crash some requests are answered again, under the same response id, so that
readers drop the second answer. There is no checkpoint: the group's committed offset is where reading goes on.

Several requests are answered at once; the group's offset follows the first one that is not. Nothing is waited for in
the fetch loop, so that a slow agent holds up nobody but those who ask it.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agents.runtime.answering import Answered, Answerer, Known
from agents.runtime.breakers import Breakers
from agents.runtime.dead_letters import dead_letter, error_code
from agents.runtime.errors import PoisonError
from agents.runtime.guard import Guard
from agents.runtime.measures import AgentMeasures
from agents.runtime.outbox import Outbox
from agents.runtime.records import SourceRecord, first_origin, origin_of
from agents.runtime.resolutions import resolution
from agents.runtime.spec import Answering
from agents.runtime.transport import BatchMessage, Flight
from agents.runtime.trial import arriving, told
from schemas.ids import origin_id
from schemas.requests import AgentRequest
from schemas.topics import AGENT_RESPONSES, LEARNING_EVENTS, LEARNING_SIGNALS, Topic
from tables.errors import FatalError, LeaveError
from tables.ownership import Emit
from tables.reader import MasteryReader, NotOwnedError
from tables.tracing import OFF, Tracer, parents_of

__all__ = ["RequestAgent", "emits_of"]

_FRAMING = 1024
"""Bytes of a record batch beside the answer: its key and headers."""


def emits_of(guard: Guard, answered: Answered, *, response: bool) -> list[Emit]:
    """The records that an answer is: its signals and events, and the response itself where it is sent.

    Raises:
        PoisonError: the response is larger than a record may be.
    """
    student_id = answered.response.student_id
    key, home = student_id.encode(), guard.home(student_id)
    emits = [
        Emit(LEARNING_SIGNALS.name, key, guard.codec.encode(LEARNING_SIGNALS.subject, one.to_avro()), home)
        for one in answered.signals
    ]
    emits += [
        Emit(LEARNING_EVENTS.name, key, guard.codec.encode(LEARNING_EVENTS.subject, one.to_avro()), home)
        for one in answered.events
    ]
    if response:
        value = guard.codec.encode(AGENT_RESPONSES.subject, answered.response.to_avro())
        if len(value) > guard.max_record_bytes - _FRAMING:
            raise PoisonError("answer_too_large", f"the answer has {len(value)} bytes: ask for less")
        emits.append(Emit(AGENT_RESPONSES.name, key, value, home))
    return emits


class _MovedError(Exception):
    """The partition went to another worker while its batch was under way."""


class _HeldError(Exception):
    """The partition is paused, or was while its batch was under way: the rest is read again when it goes on."""


@dataclass
class _Lane:
    """A partition: its batches take turns in the order of their arrival, and none passes one that was dropped."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    dropped: Flight | None = None  # the assignment in which a batch was


class _Reached:
    """Acknowledges a batch up to the first record that is not done."""

    def __init__(self, message: BatchMessage) -> None:
        self._message = message
        self._waiting = deque(record.offset for record in message.value)
        self._done: set[int] = set()

    @property
    def waits(self) -> bool:
        return bool(self._waiting)

    @property
    def first(self) -> int:
        """Offset of the first record that is not done."""
        return int(self._waiting[0])

    def done(self, offset: int) -> None:
        self._done.add(offset)
        while self._waiting and self._waiting[0] in self._done:
            reached = self._waiting.popleft()
            self._done.remove(reached)
            self._message.reached(reached)


@dataclass(frozen=True)
class RequestAgent:
    """Runs one request topic of an agent. Called with the Faust stream.

    Attributes:
        answering: the topic and its model.
        topic: the topic.
        answerer: asks the agent.
        guard: what all agents share, for this agent.
        reader: of the mastery table.
        outbox: sends what a request causes.
        breakers: of source partitions.
        slots: how many requests may be under way at once, over all partitions.
        is_current: whether a batch belongs to the assignment of now.
        leave: ends the process.
        tally: what became of requests since the worker started: answered, dead_letters, rerouted.
        measures: of the agent.
        tracer: told of requests that can be followed.
    """

    answering: Answering
    topic: Topic
    answerer: Answerer
    guard: Guard
    reader: MasteryReader
    outbox: Outbox
    breakers: Breakers
    slots: asyncio.Semaphore
    is_current: Callable[[BatchMessage], bool]
    leave: Callable[[LeaveError], None]
    tally: Counter[str]
    measures: AgentMeasures = field(default_factory=AgentMeasures)
    tracer: Tracer = OFF

    async def __call__(self, stream: Any) -> None:
        """Take batches until the stream ends."""
        lanes: dict[int, _Lane] = {}
        running: set[asyncio.Task[None]] = set()
        try:
            async for event in stream.noack().events():
                lane = lanes.setdefault(event.message.partition, _Lane())
                task = asyncio.create_task(self._run(event, lane))  # few: the transport bounds them
                running.add(task)
                task.add_done_callback(running.discard)
        finally:
            for task in running:
                task.cancel()

    async def _run(self, event: Any, lane: "_Lane") -> None:
        flight = event.message.flight
        try:
            async with lane.turn:
                await self.process(event.message, lane.dropped)
            event.ack()
        except* _HeldError:
            flight.left(event.message)
        except* _MovedError:  # not acknowledged, nor is what follows it: whoever has the partition reads it again
            lane.dropped = flight
            flight.left(event.message)
        except* LeaveError as group:
            self.leave(_first(group))
        except* Exception as group:  # noqa: BLE001 - Faust would acknowledge the batch and go on: a loss
            self.leave(FatalError(f"a batch of {self.topic.name} failed in a way nobody foresaw: {_first(group)!r}"))

    async def process(self, message: BatchMessage, dropped: Flight | None = None) -> None:
        """Answer all requests of a batch. Returns when the broker has everything that they cause.

        Args:
            message: the batch.
            dropped: the assignment in which an earlier batch of the partition was dropped.

        Raises:
            _MovedError: the partition is not this worker's any more.
            _HeldError: it is paused.
        """
        if message.flight is dropped:
            raise _MovedError
        if message.flight.stands(message.tp):
            raise _HeldError
        reached = _Reached(message)
        try:
            await self._answer_all(message, reached)
        except* _HeldError:
            self.breakers.pause(message, reached.first)
            raise
        if reached.waits:  # somebody ended what a task waited for: its request was not answered
            raise _MovedError
        self.breakers.passed(message)

    async def _answer_all(self, message: BatchMessage, reached: _Reached) -> None:
        async with asyncio.TaskGroup() as group:
            for record in message.value:
                await self.slots.acquire()
                if not self.is_current(message):
                    self.slots.release()
                    raise _MovedError
                task = group.create_task(self._one(message, record, reached))
                task.add_done_callback(lambda _: self.slots.release())  # also of one that is cancelled before it runs

    async def _one(self, message: BatchMessage, record: SourceRecord, reached: _Reached) -> None:
        if not self.tracer.on:
            return await self._answered(message, record, reached)
        facts = {"messaging.system": "kafka", "messaging.destination.name": self.topic.name}
        with self.tracer.follow(f"process {self.topic.name}", parents_of([record]), facts):
            return await self._answered(message, record, reached)

    async def _answered(self, message: BatchMessage, record: SourceRecord, reached: _Reached) -> None:
        outcome, emits, failed = await self._effects(record)
        if not self.breakers.admit_one(message, record, failed):
            raise _HeldError
        await self.outbox.deliver(emits)
        self._measure(record, outcome, failed)
        reached.done(record.offset)

    def _measure(self, record: SourceRecord, outcome: str, failed: str | None) -> None:
        topic, measures = self.topic.name, self.measures
        self.tally[outcome] += 1
        measures.outcomes[topic, outcome] += 1
        measures.age[topic].observe(max(0.0, time.time() - record.timestamp / 1000))
        if failed is not None:
            measures.failures[topic, failed] += 1

    async def _effects(self, record: SourceRecord) -> tuple[str, list[Emit], str | None]:
        """What a request causes. Never an error of the request itself: that becomes a dead letter, with its code."""
        raw = record.value or b""
        try:
            request = self._read(raw)
            home = self.guard.home(request.student_id)
            if self.answering.uses_mastery and home != record.partition:  # only there is the student's mastery at hand
                origin = origin_of(record, record.timestamp)
                return "rerouted", [self.guard.rerouted(record, origin, request.student_id, home)], None
            # By the first copy: one that was sent again does not look like another question.
            response_id = f"{self.guard.agent}-{origin_id(*first_origin(record))}"
            answered = await self.answerer.answer(request, self._known(request), response_id, waits=True)
            emits = emits_of(self.guard, answered, response=True)
        except (LeaveError, MemoryError, _MovedError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever one request causes must not reach its neighbours
            letter = dead_letter(
                record,
                error,
                self.guard.codec.fields(raw, self.topic.value or ""),
                agent=self.guard.agent,
                codec=self.guard.codec,
                max_bytes=self.guard.max_record_bytes,
                now_ms=_now_ms(),
            )
            return "dead_letters", [letter], error_code(error)
        ended = resolution(record, "applied", agent=self.guard.agent, codec=self.guard.codec, now_ms=_now_ms())
        return "answered", emits if ended is None else [*emits, ended], None

    async def try_out(self, emit: Emit) -> dict[str, Any]:
        """A dry run, see `agents.runtime.trial`: the request is answered, and nothing of it is sent.

        Raises:
            NotOwnedError: its student's mastery is not on this worker.
        """
        try:
            outcome, emits, failed = await self._effects(arriving(emit, 0, _now_ms()))
        except _MovedError:
            raise NotOwnedError(emit.partition) from None
        return (
            {"outcome": outcome, "changes": {}}
            if failed is None
            else {**told(emits[0], self.guard.codec), "changes": {}}
        )

    def _read(self, raw: bytes) -> AgentRequest:
        return self.answering.model.from_avro(self.guard.codec.decode(raw, self.topic.value or "")[1])

    def _known(self, request: AgentRequest) -> Known | None:
        if not self.answering.uses_mastery:
            return None
        try:
            scores = self.reader.student(request.student_id).scores()
        except NotOwnedError:
            raise _MovedError from None
        return Known("new") if scores is None else Known("known", scores)


def _now_ms() -> int:
    return int(time.time() * 1000)


def _first(group: BaseExceptionGroup[Any]) -> Any:
    """The first error that is no group."""
    found: Any = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
