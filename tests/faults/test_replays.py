"""A replay of many dead letters in the middle of which broker or workers go away: given again, each counts once."""

import asyncio
import time

import pytest

from fleet.simulate import produce
from tests.faults.failing import (
    Flags,
    closed,
    failing_history,
    hear,
    judge_failures_table,
    judge_replays,
    judge_state,
    settled,
)
from tests.faults.record import KILLS, SEED, long
from tests.faults.survival import LAUNCH, RESTART_ME, Scenario, restart, supervised
from tests.stack.support import PATIENCE, Worker, dlq, shared, until

pytestmark = pytest.mark.stack

EVENTS = 10_000 if KILLS else 2_000
EVERY = 10  # event is refused
HALF_WAY = EVENTS // EVERY // 4
"""Passings of the point of the fault in the worker that has half of the entries."""

POINTS = {"broker": "replaying", "workers": "replayed"}
"""Where it goes away: copies are under way to it; copies are confirmed, and nothing is said of them."""

AWAY_S = 12.0 if KILLS else 4.0
"""Twice the session; in `make test` long enough for the command to notice."""


@pytest.mark.parametrize("gone", ["broker", pytest.param("workers", marks=long)])
async def test_a_replay_of_many_that_is_broken_off_is_given_again_and_each_counts_once(
    apart: Scenario, gone: str
) -> None:
    fleet, kafka = apart.fleet, apart.fleet.stack.kafka
    flags = Flags(fleet.tmp_path / "flags")
    flags.raise_all()
    settings = {"FAULT_FLAGS": str(flags.folder), "FAULT_STOPS": str(kafka.process.pid) if gone == "broker" else ""}
    first = fleet.worker("worker-1", program=LAUNCH, FAULT_POINT=f"{POINTS[gone]}:{HALF_WAY}", **settings)
    second = fleet.worker("worker-2", program=LAUNCH, **settings)
    await shared(first, second)
    sent = failing_history(EVENTS, SEED, int(time.time() * 1000), ways=["rule"], every=EVERY, poison=0.0)
    await produce(sent.records, brokers=fleet.brokers)
    await until(f"all are dead letters (see {first.tail()})", lambda: permanent(first, len(sent.failing)))
    flags.lower("rule")

    apart.injected[f"replay of many when the {gone} went away"] += 1
    replaying = asyncio.create_task(replay(first))
    try:
        if gone == "workers":
            await asyncio.to_thread(first.process.wait, PATIENCE)
            second.kill()
        status, error = await replaying
        await asyncio.sleep(AWAY_S)  # the fault itself
    finally:
        kafka.resume()
    assert status == RESTART_ME, error
    assert f"of {len(sent.failing)} were sent" in error
    assert "give the same command again" in error

    if gone == "workers":
        restart(first, "")
        restart(second, "")

    async def goes_through() -> bool:
        status, error = await replay(second)
        return status == 0 or "no dead letter matches" in error

    await until(f"the same command goes through (see {second.tail()})", goes_through)
    for worker in (first, second):
        await supervised(worker)

    async def resolved() -> bool:
        heard = await hear(fleet)
        return closed(heard, list(heard.entries))

    await until("every entry is closed", resolved)
    heard = await settled(apart, first, second)
    log = await fleet.log()
    apart.checked["copies"] += len(log) - EVENTS
    assert [*judge_replays(heard, sent), *judge_state(fleet, log), *judge_failures_table(fleet, heard)] == []


async def replay(worker: Worker) -> tuple[int, str]:
    """The command's status, and its line when it fails."""
    status, _, error = await dlq(worker, "replay", "--reason", "mended", "--json")
    return status, error


async def permanent(worker: Worker, count: int) -> bool:
    """Whether so many entries are: all that is to be replayed."""
    status, counts = await worker.get("/dead-letters/stats")
    return bool(status == 200 and counts["by_state"] == {"permanent": count})
