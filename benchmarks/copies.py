"""Copies of many students made from nothing: Redis by a worker's mirror, PostgreSQL by the archive; then `verify`."""

import argparse
import asyncio
import sys
import time

from benchmarks.archive import fill_archive
from benchmarks.growth import everybody, load
from benchmarks.report import Section, say, table
from benchmarks.stage import ends, stage
from benchmarks.workers import Worker, until, workers
from fleet.settings import Settings
from fleet.topic_admin import ensure_topics
from fleet.verify_apart import verify_apart
from schemas.topics import changelog

__all__ = ["measure"]

STUDENTS = 1_000_000
APP = "bench-copies"


async def measure(students: int = STUDENTS) -> Section:
    """Fold an event of each student without copies; then make each copy, and compare both with the table."""
    async with stage() as here:
        settings = Settings(
            app_id=APP,
            kafka_brokers=here.brokers,
            redis_url=here.redis_url,
            redis_key_prefix=f"{APP}||",
            postgres_dsn=here.stack.addresses.postgres,
            data_dir=here.folder,
        )
        await ensure_topics(here.brokers, settings)
        read = sum((await load(here, everybody(students, int(time.time() * 1000)), f"{students:,} students")).values())
        say("filling PostgreSQL with the events")
        events_s = await fill_archive(settings)
        async with workers(here, APP, FLEET_REDIS_MIRROR="false") as (worker,):
            say("folding them")
            await worker.folded(read)
            worker.stop()
        changes = sum((await ends(here.brokers, changelog(APP, "mastery").name)).values())
        say("filling PostgreSQL with the changelog")
        changes_s = await fill_archive(settings)
        say("filling Redis")
        async with workers(here, APP) as (worker,):
            keys, redis_s = await mirrored(worker)
        say("comparing")
        result = await verify_apart(settings, lambda *_: None, 30.0)
        if not result.ok:
            sys.exit("error: the copies do not agree with the table")
    rows = [
        ["Redis: keys, by the mirror of a worker", f"{keys:,}", f"{redis_s:.1f}", f"{keys / redis_s:,.0f}"],
        ["PostgreSQL: events, by the archive", f"{read:,}", f"{events_s:.1f}", f"{read / events_s:,.0f}"],
        ["PostgreSQL: changelog records", f"{changes:,}", f"{changes_s:.1f}", f"{changes / changes_s:,.0f}"],
        ["keys compared in both by `verify`", f"{result.keys:,}", f"{result.seconds:.1f}", ""],
    ]
    text = (
        f"{students:,} students with one event each. Each copy is made from nothing: PostgreSQL by an archive process, "
        "its start and the migrations included, with the events before anything is folded and with the changelog "
        "after it; Redis by a worker that restarts over its table, from the first key on. At the end `verify` compares "
        f"all with the table.\n\n{table(['', 'number', 'seconds', 'a second'], rows)}"
    )
    return Section("Copies from nothing", "python -m benchmarks.copies", text)


async def mirrored(worker: Worker) -> tuple[int, float]:
    """Keys that a mirror wrote until it was level, and the seconds from the first of them on."""
    first: list[tuple[float, int]] = []

    async def level() -> bool:
        mirror = (await worker.health()).get("mirror") or {}
        if not first and mirror.get("applied"):
            first.append((time.monotonic(), mirror["applied"]))
        return bool(first) and mirror["lag_records"] == 0

    await until("the mirror is level", level)
    began, before = first[0]
    return (await worker.health())["mirror"]["applied"] - before, time.monotonic() - began


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS)
    say((await measure(parser.parse_args().students)).text)


if __name__ == "__main__":
    asyncio.run(main())
