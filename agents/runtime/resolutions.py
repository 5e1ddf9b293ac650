"""What a record says of an earlier failure when it is processed: the end of a dead letter, on `dead-letter.status`.

Whoever processes records emits these with its other effects, in the same transaction where it has one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from agents.runtime.records import Outcome, SourceRecord, corrected, retry_of, short_key
from schemas.codec import Codec
from schemas.dead_letters import MAX_RETRIES, DeadLetterState, DeadLetterStatus
from schemas.ids import origin_id
from schemas.topics import DEAD_LETTER_STATUS
from tables.ownership import Emit

__all__ = ["Change", "resolution", "status_emit"]


def resolution(record: SourceRecord, outcome: Outcome, *, agent: str, codec: Codec, now_ms: int) -> Emit | None:
    """The end of the dead letter that a processed record stands for; None for a record that never failed.

    A copy that was sent again resolves its entry when it is applied. When it is a duplicate, the event had been applied
    before by another way, or an earlier copy of the same attempt was: the entry is superseded, unless it is resolved. A
    correction supersedes the entry in whose place it was sent.

    Args:
        record: applied or known before; not one that failed or was rerouted.
        outcome: what became of it.
        agent: who processed it.
        codec: for the status.
        now_ms: the present, in milliseconds since 1970.
    """
    retry = retry_of(record)
    if retry is not None:
        state, reason = _ENDS[outcome]
        change = Change(retry.entry, state, agent, reason, retry.attempt)
        return status_emit(change, record.key, codec=codec, now_ms=now_ms)
    entry = corrected(record)
    if entry is None:
        return None
    reason = f"corrected by {origin_id(record.topic, record.partition, record.offset)}"
    return status_emit(Change(entry, "superseded", agent, reason), record.key, codec=codec, now_ms=now_ms)


_ENDS: Mapping[Outcome, tuple[DeadLetterState, str]] = {
    "applied": ("resolved", "applied when it was sent again"),
    "duplicate": ("superseded", "had been applied before"),
    "void": ("discarded", "its student was erased"),
}


class Change(NamedTuple):
    """What became of a dead letter.

    Attributes:
        entry: its identity: topic, partition and offset of where the record first stood.
        state: what it became.
        actor: the agent or the operator who did it.
        reason: why, in words.
        attempt: the copy that this is about, None where it is about the entry.
    """

    entry: tuple[str, int, int]
    state: DeadLetterState
    actor: str
    reason: str
    attempt: int | None = None


def status_emit(change: Change, key: bytes | None, *, codec: Codec, now_ms: int) -> Emit:
    """A change as a record of `dead-letter.status`, under the original key, on the partition number of its origin."""
    status = DeadLetterStatus(
        entry_id=origin_id(*change.entry),
        status=change.state,
        changed_at=datetime.fromtimestamp(now_ms / 1000, UTC),
        retry_count=min(change.attempt or 0, MAX_RETRIES),
        actor=change.actor,
        reason=change.reason,
        attempt=change.attempt,
    )
    value = codec.encode(DEAD_LETTER_STATUS.subject, status.to_avro())
    return Emit(DEAD_LETTER_STATUS.name, short_key(key), value, change.entry[1])
