"""Histories and explanations over the real archive: along an index, and never in the way when PostgreSQL is away."""

import json
from typing import Any

import asyncpg
import pytest

from fleet.archive import Archive
from tables.projections.postgres.database import ReadPool
from tables.projections.postgres.migrate import migrate
from tables.projections.postgres.past import _EVENTS, PastReader
from tables.projections.projection import TargetAwayError
from tests.stack.support import Fleet, until
from tests.stack.test_archive import Postgres, postgres, settings

pytestmark = pytest.mark.stack

__all__ = ["postgres"]  # the fixture

_ROWS = """
INSERT INTO events_log (event_id, event_type, student_id, component, scores, mastery, occurred_at, appended_at,
    idempotency_key, origin)
SELECT 'e' || n, 'student.progress.update', 'stu-' || n % 500, 'c' || n % 7,
    '{"completion": 0.5, "quiz": 0.5, "quality": 0.5, "consistency": 0.5}', 0.5,
    date_trunc('milliseconds', now()) - n * interval '1 minute', now(), 'k' || n, 'learning.events:0:' || n
FROM generate_series(1, 50000) AS n
"""


async def test_reads_go_along_indexes(fleet: Fleet, postgres: Postgres) -> None:
    """On a table so large that PostgreSQL would otherwise read all of it."""
    await migrate(postgres.dsn)
    await postgres.rows(_ROWS)
    await postgres.rows("ANALYZE")
    for component, cursor in ((None, None), ("c1", None), (None, "e700")):
        literals = ("'stu-7'", f"'{component}'" if component else "NULL", "now()", "now()" if cursor else "NULL")
        query = _EVENTS.replace("$6", "100").replace("$5", f"'{cursor}'" if cursor else "NULL")
        for number, literal in enumerate(literals, 1):
            query = query.replace(f"${number}", literal)
        plan = "\n".join(row[0] for row in await postgres.rows(f"EXPLAIN {query}"))
        assert "Seq Scan on events_log" not in plan, plan
        assert "idx_events_student" in plan

    pool = ReadPool(postgres.dsn, connections=2, seconds=30.0)
    reader = PastReader(pool)
    today = (await postgres.rows("SELECT now()::date + 2 AS day"))[0]["day"]
    seen: list[str] = []
    after = None
    while (page := await reader.events("stu-7", None, today, 30, after)) and len(seen) < 200:
        seen += [one.event.event_id for one in page]
        after = page[-1].event[:2]
    assert seen == [f"e{n}" for n in range(7, 50_000, 500)]
    async with pool.statement() as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM events_log")
    await reader.close()


async def test_the_past_of_a_student_and_an_archive_that_goes_away_and_comes_back(
    fleet: Fleet, postgres: Postgres
) -> None:
    worker = fleet.worker(FLEET_POSTGRES_DSN=postgres.dsn)
    await worker.ready()
    await worker.read(await fleet.simulate(2000, students=20))
    # Not migrated yet: told, and nothing breaks.
    student = "stu-00003"
    status, history = await worker.get(f"/progress/{student}/history?days=400")
    assert status == 200
    assert "archive does not answer" in history["note"]
    assert "run the migrations" in (await worker.health())["archive_reads"]["last_error"]

    await Archive(settings(fleet, postgres)).run_until_level()
    component = min((await worker.get(f"/progress/{student}"))[1]["mastery"])
    path = f"/progress/{student}/explain?component={component}&limit=200"

    async def known() -> Any:
        told = (await worker.get(path))[1]
        return told if told["events"] is not None else None

    told = await until("the archive answers", known)
    rows = await postgres.rows(
        "SELECT event_id FROM events_log WHERE student_id = $1 AND component = $2", student, component
    )
    assert {one["event_id"] for one in told["events"]} == {row["event_id"] for row in rows}
    made = told["components"][component]["event"]["event_id"]
    assert next(one["event_id"] for one in told["events"] if one["outcome"] == "counts") == made
    assert "note" not in (await worker.get(f"/progress/{student}/history?days=400"))[1]

    name = postgres.dsn.rpartition("/")[2]
    await postgres.admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await postgres.break_connections()
    status, told = await worker.get(path)
    assert (status, told["events"]) == (200, None)
    assert (await worker.get(f"/progress/{student}"))[0] == 200
    health = await worker.health()
    assert (health["ready"], health["archive_reads"]["connected"]) == (True, False)
    await postgres.admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await until("the archive answers again", known)


async def test_a_read_takes_no_longer_than_it_may_and_a_rest_follows(fleet: Fleet, postgres: Postgres) -> None:
    del fleet
    now = 0.0
    pool = ReadPool(postgres.dsn, connections=1, seconds=0.3, clock=lambda: now)

    async def ask(query: str) -> Any:
        async with pool.statement() as connection:
            return await connection.fetchval(query)

    with pytest.raises(TargetAwayError):
        await ask("SELECT pg_sleep(60)")
    with pytest.raises(TargetAwayError):
        await ask("SELECT 1")  # not asked at all: it rests
    now = 10.0
    assert await ask("SELECT 1") == 1
    assert pool.state() == {"connected": True, "last_error": None}
    json.dumps(pool.state())
