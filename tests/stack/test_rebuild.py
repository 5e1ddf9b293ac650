"""The table made anew from each source equals the running one, byte for byte; differences are put right in it."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import CommitFailedError, UnknownMemberIdError
from aiokafka.structs import TopicPartition
from redis.asyncio import Redis

from fleet.archive import Archive
from fleet.settings import Settings
from fleet.topic_admin import ensure_topics
from schemas.topics import LEARNING_EVENTS, PARTITIONS, changelog
from tables.store import PartitionStore, StoreOptions
from tests.stack.support import ROOT, Fleet, Worker, until
from tests.stack.test_archive import Postgres, postgres
from tests.stack.test_archive import settings as archive_settings
from tests.stack.test_erasure import GONE, erase, post

pytestmark = pytest.mark.stack

__all__ = ["postgres"]  # the fixture

EVENTS = 2000


async def rebuild(fleet: Fleet, worker: Worker, dsn: str, *words: str, status: int = 0) -> dict[str, Any]:
    """`python -m fleet rebuild --from ...`."""
    environment = {**worker.environment, "FLEET_POSTGRES_DSN": dsn}

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fleet", "rebuild", "--json", "--url", worker.url, "--from", *words]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    done = await asyncio.to_thread(run)
    assert done.returncode == status, done.stderr
    return dict(json.loads(done.stdout)) if done.stdout else {"error": done.stderr}


def states(folder: Path) -> dict[str, bytes]:
    """Every `student:*` key of a table folder."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.db")):
        store = PartitionStore(path, StoreOptions(8 << 20, 4 << 20), read_only=True)
        found |= {key.decode(): value for key, value in store.scan(b"student:")}
        store.close()
    return found


async def write_past_the_fleet(fleet: Fleet, partition: int, key: str, value: bytes | None) -> None:
    """Damage the table: another program writes to the changelog."""
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers)
    await producer.start()
    try:
        topic = changelog(fleet.app_id, "mastery").name
        await producer.send_and_wait(topic, value, key.encode(), partition)
    finally:
        await producer.stop()


