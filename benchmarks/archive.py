"""The archive: events and changelog records a second into PostgreSQL, from empty, with a fleet that has folded them."""

import argparse
import asyncio
import sys
import time

from benchmarks.report import Section, say, table
from benchmarks.stage import ends, fill, stage
from benchmarks.workers import workers
from fleet.settings import Settings
from fleet.supervise import settings_env
from schemas.topics import changelog
from tables.projections.postgres.reader import ArchiveReader

__all__ = ["fill_archive", "measure"]

EVENTS = 300_000
STUDENTS = 10_000
APP = "bench-archive"


async def measure(events: int = EVENTS, students: int = STUDENTS) -> Section:
    """Fold everything, then fill an empty database with one archive process."""
    async with stage() as here:
        read = sum((await fill(here.brokers, events, students)).values())
        async with workers(here, APP) as (worker,):
            await worker.folded(read)
        changes = sum((await ends(here.brokers, changelog(APP, "mastery").name)).values())
        settings = Settings(
            app_id=APP, kafka_brokers=here.brokers, postgres_dsn=here.stack.addresses.postgres, data_dir=here.folder
        )
        say("filling PostgreSQL")
        events_s = await fill_archive(settings)
        reader = ArchiveReader(settings.postgres_dsn or "")
        stored, duplicates = await reader.count_events()
        await reader.close()
    rows = [
        ["events", f"{read:,}", f"{read / events_s:,.0f}"],
        ["changelog records, beside them", f"{changes:,}", f"{changes / events_s:,.0f}"],
    ]
    text = (
        f"One archive process into an empty database, the migrations included, both topics at once: {events_s:.1f} s. "
        f"{stored:,} events were stored, {duplicates:,} duplicates counted.\n\n"
        f"{table(['', 'in Kafka', 'a second'], rows)}"
    )
    return Section("Archive in PostgreSQL", "python -m benchmarks.archive", text)


async def fill_archive(settings: Settings) -> float:
    """Run one archive process until it is level; the seconds that it took."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fleet", "archive", "--until-level", env=settings_env(settings)
    )
    if await process.wait() != 0:
        raise RuntimeError("the archive has failed: see what it said")
    return time.monotonic() - began


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--students", type=int, default=STUDENTS)
    given = parser.parse_args()
    say((await measure(given.events, given.students)).text)


if __name__ == "__main__":
    asyncio.run(main())
