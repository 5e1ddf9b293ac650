"""A worker that stands still without dying ends itself, and its successor goes on."""

import asyncio

import pytest

from tests.faults.survival import compare, drained, end_of, restart
from tests.stack.support import Fleet

pytestmark = pytest.mark.stack

SAID = {
    "blocked:3": ("StandstillError", "in wrapped_check"),
    "stuck:3": ("NoProgressError", "learning.events/"),
    "unowned:1": ("NoProgressError", "taking over partitions"),
}


@pytest.mark.parametrize("fault", SAID)
async def test_a_worker_that_stands_still_leaves_and_is_started_again(fleet: Fleet, fault: str) -> None:
    worker = fleet.worker(
        program=("-m", "tests.faults.launch"),
        FAULT_POINT=fault,
        FLEET_LOOP_DEADLINE="3",
        FLEET_PROGRESS_DEADLINE="5",
        FLEET_MAX_BATCH="100",
    )
    await fleet.simulate(2000)
    assert await end_of(worker) == 75
    error, detail = SAID[fault]
    log = worker.log.read_text()
    assert f"worker leaves: {error}" in log
    assert detail in log
    restart(worker, "")
    assert await drained(fleet, worker) == []
    worker.stop()
    assert await compare(fleet) == []


async def test_a_worker_with_nothing_to_do_stays(fleet: Fleet) -> None:
    worker = fleet.worker(FLEET_LOOP_DEADLINE="3", FLEET_PROGRESS_DEADLINE="5")
    await fleet.simulate(300)
    await worker.read(300)
    await asyncio.sleep(8)  # beyond both deadlines
    assert (await worker.health())["ready"]
    assert worker.process.poll() is None
