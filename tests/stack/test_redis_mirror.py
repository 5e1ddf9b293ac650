"""The whole mirror on a real Kafka and a Redis of its own that is emptied, killed, stopped and restarted."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from redis.asyncio import Redis

from fleet.stack.kafka_server import KafkaServer
from fleet.stack.local import LocalStack
from fleet.stack.redis_server import RedisServer
from tables.errors import BrokerUnavailableError, TopicMismatchError
from tables.kafka.topic_ids import fetch_topic_ids
from tables.projections.layout import is_mirrored
from tables.projections.pace import Tuning
from tables.projections.redis_mirror import MirrorStats, RedisMirror
from tests.stack import support

pytestmark = pytest.mark.stack

PARTITIONS = 3
DEADLINE = 30.0  # seconds; everything waited for takes one or two
QUICK = Tuning(batch_records=100, verify_every=0.2, identify_every=0.2, backoff_base=0.05, backoff_cap=0.2)

Write = tuple[bytes, bytes | None]


def latest(student: object) -> bytes:
    return f"student:{student}:mastery:latest".encode()


async def until(condition: Callable[[], Any], what: str) -> None:
    """Wait for a condition, which may be a coroutine function."""
    await support.until(what, condition, DEADLINE)


class Changelog:
    """A compacted topic and the transactional writer that a table would be."""

    def __init__(self, brokers: str, admin: AIOKafkaAdminClient) -> None:
        self.brokers = brokers
        self.name = f"test-{uuid4().hex}-changelog"
        self.expected: dict[int, dict[bytes, bytes]] = {partition: {} for partition in range(PARTITIONS)}
        self._admin = admin

    async def create(self) -> None:
        topic = NewTopic(self.name, PARTITIONS, 1, topic_configs={"cleanup.policy": "compact"})
        deadline = time.monotonic() + DEADLINE
        # A deleted topic's name is free only after the broker has cleared it away: creation fails until then.
        while (await self._admin.create_topics([topic])).topic_errors[0][1] != 0:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        await until(self.topic_id, "the topic is there")

    async def delete(self) -> None:
        await self._admin.delete_topics([self.name])
        self.expected = {partition: {} for partition in range(PARTITIONS)}

    async def topic_id(self) -> str:
        try:
            return (await fetch_topic_ids(self.brokers, [self.name]))[self.name]
        except (TopicMismatchError, BrokerUnavailableError):
            return ""

    @asynccontextmanager
    async def writer(self, partition: int) -> AsyncIterator[AIOKafkaProducer]:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.brokers, transactional_id=f"{self.name}-{partition}", max_batch_size=1 << 20
        )
        await producer.start()
        try:
            yield producer
        finally:
            await producer.stop()

    async def send(self, producer: AIOKafkaProducer, partition: int, writes: Iterable[Write]) -> None:
        sent = [await producer.send(self.name, key=key, value=value, partition=partition) for key, value in writes]
        await asyncio.gather(*sent)

    async def write(self, partition: int, *writes: Write, transactions: int = 1) -> None:
        """Commit the writes, and remember what a mirror must hold."""
        async with self.writer(partition) as producer:
            for number in range(transactions):
                part = writes[number::transactions]
                async with producer.transaction():
                    await self.send(producer, partition, part)
                for key, value in part:
                    self.expected[partition].pop(key, None)
                    if value is not None and is_mirrored(key):
                        self.expected[partition][key] = value

    async def abort(self, partition: int, *writes: Write) -> None:
        async with self.writer(partition) as producer:
            await producer.begin_transaction()
            await self.send(producer, partition, writes)
            await producer.abort_transaction()


@asynccontextmanager
async def changelog_on(brokers: str) -> AsyncIterator[Changelog]:
    admin = AIOKafkaAdminClient(bootstrap_servers=brokers)
    await admin.start()
    try:
        made = Changelog(brokers, admin)
        await made.create()
        yield made
        await made.delete()
    finally:
        await admin.close()


@pytest.fixture
async def changelog(stack: LocalStack) -> AsyncIterator[Changelog]:
    async with changelog_on(stack.addresses.kafka) as made:
        yield made


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log", None)
    await server.start(print)
    try:
        yield server
    finally:
        server.resume()
        await server.stop()


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    async with Redis.from_url(server.address, protocol=2) as client:
        yield client


@asynccontextmanager
async def mirroring(
    changelog: Changelog, server: RedisServer, partitions: Iterable[int] = range(PARTITIONS), **options: Any
) -> AsyncIterator[RedisMirror]:
    async def topic_id() -> str:
        return (await fetch_topic_ids(changelog.brokers, [changelog.name]))[changelog.name]

    settings = {"tuning": QUICK, "brokers": changelog.brokers, "topic_id": topic_id} | options
    mirror = RedisMirror(
        server.address,
        changelog=changelog.name,
        app_id="test",
        key_prefix="",
        partitions=set(partitions),
        **settings,
    )
    running = asyncio.create_task(mirror.run())
    try:
        yield mirror
    finally:
        assert not running.done(), "a mirror never ends by itself"
        await mirror.stop()
        await running


async def holds(redis: Redis, changelog: Changelog, partitions: Iterable[int] = range(PARTITIONS)) -> bool:
    """Whether Redis holds the public values of the changelog, all of them and nothing else."""
    expected = {key: value for partition in partitions for key, value in changelog.expected[partition].items()}
    keys = [key async for key in redis.scan_iter(match="student:*", count=1000)]
    pipeline = redis.pipeline(transaction=False)
    for key in keys:
        pipeline.hget(key, "data")
    return dict(zip(keys, await pipeline.execute(), strict=True)) == expected


async def level(mirror: RedisMirror, redis: Redis, changelog: Changelog) -> MirrorStats:
    """Wait until the mirror says that it is level, and believe it only if Redis agrees."""
    await until(lambda: holds(redis, changelog), "Redis holds what the changelog says")
    await until(lambda: mirror.stats().lag_records == 0, "no lag")
    stats = mirror.stats()
    assert stats.connected
    assert stats.broker_connected
    assert stats.lag_seconds == 0
    assert stats.last_error is None
    return stats


async def test_it_copies_committed_public_values_byte_for_byte(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    value = '{"student_id":"müller","overall_mastery":0.7725}'.encode()
    for partition in range(PARTITIONS):
        writes = [(latest(f"{partition}-{number}"), b"%d " % number + value) for number in range(250)]
        await changelog.write(partition, *writes, (b"checkpoint:learning.events", b"{}"), transactions=5)
        await changelog.abort(partition, (latest("aborted"), b"never"))
    await changelog.write(0, (latest("0-7"), None), (latest("0-8"), b"newer"))
    async with mirroring(changelog, server) as mirror:
        stats = await level(mirror, redis, changelog)
        assert stats.quarantined == 0
        assert stats.rewinds == 0
        await changelog.write(1, (latest("live"), b"seen"), (latest("1-3"), None))
        await level(mirror, redis, changelog)
    fields = await redis.hgetall(latest("live"))
    assert fields[b"data"] == b"seen"
    assert int(fields[b"version"]) > 250
    assert fields[b"topic"].decode() == await changelog.topic_id()


async def test_it_goes_on_where_it_stopped(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    await changelog.write(0, *((latest(number), b"1") for number in range(300)))
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)
    await changelog.write(0, (latest(5), b"2"))
    async with mirroring(changelog, server) as mirror:
        stats = await level(mirror, redis, changelog)
        assert (stats.applied, stats.refused) == (1, 0)


async def test_a_flushed_redis_is_filled_again_while_nothing_is_written(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    for partition in range(PARTITIONS):
        await changelog.write(partition, *((latest(f"{partition}-{number}"), b"1") for number in range(50)))
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)
        await redis.flushall()
        stats = await level(mirror, redis, changelog)
        assert stats.rewinds >= 1
        assert stats.applied >= 300
        await redis.flushall()  # and while something is
        await changelog.write(0, (latest("more"), b"1"))
        await level(mirror, redis, changelog)


async def test_redis_down_at_the_start_and_killed_with_its_data_lost(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    await changelog.write(0, *((latest(number), b"1") for number in range(20)))
    server.kill()
    async with mirroring(changelog, server) as mirror:
        await until(lambda: mirror.stats().last_error is not None, "the failure is reported")
        await until(lambda: mirror.stats().lag_records, "the lag is known without Redis")
        assert not mirror.stats().connected
        assert mirror.stats().lag_records == 21, "twenty records and a marker"
        assert mirror.stats().lag_seconds > 0
        await server.restart()
        await level(mirror, redis, changelog)

        server.kill()
        shutil.rmtree(server.folder)
        await changelog.write(0, *((latest(number), b"2") for number in range(10)))
        await until(lambda: not mirror.stats().connected, "the death is noticed")
        await changelog.write(0, (latest("later"), b"3"))
        await until(lambda: (mirror.stats().lag_records or 0) >= 13, "the lag grows while Redis is away")
        await server.restart()
        await level(mirror, redis, changelog)


async def test_redis_dead_in_the_middle_of_a_copy(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    for partition in range(PARTITIONS):
        await changelog.write(partition, *((latest(f"{partition}-{number}"), b"%d" % number) for number in range(1500)))
    async with mirroring(changelog, server, tuning=replace(QUICK, batch_records=50)) as mirror:
        await until(lambda: mirror.stats().applied > 500, "the copy is under way")
        server.kill()
        assert mirror.stats().applied < 4500
        await until(lambda: not mirror.stats().connected, "the death is noticed")
        await server.restart()
        stats = await level(mirror, redis, changelog)
        assert stats.positions == dict.fromkeys(range(PARTITIONS), 1501)


async def test_a_redis_that_hangs_is_away(
    changelog: Changelog, server: RedisServer, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tables.projections.redis_client._ANSWER_S", 0.3)
    await changelog.write(0, (latest(1), b"1"))
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)
        server.pause()
        await until(lambda: not mirror.stats().connected, "the silence is noticed")
        await changelog.write(0, (latest(1), b"2"))
        server.resume()
        await level(mirror, redis, changelog)


async def test_a_foreign_type_is_quarantined_and_the_mirror_goes_on(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    await redis.lpush(latest("taken"), "a", "b")
    await changelog.write(0, (latest("before"), b"1"), (latest("taken"), b"1"), (latest("after"), b"1"))
    async with mirroring(changelog, server) as mirror:
        await until(lambda: mirror.stats().lag_records == 0, "no lag")
        assert mirror.stats().quarantined == 1
        assert [(one.partition, one.offset) for one in mirror.quarantine()] == [(0, 1)]
        assert await redis.lrange(latest("taken"), 0, -1) == [b"b", b"a"]
        assert await redis.hget(latest("after"), "data") == b"1"
        await redis.delete(latest("taken"))
        await changelog.write(0, (latest("taken"), b"2"))
        await level(mirror, redis, changelog)


async def test_a_changelog_created_again_starts_a_new_era(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    await changelog.write(0, *((latest(1), b"old %d" % number) for number in range(30)))
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)
        old = await redis.hgetall(latest(1))
        await changelog.delete()
        await changelog.create()
        await changelog.write(0, (latest(1), b"new"))
        await level(mirror, redis, changelog)
        new = await redis.hgetall(latest(1))
        assert int(new[b"version"]) < int(old[b"version"])
        assert new[b"topic"] != old[b"topic"]


async def test_a_changelog_created_again_meanwhile_is_not_taken_for_the_old_one(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    await changelog.write(0, (latest(0), b"old"))
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)
    await changelog.delete()
    await changelog.create()
    await changelog.write(0, *((latest(number), b"new") for number in range(30)))  # the old position is inside
    async with mirroring(changelog, server) as mirror:
        await level(mirror, redis, changelog)


async def test_a_position_that_the_topic_does_not_hold_starts_over(
    changelog: Changelog, server: RedisServer, redis: Redis
) -> None:
    await changelog.write(0, (latest(1), b"1"))
    marker = {"topic": await changelog.topic_id(), "offset": "1000"}
    await redis.hset("fleet:mirror:test:0", mapping=marker)
    async with mirroring(changelog, server) as mirror:
        stats = await level(mirror, redis, changelog)
        assert stats.positions[0] == 2


async def test_partitions_come_and_go(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    for partition in range(PARTITIONS):
        await changelog.write(partition, (latest(f"p{partition}"), b"1"))
    async with mirroring(changelog, server, {0}) as mirror:
        await until(lambda: holds(redis, changelog, {0}), "the first partition")
        await until(lambda: set(mirror.stats().positions) == {0}, "only the first is followed")
        mirror.set_partitions({1, 2})
        await until(lambda: holds(redis, changelog), "the others")
        await until(lambda: set(mirror.stats().positions) == {1, 2}, "the first is given up")
        mirror.set_partitions(set())
        await until(lambda: not mirror.stats().positions, "it rests")
        assert mirror.stats().lag_records == 0
        await changelog.write(1, (latest("p1"), b"2"))
        mirror.set_partitions({1})
        await until(lambda: holds(redis, changelog), "it goes on")


async def test_partitions_change_while_redis_is_away(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    async with mirroring(changelog, server, {0}) as mirror:
        await until(lambda: mirror.stats().connected, "it is connected")
        server.kill()
        await changelog.write(0, (latest("p0"), b"1"))
        await changelog.write(1, (latest("p1"), b"1"))
        await until(lambda: not mirror.stats().connected, "the death is noticed")
        mirror.set_partitions({1})
        await server.restart()
        await until(lambda: holds(redis, changelog, {1}), "the new partition alone")


async def test_two_mirrors_of_one_partition_do_no_harm(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    async with mirroring(changelog, server) as one, mirroring(changelog, server) as two:
        for turn in range(10):
            await changelog.write(
                turn % PARTITIONS,
                *((latest(f"{turn % PARTITIONS}-{number}"), b"%d" % turn) for number in range(100)),
                (latest(f"{turn % PARTITIONS}-{turn}"), None),
            )
            if turn == 5:
                await redis.flushall()
        await level(one, redis, changelog)
        await level(two, redis, changelog)


async def test_no_broker_is_waited_for(
    changelog: Changelog, server: RedisServer, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    await changelog.write(0, (latest(1), b"1"))
    before = kafka_clients()
    refused = asyncio.Event()

    async def unreachable() -> str:
        refused.set()
        raise ConnectionError("no broker")

    async with mirroring(changelog, server, topic_id=unreachable) as mirror:
        await until(refused.is_set, "it has tried")
        await until(lambda: not mirror.stats().broker_connected, "the failure is reported")
        assert mirror.stats().lag_records is None
        assert "no broker" in (mirror.stats().last_error or "")
    async with mirroring(changelog, server, brokers="127.0.0.1:1") as mirror:
        await until(lambda: mirror.stats().last_error is not None, "the failure is reported")
        assert not mirror.stats().broker_connected
    assert "unexpected" not in caplog.text
    assert kafka_clients() == before, "none is left behind"


def kafka_clients() -> int:
    """Number of tasks of Kafka clients and consumers that are not closed."""
    names = ("_md_synchronizer", "_fetch_requests_routine")
    return sum(any(name in repr(task.get_coro()) for name in names) for task in asyncio.all_tasks())


async def test_a_broker_killed_and_restarted(
    tmp_path: Path, server: RedisServer, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    kafka = KafkaServer(tmp_path / "kafka", tmp_path / "kafka.log", None, short_lived=True)
    await kafka.start(print)
    try:
        async with changelog_on(kafka.address) as changelog:
            await changelog.write(0, (latest(1), b"1"))
            before = kafka_clients()
            assert before > 0
            async with mirroring(changelog, server, topic_id="a name is enough") as mirror:
                await level(mirror, redis, changelog)
                kafka.kill()
                await until(lambda: not mirror.stats().broker_connected, "the death is noticed")
                assert mirror.stats().connected, "Redis is not to blame"
                await kafka.restart()
                await changelog.write(0, (latest(1), b"2"))
                await level(mirror, redis, changelog)
            assert kafka_clients() == before, "none is left behind"
            assert "unexpected" not in caplog.text
    finally:
        await kafka.stop()


async def test_cancelling_run_leaves_nothing_behind(changelog: Changelog, server: RedisServer, redis: Redis) -> None:
    await changelog.write(0, (latest(1), b"1"))
    mirror = RedisMirror(
        server.address,
        brokers=changelog.brokers,
        changelog=changelog.name,
        app_id="test",
        key_prefix="",
        partitions={0},
        topic_id="a name is enough",
        tuning=QUICK,
    )
    before = asyncio.all_tasks()
    running = asyncio.create_task(mirror.run())
    await until(lambda: mirror.stats().applied == 1, "it works")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until(lambda: asyncio.all_tasks() <= before, "all its tasks have ended")
    clients = await redis.client_list()
    assert len(clients) == 1, "its connection is closed"
    await mirror.stop()
