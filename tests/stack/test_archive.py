"""The archive on the real Kafka and PostgreSQL: every event once, whatever is killed in the middle."""

import asyncio
import contextlib
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from fleet.archive import Archive
from fleet.oracle.avro import read_event
from fleet.oracle.model import Rules
from fleet.oracle.rules import RejectedError, validate
from fleet.settings import Settings
from tables.projections.postgres.migrate import MigrationError, migrate
from tables.projections.projection import TargetAwayError
from tests.stack.support import Fleet, until

pytestmark = pytest.mark.stack

EVENTS = 3000


@dataclass
class Postgres:
    """A database of its own."""

    dsn: str
    admin: Any = field(repr=False)

    async def rows(self, query: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()

    async def break_connections(self) -> int:
        """As a server that is restarted does: whatever is under way is lost."""
        name = self.dsn.rpartition("/")[2]
        return len(
            await self.admin.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        )


@pytest.fixture
async def postgres(fleet: Fleet) -> AsyncIterator[Postgres]:
    server = fleet.stack.addresses.postgres
    admin = await asyncpg.connect(server)
    name = f"archive_{uuid4().hex[:8]}"
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        yield Postgres(f"{server.rpartition('/')[0]}/{name}", admin)
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


def settings(fleet: Fleet, postgres: Postgres) -> Settings:
    return Settings(app_id=fleet.app_id, kafka_brokers=fleet.brokers, postgres_dsn=postgres.dsn)


async def folded(fleet: Fleet) -> dict[int, dict[str, bytes]]:
    """Events sent and folded; the tables as they are then."""
    worker = fleet.worker()
    await worker.ready()
    await worker.read(await fleet.simulate(EVENTS))
    assert worker.stop() == 0
    return fleet.partitions()


async def copies(fleet: Fleet) -> Counter[str]:
    """How often each event that can be read stands in the log, by its id; read apart from the code under test."""
    found: Counter[str] = Counter()
    for record in await fleet.log():
        with contextlib.suppress(RejectedError):
            found[validate(read_event(record.value), Rules()).event_id] += 1
    return found


async def agree(fleet: Fleet, postgres: Postgres, tables: dict[int, dict[str, bytes]]) -> None:
    wanted = await copies(fleet)
    rows = await postgres.rows("SELECT event_id, duplicates FROM events_log")
    assert {row["event_id"]: row["duplicates"] + 1 for row in rows} == dict(wanted)
    assert any(row["duplicates"] for row in rows)

    truth = await fleet.oracle()
    students = await postgres.rows(
        "SELECT student_id, latest_scores, overall_mastery, last_updated FROM students_progress"
    )
    assert len(students) == len(truth.students)
    for row in students:
        public = json.loads(truth.values[f"student:{row['student_id']}:mastery:latest"])
        assert json.loads(row["latest_scores"]) == public["latest_scores"]
        assert float(row["overall_mastery"]) == public["overall_mastery"]
        assert row["last_updated"].isoformat(timespec="milliseconds").replace("+00:00", "Z") == public["last_updated"]

    raw: dict[int, dict[str, bytes]] = {}
    for row in await postgres.rows("SELECT partition, key, value FROM changelog_copy"):
        raw.setdefault(row["partition"], {})[row["key"].decode()] = row["value"]
    assert raw == tables, "the copy is the table, byte for byte"

    failed = await postgres.rows("SELECT origin, error_type FROM dead_letters")
    letters = [letter for one in truth.ledger.values() for letter in [one.dead_letters]]
    assert len(failed) == sum(letters) > 0


async def test_everything_is_in_postgres_once_and_stays_so_when_it_is_read_again(
    fleet: Fleet, postgres: Postgres
) -> None:
    tables = await folded(fleet)
    await Archive(settings(fleet, postgres)).run_until_level()
    await agree(fleet, postgres, tables)

    # Level already: nothing is written a second time.
    again = Archive(settings(fleet, postgres))
    await again.run_until_level()
    assert [one.applied for one in again.stats().values()] == [0, 0, 0]

    # The positions alone are lost: the same records make the same rows; only duplicates are counted once more.
    await postgres.rows("DELETE FROM projection_positions")
    await Archive(settings(fleet, postgres)).run_until_level()
    await postgres.rows("UPDATE events_log SET duplicates = duplicates / 2")
    await agree(fleet, postgres, tables)


async def test_the_columns_and_indexes_are_the_specs(fleet: Fleet, postgres: Postgres) -> None:
    await migrate(postgres.dsn)
    await migrate(postgres.dsn)  # nothing to do
    columns = {
        (row["table_name"], row["column_name"]): row["data_type"]
        for row in await postgres.rows("SELECT table_name, column_name, data_type FROM information_schema.columns")
    }
    for table, names in {
        "students_progress": "student_id latest_scores overall_mastery last_updated created_at updated_at",
        "events_log": "event_id event_type student_id component scores mastery processed_at",
    }.items():
        assert all((table, name) in columns for name in names.split()), table
    assert columns["events_log", "scores"] == columns["students_progress", "latest_scores"] == "jsonb"
    indexes = {row["indexname"] for row in await postgres.rows("SELECT indexname FROM pg_indexes")}
    assert {
        *("idx_student_mastery", "idx_student_updated", "idx_student_covering"),
        *("idx_events_student", "idx_events_type", "idx_events_component"),
        *("idx_events_type_component", "idx_events_processed"),
    } <= indexes


async def test_killed_in_the_middle_on_both_sides_nothing_is_lost_or_doubled(
    fleet: Fleet, postgres: Postgres, tmp_path: Path
) -> None:
    tables = await folded(fleet)
    environment = {
        "FLEET_APP_ID": fleet.app_id,
        "FLEET_KAFKA_BROKERS": fleet.brokers,
        "FLEET_POSTGRES_DSN": postgres.dsn,
        "FLEET_DATA_DIR": str(tmp_path / "data"),
    }
    chance = random.Random(7)
    await migrate(postgres.dsn)
    written = 0
    for kill in range(3):
        with (tmp_path / "archive.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: ASYNC220 - it starts within a moment
                [sys.executable, "-m", "fleet", "archive"], env=environment, stdout=log, stderr=log
            )
        try:

            async def more(before: int = written) -> int | None:
                found: int = (await postgres.rows("SELECT count(*) AS number FROM events_log"))[0]["number"]
                return found if found > before or found == len(await copies(fleet)) else None

            written = await until("it writes", more)
            if kill == 1:
                await postgres.break_connections()
            await asyncio.sleep(chance.random() / 10)
        finally:
            process.kill()
            process.wait()
        await postgres.rows("UPDATE projection_positions SET next_offset = next_offset")  # no lock is left behind
    await Archive(settings(fleet, postgres)).run_until_level()
    await agree(fleet, postgres, tables)


async def test_connections_that_break_again_and_again_are_only_a_delay(fleet: Fleet, postgres: Postgres) -> None:
    tables = await folded(fleet)
    archive = Archive(settings(fleet, postgres))
    running = asyncio.create_task(archive.run_until_level())
    broken = 0
    while not running.done() and broken < 5:
        broken += await postgres.break_connections()
        await asyncio.sleep(0.05)
    await running
    assert broken
    await agree(fleet, postgres, tables)


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("postgresql://postgres@127.0.0.1:{port}/nowhere", "create the database"),
        ("postgresql://postgres@127.0.0.1:1/postgres", "refused|failed"),
    ],
)
async def test_a_database_that_cannot_be_used_is_waited_for_and_the_message_says_what_to_do(
    fleet: Fleet, dsn: str, said: str
) -> None:
    port = fleet.stack.addresses.postgres.rpartition(":")[2].partition("/")[0]
    with pytest.raises(TargetAwayError, match=said):
        await migrate(dsn.format(port=port))


async def test_a_database_of_a_newer_fleet_is_refused(fleet: Fleet, postgres: Postgres) -> None:
    await migrate(postgres.dsn)
    await postgres.rows("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationError, match="newer"):
        await migrate(postgres.dsn)
