"""Operators' tools with a queue that is full: lists, counts, and a replay of everything.

The queue is filled with dead letters of good events, as a bug leaves them that has been repaired since: every replay is
applied, and closes its entry. What is timed is what an operator waits for: the commands as processes of their own, and
the pages that they ask for.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from benchmarks.processes import ROOT
from benchmarks.report import Section, say, table
from benchmarks.stage import Stage, stage
from benchmarks.workers import Worker, until, workers
from fleet.web_client import WebClient
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS

__all__ = ["measure"]

ENTRIES = 100_000
STUDENTS = 5_000
ROUNDS = 5
HOUR_MS = 3_600_000


def letter(codec: Codec, number: int, now_ms: int) -> tuple[int, bytes, bytes]:
    """Partition, key and value of the dead letter of a good event, which failed within the last hour."""
    student = f"stu-{number % STUDENTS:05d}"
    home = partition_for(student.encode(), PARTITIONS)
    fields: dict[str, Any] = {
        "event_id": f"evt-{number:07d}",
        "event_type": "student.progress.update",
        "timestamp": now_ms - HOUR_MS,
        "version": "1.0",
        "student_id": student,
        "component": f"component-{number // STUDENTS}",
        "scores": dict.fromkeys(("completion", "quiz", "quality", "consistency"), 0.5),
        "mastery": 0.5,
        "idempotency_key": f"key-{number:07d}",
    }
    value = codec.encode(LEARNING_EVENTS.subject, fields)
    failed = datetime.fromtimestamp((now_ms - HOUR_MS + number % HOUR_MS) / 1000, UTC)
    event = ErrorEvent(
        event_id=fields["event_id"],
        original_event_type=fields["event_type"],
        error_type="unexpected" if number % 1000 else "rare",
        error_message="KeyError",
        failed_at=failed,
        original_payload=fields,
        consumer_agent="progress",
        original_key=student.encode(),
        original_value=value,
        original_topic=LEARNING_EVENTS.name,
        original_partition=home,
        original_offset=number,
        exception_class="builtins.KeyError",
        first_failure_at=failed,
        permanent=True,
        attempt=0,
        original_timestamp=now_ms - HOUR_MS,
        original_size=len(value),
    )
    return home, student.encode(), codec.encode(DEAD_LETTERS.subject, event.to_avro())


async def fill(here: Stage, entries: int) -> None:
    """The queue, with so many dead letters."""
    codec, now_ms = Codec(FileRegistry.load()), time.time_ns() // 1_000_000
    async with AIOKafkaProducer(bootstrap_servers=here.brokers, linger_ms=50, max_batch_size=1 << 19) as producer:
        for number in range(entries):
            home, key, value = letter(codec, number, now_ms)
            await producer.send(DEAD_LETTERS.name, value, key, home)


async def counted(worker: Worker, state: str, entries: int) -> float:
    """Wait until so many entries have a state; the seconds that it took."""

    async def enough() -> bool:
        worker.check()
        async with WebClient(worker.url) as client:
            found = await client.get("dead-letters", "stats")
        return int(found["by_state"].get(state, 0)) >= entries

    return await until(f"{entries:,} entries {state}", enough, poll_s=0.5)


async def timed_page(worker: Worker, *path: str, **query: str | int) -> float:
    """Median seconds of a page."""
    seconds = []
    async with WebClient(worker.url) as client:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await client.get("dead-letters", *path, **query)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


async def timed_command(worker: Worker, *words: str) -> tuple[float, Mapping[str, Any]]:
    """Seconds of a command from start to end, and what it printed."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "fleet", "dlq", *words, "--url", worker.url, "--json"]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"error: dlq {' '.join(words)}: {done.stderr}")
    return time.perf_counter() - began, json.loads(done.stdout)


async def measure(entries: int = ENTRIES) -> Section:
    """Fill, look, replay."""
    async with stage() as here, workers(here, "bench-dlq") as (worker,):
        say(f"filling the queue with {entries:,} dead letters")
        await fill(here, entries)
        folded = await counted(worker, "permanent", entries)
        say(f"all of them are known after another {folded:.1f} s")
        rows = []
        for what, words in (("`dlq list`", ("list",)), ("`dlq stats`", ("stats",))):
            seconds = statistics.median([(await timed_command(worker, *words))[0] for _ in range(ROUNDS)])
            rows.append([f"{what}, the command as a whole", f"{seconds:.2f} s"])
        for what, path, query in (
            ("first page, 50 entries", (), {}),
            ("a page of one error in a thousand", (), {"error_type": "rare"}),
            ("a page of a filter that matches nothing", (), {"error_type": "none"}),
            ("counts", ("stats",), {}),
        ):
            rows.append([f"{what}, over HTTP", f"{await timed_page(worker, *path, **query):.2f} s"])
        say("replaying all of them")
        seconds, answer = await timed_command(worker, "replay", "--reason", "benchmark")
        rest = await counted(worker, "resolved", entries)
        rows.append(["replay of all, sent", f"{seconds:.0f} s, {answer['per_second']:,.0f} a second"])
        rows.append(["... and all of them applied and closed", f"{rest:.1f} s later"])
        rows.append(["most memory of the worker", f"{worker.peak_mb()} MB"])
    text = f"One worker, {entries:,} dead letters; medians of {ROUNDS}.\n\n{table(['', ''], rows)}"
    return Section("Dead letters", "python -m benchmarks.dead_letters", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    say((await measure(parser.parse_args().entries)).text)


if __name__ == "__main__":
    asyncio.run(main())
