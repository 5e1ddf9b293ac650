"""Readings of a worker as a whole: its place in the group, its breakers, and what runs in other processes."""

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agents.runner.pool import RunnerStats
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.cpu import CpuStats
from fleet.dependencies import room
from fleet.metrics import catalogue as metrics
from fleet.metrics.model import Sample
from tables.measures import Histogram
from tables.owned import OwnedTable

__all__ = ["disk", "group", "processes"]


def group(
    app: FleetApp, tables: Mapping[str, OwnedTable], breakers: Breakers, late: Histogram
) -> Callable[[], Iterator[Sample]]:
    """The reading of a worker in its group.

    Args:
        app: of the worker.
        tables: by name.
        breakers: of its source partitions.
        late: seconds by which its event loop was late.
    """

    def read() -> Iterator[Sample]:
        yield metrics.BUILD.sample(1, _VERSION)
        yield metrics.LOOP.sample(late)
        yield metrics.REBALANCING.sample(bool(app.rebalancing))
        taken_over = [table.measures.recovery.count for table in tables.values()]
        yield metrics.REBALANCES.sample(min(taken_over, default=0))
        if app.started:
            yield from _partitions(app, tables, breakers)

    return read


def _partitions(app: FleetApp, tables: Mapping[str, OwnedTable], breakers: Breakers) -> Iterator[Sample]:
    actives = app.assignor.assigned_actives()
    for name, table in tables.items():
        yield metrics.ASSIGNED.sample(len(table.assigned(actives)), name)
        yield metrics.OWNED.sample(len(table.owned), name)
        for partition, owned in sorted(table.owned.items()):
            for topic, one in owned.checkpoints.items():
                yield metrics.IMBALANCE.sample(one.imbalance, name, topic, partition)
    paused = {(one.topic, one.partition) for one in breakers.paused()}
    for tp, lag in sorted(app.consumer.lag().items()):
        yield metrics.LAG.sample(lag, tp.topic, tp.partition)
        yield metrics.PAUSED.sample(tuple(tp) in paused, tp.topic, tp.partition)


def processes(cpu: Callable[[], CpuStats], runner: Callable[[], RunnerStats | None]) -> Callable[[], Iterator[Sample]]:
    """The reading of the CPU pool and of the runner, where there is one."""

    def read() -> Iterator[Sample]:
        pool, programs = cpu(), runner()
        yield metrics.CPU_PROCESSES.sample(pool.processes)
        yield metrics.CPU_JOBS.sample(pool.busy, "busy")
        yield metrics.CPU_JOBS.sample(pool.waiting, "waiting")
        yield metrics.CPU_DONE.sample(pool.done, "done")
        yield metrics.CPU_DONE.sample(pool.remembered, "remembered")
        yield metrics.CPU_DONE.sample(pool.lost, "lost")
        if programs is not None:
            yield metrics.RUNNER_UP.sample(programs.available)
            yield metrics.RUNNER_PROGRAMS.sample(programs.running, "running")
            yield metrics.RUNNER_PROGRAMS.sample(programs.waiting, "waiting")
            yield metrics.RUNNER_PREPARED.sample(programs.prepared)
            yield metrics.RUNNER_LOST.sample(programs.lost)
            for status, count in sorted(programs.ended.items()):
                yield metrics.RUNNER_RUNS.sample(count, status)

    return read


def disk(folder: Path) -> Callable[[], Iterator[Sample]]:
    """The reading of the disk under a folder."""

    def read() -> Iterator[Sample]:
        found = room(folder)
        yield metrics.DISK_FREE.sample(found.f_bavail * found.f_frsize)
        yield metrics.DISK_SIZE.sample(found.f_blocks * found.f_frsize)

    return read


def _version() -> str:
    try:
        return version("agent-fleet")
    except PackageNotFoundError:  # run from the source root
        return "source"


_VERSION = _version()
