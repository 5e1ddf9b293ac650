"""The disk under a worker's tables is full."""

import pytest

from tests.faults.small_disk import small_disk
from tests.faults.survival import Scenario, end_of, last_words
from tests.stack.support import ROOT, Worker

pytestmark = pytest.mark.stack


async def leaves(worker: Worker) -> str:
    """Its last words, when it leaves because of the disk."""
    status = await end_of(worker)
    last = last_words(worker)
    assert status == 70, last
    assert "worker leaves: StorageError" in last
    assert "No space left on device" in last
    return last


async def test_a_full_disk_ends_the_worker_and_costs_nothing_once_there_is_room(scenario: Scenario) -> None:
    fleet = scenario.fleet
    with small_disk(fleet.tmp_path / "data", ROOT) as disk:
        disk.fill()
        worker = fleet.worker(inside=disk.inside)
        scenario.injected["disk full at the first start"] += 1
        await leaves(worker)
        disk.make_room()
        worker.folder = disk.seen(worker.folder)
        worker.start()
        await fleet.simulate(2000)
        await worker.read(2000)
        disk.fill()
        scenario.injected["disk full at a commit"] += 1
        await fleet.simulate(2000, seed=2)
        assert "cannot be written" in await leaves(worker)
        worker.start()
        scenario.injected["disk full when a table is opened"] += 1
        assert "cannot be opened" in await leaves(worker)
        disk.make_room()
        worker.start()  # with what the full disk has left of its files
        assert await scenario.settle(worker) == []
