"""A background check that the copies of mastery hold what the table holds: a sample at a time, at a bounded cost.

Every so often one owned partition takes its turn, with some of its students: those that follow the ones looked at
before. Their public values are held to what Redis has and, where a PostgreSQL is given, to `changelog_copy`. Values
change meanwhile and copies follow a moment later: what differs is looked at again, and counts as different only where
the copy says that it has read as far as the table. `verify` compares everything, names the students and mends.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from fleet.compared_copies import Copy
from tables.mastery import dated_prefix
from tables.owned import OwnedTable
from tables.ownership import Ownership
from tables.projections.layout import is_mirrored
from tables.projections.projection import TargetAwayError
from tables.store import PartitionStore

__all__ = ["ConsistencyCheck", "ConsistencyStats", "Outcome", "Sample", "sample"]

log = logging.getLogger(__name__)

Outcome = Literal["agree", "differ", "behind", "away"]
"""`behind`: the copy has not read as far as the table yet. `away`: it does not answer."""

_ROUNDS: Final = 5
_ROUND_S: Final = 1.0
"""Looks at what differs, and seconds between them: a copy that is well follows within a tenth of a second."""

_STUDENT_KEYS: Final = 100
"""Values of one student that are compared, the newest of them; those of ten years would take the whole sample."""


@dataclass
class ConsistencyStats:
    """What came out for one copy since the start.

    Attributes:
        outcomes: checks, by outcome.
        compared: values compared.
        different: values that stayed different.
        last: of the last check: its outcome, partition and number of students, and when it was.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    compared: int = 0
    different: int = 0
    last: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sample:
    """Some students of a partition.

    Attributes:
        values: their public values, by key.
        last: the last student; empty behind the last of the partition, so that the next sample begins anew.
        students: how many.
    """

    values: Mapping[bytes, bytes]
    last: str
    students: int


def sample(store: PartitionStore, after: str, count: int) -> Sample:
    """Public values of students that follow a given one, in the order of keys.

    Args:
        store: of a partition.
        after: the last student of the sample before, empty for the first.
        count: no further student is taken once there are so many values.
    """
    values: dict[bytes, bytes] = {}
    students = 0
    start = f"student:{after};".encode() if after else b"student:"  # ";" follows ":": behind every key of the student
    while len(values) < count:
        first = next(store.scan(b"student:", start), None)
        if first is None:
            return Sample(values, "", students)
        after = first[0].split(b":", 2)[1].decode()
        values |= _values(store, after)
        students += 1
        start = f"student:{after};".encode()
    return Sample(values, after, students)


def _values(store: PartitionStore, student_id: str) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    prefix = dated_prefix(student_id)
    bound = prefix + b"~"
    while len(found) < _STUDENT_KEYS and (one := store.last_before(prefix, bound)) is not None:
        bound = one[0]
        if is_mirrored(bound):
            found[bound] = one[1]
    return found


class ConsistencyCheck:
    """Runs beside the worker.

    Args:
        table: the mastery table.
        copies: by name, such as `redis`.
        seconds: between two checks; 0 is never.
        keys: most values of a check.
        wait: sleeps; tests have no patience.
        clock: the present, in seconds since 1970.
    """

    def __init__(
        self,
        table: OwnedTable,
        copies: Mapping[str, Copy],
        *,
        seconds: float,
        keys: int,
        wait: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._table = table
        self._copies = copies
        self._seconds = seconds
        self._keys = keys
        self._wait = wait
        self._clock = clock
        self._partition = -1
        self._after: dict[int, str] = {}
        self.stats = {name: ConsistencyStats() for name in copies}

    async def run(self) -> None:
        """Check until cancelled."""
        if not self._copies or self._seconds == 0:
            return
        while True:
            await self._wait(self._seconds)
            try:
                await self.check()
            except Exception:
                log.exception("the copies cannot be compared now")

    async def check(self) -> None:
        """Compare one sample with every copy."""
        partition = self._next()
        if partition is None:
            return
        owned = self._table.owned[partition]
        taken = sample(owned.store, self._after.get(partition, ""), self._keys)
        self._after[partition] = taken.last
        if not taken.values:
            return
        for name, copy in self._copies.items():
            try:
                outcome, different = await self._compare(owned, copy, taken.values)
            except TargetAwayError:
                outcome, different = "away", 0
            if self._table.owned.get(partition) is not owned:
                return  # given away meanwhile: somebody else writes it now
            self._note(name, partition, taken, outcome, different)

    def _next(self) -> int | None:
        """The partition whose turn it is."""
        owned = sorted(self._table.owned)
        if not owned:
            return None
        self._partition = next((one for one in owned if one > self._partition), owned[0])
        return self._partition

    async def _compare(self, owned: Ownership, copy: Copy, values: Mapping[bytes, bytes]) -> tuple[Outcome, int]:
        wanted, position = dict(values), owned.position
        for last in (*[False] * (_ROUNDS - 1), True):
            reached = await copy.reached(owned)
            found = await copy.read(owned, wanted.keys())
            if self._table.owned.get(owned.partition) is not owned:
                return "agree", 0  # the store is closed: nobody looks at this
            different = [key for key, value in wanted.items() if found.get(key) != value]
            if not different:
                return "agree", 0
            if last:
                return ("differ", len(different)) if reached is not None and reached >= position else ("behind", 0)
            await self._wait(_ROUND_S)
            if self._table.owned.get(owned.partition) is not owned:
                return "agree", 0
            position = owned.position
            now = {key: owned.store.get(key) for key in different}
            wanted = {key: value for key, value in now.items() if value is not None}
        raise AssertionError

    def _note(self, name: str, partition: int, taken: Sample, outcome: Outcome, different: int) -> None:
        stats = self.stats[name]
        stats.outcomes[outcome] += 1
        stats.compared += len(taken.values)
        stats.different += different
        stats.last = {
            "outcome": outcome,
            "partition": partition,
            "students": taken.students,
            "values": len(taken.values),
            "different": different,
            "at": round(self._clock(), 3),
        }
        if outcome == "differ":
            log.error(
                "%d of %d values of partition %d differ in %s: `python -m fleet verify --repair` names and mends them",
                *(different, len(taken.values), partition, name),
            )

    def state(self) -> dict[str, Any]:
        """For people: what came out, by copy."""
        return {
            name: {
                "checks": dict(one.outcomes),
                "compared": one.compared,
                "different": one.different,
                "last": one.last,
            }
            for name, one in self.stats.items()
        }

    def read(self) -> Iterator[tuple[str, Outcome, int]]:
        """For a collector: copy, outcome, number of checks since the start."""
        for name, one in self.stats.items():
            for outcome in ("agree", "differ", "behind", "away"):
                yield name, outcome, one.outcomes[outcome]
