"""Agents without a table over Kafka: what a batch of requests becomes, and when it is acknowledged."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime import transport
from agents.runtime.alarms import Alarms
from agents.runtime.answering import Answerer
from agents.runtime.breaker import BreakerLimits
from agents.runtime.breakers import Breakers
from agents.runtime.guard import Guard
from agents.runtime.records import ATTEMPT, FIRST_APPEND, FIRST_ORIGIN, REROUTED_FROM
from agents.runtime.request_agent import RequestAgent
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus, ErrorEvent
from schemas.mastery import MasteryScores
from schemas.partitioner import partition_for
from schemas.requests import DebugRequest
from schemas.responses import AgentResponse
from schemas.signals import LearningSignal
from schemas.topics import (
    AGENT_RESPONSES,
    DEAD_LETTER_STATUS,
    DEAD_LETTERS,
    DEBUG_REQUESTS,
    LEARNING_SIGNALS,
    PARTITIONS,
)
from tables.errors import LeaveError, RefusedCommitError
from tables.ownership import Emit
from tables.reader import NotOwnedError
from tests.agents.conftest import HOME, STUDENT, Record
from tests.agents.lines_agent import SPEC, respond

SCORES = MasteryScores(
    student_id=STUDENT,
    latest_scores={},
    overall_mastery=0.5,
    last_updated="2026-01-13T10:30:00.000Z",
    components_tracked=[],
)


class Outbox:
    """Takes what is sent; it may be held back, or refuse a topic."""

    def __init__(self) -> None:
        self.sent: list[Emit] = []
        self.open = asyncio.Event()
        self.open.set()
        self.refused: str | None = None

    async def deliver(self, emits: Sequence[Emit]) -> None:
        await self.open.wait()
        if any(one.topic == self.refused for one in emits):
            raise RefusedCommitError("no")
        self.sent += emits

    def of(self, topic: Any) -> list[Emit]:
        return [one for one in self.sent if one.topic == topic.name]


class Flight(transport.Flight):
    """An assignment; batches that were dropped in it."""

    def __init__(self) -> None:
        super().__init__({})
        self.dropped: list[Any] = []

    def left(self, message: Any) -> None:
        self.dropped.append(message)


class Event:
    """A batch as Faust delivers it."""

    def __init__(self, records: list[Record], flight: Flight) -> None:
        self.reached: list[int] = []
        self.acknowledged = False
        self.message: Any = SimpleNamespace(
            value=records,
            topic=records[0].topic,
            partition=records[0].partition,
            tp=transport.TP(records[0].topic, records[0].partition),
            reached=self.reached.append,
            offset=records[-1].offset,
            flight=flight,
        )

    def ack(self) -> None:
        self.acknowledged = True


class Desk:
    """The agent with everything around it played."""

    def __init__(self, codec: Codec, slots: int = 4) -> None:
        self.outbox = Outbox()
        self.codec = codec
        self.left: list[LeaveError] = []
        self.current = True
        self.flight = Flight()
        self.owned = True
        outbox: Any = self.outbox
        reader: Any = SimpleNamespace(student=self._student)
        self.agent = RequestAgent(
            answering=SPEC.answers[0],
            topic=DEBUG_REQUESTS,
            answerer=Answerer("debug", respond, deadline=0.2),
            guard=Guard("debug", codec, PARTITIONS, broker_dated=False, max_record_bytes=1 << 20),
            reader=reader,
            outbox=outbox,
            breakers=Breakers(BreakerLimits(100, 0.5, 3, 5, 3600.0), lambda: self.flight, Alarms()),
            slots=asyncio.Semaphore(slots),
            is_current=lambda _: self.current,
            leave=self.left.append,
            tally=Counter(),
        )

    def _student(self, student_id: str) -> Any:
        if not self.owned:
            raise NotOwnedError(HOME)
        return SimpleNamespace(scores=lambda: SCORES if student_id == STUDENT else None)

    def event(self, *codes: str | bytes, first: int = 0, **changes: Any) -> Event:
        return Event([self.record(first + number, code, **changes) for number, code in enumerate(codes)], self.flight)

    def record(self, offset: int, code: str | bytes, **changes: Any) -> Record:
        value = (
            code if isinstance(code, bytes) else self.encode(DebugRequest(student_id=STUDENT, query="why?", code=code))
        )
        return Record(offset, value, topic=DEBUG_REQUESTS.name, timestamp_type=0, **changes)

    def encode(self, request: DebugRequest) -> bytes:
        return self.codec.encode(DEBUG_REQUESTS.subject, request.to_avro())

    async def run(self, *events: Event) -> None:
        """Deliver batches and wait until they are done, one way or the other."""

        class Stream:
            def noack(self) -> "Stream":
                return self

            async def events(self) -> Any:
                before = asyncio.all_tasks()
                for event in events:
                    yield event
                await asyncio.sleep(0)
                while tasks := asyncio.all_tasks() - before:
                    await asyncio.wait(tasks)

        await asyncio.wait_for(self.agent(Stream()), 10)

    def responses(self) -> list[AgentResponse]:
        return [
            AgentResponse.from_avro(self.codec.decode(one.value, "fleet.AgentResponse")[1])
            for one in self.outbox.of(AGENT_RESPONSES)
        ]

    def letters(self) -> list[ErrorEvent]:
        return [
            ErrorEvent.from_avro(self.codec.decode(one.value, "fleet.ErrorEvent")[1])
            for one in self.outbox.of(DEAD_LETTERS)
        ]


@pytest.fixture
def desk(codec: Codec) -> Desk:
    return Desk(codec)


@pytest.fixture
def new_desk(codec: Codec) -> Callable[..., Desk]:
    return lambda **changes: Desk(codec, **changes)


async def test_a_request_becomes_an_answer_and_signals_with_ids_from_its_place(desk: Desk) -> None:
    event = desk.event("a = 1\nerror", first=7)
    await desk.run(event)
    (response,) = desk.responses()
    place = f"{DEBUG_REQUESTS.name}:{HOME}:7"
    assert (response.response_id, response.agent_type, response.student_id) == (f"debug-{place}", "debug", STUDENT)
    assert response.metadata == {"lines": 2, "overall": 0.5, "mastery_basis": "known"}
    assert 0 < response.token_efficiency < 1
    assert response.processing_time_ms > 0
    (sent,) = desk.outbox.of(LEARNING_SIGNALS)
    signal = LearningSignal.from_avro(desk.codec.decode(sent.value, "fleet.LearningSignal")[1])
    assert (signal.signal_id, signal.source, signal.kind, signal.detail) == (
        f"debug-{place}:0",
        "debug",
        "error",
        "SyntaxError",
    )
    assert {(one.key, one.partition) for one in desk.outbox.sent} == {(STUDENT.encode(), HOME)}
    assert (event.acknowledged, event.reached) == (True, [7])
    assert desk.agent.tally == {"answered": 1}


async def test_whoever_is_asked_notices_that_a_student_is_stuck(desk: Desk) -> None:
    await desk.run(desk.event(desk.encode(DebugRequest(student_id=STUDENT, query="I'm stuck, why?", code="error"))))
    sent = [desk.codec.decode(one.value)[1] for one in desk.outbox.of(LEARNING_SIGNALS)]
    assert [(one["kind"], one["component"], one["detail"], one["signal_id"][-2:]) for one in sent] == [
        ("error", "loops", "SyntaxError", ":0"),
        ("stuck", "loops", "I'm stuck", ":1"),
    ]


async def test_a_new_student_is_said_to_be_new(desk: Desk) -> None:
    other = next(one for one in map(str, range(100)) if partition_for(one.encode(), PARTITIONS) == HOME)
    raw = desk.encode(DebugRequest(student_id=other, query="why?", code="a"))
    await desk.run(desk.event(raw))
    assert desk.responses()[0].metadata == {"lines": 1, "mastery_basis": "new"}


@pytest.mark.parametrize(
    ("code", "error", "permanent"),
    [
        (b"rubbish", "undecodable", True),
        ("#bug", "unexpected", False),
        ("#later", "runner_away", False),
        ("#field", "invalid", True),
        ("#huge", "answer_too_large", True),
        ("#sleep 5", "timeout", False),
    ],
)
async def test_what_fails_is_a_dead_letter_and_its_neighbours_are_answered(
    desk: Desk, code: str | bytes, error: str, *, permanent: bool
) -> None:
    event = desk.event("a", code, "b")
    await desk.run(event)
    (letter,) = desk.letters()
    assert (letter.error_type, letter.permanent, letter.consumer_agent) == (error, permanent, "debug")
    assert (letter.original_topic, letter.original_offset) == (DEBUG_REQUESTS.name, 1)
    (sent,) = desk.outbox.of(DEAD_LETTERS)
    assert (sent.key, sent.partition) == (STUDENT.encode(), HOME)
    assert len(desk.responses()) == 2
    assert event.acknowledged
    assert desk.agent.tally == {"answered": 2, "dead_letters": 1}


async def test_what_an_agent_refuses_is_a_dead_letter_under_the_problems_code(desk: Desk) -> None:
    raw = desk.encode(DebugRequest(student_id=STUDENT, query="why?", code="a", language="cobol"))
    await desk.run(desk.event(raw))
    assert [one.error_type for one in desk.letters()] == ["other-language"]


async def test_a_request_on_the_wrong_partition_is_sent_to_the_right_one_once(desk: Desk) -> None:
    wrong = (HOME + 1) % PARTITIONS
    await desk.run(desk.event("a", partition=wrong))
    (sent,) = desk.outbox.sent
    assert (sent.topic, sent.key, sent.partition) == (DEBUG_REQUESTS.name, STUDENT.encode(), HOME)
    assert dict(sent.headers)[REROUTED_FROM] == f"{DEBUG_REQUESTS.name}:{wrong}:0".encode()
    await desk.run(desk.event("a", partition=wrong, headers=sent.headers))
    assert [one.error_type for one in desk.letters()] == ["misrouted"]


async def test_a_copy_is_answered_under_the_id_of_the_first(desk: Desk) -> None:
    marks = [(REROUTED_FROM, f"{DEBUG_REQUESTS.name}:1:42".encode()), (FIRST_APPEND, b"1")]
    await desk.run(desk.event("a", first=3, headers=marks), desk.event("a", first=3, headers=marks))
    assert {one.response_id for one in desk.responses()} == {f"debug-{DEBUG_REQUESTS.name}:1:42"}


async def test_nothing_is_acknowledged_ahead_of_what_it_causes(desk: Desk) -> None:
    desk.outbox.open.clear()
    event = desk.event("a", "b")
    running = asyncio.create_task(desk.run(event))
    await asyncio.sleep(0.05)
    assert (event.acknowledged, event.reached) == (False, [])
    desk.outbox.open.set()
    await running
    assert (event.acknowledged, event.reached) == (True, [0, 1])


async def test_the_groups_offset_follows_the_first_request_that_is_not_done(desk: Desk) -> None:
    event = desk.event("a", "#sleep 0.1", "c", "d")
    running = asyncio.create_task(desk.run(event))
    await asyncio.sleep(0.05)
    assert len(desk.responses()) == 3, "a slow request holds up no other"
    assert event.reached == [0]
    await running
    assert event.reached == [0, 1, 2, 3]


async def test_batches_of_a_partition_take_turns_and_others_do_not_wait(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(slots=100)
    slow, behind, beside = desk.event("#sleep 0.1"), desk.event("b", first=1), desk.event(b"rubbish", partition=5)
    running = asyncio.create_task(desk.run(slow, behind, beside))
    await asyncio.sleep(0.05)
    assert (behind.reached, beside.acknowledged) == ([], True)
    await running
    assert behind.acknowledged


async def test_so_many_requests_at_once_and_no_more(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(slots=2)
    running = asyncio.create_task(desk.run(desk.event(*["#sleep 0.1"] * 5)))
    await asyncio.sleep(0.05)
    assert desk.agent.slots.locked()
    assert len(asyncio.all_tasks()) == 2 + 4, "two requests, their batch, the agent, and two of the test"
    await running
    assert len(desk.responses()) == 5
    assert not desk.agent.slots.locked()


async def test_a_batch_of_an_assignment_that_is_over_is_left_alone(desk: Desk) -> None:
    desk.current = False
    event = desk.event("a")
    await desk.run(event)
    assert (event.acknowledged, event.reached, desk.outbox.sent, desk.left) == (False, [], [], [])


async def test_a_batch_whose_partition_moves_away_meanwhile_is_left_to_who_has_it(desk: Desk) -> None:
    desk.owned = False
    event, behind = desk.event(*"abcdefgh"), desk.event(b"rubbish", first=8)
    await desk.run(event, behind)
    assert (event.acknowledged, event.reached, desk.outbox.sent, desk.left) == (False, [], [], [])
    assert not behind.acknowledged, "it would pass over what was dropped"
    assert desk.flight.dropped == [event.message, behind.message]
    desk.owned, desk.flight = True, Flight()
    await desk.run(again := desk.event(*"abcdefgh"))
    assert again.acknowledged, "the slots are free again"


async def test_dead_letters_that_cannot_be_written_end_the_worker(desk: Desk) -> None:
    desk.outbox.refused = DEAD_LETTERS.name
    event = desk.event("a", b"rubbish", "b")
    await desk.run(event)
    assert [type(one) for one in desk.left] == [RefusedCommitError]
    assert not event.acknowledged
    assert event.reached in ([], [0])


async def test_a_request_whose_work_was_called_off_is_not_acknowledged(desk: Desk) -> None:
    event = desk.event("a", "#gone", "b")
    await desk.run(event)
    assert (event.acknowledged, event.reached, desk.left) == (False, [0], [])


async def test_when_all_requests_fail_their_partition_is_held_before_the_limit_is_passed(desk: Desk) -> None:
    event = desk.event("fine", *[b"rubbish"] * 8)
    await desk.run(event)
    assert len(desk.letters()) == 3, "three in a row are let through"
    assert not event.acknowledged
    assert event.reached == [0, 1, 2, 3]
    place = event.message.tp
    assert desk.flight.stands(place)
    (paused,) = desk.agent.breakers.paused()
    assert (paused.topic, paused.position) == (DEBUG_REQUESTS.name, 4)
    later = desk.event("fine", first=9)
    await desk.run(later)
    assert not later.acknowledged, "it was fetched before the pause"
    assert desk.agent.breakers.resume(place.topic, place.partition) is not None
    desk.flight.released.clear()  # as the transport does when it has sought
    again = desk.event(*["fine"] * 6, first=4)
    await desk.run(again)
    assert again.acknowledged, "an earlier pause does not hold up what is read again"


async def test_a_dry_run_answers_and_sends_nothing(desk: Desk) -> None:
    request = desk.encode(DebugRequest(student_id=STUDENT, query="why?", code="a = 1"))
    assert await desk.agent.try_out(Emit(DEBUG_REQUESTS.name, None, request, HOME)) == {
        "outcome": "answered",
        "changes": {},
    }
    found = await desk.agent.try_out(Emit(DEBUG_REQUESTS.name, None, b"rubbish", HOME))
    assert (found["outcome"], found["error_type"]) == ("dead_letter", "undecodable")
    assert desk.outbox.sent == []
    desk.owned = False
    with pytest.raises(NotOwnedError):
        await desk.agent.try_out(Emit(DEBUG_REQUESTS.name, None, request, HOME))


async def test_a_copy_that_was_sent_again_and_is_answered_resolves_its_dead_letter(desk: Desk) -> None:
    entry = f"{DEBUG_REQUESTS.name}:{HOME}:42"
    marks = [(FIRST_ORIGIN, entry.encode()), (ATTEMPT, b"2")]
    event = desk.event("a", "#bug", headers=marks)
    await desk.run(event)
    (sent,) = desk.outbox.of(DEAD_LETTER_STATUS)
    status = DeadLetterStatus.from_avro(desk.codec.decode(sent.value, "fleet.DeadLetterStatus")[1])
    assert (status.entry_id, status.status, status.attempt, status.actor) == (entry, "resolved", 2, "debug")
    assert [one.response_id for one in desk.responses()] == [f"debug-{entry}"]
    (letter,) = desk.letters()
    assert (letter.origin, letter.attempt, letter.retry_count) == (entry, 2, 2)
    assert event.acknowledged
