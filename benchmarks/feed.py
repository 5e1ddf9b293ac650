"""Feeds events at a steady rate, from a process of its own: made beforehand, so that only sending costs.

Prints `ready`, waits for a line on stdin, sends, and prints one JSON line: how many, in how many seconds, and how late
the latest tick was.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator

from aiokafka import AIOKafkaProducer

from benchmarks.processes import ROOT, mortal
from benchmarks.stage import Stage
from fleet.simulate import Shares, Simulation, progress_encoder
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS

__all__ = ["feeding"]

TICK_S = 0.01  # at 1,000 events/s ten events: as even as a platform of many clients would be
DAYS = 1.0


async def feed(brokers: str, rate: float, seconds: float, students: int, *, seed: int, poison: float) -> None:
    events = int(rate * seconds)
    shares = Shares(poison=poison)
    simulation = Simulation(students=students, seed=seed, encode=progress_encoder(), shares=shares)
    made = [
        (record.key, record.value, partition_for(record.key, PARTITIONS))
        for record in simulation.history(events, now_ms=int(time.time() * 1000), days=DAYS)
    ]
    producer = AIOKafkaProducer(bootstrap_servers=brokers, enable_idempotence=True)
    await producer.start()
    try:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        began, sent, latest = time.monotonic(), 0, 0.0
        waiting = []
        while sent < events:
            due = min(events, int((time.monotonic() - began) * rate) + 1)
            by_partition: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
            for key, value, partition in made[sent:due]:
                by_partition[partition].append((key, value))
            for partition, records in by_partition.items():
                batch = producer.create_batch()
                for key, value in records:
                    batch.append(timestamp=None, key=key, value=value)
                waiting.append(await producer.send_batch(batch, LEARNING_EVENTS.name, partition=partition))
            latest = max(latest, time.monotonic() - began - sent / rate)
            sent = due
            await asyncio.sleep(TICK_S)
        await asyncio.gather(*waiting)
        took = time.monotonic() - began
        print(json.dumps({"sent": sent, "seconds": took, "late_s": latest}), flush=True)
    finally:
        await producer.stop()


@contextlib.asynccontextmanager
async def feeding(
    here: Stage, rate: float, seconds: float, students: int, *, seed: int = 11, poison: float = 0.0
) -> AsyncIterator["subprocess.Popen[str]"]:
    """Feed while the body runs; it begins when all is made, and ends with the body. `poison` is a share of the records.

    Read the figures by `process.stdout.readline()` if it may run to its end.
    """
    arguments = [here.brokers, str(rate), str(seconds), str(students), str(seed), str(poison)]
    process = subprocess.Popen(  # noqa: ASYNC220 - it is back at once
        mortal([sys.executable, "-m", "benchmarks.feed", *arguments]),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        if (await asyncio.to_thread(process.stdout.readline)).strip() != "ready":
            sys.exit("error: the feeder did not start")
        process.stdin.write("go\n")
        process.stdin.flush()
        yield process
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    _, given_brokers, *numbers = sys.argv
    given_rate, given_seconds, given_poison = float(numbers[0]), float(numbers[1]), float(numbers[4])
    given_students, given_seed = int(numbers[2]), int(numbers[3])
    asyncio.run(feed(given_brokers, given_rate, given_seconds, given_students, seed=given_seed, poison=given_poison))
