"""A worker of this fleet with all its work on, which reports when its partitions are committed to their end, and ends.

Nothing is left out: validation, deduplication, history by day, transactions, and the Redis mirror. It waits, with its
partitions owned, until the file `BENCH_GATE` exists: several workers start as one. They end as one too, or the last
would be given the partitions of the first, and begin anew.
"""

import asyncio
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from agents.runtime.stream import BatchAgent
from benchmarks.meter import Meter
from benchmarks.peers.mastery import digest
from fleet.settings import load_settings
from fleet.worker import run
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.checkpoint import Ledger
from tables.ownership import BatchChanges, Ownership

GATE = Path(os.environ["BENCH_GATE"])
WORKERS = PARTITIONS // int(os.environ["BENCH_PARTITIONS"])
ENDS = {int(partition): end for partition, end in json.loads(os.environ["BENCH_ENDS"]).items()}
POLL_S = 0.01


def main() -> None:
    meter = Meter(sum(ENDS.values()) * int(os.environ["BENCH_PARTITIONS"]) // PARTITIONS)
    process, commit = BatchAgent._process, Ownership.commit  # noqa: SLF001 - nothing else sees a batch's beginning
    owned: dict[int, Ownership] = {}
    opened = asyncio.Event()  # wakes waiting batches in their order
    pollers: list[asyncio.Task[None]] = []
    ended = GATE.with_suffix(f".{os.getpid()}.ended")

    async def poll() -> None:
        while not GATE.exists():  # noqa: ASYNC110, ASYNC240 - another process makes it
            await asyncio.sleep(POLL_S)
        opened.set()

    async def leave() -> None:
        ended.touch()
        while len(list(GATE.parent.glob(GATE.with_suffix(".*.ended").name))) < WORKERS:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        os._exit(0)

    async def gated(self: BatchAgent, message: Any) -> bool:
        if not pollers:
            pollers.append(asyncio.create_task(poll()))
        await opened.wait()
        meter.begin()
        return await process(self, message)

    async def measured(self: Ownership, changes: BatchChanges) -> None:
        before = self.checkpoints[changes.topic].ledger.records
        await commit(self, changes)
        if changes.topic != LEARNING_EVENTS.name:
            return
        meter.add(changes.checkpoint.ledger.records - before)
        owned[self.partition] = self
        if (
            len(owned) == PARTITIONS // WORKERS
            and all(
                one.checkpoints[LEARNING_EVENTS.name].offset + 1 >= ENDS[partition] for partition, one in owned.items()
            )
            and not ended.exists()
        ):
            meter.stop()
            meter.report(outcome(owned.values()))
            pollers.append(asyncio.create_task(leave()))

    BatchAgent._process = gated  # type: ignore[method-assign]  # noqa: SLF001
    Ownership.commit = measured  # type: ignore[method-assign]
    run(load_settings())


def outcome(owned: Iterable[Ownership]) -> dict[str, Any]:
    """What is compared with others: the ledgers and all public values."""
    ledger = Ledger()
    for one in owned:
        ledger = ledger.plus(one.checkpoints[LEARNING_EVENTS.name].ledger)
    return {
        "applied": ledger.applied,
        "duplicates": ledger.duplicates,
        "rejected": ledger.dead_letters,
        **digest(public_values(owned)),
    }


def public_values(owned: Iterable[Ownership]) -> Iterator[tuple[str, bytes]]:
    for one in owned:
        for key, value in one.store.scan(b"student:"):
            if b":mastery:" in key:
                yield key.decode(), value


if __name__ == "__main__":
    main()
