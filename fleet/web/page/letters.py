"""How many dead letters are open, for the page. Counted again only where something has changed."""

from collections.abc import Callable
from typing import Any

from agents.retry.counting import Counting
from agents.retry.filters import StatsQuery
from tables.failures_reader import FailuresReader
from tables.owned import OwnedTable

__all__ = ["Letters"]


class Letters:
    """Counts of this worker's partitions.

    Args:
        table: of failures.
        clock: the present, in seconds since 1970.
    """

    def __init__(self, table: OwnedTable, clock: Callable[[], float]) -> None:
        self._counting = Counting(FailuresReader(table))
        self._clock = clock

    async def of(self, partition: int) -> dict[str, Any]:
        """See `fleet.web.page.pulse.OpenLetters`.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        counts = await self._counting.counts(partition, StatsQuery(), int(self._clock() * 1000))
        return {
            "open": sum(count for *_, count in counts["open"]),
            "permanent": sum(count for *_, state, count in counts["open"] if state == "permanent"),
            "oldest_ms": counts["oldest_ms"],
        }
