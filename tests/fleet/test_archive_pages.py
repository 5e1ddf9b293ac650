"""The archive's own pages."""

import socket
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from fleet.web.archive import PortError, serving
from tables.projections.follower import FollowerStats

LEVEL = FollowerStats(
    broker_connected=True,
    target_connected=True,
    lag_records=0,
    lag_seconds=0.0,
    applied=7,
    stale=0,
    quarantined=0,
    rewinds=1,
    positions={},
    last_error=None,
    checks=3,
)
AWAY = FollowerStats(
    **{name: getattr(LEVEL, name) for name in LEVEL.__slots__} | {"last_error": "refused", "lag_records": 9}
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def ask(path: str, waits_for: str | None = None, **stats: FollowerStats) -> tuple[int, str]:
    archive: Any = SimpleNamespace(stats=lambda: stats, waits_for=waits_for)
    port = free_port()
    async with (
        serving(archive, "127.0.0.1", port),
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_it_is_ready_when_both_ends_of_every_part_answer() -> None:
    assert (await ask("/health/ready", events=LEVEL, mastery=LEVEL))[0] == 200
    status, body = await ask("/health/ready", events=LEVEL, mastery=AWAY)
    assert status == 503
    assert "mastery: refused" in body
    status, body = await ask("/health/ready", "no such database", events=LEVEL)
    assert (status, "PostgreSQL is waited for: no such database" in body) == (503, True)
    assert (await ask("/health/live", "no such database"))[0] == 200


async def test_its_metrics_are_those_of_projections() -> None:
    status, body = await ask("/metrics", events=LEVEL, mastery=AWAY)
    assert status == 200
    lags = {
        one.labels["projection"]: one.value
        for family in parsed(body)
        for one in family.samples
        if one.name == "fleet_projection_lag_records"
    }
    assert lags == {"events": 0, "mastery": 9}
    assert 'fleet_consistency_checks_total{check="events_positions",outcome="agree"} 3.0' in body


async def test_other_pages_are_problem_documents() -> None:
    status, body = await ask("/progress/stu-1")
    assert (status, "There is nothing at this path" in body) == (404, True)


async def test_a_port_that_is_taken_is_said_by_its_setting() -> None:
    archive: Any = SimpleNamespace(stats=dict, waits_for=None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortError, match="FLEET_ARCHIVE_WEB_PORT"):
            async with serving(archive, "127.0.0.1", taken.getsockname()[1]):
                pass


async def test_without_a_port_nothing_is_served() -> None:
    archive: Any = SimpleNamespace(stats=dict, waits_for=None)
    async with serving(archive, "127.0.0.1", None):
        pass
