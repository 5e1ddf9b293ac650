"""How soon a student's program runs: an empty one at a steady rate, beside a fresh interpreter that does nothing."""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence

from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runner.program import Program
from benchmarks.report import Section, quantile, say, table

__all__ = ["measure"]

RATE = 20.0  # programs a second: the load at which answers with a run have to come in half a second
SECONDS = 20.0
FRESH = 40  # interpreters started one after the other

CALLS = Program("def f(n):\n    return n + 1\n", calls=[f"f({n})" for n in range(10)])


async def steady(runner: Runner, program: Program, rate: float, seconds: float) -> list[float]:
    """Seconds from asking to the result, of programs that are asked for at a steady rate, come what may."""

    async def one(at: float) -> float:
        await asyncio.sleep(at - time.monotonic())
        began = time.monotonic()
        run = await runner.run(program)
        if run.status != "ok":
            raise RuntimeError(f"the program ended as {run.status}: {run.stderr}")
        return time.monotonic() - began

    begin = time.monotonic() + 0.5
    return list(await asyncio.gather(*(one(begin + number / rate) for number in range(int(rate * seconds)))))


def fresh(times: int) -> list[float]:
    """Seconds of an interpreter that starts and ends."""
    found = []
    for _ in range(times):
        began = time.monotonic()
        subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)
        found.append(time.monotonic() - began)
    return found


def row(name: str, seconds: Sequence[float], base: float) -> list[str]:
    """One line of the table: milliseconds, and the median as a multiple of a fresh interpreter's."""
    p50, p95, p99 = (quantile(seconds, share) for share in (0.5, 0.95, 0.99))
    return [name, f"{1000 * p50:.1f}", f"{1000 * p95:.1f}", f"{1000 * p99:.1f}", f"{p50 / base:.2f}"]


async def measure(seconds: float = SECONDS, rate: float = RATE) -> Section:
    """All of it; the interpreters before and after the programs, because the machine may have more to do by then."""
    runner = Runner(RunnerConfig())
    await runner.start()
    if runner.unavailable is not None:
        raise RuntimeError(f"programs cannot be run here: {runner.unavailable}")
    try:
        alone = await asyncio.to_thread(fresh, FRESH // 2)
        say(f"empty programs at {rate:g}/s for {seconds:.0f} s")
        empty = await steady(runner, Program(""), rate, seconds)
        say(f"programs with 10 calls at {rate:g}/s for {seconds:.0f} s")
        calls = await steady(runner, CALLS, rate, seconds)
        alone += await asyncio.to_thread(fresh, FRESH // 2)
        layers = [name for name, reason in runner.layers.items() if reason is None]
    finally:
        await runner.stop()
    base = quantile(alone, 0.5)
    rows = [
        row("`python -I -c pass`, one after the other", alone, base),
        row(f"an empty program, {rate:g}/s", empty, base),
        row(f"a function and 10 calls of it, {rate:g}/s", calls, base),
    ]
    head = ["", "p50 ms", "p95 ms", "p99 ms", "median, as a multiple of a fresh interpreter"]
    text = f"From asking to the whole result, behind the layers {', '.join(layers)}.\n\n{table(head, rows)}"
    return Section("Students' programs", "python -m benchmarks.runner", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=float, default=RATE)
    given = parser.parse_args()
    say((await measure(given.seconds, given.rate)).text)


if __name__ == "__main__":
    asyncio.run(main())
