"""Copies that differ are found while the fleet runs, named, and mended from the table; a lost table is never hidden."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from fleet.archive import Archive
from fleet.settings import Settings
from fleet.verify import Difference, Verification, Verifier
from fleet.verify_apart import verify_apart
from tables.projections.projection import TargetAwayError
from tests.stack.support import Fleet, free_port, until
from tests.stack.test_archive import Postgres, postgres

pytestmark = pytest.mark.stack

__all__ = ["postgres"]  # the fixture


def settings(fleet: Fleet, postgres: Postgres) -> Settings:
    return Settings(
        app_id=fleet.app_id,
        kafka_brokers=fleet.brokers,
        redis_url=fleet.stack.addresses.redis,
        redis_key_prefix=f"{fleet.app_id}||",
        postgres_dsn=postgres.dsn,
    )


async def verify(fleet: Fleet, postgres: Postgres, *, repair: bool = False, patience: float = 1.0) -> Verification:
    return await verify_apart(settings(fleet, postgres), lambda *_: None, patience, repair=repair, processes=2)


@pytest.fixture
async def redis(fleet: Fleet) -> AsyncIterator[Any]:
    async with Redis.from_url(fleet.stack.addresses.redis) as client:
        yield client


def found(result: Verification, copy: str) -> dict[str, str]:
    return {one.key: one.how for one in result.copies[copy].differences}


async def test_what_differs_is_found_by_copy_and_student_and_mended(
    fleet: Fleet, postgres: Postgres, redis: Any
) -> None:
    worker = fleet.worker()
    await worker.ready()
    await worker.read(await fleet.simulate(2000, students=50))
    await Archive(settings(fleet, postgres)).run_until_level()
    agreeing = await verify(fleet, postgres, patience=30.0)
    assert agreeing.ok
    assert agreeing.keys == agreeing.copies["PostgreSQL"].compared > agreeing.copies["Redis"].compared > 100

    def key(student: str) -> str:
        return f"student:{student}:mastery:latest"

    def mirrored(student: str) -> str:
        return f"{fleet.app_id}||{key(student)}"

    await redis.delete(mirrored("stu-00001"))
    await redis.hset(mirrored("stu-00002"), "data", b"{}")
    await redis.hset(mirrored("nobody"), mapping={"data": b"{}", "version": "1"})
    await postgres.rows("DELETE FROM changelog_copy WHERE key = $1", key("stu-00003").encode())
    await postgres.rows("UPDATE changelog_copy SET value = 'x' WHERE key = $1", key("stu-00004").encode())
    broken = await verify(fleet, postgres)
    assert found(broken, "Redis") == {
        key("stu-00001"): "lacks",
        key("stu-00002"): "differs in",
        key("nobody"): "has an unwanted",
    }
    assert found(broken, "PostgreSQL") == {key("stu-00003"): "lacks", key("stu-00004"): "differs in"}
    assert broken.copies["Redis"].students() == ["nobody", "stu-00001", "stu-00002"]

    repaired = await verify(fleet, postgres, repair=True)
    assert [one.repaired for one in repaired.copies.values()] == [3, 2]
    await Archive(settings(fleet, postgres)).run_until_level()
    assert (await verify(fleet, postgres, patience=30.0)).ok

    # Redis holds what the table has lost: told, and not overwritten.
    last = int(await redis.hget(mirrored("stu-00005"), "version"))
    await redis.hset(mirrored("stu-00005"), "version", str(last + 10**9))
    lost = await verify(fleet, postgres, repair=True)
    assert lost.copies["Redis"].ahead == [Difference(key("stu-00005"), "is ahead in")]
    assert lost.copies["Redis"].repaired == 0
    assert json.loads(await redis.hget(mirrored("stu-00005"), "data"))["student_id"] == "stu-00005"


async def test_a_fleet_that_goes_on_folding_agrees(fleet: Fleet, postgres: Postgres) -> None:
    worker = fleet.worker()
    await worker.ready()
    await fleet.simulate(3000, students=50)  # not waited for: values change while they are compared
    without = settings(fleet, postgres).model_copy(update={"postgres_dsn": None})
    result = await Verifier(without, lambda *_: None, 30.0).run()
    assert result.ok
    assert list(result.copies) == ["Redis"]


def parts() -> set[int]:
    """Processes that compare some partitions for us."""
    return {
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"fleet.verify_apart" in path.read_bytes()
        and f"PPid:\t{os.getpid()}\n" in (path.parent / "status").read_text()
    }


async def test_what_ends_a_process_ends_the_command(fleet: Fleet, postgres: Postgres) -> None:
    worker = fleet.worker()
    await worker.ready()
    away = settings(fleet, postgres).model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    with pytest.raises(TargetAwayError):
        await verify_apart(away, lambda *_: None, 1.0, processes=3)
    assert parts() == set()


async def test_a_command_that_is_broken_off_ends_its_processes(fleet: Fleet, postgres: Postgres) -> None:
    worker = fleet.worker()
    await worker.ready()
    await Archive(settings(fleet, postgres)).run_until_level()
    job = asyncio.create_task(verify_apart(settings(fleet, postgres), lambda *_: None, 1.0, processes=2))

    async def started() -> bool:
        return len(parts()) == 2

    await until("two processes compare", started)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert parts() == set()


async def test_the_background_check_of_a_worker_finds_what_differs_and_counts_it(
    fleet: Fleet, postgres: Postgres, redis: Any
) -> None:
    worker = fleet.worker(FLEET_CONSISTENCY_SECONDS="0.1", FLEET_POSTGRES_DSN=postgres.dsn)
    await worker.ready()
    await worker.read(await fleet.simulate(500, students=20))

    async def counted(copy: str, outcome: str) -> int:
        return int((await worker.health())["consistency"][copy]["checks"].get(outcome, 0))

    await until("Redis agrees", lambda: counted("redis", "agree"))
    await until("PostgreSQL is not migrated yet", lambda: counted("postgres", "away"))
    await Archive(settings(fleet, postgres)).run_until_level()
    await until("PostgreSQL agrees", lambda: counted("postgres", "agree"))
    assert await counted("redis", "differ") == await counted("postgres", "differ") == 0

    key = "student:stu-00002:mastery:latest"
    await redis.hset(f"{fleet.app_id}||{key}", "data", b"{}")
    await postgres.rows("UPDATE changelog_copy SET value = 'x' WHERE key = $1", key.encode())
    await until("Redis differs", lambda: counted("redis", "differ"))
    await until("PostgreSQL differs", lambda: counted("postgres", "differ"))
    assert (await worker.health())["ready"]
