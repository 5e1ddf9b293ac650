"""A broker that stands still for longer than the sessions of its clients, in the middle of a run."""

import asyncio

import pytest

from fleet.stack.local import LocalStack
from tests.stack.support import Fleet, Worker, ledger_sum, until

pytestmark = pytest.mark.stack

AWAY_SECONDS = 12.0  # twice the session: the group has forgotten its members when the broker is back


async def test_a_broker_that_stands_still_costs_time_and_nothing_else(fleet: Fleet, stack: LocalStack) -> None:
    worker = fleet.worker()
    await worker.ready()
    sent = await fleet.simulate(20_000)
    await worker.read(1000)
    stack.kafka.pause()
    try:
        await until("the worker is not ready", lambda: _not_ready(worker))
        await asyncio.sleep(AWAY_SECONDS)  # the fault itself, not a wait for something
    finally:
        stack.kafka.resume()
    if worker.process.poll() is not None:
        assert worker.process.returncode == 75, worker.tail()
    await _supervised(worker)
    await worker.read(sent)
    worker.stop()
    values, ledger = fleet.tables()
    truth = await fleet.oracle()
    assert values == truth.values
    assert ledger_sum(ledger) == sent


async def _not_ready(worker: Worker) -> bool:
    health = await worker.health()
    return bool(health) and not health["ready"]


async def _supervised(worker: Worker) -> None:
    """Start it again whenever it leaves with 75, as a supervisor does, until it is ready."""

    async def ready() -> bool:
        status = worker.process.poll()
        if status is not None:
            assert status == 75, worker.tail()
            worker.start()
        return bool((await worker.health()).get("ready"))

    await until("ready again", ready, 120.0)
