"""What a request causes is sent until the broker has it, or the worker ends."""

import asyncio
from typing import Any

import pytest

from agents.runtime.outbox import Outbox
from agents.runtime.publisher import Published, RefusedByBrokerError, UnconfirmedError
from tables.errors import CommitUnknownError, RefusedCommitError
from tables.ownership import Emit


def emit(topic: str = "agent.responses") -> Emit:
    return Emit(topic, b"k", b"v", 2, [("h", b"1")])


class Publisher:
    """Fails a few times, then takes what comes."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.taken: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()

    async def publish(
        self, topic: str, key: bytes, value: bytes, partition: int, *, headers: Any, seconds: float
    ) -> Published:
        assert seconds > 0
        await self.open.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append((topic, key, value, partition, headers))
        return Published(topic, partition, 0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.runtime.outbox._AGAIN_S", 0.01)


def outbox(publisher: Any, deadline: float = 5.0) -> Outbox:
    return Outbox(publisher, deadline)


async def test_it_is_sent_again_until_the_broker_has_it() -> None:
    publisher = Publisher(UnconfirmedError("no"), UnconfirmedError("no"))
    await outbox(publisher).deliver([emit(), emit("learning.signals")])
    assert sorted(one[0] for one in publisher.taken) == ["agent.responses", "learning.signals"]
    assert publisher.taken[0][1:] == (b"k", b"v", 2, [("h", b"1")])


async def test_what_the_broker_refuses_for_good_is_not_tried_again() -> None:
    publisher = Publisher(RefusedByBrokerError("TopicAuthorizationFailedError"), UnconfirmedError("never asked"))
    with pytest.raises(RefusedCommitError, match=r"dead-letter\.queue.*TopicAuthorizationFailedError"):
        await outbox(publisher).deliver([emit("dead-letter.queue")])
    assert len(publisher.failures) == 1


async def test_a_broker_that_stays_away_ends_the_worker() -> None:
    publisher = Publisher(*[UnconfirmedError("away")] * 1000)
    with pytest.raises(CommitUnknownError, match="away"):
        await outbox(publisher, deadline=0.05).deliver([emit()])


async def test_who_waits_is_not_held_up_and_it_is_sent_all_the_same() -> None:
    publisher = Publisher()
    publisher.open.clear()
    box = outbox(publisher)
    await box.post([emit()], patience=0.01)
    assert publisher.taken == []
    publisher.open.set()
    await asyncio.sleep(0.01)
    assert len(publisher.taken) == 1
    await box.stop()


async def test_what_is_lost_is_told(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.runtime.outbox._WAITING_MAX", 1)
    publisher = Publisher(RefusedByBrokerError("no"))
    box = outbox(publisher)
    await box.post([emit()], patience=1.0)
    publisher.open.clear()
    await box.post([emit()], patience=0.01)
    await box.post([emit()], patience=0.01)
    assert [one.levelname for one in caplog.records] == ["ERROR", "ERROR"]
    await box.stop()


async def test_nothing_to_send_asks_nobody() -> None:
    publisher = Publisher(UnconfirmedError("never asked"))
    await outbox(publisher).post([], patience=1.0)
    assert len(publisher.failures) == 1
