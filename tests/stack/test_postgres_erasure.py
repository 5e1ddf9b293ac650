"""PostgreSQL forgets an erased student: every row at once, whatever is read again, and in its files after a vacuum.

The server is the test's own, as its files are looked through. What Kafka would send is made here.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from agents.runtime.records import first_origin
from agents.runtime.spec import table_specs
from fleet.agents import eraser_of
from fleet.stack.postgres_server import PostgresServer
from fleet.topology import AGENTS
from schemas.canonical import dumps
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.erasure import EraseOrder, mark_of
from schemas.ids import origin_id
from schemas.partitioner import partition_for
from schemas.plain_events import EventReader
from schemas.progress import StudentProgress
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS
from tables.erasures import Erased, erased_key
from tables.mastery import MASTERY
from tables.projections.postgres.audit import AuditWriter
from tables.projections.postgres.backup import BackupWriter
from tables.projections.postgres.database import Database
from tables.projections.postgres.failures import FailuresWriter
from tables.projections.postgres.migrate import migrate
from tables.projections.postgres.reader import ArchiveReader
from tables.projections.postgres.target import PostgresTarget, Writer
from tables.projections.projection import Batch, Position

pytestmark = pytest.mark.stack

GONE, STAYS = "stu-gone-0001", "stu-stays-001"
KEYS = ("the secret of this test",)
NOW = 1_768_300_200_000
CODEC = Codec(FileRegistry.load())
HOME = partition_for(GONE.encode(), PARTITIONS)


@dataclass
class Record:
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = NOW
    headers: Sequence[tuple[str, Any]] = ()
    topic: str = LEARNING_EVENTS.name
    partition: int = HOME


def event(offset: int, student: str, timestamp: int = NOW, headers: Sequence[tuple[str, Any]] = ()) -> Record:
    made = StudentProgress(
        event_id=f"event-{offset}",
        timestamp=timestamp,
        student_id=student,
        component="loops",
        scores={"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
        mastery=0.84,
        idempotency_key=f"{student}/{offset}",
    )
    return Record(offset, student.encode(), CODEC.encode(LEARNING_EVENTS.subject, made.to_avro()), timestamp, headers)


def order(offset: int, order_id: str = "order-1", at: int = NOW + 10) -> Record:
    given = EraseOrder(GONE, order_id, at, "ops", "on request")
    return Record(offset, GONE.encode(), b"", at, [given.header(KEYS[0])])


def letter(offset: int, student: str, appended: int) -> Record:
    made = ErrorEvent(
        event_id=f"event-{offset}",
        original_event_type="t",
        error_type="late",
        error_message="m",
        original_key=student.encode(),
        original_payload={},
        original_topic=LEARNING_EVENTS.name,
        original_partition=HOME,
        original_offset=offset,
        original_timestamp=appended,
        attempt=0,
    )
    return Record(offset, student.encode(), CODEC.encode(DEAD_LETTERS.subject, made.to_avro()))


@dataclass
class Archive:
    """The three followers' stores."""

    dsn: str
    folder: Path
    topics: dict[str, str] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)

    async def write(self, name: str, *records: Record) -> None:
        writers: dict[str, Writer] = {
            "events": AuditWriter(
                EventReader(CODEC, "clamp"),
                lambda record: origin_id(*first_origin(record)),
                eraser_of(MASTERY, LEARNING_EVENTS.name, table_specs(AGENTS), KEYS),
            ),
            "mastery": BackupWriter(),
            "dead-letters": FailuresWriter(CODEC, KEYS),
        }
        target = PostgresTarget(Database(self.dsn), name, writers[name])
        topic = self.topics.setdefault(name, str(uuid4()))
        if name not in self.reached:
            await target.start_over(HOME, Position(topic, 0))
        start, end = self.reached.get(name, 0), records[-1].offset + 1
        outcome = await target.apply(Batch(HOME, topic, start, end, records))
        self.reached[name] = end
        await target.close()
        assert not outcome.quarantined

    async def rows(self, query: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()

    async def events(self) -> list[str]:
        return [row["event_id"] for row in await self.rows("SELECT event_id FROM events_log ORDER BY event_id")]

    async def letters(self) -> list[str]:
        return [row["origin"] for row in await self.rows("SELECT origin FROM dead_letters ORDER BY origin")]

    async def files_with(self, text: bytes) -> list[str]:
        """Files of tables and indexes that hold a text, once nothing but what is alive is left in them."""
        await self.rows("VACUUM FULL ANALYZE")
        await self.rows("CHECKPOINT")
        files = [path for name in ("base", "global") for path in (self.folder / "data" / name).rglob("*")]
        return [str(path) for path in files if path.is_file() and text in path.read_bytes()]


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    folder = tmp_path / "postgres"
    server = PostgresServer(folder, tmp_path / "postgres.log", None)
    server.check()
    await server.prepare(lambda _: None)
    server.choose_port()
    await server.start(lambda _: None)
    try:
        await migrate(server.address)
        yield Archive(server.address, folder)
    finally:
        await server.stop()


async def test_every_row_of_the_student_goes_and_does_not_come_back(archive: Archive) -> None:
    old_topic = uuid4()
    index = [f"idempotency:{GONE}:00", f"idempotency:{STAYS}:00"]
    for key, value in {
        f"student:{GONE}:mastery:latest": {},
        f"idempotency:{GONE}:00": [],
        f"student:{STAYS}:mastery:latest": {},
        "idempotency-day:00000001:t:1": index,
    }.items():  # the copy of a changelog that is gone
        await archive.rows(
            'INSERT INTO changelog_copy (topic_id, partition, key, value, "offset") VALUES ($1, 0, $2, $3, 1)',
            *(old_topic, key.encode(), dumps(value)),
        )
    latest = f"student:{GONE}:mastery:latest".encode()
    value = dumps({"latest_scores": {}, "overall_mastery": 0.5, "last_updated": "2026-01-13T10:30:00.123Z"})
    await archive.write("events", event(0, GONE), event(1, STAYS), event(2, GONE))
    await archive.write("mastery", Record(0, latest, value), Record(1, b"student:x:mastery:latest", value))
    await archive.write("dead-letters", letter(0, GONE, NOW), letter(1, STAYS, NOW))
    assert await archive.files_with(GONE.encode()), "the search finds it while it is there"
    reader = ArchiveReader(archive.dsn)
    held = await reader.student(GONE, [mark_of(GONE, KEYS[0])])
    await reader.close()
    assert {table: len(rows) for table, rows in held.items()} == {
        "events_log": 2,
        "students_progress": 1,
        "dead_letters": 1,
        "changelog_copy": 3,
    }

    # In one batch: what stands before the order goes, what stands behind it stays.
    after = NOW + 11
    await archive.write("events", event(3, GONE, NOW + 9), order(4), event(5, GONE, after))
    assert await archive.events() == ["event-1", "event-5"]
    assert await archive.letters() == [f"learning.events:{HOME}:1"]
    old = await archive.rows("SELECT key, value FROM changelog_copy WHERE topic_id = $1 ORDER BY key", old_topic)
    assert [(row["key"].decode(), row["value"]) for row in old] == [
        ("idempotency-day:00000001:t:1", dumps([f"idempotency:{STAYS}:00"])),
        (f"student:{STAYS}:mastery:latest", b"{}"),
    ]

    # Copies and dead letters from before it are void, whichever follower writes first.
    copied = [("fleet-first-append", str(NOW).encode()), ("fleet-rerouted-from", b"learning.events:0:0")]
    await archive.write("events", event(6, GONE, NOW + 20, copied))
    await archive.write("dead-letters", letter(2, GONE, NOW + 10), letter(3, GONE, NOW + 12))
    assert await archive.events() == ["event-1", "event-5"]
    assert await archive.letters() == [f"learning.events:{HOME}:{one}" for one in (1, 3)]
    mark = erased_key(mark_of(GONE, KEYS[0]))
    await archive.write("mastery", Record(2, latest, None), Record(3, mark, Erased(NOW + 10, "order-1").dump()))
    assert not await archive.rows("SELECT 1 FROM students_progress WHERE student_id = $1", GONE)
    assert len(await archive.rows("SELECT 1 FROM erasures")) == 1, "the same order, heard of in two ways"

    # The position is lost: the same records give the same rows.
    archive.reached.pop("events")
    await archive.write("events", event(0, GONE), event(1, STAYS), order(4), event(5, GONE, after))
    assert await archive.events() == ["event-1", "event-5"]

    # Erased once more, with the history that began meanwhile: nothing is left in the files either.
    await archive.write("events", order(7, "order-2", NOW + 30))
    assert await archive.events() == ["event-1"]
    assert await archive.letters() == [f"learning.events:{HOME}:1"]
    assert await archive.files_with(GONE.encode()) == []
    assert await archive.files_with(STAYS.encode())


async def test_a_database_set_up_anew_hears_of_erasures_from_the_changelog(archive: Archive) -> None:
    await archive.write("dead-letters", letter(0, GONE, NOW), letter(1, STAYS, NOW))
    mark = erased_key(mark_of(GONE, KEYS[0]))
    await archive.write("mastery", Record(0, mark, Erased(NOW + 10, "order-1").dump()))
    assert await archive.letters() == [f"learning.events:{HOME}:1"]
