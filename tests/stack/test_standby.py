"""Warm standbys: who takes over has almost everything already, whatever happened to the owner."""

import asyncio
import re
import signal

import pytest

from schemas.topics import changelog
from tests.faults.survival import LAUNCH, Scenario, drained, end_of, restart
from tests.faults.test_state import sent
from tests.stack.support import PATIENCE, Fleet, Worker, all_records, shared, until

pytestmark = pytest.mark.stack

EVENTS = 6_000


async def warm(worker: Worker, others: int) -> None:
    """Wait until its standbys of the others' partitions are at the end of the changelog."""

    async def level() -> bool:
        standbys = (await worker.health()).get("standbys", [])
        found = [one for one in standbys if one["table"] == "mastery"]
        return len(found) == others and all(one["lag"] == 0 and one["failure"] is None for one in found)

    await until(f"standbys of {others} partitions are warm (see {worker.tail()})", level)


def restored(worker: Worker) -> int:
    """Records that its last take-over had to restore."""
    return int(re.findall(r"mastery: owns partitions .*, (\d+) records restored", worker.log.read_text())[-1])


async def owns_all(worker: Worker, patience: float = PATIENCE) -> None:
    async def whole() -> bool:
        health = await worker.health()
        return bool(health.get("ready")) and len(health["partitions"]["owned"]) == 6

    await until(f"{worker.url} owns everything (see {worker.tail()})", whole, patience)


async def finished(fleet: Fleet, worker: Worker) -> list[str]:
    """What is wrong after everything is read, all workers have stopped, and one has begun without any data."""
    return await Scenario(fleet).settle(worker)


async def two(fleet: Fleet, **settings: str) -> tuple[Worker, Worker]:
    first, second = fleet.worker("one", **settings), fleet.worker("two", **settings)
    await shared(first, second)
    return first, second


async def test_a_standby_takes_over_from_a_killed_worker_and_restores_almost_nothing(fleet: Fleet) -> None:
    first, second = await two(fleet)
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    await warm(second, 3)
    first.kill()
    await owns_all(second)
    assert restored(second) == 0
    await fleet.simulate(500, seed=2)
    assert await finished(fleet, second) == []


async def test_a_planned_stop_hands_over_without_waiting_for_the_session(fleet: Fleet) -> None:
    first, second = await two(fleet, FLEET_SESSION_TIMEOUT="60")
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    await warm(second, 3)
    first.process.send_signal(signal.SIGTERM)
    await owns_all(second, patience=40.0)
    assert await end_of(first) == 0
    assert restored(second) == 0
    assert await finished(fleet, second) == []


async def changelog_records(fleet: Fleet) -> int:
    return len(await all_records(fleet, changelog(fleet.app_id, "mastery").name))


async def test_a_take_over_under_load_restores_what_came_last_and_loses_nothing(fleet: Fleet) -> None:
    first, second = await two(fleet)
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    await warm(second, 3)
    known = await changelog_records(fleet)
    producing = asyncio.create_task(fleet.simulate(3_000, seed=2, rate=300))
    await second.read(EVENTS // 2 + 200)
    first.kill()
    await owns_all(second)
    assert restored(second) < known / 10
    await producing
    assert await finished(fleet, second) == []


async def test_a_worker_told_to_stop_under_load_hands_over_without_loss(fleet: Fleet) -> None:
    first, second = await two(fleet)
    producing = asyncio.create_task(fleet.simulate(3_000, seed=2, rate=300))
    await second.read(200)
    first.process.send_signal(signal.SIGTERM)
    assert await end_of(first) == 0
    await owns_all(second)
    assert not producing.done(), "it was told while events came in"
    await producing
    assert await finished(fleet, second) == []


async def test_a_revoked_partition_goes_on_as_a_standby(fleet: Fleet) -> None:
    first = fleet.worker("one")
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    second = fleet.worker("two")
    await shared(first, second)
    await warm(first, 3)
    # Of 0: the changelog of a table in which nothing has happened yet.
    assert not re.search(
        "position 0|from the beginning|follows from 0 of [1-9]", first.log.read_text().split("owns")[-1]
    )
    second.process.send_signal(signal.SIGTERM)
    await owns_all(first)
    assert restored(first) == 0
    assert await finished(fleet, first) == []


async def test_a_standby_killed_while_it_reads_goes_on_where_it_was(fleet: Fleet) -> None:
    first = fleet.worker("one")
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    second = fleet.worker("two", program=LAUNCH, FAULT_POINT="followed:2")
    assert await end_of(second) == -signal.SIGKILL
    restart(second, "")
    await shared(first, second)
    await warm(second, 3)
    first.kill()
    await owns_all(second)
    assert restored(second) == 0
    assert await finished(fleet, second) == []


@pytest.mark.parametrize("point", ["fenced:5", "restored:5"])
async def test_a_worker_killed_while_it_takes_over_is_replaced_by_itself(fleet: Fleet, point: str) -> None:
    first = fleet.worker("one")
    await first.ready()
    second = fleet.worker("two", program=LAUNCH, FAULT_POINT=point)  # three at first, the fifth in the take-over
    await shared(first, second)
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    await warm(second, 3)
    first.kill()
    assert await end_of(second) == -signal.SIGKILL
    restart(second, "")
    await owns_all(second)
    assert restored(second) == 0
    assert await finished(fleet, second) == []


async def test_a_corrupt_record_stops_a_standby_and_not_its_worker(fleet: Fleet) -> None:
    first, second = await two(fleet)
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    await warm(second, 3)
    partition = min((await first.health())["partitions"]["owned"])
    await sent(fleet, (changelog(fleet.app_id, "mastery").name, partition, b"rubbish", b"{}"))

    async def stopped() -> bool:
        health = await second.health()
        return bool(health["ready"]) and [one["partition"] for one in health["standbys"] if one["stopped"]] == [
            partition
        ]

    await until("the standby has stopped", stopped)
    assert second.process.poll() is None
    first.kill()
    assert await end_of(second) == 70  # what nobody can trust is taken into service by nobody
    assert "CorruptChangelogError" in second.tail()


async def test_workers_that_stop_together_end_in_good_order(fleet: Fleet) -> None:
    first, second = await two(fleet)
    await fleet.simulate(EVENTS)
    assert await drained(fleet, first) == []
    for one in (first, second):
        one.process.send_signal(signal.SIGTERM)
    assert [await end_of(one) for one in (first, second)] == [0, 0]
    restart(first, "")
    await owns_all(first)
    assert await finished(fleet, first) == []
