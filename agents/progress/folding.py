"""Folding `learning.events` into the mastery table: the guard's handler for one batch."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from agents.progress.logic import KnownKey, Limits, check_time, content_hash, judge_key, key_hash, winner_of
from agents.runtime.errors import PoisonError
from agents.runtime.guard import Outcome
from agents.runtime.records import Origin
from schemas.canonical import JsonError, dumps, loads
from schemas.plain_events import EventReader
from schemas.progress import Accepted
from schemas.topics import LEARNING_EVENTS
from tables.erasures import was_erased
from tables.errors import CorruptTableError
from tables.mastery import DAY_MS, Mastery
from tables.ownership import Emit, Ownership
from tables.practice import outcomes_of
from tables.store import PartitionStore
from tables.student_state import StudentStates

__all__ = ["EventFolder"]

Made = TypeVar("Made")

_KEYS_PER_ENTRY = 1000
"""Idempotency keys in one index entry: at most 300 KB, well inside a record batch. Each batch expires twice as many
entries as it adds, so that expiry catches up."""


class EventFolder:
    """One batch of events. See `agents.runtime.guard.Handler`."""

    def __init__(
        self,
        reader: EventReader,
        limits: Limits,
        owned: Ownership,
        erasure_keys: Sequence[str] = (),
        *,
        at_once: bool = False,
    ) -> None:
        self._made_from = reader, limits, owned, erasure_keys
        self._erasure_keys = erasure_keys
        self._store = owned.store
        self.read = reader.read
        self.fields = reader.fields
        self._limits = limits
        self._at_once = at_once
        self._states = StudentStates(owned.store, owned.cache)
        self._keys = _IdempotencyKeys(owned.store, owned.checkpoints[LEARNING_EVENTS.name].topic_id[:8])
        self.clamped = 0

    def one_by_one(self) -> "EventFolder":
        """See `Handler`."""
        return EventFolder(*self._made_from, at_once=True)

    def student_id(self, value: Accepted) -> str:
        """See `Handler`."""
        return value.student_id

    def apply(self, event: Accepted, origin: Origin) -> Outcome:
        """See `Handler`: every check and look-up stands before the first change. Folding is left to `changes`."""
        limits = self._limits
        # The record itself stands behind the order if it is read now; a copy may have been made before it.
        if not origin.first_copy and was_erased(self._store, event.student_id, origin.append_ms, self._erasure_keys):
            return "void"
        check_time(event.timestamp, origin, limits)
        key = f"idempotency:{event.student_id}:{key_hash(event.idempotency_key)}"
        content = content_hash(event)
        known = self._keys.known(key)
        if known is not None and judge_key(known, content, origin.watermark, limits) == "duplicate":
            return "duplicate"
        draft = self._states.draft(event.student_id)
        if draft.components_with(event.component) > limits.max_components:
            raise PoisonError(
                "too_many_components", f"component: the student has {limits.max_components}, which is the most"
            )
        outcomes = outcomes_of(event)
        if outcomes and draft.concepts_with(outcomes) > limits.max_components:
            raise PoisonError(
                "too_many_components", f"metadata.concepts: {limits.max_components} were practised, which is the most"
            )
        draft.add(event.component, winner_of(event))
        draft.add_outcomes(outcomes)
        if self._at_once:
            draft.settle()
        self._keys.add(key, content, origin)
        self.clamped += event.clamped
        return "applied"

    def latest(self, student_id: str) -> Mastery | None:
        """A student's mastery, without what the batch will change; None for a new one."""
        return self._states.draft(student_id).latest()

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        """See `Handler`."""
        writes = self._states.writes()
        writes.update(self._keys.writes(self._limits))
        return writes, [], self._states.decoded()


class _IdempotencyKeys:
    """The keys known, those a batch adds, and the index by day through which they expire."""

    def __init__(self, store: PartitionStore, era: str) -> None:
        self._store = store
        self._era = era  # offsets begin again in a topic that was made anew
        self._added: dict[bytes, bytes] = {}  # as they will be stored: few are looked at again
        self._names: list[str] = []
        self._watermark = 0
        self._first_offset = 0

    def known(self, key: str) -> KnownKey | None:
        stored = key.encode()
        raw = self._added.get(stored) or self._store.get(stored)
        return _read(KnownKey, raw) if raw is not None else None

    def add(self, key: str, content: str, origin: Origin) -> None:
        if not self._added:
            self._first_offset = origin.offset
        self._added[key.encode()] = KnownKey.dump(content, origin.watermark)
        self._names.append(key)
        self._watermark = origin.watermark  # it never falls

    def writes(self, limits: Limits) -> dict[bytes, bytes | None]:
        if not self._added:
            return {}
        changed = self._expired(self._watermark, limits)
        changed.update(self._added)
        for begin in range(0, len(self._names), _KEYS_PER_ENTRY):
            index = f"{_INDEX}{self._watermark // DAY_MS:08d}:{self._era}:{self._first_offset + begin:020d}"
            changed[index.encode()] = dumps(self._names[begin : begin + _KEYS_PER_ENTRY])
        return changed

    def _expired(self, watermark: int, limits: Limits) -> dict[bytes, bytes | None]:
        """Tombstones for keys that are known no longer, oldest first, a few index entries at a time."""
        changed: dict[bytes, bytes | None] = {}
        bound = f"{_INDEX}{(watermark - limits.key_window_ms) // DAY_MS:08d}:".encode()
        for count, (index, raw) in enumerate(self._store.scan(_INDEX.encode())):
            if index >= bound or count > 2 * len(self._added) // _KEYS_PER_ENTRY + 1:
                break
            for key in _read(lambda *keys: keys, raw):
                known = self.known(key)
                # A key that was added again since is younger than this index entry says.
                if known is not None and watermark - known.watermark > limits.key_window_ms:
                    changed[key.encode()] = None
            changed[index] = None
        return changed


_INDEX = "idempotency-day:"


def _read(make: Callable[..., Made], raw: bytes) -> Made:
    try:
        return make(*loads(raw))
    except (JsonError, TypeError) as exc:
        raise CorruptTableError(f"unreadable idempotency record {raw[:80]!r}") from exc
