"""Latency: from just before an event is sent to Kafka until `GET /progress/{student}` shows it, under a steady load.

One probe at a time, each about a new student, beside the events of 10,000 others; it asks every 5 ms.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence

import aiohttp
from aiokafka import AIOKafkaProducer

from benchmarks.feed import feeding
from benchmarks.report import Section, quantile, say, table
from benchmarks.stage import stage
from benchmarks.workers import Worker, workers
from fleet.simulate import progress_encoder
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS

__all__ = ["measure", "probe", "row"]

DESCRIPTION = (
    "From just before an event is sent to Kafka until `GET /progress/{student}` shows it: one probe at a time, each "
    "about a new student, asking every 5 ms, beside a steady load of 10,000 others."
)
RATES = (1_000, 10_000)  # events/s
SECONDS = 30.0  # with a probe every 50 ms or more: some 500
STUDENTS = 10_000
WARM_S = 3.0  # the first seconds fill caches
POLL_S = 0.005
PAUSE_S = 0.05
PROBE_S = 30.0  # for one probe: then something is broken
HEAD = ("", "p50 ms", "p99 ms", "max ms", "probes")


async def probe(worker: Worker, seconds: float, name: str) -> list[float]:
    """Send probes for a while; the milliseconds that each took."""
    encode = progress_encoder()
    producer = AIOKafkaProducer(bootstrap_servers=worker.here.brokers, enable_idempotence=True)
    await producer.start()
    found: list[float] = []
    try:
        async with aiohttp.ClientSession() as session:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                student = f"{name}-{len(found)}"
                value = encode(_event(student))
                key = student.encode()
                began = time.monotonic()
                await producer.send(LEARNING_EVENTS.name, value, key, partition_for(key, PARTITIONS))
                await _visible(session, worker, student)
                found.append((time.monotonic() - began) * 1000)
                await asyncio.sleep(PAUSE_S)
    finally:
        await producer.stop()
    return found


async def _visible(session: aiohttp.ClientSession, worker: Worker, student: str) -> None:
    began = time.monotonic()
    while True:
        try:
            async with session.get(f"{worker.url}/progress/{student}") as response:
                await response.read()
                if response.ok:
                    return
        except aiohttp.ClientError:
            worker.check()
        if time.monotonic() - began > PROBE_S:
            sys.exit(f"error: a probe was not visible within {PROBE_S:.0f} s")
        await asyncio.sleep(POLL_S)


def _event(student: str) -> dict[str, object]:
    scores = {"completion": 0.5, "quiz": 0.5, "quality": 0.5, "consistency": 0.5}
    return {
        "event_id": student,
        "event_type": "student.progress.update",
        "timestamp": int(time.time() * 1000),
        "version": "1.0",
        "student_id": student,
        "component": "basics",
        "scores": scores,
        "mastery": 0.5,
        "idempotency_key": student,
    }


def row(name: str, times: Sequence[float]) -> list[str]:
    """A line of the table."""
    numbers = (quantile(times, 0.5), quantile(times, 0.99), max(times))
    return [name, *(f"{one:.0f}" for one in numbers), str(len(times))]


async def measure(seconds: float = SECONDS, rates: Sequence[int] = RATES) -> Section:
    """At each rate."""
    rows, notes = [], []
    async with stage() as here, workers(here, "bench-latency") as (worker,):
        for number, rate in enumerate(rates):
            say(f"latency at {rate:,} events/s, for {seconds:.0f} s")
            fed_s = seconds + WARM_S + 1
            async with feeding(here, rate, fed_s, STUDENTS, seed=11 + number) as feeder:
                await asyncio.sleep(WARM_S)
                cpu, began = worker.cpu_s(), time.monotonic()
                times = await probe(worker, seconds, f"probe-{number}")
                share = (worker.cpu_s() - cpu) / (time.monotonic() - began)
                rows.append([*row(f"{rate:,} events/s", times), f"{share:.0%}"])
                assert feeder.stdout is not None
                fed = json.loads(await asyncio.to_thread(feeder.stdout.readline))
            notes.append(f"{rate:,} events/s: {fed['sent'] / fed['seconds']:,.0f} were sent")
            worker.check()
    text = f"{DESCRIPTION}\n\n{table([*HEAD, 'worker, of one core'], rows)}\n\n{'; '.join(notes)}."
    return Section("Latency", "python -m benchmarks.latency", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    say((await measure(parser.parse_args().seconds)).text)


if __name__ == "__main__":
    asyncio.run(main())