async def begin_again(fleet: Fleet) -> bool:
    """Whether the group's offsets are those of the beginning: refused while a member that has stopped is remembered."""
    consumer = AIOKafkaConsumer(bootstrap_servers=fleet.brokers, group_id=fleet.app_id, enable_auto_commit=False)
    await consumer.start()
    try:
        places = [TopicPartition(LEARNING_EVENTS.name, one) for one in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.commit(dict.fromkeys(places, 0))
    except (CommitFailedError, UnknownMemberIdError):
        return False
    finally:
        await consumer.stop()
    return True


async def make_anew(fleet: Fleet, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        await admin.delete_topics([topic])

        async def gone() -> bool:
            return topic not in await admin.list_topics()

        await until("the changelog is deleted", gone)
    finally:
        await admin.close()
    await ensure_topics(fleet.brokers, Settings(app_id=fleet.app_id, kafka_brokers=fleet.brokers))


async def delete_events(fleet: Fleet) -> None:
    """What retention does, at once: the first half of every partition's events."""
    admin = AIOKafkaAdminClient(bootstrap_servers=fleet.brokers)
    await admin.start()
    try:
        log = await fleet.log()
        middles = {one: max((r.offset for r in log if r.partition == one), default=0) // 2 for one in range(PARTITIONS)}
        await admin.delete_records(
            {
                TopicPartition(LEARNING_EVENTS.name, one): RecordsToDelete(before_offset=offset)
                for one, offset in middles.items()
            }
        )
    finally:
        await admin.close()


async def test_from_each_source_the_table_is_the_same_and_differences_are_put_right(
    fleet: Fleet, postgres: Postgres, tmp_path: Path
) -> None:
    worker = fleet.worker()
    await worker.ready()
    sent = await fleet.simulate(EVENTS, students=60)
    await worker.read(sent)
    await Archive(archive_settings(fleet, postgres)).run_until_level()
    # Behind the copy: what a restore from it has to take from the topic.
    await worker.read(sent + await fleet.simulate(500, students=60, seed=2))

    for source in ("changelog", "events", "backup"):
        folder = tmp_path / source
        done = await rebuild(fleet, worker, postgres.dsn, source, "--beside", str(folder))
        assert done["students"] == {}, source
        assert not (folder / "live").exists()
    wanted = states(tmp_path / "changelog" / "table")
    assert len(wanted) > 500
    assert states(tmp_path / "events" / "table") == wanted
    assert states(tmp_path / "backup" / "table") == wanted

    # The table is damaged: a value is wrong, one is missing, one has no event.
    worker.stop()
    partitions = fleet.partitions()
    assert {
        key: value for one in partitions.values() for key, value in one.items() if key.startswith("student:")
    } == wanted
    victim = min(key for key in wanted if key.endswith(":mastery:latest"))
    student = victim.split(":")[1]
    partition = next(one for one, of in partitions.items() if victim in of)
    winner = min(key for key in wanted if key.startswith(f"student:{student}:winner:"))
    await write_past_the_fleet(fleet, partition, victim, b'{"wrong":1}')
    await write_past_the_fleet(fleet, partition, winner, None)
    await write_past_the_fleet(fleet, partition, f"student:{student}:winner:nothing:2026-01-13", b"[1]")
    worker.start()
    await worker.ready()
    before = await rebuild(fleet, worker, postgres.dsn, "events", "--dry-run", status=1)
    assert before["students"] == {
        student: {
            victim: "differs in",
            winner: "lacks",
            f"student:{student}:winner:nothing:2026-01-13": "has an unwanted",
        }
    }
    assert before["replaced"] == 0
    one = await rebuild(fleet, worker, postgres.dsn, "events", "--student", student)
    assert (one["replaced"], one["left"], len(one["partitions"])) == (1, [], 1)
    status, body = await worker.get(f"/progress/{student}")
    assert (status, body["student_id"]) == (200, student)
    assert (await rebuild(fleet, worker, postgres.dsn, "changelog"))["students"] == {}, "its own files, too"

    # Events older than the topic's retention are gone: events alone refuse, and say from where; the copy is enough.
    await delete_events(fleet)
    refused = await rebuild(fleet, worker, postgres.dsn, "events", "--dry-run", status=1)
    assert "begins at offset" in refused["error"]
    folder = tmp_path / "after"
    assert (await rebuild(fleet, worker, postgres.dsn, "backup", "--beside", str(folder)))["students"] == {}
    assert states(folder / "table") == wanted
    await a_lost_changelog_is_made_anew(fleet, worker, postgres, wanted, student)


async def a_lost_changelog_is_made_anew(
    fleet: Fleet, worker: Worker, postgres: Postgres, wanted: dict[str, bytes], student: str
) -> None:
    # The copy and the events behind it make a new one, and a worker goes on from it.
    refused = await rebuild(fleet, worker, postgres.dsn, "backup", "--publish", status=1)
    assert "holds a table" in refused["error"]
    worker.stop()
    await make_anew(fleet, changelog(fleet.app_id, "mastery").name)
    done = await rebuild(fleet, worker, postgres.dsn, "backup", "--publish")
    assert done["published"] > len(wanted)
    worker.start()
    await worker.ready()
    assert (await post(worker, student))["student_id"] == student
    worker.stop()
    again = {key: value for one in fleet.partitions().values() for key, value in one.items()}
    kept = {key: value for key, value in wanted.items() if not key.startswith(f"student:{student}:")}
    assert {key: again.get(key) for key in kept} == kept


async def test_an_erased_student_is_in_no_store_after_a_replay_and_a_rebuild(
    fleet: Fleet, postgres: Postgres, tmp_path: Path
) -> None:
    worker = fleet.worker(FLEET_POSTGRES_DSN=postgres.dsn)
    await worker.ready()
    sent = await fleet.simulate(500, students=20)
    for component in ("loops", "functions"):
        await post(worker, GONE, component)
    await worker.read(sent + 2)
    await Archive(archive_settings(fleet, postgres)).run_until_level()
    held = (await worker.get(f"/students/{GONE}/export"))[1]
    assert len(held["postgres"]["events_log"]) == 2
    assert f"student:{GONE}:mastery:latest" in held["tables"]["mastery"]

    async def mirrored() -> bool:
        return bool((await worker.get(f"/students/{GONE}/export"))[1]["redis"]["values"])

    await until("it is mirrored", mirrored)
    await erase(worker, GONE)
    await Archive(archive_settings(fleet, postgres)).run_until_level()
    worker.stop()

    # A full replay: the group begins again, the worker's files and the archive's positions are lost.
    await until("the group's offsets are set back", lambda: begin_again(fleet))
    shutil.rmtree(worker.folder.parent)
    await postgres.rows("DELETE FROM projection_positions")
    await Archive(archive_settings(fleet, postgres)).run_until_level()
    worker.start()
    await worker.ready()
    for source in ("changelog", "events", "backup"):
        done = await rebuild(fleet, worker, postgres.dsn, source, "--beside", str(tmp_path / source))
        assert done["students"] == {}, source
        assert not [key for key in states(tmp_path / source / "table") if GONE in key]
    held = (await worker.get(f"/students/{GONE}/export"))[1]
    assert not any(held["tables"].values())
    assert held["redis"]["values"] == {}
    assert not any(rows for table, rows in held["postgres"].items() if table != "available")
    for table in ("events_log", "students_progress", "dead_letters", "changelog_copy", "erasures"):
        rows = await postgres.rows(f"SELECT t::text AS text FROM {table} t")
        assert not [row for row in rows if GONE in row["text"] or GONE.encode().hex() in row["text"]], table
    async with Redis.from_url(fleet.stack.addresses.redis) as redis:
        keys = [key async for key in redis.scan_iter(f"{fleet.app_id}*", count=1000)]
        assert keys
        dumped = [(key, await redis.dump(key)) for key in keys]
        assert not [key for key, raw in dumped if GONE.encode() in key or GONE.encode() in (raw or b"")]
    worker.stop()
    for path in sorted(worker.folder.parent.rglob("*.db")):
        store = PartitionStore(path, StoreOptions(8 << 20, 4 << 20))
        assert not [key for key, value in store.scan(b"\x01") if GONE.encode() in key + value]
        store.compact()
        store.close()
        PartitionStore(path, StoreOptions(8 << 20, 4 << 20)).close()  # begins a new manifest
        files = [one for one in path.rglob("*") if one.is_file() and not one.name.startswith("LOG")]
        assert not [one for one in files if GONE.encode() in one.read_bytes()], path
