"""Breakers in a worker: which records count, pauses, probes and commands, and what they do to the transport."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.alarms import Alarms
from agents.runtime.breaker import BreakerLimits
from agents.runtime.breakers import Breakers
from agents.runtime.transport import TP, Flight

LIMITS = BreakerLimits(window=100, share=0.5, in_a_row=3, probe=5, probe_seconds=0.01)
PLACE = TP("learning.events", 3)


def batch(flight: Flight, *offsets: int, headers: Sequence[tuple[str, bytes]] = ()) -> Any:
    records = [SimpleNamespace(topic=PLACE.topic, partition=3, offset=offset, headers=headers) for offset in offsets]
    return SimpleNamespace(tp=PLACE, topic=PLACE.topic, partition=3, flight=flight, value=records)


def failing(message: Any) -> dict[int, str]:
    return {one.offset: "unexpected" for one in message.value}


class Paused:
    """A partition that is paused before offset 3."""

    def __init__(self, limits: BreakerLimits = LIMITS) -> None:
        self.flight = Flight({PLACE: 0})
        self.alarms = Alarms()
        self.breakers = Breakers(limits, lambda: self.flight, self.alarms)
        good, bad = batch(self.flight, 0), batch(self.flight, 1, 2, 3, 4, 5)
        assert self.breakers.admit(good, -1, {}) == 1
        assert self.breakers.admit(bad, 0, failing(bad)) == 3
        self.breakers.pause(bad, 4)


async def test_a_pause_holds_the_partition_and_says_why() -> None:
    paused = Paused()
    assert paused.flight.stands(PLACE)
    (told,) = paused.breakers.paused()
    assert (told.name, told.position) == ("learning.events/3", 4)
    assert "3 records in a row became dead letters (unexpected)" in str(told)
    assert "dlq resume learning.events/3" in str(told)
    assert paused.alarms.counts == {"partition_paused": 1}
    again = batch(paused.flight, 4)
    paused.breakers.pause(again, 4)
    assert paused.alarms.counts == {"partition_paused": 1}, "a probe that fails is no news"


async def test_a_probe_comes_by_itself_and_a_good_one_ends_the_pause() -> None:
    paused = Paused()
    async with asyncio.timeout(5):
        await paused.flight.drained.wait()
    assert paused.flight.released == {PLACE: 4}
    assert len(paused.breakers.paused()) == 1, "it is not known yet whether it goes on"
    again = batch(paused.flight, 4, 5)
    assert paused.breakers.admit(again, 3, {}) == 2
    paused.breakers.passed(again)
    assert paused.breakers.paused() == []


async def test_an_operator_does_not_wait_for_the_probe() -> None:
    paused = Paused(BreakerLimits(100, 0.5, 3, 5, 3600.0))
    assert paused.breakers.resume("learning.events", 2) is None
    found = paused.breakers.resume("learning.events", 3, allowed=2)
    assert found is not None
    assert found.position == 4
    assert paused.flight.released == {PLACE: 4}
    assert paused.breakers.paused() == []
    assert paused.breakers.resume("learning.events", 3) is None
    again = batch(paused.flight, *range(4, 20))
    assert paused.breakers.admit(again, 3, failing(again)) == 5, "two are free, three are counted"


async def test_a_pause_ends_with_the_assignment() -> None:
    paused = Paused()
    old, paused.flight = paused.flight, Flight({PLACE: 4})
    assert paused.breakers.paused() == []
    assert paused.breakers.resume("learning.events", 3) is None
    await asyncio.sleep(5 * LIMITS.probe_seconds)
    assert old.released == {}, "its probe does not come any more"
    again = batch(paused.flight, 4, 5, 6, 7, 8)
    assert paused.breakers.admit(again, 3, failing(again)) == 0, "the next owner begins with a probe"


@pytest.mark.parametrize(
    ("reached", "headers"), [(19, ()), (-1, [("fleet-first-origin", b"learning.events:3:1"), ("fleet-attempt", b"1")])]
)
async def test_redelivered_records_and_copies_that_are_sent_again_do_not_count(
    reached: int, headers: Sequence[tuple[str, bytes]]
) -> None:
    flight = Flight({PLACE: 0})
    breakers = Breakers(LIMITS, lambda: flight, Alarms())
    message = batch(flight, *range(20), headers=headers)
    assert breakers.admit(message, reached, failing(message)) == 20
