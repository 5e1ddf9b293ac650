"""Reads over HTTP: hot (current mastery), warm (days of the table), cold (days and events of the audit trail).

The table is made by the fleet from one event of each student. Rows of the audit trail are made by SQL, as years of
events would take hours to be folded: their `origin` begins with `made:`.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.growth import COMPONENTS, everybody, load
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers
from fleet.web_client import WebClient
from tables.projections.postgres.database import Database
from tables.projections.postgres.migrate import migrate

__all__ = ["measure"]

STUDENTS = 100_000
ROWS = 1_000_000
PROBES = 2_000
CLIENTS = 4
PAUSE_S = 0.02  # of a client between two reads: without one it would be the time in a queue that is measured
APP = "bench-reads"
AT_ONCE = 500_000  # rows of one statement
OLDEST_DAYS = 400
HEAD = ("read", "p50 ms", "p99 ms", "max ms", "bound of p99, ms")

_MADE = f"""
INSERT INTO events_log (event_id, event_type, student_id, component, scores, mastery, occurred_at, appended_at,
    processed_at, idempotency_key, origin)
SELECT 'made-' || n, 'student.progress.update', 'stu-' || lpad((n % $3)::text, 7, '0'),
    ($4::varchar[])[1 + (n / $3) % cardinality($4::varchar[])],
    jsonb_build_object('completion', 0.5, 'quiz', 0.6, 'quality', 0.7, 'consistency', 0.8), 0.6,
    date_trunc('milliseconds', now()) - interval '40 days' - (n % {OLDEST_DAYS - 40}) * interval '1 day', now(), now(),
    'made-' || n, 'made:0:' || n
FROM generate_series($1::bigint, $2::bigint) AS n
"""


async def make_rows(dsn: str, rows: int, students: int) -> float:
    """Fill the audit trail; the seconds that it took."""
    await migrate(dsn)
    database = Database(dsn, answer_s=3600.0)
    began = time.monotonic()
    for begin in range(0, rows, AT_ONCE):
        async with database.transaction() as connection:
            last = min(rows, begin + AT_ONCE) - 1
            await connection.execute(_MADE, begin, last, students, list(COMPONENTS))
        say(f"  {last + 1:,} of {rows:,} rows made")
    async with database.statement() as connection:
        await connection.execute("VACUUM ANALYZE events_log")
    await database.close()
    return time.monotonic() - began


@dataclass(frozen=True)
class Kind:
    """One kind of read: its name, the bound of its p99 in ms, the rest of its path, its parameters."""

    name: str
    bound: float
    path: tuple[str, ...] = ()
    query: Mapping[str, str | int | None] = field(default_factory=dict)


KINDS = (
    Kind("hot: current mastery", 10.0),
    Kind("warm: 30 days", 50.0, ("history",)),
    Kind("warm: which events made it", 50.0, ("explain",)),
    Kind("cold: 400 days, beyond the table", 250.0, ("history",), {"days": OLDEST_DAYS}),
    Kind("cold: every event of a component", 250.0, ("explain",), {"component": COMPONENTS[0]}),
)


async def times(worker: Worker, probes: int, kind: Kind, students: int) -> list[float]:
    """Milliseconds of each read, by several clients at a time, of students drawn at random."""
    chance = random.Random(11)
    wanted = [f"stu-{chance.randrange(students):07d}" for _ in range(probes)]
    found: list[float] = []

    async def client() -> None:
        async with WebClient(worker.url) as one:
            while wanted:
                student = wanted.pop()
                began = time.perf_counter()
                answer = await one.get("progress", student, *kind.path, **kind.query)
                found.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(PAUSE_S)
                if "note" in answer:
                    sys.exit(f"error: {kind.name}: {answer['note']}")

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return found


async def measure(students: int = STUDENTS, rows: int = ROWS, probes: int = PROBES) -> Section:
    """A table, an audit trail, and reads of both."""
    async with stage() as here:
        dsn = here.stack.addresses.postgres
        seconds = await make_rows(dsn, rows, students)
        read = sum((await load(here, everybody(students, int(time.time() * 1000)), f"{students:,} students")).values())
        async with workers(here, APP, FLEET_POSTGRES_DSN=dsn) as (worker,):
            await worker.folded(read)
            await worker.mirrored()  # the copy of so many new students, which keeps a worker busy, is another benchmark
            lines = [await _line(worker, kind, probes, students) for kind in KINDS]
    text = (
        f"{students:,} students in the table, each with one event of today that the fleet has folded; {rows:,} rows in "
        f"`events_log`, 40 to {OLDEST_DAYS} days old, {rows // max(1, students)} of each student, made by SQL in "
        f"{seconds:.0f} s. {probes:,} reads of each kind of students drawn at random, {CLIENTS} clients at a time, "
        f"each with a pause of {PAUSE_S * 1000:.0f} ms between two reads; one worker.\n\n{table(HEAD, lines)}"
    )
    return Section("Reads over HTTP", "python -m benchmarks.reads", text)


async def _line(worker: Worker, kind: Kind, probes: int, students: int) -> list[str]:
    await times(worker, probes // 10, kind, students)  # connections, caches: as at any moment but the first
    found = await times(worker, probes, kind, students)
    numbers = (quantile(found, 0.5), quantile(found, 0.99), max(found))
    say(f"{kind.name}: p99 {numbers[1]:.1f} ms")
    return [kind.name, *(f"{one:.1f}" for one in numbers), f"{kind.bound:g}"]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--probes", type=int, default=PROBES)
    given = parser.parse_args()
    say((await measure(given.students, given.rows, given.probes)).text)


if __name__ == "__main__":
    asyncio.run(main())
