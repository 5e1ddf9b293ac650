"""The guard: every record of a batch ends exactly once as applied, duplicate, dead letter or rerouted.

It never raises for a record; errors about the log itself (a gap, a clock, a corrupt table) end the worker.

Steps 1 to 4 of the commit order (docs/delivery.md).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from agents.runtime.dead_letters import dead_letter, error_code, record_bytes
from agents.runtime.errors import PoisonError
from agents.runtime.placement import Placements, cause_of
from agents.runtime.records import (
    FIRST_APPEND,
    REROUTED_FROM,
    Origin,
    Outcome,
    SourceRecord,
    header,
    origin_of,
)
from agents.runtime.resolutions import resolution
from schemas.codec import Codec
from schemas.partitioner import partition_for
from tables.checkpoint import Checkpoint, Ledger
from tables.errors import ClockSkewError, LeaveError
from tables.ownership import BatchChanges, Emit

__all__ = ["Guard", "Handler", "Outcome", "unread_of"]

log = logging.getLogger(__name__)

Value = TypeVar("Value")

LOG_APPEND_TIME = 1
"""Kafka's code of a timestamp set by the broker."""

MAX_CLOCK_SKEW_MS = 3_600_000
"""An append time more than an hour ahead of this machine is a broken clock: in the watermark, it would make every
following event late."""


class Handler(Protocol, Generic[Value]):
    """What an agent does with the records of one batch of one source topic. Made anew for every batch.

    `apply` decides before it changes anything: an error leaves no trace of its record.
    """

    def read(self, raw: bytes) -> Value:
        """Bytes to a value that may be folded, or a `SchemaError`."""

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        """What can be decoded of a record that failed, for its dead letter; None if nothing can."""

    def student_id(self, value: Value) -> str:
        """Whom it is about: the record belongs on this id's partition."""

    def apply(self, value: Value, origin: Origin) -> Outcome:
        """Fold it in memory, or raise `RecordError`."""

    @property
    def clamped(self) -> int:
        """Records applied of which a score was out of range."""

    def one_by_one(self) -> "Handler[Value]":
        """A fresh handler for the same batch that leaves no decision to `changes`, where an error names no record."""

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        """Table writes, records to send, and decoded values for the cache."""


_MARKS_ROOM = 1024
"""Bytes for the headers of a rerouted copy, its new key and the framing of a record batch."""


@lru_cache(maxsize=200_000)  # an id and its entry take about 200 bytes: 40 MB at most, for as many active students
def _home(student_id: str, partitions: int) -> int:
    return partition_for(student_id.encode(), partitions)


