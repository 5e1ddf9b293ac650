"""A storm of failures: what records that fail, their dead letters and retries do to the latency of other students."""

import argparse
import asyncio
import sys
import time

from benchmarks.feed import feeding
from benchmarks.latency import HEAD, PAUSE_S, STUDENTS, WARM_S, probe, row
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers
from fleet.simulate import POISON_CODES

__all__ = ["measure"]

RATE = 1_000  # good events/s, in both measurements
POISON = 0.2  # of the storm's records: as many as a bad deployment sends that the breaker does not stop yet
RETRY_DELAY_S = "0.5"  # the five retries of what is transient fall within the measurement
SECONDS = 30.0
TRANSIENT = ("unknown_schema",)


async def latency(worker: Worker, seconds: float, name: str, seed: int, poison: float) -> tuple[list[float], float]:
    """Probes beside the good events and a share of poison; and how much of a core the worker took."""
    fed_s = seconds + WARM_S + 1
    async with feeding(worker.here, RATE / (1 - poison), fed_s, STUDENTS, seed=seed, poison=poison):
        await asyncio.sleep(WARM_S)
        cpu, began = worker.cpu_s(), time.monotonic()
        times = await probe(worker, seconds, name)
        return times, (worker.cpu_s() - cpu) / (time.monotonic() - began)


async def measure(seconds: float = SECONDS) -> Section:
    """Quiet, then in the storm."""
    async with stage() as here, workers(here, "bench-storm", FLEET_RETRY_DELAY=RETRY_DELAY_S) as (worker,):
        say(f"latency at {RATE:,} events/s without a failure, for {seconds:.0f} s")
        quiet, calm = await latency(worker, seconds, "quiet", 31, 0.0)
        say(f"the same with {RATE / (1 - POISON) * POISON:.0f} records/s that fail")
        storm, busy = await latency(worker, seconds, "storm", 32, POISON)
        worker.check()
        failed = (await worker.ledger()).dead_letters
    if failed < RATE * POISON * seconds / 2:
        sys.exit(f"error: {failed:,} dead letters are no storm")
    kinds = len(POISON_CODES)
    passing = sum(code in TRANSIENT for code in POISON_CODES.values())
    rows = [[*row("no failure", quiet), f"{calm:.0%}"], [*row("storm", storm), f"{busy:.0%}"]]
    ratio = quantile(storm, 0.99) / quantile(quiet, 0.99)
    text = (
        f"One worker at {RATE:,} good events/s; in the storm {POISON:.0%} of all records fail beside them: {kinds} "
        f"kinds of poison by turns, {passing} of them transient, so that it is tried five more times from "
        f"{RETRY_DELAY_S} s on. {failed:,} dead letters were written. As in Latency, a probe every "
        f"{PAUSE_S * 1000:.0f} ms or more.\n\n"
        f"{table([*HEAD, 'worker, of one core'], rows)}\n\np99: {ratio:.2f} times."
    )
    return Section("Storm of failures", "python -m benchmarks.storm", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    say((await measure(parser.parse_args().seconds)).text)


if __name__ == "__main__":
    asyncio.run(main())
