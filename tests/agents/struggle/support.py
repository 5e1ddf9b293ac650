"""A partition of the struggles table without Kafka: the real guard, the real fold, a real RocksDB."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.runtime.guard import Guard
from agents.runtime.spec import AgentContext, AgentOptions
from agents.struggle.agent import SignalFolder
from schemas.codec import Codec
from schemas.signals import LearningSignal, StruggleAlert
from schemas.topics import LEARNING_SIGNALS, PARTITIONS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint
from tables.ownership import BatchChanges, Emit, Ownership
from tables.store import LocalPosition, PartitionStore, StoreOptions
from tests.agents.conftest import HOME, STUDENT, Record

NOON = 1_768_305_600_000
MINUTE = 60_000
DAY = 86_400_000


class Struggles:
    """One owned partition of the struggles table. It commits as `Ownership.commit` does, less the transaction."""

    def __init__(self, folder: Path, codec: Codec, cached: int = 100) -> None:
        self.codec = codec
        self.store = PartitionStore(folder, StoreOptions(1 << 20, 1 << 20))
        start = {LEARNING_SIGNALS.name: Checkpoint("topic-id", -1)}
        self.owned = Ownership(HOME, 1, "changelog", "id", None, self.store, start, LruCache(cached), 1.0, 0)
        options = AgentOptions("clamp", max_lateness_ms=7 * DAY, max_ahead_ms=300_000, max_components=200)
        self._context = AgentContext(codec, options)
        self._guard = Guard("struggle", codec, PARTITIONS, broker_dated=False, max_record_bytes=1 << 20)
        self._offset = 0

    def record(self, kind: Any, at: int, name: str | None = None, **more: Any) -> Record:
        """A signal of STUDENT as a record of its own time."""
        appended = more.pop("appended", at)
        signal = LearningSignal(
            signal_id=name or f"s-{self._offset}",
            student_id=STUDENT,
            timestamp=datetime.fromtimestamp(at / 1000, UTC),
            kind=kind,
            source="test",
            **more,
        )
        return self.of(self.codec.encode(LEARNING_SIGNALS.subject, signal.to_avro()), appended)

    def of(self, value: bytes, appended: int = NOON) -> Record:
        self._offset += 1
        return Record(self._offset - 1, value, timestamp=appended, topic=LEARNING_SIGNALS.name, timestamp_type=0)

    def take(self, *records: Record) -> BatchChanges:
        handler = SignalFolder(self._context, self.owned)
        before = self.owned.checkpoints[LEARNING_SIGNALS.name]
        changes = self._guard.fold(records, handler, before, now_ms=NOON)
        self.store.write(changes.writes, LocalPosition("id", 0, 0.0))
        self.owned.checkpoints[LEARNING_SIGNALS.name] = changes.checkpoint
        self.owned.cache.update(changes.decoded)
        return changes

    def alerts(self, changes: BatchChanges) -> list[StruggleAlert]:
        return [self.alert(emit) for emit in changes.emits if emit.topic == "struggle.alerts"]

    def alert(self, emit: Emit) -> StruggleAlert:
        assert emit.key == STUDENT.encode()
        return StruggleAlert.from_avro(self.codec.decode(emit.value, "fleet.StruggleAlert")[1])

    def names(self) -> list[str]:
        return [key.decode() for key, _ in self.store.scan(b"") if key[0]]
