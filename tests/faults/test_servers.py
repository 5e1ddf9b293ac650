"""Kafka and Redis that die, stand still, or forget: the fleet waits, and goes on."""

import asyncio
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from fleet.archive import Archive
from fleet.settings import Settings
from tests.faults.checks import read_truth, redis
from tests.faults.record import KILLS, long
from tests.faults.survival import Scenario, drained, supervised
from tests.stack.support import Fleet, Worker, until
from tests.stack.test_archive import Postgres, agree, copies

pytestmark = pytest.mark.stack

BROKER_AWAY_S = 12.0
"""Twice the session: the group has forgotten its members when the broker is back."""

REDIS_AWAY_S = 60.0 if KILLS else 3.0
"""Many times the mirror's longest pause between attempts; in `make test` long enough to be noticed."""

POSTGRES_KILLS = 10 if KILLS else 3

LOAD = 20_000

LONG = 200_000
"""More events than are sent before the last kill, so that there is something to write at each."""


async def under_load(fleet: Fleet) -> Worker:
    """A worker with more to read than it has read yet."""
    worker = fleet.worker(FLEET_MAX_BATCH="200")
    await worker.ready()
    await fleet.simulate(LOAD)
    await worker.read(1000)
    return worker


async def not_ready(worker: Worker) -> bool:
    health = await worker.health()
    return bool(health) and not health["ready"]


# -- Kafka -------------------------------------------------------------------------------------------------------------
async def test_a_broker_that_stands_still_past_the_session_costs_time_and_nothing_else(apart: Scenario) -> None:
    kafka = apart.fleet.stack.kafka
    worker = await under_load(apart.fleet)
    kafka.pause()
    apart.injected["SIGSTOP of the broker"] += 1
    try:
        await until("the worker is not ready", lambda: not_ready(worker))
        await asyncio.sleep(BROKER_AWAY_S)  # the fault itself, not a wait for something
    finally:
        kafka.resume()
    await supervised(worker)
    assert await apart.settle(worker) == []


@long
async def test_a_broker_that_is_killed_and_started_again_costs_time_and_nothing_else(apart: Scenario) -> None:
    kafka = apart.fleet.stack.kafka
    worker = await under_load(apart.fleet)
    for _ in range(3):
        await asyncio.to_thread(kafka.kill)
        apart.injected["kill -9 of the broker"] += 1
        await kafka.restart()
        await supervised(worker)
    assert await apart.settle(worker) == []


# -- Redis -------------------------------------------------------------------------------------------------------------
async def test_redis_that_is_away_or_emptied_delays_nothing_and_catches_up(apart: Scenario) -> None:
    fleet, server = apart.fleet, apart.fleet.stack.redis
    worker = fleet.worker()
    await worker.ready()
    await fleet.simulate(2000)
    server.kill()
    apart.injected["kill -9 of Redis"] += 1
    producing = asyncio.create_task(fleet.simulate(int(REDIS_AWAY_S * 200), seed=2, rate=200.0))
    try:
        await asyncio.sleep(REDIS_AWAY_S)
        await producing
        assert await drained(fleet, worker) == [], "the fleet does not wait for its mirror"
    finally:
        await server.restart()
    assert await redis(fleet, await read_truth(fleet)) == []
    async with Redis.from_url(fleet.stack.addresses.redis) as client:
        await client.flushall()
        apart.injected["FLUSHALL"] += 1
        assert await client.dbsize() == 0
    assert await apart.settle(worker) == []


def writing(archive: Archive) -> Callable[[], bool]:
    """Whether it has written more than it has by now."""
    before = archive.stats()["events"].applied
    return lambda: archive.stats()["events"].applied > before


# -- PostgreSQL --------------------------------------------------------------------------------------------------------
async def test_postgres_and_redis_killed_in_mid_write_delay_nothing_and_hold_everything_once(apart: Scenario) -> None:
    fleet, stack = apart.fleet, apart.fleet.stack
    worker = fleet.worker()
    await worker.ready()
    dsn = stack.addresses.postgres
    settings = Settings(app_id=fleet.app_id, kafka_brokers=fleet.brokers, postgres_dsn=dsn)
    archive = Archive(settings)
    copying = asyncio.create_task(archive.run())
    try:
        await until("the archive is connected", lambda: archive.lag() is not None)
        producing = asyncio.create_task(fleet.simulate(LONG, rate=500.0))
        for _ in range(POSTGRES_KILLS):
            await until("it writes", writing(archive))
            stack.postgres.kill()
            stack.redis.kill()
            apart.injected["kill -9 of PostgreSQL"] += 1
            apart.injected["kill -9 of Redis"] += 1
            await asyncio.gather(stack.postgres.restart(), stack.redis.restart())

        async def repeated() -> bool:
            return any(count > 1 for count in (await copies(fleet)).values())

        await until("an event came twice, as one in fifty does", repeated)
        producing.cancel()
        await asyncio.wait({producing})
        assert await drained(fleet, worker) == [], "the fleet does not wait for its copies"
        await until("the archive is level", lambda: archive.lag() == 0)
    finally:
        copying.cancel()
        await asyncio.wait({copying})
    assert worker.stop() == 0
    # What was tried again between the last look and the stop is copied too: then nothing changes any more.
    await Archive(settings).run_until_level()
    await agree(fleet, Postgres(dsn, None), fleet.partitions())
    worker.start()
    assert await apart.settle(worker) == []
