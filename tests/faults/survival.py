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

import pytest
from aiokafka.errors import KafkaError

from fleet.oracle import SourceRecord
from fleet.oracle.read import ReadError
from fleet.simulate import SimulatedRecord, produce
from fleet.standing import StandingReader
from schemas.topics import PARTITIONS
from tests.faults.checks import dead_letters, raw_changelog, read_truth, redis, state
from tests.faults.launch import INSIDE
from tests.faults.record import BREAK
from tests.faults.report import checks
from tests.stack.support import PATIENCE, Fleet, Worker

LAUNCH = ("-m", "tests.faults.launch")
"""The program of a worker that can be given faults."""

RECORDS_PER_LIFE = 1500
"""A life reads about ten batches of `BATCH` records before its fault is due: the next ones must find some left."""

BATCH = 100

MANY = 100
"""Offsets: more than the transaction markers at the ends of six partitions."""

RESTART_ME = 75

_ILL_FITTING = "in a way nobody foresaw"
"""Said by a worker that an error of the patches from outside has ended: that is no protection which is missing."""

log = logging.getLogger(__name__)


class Life(NamedTuple):
    """One worker's: its fault, `name:n`; whether its table folder is lost before; whether it ends by the fault."""

    fault: str
    lost: bool = False
    ends: bool = True


@dataclass
class Scenario:
    """One scenario: what was done to the fleet, and what the checks at its end have looked at."""

    fleet: Fleet
    injected: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    noticed: list[str] = field(default_factory=list)

    async def survive(
        self,
        lives: Sequence[Life],
        *,
        records: Sequence[SimulatedRecord] | None = None,
        broken: str = "",
        **settings: str,
    ) -> list[str]:
        """Run one worker after the other, each with a fault, then one without.

        Args:
            lives: in their order.
            records: what they read; as much as they need by default.
            broken: the protection that is taken away in all of them.
            settings: of the workers.

        Returns:
            What is wrong afterwards; empty when nothing is.
        """
        fleet = self.fleet
        if records is None:
            await fleet.simulate(RECORDS_PER_LIFE * (len(lives) + 1))
        else:
            await produce(records, brokers=fleet.brokers)
        worker: Worker | None = None
        for number, life in enumerate([*lives, Life("", ends=False)], 1):
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
            point = life.fault.partition(":")[0]
            if point:
                self.injected[INSIDE.get(point, f"kill -9 at {point}")] += 1
            if not life.ends:
                break
            status = await end_of(worker)
            log.info("life %d of %d: %s, status %s", number, len(lives) + 1, life.fault, status)
            if status != (RESTART_ME if point in INSIDE else -signal.SIGKILL):
                return [f"worker: at {life.fault} it ended with {status}: {last_words(worker)}"]
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
        self.checked["records"] += truth.records
        self.checked["values"] += len(truth.expectation.values)
        self.checked["dead letters"] += len(truth.expectation.dead_letters)
        self.checked.update(seen)
        return found


def must_be_seen(scenario: Scenario, name: str) -> None:
    """Fail where a protection was taken away and nothing was noticed; in a run for that alone say what was."""
    assert scenario.noticed
    said = "".join(f"\n  {one[:300]}" for one in scenario.noticed)
    assert _ILL_FITTING not in said, f"what takes {name} away does not fit the code any more: {said}"
    if BREAK:
        pytest.fail(f"without {name}, noticed by: {checks(scenario.noticed)}{said}", pytrace=False)


def stop_all(fleet: Fleet) -> None:
    for worker in fleet.workers:
        worker.stop()


def last_words(worker: Worker) -> str:
    return worker.log.read_text(errors="replace").splitlines()[-1]


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
    lag = -1
    async with StandingReader(fleet.brokers, fleet.app_id) as reader:
        while time.monotonic() < deadline:
            for worker in workers:
                status = worker.process.poll()
                if status == RESTART_ME:
                    worker.start()
                elif status is not None:
                    return [f"worker: it ended with {status}: {last_words(worker)}"]
            ready = all([(await one.health()).get("ready") for one in workers])
            before, lag = lag, await _lag(reader, fleet)
            if ready and lag == before == 0:  # twice: a rerouted record is in the source before it can be read
                return []
            await asyncio.sleep(0.2)
    return [f"worker: the events were not all read within {PATIENCE:.0f} s: {last_words(workers[0])}"]


async def _lag(reader: StandingReader, fleet: Fleet) -> int:
    """Records of the source above the checkpoints; -1 while a broker that has just come back does not tell."""
    try:
        standing = await reader.standing()
        if not 0 < standing.lag < MANY or len(standing.checkpoints) < PARTITIONS:
            return standing.lag
        # What remains may be markers of the transactions in which records were rerouted.
        reached = {number: one.offset for number, one in standing.checkpoints.items()}
        return sum(one.offset > reached[one.partition] for one in await fleet.log())
    except (TimeoutError, KafkaError, ReadError):
        return -1


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
