"""Isolation: what 10,000 slow requests that wait on one topic do to the latency of progress."""

import argparse
import asyncio
import sys
from pathlib import Path

from aiokafka import AIOKafkaProducer

from benchmarks.feed import feeding
from benchmarks.latency import HEAD, PAUSE_S, STUDENTS, WARM_S, probe, row
from benchmarks.report import Section, quantile, say, table
from benchmarks.slow_agent import REQUEST_S
from benchmarks.stage import Stage, stage
from benchmarks.workers import Worker, until, workers
from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.requests import DebugRequest
from schemas.topics import DEBUG_REQUESTS, PARTITIONS

__all__ = ["measure"]

REQUESTS = 10_000
RATE = 1_000  # events/s
SECONDS = 30.0


async def ask(here: Stage) -> None:
    """Put the requests on their topic, as many of each partition."""
    codec = Codec(FileRegistry.load())
    homes = {partition_for(student.encode(), PARTITIONS): student for student in map(str, range(1000))}
    raw = {
        home: codec.encode(
            DEBUG_REQUESTS.subject, DebugRequest(student_id=student, query="Why?", code="print(1)").to_avro()
        )
        for home, student in homes.items()
    }
    producer = AIOKafkaProducer(bootstrap_servers=here.brokers, enable_idempotence=True)
    await producer.start()
    waiting = [
        await producer.send(DEBUG_REQUESTS.name, raw[home], homes[home].encode(), home)
        for home in (number % PARTITIONS for number in range(REQUESTS))
    ]
    await asyncio.gather(*waiting)
    await producer.stop()


async def latency(worker: Worker, seconds: float, name: str, seed: int) -> list[float]:
    """Probes beside a steady load."""
    async with feeding(worker.here, RATE, seconds + WARM_S + 1, STUDENTS, seed=seed):
        await asyncio.sleep(WARM_S)
        return await probe(worker, seconds, name)


async def measure(seconds: float = SECONDS) -> Section:
    """Quiet, with the requests waiting."""
    async with stage() as here:
        answered = here.folder / "answered"
        program = ("-m", "benchmarks.slow_agent", "worker")
        said = str(answered)
        async with workers(
            here, "bench-isolation", program=program, BENCH_ANSWERED=said, FLEET_AGENT_CONCURRENCY="1"
        ) as (worker,):
            say(f"latency at {RATE:,} events/s with no request, for {seconds:.0f} s")
            quiet = await latency(worker, seconds, "quiet", 21)
            await ask(here)
            await until("the slow agent answers", lambda: _answers(worker, answered))
            before = count(answered)
            say(f"the same with {REQUESTS:,} requests waiting")
            busy = await latency(worker, seconds, "busy", 22)
            after = count(answered)
            worker.check()
    if not before < after < REQUESTS:
        sys.exit(f"error: {after:,} of {REQUESTS:,} requests were answered while it was measured ({before:,} before)")
    rows = [row("no request", quiet), row(f"{REQUESTS:,} requests waiting", busy)]
    ratio = quantile(busy, 0.99) / quantile(quiet, 0.99)
    text = (
        f"One worker at {RATE:,} events/s, with an agent on `{DEBUG_REQUESTS.name}` that takes "
        f"{REQUEST_S * 1000:.0f} ms for a request; {after - before:,} were answered in the second measurement, the "
        f"rest waited. As in Latency, a probe every {PAUSE_S * 1000:.0f} ms or more.\n\n{table(HEAD, rows)}\n\n"
        f"p99: {ratio:.2f} times."
    )
    return Section("Isolation", "python -m benchmarks.isolation", text)


def count(answered: Path) -> int:
    """Requests answered so far."""
    return answered.stat().st_size if answered.exists() else 0


async def _answers(worker: Worker, answered: Path) -> bool:
    worker.check()
    return count(answered) > 0


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    say((await measure(parser.parse_args().seconds)).text)


if __name__ == "__main__":
    asyncio.run(main())
