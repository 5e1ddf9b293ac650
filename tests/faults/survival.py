"""Let a worker die at given points, let its successors finish, and compare everything that is left with the oracle."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from typing import Any

from fleet.standing import StandingReader
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS
from tests.stack.support import PATIENCE, Fleet, Worker, all_records

RECORDS_PER_LIFE = 1500
"""A life reads about ten batches of `BATCH` records before its fault is due: the next ones must find some left."""

BATCH = 100
OUTCOMES = ("applied", "duplicates", "dead_letters", "rerouted")


async def survive(fleet: Fleet, lives: Sequence[str], *, broken: str = "", wipe: bool = False) -> list[str]:
    """Run one worker after the other, each with a fault, then one without.

    Args:
        fleet: with fresh topics.
        lives: the fault of each worker, `name:n`.
        broken: the protection that is taken away in all of them.
        wipe: delete the table folder after each life.

    Returns:
        What is wrong afterwards; empty when nothing is.
    """
    await fleet.simulate(RECORDS_PER_LIFE * (len(lives) + 1))
    worker = fleet.worker(
        program=("-m", "tests.faults.launch"),
        FLEET_MAX_BATCH=str(BATCH),
        FLEET_MAX_POLL_RECORDS=str(6 * BATCH),
        FAULT_BREAK=broken,
        FAULT_POINT=lives[0],
    )
    for number, life in enumerate(lives):
        if number:
            restart(worker, life)
        status = await end_of(worker)
        if status not in (-signal.SIGKILL, 75):
            return [f"{life}: the worker ended with {status}: {worker.tail()}"]
        if wipe:
            shutil.rmtree(worker.folder)
    restart(worker, "")
    found = await drained(fleet, worker)
    worker.stop()
    if found:
        return found
    found += [f"live: {one}" for one in await compare(fleet)]
    shutil.rmtree(worker.folder)
    restart(worker, "")
    found += await drained(fleet, worker)
    worker.stop()
    return found + [f"rebuilt: {one}" for one in await compare(fleet)] + await raw_changelog(fleet)


def restart(worker: Worker, fault: str) -> None:
    worker.environment["FAULT_POINT"] = fault
    worker.start()


async def end_of(worker: Worker) -> int | None:
    """The exit status; None if it did not end: the fault was never reached."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(worker.process.wait, PATIENCE)
    return worker.process.returncode


async def drained(fleet: Fleet, worker: Worker) -> list[str]:
    """Wait until the worker is ready and its checkpoints are at the end of the topic; why they never are."""
    deadline = time.monotonic() + PATIENCE
    async with StandingReader(fleet.brokers, fleet.app_id) as reader:
        while time.monotonic() < deadline:
            if worker.process.poll() == 75:
                worker.start()  # as a supervisor does
            elif worker.process.poll() is not None:
                return [f"the worker ended with {worker.process.returncode}: {worker.tail()}"]
            if (await reader.standing()).lag == 0 and (await worker.health()).get("ready"):
                return []
            await asyncio.sleep(0.2)
    return [f"the events were not all read within {PATIENCE:.0f} s: {worker.tail()}"]


async def compare(fleet: Fleet) -> list[str]:
    """Differences between the stopped workers' tables, the dead letters, and the oracle."""
    truth = await fleet.oracle()
    values, ledger = fleet.tables()
    different = sorted(key for key in values.keys() | truth.values.keys() if values.get(key) != truth.values.get(key))
    found = [f"{len(different)} values differ, such as {different[0]}"] if different else []
    for name in OUTCOMES:
        wanted = sum(getattr(one, name) for one in truth.ledger.values())
        if ledger.get(name) != wanted:
            found.append(f"ledger: {name} is {ledger.get(name)}, not {wanted}")
    letters = len(await all_records(fleet, DEAD_LETTERS.name))
    if letters != len(truth.dead_letters):
        found.append(f"{letters} dead letters, not {len(truth.dead_letters)}")
    return found


async def raw_changelog(fleet: Fleet) -> list[str]:
    """Checkpoints never fall, and each accounts for every record up to its offset.

    Holds for a topic that begins at 0 and has no transactions of its own.
    """
    found: list[str] = []
    reached: dict[int, int] = {}
    async with StandingReader(fleet.brokers, fleet.app_id) as reader:
        commits: list[Any] = await reader.commits()
    for commit in commits:
        where = f"changelog of {LEARNING_EVENTS.name}/{commit.partition}"
        offset = commit.checkpoint.offset
        if offset <= reached.get(commit.partition, -1):
            found.append(f"{where}: checkpoint {offset} follows {reached[commit.partition]}")
        if commit.checkpoint.ledger.records != offset + 1:
            found.append(f"{where}: {commit.checkpoint.ledger.records} outcomes for {offset + 1} records")
        reached[commit.partition] = offset
    return found
