"""What operators' actions send, and that nothing is sent where they are refused."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agents.retry.desk import Desk
from agents.retry.orders import Edit, Order
from agents.retry.payloads import PayloadsAwayError
from agents.retry.problems import (
    BROKER_AWAY,
    ENTRY_CLOSED,
    ENTRY_UNDER_WAY,
    NOT_SENDABLE,
    PAYLOAD_GONE,
    WOULD_FAIL,
)
from agents.runtime.dead_letters import dead_letter
from agents.runtime.errors import PoisonError
from agents.runtime.problems import ProblemError, ProblemType
from agents.runtime.publisher import UnconfirmedError
from agents.runtime.records import ATTEMPT, FIRST_ORIGIN
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterState, DeadLetterStatus, ErrorEvent
from schemas.topics import DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_EVENTS
from tables.failure_entry import Entry, Place, with_failure, with_status
from tables.ownership import Emit

NOON = 1_768_305_600_000
LIMIT = 1 << 20
ADA = Order(actor="ada", reason="repaired")
LOOK = Order(actor="ada", reason="look", dry_run=True)


class World:
    """A queue with one dead letter, a broker that can be away, and an agent that does as it is told."""

    def __init__(self, codec: Codec, record: Any) -> None:
        self.sent: list[Emit] = []
        self.away = self.silent = False
        self.asked = 0  # sends, whether they went well or not
        self.verdict: dict[str, Any] = {"outcome": "applied", "changes": {}}
        original = record(7, b"the bytes", partition=1, key=b"stu-1")
        error = PoisonError("invalid", "mastery: must be right")
        emit = dead_letter(original, error, None, agent="progress", codec=codec, max_bytes=LIMIT, now_ms=NOON)
        place = Place(DEAD_LETTERS.name, 1, 40)
        event = ErrorEvent.from_avro(codec.decode(emit.value)[1])
        self.entry = with_failure(None, event, place)
        self.stored: dict[Place, Any] = {place: record(40, emit.value, topic=DEAD_LETTERS.name, partition=1)}
        payloads: Any = self
        self.desk = Desk(payloads, self.send, codec, {LEARNING_EVENTS.name: self.trial}, LIMIT, lambda: NOON / 1000)

    async def read(self, places: Any) -> dict[Place, Any]:
        if self.silent:
            raise PayloadsAwayError("the original records cannot be read: TimeoutError")
        return {one: self.stored[one] for one in places if one in self.stored}

    async def send(self, emit: Emit) -> None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise UnconfirmedError("the broker has not confirmed within 5 s")
        self.sent.append(emit)

    async def trial(self, _: Emit) -> dict[str, Any]:
        return self.verdict

    def became(self, state: DeadLetterState, attempt: int | None = None) -> None:
        self.entry = with_status(self.entry, DeadLetterStatus(entry_id=self.entry.id, status=state, attempt=attempt))

    async def refused(self, action: Any, *given: Any) -> ProblemType:
        before = len(self.sent)
        with pytest.raises(ProblemError) as caught:
            await action(self.entry, *given)
        assert len(self.sent) == before, "nothing was sent"
        return caught.value.kind


@pytest.fixture
def world(codec: Codec, record: Any) -> World:
    return World(codec, record)


def statuses(world: World, codec: Codec) -> list[DeadLetterStatus]:
    return [
        DeadLetterStatus.from_avro(codec.decode(one.value)[1])
        for one in world.sent
        if one.topic == DEAD_LETTER_STATUS.name
    ]


async def test_a_replay_sends_the_bytes_to_their_place_and_says_who_and_why(world: World, codec: Codec) -> None:
    answer = await world.desk.replay(world.entry, ADA)
    assert answer == {"id": world.entry.id, "state": "retrying", "attempt": 1}
    copy = world.sent[0]
    assert (copy.topic, copy.partition, copy.key, copy.value) == (LEARNING_EVENTS.name, 1, b"stu-1", b"the bytes")
    marks = dict(copy.headers)
    assert (marks[FIRST_ORIGIN], marks[ATTEMPT]) == (world.entry.id.encode(), b"1")
    (status,) = statuses(world, codec)
    assert (status.status, status.attempt, status.actor, status.reason) == ("retrying", 1, "ada", "repaired")


async def test_a_dry_run_sends_nothing(world: World) -> None:
    for action, order in (
        (world.desk.replay, LOOK),
        (world.desk.discard, LOOK),
    ):
        assert (await action(world.entry, order))["dry_run"] is True
    assert world.sent == []


async def test_a_second_replay_waits_for_the_first(world: World) -> None:
    await world.desk.replay(world.entry, ADA)
    assert await world.refused(world.desk.replay, ADA) is ENTRY_UNDER_WAY, "the table has not heard of it yet"
    world.became("retrying", 1)
    assert await world.refused(world.desk.replay, ADA) is ENTRY_UNDER_WAY


@pytest.mark.parametrize("state", ["resolved", "superseded", "discarded"])
async def test_nothing_is_done_to_a_closed_entry(world: World, state: DeadLetterState) -> None:
    world.became(state)
    edit = Edit(actor="ada", reason="mended", payload={})
    for action, order in ((world.desk.replay, ADA), (world.desk.discard, ADA), (world.desk.edit, edit)):
        assert await world.refused(action, order) is ENTRY_CLOSED


async def test_an_outage_is_told_and_changes_nothing(world: World) -> None:
    world.away = True
    assert await world.refused(world.desk.replay, ADA) is BROKER_AWAY
    assert await world.refused(world.desk.discard, ADA) is BROKER_AWAY
    with pytest.raises(ProblemError):
        await world.desk.replay_all([world.entry], ADA)
    world.away, world.silent = False, True
    assert await world.refused(world.desk.replay, ADA) is BROKER_AWAY
    world.silent = False
    assert (await world.desk.replay(world.entry, ADA))["state"] == "retrying", "what was not sent can be sent now"


async def test_an_absent_broker_is_waited_for_once_not_by_each_of_many(world: World) -> None:
    world.away = True
    with pytest.raises(ProblemError):
        await world.desk.replay_all([world.entry] * 300, ADA)
    assert world.asked <= 50, "as many as are under way at once"


async def test_what_its_retention_took_cannot_be_sent(world: World) -> None:
    world.stored = dict.fromkeys(world.stored)
    assert await world.refused(world.desk.replay, ADA) is PAYLOAD_GONE
    (told,) = await world.desk.replay_all([world.entry], ADA)
    assert told["skipped"] == "payload-gone"
    assert world.sent == []


async def test_a_queue_that_was_made_anew_holds_another_dead_letter_there(world: World) -> None:
    world.entry = Entry("learning.events:1:8", world.entry.about, world.entry.attempts)
    assert await world.refused(world.desk.replay, ADA) is NOT_SENDABLE


async def test_many_are_sent_and_what_cannot_be_is_named(world: World) -> None:
    closed = with_status(world.entry, DeadLetterStatus(entry_id=world.entry.id, status="discarded"))
    results = await world.desk.replay_all([closed, world.entry], ADA)
    assert [one.get("skipped") for one in results] == ["dead-letter-closed", None]


async def test_an_edit_that_would_fail_is_refused_and_a_good_one_closes_the_entry(
    world: World, codec: Codec, event: Callable[..., dict[str, Any]]
) -> None:
    edit = Edit(actor="ada", reason="mended", payload=event("x"))
    world.verdict = {"outcome": "dead_letter", "error_type": "late", "error_message": "too late", "changes": {}}
    assert await world.refused(world.desk.edit, edit) is WOULD_FAIL
    world.verdict = {"outcome": "applied", "changes": {}}
    answer = await world.desk.edit(world.entry, edit)
    assert answer["state"] == "superseded"
    assert world.sent[0].topic == LEARNING_EVENTS.name, "the event comes first: closing without it would lose it"
    (status,) = statuses(world, codec)
    assert (status.status, status.actor, status.reason) == ("superseded", "ada", "mended")
