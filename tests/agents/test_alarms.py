"""Alarms are counted always and told when there is somebody; nobody waits for that."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from agents.runtime.alarms import Alarm, Alarms, UntoldError
from agents.runtime.webhook import webhook


def alarm(number: int) -> Alarm:
    return Alarm("test", "it happened", {"number": number})


async def test_without_a_webhook_they_are_counted() -> None:
    alarms = Alarms()
    alarms.raise_alarm(alarm(1))
    await alarms.run()
    assert (alarms.counts, alarms.untold) == ({"test": 1}, 0)


def test_the_log_is_not_flooded(caplog: pytest.LogCaptureFixture) -> None:
    now = [7.0]
    alarms = Alarms(clock=lambda: now[0])
    for number in range(50):
        alarms.raise_alarm(alarm(number))
    assert alarms.counts == {"test": 50}
    assert len(caplog.records) == 20
    now[0] = 8.5
    alarms.raise_alarm(alarm(50))
    assert [one.getMessage() for one in caplog.records[20:]] == [
        "alarms: 30 more in that second: see fleet_alarms_total",
        "alarm: test: it happened {'number': 50}",
    ]
    now[0] = 9.5
    alarms.raise_alarm(alarm(51))
    assert len(caplog.records) == 23


async def _told(alarms: Alarms, count: int, told: list[Any]) -> None:
    task = asyncio.create_task(alarms.run())
    try:
        async with asyncio.timeout(10):
            while len(told) < count:  # noqa: ASYNC110 - a condition with a deadline
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_raised_together_is_told_together() -> None:
    told: list[Mapping[str, Any]] = []

    async def tell(body: Mapping[str, Any]) -> None:
        told.append(body)

    alarms = Alarms(tell, gather=0.0)
    for number in range(50):
        alarms.raise_alarm(alarm(number))
    await _told(alarms, 1, told)
    assert told[0]["counts"] == {"test": 50}
    assert [one["number"] for one in told[0]["alarms"]] == list(range(20))


@pytest.mark.parametrize("error", [UntoldError("no"), RuntimeError("a bug")])
async def test_a_webhook_that_refuses_is_asked_again_and_then_left(error: Exception) -> None:
    asked: list[int] = []

    async def tell(_: Mapping[str, Any]) -> None:
        asked.append(1)
        raise error

    alarms = Alarms(tell, pauses=(0.0, 0.0), gather=0.0)
    alarms.raise_alarm(alarm(1))
    await _told(alarms, 3, asked)
    alarms.raise_alarm(alarm(2))
    await _told(alarms, 6, asked)
    assert alarms.counts == {"test": 2}


async def test_more_than_can_wait_make_way_for_newer_ones() -> None:
    async def tell(_: Mapping[str, Any]) -> None:
        raise UntoldError("no")

    alarms = Alarms(tell)
    for number in range(1_005):
        alarms.raise_alarm(alarm(number))
    assert (alarms.untold, alarms.counts["test"]) == (5, 1_005)


async def test_the_webhook_posts_json_and_says_why_it_failed(unused_tcp_port: int) -> None:
    got: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        got.append((request.content_type, await request.json()))
        return web.Response(status=int(request.match_info["status"]), headers={"Location": "/204"})

    app = web.Application()
    app.router.add_post("/{status}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    url = f"http://127.0.0.1:{unused_tcp_port}"
    try:
        await webhook(f"{url}/204")({"a": 1})
        assert got == [("application/json", {"a": 1})]
        for status in (302, 404, 500):
            with pytest.raises(UntoldError, match=str(status)):
                await webhook(f"{url}/{status}")({})
        assert len(got) == 4, "a redirect is not followed"
    finally:
        await runner.cleanup()
    for bad in (f"{url}/204", "nonsense", "http://"):
        with pytest.raises(UntoldError, match="cannot be reached"):
            await webhook(bad)({})
