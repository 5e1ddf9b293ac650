"""A storm of failures: what records that fail, their dead letters and retries do to the latency of other students."""

import argparse
import asyncio
import sys
import time
from statistics import mean

from benchmarks.feed import feeding
from benchmarks.latency import HEAD, PAUSE_S, STUDENTS, WARM_S, probe, row
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers
from fleet.simulate import POISON_CODES

__all__ = ["measure"]

RATE = 1_000  # good events/s, in both measurements, unless it is said
POISON = 0.2  # of the storm's records: as many as a bad deployment sends that the breaker does not stop yet
RETRY_DELAY_S = "0.5"  # the five retries of what is transient fall within the measurement
SECONDS = 30.0
ROUNDS = 3  # of both by turns: one round has too few probes for a p99 that stands still
CALM_S = 20.0  # after a storm, until its last retries are through: 0.5, 1, 2, 4 and 8 s, with jitter
TRANSIENT = ("unknown_schema",)


async def latency(
    worker: Worker, seconds: float, name: str, *, rate: float, poison: float, seed: int
) -> tuple[list[float], float]:
    """Probes beside the good events and a share of poison; and how much of a core the worker took."""
    fed_s = seconds + WARM_S + 1
    async with feeding(worker.here, rate / (1 - poison), fed_s, STUDENTS, seed=seed, poison=poison):
        await asyncio.sleep(WARM_S)
        cpu, began = worker.cpu_s(), time.monotonic()
        times = await probe(worker, seconds, name)
        return times, (worker.cpu_s() - cpu) / (time.monotonic() - began)


async def measure(seconds: float = SECONDS, rounds: int = ROUNDS, rate: float = RATE) -> Section:
    """Quiet, then in the storm, several times."""
    quiet: list[float] = []
    storm: list[float] = []
    cores: tuple[list[float], list[float]] = ([], [])
    ratios: list[float] = []
    async with stage() as here, workers(here, "bench-storm", FLEET_RETRY_DELAY=RETRY_DELAY_S) as (worker,):
        for turn in range(rounds):
            say(f"latency at {rate:,.0f} events/s without a failure, for {seconds:.0f} s")
            one, core = await latency(worker, seconds, f"quiet{turn}", rate=rate, poison=0.0, seed=31 + 10 * turn)
            quiet += one
            cores[0].append(core)
            say(f"the same with {rate / (1 - POISON) * POISON:.0f} records/s that fail")
            other, core = await latency(worker, seconds, f"storm{turn}", rate=rate, poison=POISON, seed=32 + 10 * turn)
            storm += other
            cores[1].append(core)
            ratios.append(quantile(other, 0.99) / quantile(one, 0.99))
            worker.check()
            await asyncio.sleep(CALM_S)
        failed = (await worker.ledger()).dead_letters
    if failed < rounds * rate * POISON * seconds / 2:
        sys.exit(f"error: {failed:,} dead letters are no storm")
    kinds = len(POISON_CODES)
    passing = sum(code in TRANSIENT for code in POISON_CODES.values())
    rows = [[*row("no failure", quiet), f"{mean(cores[0]):.0%}"], [*row("storm", storm), f"{mean(cores[1]):.0%}"]]
    ratio = quantile(storm, 0.99) / quantile(quiet, 0.99)
    text = (
        f"One worker at {rate:,.0f} good events/s; in the storm {POISON:.0%} of all records fail beside them: {kinds} "
        f"kinds of poison by turns, {passing} of them transient, so that it is tried five more times from "
        f"{RETRY_DELAY_S} s on. {rounds} rounds of {seconds:.0f} s without and {seconds:.0f} s with failures; "
        f"{failed:,} dead letters were written. As in Latency, a probe every {PAUSE_S * 1000:.0f} ms or more.\n\n"
        f"{table([*HEAD, 'worker, of one core'], rows)}\n\np99 of all rounds: {ratio:.2f} times; of each: "
        f"{', '.join(f'{one:.2f}' for one in ratios)}."
    )
    return Section("Storm of failures", "python -m benchmarks.storm", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--rate", type=float, default=RATE, help="good events a second")
    given = parser.parse_args()
    say((await measure(given.seconds, given.rounds, given.rate)).text)


if __name__ == "__main__":
    asyncio.run(main())
