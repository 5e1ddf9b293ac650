"""Scaling: events/s and CPU seconds of one, two and three workers on the same events."""

import argparse
import asyncio
import os

from benchmarks.contenders import fleet
from benchmarks.processes import Figures, Run
from benchmarks.report import Section, say, spread, table
from benchmarks.stage import fill, stage

__all__ = ["measure"]

WORKERS = (1, 2, 3)
EVENTS, STUDENTS, ROUNDS = 300_000, 10_000, 3
HEAD = ("workers", "events/s, min / median / max", "CPU s per 100,000", "peak MB, all of them")


async def measure(events: int = EVENTS, rounds: int = ROUNDS) -> Section:
    """By turns."""
    found: dict[int, list[Figures]] = {count: [] for count in WORKERS}
    async with stage() as here:
        full = await fill(here.brokers, events, STUDENTS)
        for round_ in range(rounds):
            for count in WORKERS:
                name = f"bench-scaling-{count}-{round_}"
                figures = await fleet(Run(here.brokers, here.redis_url, full, here.folder, name), count)
                found[count].append(figures)
                say(f"round {round_ + 1} of {rounds}, {count} workers: {figures.events_per_s:,.0f} events/s")
    rows = [
        [
            str(count),
            spread([one.events_per_s for one in runs]),
            spread([one.cpu_per_100k for one in runs], 1),
            spread([one.peak_mb for one in runs]),
        ]
        for count, runs in found.items()
    ]
    text = (
        f"{events:,} events of {STUDENTS:,} students, {rounds} rounds by turns, {os.cpu_count()} cores shared with the "
        f"broker.\n\n{table(HEAD, rows)}"
    )
    return Section("Scaling", "python -m benchmarks.scaling", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    say((await measure(given.events, given.rounds)).text)


if __name__ == "__main__":
    asyncio.run(main())
