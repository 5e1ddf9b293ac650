"""What is measured where it happens, for whoever reads it later: plain counts, no client library, nothing per record.

Everything is written and read in the event loop. `fleet/metrics/` turns it into metrics when it is asked for them.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tables.checkpoint import Ledger

__all__ = ["AGES_S", "BATCH_RECORDS", "LONG_S", "READ_S", "SHORT_S", "Histogram", "StoreMeasures", "TableMeasures"]

READ_S = (2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 1e-2, 0.1)
"""Bounds in seconds for a look-up in RocksDB: 2 us for a key that is not there, 10 from its cache, more from disk."""

SHORT_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Bounds in seconds for transactions, local writes and answers: usually some hundredths."""

AGES_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
"""Bounds in seconds for how old a record is when its effects are there: some hundredths, hours after an outage."""

LONG_S = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 21_600.0, 86_400.0, 604_800.0)
"""Bounds in seconds for take-overs and for what waits for people: up to a week."""

BATCH_RECORDS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000, 10_000, 50_000)
"""Bounds for the records of a batch; `FLEET_MAX_BATCH` is 2,000 by default and 50,000 at most."""


class Histogram:
    """Values counted by upper bounds.

    Attributes:
        bounds: inclusive upper bounds, growing; what is above the last one is counted beyond it.
        counts: by bound, not cumulated, and one more for what is beyond.
        total: sum of the values.
    """

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many values."""
        return sum(self.counts)


@dataclass
class StoreMeasures:
    """Of RocksDB, in seconds: some of the look-ups, and every write."""

    reads: Histogram = field(default_factory=lambda: Histogram(READ_S))
    writes: Histogram = field(default_factory=lambda: Histogram(SHORT_S))


def _by_topic(bounds: Sequence[float]) -> dict[str, Histogram]:
    return defaultdict(lambda: Histogram(bounds))


@dataclass
class TableMeasures:
    """One table on one worker, since the worker's start. Keys are source topics unless something else is said.

    Attributes:
        outcomes: what became of records, as committed.
        failures: dead letters, by topic and error code.
        sent: records sent together with a commit, by the topic they went to.
        batches: records of a batch.
        fold: seconds that folding a batch took.
        commit: seconds that its transaction took.
        age: seconds between the append of a batch's first record and its commit.
        store: of the table's RocksDB.
        recovery: seconds from an assignment until its partitions are owned.
        restored: records read from the changelog for that.
    """

    outcomes: dict[str, Ledger] = field(default_factory=dict)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    batches: dict[str, Histogram] = field(default_factory=lambda: _by_topic(BATCH_RECORDS))
    fold: dict[str, Histogram] = field(default_factory=lambda: _by_topic(SHORT_S))
    commit: dict[str, Histogram] = field(default_factory=lambda: _by_topic(SHORT_S))
    age: dict[str, Histogram] = field(default_factory=lambda: _by_topic(AGES_S))
    store: StoreMeasures = field(default_factory=StoreMeasures)
    recovery: Histogram = field(default_factory=lambda: Histogram(LONG_S))
    restored: int = 0

    def committed(self, topic: str, outcomes: Ledger, failed: Mapping[int, str], sent: Sequence[str]) -> None:
        """A batch is committed.

        Args:
            topic: that it came from.
            outcomes: what became of its records.
            failed: error codes of those that are dead letters, by offset.
            sent: topics of the records sent with it.
        """
        self.outcomes[topic] = self.outcomes.get(topic, Ledger()).plus(outcomes)
        if failed:
            self.failures.update((topic, code) for code in failed.values())
        if sent:
            self.sent.update(sent)
