"""Rosters of this worker's partitions: read from RocksDB when somebody first looks, kept up with every commit.

When nobody has looked for a while they are dropped. Without a look they cost one look-up a batch.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from fleet.web.page.roster import Roster, standing_of, stored_standing
from tables.mastery import Mastery, student_of_latest
from tables.owned import OwnedTable
from tables.ownership import BatchChanges, Ownership
from tables.reader import MasteryReader, NotOwnedError

__all__ = ["Rosters"]

_AT_ONCE: Final = 100
"""Students read before the loop turns: some 3 ms."""

_KEPT_S: Final = 300.0
"""Seconds for which a roster is kept after the last look: whoever comes back from another window finds it."""

_SWEEP_S: Final = 30.0


@dataclass
class _Kept:
    owned: Ownership
    epoch: str
    roster: Roster = field(default_factory=Roster)
    reading: asyncio.Task[None] | None = None
    seen: float = 0.0


class Rosters:
    """The rosters.

    Args:
        table: of mastery.
        reader: of the same.
        new_id: makes names of rosters.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        table: OwnedTable,
        reader: MasteryReader,
        new_id: Callable[[], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._table = table
        self._reader = reader
        self._new_id = new_id
        self._clock = clock
        self._kept: dict[int, _Kept] = {}
        self._turn = asyncio.Lock()
        table.observers.append(self.observe)

    async def of(self, partition: int) -> tuple[str, Roster]:
        """The roster of a partition, which changes with every commit, and a name that another reading would not have.

        Raises:
            NotOwnedError: the partition is not on this worker (any more).
        """
        owned = self._table.ownership(partition)
        if owned is None:
            raise NotOwnedError(partition)
        kept = self._kept.get(partition)
        if kept is None or kept.owned is not owned:
            kept = self._kept[partition] = _Kept(owned, self._new_id())
            kept.reading = asyncio.create_task(self._read(partition, kept))
        kept.seen = self._clock()
        if kept.reading is not None:
            await asyncio.shield(kept.reading)  # others wait for the same
        return kept.epoch, kept.roster

    async def _read(self, partition: int, kept: _Kept) -> None:
        try:
            async with self._turn:  # six at once would hold the loop six times as long
                await self._read_all(partition, kept)
        except Exception:
            self._forget(partition, kept)
            raise

    async def _read_all(self, partition: int, kept: _Kept) -> None:
        """A commit is in RocksDB before it is told: what is read here is never older than what was told before."""
        after: str | None = None
        while True:
            if not self._table.is_current(kept.owned):
                raise NotOwnedError(partition)
            piece = list(islice(self._reader.students(partition, after), _AT_ONCE))
            for student_id, raw in piece:
                kept.roster.put(student_id, stored_standing(raw))
            if len(piece) < _AT_ONCE:
                break
            after = piece[-1][0]
            await asyncio.sleep(0)
        kept.reading = None

    def observe(self, owned: Ownership, changes: BatchChanges) -> None:
        """Every commit of the table comes by here."""
        kept = self._kept.get(owned.partition)
        if kept is None or kept.owned is not owned:
            return
        students = {name: standing_of(one) for name, one in changes.decoded.items() if isinstance(one, Mastery)}
        erased = (key for key, value in changes.writes.items() if value is None)
        gone = {name for key in erased if (name := student_of_latest(key)) is not None}
        if students or gone:
            kept.roster.change(students, gone)

    def _forget(self, partition: int, kept: _Kept) -> None:
        if self._kept.get(partition) is kept:
            del self._kept[partition]

    def sweep(self) -> None:
        """Drop what nobody has looked at for a while, and what belongs to others now."""
        oldest = self._clock() - _KEPT_S
        for partition, kept in list(self._kept.items()):
            if kept.seen < oldest or not self._table.is_current(kept.owned):
                self._forget(partition, kept)

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            self.sweep()
