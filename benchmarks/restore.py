"""Restore, restart and take-over of a worker whose table has a million keys.

The changelog is written beforehand: winners with values padded to 200 bytes a record, and a checkpoint. Settings in the
environment hold for the workers, so that it can be tried with and without warm standbys.
"""

import argparse
import asyncio
import json
import re
import signal
import sys
import time
from collections.abc import Iterator

from benchmarks.feed import feeding
from benchmarks.report import Section, say, table
from benchmarks.stage import Stage, stage
from benchmarks.workers import Worker, until, workers
from fleet.settings import Settings
from fleet.standing import StandingReader
from fleet.topic_admin import ensure_topics
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS, PROGRESS_REQUESTS, changelog
from tables.checkpoint import Checkpoint, checkpoint_key
from tables.kafka.clients import ProducerLimits, transactional_producer
from tables.kafka.topic_ids import fetch_topic_ids
from tables.mastery import winner_key

__all__ = ["measure"]

KEYS = 1_000_000
RECORD_BYTES = 200  # key and value
TRANSACTION_KEYS = 20_000  # as a batch of the fleet, give or take: four record batches
RATE = 500  # events/s while a worker is killed
STUDENTS = 10_000
WARM_S = 5.0
OWNED = re.compile(r"mastery: owns partitions \[[^]]*\] after ([0-9.]+) s, ([0-9]+) records restored")
DESCRIPTION = (
    "A table of {keys:,} keys in records of {bytes} bytes (key and value), written to the changelog in transactions. "
    "Restored by a worker that begins with an empty folder: from fencing to ownership of all partitions, by its log. "
    "Then `kill -9` under {rate} events/s: of the only worker (until it has committed again, from the start of the new "
    "process) and of one of two (until the other one has committed in every partition, from the kill: mostly the "
    "session time-out), or SIGTERM of one of two. Standbys per partition: {standbys}."
)


def keys(count: int, partition: int) -> Iterator[tuple[bytes, bytes]]:
    """Winners of students of a partition."""
    made = number = 0
    while made < count:
        number += 1
        student = f"old-{number:07d}"
        if partition_for(student.encode(), PARTITIONS) != partition:
            continue
        for component in ("basics", "control-flow", "data-structures", "functions"):
            key = winner_key(student, component, "2026-01-13")
            scores = (number % 10_001, 7500, 8000, 8500)
            bare = json.dumps([1_768_300_000_000, "", *scores], separators=(",", ":"))
            event_id = f"{number:07d}".ljust(RECORD_BYTES - len(key) - len(bare), "x")
            yield key, bare.replace('""', f'"{event_id}"', 1).encode()
            made += 1


