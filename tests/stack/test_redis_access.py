"""Redis behind TLS, users of its ACL, Sentinel: the mirror writes, Dapr reads, a refusal says what to do."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from fleet.stack.redis_server import RedisServer
from tables.projections.projection import Outcome, Position, TargetAwayError
from tables.projections.redis_mirror import RedisTarget, forget_mirrored, read_mirror, scan_mirror
from tables.projections.redis_url import RedisUrl, check_url
from tests.stack.certificates import Authority
from tests.stack.dapr import DaprStore
from tests.stack.support import ROOT, until
from tests.stack.test_redis_mirror_script import KEY, FakeRecord, batch

pytestmark = pytest.mark.stack

ACL_PAGE = ROOT / "docs" / "redis.md"


def acl(user: str) -> list[str]:
    """The words of the rule that the documentation gives a user."""
    line = next(one for one in ACL_PAGE.read_text().splitlines() if one.startswith(f"ACL SETUSER {user} "))
    return line.split()[3:]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log", None)
    await server.start(print)
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Any]:
    async with Redis.from_url(server.address, protocol=2) as client:
        yield client


def as_user(server: RedisServer, user: str, password: str) -> str:
    return f"redis://{user}:{quote(password)}@127.0.0.1:{server.port}/0"


@pytest.mark.parametrize(
    ("strategy", "prefix"),
    [
        ("none", ""),
        ("appid", "tutor||"),
        ("name", "statestore||"),
        ("namespace", "school.tutor||"),
        ("mine", "mine||"),
    ],
)
async def test_dapr_reads_by_each_key_prefix_as_a_user_that_cannot_write(
    server: RedisServer, redis: Any, strategy: str, prefix: str
) -> None:
    target = RedisTarget(server.address, "fleet-a", prefix)
    await target.start_over(0, Position("T", 0))
    await target.apply(batch(FakeRecord(6, b'{"student_id":"s"}'), start=0))
    await target.close()
    await redis.execute_command("ACL", "SETUSER", "dapr", *acl("dapr"))
    async with Redis.from_url(as_user(server, "dapr", "secret"), protocol=2) as client:
        dapr = DaprStore(client, strategy)
        assert await dapr.get(KEY.decode()) == (b'{"student_id":"s"}', "7")
        assert await dapr.get("student:nobody:mastery:latest") is None
        key = dapr.key(KEY.decode())
        for command in (
            ("HSET", key, "data", "x"),
            ("DEL", key),
            ("EVAL", "return 1", "1", key),
            ("FLUSHALL",),
            ("CONFIG", "GET", "*"),
            ("HGETALL", f"{prefix}fleet:mirror:fleet-a:0"),
        ):
            with pytest.raises(NoPermissionError):
                await client.execute_command(*command)


async def test_the_mirror_works_as_the_user_of_the_documentation_and_says_what_it_lacks(
    server: RedisServer, redis: Any
) -> None:
    await redis.execute_command("ACL", "SETUSER", "fleet", *acl("fleet"))
    url = as_user(server, "fleet", "secret")
    target = RedisTarget(url, "fleet-a", "app||")
    await target.start_over(0, Position("T", 0))
    assert await target.apply(batch(FakeRecord(0, b"1"), start=0)) == Outcome(applied=1)
    assert await target.apply(batch(FakeRecord(2, None), start=2)) == Outcome(applied=1)
    assert await target.apply(batch(FakeRecord(4, b"2"), start=4)) == Outcome(applied=1)
    assert [key async for keys in scan_mirror(url, "app||") for key in keys] == [KEY]
    assert (await read_mirror(url, [KEY], "app||"))[KEY].data == b"2"
    await forget_mirrored(url, "fleet-a", 0, [KEY], "app||")
    assert await target.load_positions([0]) == {}

    await target.start_over(0, Position("T", 0))
    await redis.execute_command("ACL", "SETUSER", "fleet", "-evalsha")
    with pytest.raises(TargetAwayError, match=r"docs/redis\.md"):
        await target.apply(batch(FakeRecord(0, b"1"), start=0))
    await redis.execute_command("ACL", "SETUSER", "fleet", "+evalsha")
    assert await target.apply(batch(FakeRecord(0, b"1"), start=0)) == Outcome(applied=1)
    await target.close()

    wrong = RedisTarget(as_user(server, "fleet", "wrong"), "fleet-a", "app||")
    with pytest.raises(TargetAwayError, match="correct user and password"):
        await wrong.load_positions([0])
    await wrong.close()


class TlsFront:
    """Speaks TLS to clients, whose certificate it asks for, and plainly to Redis: this Redis may be built without."""

    def __init__(self, authority: Authority, port: int) -> None:
        _, pem = authority.issue("redis")
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.file))
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._context.load_cert_chain(pem)
        self._to = port
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)  # the transports' turn

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers += [writer, inner_writer]
        both = (self._pipe(reader, inner_writer), self._pipe(inner_reader, writer))
        self._tasks |= {asyncio.ensure_future(one) for one in both}

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            writer.close()


async def test_tls_with_certificates_on_both_sides(server: RedisServer, tmp_path: Path) -> None:
    authority, stranger = Authority(tmp_path / "tls"), Authority(tmp_path / "other", "stranger")
    certificate, key = authority.issue("client")
    async with TlsFront(authority, int(server.port or 0)) as port:
        base = f"rediss://127.0.0.1:{port}/0?ssl_certfile={certificate}&ssl_keyfile={key}"
        target = RedisTarget(f"{base}&ssl_ca_certs={authority.file}", "fleet-a", "")
        await target.start_over(0, Position("T", 0))
        assert await target.apply(batch(FakeRecord(0, b"1"), start=0)) == Outcome(applied=1)
        await target.close()
        for url, words in (
            (f"{base}&ssl_ca_certs={stranger.file}", "ssl_ca_certs"),
            (f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={authority.file}", "."),  # without a certificate of its own
            (f"redis://127.0.0.1:{port}/0", "."),
        ):
            refused = RedisTarget(url, "fleet-a", "")
            with pytest.raises(TargetAwayError, match=words):
                await refused.load_positions([0])
            await refused.close()


class SentinelServer(RedisServer):
    """A sentinel, which keeps what it learns in its configuration."""

    def __init__(self, folder: Path, master_port: int) -> None:
        super().__init__(folder, folder.with_suffix(".log"), None)
        self._master_port = master_port

    def command(self) -> list[str | Path]:
        conf = self.folder / "sentinel.conf"
        conf.write_text(
            f"port {self.port}\nbind 127.0.0.1\ndir {self.folder}\n"
            f"sentinel monitor fleet 127.0.0.1 {self._master_port} 1\n"
            "sentinel down-after-milliseconds fleet 500\nsentinel failover-timeout fleet 2000\n"
        )
        return [super().command()[0], conf, "--sentinel"]


async def test_the_mirror_goes_on_with_the_master_that_sentinel_names(tmp_path: Path) -> None:
    async with contextlib.AsyncExitStack() as servers:

        async def run(server: RedisServer) -> RedisServer:
            await server.start(print)
            servers.push_async_callback(server.stop)
            return server

        master = await run(RedisServer(tmp_path / "a", tmp_path / "a.log", None))
        replica = RedisServer(tmp_path / "b", tmp_path / "b.log", None)
        await run(replica)
        async with Redis.from_url(replica.address, protocol=2) as one:
            await one.replicaof("127.0.0.1", str(master.port))
        sentinel = await run(SentinelServer(tmp_path / "sentinel", int(master.port or 0)))
        url = f"redis-sentinel://127.0.0.1:{sentinel.port}/fleet/0"
        target = RedisTarget(url, "fleet-a", "")
        servers.push_async_callback(target.close)
        wrong = RedisTarget(replica.address, "fleet-a", "")
        servers.push_async_callback(wrong.close)
        with pytest.raises(TargetAwayError, match="point FLEET_REDIS_URL to the master"):
            await wrong.start_over(0, Position("T", 0))
        await target.start_over(0, Position("T", 0))
        await target.apply(batch(FakeRecord(0, b"1"), start=0))

        async def replicated() -> bool:
            async with (
                Redis.from_url(replica.address, protocol=2) as one,
                Redis.from_url(f"redis://127.0.0.1:{sentinel.port}", protocol=2) as watch,
            ):
                known = await watch.execute_command("SENTINEL", "REPLICAS", "fleet")
                return await one.exists(KEY) == 1 and len(known) == 1

        await until("the replica has it, and the sentinel knows the replica", replicated)
        master.kill()

        async def goes_on() -> bool:
            try:
                return await target.apply(batch(FakeRecord(2, b"2"), start=2, end=4)) == Outcome(applied=1)
            except TargetAwayError:
                return False

        await until("it writes to the new master", goes_on)
        async with Redis.from_url(replica.address, protocol=2) as one:
            assert await one.hget(KEY, "data") == b"2"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://x", "must begin with"),
        ("redis-sentinel://h:1", "name the master"),
        ("redis-sentinel://h/m", "host:port"),
        ("redis-cluster://h:1,h/0", "host:port"),
        ("redis-cluster://h:1/3", "only number 0"),
        ("redis-cluster://h:1?ssl_ca=x", "unknown parameter ssl_ca"),
        ("redis://h:1/db", "number of the database"),
        ("redis://h:x/0", "number for its port"),
    ],
)
def test_a_url_that_is_none_says_so_without_its_password(url: str, words: str) -> None:
    secret = url.replace("://", "://user:secret@")
    with pytest.raises(ValueError, match=words) as caught:
        check_url(secret)
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="must") as caught:
        check_url("redis-cluster://user:sec/ret@h:1")
    assert "sec" not in str(caught.value)


def test_a_url_is_taken_apart() -> None:
    url = RedisUrl.read("rediss-sentinel://u%40x:p%2F@a:1,[::1]:2/main/3?ssl_ca_certs=/ca.pem&sentinel_username=s")
    assert (url.kind, url.tls, url.hosts) == ("sentinel", True, (("a", 1), ("::1", 2)))
    assert (url.user, url.password, url.name, url.db) == ("u@x", "p/", "main", 3)
    assert url.options == {"ssl_ca_certs": "/ca.pem", "sentinel_username": "s"}
    assert "p/" not in repr(url)
