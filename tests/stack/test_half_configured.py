"""Targets that are there and cannot be used: told with what to do about it, while the fleet goes on, and healed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from redis.asyncio import Redis

from fleet.archive import Archive
from fleet.stack.redis_server import RedisServer
from tables.projections.postgres.migrate import migrate
from tables.projections.projection import TargetAwayError
from tests.stack.support import Fleet, Worker, until
from tests.stack.test_archive import Postgres, postgres, settings

pytestmark = pytest.mark.stack

__all__ = ["postgres"]  # the fixture


@pytest.fixture
async def redis_server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log", None)
    await server.start(print)
    try:
        yield server
    finally:
        server.resume()
        await server.stop()


async def mirror(worker: Worker) -> dict[str, Any]:
    return dict((await worker.health()).get("mirror") or {})


async def test_a_redis_that_takes_no_writes_is_named_in_readiness_and_the_worker_goes_on(
    fleet: Fleet, redis_server: RedisServer
) -> None:
    worker = fleet.worker(FLEET_REDIS_URL=redis_server.address)
    await worker.ready()
    sent = 0
    async with Redis.from_url(redis_server.address, protocol=2) as redis:

        async def level() -> bool:
            now = await mirror(worker)
            return bool(now.get("connected")) and now.get("lag_records") == 0

        for broken, mended, advice in (
            (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE"), "point FLEET_REDIS_URL to the master"),
            (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0"), "raise maxmemory"),
            (("ACL", "SETUSER", "default", "-hset"), ("ACL", "SETUSER", "default", "+@all"), "docs/redis.md"),
        ):
            await redis.execute_command(*broken)
            sent += await fleet.simulate(200, students=20, seed=sent + 1)
            await worker.read(sent)

            async def told(words: str = advice) -> bool:
                return words in str((await mirror(worker)).get("last_error"))

            await until(f"readiness says: {advice}", told)
            assert (await worker.health())["ready"]
            await redis.execute_command(*mended)
            await until(f"the mirror is level again after {broken[0]}", level)

        redis_server.pause()  # answers nobody: slower than any patience
        sent += await fleet.simulate(200, students=20, seed=sent + 1)
        await worker.read(sent)

        async def away() -> bool:
            return (await mirror(worker)).get("connected") is False

        await until("a silent Redis counts as away", away)
        assert (await worker.health())["ready"]
        redis_server.resume()
        await until("the mirror is level again", level)
        truth = await fleet.oracle()
        found = {key: await redis.hget(f"{fleet.app_id}||{key}", "data") for key in truth.values}
        assert found == truth.values


def first_line(file: Path, line: str) -> Callable[[], object]:
    """Put a line before all others; what is returned takes it away."""
    before = file.read_text()
    file.write_text(line + before)
    return lambda: file.write_text(before)


async def test_a_wrong_password_of_postgres_is_named(fleet: Fleet, postgres: Postgres) -> None:
    del fleet
    role = f"half_{uuid4().hex[:8]}"
    hba = Path(await postgres.admin.fetchval("SHOW hba_file"))
    restore = first_line(hba, f"host all {role} 127.0.0.1/32 scram-sha-256\n")
    await postgres.admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'right'")
    try:
        await postgres.admin.execute("SELECT pg_reload_conf()")
        place = postgres.dsn.rpartition("@")[2]

        async def refused() -> str:
            try:
                await migrate(f"postgresql://{role}:wrong@{place}")
            except TargetAwayError as exc:
                return str(exc)
            return ""

        said = await until("the password is asked for", refused)
        assert "correct the password in FLEET_POSTGRES_DSN" in said
        assert "wrong@" not in said
        # The right one, of a user who may not make tables.
        await postgres.admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        with pytest.raises(TargetAwayError, match="permission denied"):
            await migrate(f"postgresql://{role}:right@{place}")
    finally:
        restore()
        await postgres.admin.execute("SELECT pg_reload_conf()")
        await postgres.admin.execute(f"DROP ROLE {role}")


async def test_a_postgres_that_takes_no_writes_is_waited_for(fleet: Fleet, postgres: Postgres) -> None:
    worker = fleet.worker()
    await worker.ready()
    sent = await fleet.simulate(300, students=20)
    await worker.read(sent)
    await migrate(postgres.dsn)
    name = postgres.dsn.rpartition("/")[2]
    await postgres.admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    archive = Archive(settings(fleet, postgres))
    copying = asyncio.create_task(archive.run())
    try:

        def told() -> bool:
            errors = [archive.waits_for, *(one.last_error for one in archive.stats().values())]
            return any("read-only" in str(one) for one in errors)

        await until("it says that the server is read-only", told)
        await postgres.admin.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        await postgres.break_connections()
        await until("the archive is level", lambda: archive.lag() == 0)
    finally:
        copying.cancel()
        await asyncio.wait({copying})
    connection = await asyncpg.connect(postgres.dsn)
    try:
        assert await connection.fetchval("SELECT count(*) FROM events_log") > 0
    finally:
        await connection.close()