async def write_changelog(here: Stage, app: str, count: int) -> None:
    """As an earlier worker would have left it."""
    await ensure_topics(here.brokers, Settings(app_id=app, kafka_brokers=here.brokers))
    topic = changelog(app, "mastery").name
    ids = await fetch_topic_ids(here.brokers, [LEARNING_EVENTS.name, PROGRESS_REQUESTS.name])
    positions = {name: Checkpoint(topic_id, -1).dump() for name, topic_id in ids.items()}
    began = time.monotonic()
    for partition in range(PARTITIONS):
        producer = transactional_producer(here.brokers, f"{app}-mastery-{partition}", ProducerLimits(60_000, 2 << 20))
        await producer.start()
        made = keys(count // PARTITIONS, partition)
        done = False
        while not done:
            records = [one for one, _ in zip(made, range(TRANSACTION_KEYS), strict=False)]
            done = len(records) < TRANSACTION_KEYS
            if done:
                records += [(checkpoint_key(name), value) for name, value in positions.items()]
            await producer.begin_transaction()
            batch, waiting = producer.create_batch(), []
            for key, value in records:
                if batch.append(timestamp=None, key=key, value=value) is None:
                    waiting.append(await producer.send_batch(batch, topic, partition=partition))
                    batch = producer.create_batch()
                    batch.append(timestamp=None, key=key, value=value)
            waiting.append(await producer.send_batch(batch, topic, partition=partition))
            await asyncio.gather(*waiting)
            await producer.commit_transaction()
        await producer.stop()
        say(f"  changelog {partition + 1} of {PARTITIONS} written, {time.monotonic() - began:.0f} s")


def restored(worker: Worker) -> tuple[float, int]:
    """Seconds and records of its last restore, by its log."""
    found = OWNED.findall(worker.log.read_text(errors="replace"))
    if not found:
        sys.exit(f"error: {worker.name} does not say what it restored: {worker.tail()}")
    return float(found[-1][0]), int(found[-1][1])


async def restart(worker: Worker) -> float:
    """Kill the only worker and start it again: seconds from its start until it commits."""
    worker.kill()
    before = await _records(worker.here, worker.app)
    began = time.monotonic()
    worker.start()

    async def commits() -> bool:
        worker.check()
        return await worker.records() > sum(before.values())

    await until("the restarted worker commits", commits)
    return time.monotonic() - began


async def take_over(every: list[Worker], *, planned: bool = False) -> tuple[float, float]:
    """End the first: seconds until it has ended, and until the others have committed in every partition.

    It is killed, or, if that is planned, told to stop.
    """
    first, *others = every
    before = await _records(first.here, first.app)
    began = time.monotonic()
    if planned:
        first.process.send_signal(signal.SIGTERM)
        await until("it has ended", lambda: _ended(first))
    else:
        first.kill()
    ended = time.monotonic() - began
    before = {
        partition: max(count, before[partition]) for partition, count in (await _records(first.here, first.app)).items()
    }

    async def all_committed() -> bool:
        for one in others:
            one.check()
        now = await _records(first.here, first.app)
        return all(now[partition] > count for partition, count in before.items())

    await until("the other worker commits in every partition", all_committed)
    return ended, time.monotonic() - began


async def _ended(worker: Worker) -> bool:
    return worker.process.poll() is not None


async def _records(here: Stage, app: str) -> dict[int, int]:
    """Records read by partition, as committed."""
    async with StandingReader(here.brokers, app) as reader:
        return {number: one.ledger.records for number, one in (await reader.standing()).checkpoints.items()}


async def measure(count: int = KEYS) -> Section:
    """All of them."""
    app, rows = "bench-restore", []
    async with stage() as here:
        await write_changelog(here, app, count)
        async with workers(here, app) as (worker,):
            seconds, records = restored(worker)
            rate = records / seconds
            rows.append(["restore", f"{rate:,.0f} records/s, {rate * RECORD_BYTES / 1e6:,.0f} MB/s, {seconds:.1f} s"])
            async with feeding(here, RATE, 120, STUDENTS):
                await asyncio.sleep(WARM_S)
                rows.append(["restart after kill -9", f"commits again {await restart(worker):.1f} s after its start"])
            worker.stop()
        async with workers(here, app, 2) as every, feeding(here, RATE, 120, STUDENTS, seed=12):
            await asyncio.sleep(WARM_S)
            _, over = await take_over(every)
            rows.append(["take-over by another worker", f"{over:.1f} s after the kill"])
        async with workers(here, app, 2) as every:
            async with feeding(here, RATE, 120, STUDENTS, seed=13):
                await asyncio.sleep(WARM_S)
                ended, over = await take_over(every, planned=True)
                rows.append(
                    ["SIGTERM under load", f"ended {ended:.1f} s after it; taken over by another {over:.1f} s after it"]
                )
            standbys = Settings().model_dump().get("standbys", 0)
    setting = DESCRIPTION.format(keys=count, bytes=RECORD_BYTES, rate=RATE, standbys=standbys)
    return Section("Restore", "python -m benchmarks.restore", f"{setting}\n\n{table(['', ''], rows)}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=KEYS)
    say((await measure(parser.parse_args().keys)).text)


if __name__ == "__main__":
    asyncio.run(main())
