"""The timer: what it sends when, in which order, and what it does when the broker is away."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest

from agents.retry.payloads import PayloadsAwayError
from agents.retry.timer import RetryTimer
from agents.runtime.publisher import UnconfirmedError
from agents.runtime.records import ATTEMPT
from schemas.dead_letters import DeadLetterStatus
from schemas.topics import DEAD_LETTER_STATUS, LEARNING_EVENTS
from tables.errors import CorruptTableError
from tables.failure_entry import Place
from tables.failures import entry_key
from tables.ownership import Emit
from tables.store import LocalPosition
from tests.agents.retry.support import DOWN, HOME, LATE, NOON, QUEUE, SCHEDULE, STATUS, Failures

ID = f"learning.events:{HOME}:7"
DUE = NOON + SCHEDULE.delay_ms(ID, 1)


class Broker:
    """Takes what is sent, gives the dead letters it was given, or neither."""

    def __init__(self, failures: Failures) -> None:
        self.failures = failures
        self.now_ms = DUE
        self.sent: list[Emit] = []
        self.letters: dict[Place, Any] = {}
        self.refuses: set[str] = set()
        self.left: list[Exception] = []
        table: Any = SimpleNamespace(owned={HOME: failures.owned}, leave=self.left.append)
        payloads: Any = self
        self.timer = RetryTimer(
            table,
            payloads,
            self.send,
            failures.codec,
            max_record_bytes=1 << 20,
            clock=lambda: self.now_ms / 1000,
        )

    def fail(self, *emits: Emit) -> None:
        """Let the table hear of dead letters, and keep them in the queue."""
        for emit in emits:
            place = Place(QUEUE, HOME, len(self.letters))
            self.letters[place] = self.failures.record(place.offset, emit.value, topic=QUEUE, partition=HOME)
        self.failures.hear(*emits)

    async def send(self, emit: Emit) -> None:
        if emit.topic in self.refuses:
            raise UnconfirmedError("the broker has not confirmed")
        self.sent.append(emit)

    async def read(self, places: Collection[Place]) -> dict[Place, Any]:
        if QUEUE in self.refuses:
            raise PayloadsAwayError("away")
        return {one: self.letters[one] for one in places if one in self.letters}

    def said(self) -> list[tuple[str, int | None, str | None]]:
        values = [self.failures.codec.decode(one.value)[1] for one in self.sent if one.topic == STATUS]
        return [(one.status, one.attempt, one.reason) for one in map(DeadLetterStatus.from_avro, values)]

    def copies(self) -> list[Emit]:
        return [one for one in self.sent if one.topic == LEARNING_EVENTS.name]


@pytest.fixture
def broker(failures: Failures) -> Broker:
    return Broker(failures)


async def test_a_copy_is_sent_when_it_is_due_and_not_a_millisecond_sooner(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    broker.now_ms = DUE - 1
    assert await broker.timer.send_due() == 0
    broker.now_ms = DUE
    assert await broker.timer.send_due() == 1
    assert [one.topic for one in broker.sent] == [LEARNING_EVENTS.name, DEAD_LETTER_STATUS.name], "in this order"
    (copy,) = broker.copies()
    assert (copy.partition, copy.value, dict(copy.headers)[ATTEMPT]) == (HOME, b"bytes", b"1")
    assert broker.said() == [("retrying", 1, "after down")]


async def test_what_was_sent_waits_for_its_status(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    assert [await broker.timer.send_due() for _ in range(3)] == [1, 0, 0]
    broker.failures.hear(broker.failures.status(7, "retrying", 1, DUE))
    broker.fail(broker.failures.failed(7, DOWN, attempt=1, now_ms=DUE))
    broker.now_ms = DUE + SCHEDULE.delay_ms(ID, 2)
    assert await broker.timer.send_due() == 1
    assert [dict(one.headers)[ATTEMPT] for one in broker.copies()] == [b"1", b"2"]


async def test_poison_and_closed_ones_are_never_sent(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, LATE), broker.failures.failed(8, DOWN))
    broker.failures.hear(broker.failures.status(8, "discarded"))
    broker.now_ms = NOON * 2
    assert await broker.timer.send_due() == 0


async def test_what_is_gone_is_given_up(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    broker.letters[Place(QUEUE, HOME, 0)] = None
    await broker.timer.send_due()
    ((state, attempt, reason),) = broker.said()
    assert (state, attempt) == ("permanent", 0)
    assert "retention has ended" in (reason or "")
    broker.failures.hear(*broker.sent)
    entry = broker.failures.entry(7)
    assert entry is not None
    assert entry.state == "permanent"


async def test_what_cannot_be_read_yet_is_asked_for_again(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    letter = broker.letters.pop(Place(QUEUE, HOME, 0))
    assert await broker.timer.send_due() == 0
    broker.letters[Place(QUEUE, HOME, 0)] = letter
    assert await broker.timer.send_due() == 1


@pytest.mark.parametrize("away", [QUEUE, LEARNING_EVENTS.name, STATUS])
async def test_a_broker_that_is_away_stops_nothing_and_gets_no_second_copy_soon(broker: Broker, away: str) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    broker.refuses = {away}
    assert not await broker.timer._looked(), "the next look waits longer"
    broker.refuses = set()
    assert await broker.timer._looked()
    assert len(broker.copies()) == 1 if away != LEARNING_EVENTS.name else not broker.copies()


async def test_a_storm_is_sent_in_parts(broker: Broker) -> None:
    broker.fail(*(broker.failures.failed(number, DOWN) for number in range(450)))
    broker.now_ms = NOON + 60_000
    assert [await broker.timer.send_due() for _ in range(4)] == [200, 200, 50, 0]
    assert len({dict(one.headers)["fleet-first-origin"] for one in broker.copies()}) == 450


async def test_a_corrupt_entry_ends_the_worker(broker: Broker) -> None:
    broker.fail(broker.failures.failed(7, DOWN))
    broker.failures.store.write({entry_key(ID): b"{}"}, LocalPosition("id", 0, 0.0))
    await broker.timer._looked()
    assert [type(one) for one in broker.left] == [CorruptTableError]
