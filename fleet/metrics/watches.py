"""What has to be asked for, and so is looked at from time to time: dead letters, and the room that topics take."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from agents.retry.answers import total
from agents.retry.counting import Counting
from agents.retry.filters import StatsQuery
from fleet.metrics import catalogue as metrics
from fleet.metrics.model import Sample
from tables.errors import LeaveError
from tables.failures_reader import FailuresReader
from tables.owned import OwnedTable
from tables.reader import NotOwnedError

__all__ = ["DeadLetterCounts", "DeadLetterWatch", "TopicSizes"]

log = logging.getLogger(__name__)

_COUNT_S = 2.0
"""Seconds between counts of dead letters. Nothing is counted where nothing has changed."""

_SHARE = 20
"""A count that took long is repeated after so many times that: 100,000 entries take a quarter of a second."""

_SIZES_S = 10.0
"""Seconds between looks at topics' sizes: they fill up in hours."""


@dataclass(frozen=True)
class DeadLetterCounts:
    """Of one partition: how many are open, by state, and when the oldest of them failed (ms since 1970)."""

    open: Mapping[str, int]
    oldest_ms: int | None


class DeadLetterWatch:
    """Counts the dead letters of this worker's partitions.

    Args:
        table: the failures table; None where no agent keeps one: then none are counted.
        clock: the present, in seconds since 1970.
    """

    def __init__(self, table: OwnedTable | None, clock: Callable[[], float] = time.time) -> None:
        self._table = table
        self._counting = Counting(FailuresReader(table)) if table is not None else None
        self._clock = clock
        self.partitions: dict[int, DeadLetterCounts] = {}

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            began = time.monotonic()
            try:
                await self.count()
            except Exception:
                log.exception("dead letters cannot be counted now")
            await asyncio.sleep(max(_COUNT_S, _SHARE * (time.monotonic() - began)))

    async def count(self) -> None:
        """Count once."""
        if self._table is None:
            return
        found: dict[int, DeadLetterCounts] = {}
        for partition in sorted(self._table.owned):
            with contextlib.suppress(NotOwnedError):
                found[partition] = await self.of(partition)
        self.partitions = found

    async def of(self, partition: int) -> DeadLetterCounts:
        """Those of a partition now.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        if self._counting is None:
            raise NotOwnedError(partition)
        now_ms = int(self._clock() * 1000)
        counts = await self._counting.counts(partition, StatsQuery(), now_ms)
        states = total([counts], now_ms)["by_state"]
        return DeadLetterCounts({state: states.get(state, 0) for state in _OPEN}, counts["oldest_ms"])

    def read(self) -> Iterator[Sample]:
        """The reading."""
        known = self.partitions.values()
        for state in _OPEN:
            yield metrics.OPEN.sample(sum(one.open[state] for one in known), state)
        yield metrics.OLDEST.sample(age_seconds(known, self._clock()))


_OPEN = metrics.OPEN.labels[0].values


def age_seconds(counts: Collection[DeadLetterCounts], now: float) -> float:
    """Age of the oldest open dead letter; 0 where there is none. Pure."""
    oldest = min((one.oldest_ms for one in counts if one.oldest_ms is not None), default=None)
    return max(0.0, now - oldest / 1000) if oldest is not None else 0.0


class TopicSizes:
    """Remembers how much room topics take.

    Args:
        ask: for bytes by topic.
    """

    def __init__(self, ask: Callable[[], Awaitable[Mapping[str, int]]]) -> None:
        self._ask = ask
        self._sizes: Mapping[str, int] = {}

    async def run(self) -> None:
        """Look until cancelled; nothing is shown while the brokers do not say."""
        while True:
            try:
                self._sizes = await self._ask()
            except (LeaveError, OSError, TimeoutError) as error:
                self._sizes = {}
                log.info("the size of topics is not known: %s", error)
            except Exception:
                self._sizes = {}
                log.exception("the size of topics is not known")
            await asyncio.sleep(_SIZES_S)

    def read(self) -> Iterator[Sample]:
        """The reading."""
        for topic, size in sorted(self._sizes.items()):
            yield metrics.TOPIC_BYTES.sample(size, topic)
