"""Workers join and leave under load, and fetches get lost on their way: nothing else does."""

import pytest

from tests.faults.survival import compare, drained, raw_changelog
from tests.stack.support import Fleet, Worker, shared

pytestmark = pytest.mark.stack

LAUNCH = ("-m", "tests.faults.launch")


async def whole(fleet: Fleet, worker: Worker) -> list[str]:
    """What is wrong once everything is read and all workers have stopped."""
    found = await drained(fleet, worker)
    for one in fleet.workers:
        one.stop()
    return found or [*await compare(fleet), *await raw_changelog(fleet)]


async def test_a_fetch_that_begins_before_a_rebalance_and_ends_after_it_loses_nothing(fleet: Fleet) -> None:
    first = fleet.worker("one", program=LAUNCH, FAULT_FETCH_SECONDS="30", FAULT_POINT="")
    await first.ready()
    second = fleet.worker("two", program=LAUNCH, FAULT_FETCH_SECONDS="30", FAULT_POINT="")
    await shared(first, second)
    await fleet.simulate(300)
    assert await whole(fleet, first) == []


async def test_fetched_records_that_get_lost_are_fetched_again(fleet: Fleet) -> None:
    worker = fleet.worker(program=LAUNCH, FAULT_POINT="lost-fetch:2", FLEET_MAX_POLL_RECORDS="200")
    await worker.ready()
    await fleet.simulate(2000)
    assert await whole(fleet, worker) == []
    assert "fetching again" in worker.log.read_text()
