"""The breakers of a worker: they pause partitions in the transport, probe them, and are resumed by an operator.

They are kept in memory and made anew with every assignment: what they know is worth nothing to another deployment, and
a new one begins with a probe, which lets nothing through when everything fails.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.runtime.alarms import Alarm, Alarms
from agents.runtime.breaker import Breaker, BreakerLimits
from agents.runtime.records import SourceRecord, retry_of
from agents.runtime.transport import TP, BatchMessage, Flight

__all__ = ["Breakers", "Paused"]

log = logging.getLogger(__name__)


@dataclass
class _Watched:
    breaker: Breaker
    flight: Flight
    position: int = 0  # where to go on
    since: float = 0.0
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Paused:
    """A partition that is paused. `seconds` since when, `next_probe` until it is looked at again."""

    topic: str
    partition: int
    cause: str
    position: int
    seconds: float
    next_probe: float

    @property
    def name(self) -> str:
        """`topic/partition`."""
        return f"{self.topic}/{self.partition}"

    def as_json(self) -> dict[str, Any]:
        """For people and tools."""
        return {
            "topic": self.topic,
            "partition": self.partition,
            "cause": self.cause,
            "position": self.position,
            "seconds": round(self.seconds, 1),
            "next_probe_seconds": round(self.next_probe, 1),
        }

    def __str__(self) -> str:
        return (
            f"{self.name} is paused before offset {self.position}: {self.cause}. Repair what fails, or let it go on "
            f"with `python -m fleet dlq resume {self.name} --reason ...`"
        )


class Breakers:
    """One breaker for each source partition of the worker.

    Args:
        limits: from the settings.
        flight: the present one of the consumer.
        alarms: told of partitions that are paused.
    """

    def __init__(self, limits: BreakerLimits, flight: Callable[[], Flight], alarms: Alarms) -> None:
        self._limits = limits
        self._flight = flight
        self._alarms = alarms
        self._watched: dict[TP, _Watched] = {}

    # -- deciding ------------------------------------------------------------------------------------------------------
    def admit(
        self,
        message: BatchMessage,
        reached: int,
        failed: Mapping[int, str],
        part: Sequence[SourceRecord] | None = None,
    ) -> int:
        """How many records of a batch may be committed.

        Args:
            message: the batch.
            reached: the offset up to which its records have been applied before.
            failed: offset -> error code of those that would be dead letters.
            part: those of its records that are judged now; by default all.

        Returns:
            Their number. If it is not all of them, `pause` must be called once they are committed.
        """
        breaker, records = self._of(message).breaker, message.value if part is None else part
        if not failed:
            breaker.admit(len(records), ())
            return len(records)
        counted = [place for place, one in enumerate(records) if one.offset > reached and not _sent_again(one)]
        failures = [
            (number, failed[records[place].offset])
            for number, place in enumerate(counted)
            if records[place].offset in failed
        ]
        refused = breaker.admit(len(counted), failures)
        return len(records) if refused is None else counted[failures[refused][0]]

    def admit_one(self, message: BatchMessage, record: SourceRecord, failed: str | None) -> bool:
        """Whether what became of one record may be sent, for agents that take each record by itself.

        Args:
            message: its batch.
            record: one of it.
            failed: error code if it would be a dead letter.

        Returns:
            If not, `pause` must be called.
        """
        if failed is not None and _sent_again(record):
            return True
        return self._of(message).breaker.admit(1, () if failed is None else [(0, failed)]) is None

    def _of(self, message: BatchMessage) -> _Watched:
        known = self._watched.get(message.tp)
        if known is None or known.flight is not message.flight:
            if known is not None and known.timer is not None:
                known.timer.cancel()
            known = self._watched[message.tp] = _Watched(Breaker(self._limits), message.flight)
        return known

    # -- pausing -------------------------------------------------------------------------------------------------------
    def pause(self, message: BatchMessage, position: int) -> None:
        """Take the partition out of the fetch set; it goes on at `position`, after a probe or by command."""
        watched = self._of(message)
        first = watched.since == 0.0
        watched.position = position
        if first:
            watched.since = time.monotonic()
        message.flight.hold(message.tp)
        loop = asyncio.get_running_loop()
        watched.timer = loop.call_later(self._limits.probe_seconds, self._probe, message.tp, watched)
        paused = self._paused(message.tp, watched)
        where = {"topic": paused.topic, "partition": paused.partition, "offset": position}
        log.log(logging.ERROR if first else logging.WARNING, "%s", paused, extra=where)
        if first:
            facts: dict[str, str | int] = {"topic": paused.topic, "partition": paused.partition, "cause": paused.cause}
            self._alarms.raise_alarm(Alarm("partition_paused", "nearly all records of a partition fail", facts))

    def _probe(self, tp: TP, watched: _Watched) -> None:
        watched.timer = None
        if watched.flight is self._flight():
            watched.breaker.probe()
            watched.flight.release(tp, watched.position)

    def passed(self, message: BatchMessage) -> None:
        """A batch was processed whole: a pause is over."""
        watched = self._of(message)
        if watched.since:
            log.warning("%s/%d goes on: its records are processed again", message.topic, message.partition)
            watched.since = 0.0

    # -- for operators -------------------------------------------------------------------------------------------------
    def paused(self) -> list[Paused]:
        """What is paused now, or being probed after a pause."""
        flight = self._flight()
        found = [
            (tp, one)
            for tp, one in self._watched.items()
            if one.since and one.breaker.state != "closed" and one.flight is flight
        ]
        return [self._paused(tp, one) for tp, one in sorted(found, key=lambda pair: pair[0])]

    def resume(self, topic: str, partition: int, *, allowed: int = 0) -> Paused | None:
        """Let a paused partition go on, and count anew.

        Args:
            topic: a source topic.
            partition: of it.
            allowed: records that may fail before failures are counted again.

        Returns:
            What was paused; None if it was not.
        """
        tp = TP(topic, partition)
        watched = self._watched.get(tp)
        found = next((one for one in self.paused() if (one.topic, one.partition) == tp), None)
        if watched is None or found is None:
            return None
        if watched.timer is not None:
            watched.timer.cancel()
            watched.timer = None
            watched.flight.release(tp, watched.position)
        watched.breaker.resume(allowed)
        return found

    def _paused(self, tp: TP, watched: _Watched) -> Paused:
        now = time.monotonic()
        due = watched.timer.when() - asyncio.get_running_loop().time() if watched.timer is not None else 0.0
        return Paused(
            tp.topic, tp.partition, watched.breaker.cause, watched.position, now - watched.since, max(0.0, due)
        )


def _sent_again(record: SourceRecord) -> bool:
    """Its first failure has been counted, and how often it is retried is bounded."""
    return retry_of(record) is not None
