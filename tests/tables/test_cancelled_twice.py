"""One rebalance follows another: what is broken off is broken off again while it is cleaned up."""

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tables import owned, standby
from tables.finished import ended, finished
from tables.measures import TableMeasures
from tables.owned import OwnedTable, RestoreProgress
from tables.restore import RestorePolicy
from tables.standby import open_store
from tables.store import PartitionStore, StoreOptions

OPTIONS = StoreOptions(1 << 20, 1 << 20)


async def cancelled(task: asyncio.Task[Any], times: int = 3) -> None:
    """Cancel it several times, each time after it could do something."""
    for _ in range(times):
        await asyncio.sleep(0.01)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_job_is_finished_however_often_its_waiter_is_cancelled() -> None:
    done: list[str] = []

    async def job() -> None:
        await asyncio.sleep(0.1)
        done.append("written")

    await cancelled(asyncio.create_task(finished(job())))
    assert done == ["written"]


async def test_a_cancellation_says_more_than_the_failure_of_what_was_finished() -> None:
    async def job() -> None:
        await asyncio.sleep(0.1)
        raise OSError("disk")

    await cancelled(asyncio.create_task(finished(job())))
    with pytest.raises(OSError, match="disk"):
        await finished(job())


async def test_work_that_ends_by_itself_was_not_cancelled() -> None:
    work = asyncio.ensure_future(asyncio.sleep(0.01))
    assert not await ended(work)


async def test_a_store_that_is_opened_meanwhile_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(PartitionStore):
        def _open(self) -> Any:
            opening.wait(5.0)
            return super()._open()

    opening = threading.Event()
    monkeypatch.setattr(standby, "PartitionStore", Slow)
    task = asyncio.create_task(open_store(tmp_path / "0.db", OPTIONS))
    for _ in range(3):
        await asyncio.sleep(0.01)
        task.cancel()
    opening.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    PartitionStore(tmp_path / "0.db", OPTIONS).close()  # nobody has it open


async def test_a_partition_can_be_opened_after_its_take_over_was_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    class Producer:
        async def start(self) -> None: ...

        async def stop(self) -> None:
            await asyncio.sleep(0.1)
            stopped.append("producer")

    monkeypatch.setattr(owned, "transactional_producer", lambda *_: Producer())
    table: Any = OwnedTable.__new__(OwnedTable)
    table.app, table.name = SimpleNamespace(conf=SimpleNamespace(id="fleet")), "mastery"
    table.config = SimpleNamespace(folder=tmp_path, store=OPTIONS, brokers="", producer=None)
    table.measures, table.progress = TableMeasures(), RestoreProgress()
    begun = asyncio.Event()

    async def restore(*_: Any) -> None:
        begun.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(table._own(0, 1, SimpleNamespace(restore=restore), None, {}))
    await begun.wait()
    await cancelled(task)
    assert stopped == ["producer"]
    PartitionStore(tmp_path / "0.db", OPTIONS).close()


async def test_what_was_owned_already_is_released_before_the_next_take_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[str] = []

    class First:
        async def close(self, _: float) -> None:
            await asyncio.sleep(0.1)
            released.append("the first")

    async def own(partition: int, *_: Any) -> Any:
        if partition:
            await asyncio.sleep(60)
        return First()

    async def nothing(*_: Any) -> Any:
        return {"changelog": "id"}

    monkeypatch.setattr(owned, "fetch_topic_ids", nothing)
    table: Any = OwnedTable.__new__(OwnedTable)
    table.name, table.changelog_topic = "mastery", SimpleNamespace(get_topic_name=lambda: "changelog")
    table._owning, table._own, table._connected, table._sources = asyncio.Lock(), own, nothing, nothing
    table.standbys = SimpleNamespace(running={}, release=nothing)
    table.config = SimpleNamespace(
        brokers="", folder=tmp_path, sources=(), foreign=None, restore=RestorePolicy(), commit_deadline=5.0
    )
    task = asyncio.create_task(table._take_over([0, 1], 1, nothing))
    await cancelled(task)
    assert released == ["the first"]
    assert not table._owning.locked()
