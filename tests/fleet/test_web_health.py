"""When a worker says that it is ready, and what it tells of itself."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from agents.runner.pool import RunnerStats
from agents.runtime.breakers import Paused
from agents.runtime.cpu import CpuStats
from fleet.dependencies import BrokerProbe, Dependencies, Standing
from fleet.web.health import (
    HealthViews,
    WorkerState,
    reasons_not_ready,
    restore_progress,
    standby_progress,
)
from fleet.web.middleware import middlewares
from tables.checkpoint import Checkpoint, Ledger
from tables.projections.redis_mirror import MirrorStats
from tables.restore import Progress
from tables.standby import Standby

ALL = frozenset(range(6))
READY = WorkerState(started=True, recovered=True, rebalancing=False, assigned={"mastery": ALL}, owned={"mastery": ALL})
MIRROR = MirrorStats(
    connected=False,
    broker_connected=True,
    lag_records=7,
    lag_seconds=1.23456,
    applied=5,
    refused=0,
    quarantined=0,
    rewinds=0,
    positions={},
    last_error="refused",
)


def state(**changes: Any) -> WorkerState:
    return WorkerState(**(vars(READY) | changes))


def test_ready_is_owning_what_is_assigned() -> None:
    assert reasons_not_ready(READY) == []
    assert (
        reasons_not_ready(state(assigned={"mastery": frozenset()}, owned={"mastery": frozenset()})) == []
    )  # more workers than partitions


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"started": False}, "starting"),
        ({"recovered": False}, "no assignment"),
        ({"rebalancing": True}, "rebalancing"),
        ({"owned": {"mastery": ALL - {3}}}, "mastery: partitions [3] are assigned but not owned yet"),
        ({"assigned": {"mastery": ALL - {3}}}, "mastery: partitions [3] are owned but not assigned any more"),
    ],
)
def test_each_reason_alone_is_enough(changes: dict[str, Any], words: str) -> None:
    (reason,) = reasons_not_ready(state(**changes))
    assert words in reason


def told_restore(partition: int, **more: Any) -> dict[str, Any]:
    return {"table": "mastery", "partition": partition, "end": 1000, **more}


def test_every_table_must_own_what_is_assigned() -> None:
    late = state(assigned={"mastery": ALL, "failures": ALL}, owned={"mastery": ALL, "failures": ALL - {5}})
    assert reasons_not_ready(late) == ["failures: partitions [5] are assigned but not owned yet"]


async def test_a_partition_is_owned_when_every_table_has_it() -> None:
    tables = {"mastery": ALL, "failures": ALL - {5}}
    _, _, body = await ask("/health/ready", state(assigned=dict.fromkeys(tables, ALL), owned=tables))
    assert body["partitions"] == {"assigned": sorted(ALL), "owned": [0, 1, 2, 3, 4]}


def test_restores_are_told_in_per_cent() -> None:
    found = restore_progress("mastery", {3: Progress(200, 400, 1000, 150, 3.0), 1: Progress(0, 0, 1000, 0, 1.0)})
    assert found == [
        told_restore(1, position=0, percent=0.0, records_per_second=0, seconds_left=None, still_seconds=0.0),
        told_restore(3, position=400, percent=25.0, records_per_second=50, seconds_left=9.0, still_seconds=0.0),
    ]


def test_standbys_tell_how_far_behind_they_are() -> None:
    level = Standby(4, position=90, end=90, caught_up=98.04)
    cold = Standby(1, position=10, end=90)
    corrupt = Standby(0, failure="a damaged batch", corrupt=True)
    found = {one["partition"]: one for one in standby_progress("mastery", [level, cold, corrupt], now=100.0)}
    assert list(found) == [0, 1, 4]
    assert (found[4]["lag"], found[4]["seconds_behind"], found[4]["failure"]) == (0, 2.0, None)
    assert (found[1]["lag"], found[1]["seconds_behind"]) == (80, None)
    assert (found[0]["lag"], found[0]["failure"], found[0]["stopped"]) == (None, "a damaged batch", True)


CPU = CpuStats(processes=2, busy=1, waiting=0, done=9, remembered=4, lost=0)


class Broker(BrokerProbe):
    """One that answers, or does not."""

    def __init__(self, *, there: bool) -> None:
        super().__init__("127.0.0.1:1")
        self._there = there

    async def reachable(self) -> bool:
        return self._there


async def ask(
    path: str,
    now: WorkerState,
    mirror: MirrorStats | None = None,
    *,
    broker: bool = True,
    committing_since: float | None = None,
    paused: Sequence[Paused] = (),
    read: int = 42,
    runner: RunnerStats | None = None,
    still: float = 0.0,
    standing: Mapping[str, Standing] | None = None,
) -> tuple[int, str, dict[str, Any]]:
    breakers: Any = SimpleNamespace(paused=lambda: paused)
    checkpoint = Checkpoint("id", 41, 1_768_300_200_000, Ledger(40, 1, 1), read)
    table: Any = SimpleNamespace(
        progress=SimpleNamespace(running={2: Progress(0, 5, 10, 5, 1.0, still)}),
        standbys=SimpleNamespace(running={1: Standby(1, position=8, end=9)}),
        owned={0: SimpleNamespace(checkpoints={"learning.events": checkpoint}, committing_since=committing_since)},
    )
    dependencies = Dependencies({})
    dependencies.standing = dict(standing or {})
    views = HealthViews(
        lambda: now,
        {"mastery": table},
        {"debug": {"answered": 3}},
        breakers,
        lambda: CPU,
        lambda: runner,
        lambda: mirror,
        Broker(there=broker),
        dependencies,
    )
    app = web.Application(middlewares=middlewares())
    app.router.add_routes([web.get(route.path, route.handler) for route in views.routes()])
    async with TestClient(TestServer(app)) as client:
        response = await client.get(path)
        return response.status, response.content_type, await response.json(content_type=None)


async def test_live_answers() -> None:
    assert (await ask("/health/live", state(started=False)))[:2] == (200, "application/json")


async def test_ready_tells_details() -> None:
    status, kind, body = await ask("/health/ready", READY, MIRROR)
    assert (status, kind, body["ready"], body["reasons"]) == (200, "application/json", True, [])
    assert body["partitions"] == {"assigned": [0, 1, 2, 3, 4, 5], "owned": [0, 1, 2, 3, 4, 5]}
    assert body["checkpoints"]["learning.events"]["0"] == {
        "offset": 41,
        "watermark": 1_768_300_200_000,
        "ledger": {"applied": 40, "duplicates": 1, "dead_letters": 1, "rerouted": 0, "clamped": 0},
        "read": 42,
    }
    assert body["imbalance"] == {}
    assert [(one["partition"], one["percent"]) for one in body["restoring"]] == [(2, 50.0)]
    assert [(one["partition"], one["lag"]) for one in body["standbys"]] == [(1, 1)]
    assert body["mirror"] == {
        "connected": False,
        "lag_records": 7,
        "lag_seconds": 1.235,
        "applied": 5,
        "quarantined": 0,
        "last_error": "refused",
    }
    assert body["broker"] == {"reachable": True}
    assert body["cpu"] == {"processes": 2, "busy": 1, "waiting": 0, "done": 9, "remembered": 4, "lost": 0}
    assert body["requests"] == {"debug": {"answered": 3}}


async def test_records_that_ended_in_no_way_or_in_two_are_told() -> None:
    _, _, body = await ask("/health/ready", READY, read=43)
    assert body["imbalance"] == {"learning.events/0": 1}


async def test_a_runner_that_is_not_available_is_told_with_its_reason() -> None:
    reason = "the layer 'landlock' cannot be applied: the kernel has no Landlock"
    layers = {"rlimits": None, "landlock": "the kernel has no Landlock"}
    away = RunnerStats(
        available=False, reason=reason, layers=layers, running=0, waiting=0, prepared=0, ended={"ok": 3}, lost=1
    )
    status, _, body = await ask("/health/ready", READY, runner=away)
    assert (status, body["ready"]) == (200, True), "everything else goes on"
    assert body["runner"] == {
        "available": False,
        "reason": reason,
        "layers": layers,
        "running": 0,
        "waiting": 0,
        "prepared": 0,
        "ended": {"ok": 3},
        "lost": 1,
    }


async def test_a_worker_that_runs_no_programs_has_no_runner() -> None:
    _, _, body = await ask("/health/ready", READY)
    assert body["runner"] is None


@pytest.mark.parametrize(("seconds", "status"), [(1.0, 200), (60.0, 503)])
async def test_a_commit_that_is_not_confirmed_makes_it_not_ready(seconds: float, status: int) -> None:
    got, _, body = await ask("/health/ready", READY, committing_since=time.monotonic() - seconds)
    assert got == status
    assert body["reasons"] == (
        [] if status == 200 else ["the broker does not confirm what partitions [0] commit: the worker waits"]
    )


async def test_a_worker_whose_broker_is_away_waits_and_is_not_ready() -> None:
    status, _, body = await ask("/health/ready", READY, broker=False)
    assert (status, body["ready"], body["broker"]) == (503, False, {"reachable": False})
    assert body["reasons"] == ["no broker can be reached: the worker waits"]


async def test_not_ready_is_a_problem_document_with_the_same_details() -> None:
    status, kind, body = await ask("/health/ready", state(rebalancing=True))
    assert (status, kind) == (503, "application/problem+json")
    assert (body["ready"], body["reasons"], body["status"]) == (False, ["the group is rebalancing"], 503)
    assert body["mirror"] is None
    assert body["partitions"]["owned"] == [0, 1, 2, 3, 4, 5]


async def test_one_look_at_the_broker_serves_many_askers() -> None:
    looks = 0
    now = 100.0

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal looks
        looks += 1
        writer.close()

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        probe = BrokerProbe(f"127.0.0.1:1,127.0.0.1:{port}", clock=lambda: now)
        assert await asyncio.gather(*(probe.reachable() for _ in range(5))) == [True] * 5
    assert await probe.reachable()  # still the answer of a moment ago
    now += 3
    assert not await probe.reachable()
    assert looks == 1


async def test_a_paused_partition_makes_the_worker_not_ready_and_is_told_with_its_cause() -> None:
    cause = "100 records in a row became dead letters (unexpected)"
    paused = Paused("learning.events", 3, cause, position=1234, seconds=5.0, next_probe=10.0)
    status, _, body = await ask("/health/ready", READY, paused=[paused])
    assert status == 503
    (reason,) = body["reasons"]
    assert "learning.events/3 is paused before offset 1234" in reason
    assert cause in reason
    assert body["paused"][0]["next_probe_seconds"] == 10.0


async def test_a_restore_that_stands_still_is_a_reason_and_says_for_how_long() -> None:
    late = state(owned={"mastery": ALL - {2}})
    status, _, body = await ask("/health/ready", late, still=12.0)
    assert status == 503
    assert "mastery: for 12 s the restore of partition 2 has stood still at 5 of 10" in body["reasons"]
    assert body["restoring"][0]["still_seconds"] == 12.0
    moving = (await ask("/health/ready", late, still=0.2))[2]
    assert not any("stood still" in one for one in moving["reasons"])


async def test_what_the_worker_needs_and_has_not_is_a_reason_and_everything_is_told() -> None:
    standing = {
        "dead_letters": Standing(ok=False, detail="no leader", needed=True),
        "redis": Standing(ok=False, detail="refused"),
        "disk": Standing(ok=None, detail="not looked at yet", needed=True),
    }
    status, _, body = await ask("/health/ready", READY, standing=standing)
    assert (status, body["reasons"]) == (503, ["dead_letters: no leader"])
    assert body["dependencies"]["redis"] == {"ok": False, "needed": False, "detail": "refused"}
