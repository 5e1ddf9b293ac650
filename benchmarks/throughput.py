"""Throughput: this fleet's worker and its peers on the same events, by turns, in one run.

All read the same topic of a local stack of their own; each run has a new group and an empty table. Those who do the
same work must come to the same outcomes and the same public values, or there are no figures.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.builds import UnavailableError
from benchmarks.contenders import CONTENDERS, OURS, SAME_WORK, Contender, ceiling
from benchmarks.processes import Figures, Outcome, Run
from benchmarks.report import Section, say, spread, table
from benchmarks.stage import fill, stage

__all__ = ["available", "measure"]

Results = dict[str, list[Figures]]

STUDENTS = 10_000
EVENTS = 200_000
ROUNDS = 3
COMPARED = (
    (OURS, "Kafka Streams"),
    (OURS, "Kafka Streams, exactly once"),
    (OURS, "Quix Streams"),
    (OURS, "idiomatic Faust"),
    (OURS, "ceiling"),
    ("this fleet, 2 workers", "Kafka Streams, 2 threads"),
    (OURS, "Kafka Streams, less work"),
    (OURS, "Quix Streams, less work"),
)


def available(contenders: Sequence[Contender]) -> tuple[list[Contender], list[str]]:
    """Those that can run here, and why others cannot."""
    ready, missing = [], []
    for one in contenders:
        try:
            one.prepare()
        except UnavailableError as exc:
            missing.append(f"{one.title} was not measured: {exc}.")
            say(missing[-1])
        else:
            ready.append(one)
    return ready, missing


async def compete(contenders: Sequence[Contender], events: int, students: int, rounds: int) -> Results:
    """Let each run once a round."""
    results: Results = {one.title: [] for one in contenders}
    async with stage() as here:
        full = await fill(here.brokers, events, students)
        expected = (await ceiling(Run(here.brokers, here.redis_url, full, here.folder, "bench-expected"))).outcome
        say(f"to come to: {expected}")
        for number in range(rounds):
            for place, one in enumerate(contenders):
                run = Run(here.brokers, here.redis_url, full, here.folder, f"bench-{place}-{number}")
                figures = await one.run(run)
                if not one.lean:
                    await check(one, figures, expected, run)
                results[one.title].append(figures)
                say(f"round {number + 1} of {rounds}, {one.title}: {figures.events_per_s:,.0f} events/s")
                shutil.rmtree(here.folder / run.name, ignore_errors=True)
    return results


async def check(one: Contender, figures: Figures, expected: Outcome | None, run: Run) -> None:
    """End everything if a contender came to something else: whatever it did, it was not the same work."""
    if figures.until is not None:  # it read a part of the topic: let the plain fold read that part too
        name = Path(run.name).with_suffix(".expected").name
        expected = (await ceiling(Run(run.brokers, run.redis_url, run.ends, run.folder, name), figures.until)).outcome
    if figures.outcome is None or figures.outcome != expected:
        sys.exit(f"error: {one.title} came to {json.dumps(figures.outcome)} instead of {json.dumps(expected)}")


def figures_table(results: Results) -> str:
    """What each gave."""
    rows = [
        [
            name,
            spread([one.events_per_s for one in runs]),
            spread([one.cpu_per_100k for one in runs], 1),
            spread([one.peak_mb for one in runs]),
        ]
        for name, runs in results.items()
    ]
    return table(["", "events/s, min / median / max", "CPU s per 100,000", "peak MB"], rows)


def ratios_table(results: Results) -> str:
    """Of those that were measured: throughput and CPU per event, round by round."""
    rows = []
    for one, other in COMPARED:
        if results.get(one) and results.get(other):
            pairs = list(zip(results[one], results[other], strict=True))
            speed = [a.events_per_s / b.events_per_s for a, b in pairs]
            cpu = [a.cpu_per_100k / b.cpu_per_100k for a, b in pairs]
            rows.append([f"{one} / {other}", f"**{spread(speed, 2)}**", spread(cpu, 2)])
    return table(["round by round", "events/s, min / median / max", "CPU per event"], rows)


async def measure(
    *,
    lean: bool,
    events: int = EVENTS,
    students: int = STUDENTS,
    rounds: int = ROUNDS,
    only: Sequence[str] = (),
) -> Section:
    """Run all contenders.

    Args:
        lean: those that do less as well.
        events: of the topic.
        students: who they are of.
        rounds: how often each runs.
        only: these alone, by their titles.
    """
    wanted = [one for one in CONTENDERS if (one.title in only if only else lean or not one.lean)]
    unknown = set(only) - {one.title for one in CONTENDERS}
    if unknown:
        sys.exit(f"error: no contender {min(unknown)!r}: one of {', '.join(one.title for one in CONTENDERS)}")
    contenders, missing = await asyncio.to_thread(available, wanted)
    results = await compete(contenders, events, students, rounds)
    setting = (
        f"{events:,} events of {students:,} students over 5 days (2 % duplicates, 2 % late, 0.1 % poison), {rounds} "
        f"rounds by turns, {os.cpu_count()} cores shared with broker and Redis. Measured is from the first record's "
        f"work to the last commit. {SAME_WORK}"
    )
    text = [
        setting,
        figures_table(results),
        ratios_table(results),
        "\n".join(f"- **{one.title}**: {one.does}" for one in contenders),
        *missing,
    ]
    command = f"python -m benchmarks.throughput --events {events} --students {students} --rounds {rounds}"
    return Section("Throughput", command + " --lean" * lean, "\n\n".join(text))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--lean", action="store_true", help="also the peers that do less")
    parser.add_argument("--only", nargs="*", default=[], help="these contenders alone, by their titles")
    given = parser.parse_args()
    section = await measure(
        lean=given.lean, events=given.events, students=given.students, rounds=given.rounds, only=given.only
    )
    say("\n" + section.text)


if __name__ == "__main__":
    asyncio.run(main())
