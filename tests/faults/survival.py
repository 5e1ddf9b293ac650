"""Let workers die, let their successors finish, and hold everything that is left against the oracle."""

import asyncio
import contextlib
import logging
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aiokafka.errors import KafkaError

from fleet.oracle import SourceRecord
from fleet.standing import StandingReader
from tests.faults.checks import dead_letters, raw_changelog, read_truth, redis, state
from tests.stack.support import PATIENCE, Fleet, Worker

LAUNCH = ("-m", "tests.faults.launch")
"""The program of a worker that can be given faults."""

RECORDS_PER_LIFE = 1500
"""A life reads about ten batches of `BATCH` records before its fault is due: the next ones must find some left."""

BATCH = 100

RESTART_ME = 75

log = logging.getLogger(__name__)


class Life(NamedTuple):
    """One worker's: the fault at its end, `name:n` (none: it lives), and whether it finds its table folder."""

    fault: str
    lost: bool = False


@dataclass
class Scenario:
    """One scenario: what was done to the fleet, and what the checks at its end have looked at."""

    fleet: Fleet
    injected: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    noticed: list[str] = field(default_factory=list)

    async def survive(self, lives: Sequence[Life], *, broken: str = "", **settings: str) -> list[str]:
        """Run one worker after the other, each with a fault, then one without.

        Args:
            lives: in their order.
            broken: the protection that is taken away in all of them.
            settings: of the workers.

        Returns:
            What is wrong afterwards; empty when nothing is.
        """
        fleet = self.fleet
        await fleet.simulate(RECORDS_PER_LIFE * (len(lives) + 1))
        worker: Worker | None = None
        for number, life in enumerate([*lives, Life("")], 1):
            if worker is None:
                worker = fleet.worker(
                    program=LAUNCH,
                    FLEET_MAX_BATCH=str(BATCH),
                    FLEET_MAX_POLL_RECORDS=str(6 * BATCH),
                    FAULT_BREAK=broken,
                    FAULT_POINT=life.fault,
                    **settings,
                )
            else:
                if life.lost:
                    self.lose(worker)
                restart(worker, life.fault)
            if not life.fault:
                break
            status = await end_of(worker)
            log.info("life %d of %d: %s, status %s", number, len(lives) + 1, life.fault, status)
            if status not in (-signal.SIGKILL, RESTART_ME):
                return [f"worker: at {life.fault} it ended with {status}: {worker.tail()}"]
            self.injected[life.fault.partition(":")[0]] += 1
        assert worker is not None
        return await self.settle(worker)

    def lose(self, worker: Worker) -> None:
        shutil.rmtree(worker.folder)
        self.injected["table folder deleted"] += 1

    async def settle(
        self, *workers: Worker, earlier: Sequence[Sequence[SourceRecord]] = (), again: bool = False
    ) -> list[str]:
        """Drain, and compare: live state, Redis, ledgers, dead letters, raw changelog, and the state rebuilt.

        Args:
            workers: those that run.
            earlier: records of source topics that were deleted since.
            again: the source was read again from its beginning.

        Returns:
            What is wrong, each with the name of its check.
        """
        fleet = self.fleet
        found = await drained(fleet, *workers)
        truth = await read_truth(fleet, earlier)
        if not found:
            found += await redis(fleet, truth)
        stop_all(fleet)
        found += state("live", fleet, truth)
        found += await dead_letters(fleet, truth, again=again)
        wrong, seen = await raw_changelog(fleet, truth)
        found += wrong
        if not found:  # otherwise it is red already, and a worker that cannot drain costs a minute
            for one in fleet.workers:
                shutil.rmtree(one.folder)
            workers[0].start()
            found += await drained(fleet, workers[0])
            stop_all(fleet)
            found += state("rebuilt", fleet, truth)
        self.checked.update(seen)
        self.checked.update(
            records=truth.records,
            values=len(truth.expectation.values),
            **{"dead letters": len(truth.expectation.dead_letters)},
        )
        return found


def stop_all(fleet: Fleet) -> None:
    for worker in fleet.workers:
        worker.stop()


def restart(worker: Worker, fault: str) -> None:
    worker.environment["FAULT_POINT"] = fault
    worker.start()


async def end_of(worker: Worker) -> int | None:
    """The exit status; None if it did not end: the fault was never reached."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(worker.process.wait, PATIENCE)
    return worker.process.returncode


async def drained(fleet: Fleet, *workers: Worker) -> list[str]:
    """Wait until the workers are ready and the checkpoints are at the end of the topic; why they never are.

    A worker that asks for it is started again, as a supervisor does.
    """
    deadline = time.monotonic() + PATIENCE
    async with StandingReader(fleet.brokers, fleet.app_id) as reader:
        while time.monotonic() < deadline:
            for worker in workers:
                status = worker.process.poll()
                if status == RESTART_ME:
                    worker.start()
                elif status is not None:
                    return [f"worker: it ended with {status}: {worker.tail()}"]
            if await _level(reader) and all([(await one.health()).get("ready") for one in workers]):
                return []
            await asyncio.sleep(0.2)
    return [f"worker: the events were not all read within {PATIENCE:.0f} s: {workers[0].tail()}"]


async def _level(reader: StandingReader) -> bool:
    try:
        return (await reader.standing()).lag == 0
    except (TimeoutError, KafkaError):  # a broker that has just come back
        return False


async def supervised(worker: Worker, patience: float = 2 * PATIENCE) -> Any:
    """Start it again whenever it asks for it, until it is ready."""
    deadline = time.monotonic() + patience
    while not (await worker.health()).get("ready"):
        status = worker.process.poll()
        assert status in (None, RESTART_ME), worker.tail()
        assert time.monotonic() < deadline, worker.tail()
        if status is not None:
            worker.start()
        await asyncio.sleep(0.1)
