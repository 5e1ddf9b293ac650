"""What a worker depends on: how it is looked at, and what it needs."""

import asyncio
from typing import Any

import pytest

from agents.runner.pool import RunnerStats
from fleet.dependencies import (
    BrokerProbe,
    Dependencies,
    Standing,
    dead_letters,
    disk,
    first_address,
    listens,
    of_worker,
    runner,
)
from fleet.settings import Settings
from tables.errors import BrokerUnavailableError


def stats(*, available: bool) -> RunnerStats:
    return RunnerStats(
        available=available,
        reason=None if available else "it ended",
        layers={},
        running=0,
        waiting=0,
        prepared=0,
        ended={},
        lost=0,
    )


async def test_a_look_that_fails_says_nothing_of_what_was_looked_at() -> None:
    async def fails() -> Standing:
        raise OSError("student stu-1 in a message")

    async def works() -> Standing:
        return Standing(ok=True)

    both = Dependencies({"redis": fails, "disk": works})
    assert both.standing["redis"] == Standing(None, "not looked at yet")
    await both.look()
    assert both.standing == {"redis": Standing(None, "cannot be looked at: OSError"), "disk": Standing(ok=True)}
    assert [(one.labels, one.value) for one in both.read()] == [(("disk",), True)], "what is not known has no value"
    assert both.missing() == []


async def test_dead_letters_must_be_writable() -> None:
    async def ask(why: str | Exception | None) -> Standing:
        async def answer() -> str | None:
            if isinstance(why, Exception):
                raise why
            return why

        return await dead_letters(answer)()

    assert (await ask(None)).ok is True
    refused = await ask("this worker's user may not write to dead-letter.queue")
    assert (refused.ok, refused.needed) == (False, True)
    assert (await ask(BrokerUnavailableError("away"))).ok is None, "that is said of the broker"


async def test_only_a_runner_that_worked_and_is_gone_is_missed() -> None:
    now, there = 0.0, False
    look = runner(lambda: stats(available=there), clock=lambda: now)
    now = 1000.0
    assert (await look()) == Standing(ok=False, detail="it ended", needed=False), "this host never had one"
    there = True
    assert (await look()).ok is True
    there = False
    now = 1005.0
    assert (await look()).needed is False, "it is started again"
    now = 1011.0
    assert (await look()).needed is True
    there = True
    await look()
    there = False
    assert (await look()).needed is False, "it counts anew"


async def test_a_disk_that_is_not_there_yet_is_that_of_its_folder(tmp_path: Any) -> None:
    found = await disk(tmp_path / "not" / "there")()
    assert found.ok is not None
    assert found.detail is not None
    assert found.detail.endswith("is free")


async def _accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_a_server_listens_or_does_not() -> None:
    async with await asyncio.start_server(_accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert (await listens(f"postgresql://fleet@127.0.0.1:{port}/fleet", 5432, "PostgreSQL")()).ok is True
    assert (await listens(f"postgresql://fleet@127.0.0.1:{port}/fleet", 5432, "PostgreSQL")()).ok is False


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://user:secret@db/fleet", ("db", 5432)),
        ("postgresql://user@db:6000/fleet?sslmode=require", ("db", 6000)),
        ("postgresql://one:1,two:2/fleet", ("one", 1)),
        ("http://registry.example", ("registry.example", 80)),
    ],
)
def test_the_address_of_a_url(url: str, address: tuple[str, int]) -> None:
    assert first_address(url, 5432) == address


def test_a_worker_looks_at_what_it_is_told_to_use() -> None:
    broker = BrokerProbe("127.0.0.1:1")
    few = of_worker(Settings(kafka_brokers="127.0.0.1:1"), broker, dict, lambda: None)
    assert set(few.standing) == {"broker", "dead_letters", "disk"}
    told = Settings(
        kafka_brokers="127.0.0.1:1", postgres_dsn="postgresql://db/fleet", schema_registry_url="http://registry:8081"
    )
    following: Any = lambda: {"redis": None}  # noqa: E731 - only whether there is one counts
    many = of_worker(told, broker, following, lambda: stats(available=True))
    assert set(many.standing) == {"broker", "dead_letters", "disk", "postgres", "redis", "registry", "runner"}