@dataclass
class _Tally:
    applied: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    rerouted: int = 0
    emits: list[Emit] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guard:
    """What all agents share: how to judge a record, whatever they do with it.

    `partitions` comes from the catalogue, never from live metadata: a topic that was enlarged must not move students.
    """

    agent: str
    codec: Codec
    partitions: int
    broker_dated: bool  # the source topic uses LogAppendTime
    max_record_bytes: int  # of the source topic
    placements: Placements = field(default_factory=Placements)

    def fold(
        self, records: Sequence[SourceRecord], handler: Handler[Any], checkpoint: Checkpoint, now_ms: int
    ) -> BatchChanges:
        """Judge and fold the records of one batch.

        An error that nobody foresaw while the handler sums up does not say which record caused it: the batch is then
        folded again record by record, and only that record becomes a dead letter.

        Args:
            records: of one partition of one topic, in order; those at or below the checkpoint are skipped.
            handler: the agent's, for this batch.
            checkpoint: of this source partition.
            now_ms: the present, in milliseconds since 1970.

        Raises:
            ClockSkewError: append times cannot be trusted.
            LeaveError: the handler found the table corrupt.
        """
        try:
            return self._fold(records, handler, checkpoint, now_ms)
        except (LeaveError, MemoryError):
            raise
        except Exception as exc:  # noqa: BLE001 - whose fault it is comes out when each record is judged alone
            log.warning("%s: a batch of %s is folded again, one by one", type(exc).__name__, records[-1].topic)
            return self._fold(records, handler.one_by_one(), checkpoint, now_ms)

    def _fold(
        self, records: Sequence[SourceRecord], handler: Handler[Any], checkpoint: Checkpoint, now_ms: int
    ) -> BatchChanges:
        tally = _Tally()
        watermark = checkpoint.watermark
        latest = now_ms + MAX_CLOCK_SKEW_MS
        for record in records:
            if record.offset <= checkpoint.offset:
                continue  # redelivered: its effects are in the changelog already
            appended = record.timestamp
            if self.broker_dated and (appended > latest or record.timestamp_type != LOG_APPEND_TIME):
                raise _clock_error(record, now_ms)
            watermark = max(watermark, appended)
            self._judge(record, handler, origin_of(record, watermark), tally, now_ms)
        writes, emits, decoded = handler.changes()
        outcomes = Ledger(tally.applied, tally.duplicates, tally.dead_letters, tally.rerouted, handler.clamped)
        read = unread_of(records, checkpoint)
        return BatchChanges(
            topic=records[-1].topic,
            checkpoint=checkpoint.advanced(max(checkpoint.offset, records[-1].offset), watermark, outcomes, read),
            writes=writes,
            emits=[*tally.emits, *emits],
            decoded=decoded,
            refused=tally.refused,
            failed=tally.failed,
        )

    def _judge(self, record: SourceRecord, handler: Handler[Any], origin: Origin, tally: _Tally, now_ms: int) -> None:
        try:
            value = handler.read(record.value or b"")
            home = self.home(handler.student_id(value))
            if home != record.partition:
                tally.emits.append(self.rerouted(record, origin, handler.student_id(value), home))
                tally.rerouted += 1
                tally.refused[record.offset] = "rerouted"
                return
            outcome = handler.apply(value, origin)
        except (LeaveError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever one record causes must not reach its neighbours
            tally.emits.append(
                dead_letter(
                    record,
                    error,
                    handler.fields(record.value or b""),
                    agent=self.agent,
                    codec=self.codec,
                    max_bytes=self.max_record_bytes,
                    now_ms=now_ms,
                )
            )
            tally.dead_letters += 1
            tally.refused[record.offset] = tally.failed[record.offset] = error_code(error)
            return
        if outcome == "applied":
            tally.applied += 1
        else:
            tally.duplicates += 1
            tally.refused[record.offset] = "erased" if outcome == "void" else "duplicate"
        if record.headers:
            ended = resolution(record, outcome, agent=self.agent, codec=self.codec, now_ms=now_ms)
            if ended is not None:
                tally.emits.append(ended)

    def home(self, student_id: str) -> int:
        """The partition on which everything about a student belongs."""
        return _home(student_id, self.partitions)

    def rerouted(self, record: SourceRecord, origin: Origin, student_id: str, home: int) -> Emit:
        """The record unchanged, under the right key and partition, with its origin and first append time.

        Raises:
            PoisonError: it was rerouted before and is wrong again, or has no room for the marks.
        """
        if header(record, REROUTED_FROM) is not None:
            raise PoisonError(
                "misrouted", f"rerouted before, and still not on partition {home}: check the partition count"
            )
        if record_bytes(record) + _MARKS_ROOM > self.max_record_bytes:
            raise PoisonError("misrouted", f"not on partition {home}, and too large to be sent there with its origin")
        cause = cause_of(record.key, student_id, record.partition, self.partitions)
        self.placements.saw(record.topic, cause)
        marks = [(REROUTED_FROM, origin.id.encode()), (FIRST_APPEND, str(origin.append_ms).encode())]
        headers = [pair for pair in record.headers if pair[0] != FIRST_APPEND]
        return Emit(record.topic, student_id.encode(), record.value or b"", home, [*headers, *marks])


def unread_of(records: Sequence[SourceRecord], checkpoint: Checkpoint) -> int:
    """How many records of a batch were not read before."""
    if records[0].offset > checkpoint.offset:
        return len(records)
    return sum(record.offset > checkpoint.offset for record in records)


def _clock_error(record: SourceRecord, now_ms: int) -> ClockSkewError:
    if record.timestamp_type != LOG_APPEND_TIME:
        return ClockSkewError(
            f"{record.topic} is not dated by the broker: set message.timestamp.type=LogAppendTime on it"
        )
    return ClockSkewError(
        f"{record.topic}/{record.partition}@{record.offset} was appended {(record.timestamp - now_ms) // 1000} "
        "s in the future: correct this machine's clock or the broker's"
    )
