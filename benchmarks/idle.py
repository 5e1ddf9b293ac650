"""The spec's own load: what one worker needs of a core at 1,000 events a minute, and with nothing to do."""

import argparse
import asyncio
import time

from benchmarks.feed import feeding
from benchmarks.report import Section, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers

__all__ = ["measure"]

PER_MINUTE = 1_000
STUDENTS = 10_000
SECONDS = 60.0
SETTLE_S = 5.0  # a worker that has just become ready still does things once


async def share(worker: Worker, seconds: float) -> float:
    """CPU seconds of the worker in a second."""
    cpu, began = worker.cpu_s(), time.monotonic()
    await asyncio.sleep(seconds)
    return (worker.cpu_s() - cpu) / (time.monotonic() - began)


async def measure(seconds: float = SECONDS) -> Section:
    """Idle, fed, and idle again with a table."""
    async with stage() as here, workers(here, "bench-idle") as (worker,):
        await asyncio.sleep(SETTLE_S)
        say(f"idle for {seconds:.0f} s")
        idle = await share(worker, seconds)
        say(f"{PER_MINUTE:,} events a minute for {seconds:.0f} s")
        async with feeding(here, PER_MINUTE / 60, seconds + 2 * SETTLE_S, STUDENTS):
            await asyncio.sleep(SETTLE_S)
            fed = await share(worker, seconds)
        records = await worker.records()
    rows = [["nothing to do", f"{idle:.1%}"], [f"{PER_MINUTE:,} events a minute, one by one", f"{fed:.1%}"]]
    text = (
        f"One worker with all its work, mirror included; CPU time of the process over {seconds:.0f} s each "
        f"({records:,} events were read).\n\n{table(['', 'of one core'], rows)}"
    )
    return Section("The spec's load", "python -m benchmarks.idle", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    say((await measure(parser.parse_args().seconds)).text)


if __name__ == "__main__":
    asyncio.run(main())
