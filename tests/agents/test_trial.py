"""A dry run says what would become of a record, and leaves no trace."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from agents.progress.spec import SPEC
from agents.runtime.trial import Trial
from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tables.ownership import Emit
from tables.reader import NotOwnedError
from tests.agents.conftest import HOME, NOON, STUDENT, TOPIC, FoldedPartition


@dataclass
class Table:
    """One owned partition."""

    owned: Any

    def __post_init__(self) -> None:
        self.turn = asyncio.Lock()

    def ownership(self, partition: int) -> Any:
        return self.owned if partition == HOME else None

    def is_current(self, owned: Any) -> bool:
        return owned is self.owned


@pytest.fixture
def trying(partition: FoldedPartition, codec: Codec) -> Callable[..., Any]:
    """Tries an event (or raw bytes) on the partition."""
    table: Any = Table(partition.owned)
    trial = Trial(SPEC.sources[0], partition._guard, table, partition._context, lambda: NOON / 1000)

    async def run(content: Any, home: int = HOME) -> dict[str, Any]:
        value = codec.encode(LEARNING_EVENTS.subject, content) if isinstance(content, dict) else content
        return await trial.run(Emit(TOPIC, STUDENT.encode(), value, home))

    return run


async def test_an_event_that_would_be_applied_shows_both_values_and_changes_nothing(
    partition: FoldedPartition,
    trying: Callable[..., Any],
    event: Callable[..., dict[str, Any]],
    record: Callable[..., Any],
) -> None:
    partition.take(record(0, event("first", 0.5, 0.5, 0.5, 0.5)))
    before, checkpoint = partition.table(), partition.checkpoint
    found = await trying(event("second", 0.9, 0.9, 0.9, 0.9, component="files"))
    assert found["outcome"] == "applied"
    latest = found["changes"][f"student:{STUDENT}:mastery:latest"]
    assert (latest["before"]["overall_mastery"], latest["after"]["overall_mastery"]) == (0.5, 0.7)
    assert partition.table() == before
    assert partition.checkpoint == checkpoint
    assert (await trying(event("second", 0.9, 0.9, 0.9, 0.9, component="files")))["outcome"] == "applied", "once more"
    done = partition.take(record(1, event("second", 0.9, 0.9, 0.9, 0.9, component="files")))
    assert done.checkpoint.ledger.applied == 2, "and so it is"


async def test_what_would_not_be_applied_says_why(
    partition: FoldedPartition,
    trying: Callable[..., Any],
    event: Callable[..., dict[str, Any]],
    record: Callable[..., Any],
) -> None:
    partition.take(record(0, event("first")))
    assert (await trying(event("first")))["outcome"] == "duplicate"
    found = await trying(event("first", component="other"))
    assert (found["outcome"], found["error_type"]) == ("dead_letter", "idempotency_conflict")
    assert (await trying(b"rubbish"))["error_type"] == "undecodable"
    other = next(name for number in range(99) if partition_for((name := f"s-{number}").encode(), PARTITIONS) != HOME)
    assert (await trying(event("x", student_id=other)))["outcome"] == "rerouted"


async def test_another_workers_partition_cannot_be_tried_here(trying: Callable[..., Any]) -> None:
    with pytest.raises(NotOwnedError):
        await trying(b"", home=(HOME + 1) % PARTITIONS)
