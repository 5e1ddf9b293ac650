"""A partition of the mastery table without Kafka: the real guard, fold and RocksDB. And the real runner."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agents.progress.spec import SPEC
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runtime.guard import Guard
from agents.runtime.spec import AgentContext, AgentOptions
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS
from tables.cache import LruCache
from tables.checkpoint import Checkpoint, Ledger, checkpoint_key
from tables.ownership import BatchChanges, Ownership
from tables.store import LocalPosition, PartitionStore, StoreOptions

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
DAY = 86_400_000
TOPIC = LEARNING_EVENTS.name
STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), PARTITIONS)


@dataclass
class Record:
    """A source record as aiokafka gives it."""

    offset: int
    value: bytes | None
    timestamp: int = NOON
    partition: int = HOME
    key: bytes | None = STUDENT.encode()
    headers: Sequence[tuple[str, bytes | None]] = ()
    topic: str = TOPIC
    timestamp_type: int = 1


class FoldedPartition:
    """One owned partition: batches in, a RocksDB out. It commits as `Ownership.commit` does, less the transaction."""

    def __init__(self, folder: Path, codec: Codec, max_components: int) -> None:
        options = AgentOptions("clamp", max_lateness_ms=7 * DAY, max_ahead_ms=300_000, max_components=max_components)
        self._context = AgentContext(codec, options)
        self._guard = Guard("progress", codec, PARTITIONS, broker_dated=True, max_record_bytes=1 << 20)
        self.store = PartitionStore(folder, StoreOptions(1 << 20, 1 << 20))
        start = {TOPIC: Checkpoint("topic-id", -1)}
        self.owned = Ownership(HOME, 1, "changelog", "id", None, self.store, start, LruCache(100), 1.0, 0)

    @property
    def checkpoint(self) -> Checkpoint:
        return self.owned.checkpoints[TOPIC]

    @property
    def ledger(self) -> Ledger:
        return self.checkpoint.ledger

    def fold(self, *records: Record) -> BatchChanges:
        """What the batch would change."""
        handler = SPEC.sources[0].handler(self._context, self.owned)
        return self._guard.fold(records, handler, self.checkpoint, now_ms=max(one.timestamp for one in records))

    def take(self, *records: Record) -> BatchChanges:
        """Fold and commit a batch."""
        changes = self.fold(*records)
        writes = {**changes.writes, checkpoint_key(TOPIC): changes.checkpoint.dump()}
        self.store.write(writes, LocalPosition("id", 0, 0.0))
        self.owned.checkpoints[TOPIC] = changes.checkpoint
        self.owned.cache.update(changes.decoded)
        return changes

    def table(self, prefix: str = "") -> dict[str, bytes]:
        return {key.decode(): value for key, value in self.store.scan(prefix.encode())}


@pytest.fixture(scope="session")
def codec() -> Codec:
    return Codec(FileRegistry.load())


@pytest.fixture(scope="session")
def event() -> Callable[..., dict[str, Any]]:
    """Make an event of STUDENT at NOON whose id and idempotency key come from a name, and whose mastery is right."""

    def make(name: str, *scores: float, **changes: Any) -> dict[str, Any]:
        given = scores or (0.85, 0.90, 0.75, 0.80)
        within = [min(max(score, 0.0), 1.0) for score in given]
        return {
            "event_id": f"evt-{name}",
            "event_type": "student.progress.update",
            "timestamp": NOON,
            "version": "1.0",
            "student_id": STUDENT,
            "component": "loops",
            "scores": dict(zip(("completion", "quiz", "quality", "consistency"), given, strict=True)),
            "mastery": sum(weight * score for weight, score in zip((0.4, 0.3, 0.2, 0.1), within, strict=True)),
            "idempotency_key": f"key-{name}",
        } | changes

    return make


@pytest.fixture(scope="session")
def record(codec: Codec) -> Callable[..., Record]:
    """Make a record of an event (or of raw bytes) at an offset."""

    def make(offset: int, content: dict[str, Any] | bytes | None, **changes: Any) -> Record:
        value = codec.encode(LEARNING_EVENTS.subject, content) if isinstance(content, dict) else content
        return Record(offset, value, **changes)

    return make


@pytest.fixture(scope="session")
def new_partition(tmp_path_factory: pytest.TempPathFactory, codec: Codec) -> Iterator[Callable[..., FoldedPartition]]:
    """Make empty partitions; for the whole session, so that properties can make one for each example."""
    made: list[FoldedPartition] = []

    def make(max_components: int = 200) -> FoldedPartition:
        while made:  # the one before is done with
            made.pop().store.close()
        made.append(FoldedPartition(tmp_path_factory.mktemp("table") / "0.db", codec, max_components))
        return made[-1]

    yield make
    while made:
        made.pop().store.close()


@pytest.fixture
def partition(new_partition: Callable[[], FoldedPartition]) -> FoldedPartition:
    return new_partition()


@pytest.fixture(scope="session")
def letters(codec: Codec) -> Callable[[BatchChanges], list[ErrorEvent]]:
    """Decode the dead letters of a batch."""

    def decode(changes: BatchChanges) -> list[ErrorEvent]:
        sent = [one for one in changes.emits if one.topic == DEAD_LETTERS.name]
        return [ErrorEvent.from_avro(codec.decode(one.value, "fleet.ErrorEvent")[1]) for one in sent]

    return decode


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runner() -> AsyncIterator[Runner]:
    """For a file whose tests need programs to run: where they cannot, that is told, and nothing is left out quietly."""
    made = Runner(RunnerConfig())
    await made.start()
    assert made.unavailable is None, made.unavailable
    yield made
    await made.stop()
