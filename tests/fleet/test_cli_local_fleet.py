"""Workers under one roof: what becomes of the job beside them when they end."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fleet import local_fleet
from fleet.local_fleet import LocalFleet, WorkersGoneError
from fleet.settings import load_settings
from fleet.supervise import WorkerEndedError

Start = Callable[[str], LocalFleet]


@pytest.fixture
async def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    made: list[LocalFleet] = []

    def start(script: str, workers: int = 1) -> LocalFleet:
        monkeypatch.setattr(local_fleet, "worker_command", lambda: [sys.executable, "-c", script])
        made.append(LocalFleet(load_settings(data_dir=tmp_path, web_port=7000), workers, lambda _: None))
        made[-1].start()
        return made[-1]

    yield start
    for fleet in made:
        await fleet.stop()


async def test_the_jobs_result_comes_through(start: Start) -> None:
    async def job() -> int:
        return 7

    assert await start("import time; time.sleep(60)").guard(job()) == 7


async def test_a_failed_worker_ends_the_job(start: Start) -> None:
    ended = asyncio.Event()

    async def job() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(WorkerEndedError, match="no more room"):
        await asyncio.wait_for(start("import sys; sys.exit('no more room')").guard(job()), 20)
    assert ended.is_set()


async def test_workers_that_were_all_told_to_end_end_the_job(start: Start) -> None:
    with pytest.raises(WorkersGoneError, match="every worker has ended"):
        await asyncio.wait_for(start("").guard(asyncio.sleep(60)), 20)


async def test_stop_leaves_no_worker(start: Start) -> None:
    fleet = start("import time; time.sleep(60)")
    async with asyncio.timeout(20):
        while fleet.supervisors[0].pid is None:  # noqa: ASYNC110 - a process sets no asyncio event
            await asyncio.sleep(0.02)
        await fleet.stop()
    assert fleet.supervisors[0].pid is None


def test_each_worker_has_an_id_a_port_and_an_address_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, web_port=7000, instance_id="mine", advertised_url="http://elsewhere:1")
    workers = LocalFleet(settings, 3, lambda _: None).worker_settings()
    assert [one.instance_id for one in workers] == ["mine", "worker-2", "worker-3"]
    assert [one.web_port for one in workers] == [7000, 7001, 7002]
    assert [one.advertised_url for one in workers] == [f"http://127.0.0.1:{port}" for port in (7000, 7001, 7002)]
