"""Growth: throughput and peak memory of one worker over a table of 10 thousand, 100 thousand and 1 million students.

The load is the same for all: students drawn at random from those in the table, as when all of them are at work. What
differs is the table. It is built first, by a worker of its own; then another one is measured,
which begins with what it finds on disk and an empty cache.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.contenders import fleet
from benchmarks.processes import Figures, Run
from benchmarks.report import Section, say, spread, table
from benchmarks.stage import Stage, ends, stage
from fleet.simulate import Encode, SimulatedRecord, produce, progress_encoder

__all__ = ["measure"]

STUDENTS = (10_000, 100_000, 1_000_000)
EVENTS = 300_000
ROUNDS = 2
HEAD = ("students", "events/s, min / median / max", "of the first", "CPU s per 100,000", "peak MB", "public values")
COMPONENTS = ("basics", "control-flow", "data-structures", "functions", "oop", "files", "errors", "libraries")
HOUR_MS = 3_600_000
MINUTE_MS = 60_000


def event(encode: Encode, student: int, number: int, *, component: str, at: int, score: float) -> SimulatedRecord:
    name = f"stu-{student:07d}"
    fields = {
        "event_id": f"{number:08d}-0000-4000-8000-000000000000",  # as long as a UUID
        "event_type": "student.progress.update",
        "timestamp": at,
        "version": "1.0",
        "student_id": name,
        "component": component,
        "scores": dict.fromkeys(("completion", "quiz", "quality", "consistency"), score),
        "mastery": score,
        "idempotency_key": f"key-{number:016d}",
    }
    return SimulatedRecord(name.encode(), encode(fields), "event")


def everybody(students: int, now_ms: int) -> Iterator[SimulatedRecord]:
    """One event of each student, an hour ago."""
    encode = progress_encoder()
    return (event(encode, one, one, component=COMPONENTS[0], at=now_ms - HOUR_MS, score=0.5) for one in range(students))


def anybody(students: int, events: int, now_ms: int) -> Iterator[SimulatedRecord]:
    """Events of students drawn at random, within the last minute."""
    encode, chance = progress_encoder(), random.Random(7)
    for number in range(students, students + events):
        yield event(
            encode,
            chance.randrange(students),
            number,
            component=chance.choice(COMPONENTS),
            at=now_ms - chance.randrange(MINUTE_MS),
            score=chance.randrange(10_001) / 10_000,
        )


async def load(here: Stage, records: Iterable[SimulatedRecord], what: str) -> dict[int, int]:
    started = time.monotonic()
    done = await produce(records, brokers=here.brokers)
    say(f"  {done.total:,} events of {what} produced in {time.monotonic() - started:.0f} s")
    return await ends(here.brokers)


async def one_round(students: int, events: int) -> Figures:
    """On a stack of its own."""
    async with stage() as here:
        now_ms = int(time.time() * 1000)
        built = await load(here, everybody(students, now_ms), f"{students:,} students")
        await fleet(Run(here.brokers, here.redis_url, built, here.folder, "bench-growth"))
        full = await load(here, anybody(students, events, now_ms), "any of them")
        return await fleet(Run(here.brokers, here.redis_url, full, here.folder, "bench-growth"))


async def measure(students: Sequence[int] = STUDENTS, events: int = EVENTS, rounds: int = ROUNDS) -> Section:
    """Each number of students in turn, several rounds."""
    found: dict[int, list[Figures]] = {number: [] for number in students}
    for round_ in range(rounds):
        for number in students:
            found[number].append(await one_round(number, events))
            rate = found[number][-1].events_per_s
            say(f"{number:,} students, round {round_ + 1} of {rounds}: {rate:,.0f} events/s")
    first = found[students[0]]
    rows = [
        [
            f"{number:,}",
            spread([one.events_per_s for one in runs]),
            spread([one.events_per_s / other.events_per_s for one, other in zip(runs, first, strict=True)], 2),
            spread([one.cpu_per_100k for one in runs], 1),
            spread([one.peak_mb for one in runs]),
            f"{runs[0].outcome['values']:,}" if runs[0].outcome else "",
        ]
        for number, runs in found.items()
    ]
    text = (
        f"One worker with all its work over a table that holds all students; {events:,} events of students drawn from "
        f"them at random, {rounds} rounds by turns, ratios round by round.\n\n{table(HEAD, rows)}"
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
