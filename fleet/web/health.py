"""Is the worker alive, and can it do its work? `/health/live` and `/health/ready`."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web

from agents.runner.pool import RunnerStats
from agents.runtime.access import PUBLIC
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers, Paused
from agents.runtime.cpu import CpuStats
from agents.runtime.problems import NOT_READY, ProblemError
from agents.runtime.web import Route, json_response
from fleet.dependencies import BrokerProbe, Dependencies
from fleet.metrics.catalogue import READY
from fleet.metrics.model import Sample
from tables.owned import OwnedTable
from tables.projections.redis_mirror import MirrorStats
from tables.restore import Progress
from tables.standby import Standby

__all__ = [
    "HealthViews",
    "WorkerState",
    "reasons_not_ready",
    "restore_progress",
    "standby_progress",
    "worker_state",
]

_COMMIT_S = 5.0
"""Seconds that a transaction may take: usually some hundredths, and 3 while a broker takes over from another."""

_STILL_S = 5.0
"""Seconds for which a restore may get nothing before that is said: fetches take some hundredths."""


@dataclass(frozen=True)
class WorkerState:
    """A reading of what readiness depends on.

    Attributes:
        started: the app has been started.
        recovered: a first assignment was taken over completely.
        rebalancing: the group is being rearranged.
        assigned: by table, the partitions that the group gave to this worker.
        owned: by table, the partitions that are fenced, restored and open.
    """

    started: bool
    recovered: bool
    rebalancing: bool
    assigned: Mapping[str, frozenset[int]]
    owned: Mapping[str, frozenset[int]]


def worker_state(app: FleetApp, tables: Mapping[str, OwnedTable]) -> WorkerState:
    """Take a reading."""
    actives = app.assignor.assigned_actives()
    return WorkerState(
        started=app.started,
        recovered=app.tables.recovery.completed.is_set(),
        rebalancing=app.rebalancing,
        assigned={name: frozenset(table.assigned(actives)) for name, table in tables.items()},
        owned={name: frozenset(table.owned) for name, table in tables.items()},
    )


def reasons_not_ready(
    state: WorkerState,
    *,
    broker: bool = True,
    waiting: Sequence[int] = (),
    paused: Sequence[Paused] = (),
    absent: Sequence[str] = (),
    stuck: Sequence[str] = (),
) -> list[str]:
    """Why the worker is not ready; empty when it is. Pure."""
    reasons = [*absent, *stuck]
    if not broker:
        reasons.append("no broker can be reached: the worker waits")
    if waiting:
        reasons.append(f"the broker does not confirm what partitions {sorted(waiting)} commit: the worker waits")
    reasons += map(str, paused)
    if not state.started:
        reasons.append("the worker is starting")
    if not state.recovered:
        reasons.append("no assignment has been taken over yet")
    if state.rebalancing:
        reasons.append("the group is rebalancing")
    for table, assigned in state.assigned.items():
        missing, surplus = assigned - state.owned[table], state.owned[table] - assigned
        if missing:
            reasons.append(f"{table}: partitions {sorted(missing)} are assigned but not owned yet")
        if surplus:
            reasons.append(f"{table}: partitions {sorted(surplus)} are owned but not assigned any more")
    return reasons


def stuck_restores(table: str, running: Mapping[int, Progress]) -> list[str]:
    """Restores of a table that get nothing although there is more. Pure."""
    return [
        f"{table}: for {one.still:.0f} s the restore of partition {partition} has stood still at "
        f"{one.position} of {one.end}"
        for partition, one in sorted(running.items())
        if one.still > _STILL_S
    ]


def restore_progress(table: str, running: Mapping[int, Progress]) -> list[dict[str, Any]]:
    """Restores of a table under way, by partition."""
    return [
        {
            "table": table,
            "partition": partition,
            "position": one.position,
            "end": one.end,
            "percent": round(one.percent, 1),
            "records_per_second": round(one.records_per_second),
            "seconds_left": round(one.seconds_left, 1) if one.seconds_left is not None else None,
            "still_seconds": round(one.still, 1),
        }
        for partition, one in sorted(running.items())
    ]


def standby_progress(table: str, standbys: Iterable[Standby], now: float) -> list[dict[str, Any]]:
    """Standbys of a table. They decide nothing about readiness: what fails here costs a take-over time, no more.

    Args:
        table: its name.
        standbys: of it on this worker.
        now: monotonic seconds.
    """
    return [
        {
            "table": table,
            "partition": one.partition,
            "position": one.position,
            "end": one.end,
            "lag": one.lag,
            "seconds_behind": round(now - one.caught_up, 1) if one.caught_up is not None else None,
            "failure": one.failure,
            "stopped": one.corrupt,
        }
        for one in sorted(standbys, key=lambda one: one.partition)
    ]


@dataclass(frozen=True)
class HealthViews:
    """The two pages.

    Attributes:
        state: takes a reading.
        tables: every table, by name.
        cpu: a reading of the CPU pool.
        runner: a reading of the runner of students' programs; None where no agent runs any.
        tallies: by agent without a table, what became of its requests since the start.
        mirror_stats: a reading of the Redis mirror; None where it is off.
        broker: whether one can be reached.
        dependencies: everything else that the worker stands on.
        copies: further readings, by name, such as of what else stands behind the table. They decide nothing about
            readiness.
    """

    state: Callable[[], WorkerState]
    tables: Mapping[str, OwnedTable]
    tallies: Mapping[str, Mapping[str, int]]
    breakers: Breakers
    cpu: Callable[[], CpuStats]
    runner: Callable[[], RunnerStats | None]
    mirror_stats: Callable[[], MirrorStats | None]
    broker: BrokerProbe
    dependencies: Dependencies
    copies: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        return (
            Route("GET", "/health/live", self.live, "Whether the event loop turns.", access=PUBLIC),
            Route("GET", "/health/ready", self.ready, "Whether the worker does its work, with details.", access=PUBLIC),
        )

    async def live(self, _: web.Request) -> web.Response:
        """`GET /health/live`: a loop that is blocked does not come here."""
        return json_response({"alive": True}, headers={"Cache-Control": "no-store"})

    async def ready(self, _: web.Request) -> web.Response:
        """`GET /health/ready`."""
        reachable = await self.broker.reachable()
        state = self.state()
        reasons = self.reasons(state, broker=reachable)
        details = {"ready": not reasons, "reasons": reasons, **self._details(state), "broker": {"reachable": reachable}}
        if reasons:
            raise ProblemError(NOT_READY, "; ".join(reasons), headers={"Cache-Control": "no-store"}, **details)
        return json_response(details, headers={"Cache-Control": "no-store"})

    def reasons(self, state: WorkerState, *, broker: bool) -> list[str]:
        """Why the worker is not ready, by a reading and by what was last seen of its dependencies."""
        return reasons_not_ready(
            state,
            broker=broker,
            waiting=self._waiting(),
            paused=self.breakers.paused(),
            absent=self.dependencies.missing(),
            stuck=[one for name, table in self.tables.items() for one in stuck_restores(name, table.progress.running)],
        )

    def read(self) -> Iterator[Sample]:
        """The reading for the metrics."""
        broker = self.dependencies.standing["broker"].ok is not False
        yield READY.sample(not self.reasons(self.state(), broker=broker))

    def _details(self, state: WorkerState) -> dict[str, Any]:
        mirror, runner = self.mirror_stats(), self.runner()
        tables, now = self.tables.items(), time.monotonic()
        return {
            "rebalancing": state.rebalancing,
            "partitions": {
                "assigned": sorted(frozenset().union(*state.assigned.values())),
                "owned": sorted(frozenset.intersection(*state.owned.values())),  # of every table
            },
            "restoring": [one for name, table in tables for one in restore_progress(name, table.progress.running)],
            "standbys": [
                one for name, table in tables for one in standby_progress(name, table.standbys.running.values(), now)
            ],
            "checkpoints": self._checkpoints(),
            "imbalance": self._imbalance(),
            "requests": {agent: dict(tally) for agent, tally in self.tallies.items()},
            "cpu": asdict(self.cpu()),
            "runner": None if runner is None else asdict(runner),
            "paused": [one.as_json() for one in self.breakers.paused()],
            "dependencies": self.dependencies.as_json(),
            "mirror": None if mirror is None else _mirror(mirror),
            **{name: read() for name, read in self.copies.items()},
        }

    def _waiting(self) -> list[int]:
        """Partitions whose transaction takes longer than one ever should."""
        oldest = time.monotonic() - _COMMIT_S
        since = [
            (number, one.committing_since) for table in self.tables.values() for number, one in table.owned.items()
        ]
        return sorted({number for number, begun in since if begun is not None and begun < oldest})

    def _checkpoints(self) -> dict[str, dict[str, Any]]:
        """By source topic and partition."""
        found: dict[str, dict[str, Any]] = {}
        for table in self.tables.values():
            for partition, owned in sorted(table.owned.items()):
                for topic, one in owned.checkpoints.items():
                    found.setdefault(topic, {})[str(partition)] = {
                        "offset": one.offset,
                        "watermark": one.watermark,
                        "ledger": asdict(one.ledger),
                        "read": one.read,
                    }
        return found

    def _imbalance(self) -> dict[str, int]:
        """Source partitions of which records read ended in no way or in two: none, or the code is wrong."""
        return {
            f"{topic}/{partition}": one.imbalance
            for table in self.tables.values()
            for partition, owned in sorted(table.owned.items())
            for topic, one in owned.checkpoints.items()
            if one.imbalance
        }


def _mirror(stats: MirrorStats) -> dict[str, Any]:
    return {
        "connected": stats.broker_connected and stats.connected,
        "lag_records": stats.lag_records,
        "lag_seconds": round(stats.lag_seconds, 3),
        "applied": stats.applied,
        "quarantined": stats.quarantined,
        "last_error": stats.last_error,
    }
