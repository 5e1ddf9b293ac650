"""What the page is told every second: each partition's part, from the worker that has it, and their sum."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.runtime.breakers import Breakers
from fleet.metrics.watches import DeadLetterCounts
from fleet.web.page.roster import Roster
from fleet.web.page.rosters import Rosters
from fleet.web.page.views import added, by_component
from schemas.times import iso_utc
from schemas.topics import LEARNING_EVENTS
from tables.checkpoint import Checkpoint
from tables.owned import OwnedTable
from tables.reader import NotOwnedError

__all__ = ["ROWS_MAX", "OpenLetters", "PartitionPulse", "Summing", "class_part"]

ROWS_MAX: Final = 200
"""Changed rows that one message carries: a page shows no more. Beyond it the page reads itself anew."""

OpenLetters = Callable[[int], Awaitable[DeadLetterCounts]]
"""Open dead letters of a partition."""


OpenAlertsOf = Callable[[int], Mapping[str, Any]]
"""Open alerts of a partition: `open`, and `newest`, a place that is the smaller the newer."""


@dataclass(frozen=True)
class PartitionPulse:
    """Reads a partition of this worker.

    Attributes:
        table: of mastery.
        rosters: of the same.
        backlog: records by topic and partition that are there and not yet done.
        breakers: of source partitions.
        letters: counts dead letters; None where no agent keeps them.
        alerts: counts alerts; None where no agent raises them.
    """

    table: OwnedTable
    rosters: Rosters
    backlog: Callable[[], Mapping[Any, int]]
    breakers: Breakers
    letters: OpenLetters | None
    alerts: OpenAlertsOf | None

    async def read(self, partition: int, after: str | None) -> dict[str, Any]:
        """The part of a partition.

        Args:
            partition: of this worker.
            after: `place` of the part before: changed rows since then are in it.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        letters = _letters(await self.letters(partition)) if self.letters is not None else {}
        epoch, roster = await self.rosters.of(partition)
        owned = self.table.ownership(partition)
        if owned is None:
            raise NotOwnedError(partition)
        checkpoint = owned.checkpoints.get(LEARNING_EVENTS.name) or Checkpoint(topic_id="", offset=-1, watermark=0)
        return {
            **class_part(epoch, roster, after),
            "records": checkpoint.ledger.records,
            "refused": checkpoint.ledger.dead_letters,
            "lag": sum(count for tp, count in self.backlog().items() if tp.partition == partition),
            "letters": letters,
            "alerts": dict(self.alerts(partition)) if self.alerts is not None else {},
            "paused": [one.name for one in self.breakers.paused() if one.partition == partition],
        }


def _letters(counts: DeadLetterCounts) -> dict[str, Any]:
    states = counts.open
    return {"open": sum(states.values()), "permanent": states.get("permanent", 0), "oldest_ms": counts.oldest_ms}


def class_part(epoch: str, roster: Roster, after: str | None) -> dict[str, Any]:
    """How the students of a partition stand, and whose mastery has changed. Pure.

    Args:
        epoch: names the roster.
        roster: of the partition.
        after: `place` of the part before, of whichever roster.
    """
    known, _, number = (after or "").partition(":")
    changes = roster.changes(int(number)) if known == epoch and number.isdecimal() else None
    complete = changes is not None and changes.complete and len(changes.students) <= ROWS_MAX
    rows = changes.students.items() if changes is not None and complete else ()
    return {
        "place": f"{epoch}:{roster.number}",
        "students": len(roster),
        "overall": roster.overall(),
        "components": roster.counts(),
        "changed": [roster.shown(student_id, row) for student_id, row in rows],
        "complete": complete,
    }


class Summing:
    """Makes messages of parts. Keeps what the last one was made of."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[float, int]] = {}  # by partition: when, and how many records had been read

    def message(self, parts: Mapping[int, Mapping[str, Any]], away: Iterable[int], now: float) -> dict[str, Any]:
        """One message.

        Args:
            parts: by partition.
            away: partitions that nobody answered for.
            now: seconds since 1970.
        """
        found = list(parts.values())
        changed = [row for one in found for row in one["changed"]]
        complete = all(one["complete"] for one in found) and len(changed) <= ROWS_MAX
        oldest = [one["letters"]["oldest_ms"] for one in found if one["letters"].get("oldest_ms") is not None]
        return {
            "at": iso_utc(int(now * 1000)),
            "students": sum(one["students"] for one in found),
            "overall": added(one["overall"] for one in found),
            "components": by_component(one["components"] for one in found),
            "changed": changed if complete else [],
            "complete": complete,
            "events_per_second": self._rate(parts, now),
            "records": sum(one["records"] for one in found),
            "refused": sum(one["refused"] for one in found),
            "lag": sum(one["lag"] for one in found),
            "dead_letters": {
                "open": sum(one["letters"].get("open", 0) for one in found),
                "permanent": sum(one["letters"].get("permanent", 0) for one in found),
                "oldest_age_seconds": max(0, int(now - min(oldest) / 1000)) if oldest else None,
            },
            "alerts": {
                "open": sum(one["alerts"].get("open", 0) for one in found),
                "newest": min((newest for one in found if (newest := one["alerts"].get("newest"))), default=None),
            },
            "paused": sorted(name for one in found for name in one["paused"]),
            "partitions_away": sorted(away),
        }

    def _rate(self, parts: Mapping[int, Mapping[str, Any]], now: float) -> float | None:
        """Records a second since the message before, on partitions that are in both."""
        rates = []
        for partition, one in parts.items():
            if partition in self._last:
                before, records = self._last[partition]
                if now > before and one["records"] >= records:
                    rates.append((one["records"] - records) / (now - before))
            self._last[partition] = (now, one["records"])
        return round(sum(rates), 1) if rates else None
