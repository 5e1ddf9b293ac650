"""A dry run: what today's code would make of a record on today's state. It folds in memory and changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.runtime.guard import LOG_APPEND_TIME, Guard
from agents.runtime.spec import AgentContext, Source
from schemas.canonical import loads
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.topics import DEAD_LETTERS
from tables.errors import LeaveError
from tables.owned import OwnedTable
from tables.ownership import BatchChanges, Emit, Ownership
from tables.projections.layout import is_mirrored
from tables.reader import NotOwnedError

__all__ = ["Trial", "TrialSource"]


@dataclass(frozen=True)
class TrialSource:
    """What processes a source topic."""

    source: Source
    guard: Guard
    table: OwnedTable


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


class Trial:
    """Dry runs on this worker's partitions.

    Args:
        sources: by topic.
        context: what handlers are made from.
        clock: the present, in seconds since 1970.
    """

    def __init__(self, sources: Mapping[str, TrialSource], context: AgentContext, clock: Callable[[], float]) -> None:
        self._sources = sources
        self._context = context
        self._clock = clock

    async def run(self, emit: Emit) -> dict[str, Any]:
        """What would become of a record that is sent now.

        Returns:
            `outcome` is `applied`, `duplicate`, `rerouted`, `dead_letter` with `error_type` and `error_message`, or
            `unread` where no agent of this fleet reads the topic. `changes`: public values before and after.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        source = self._sources.get(emit.topic)
        if source is None:
            return {"outcome": "unread", "changes": {}}
        owned = source.table.ownership(emit.partition)
        if owned is None:
            raise NotOwnedError(emit.partition)
        now_ms = int(self._clock() * 1000)
        async with owned.lock, source.table.turn:  # no commit may change the state meanwhile
            if not source.table.is_current(owned):
                raise NotOwnedError(emit.partition)
            checkpoint = owned.checkpoints[emit.topic]
            record = _Record(
                emit.topic,
                emit.partition,
                checkpoint.offset + 1,
                max(now_ms, checkpoint.watermark),
                LOG_APPEND_TIME,
                emit.key,
                emit.value,
                emit.headers,
            )
            handler = source.source.handler(self._context, owned)
            try:
                changes = source.guard.fold([record], handler, checkpoint, max(now_ms, checkpoint.watermark))
            except LeaveError as error:
                return {"outcome": "worker_leaves", "error_type": type(error).__name__, "error_message": str(error)}
            return {**_outcome(changes, record.offset, self._context.codec), "changes": _changes(changes, owned)}


def _outcome(changes: BatchChanges, offset: int, codec: Codec) -> dict[str, Any]:
    if offset not in changes.failed:
        return {"outcome": changes.refused.get(offset, "applied")}
    letter = next(one for one in changes.emits if one.topic == DEAD_LETTERS.name)
    event = ErrorEvent.from_avro(codec.decode(letter.value, DEAD_LETTERS.value)[1])
    return {
        "outcome": "dead_letter",
        "error_type": event.error_type,
        "error_message": event.error_message,
        "permanent": event.permanent,
    }


def _changes(changes: BatchChanges, owned: Ownership) -> dict[str, Any]:
    """Values that people know, before and after."""
    found = {}
    for key, after in changes.writes.items():
        if is_mirrored(key) and after is not None:
            before = owned.store.get(key)
            found[key.decode()] = {"before": loads(before) if before is not None else None, "after": loads(after)}
    return found
