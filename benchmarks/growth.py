"""Growth: throughput and peak memory of one worker with ten thousand, a hundred thousand and a million students."""

import argparse
import asyncio
from collections.abc import Sequence

from benchmarks.contenders import fleet
from benchmarks.processes import Run
from benchmarks.report import Section, say, spread, table
from benchmarks.stage import fill, stage

__all__ = ["measure"]

STUDENTS = (10_000, 100_000, 1_000_000)
EVENTS = 1_000_000  # one for each of a million students
ROUNDS = 2
HEAD = ("students", "events/s, min / median / max", "of the first", "CPU s per 100,000", "peak MB", "public values")


async def measure(students: Sequence[int] = STUDENTS, events: int = EVENTS, rounds: int = ROUNDS) -> Section:
    """Each number of students on a stack of its own."""
    rows, first = [], 0.0
    for number in students:
        async with stage() as here:
            full = await fill(here.brokers, events, number)
            found = []
            for round_ in range(rounds):
                run = Run(here.brokers, here.redis_url, full, here.folder, f"bench-growth-{round_}")
                found.append(await fleet(run))
                say(f"{number:,} students, round {round_ + 1} of {rounds}: {found[-1].events_per_s:,.0f} events/s")
        best = max(one.events_per_s for one in found)
        first = first or best
        rows.append(
            [
                f"{number:,}",
                spread([one.events_per_s for one in found]),
                f"{best / first:.2f}",
                spread([one.cpu_per_100k for one in found], 1),
                spread([one.peak_mb for one in found]),
                f"{found[0].outcome['values']:,}" if found[0].outcome else "",
            ]
        )
    text = (
        f"One worker with all its work, {events:,} events over 5 days, {rounds} rounds each; compared are the best "
        f"rounds.\n\n{table(HEAD, rows)}"
    )
    return Section("Growth", "python -m benchmarks.growth", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=STUDENTS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    say((await measure(given.students, given.events, given.rounds)).text)


if __name__ == "__main__":
    asyncio.run(main())
