"""Workers join, leave and stand still under load, and fetches get lost on their way: nothing else does."""

import asyncio
import signal

import pytest

from tests.faults.launch import INSIDE
from tests.faults.record import long
from tests.faults.survival import LAUNCH, Scenario
from tests.stack.support import shared

pytestmark = pytest.mark.stack


async def test_a_worker_stopped_past_its_session_is_fenced_and_leaves(scenario: Scenario) -> None:
    fleet = scenario.fleet
    zombie = fleet.worker("worker-1")
    await zombie.ready()
    producing = asyncio.create_task(fleet.simulate(20_000, rate=1500))
    await zombie.read(1000)
    zombie.process.send_signal(signal.SIGSTOP)
    scenario.injected["SIGSTOP of a worker"] += 1
    heir = fleet.worker("worker-2")
    await heir.ready()
    await heir.read(4000)
    zombie.process.send_signal(signal.SIGCONT)
    assert await asyncio.to_thread(zombie.process.wait, 30) == 75
    assert "FencedError" in zombie.tail()
    await producing
    assert await scenario.settle(heir) == []


@long
async def test_one_worker_three_and_one_again_under_load(scenario: Scenario) -> None:
    fleet = scenario.fleet
    first = fleet.worker("worker-1")
    await first.ready()
    producing = asyncio.create_task(fleet.simulate(60_000, rate=1500))
    await first.read(1000)
    others = [fleet.worker("worker-2"), fleet.worker("worker-3")]
    await shared(first, *others)
    scenario.injected["worker joined"] += 2
    for one in others:
        one.stop()  # a static member does not say that it leaves: its session has to end first
        scenario.injected["worker left"] += 1
    await shared(first)
    await producing
    assert await scenario.settle(first) == []


@long
async def test_a_fetch_that_begins_before_a_rebalance_and_ends_after_it_loses_nothing(scenario: Scenario) -> None:
    fleet = scenario.fleet
    first = fleet.worker("worker-1", program=LAUNCH, FAULT_FETCH_SECONDS="30", FAULT_POINT="")
    await first.ready()
    second = fleet.worker("worker-2", program=LAUNCH, FAULT_FETCH_SECONDS="30", FAULT_POINT="")
    await shared(first, second)
    scenario.injected["fetch across a rebalance"] += 1
    await fleet.simulate(300)
    assert await scenario.settle(first, second) == []


@long
async def test_fetched_records_that_get_lost_are_fetched_again(scenario: Scenario) -> None:
    fleet = scenario.fleet
    worker = fleet.worker(program=LAUNCH, FAULT_POINT="lost-fetch:2", FLEET_MAX_POLL_RECORDS="200")
    await worker.ready()
    await fleet.simulate(2000)
    assert await scenario.settle(worker) == []
    assert "fetching again" in worker.log.read_text()
    scenario.injected[INSIDE["lost-fetch"]] += 1
