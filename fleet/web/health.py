"""Is the worker alive, and can it do its work? `/health/live` and `/health/ready`."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web

from agents.runner.pool import RunnerStats
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers, Paused
from agents.runtime.cpu import CpuStats
from agents.runtime.problems import NOT_READY, ProblemError
from agents.runtime.web import Route, json_response
from tables.owned import OwnedTable
from tables.projections.redis_mirror import MirrorStats
from tables.restore import Progress
from tables.standby import Standby

__all__ = [
    "BrokerProbe",
    "HealthViews",
    "WorkerState",
    "reasons_not_ready",
    "restore_progress",
    "standby_progress",
    "worker_state",
]

_PROBE_S = 1.0
"""Seconds for a connection to a broker: below the usual time-out of who asks for readiness."""

_COMMIT_S = 5.0
"""Seconds that a transaction may take: usually some hundredths, and 3 while a broker takes over from another."""

_PROBE_EVERY_S = 2.0
"""Seconds that an answer about the broker is good for, so that many askers make one connection."""


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
    state: WorkerState, *, broker: bool = True, waiting: Sequence[int] = (), paused: Sequence[Paused] = ()
) -> list[str]:
    """Why the worker is not ready; empty when it is. Pure."""
    reasons = []
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


class BrokerProbe:
    """Whether one of the brokers accepts connections, looked at no more often than every few seconds."""

    def __init__(self, brokers: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._brokers = brokers
        self._clock = clock
        self._lock = asyncio.Lock()
        self._seen: tuple[float, bool] | None = None

    async def reachable(self) -> bool:
        """The answer, at most `_PROBE_EVERY_S` old."""
        async with self._lock:
            if self._seen is None or self._clock() - self._seen[0] >= _PROBE_EVERY_S:
                found = any(await asyncio.gather(*map(_accepts, self._brokers.split(","))))
                self._seen = (self._clock(), found)
            return self._seen[1]


async def _accepts(broker: str) -> bool:
    host, _, port = broker.rpartition(":")
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PROBE_S):
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        writer.close()
        return True
    return False


@dataclass(frozen=True)
class HealthViews:
    """The two pages.

    Attributes:
        state: takes a reading.
        tables: every table, by name.
        cpu: a reading of the CPU pool.
        runner: a reading of the runner of students' programs; None where no agent runs any. One that is not
            available makes the worker not unready: everything else it does goes on.
        tallies: by agent without a table, what became of its requests since the start.
        mirror_stats: a reading of the Redis mirror; None where it is off.
        broker: whether one can be reached.
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
    copies: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        return (
            Route("GET", "/health/live", self.live, "Whether the event loop turns."),
            Route("GET", "/health/ready", self.ready, "Whether the worker does its work, with details."),
        )

    async def live(self, _: web.Request) -> web.Response:
        """`GET /health/live`: a loop that is blocked does not come here."""
        return json_response({"alive": True}, headers={"Cache-Control": "no-store"})

    async def ready(self, _: web.Request) -> web.Response:
        """`GET /health/ready`."""
        reachable = await self.broker.reachable()
        state = self.state()
        reasons = reasons_not_ready(state, broker=reachable, waiting=self._waiting(), paused=self.breakers.paused())
        details = {"ready": not reasons, "reasons": reasons, **self._details(state), "broker": {"reachable": reachable}}
        if reasons:
            raise ProblemError(NOT_READY, "; ".join(reasons), headers={"Cache-Control": "no-store"}, **details)
        return json_response(details, headers={"Cache-Control": "no-store"})

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
