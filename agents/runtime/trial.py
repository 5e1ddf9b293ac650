"""A dry run: what today's code would make of a record on today's state. It folds in memory and changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agents.runtime.guard import LOG_APPEND_TIME
from agents.runtime.records import SourceRecord
from agents.runtime.spec import AgentContext, Judge, Source
from schemas.canonical import loads
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.topics import DEAD_LETTERS
from tables.errors import LeaveError
from tables.owned import OwnedTable
from tables.ownership import BatchChanges, Emit, Ownership
from tables.projections.layout import is_mirrored
from tables.reader import NotOwnedError

__all__ = ["Trial", "arriving", "told"]


@dataclass
class _Record:
    """A record as it would arrive."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Trial:
    """Dry runs of records of one source topic, on this worker's partitions.

    Attributes:
        source: the topic, and what it is folded by.
        judge: what folds it.
        table: the agent's.
        context: what handlers are made from.
        clock: the present, in seconds since 1970.
    """

    source: Source
    judge: Judge
    table: OwnedTable
    context: AgentContext
    clock: Callable[[], float]

    async def run(self, emit: Emit) -> dict[str, Any]:
        """What would become of a record that is sent now.

        Returns:
            `outcome` is `applied`, `duplicate`, `rerouted`, `dead_letter` or `worker_leaves`; the latter two with
            `error_type` and `error_message`. `changes`: public values before and after.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        owned = self.table.ownership(emit.partition)
        if owned is None:
            raise NotOwnedError(emit.partition)
        async with owned.lock, self.table.turn:  # no commit may change the state meanwhile
            if not self.table.is_current(owned):
                raise NotOwnedError(emit.partition)
            checkpoint = owned.checkpoints[emit.topic]
            now_ms = max(int(self.clock() * 1000), checkpoint.watermark)
            record = arriving(emit, checkpoint.offset + 1, now_ms)
            try:
                handler = self.source.handler(self.context, owned)
                changes = self.judge.fold([record], handler, checkpoint, now_ms)
            except LeaveError as error:
                why = {"error_type": type(error).__name__, "error_message": str(error)}
                return {"outcome": "worker_leaves", **why, "changes": {}}
            return {**_outcome(changes, record.offset, self.context.codec), "changes": _changes(changes, owned)}


def arriving(emit: Emit, offset: int, now_ms: int) -> SourceRecord:
    """What is sent, as it would arrive."""
    return _Record(
        emit.topic, emit.partition, offset, now_ms, LOG_APPEND_TIME, emit.key, emit.value, list(emit.headers)
    )


def told(letter: Emit, codec: Codec) -> dict[str, Any]:
    """The outcome of a record that would become this dead letter."""
    event = ErrorEvent.from_avro(codec.decode(letter.value, DEAD_LETTERS.value)[1])
    return {
        "outcome": "dead_letter",
        "error_type": event.error_type,
        "error_message": event.error_message,
        "permanent": event.permanent,
    }


def _outcome(changes: BatchChanges, offset: int, codec: Codec) -> dict[str, Any]:
    if offset not in changes.failed:
        return {"outcome": changes.refused.get(offset, "applied")}
    return told(next(one for one in changes.emits if one.topic == DEAD_LETTERS.name), codec)


def _changes(changes: BatchChanges, owned: Ownership) -> dict[str, Any]:
    """Values that people know, before and after."""
    found = {}
    for key, after in changes.writes.items():
        if is_mirrored(key) and after is not None:
            before = owned.store.get(key)
            found[key.decode()] = {"before": loads(before) if before is not None else None, "after": loads(after)}
    return found
