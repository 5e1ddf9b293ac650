"""A partition of the failures table without Kafka: the real fold, a real RocksDB."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from agents.retry.agent import EntryFolder, FailureReading
from agents.runtime.alarms import Alarms
from agents.runtime.dead_letters import dead_letter
from agents.runtime.errors import PoisonError, TransientError
from agents.runtime.records import ATTEMPT, FIRST_ORIGIN
from agents.runtime.resolutions import Change, status_emit
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterStatus
from schemas.topics import DEAD_LETTER_STATUS, DEAD_LETTERS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint
from tables.failure_entry import Entry
from tables.failures import entry_key
from tables.ownership import BatchChanges, Emit, Ownership
from tables.retry_schedule import RetrySchedule
from tables.store import LocalPosition, PartitionStore, StoreOptions

NOON = 1_768_305_600_000
DAY = 86_400_000
HOME = 3
SCHEDULE = RetrySchedule()
QUEUE, STATUS = DEAD_LETTERS.name, DEAD_LETTER_STATUS.name


class Failures:
    """One owned partition of the failures table, without Kafka."""

    def __init__(self, folder: Path, codec: Codec, record: Callable[..., Any]) -> None:
        self.store = PartitionStore(folder, StoreOptions(1 << 20, 1 << 20))
        start = {topic: Checkpoint("topic-id", -1) for topic in (QUEUE, STATUS)}
        self.owned = Ownership(HOME, 1, "changelog", "id", None, self.store, start, LruCache(1), 1.0, 0)
        self.alarms = Alarms()
        self.codec = codec
        self.record = record
        self._offsets = {QUEUE: 0, STATUS: 0}

    def hear(self, *emits: Emit, now_ms: int = NOON) -> BatchChanges:
        """Take records of one topic as one batch, and commit."""
        topic = emits[0].topic
        records = []
        for emit in emits:
            place = {"partition": emit.partition, "topic": emit.topic, "timestamp": now_ms, "timestamp_type": 0}
            records.append(self.record(self._offsets[topic], emit.value, key=emit.key, **place))
            self._offsets[topic] += 1
        return self.take(records, now_ms)

    def take(self, records: list[Any], now_ms: int = NOON) -> BatchChanges:
        folder = EntryFolder(self.owned, self.codec, SCHEDULE, self.alarms)
        changes = FailureReading().fold(records, folder, self.owned.checkpoints[records[0].topic], now_ms)
        self.store.write(changes.writes, LocalPosition("id", 0, 0.0))
        self.owned.checkpoints[changes.topic] = changes.checkpoint
        return changes

    def failed(self, offset: int, error: Exception, *, attempt: int = 0, now_ms: int = NOON) -> Emit:
        marks = [(FIRST_ORIGIN, f"learning.events:{HOME}:{offset}".encode()), (ATTEMPT, b"%d" % attempt)]
        record = self.record(offset, b"bytes", partition=HOME, headers=marks if attempt else ())
        return dead_letter(record, error, None, agent="progress", codec=self.codec, max_bytes=1 << 20, now_ms=now_ms)

    def status(self, offset: int, state: Any, attempt: int | None = None, now_ms: int = NOON) -> Emit:
        change = Change(("learning.events", HOME, offset), state, "progress", "because", attempt)
        return status_emit(change, b"key", codec=self.codec, now_ms=now_ms)

    def entry(self, offset: int) -> Entry | None:
        raw = self.store.get(entry_key(f"learning.events:{HOME}:{offset}"))
        return Entry.load(raw) if raw is not None else None

    def keys(self) -> list[str]:
        return [key.decode() for key, _ in self.store.scan(b"") if key[0]]

    def said(self, changes: BatchChanges) -> list[DeadLetterStatus]:
        assert all((one.topic, one.partition) == (STATUS, HOME) for one in changes.emits)
        return [DeadLetterStatus.from_avro(self.codec.decode(one.value)[1]) for one in changes.emits]


DOWN = TransientError("down", "it is down")
LATE = PoisonError("late", "too late")
