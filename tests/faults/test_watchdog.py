"""A worker that stands still without dying ends itself, and its successor goes on."""

import asyncio

import pytest

from tests.faults.launch import INSIDE
from tests.faults.record import long
from tests.faults.survival import LAUNCH, Scenario, end_of, restart
from tests.stack.support import Fleet

pytestmark = pytest.mark.stack

SAID = {
    "stuck:3": ("NoProgressError", "learning.events/"),
    "blocked:3": ("StandstillError", "in wrapped_check"),
    "unowned:1": ("NoProgressError", "taking over partitions"),
}
"""Per fault: the error, and what the log says of where it stood."""


@long
@pytest.mark.parametrize("fault", SAID)
async def test_a_worker_that_stands_still_leaves_and_is_started_again(scenario: Scenario, fault: str) -> None:
    worker = scenario.fleet.worker(
        program=LAUNCH,
        FAULT_POINT=fault,
        FLEET_LOOP_DEADLINE="3",
        FLEET_PROGRESS_DEADLINE="5",
        FLEET_MAX_BATCH="100",
    )
    await scenario.fleet.simulate(2000)
    assert await end_of(worker) == 75
    scenario.injected[INSIDE[fault.partition(":")[0]]] += 1
    error, detail = SAID[fault]
    log = worker.log.read_text()
    assert f"worker leaves: {error}" in log
    assert detail in log
    restart(worker, "")
    assert await scenario.settle(worker) == []


@long
async def test_a_worker_with_nothing_to_do_stays(fleet: Fleet) -> None:
    worker = fleet.worker(FLEET_LOOP_DEADLINE="3", FLEET_PROGRESS_DEADLINE="5")
    await fleet.simulate(300)
    await worker.read(300)
    await asyncio.sleep(8)  # beyond both deadlines
    assert (await worker.health())["ready"]
    assert worker.process.poll() is None
