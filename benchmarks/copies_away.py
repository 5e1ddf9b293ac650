"""Redis and PostgreSQL killed in mid-write and away for a minute: does the fleet slow down, do the copies catch up?"""

import argparse
import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator

from benchmarks.feed import feeding
from benchmarks.latency import HEAD, PAUSE_S, STUDENTS, WARM_S, probe, row
from benchmarks.processes import ROOT, mortal
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import Stage, stage
from benchmarks.workers import Worker, until, workers
from fleet.settings import Settings
from fleet.supervise import settings_env
from fleet.verify_apart import verify_apart
from tables.projections.postgres.reader import ArchiveReader
from tables.projections.projection import TargetAwayError

__all__ = ["measure"]

RATE = 5_000  # events/s
AWAY_S = 60.0
APP = "bench-copies"


@contextlib.asynccontextmanager
async def archiving(settings: Settings) -> AsyncIterator[None]:
    """An archive process beside the worker."""
    command = mortal([sys.executable, "-m", "fleet", "archive"])
    process = subprocess.Popen(  # noqa: ASYNC220 - it is back at once
        command, cwd=ROOT, env=settings_env(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
        if process.poll() is not None:
            sys.exit(f"error: the archive ended with {process.returncode}")
    finally:
        process.kill()
        process.wait()


async def away(here: Stage, seconds: float) -> None:
    """Both servers are killed in the middle of what they write, and started again with the same data."""
    here.stack.redis.kill()
    here.stack.postgres.kill()
    await asyncio.sleep(seconds)
    await asyncio.gather(here.stack.redis.restart(), here.stack.postgres.restart())


async def level(worker: Worker, settings: Settings) -> tuple[float, float]:
    """Seconds until Redis and PostgreSQL hold all that there is."""
    began = time.monotonic()
    await worker.mirrored()
    redis_s = time.monotonic() - began

    async def archived() -> bool:
        reader = ArchiveReader(settings.postgres_dsn or "")
        try:
            stored, duplicates = await reader.count_events()
        except TargetAwayError:
            return False
        finally:
            await reader.close()
        ledger = await worker.ledger()
        return stored + duplicates >= ledger.applied + ledger.duplicates

    await until("the archive is level", archived, poll_s=0.5)
    return redis_s, time.monotonic() - began


async def measure(seconds: float = AWAY_S, rate: float = RATE) -> Section:
    """The same load twice: with both there, and with both away."""
    async with stage() as here:
        dsn = here.stack.addresses.postgres
        settings = Settings(
            app_id=APP,
            kafka_brokers=here.brokers,
            redis_url=here.redis_url,
            redis_key_prefix=f"{APP}||",
            postgres_dsn=dsn,
            data_dir=here.folder,
        )
        async with workers(here, APP, FLEET_POSTGRES_DSN=dsn) as (worker,), archiving(settings):
            say(f"latency at {rate:,.0f} events/s with both, for {seconds:.0f} s")
            async with feeding(here, rate, seconds + WARM_S + 1, STUDENTS, seed=41):
                await asyncio.sleep(WARM_S)
                quiet = await probe(worker, seconds, "quiet")
            await level(worker, settings)
            say("the same with both killed and away")
            async with feeding(here, rate, seconds + WARM_S + 1, STUDENTS, seed=42):
                await asyncio.sleep(WARM_S)
                gone = asyncio.create_task(away(here, seconds))
                busy = await probe(worker, seconds, "away")
                await gone
            worker.check()
            redis_s, postgres_s = await level(worker, settings)
            say(f"level again: Redis {redis_s:.1f} s, PostgreSQL {postgres_s:.1f} s; comparing")
            result = await verify_apart(settings, lambda *_: None, 30.0)
            if not result.ok:
                sys.exit("error: the copies do not agree with the table")
            reader = ArchiveReader(dsn)
            stored, duplicates = await reader.count_events()
            await reader.close()
    ratio = quantile(busy, 0.99) / quantile(quiet, 0.99)
    text = (
        f"One worker and one archive at {rate:,.0f} events/s. Redis and PostgreSQL are killed with -9 while they are "
        f"written, and started again after {seconds:.0f} s. As in Latency, a probe every {PAUSE_S * 1000:.0f} ms or "
        f"more.\n\n"
        f"{table(HEAD, [row('both there', quiet), row('both away', busy)])}\n\n"
        f"p99: {ratio:.2f} times. Redis was level {redis_s:.1f} s after its return, PostgreSQL {postgres_s:.1f} s. "
        f"`verify` then found no difference in {result.keys:,} keys; {stored:,} events in the audit trail, each once "
        f"by its id, with {duplicates:,} duplicates counted."
    )
    return Section("Copies away", "python -m benchmarks.copies_away", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=AWAY_S)
    parser.add_argument("--rate", type=float, default=RATE)
    given = parser.parse_args()
    say((await measure(given.seconds, given.rate)).text)


if __name__ == "__main__":
    asyncio.run(main())
