"""Disk: what a student with 50 components takes in RocksDB, by the fleet's own fold and store.

Scores are random with 4 decimals, the worst that can be compressed; the table is compacted before it is measured.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Section, say, table
from fleet.settings import Settings
from tables.mastery import Mastery, Winner, dated_key, day_of, latest_key, winner_key
from tables.store import LocalPosition, PartitionStore, StoreOptions

__all__ = ["measure"]

STUDENTS = 5_000
COMPONENTS = 50
NOW_MS = 1_768_300_000_000
BATCH = 500  # students in a write batch


def student_keys(number: int, chance: random.Random) -> Iterator[tuple[str, bytes, bytes]]:
    """The kind of each key of a student, the key and its value: one day of events."""
    student = f"stu-{number:05d}"
    mastery = Mastery({}, 0)
    for component in range(COMPONENTS):
        name = f"component-{component:02d}"
        winner = Winner(
            NOW_MS + chance.randrange(10_000_000),
            f"{chance.getrandbits(128):032x}",
            *(chance.randrange(10_001) for _ in range(4)),
        )
        mastery = mastery.changed(name, winner.entry(), winner.timestamp)
        yield "winner", winner_key(student, name, day_of(winner.timestamp)), winner.dump()
    value = mastery.dump(student)
    yield "latest", latest_key(student), value
    yield "day", dated_key(student, mastery.day), value


def size(folder: Path, kinds: set[str], students: int) -> tuple[float, float]:
    """Bytes a student of these kinds of keys, as JSON and on disk after compaction."""
    settings = Settings()
    options = StoreOptions(settings.rocksdb_cache_mb << 20, settings.rocksdb_write_buffer_mb << 20)
    store = PartitionStore(folder, options)
    chance = random.Random(1)
    plain = 0
    for begin in range(0, students, BATCH):
        changes: dict[bytes, bytes | None] = {}
        for number in range(begin, min(students, begin + BATCH)):
            for kind, key, value in student_keys(number, chance):
                if kind in kinds:
                    changes[key] = value
                    plain += len(key) + len(value)
        store.write(changes, LocalPosition("bench", begin, time.time()))
    database = store._db  # noqa: SLF001 - compaction comes by itself in a worker
    database.flush()
    database.compact_range(None, None)
    store.close()
    return plain / students, sum(one.stat().st_size for one in folder.glob("*.sst")) / students


async def measure(students: int = STUDENTS) -> Section:
    """The current mastery alone, and all keys of a day."""
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        for name, kinds in (
            ("`mastery:latest`", {"latest"}),
            ("latest, one day and its winners", {"latest", "day", "winner"}),
        ):
            say(f"disk: {name} of {students:,} students")
            plain, stored = await asyncio.to_thread(size, Path(folder) / str(len(rows)), kinds, students)
            rows.append([name, f"{plain:,.0f}", f"{stored:,.0f}"])
    text = (
        f"{students:,} students with {COMPONENTS} components each, random scores of 4 decimals, RocksDB as a worker "
        f"opens it, compacted.\n\n{table(['', 'bytes a student, keys and JSON', 'bytes a student on disk'], rows)}"
    )
    return Section("Disk", "python -m benchmarks.disk", text)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=STUDENTS)
    say((await measure(parser.parse_args().students)).text)


if __name__ == "__main__":
    asyncio.run(main())
