"""`make bench`: this fleet's worker and an idiomatic Faust worker on the same events, by turns, in one run.

Prints events/s, CPU seconds per 100,000 events and peak memory as min / median / max, and the ratio. Writes
`benchmarks/results.md`. Both read the same topic of a local stack of their own; each run has a new group and an empty
table.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fleet.settings import Settings
from fleet.simulate import Shares, Simulation, produce, progress_encoder
from fleet.stack.local import LocalStack
from fleet.stack.ports import choose_port
from fleet.topic_admin import ensure_topics

ROOT = Path(__file__).parents[1]
RUN_SECONDS = 600.0  # an idiomatic worker needs a minute for 100,000 events; ten are a fault


def measure(command: Sequence[str], environment: dict[str, str], log: Path) -> dict[str, Any]:
    """Run one worker to its end; its line of figures."""
    with log.open("ab") as errors:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            timeout=RUN_SECONDS,
            check=False,
        )
    lines = [line for line in done.stdout.decode().splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        sys.exit(f"error: {command[1]} ended with {done.returncode}: {log.read_text()[-800:]}")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def spread(values: Sequence[float], digits: int = 0) -> str:
    return " / ".join(f"{one:,.{digits}f}" for one in (min(values), statistics.median(values), max(values)))


def table(results: dict[str, list[dict[str, Any]]]) -> str:
    lines = [
        "| worker | events/s, min / median / max | CPU s per 100,000 | peak MB |",
        "| --- | --- | --- | --- |",
    ]
    for name, runs in results.items():
        cpu = [one["cpu_s"] / one["records"] * 100_000 for one in runs]
        lines.append(
            f"| {name} | {spread([one['events_per_s'] for one in runs])} | {spread(cpu, 1)} "
            f"| {spread([one['peak_mb'] for one in runs])} |"
        )
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


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--students", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    results: dict[str, list[dict[str, Any]]] = {"this fleet": [], "idiomatic Faust": []}
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        async with LocalStack(Path(folder) / "stack") as stack:
            await prepare(stack, options.events, options.students)
            for number in range(options.rounds):
                for name, runs in results.items():
                    runs.append(await one_run(name, number, stack, options.events, Path(folder)))
                    print(f"round {number + 1}, {name}: {runs[-1]['events_per_s']:,.0f} events/s", flush=True)
    ratios = [
        ours["events_per_s"] / theirs["events_per_s"]
        for ours, theirs in zip(results["this fleet"], results["idiomatic Faust"], strict=True)
    ]
    report = (
        f"{options.events:,} events of {options.students:,} students, {options.rounds} rounds by turns, "
        f"{os.cpu_count()} cores.\n\n{table(results)}\n\n"
        f"This fleet / idiomatic Faust, round by round, min / median / max: **{spread(ratios, 1)}**\n"
    )
    print("\n" + report)
    command = f"make bench BENCH='--events {options.events} --students {options.students} --rounds {options.rounds}'"
    (ROOT / "benchmarks" / "results.md").write_text(f"# Results\n\n`{command}`\n\n{report}")


async def one_run(name: str, number: int, stack: LocalStack, events: int, folder: Path) -> dict[str, Any]:
    app = f"bench-{'fleet' if name == 'this fleet' else 'faust'}-{number}"
    brokers = stack.addresses.kafka
    environment = {
        "FLEET_KAFKA_BROKERS": brokers,
        "FLEET_REDIS_URL": stack.addresses.redis,
        "FLEET_APP_ID": app,
        "FLEET_DATA_DIR": str(folder / app),
        "FLEET_WEB_PORT": str(choose_port(None, "the worker")),
        "FLEET_REDIS_KEY_PREFIX": f"{app}||",
        "BENCH_RECORDS": str(events),
        "BENCH_APP": app,
        "BENCH_DATA": str(folder / app),
    }
    if name == "this fleet":
        await ensure_topics(brokers, Settings(app_id=app, kafka_brokers=brokers))
        command = ["-m", "benchmarks.fleet_worker", str(events)]
    else:
        command = ["-m", "benchmarks.idiomatic_faust", "worker", "--loglevel", "warn", "--without-web"]
    return await asyncio.to_thread(measure, command, environment, folder / f"{app}.log")


if __name__ == "__main__":
    asyncio.run(main())
