"""A follower of a changelog on the real broker: what it takes, what it waits for, and what it never touches."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from fleet.stack.local import LocalStack
from tables.errors import CorruptChangelogError
from tables.kafka.offsets import LogOffsets
from tables.kafka.topic_ids import fetch_topic_ids
from tables.mastery import foreign_record
from tables.restore import RestorePolicy, Restorer
from tables.standby import Standby, StandbyConfig, Standbys
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tests.stack.support import until
from tests.stack.test_redis_mirror import Changelog, changelog_on

pytestmark = pytest.mark.stack

SMALL = StoreOptions(1 << 20, 1 << 20)


@pytest.fixture
async def changelog(stack: LocalStack) -> AsyncIterator[Changelog]:
    async with changelog_on(stack.addresses.kafka) as made:
        yield made


def config(log: Changelog, folder: Path, **changes: Any) -> StandbyConfig:
    async def topic_id() -> str:
        return (await fetch_topic_ids(log.brokers, [log.name]))[log.name]

    made = StandbyConfig(log.brokers, folder, SMALL, foreign_record, RestorePolicy(stall_seconds=2.0), topic_id)
    quick = {"round_seconds": 0.05, "identity_seconds": 0.2, "again_seconds": (0.05, 0.2)}
    return replace(made, **{**quick, **changes})


@asynccontextmanager
async def following(log: Changelog, folder: Path, *partitions: int, **changes: Any) -> AsyncIterator[Standbys]:
    made = Standbys(log.name, config(log, folder, **changes))
    await made.follow(partitions)
    try:
        yield made
    finally:
        await made.stop()


async def level(standbys: Standbys, log: Changelog, partition: int = 0) -> Standby:
    """Wait until it has reached the end that the changelog has now."""
    one = standbys.running[partition]
    asked = time.monotonic()

    def there() -> bool:
        return one.caught_up is not None and one.caught_up > asked + 0.2

    await until(f"standby of {log.name}/{partition} is level: {one}", there)
    return one


def key(number: int) -> bytes:
    return b"student:%d:mastery:latest" % number


def some(first: int, last: int, value: bytes = b'{"a":1}') -> list[tuple[bytes, bytes | None]]:
    return [(key(number), value) for number in range(first, last)]


def held(folder: Path, partition: int = 0) -> tuple[dict[bytes, bytes], LocalPosition]:
    """What a closed store holds."""
    store = PartitionStore(folder / f"{partition}.db", SMALL)
    found = dict(store.scan(b"student:"))
    local = store.local_position()
    store.close()
    assert local is not None
    return found, local


async def lacking(log: Changelog, folder: Path) -> int:
    """Records that a take-over would have to restore now."""
    offsets = LogOffsets(log.brokers)
    await offsets.start()
    store = PartitionStore(folder / "0.db", SMALL)
    try:
        restorer = Restorer(
            log.brokers, log.name, await log.topic_id(), RestorePolicy(), foreign_record, lambda *_: None
        )
        return (await restorer.restore(store, 0, offsets)).records
    finally:
        store.close()
        await offsets.stop()


async def test_a_standby_has_what_is_committed_and_nothing_else(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 300), transactions=3)
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
        await changelog.write(0, *some(0, 10, b'{"a":2}'), (key(20), None))
        await changelog.abort(0, *some(0, 300, b'{"a":3}'))
        async with changelog.writer(0) as producer:
            await producer.begin_transaction()
            await changelog.send(producer, 0, some(0, 300, b'{"a":4}'))
            await producer.flush()
            one = await level(standbys, changelog)
            assert one.lag == 0
            await producer.abort_transaction()
    found, local = held(tmp_path)
    assert found == changelog.expected[0]
    assert local.changelog_id == await changelog.topic_id()
    assert time.time() - local.verified_at < 60
    assert await lacking(changelog, tmp_path) == 0


async def test_an_empty_changelog_is_begun_once(changelog: Changelog, tmp_path: Path) -> None:
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
        (tmp_path / "0.db" / "untouched").touch()  # a store that is wiped takes everything in its folder with it
        await level(standbys, changelog)
        await level(standbys, changelog)
        assert (tmp_path / "0.db" / "untouched").exists()


async def test_a_take_over_restores_only_what_a_standby_had_not_read(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 2000))
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
    await changelog.write(0, *some(100, 107))
    assert await lacking(changelog, tmp_path) == 7


async def test_a_store_is_never_open_twice(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 3000))
    async with following(changelog, tmp_path, 0, 1) as standbys:
        await level(standbys, changelog)
        with pytest.raises(Exception, match=r"(?i)lock"):
            PartitionStore(tmp_path / "0.db", SMALL)
        await standbys.release([0])
        assert standbys.running.keys() == {1}
        assert held(tmp_path)[0] == changelog.expected[0]


async def test_releasing_waits_for_the_write_under_way(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 20_000), transactions=4)
    for _ in range(5):  # each somewhere in the middle of the reading
        async with following(changelog, tmp_path, 0) as standbys:
            await until("it reads", lambda one=standbys.running[0]: one.position)  # type: ignore[misc]
            release = asyncio.create_task(standbys.release([0]))
            await asyncio.sleep(0)
            release.cancel()  # as a rebalance does with a take-over
            await asyncio.wait({release})
            await standbys.release([0])
            held(tmp_path)
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
    assert held(tmp_path)[0] == changelog.expected[0]


async def test_a_changelog_made_again_is_read_anew(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 50))
    told: list[str] = []

    async def topic_id() -> str:
        told.append((await fetch_topic_ids(changelog.brokers, [changelog.name]))[changelog.name])
        return told[-1]

    async with following(changelog, tmp_path, 0, topic_id=topic_id) as standbys:
        await level(standbys, changelog)
        await changelog.delete()
        await changelog.create()
        await changelog.write(0, *some(200, 400))
        new = await changelog.topic_id()
        # The look that notices it, and the one that following begins with.
        await until("the new one is known", lambda: told[-2:] == [new, new])
        await level(standbys, changelog)
    found, local = held(tmp_path)
    assert found == changelog.expected[0]
    assert local.changelog_id == await changelog.topic_id()


async def test_another_identity_of_the_changelog_is_noticed_while_all_else_looks_the_same(
    changelog: Changelog, tmp_path: Path
) -> None:
    """Made again and written again between two looks, it would be continued in the middle."""
    await changelog.write(0, *some(0, 50))
    ids = ["first"]

    async def topic_id() -> str:
        return ids[-1]

    async with following(changelog, tmp_path, 0, topic_id=topic_id) as standbys:
        await level(standbys, changelog)
        ids.append("second")
        await asyncio.sleep(0.5)  # it looks every 0.2 s
        await level(standbys, changelog)
    found, local = held(tmp_path)
    assert found == changelog.expected[0]
    assert local.changelog_id == "second"


async def test_what_was_deleted_before_it_was_read_makes_it_read_anew(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 50))
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
    await changelog.write(0, *some(50, 100))
    admin = AIOKafkaAdminClient(bootstrap_servers=changelog.brokers)
    await admin.start()
    try:  # a topic that is only compacted refuses deletions
        both = {"cleanup.policy": "compact,delete"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, changelog.name, both)])
        await admin.delete_records({TopicPartition(changelog.name, 0): RecordsToDelete(before_offset=60)})
    finally:
        await admin.close()
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
    found, _ = held(tmp_path)
    assert found == {key(number): b'{"a":1}' for number in range(59, 100)}  # one marker lies before offset 60


async def test_data_too_old_to_be_continued_is_read_anew(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 50))
    store = PartitionStore(tmp_path / "0.db", SMALL)
    old = time.time() - RestorePolicy().max_age_seconds - 60
    store.write(
        {key(999): b"{}"}, LocalPosition(await changelog.topic_id(), 20, old)
    )  # its deletion was compacted away
    store.close()
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
    found, local = held(tmp_path)
    assert found == changelog.expected[0]
    assert time.time() - local.verified_at < 60


async def test_data_is_as_old_as_it_was_until_it_is_complete(changelog: Changelog, tmp_path: Path) -> None:
    """Cut off in the middle it must not look fresh."""
    await changelog.write(0, *some(0, 20_000), transactions=4)
    store = PartitionStore(tmp_path / "0.db", SMALL)
    before = time.time() - 86_400
    store.write({}, LocalPosition(await changelog.topic_id(), 10, before))
    store.close()
    async with following(changelog, tmp_path, 0) as standbys:
        await until("it reads", lambda: standbys.running[0].position)
    _, local = held(tmp_path)
    assert 10 < local.position < 20_000
    assert local.verified_at == before


async def test_a_corrupt_record_stops_that_partition_alone_before_anything_of_it_is_taken(
    changelog: Changelog, tmp_path: Path
) -> None:
    await changelog.write(0, *some(0, 50))
    async with following(changelog, tmp_path, 0, 1) as standbys:
        await level(standbys, changelog)
        await changelog.write(0, (b"rubbish", b"{}"), *some(0, 50, b'{"a":2}'))
        await until("it has stopped", lambda: standbys.running[0].corrupt)
        assert "was not written by this table" in (standbys.running[0].failure or "")
        await changelog.write(1, *some(0, 5))
        await level(standbys, changelog, 1)
        await standbys.follow([0, 1])  # the next assignment: it may be repaired
        await until("it has stopped again", lambda: standbys.running[0].corrupt)
    found, local = held(tmp_path)
    assert found == {key(number): b'{"a":1}' for number in range(50)}
    assert local.position == 51
    with pytest.raises(CorruptChangelogError):  # who takes the partition over refuses as well
        await lacking(changelog, tmp_path)


async def test_a_broker_that_is_away_is_waited_for(changelog: Changelog, tmp_path: Path, stack: LocalStack) -> None:
    await changelog.write(0, *some(0, 50))
    async with following(changelog, tmp_path, 0) as standbys:
        await level(standbys, changelog)
        stack.kafka.pause()
        try:
            await asyncio.sleep(3)  # the fault itself
        finally:
            stack.kafka.resume()
        await changelog.write(0, *some(50, 90))
        await level(standbys, changelog)
    assert held(tmp_path)[0] == changelog.expected[0]


async def test_a_store_that_cannot_be_opened_is_tried_again(changelog: Changelog, tmp_path: Path) -> None:
    await changelog.write(0, *some(0, 50))
    other = PartitionStore(tmp_path / "0.db", SMALL)
    async with following(changelog, tmp_path, 0) as standbys:
        await until("it waits", lambda: standbys.running[0].failure)
        other.close()
        one = await level(standbys, changelog)
        assert one.failure is None
    assert held(tmp_path)[0] == changelog.expected[0]
