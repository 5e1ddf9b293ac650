"""Starting and stopping Kafka's clients, whatever becomes of their tasks."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from tables.kafka import clients
from tables.kafka.clients import started, stopped


class Client:
    """Its start and stop take as long as told, and it knows whether its connection is open."""

    def __init__(self, *, stop: Callable[[], object] | None = None) -> None:
        self.open = False
        self.bootstrapped = asyncio.Event()
        self._stop = stop
        self._client = self

    async def start(self) -> None:
        try:
            await self.bootstrapped.wait()
        except asyncio.CancelledError:
            return  # as a bootstrap that is cancelled: its connection is forgotten
        self.open = True

    async def stop(self) -> None:
        if self._stop is not None:
            await self._stop()  # type: ignore[misc]  # a coroutine function
        await self.close()

    async def close(self) -> None:
        self.open = False


async def test_a_cancelled_start_ends_before_the_cancellation_is_passed_on() -> None:
    client = Client()
    starting = asyncio.create_task(started(client))
    await asyncio.sleep(0)
    starting.cancel()
    await asyncio.sleep(0)
    assert not starting.done()
    client.bootstrapped.set()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert client.open, "so that stopping it can close what it has opened"


async def test_a_start_that_never_ends_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_SETTLE_S", 0.01)
    starting = asyncio.create_task(started(Client()))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting


async def test_a_stop_that_waits_for_a_task_which_lost_its_cancellation_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_STOP_S", 0.05)
    lost: list[int] = []

    async def routine() -> None:
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if lost:
                    raise
                lost.append(1)

    running = asyncio.create_task(routine())
    await asyncio.sleep(0)

    async def stop() -> None:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    client = Client(stop=stop)
    client.open = True
    await stopped(client)
    assert running.cancelled()
    assert not client.open


@pytest.mark.parametrize("error", [asyncio.CancelledError, OSError])
async def test_a_stop_that_lets_an_error_out_closes_the_connection_all_the_same(error: type[BaseException]) -> None:
    async def stop() -> None:
        raise error

    client = Client(stop=stop)
    client.open = True
    await stopped(client)
    assert not client.open
