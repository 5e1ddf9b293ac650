"""Folding `learning.signals` into the struggles table: the guard's handler for one batch."""

from datetime import UTC, datetime
from typing import Any

from agents.runtime.errors import PoisonError
from agents.runtime.records import Origin, Outcome
from agents.runtime.spec import AgentContext
from agents.struggle.detection import advance, notice
from agents.struggle.standing import Alert, Standing, noted
from agents.struggle.words import alert_view
from schemas.base import VERSION
from schemas.canonical import dumps
from schemas.signals import LearningSignal
from schemas.topics import LEARNING_SIGNALS, STRUGGLE_ALERTS
from tables.erasures import was_erased
from tables.ownership import Emit, Ownership
from tables.struggles import due_key, open_key, student_key

__all__ = ["SignalFolder"]

_METADATA = ("state", "rule", "subject", "raised_at", "evidence", "closed_at", "closed_by")
"""What an alert's record says beyond the fields of its own."""


class SignalFolder:
    """One batch of signals. See `agents.runtime.guard.Handler`."""

    clamped = 0

    def __init__(self, context: AgentContext, owned: Ownership) -> None:
        self._made_from = context, owned
        self._codec = context.codec
        self._limits = context.options.struggle
        self._erasure_keys = context.options.erasure_keys
        self._max_ahead_ms = context.options.max_ahead_ms
        self._max_lateness_ms = context.options.max_lateness_ms
        self._store = owned.store
        self._cache = owned.cache
        self._stored: dict[str, Standing] = {}
        self._folded: dict[str, Standing] = {}
        self._emits: list[Emit] = []

    def read(self, raw: bytes) -> LearningSignal:
        """See `Handler`."""
        return LearningSignal.from_avro(self._codec.decode(raw, LEARNING_SIGNALS.value)[1])

    def fields(self, raw: bytes) -> dict[str, Any] | None:
        """See `Handler`."""
        return self._codec.fields(raw, LEARNING_SIGNALS.value)

    def one_by_one(self) -> "SignalFolder":
        """See `Handler`."""
        return SignalFolder(*self._made_from)

    def student_id(self, value: LearningSignal) -> str:
        """See `Handler`."""
        return value.student_id

    def apply(self, value: LearningSignal, origin: Origin) -> Outcome:
        """See `Handler`.

        Raises:
            PoisonError: `late` or `ahead`. A time that has not come would make all other signals too old to count.
        """
        if not origin.first_copy and was_erased(self._store, value.student_id, origin.append_ms, self._erasure_keys):
            return "void"
        one = noted(value)
        ahead = one.at - origin.append_ms
        if ahead > self._max_ahead_ms:
            raise PoisonError("ahead", f"timestamp is {ahead} ms after the record's own time")
        if -ahead > self._max_lateness_ms:
            raise PoisonError("late", f"timestamp is {-ahead} ms before the record's own time")
        student = value.student_id
        before = self._standing(student)
        if value.kind == "tick":
            step = advance(student, before, one.at, self._limits)
        else:
            step = notice(student, before, one, self._limits)
        if step is None:
            return "duplicate"
        emits = [self._emit(student, alert, origin.partition) for alert in step.changed]
        self._folded[student] = step.standing
        self._emits += emits
        return "applied"

    def _standing(self, student: str) -> Standing:
        known = self._folded.get(student) or self._stored.get(student)
        if known is None:
            known = self._cache.get(student)
            if known is None:
                raw = self._store.get(student_key(student))
                known = Standing.load(raw) if raw is not None else Standing()
            self._stored[student] = known
        return known

    def _emit(self, student: str, alert: Alert, partition: int) -> Emit:
        """A `StruggleAlert`, written as it is read: the model's checks would take longer than all the rest."""
        shown = alert_view(student, alert)
        at = alert.raised_at if alert.closed_at is None else alert.closed_at
        metadata = {name: shown[name] for name in _METADATA if name in shown}
        record = {
            "alert_id": alert.id,
            "student_id": student,
            "timestamp": datetime.fromtimestamp(at / 1000, UTC),
            "reason": alert.reason,
            "kinds": shown["kinds"],
            "signal_count": alert.count,
            "component": alert.component,
            "metadata": dumps(metadata).decode(),
            "version": VERSION,
        }
        value = self._codec.encode(STRUGGLE_ALERTS.subject, record)
        return Emit(STRUGGLE_ALERTS.name, student.encode(), value, partition)

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        """See `Handler`."""
        writes: dict[bytes, bytes | None] = {}
        for student, after in self._folded.items():
            writes.update(_writes(student, self._stored[student], after))
        return writes, self._emits, dict(self._folded)


def _writes(student: str, before: Standing, after: Standing) -> dict[bytes, bytes | None]:
    """What brings the stored standing from one state to the other, its places in the lists included."""
    writes: dict[bytes, bytes | None] = {}
    if before.due is not None and before.due != after.due:
        writes[due_key(before.due, student)] = None
    if after.due is not None and before.due != after.due:
        writes[due_key(after.due, student)] = b"[]"
    listed = {one.id for one in before.open}
    open_now = {one.id for one in after.open}
    writes.update({open_key(one.raised_at, one.id): None for one in before.open if one.id not in open_now})
    writes.update(
        {open_key(one.raised_at, one.id): dumps(alert_view(student, one)) for one in after.open if one.id not in listed}
    )
    writes[student_key(student)] = None if after.is_empty else after.dump()
    return writes
