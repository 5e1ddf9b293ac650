"""Folding `dead-letter.queue` and `dead-letter.status` into the failures table.

What guard and handler are for every other agent, `FailureReading` and `EntryFolder` are for records about failures.
A record that cannot be read here makes no dead letter: it is in the dead-letter topics already. It is counted as one in
the checkpoint's ledger, and told in the log.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from agents.retry.copies import was_read_from
from agents.runtime.alarms import Alarm, Alarms
from agents.runtime.guard import unread_of
from agents.runtime.measures import Measures
from agents.runtime.records import Outcome, SourceRecord
from agents.runtime.resolutions import Change, status_emit
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus, ErrorEvent
from schemas.topics import DEAD_LETTER_STATUS, DEAD_LETTERS
from tables.checkpoint import Checkpoint, Ledger
from tables.erasures import was_erased
from tables.errors import LeaveError
from tables.failure_entry import Entry, Place, student_of, with_failure, with_status
from tables.failures import CLOSED_PREFIX, closed_bound, entry_key, writes
from tables.ownership import BatchChanges, Emit, Ownership
from tables.retry_schedule import RetrySchedule

__all__ = ["EntryFolder", "FailureReading"]

log = logging.getLogger(__name__)

_ACTOR = "retry"

_UNREADABLE = "unreadable"

_FORGET_AT_ONCE = 2
"""Closed entries that are forgotten for each record of a batch, so that forgetting catches up."""

_FRESH_MS = 3_600_000
"""An alarm about what happened longer ago is none: the topic is being read again."""


class EntryFolder:
    """One batch of one of the two topics.

    Args:
        owned: the partition of the failures table.
        codec: for both topics.
        schedule: when entries are due.
        alarms: told of entries that turned permanent.
        erasure_keys: of the marks of erased students.
        measures: told of entries that were closed.
    """

    def __init__(
        self,
        owned: Ownership,
        codec: Codec,
        schedule: RetrySchedule,
        alarms: Alarms,
        erasure_keys: Sequence[str] = (),
        *,
        measures: Measures | None = None,
    ) -> None:
        self._store = owned.store
        self._codec = codec
        self._schedule = schedule
        self._alarms = alarms
        self._erasure_keys = erasure_keys
        self._measures = measures or Measures()
        self._stored: dict[str, Entry | None] = {}
        self._folded: dict[str, Entry] = {}
        self._emits: list[Emit] = []
        self._permanent: list[Entry] = []

    def take(self, record: SourceRecord, now_ms: int) -> Outcome:
        """Fold a record. `duplicate` when it says nothing new.

        Raises:
            SchemaError, ValueError: it cannot be read, or is about no record of this partition of the fleet.
        """
        raw = self._codec.decode(record.value or b"", _VALUES[record.topic])[1]
        if record.topic == DEAD_LETTERS.name:
            event = ErrorEvent.from_avro(raw)
            entry = self._entry(event.origin or "", record.partition)
            if self._is_of_erased(event):
                return "void"
            after = with_failure(entry, event, Place(record.topic, record.partition, record.offset))
        else:
            status = DeadLetterStatus.from_avro(raw)
            entry = self._entry(status.entry_id, record.partition)
            after = with_status(entry, status)
        if after == entry:
            return "duplicate"
        self._folded[after.id] = after
        if after.state == "permanent":
            self._turned_permanent(entry, after, record, now_ms)
        return "applied"

    def _is_of_erased(self, event: ErrorEvent) -> bool:
        student = student_of(event)
        appended = event.original_timestamp
        if appended is None:  # written before it was told: not later than it failed
            appended = int((event.first_failure_at or event.failed_at).timestamp() * 1000)
        return student is not None and was_erased(self._store, student, appended, self._erasure_keys)

    def _entry(self, entry_id: str, partition: int) -> Entry | None:
        topic, number, _ = Entry(entry_id).origin
        if number != partition or not was_read_from(topic, number):
            raise ValueError(f"it is about partition {number} of a topic, and stands on {partition}")
        if entry_id not in self._stored:
            raw = self._store.get(entry_key(entry_id))
            self._stored[entry_id] = Entry.load(raw) if raw is not None else None
        return self._folded.get(entry_id, self._stored[entry_id])

    def _turned_permanent(self, before: Entry | None, after: Entry, record: SourceRecord, now_ms: int) -> None:
        """Say so on `dead-letter.status`; the alarm is raised when that record comes back, as it is committed then."""
        last = after.last
        if record.topic == DEAD_LETTER_STATUS.name:
            self._permanent.append(after)
        elif last is not None and (before is None or before.state != "permanent" or before.last != last):
            reason = f"{last.code}: {'no retry can mend it' if last.permanent else 'all retries failed'}"
            change = Change(after.origin, "permanent", _ACTOR, reason, last.number)
            self._emits.append(status_emit(change, record.key, codec=self._codec, now_ms=now_ms))

    def changes(self, watermark: int, records: int, now_ms: int) -> tuple[dict[bytes, bytes | None], list[Emit]]:
        """Table writes and records to send.

        Args:
            watermark: greatest append time of the source partition: closed entries are forgotten by it.
            records: of the batch.
            now_ms: the present, in milliseconds since 1970.
        """
        changed = self._forgotten(watermark, records)
        for entry_id, after in self._folded.items():
            changed.update(writes(self._stored[entry_id], after, self._schedule))
            self._measure(self._stored[entry_id], after)
        for entry in self._permanent:
            self._alarm(entry, now_ms)
        return changed, self._emits

    def _forgotten(self, watermark: int, records: int) -> dict[bytes, bytes | None]:
        """Entries that were closed before all that the queue still holds."""
        bound = closed_bound(max(0, watermark - (DEAD_LETTERS.retention_ms or 0)))
        gone: dict[bytes, bytes | None] = {}
        for key, _ in self._store.scan(CLOSED_PREFIX):
            if key >= bound or len(gone) >= 2 * _FORGET_AT_ONCE * records:
                break
            gone[key] = gone[entry_key(key.split(b":", 2)[2].decode())] = None
        return gone

    def _measure(self, before: Entry | None, after: Entry) -> None:
        closed, attempts = after.closed_at, after.attempts
        if closed is not None and attempts and (before is None or before.closed_at is None):
            first = min(one.failed_at for one in attempts)
            self._measures.closed[after.state].observe(max(0.0, (closed - first) / 1000))

    def _alarm(self, entry: Entry, now_ms: int) -> None:
        last = entry.last
        if last is None or now_ms - last.failed_at > _FRESH_MS:
            return
        facts = {"entry": entry.id, "agent": entry.about.agent or "", "error_type": last.code}
        self._alarms.raise_alarm(Alarm("dead_letter_permanent", "a failed record needs a person", facts))


_VALUES = {topic.name: topic.value for topic in (DEAD_LETTERS, DEAD_LETTER_STATUS)}


@dataclass(frozen=True)
class FailureReading:
    """Judges records about failures, as `agents.runtime.guard.Guard` does those of other topics."""

    def fold(
        self,
        records: Sequence[SourceRecord],
        handler: EntryFolder,
        checkpoint: Checkpoint,
        now_ms: int,
    ) -> BatchChanges:
        """See `Guard.fold`. Steps 2 to 4 of the commit order; nothing is rerouted, and no dead letter is made.

        Raises:
            LeaveError: the table is corrupt.
        """
        watermark, outcomes = checkpoint.watermark, Ledger()
        refused: dict[int, str] = {}
        for record in records:
            if record.offset <= checkpoint.offset:
                continue
            watermark = max(watermark, min(record.timestamp, now_ms))
            outcome = _outcome(record, handler, now_ms)
            outcomes = outcomes.plus(_ONE[outcome])
            if outcome != "applied":
                refused[record.offset] = outcome
        changed, emits = handler.changes(watermark, len(records), now_ms)
        last = max(checkpoint.offset, records[-1].offset)
        return BatchChanges(
            topic=records[-1].topic,
            checkpoint=checkpoint.advanced(last, watermark, outcomes, unread_of(records, checkpoint)),
            writes=changed,
            emits=emits,
            refused=refused,
        )


_ONE = {
    "applied": Ledger(applied=1),
    "duplicate": Ledger(duplicates=1),
    "void": Ledger(duplicates=1),
    _UNREADABLE: Ledger(dead_letters=1),
}


def _outcome(record: SourceRecord, folder: EntryFolder, now_ms: int) -> str:
    try:
        return folder.take(record, now_ms)
    except (LeaveError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever one record causes must not reach its neighbours
        place = f"{record.topic}/{record.partition}@{record.offset}"
        where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        log.error("%s is about no failure that can be known: %s", place, type(error).__name__, extra=where)  # noqa: TRY400 - the text may quote the record
        return _UNREADABLE
