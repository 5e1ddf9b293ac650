"""A partition's table for tests of the page: a real RocksDB, and commits that are only played."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleet.web.page.rosters import Rosters
from tables.checkpoint import Checkpoint, Ledger
from tables.mastery import Entry, Mastery, dated_key, latest_key
from tables.ownership import BatchChanges
from tables.reader import MasteryReader
from tables.store import LocalPosition, PartitionStore, StoreOptions

TOPIC = "learning.events"
T0 = 1_768_305_600_000


def mastery(last_ms: int = T0, **values: float) -> Mastery:
    """Each component with all scores alike: its mastery."""
    scaled = {name.replace("_", "-"): round(value * 10_000) for name, value in values.items()}
    return Mastery({name: Entry(value, value, value, value) for name, value in scaled.items()}, last_ms)


class Owned:
    """An ownership, as far as the page reads it."""

    def __init__(self, partition: int, folder: Path) -> None:
        self.partition = partition
        self.store = PartitionStore(folder / f"{partition}.db", StoreOptions(1 << 20, 1 << 20))
        self.checkpoints = {TOPIC: Checkpoint("id", -1)}
        self.position = 0
        self._local = 0

    def write(self, writes: Mapping[bytes, bytes | None], records: int = 0) -> None:
        self._local += 1
        self.store.write(dict(writes), LocalPosition("changelog", self._local, 1.0))
        known = self.checkpoints[TOPIC]
        self.checkpoints[TOPIC] = known.advanced(known.offset + records, 0, Ledger(applied=records), records)


class Table:
    """An owned table of the partitions that this worker has."""

    def __init__(self, folder: Path, partitions: tuple[int, ...] = (0,)) -> None:
        self.owned: dict[int, Any] = {number: Owned(number, folder) for number in partitions}
        self.observers: list[Any] = []

    def ownership(self, partition: int) -> Any:
        return self.owned.get(partition)

    def is_current(self, owned: Any) -> bool:
        return self.owned.get(owned.partition) is owned

    def put(self, students: Mapping[str, Mastery], gone: tuple[str, ...] = (), partition: int = 0) -> None:
        """What a commit does: RocksDB first, then the observers."""
        owned = self.owned[partition]
        writes: dict[bytes, bytes | None] = {latest_key(name): one.dump(name) for name, one in students.items()}
        writes |= {dated_key(name, one.day): one.dump(name) for name, one in students.items()}
        writes |= {latest_key(name): None for name in gone} | {dated_key(name, "2026-01-13"): None for name in gone}
        owned.write(writes, len(students))
        changes = BatchChanges(TOPIC, owned.checkpoints[TOPIC], writes, decoded=dict(students))
        for observe in self.observers:
            observe(owned, changes)

    def close(self) -> None:
        for owned in self.owned.values():
            owned.store.close()


def rosters(table: Any, clock: Any = lambda: 0.0) -> Rosters:
    ids = iter(range(1000))
    return Rosters(table, MasteryReader(table, 6), lambda: f"e{next(ids)}", clock)
