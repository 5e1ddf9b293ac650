"""Owning table partitions on the real broker, sentence by sentence of docs/delivery.md. No worker runs: tables only."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from faust.types import TP

from fleet.app import build
from fleet.settings import Settings
from schemas.topics import LEARNING_EVENTS, PARTITIONS, changelog
from tables.checkpoint import Checkpoint
from tables.errors import (
    CorruptChangelogError,
    FatalError,
    FencedError,
    LeaveError,
    LostRangeError,
    RefusedCommitError,
    SecondWriterError,
)
from tables.mastery import MASTERY
from tables.owned import OwnedTable
from tables.ownership import BatchChanges, Emit, Ownership
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tests.faults.test_state import sent
from tests.stack.support import Fleet, until

pytestmark = pytest.mark.stack

SMALL = StoreOptions(1 << 20, 1 << 20)
TOPIC = LEARNING_EVENTS.name

Make = Callable[..., OwnedTable]


@pytest.fixture
async def table_of(fleet: Fleet) -> AsyncIterator[Make]:
    """Makes the table of a worker, by its name; patience for a second writer is short."""
    made: list[OwnedTable] = []

    def make(name: str = "one", *, accept_loss: bool = False) -> OwnedTable:
        settings = Settings(
            app_id=fleet.app_id,
            kafka_brokers=fleet.brokers,
            data_dir=fleet.tmp_path / "data",
            instance_id=name,
            redis_mirror=False,
        )
        table = build(settings, leave=_raise, accept_loss=accept_loss).tables[MASTERY.name]
        policy = replace(table.config.restore, agree_seconds=0.5)
        table.config = replace(table.config, restore=policy)
        made.append(table)
        return table

    yield make
    for table in made:
        await table.on_stop()


def _raise(reason: LeaveError) -> None:
    raise reason


async def own(table: OwnedTable, *partitions: int, committed: int | None = None) -> Ownership:
    """Own partitions; the first of them."""
    offsets = {TP(source, one): committed for source in table.config.sources for one in partitions}

    async def asked() -> Mapping[TP, int | None]:
        return offsets

    assert await table.own_all(partitions, 1, asked)
    assert set(table.owned) == set(partitions)
    return table.owned[partitions[0]]


async def nothing_committed() -> Mapping[TP, int | None]:
    return {}


def changes(owned: Ownership, offset: int, **values: str | None) -> BatchChanges:
    """Values of students, and a checkpoint."""
    writes = {key(student): None if value is None else f'["{value}"]'.encode() for student, value in values.items()}
    return BatchChanges(TOPIC, replace(owned.checkpoints[TOPIC], offset=offset), writes)


async def write(owned: Ownership, offset: int, **values: str | None) -> None:
    """Commit them."""
    async with owned.lock:
        await owned.commit(changes(owned, offset, **values))


def key(student: str) -> bytes:
    return f"student:{student}:mastery:latest".encode()


def value(owned: Ownership, student: str) -> bytes | None:
    return owned.store.get(key(student))


def log_of(fleet: Fleet) -> str:
    return changelog(fleet.app_id, "mastery").name


def free(table: OwnedTable, partition: int) -> LocalPosition | None:
    """The position of a store that nobody may have open any more."""
    store = PartitionStore(table.config.folder / f"{partition}.db", SMALL)
    try:
        return store.local_position()
    finally:
        store.close()


@asynccontextmanager
async def opened(fleet: Fleet, transactional_id: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers, transactional_id=transactional_id)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def delete_source(fleet: Fleet, partition: int, before: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(TOPIC, partition): RecordsToDelete(before_offset=before)})
    finally:
        await admin.close()


# -- (a) fence ---------------------------------------------------------------------------------------------------------
async def test_the_owner_before_is_refused_and_has_written_nothing_local(fleet: Fleet, table_of: Make) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    old = await own(table_of("old"), 0)
    await write(old, 1, a="1")
    new = await own(table_of("new"), 0)
    with pytest.raises(FencedError):
        await write(old, 3, a="2")
    assert (value(old, "a"), value(new, "a")) == (b'["1"]', b'["1"]')
    assert old.checkpoints[TOPIC].offset == new.checkpoints[TOPIC].offset == 1
    await write(new, 3, a="3")
    assert value(new, "a") == b'["3"]'


async def test_what_the_owner_before_left_open_is_aborted(fleet: Fleet, table_of: Make) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    old = await own(table_of("old"), 0)
    await write(old, 1, a="1")
    await old.producer.begin_transaction()
    await (await old.producer.send(log_of(fleet), b'["2"]', key("a"), 0))
    new = await own(table_of("new"), 0)
    assert value(new, "a") == b'["1"]'
    await write(new, 3, b="3")
    assert value(await own(table_of("next"), 0), "a") == b'["1"]'


@pytest.mark.parametrize("kind", ["open transaction", "plain record"])
async def test_a_second_writer_is_fatal_whoever_it_is(fleet: Fleet, table_of: Make, kind: str) -> None:
    owned = await own(table_of(), 0)
    if kind == "plain record":
        await sent(fleet, (log_of(fleet), 0, key("a"), b"[]"))
        with pytest.raises(SecondWriterError):
            await write(owned, 1, b="1")
        assert value(owned, "b") is None
        return
    async with opened(fleet, "a-stranger") as stranger, stranger.transaction():
        await stranger.send_and_wait(log_of(fleet), b"[]", key("a"), 1)
        with pytest.raises(SecondWriterError):
            await own(table_of("other"), 1)


# -- (b) restore -------------------------------------------------------------------------------------------------------
async def test_only_what_is_missing_is_restored(fleet: Fleet, table_of: Make) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    table, other = table_of("one"), table_of("two")
    await write(await own(table, 0), 1, a="1", b="1", c="1")
    await table.disown_all(5.0)
    await write(await own(other, 0), 2, b=None)
    await other.disown_all(5.0)
    again = await own(table, 0)
    assert table.progress.restored == 2  # the deletion and the checkpoint
    assert (value(again, "a"), value(again, "b")) == (b'["1"]', None)


@pytest.mark.parametrize("what", ["above the end", "of another changelog", "too old"])
async def test_local_data_that_cannot_be_continued_is_wiped(fleet: Fleet, table_of: Make, what: str) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    table = table_of()
    owned = await own(table, 0)
    await write(owned, 1, a="1")
    local = LocalPosition(owned.changelog_id, owned.position, time.time())
    await table.disown_all(5.0)
    wrong = {
        "above the end": replace(local, position=10_000),
        "of another changelog": replace(local, changelog_id="another"),
        "too old": replace(local, verified_at=time.time() - table.config.restore.max_age_seconds - 60),
    }
    store = PartitionStore(table.config.folder / "0.db", SMALL)
    store.write({key("gone"): b"[]"}, wrong[what])  # its deletion may be compacted away
    store.close()
    again = await own(table, 0)
    assert (value(again, "a"), value(again, "gone")) == (b'["1"]', None)


async def test_data_long_not_owned_is_deleted_unless_it_is_followed(fleet: Fleet, table_of: Make) -> None:
    table = table_of()
    await own(table, 0, 4, 5)
    await table.disown_all(5.0)
    await table.follow([4])
    await until("it is open", lambda: table.standbys.running[4].caught_up)
    old = time.time() - table.config.restore.max_age_seconds - 60
    for partition in (4, 5):
        for path in (table.config.folder / f"{partition}.db").iterdir():
            os.utime(path, (old, old))
    await own(table, 0)
    left = {path.stem for path in table.config.folder.glob("*.db")}
    assert left == {"0", "4"}


async def test_a_partition_that_cannot_be_owned_closes_all_the_others(fleet: Fleet, table_of: Make) -> None:
    table = table_of()
    await sent(fleet, (log_of(fleet), 3, b"rubbish", b"{}"))
    with pytest.raises(CorruptChangelogError):
        await own(table, *range(PARTITIONS))
    assert table.owned == {}
    for partition in range(PARTITIONS):
        free(table, partition)


# -- (c) resume --------------------------------------------------------------------------------------------------------
async def test_records_deleted_before_they_were_applied_are_named_and_can_be_accepted(
    fleet: Fleet, table_of: Make
) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 20)
    table = table_of()
    await write(await own(table, 0), 4, a="1")
    await table.disown_all(5.0)
    await delete_source(fleet, 0, before=12)
    with pytest.raises(LostRangeError, match=r"records 5\.\.11 were deleted"):
        await own(table, 0)
    owned = await own(table_of(accept_loss=True), 0)
    assert owned.checkpoints[TOPIC].offset == 11


async def test_what_was_applied_may_be_deleted(fleet: Fleet, table_of: Make) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 20)
    table = table_of()
    await write(await own(table, 0), 11, a="1")
    await table.disown_all(5.0)
    await delete_source(fleet, 0, before=12)
    assert (await own(table, 0)).checkpoints[TOPIC].offset == 11


async def test_without_a_checkpoint_only_a_group_that_never_read_starts_at_the_beginning(
    fleet: Fleet, table_of: Make
) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 20)
    await delete_source(fleet, 0, before=3)
    with pytest.raises(LostRangeError, match="was read up to 7 before"):
        await own(table_of(), 0, committed=7)
    assert (await own(table_of(), 0)).checkpoints[TOPIC].offset == 2


# -- revocation --------------------------------------------------------------------------------------------------------
async def test_a_revocation_waits_for_the_transaction_and_is_bounded(fleet: Fleet, table_of: Make) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    table = table_of()
    owned = await own(table, 0)
    await owned.lock.acquire()  # as a batch whose transaction is open
    with pytest.raises(TimeoutError):
        await table.disown_all(0.2)
    assert table.ownership(0) is None
    assert not table.is_current(owned)
    await owned.commit(changes(owned, 1, a="1"))  # its producer was left alone
    owned.lock.release()
    await owned.close(5.0)

    again = await own(table, 0)
    await again.lock.acquire()
    revoking = asyncio.create_task(table.disown_all(30.0))
    await until("nothing new begins", lambda: table.ownership(0) is None)
    await again.commit(changes(again, 2, a="2"))
    assert not revoking.done()
    again.lock.release()
    await revoking
    assert free(table, 0) is not None


async def test_a_revocation_while_partitions_are_taken_over_leaves_nothing_open(fleet: Fleet, table_of: Make) -> None:
    table = table_of()
    taking = asyncio.create_task(table.own_all(range(PARTITIONS), 1, nothing_committed))
    await until("it has begun", (table.config.folder / "0.db").exists)
    await table.disown_all(5.0)
    assert await taking is False
    assert table.owned == {}
    for partition in range(PARTITIONS):
        free(table, partition)


async def test_a_revocation_before_the_groups_offsets_are_known_takes_nothing_over(
    fleet: Fleet, table_of: Make
) -> None:
    """The group has given the partitions away: to own them now would fence their owner, and keep their files open."""
    table = table_of()
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow_broker() -> Mapping[TP, int | None]:
        asked.set()
        await answer.wait()
        return {}

    taking = asyncio.create_task(table.own_all(range(PARTITIONS), 1, slow_broker))
    await asked.wait()
    await table.disown_all(5.0)
    answer.set()
    assert await taking is False
    assert table.owned == {}
    assert not table.config.folder.exists()


async def test_a_revoked_take_over_does_not_fence_the_next_owner(
    fleet: Fleet, table_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 9)
    first, second = table_of("first"), table_of("second")
    slow, start, begun = [1.0], AIOKafkaProducer.start, asyncio.Event()

    async def late(producer: AIOKafkaProducer) -> None:
        begun.set()
        await asyncio.sleep(slow.pop() if slow else 0)  # the first is slow, as on a machine that has other work
        await start(producer)

    monkeypatch.setattr(AIOKafkaProducer, "start", late)
    taking = asyncio.create_task(first.own_all([0], 1, nothing_committed))
    await begun.wait()
    await first.disown_all(10.0)
    owned = await own(second, 0)
    assert await taking is False
    await write(owned, 1, a="1")
    assert value(owned, "a") == b'["1"]'


@pytest.mark.parametrize("moment", [0.0, 0.003, 0.006, 0.01, 0.02, 0.05, 0.1, 0.2])
async def test_a_cancelled_take_over_leaves_nothing_open(fleet: Fleet, table_of: Make, moment: float) -> None:
    table = table_of()
    await table.follow([0, 1])
    taking = asyncio.create_task(table.own_all(range(PARTITIONS), 1, nothing_committed))
    await asyncio.sleep(moment)  # which moment it is does not matter: whatever was open is closed
    taking.cancel()
    await asyncio.wait({taking})
    if table.owned:  # it was faster
        await table.disown_all(5.0)
    gc.collect()  # an unclosed connection that only the collector finds fails this test and not a later one
    await own(table, *range(PARTITIONS))


# -- standbys ----------------------------------------------------------------------------------------------------------
async def test_a_standby_is_closed_before_its_partition_is_opened_and_goes_on_afterwards(
    fleet: Fleet, table_of: Make
) -> None:
    await sent(fleet, *[(TOPIC, 0, b"k", b"v")] * 20)
    first, second = table_of("first"), table_of("second")
    owned = await own(first, 0)
    await second.follow([0])
    await write(owned, 1, a="1")
    standby = second.standbys.running[0]
    await until("it has read that", lambda: standby.position == owned.position)
    promoted = await own(second, 0)
    assert second.standbys.running == {}
    assert second.progress.restored == 0
    assert value(promoted, "a") == b'["1"]'
    await second.follow([0])  # a late word of an older assignment
    assert second.standbys.running == {}
    await write(promoted, 2, a="2")
    await second.disown_all(5.0)
    await second.follow([0])
    await until("it follows", lambda: second.standbys.running[0].position == promoted.position)


async def test_another_worker_in_the_same_folder_is_told(fleet: Fleet, table_of: Make) -> None:
    await own(table_of("same"), 0)
    with pytest.raises(FatalError, match="FLEET_INSTANCE_ID"):
        await own(table_of("same"), 0)


async def test_a_refused_record_is_fatal_and_nothing_local_is_written(fleet: Fleet, table_of: Make) -> None:
    owned = await own(table_of(), 0)
    too_large = Emit(TOPIC, b"k", b"v" * (1 << 20), 0)
    with pytest.raises(RefusedCommitError):
        await owned.commit(BatchChanges(TOPIC, Checkpoint("id", 1), {key("a"): b"[]"}, [too_large]))
    assert value(owned, "a") is None
