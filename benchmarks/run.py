"""Throughput: this fleet's worker and its peers on the same events, by turns, in one run.

Prints events/s, CPU seconds per 100,000 events and peak memory as min / median / max, and ratios round by round. Writes
`benchmarks/results.md`. All read the same topic of a local stack of their own; each run has a new group and an empty
table.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.contenders import CONTENDERS, OURS, ROOT, Contender, Figures, Run, UnavailableError
from fleet.settings import Settings
from fleet.simulate import Shares, Simulation, produce, progress_encoder
from fleet.stack.local import LocalStack
from fleet.topic_admin import ensure_topics
from schemas.topics import LEARNING_EVENTS, PARTITIONS

Results = dict[str, list[Figures]]

COMPARED = (
    (OURS, "idiomatic Faust"),
    (OURS, "Kafka Streams"),
    (OURS, "Kafka Streams, exactly once"),
    (OURS, "Quix Streams"),
    (OURS, "ceiling"),
    ("this fleet, 2 workers", "Kafka Streams, 2 threads"),
)


def spread(values: Sequence[float], digits: int = 0) -> str:
    return " / ".join(f"{one:,.{digits}f}" for one in (min(values), statistics.median(values), max(values)))


def table(results: Results) -> str:
    """What each gave."""
    lines = [
        "| | events/s, min / median / max | CPU s per 100,000 | peak MB |",
        "| --- | --- | --- | --- |",
    ]
    for name, runs in results.items():
        cpu = [one.cpu_s / one.records * 100_000 for one in runs]
        lines.append(
            f"| {name} | {spread([one.events_per_s for one in runs])} | {spread(cpu, 1)} "
            f"| {spread([one.peak_mb for one in runs])} |"
        )
    return "\n".join(lines)


def ratios(results: Results) -> str:
    """Of those that were measured: throughput and CPU per event, round by round."""
    lines = ["| | events/s, min / median / max | CPU per event |", "| --- | --- | --- |"]
    for one, other in COMPARED:
        if results.get(one) and results.get(other):
            pairs = list(zip(results[one], results[other], strict=True))
            speed = [a.events_per_s / b.events_per_s for a, b in pairs]
            cpu = [(a.cpu_s / a.records) / (b.cpu_s / b.records) for a, b in pairs]
            lines.append(f"| {one} / {other} | **{spread(speed, 2)}** | {spread(cpu, 2)} |")
    return "\n".join(lines)


async def prepare(stack: LocalStack, events: int, students: int) -> None:
    brokers = stack.addresses.kafka
    await ensure_topics(brokers, Settings(app_id="bench", kafka_brokers=brokers))
    simulation = Simulation(
        students=students, seed=7, encode=progress_encoder(), shares=Shares(duplicates=0.02, late=0.02, poison=0.001)
    )
    started = time.monotonic()
    await produce(simulation.history(events, now_ms=int(time.time() * 1000)), brokers=brokers)
    print(f"{events:,} events of {students:,} students produced in {time.monotonic() - started:.0f} s", flush=True)


async def ends(brokers: str) -> dict[int, int]:
    """Records in each partition of the source topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=brokers)
    await consumer.start()
    try:
        found = await consumer.end_offsets([TopicPartition(LEARNING_EVENTS.name, one) for one in range(PARTITIONS)])
    finally:
        await consumer.stop()
    return {tp.partition: end for tp, end in found.items()}


async def compete(contenders: Sequence[Contender], events: int, students: int, rounds: int) -> Results:
    """Let each run once a round."""
    results: Results = {one.title: [] for one in contenders}
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        async with LocalStack(Path(folder) / "stack") as stack:
            await prepare(stack, events, students)
            brokers = stack.addresses.kafka
            full = await ends(brokers)
            for number in range(rounds):
                for place, one in enumerate(contenders):
                    name = f"bench-{place}-{number}"
                    figures = await one.run(Run(brokers, stack.addresses.redis, full, Path(folder), name))
                    results[one.title].append(figures)
                    print(
                        f"round {number + 1} of {rounds}, {one.title}: {figures.events_per_s:,.0f} events/s", flush=True
                    )
    return results


def available(wanted: Sequence[str]) -> tuple[list[Contender], list[str]]:
    """Those whose title is among `wanted` (all if it is empty) and that can run here, and why others cannot."""
    ready, missing = [], []
    for one in CONTENDERS:
        if not wanted or one.title in wanted:
            try:
                one.prepare()
            except UnavailableError as exc:
                missing.append(f"{one.title} was not measured: {exc}.")
                print(missing[-1], flush=True)
            else:
                ready.append(one)
    return ready, missing


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--students", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="these alone, by their names; nothing is written then")
    options = parser.parse_args()
    contenders, missing = await asyncio.to_thread(available, options.only)
    results = await compete(contenders, options.events, options.students, options.rounds)
    roles = "\n".join(f"- **{one.title}**: {one.does}" for one in contenders)
    command = f"make bench BENCH='--events {options.events} --students {options.students} --rounds {options.rounds}'"
    setting = (
        f"{options.events:,} events of {options.students:,} students, {options.rounds} rounds by turns, "
        f"{os.cpu_count()} cores. Peers have less to do: no deduplication beyond the last key, no days, no mirror. "
        "Idiomatic Faust stops after 30,000 events."
    )
    report = "\n\n".join(
        [
            setting,
            table(results),
            "Round by round:",
            ratios(results),
            roles,
            *missing,
        ]
    )
    print("\n" + report)
    if not options.only:
        (ROOT / "benchmarks" / "results.md").write_text(f"# Results\n\n`{command}`\n\n{report}\n")


if __name__ == "__main__":
    asyncio.run(main())
