"""Students' state while a batch is folded: the table below, the batch's changes above. Nothing is written here."""

from tables.cache import LruCache
from tables.errors import CorruptTableError
from tables.mastery import (
    DATE,
    Mastery,
    Winner,
    dated_key,
    dated_prefix,
    day_of,
    latest_key,
    winner_key,
    winner_prefix,
)
from tables.reducers import Change, Fact
from tables.store import PartitionStore

__all__ = ["StudentDraft", "StudentStates"]


class StudentDraft:
    """One student's state with the batch's changes on top: the reducer's `Past`."""

    __slots__ = ("_days", "_latest", "_latest_changed", "_store", "_winners", "_writes", "student_id")

    def __init__(
        self, student_id: str, store: PartitionStore, latest: Mastery | None, writes: dict[bytes, bytes | None]
    ) -> None:
        self.student_id = student_id
        self._store = store
        self._latest = latest
        self._writes = writes  # the batch's
        self._days: dict[str, Mastery] = {}
        self._winners: dict[tuple[str, str], Winner] = {}
        self._latest_changed = False

    # -- Past ----------------------------------------------------------------------------------------------------------
    def latest(self) -> Mastery | None:
        """See `Past`."""
        return self._latest

    def on(self, day: str) -> Mastery:
        """See `Past`."""
        value = self._days.get(day)
        if value is None:
            raw = self._store.get(dated_key(self.student_id, day))
            if raw is None:
                raise CorruptTableError(f"the value of {day} is missing although its key was listed")
            value = Mastery.load(raw)
        return value

    def before(self, day: str) -> Mastery | None:
        """See `Past`."""
        prefix = dated_prefix(self.student_id)
        stored = self._store.last_before(prefix, dated_key(self.student_id, day))
        stored_day = stored[0][len(prefix) :].decode() if stored is not None else ""
        drafted_day = max((one for one in self._days if one < day), default="")
        if drafted_day and drafted_day >= stored_day:
            return self._days[drafted_day]
        return Mastery.load(stored[1]) if stored is not None else None

    def days_from(self, day: str) -> list[str]:
        """See `Past`."""
        prefix = dated_prefix(self.student_id)
        days = {one for one in self._days if one >= day}
        for key, _ in self._store.scan(prefix, dated_key(self.student_id, day)):
            name = key[len(prefix) :].decode()
            if DATE.fullmatch(name):
                days.add(name)
        return sorted(days)

    def winner(self, component: str, day: str) -> Winner | None:
        """See `Past`."""
        known = self._winners.get((component, day))
        if known is not None:
            return known
        newest = self._latest.components.get(component) if self._latest is not None else None
        if newest is None:
            return None  # the component is new to the student
        if newest.winner is not None:
            won = day_of(newest.winner.timestamp)
            if won <= day:
                return newest.winner if won == day else None
        raw = self._store.get(winner_key(self.student_id, component, day))
        return Winner.load(raw) if raw is not None else None

    def next_won_day(self, component: str, day: str) -> str | None:
        """See `Past`."""
        prefix = winner_prefix(self.student_id, component)
        days = [won for name, won in self._winners if name == component and won > day]
        # "~" sorts after every digit: the first key after all that begin with `day`.
        stored = next(self._store.scan(prefix, prefix + day.encode() + b"~"), None)
        if stored is not None:
            days.append(stored[0][len(prefix) :].decode())
        return min(days, default=None)

    # -- changes -------------------------------------------------------------------------------------------------------
    def apply(self, fact: Fact, change: Change) -> None:
        """Take over what the reducer decided."""
        self._winners[fact.component, fact.day] = fact.winner
        self._writes[winner_key(self.student_id, fact.component, fact.day)] = fact.winner.dump()
        self._days.update(change.days)
        if change.latest is not None:
            self._latest = change.latest
            self._latest_changed = True

    def finish(self) -> None:
        """Write the public values, once however many events changed them."""
        student = self.student_id
        latest = self._latest
        latest_raw = latest.dump(student) if latest is not None and self._latest_changed else None
        for day, value in self._days.items():
            same = value is latest and latest_raw is not None
            self._writes[dated_key(student, day)] = latest_raw if same else value.dump(student)
        if latest_raw is not None:
            self._writes[latest_key(student)] = latest_raw


class StudentStates:
    """The drafts of a batch, by student."""

    def __init__(self, store: PartitionStore, cache: LruCache[Mastery]) -> None:
        self._store = store
        self._cache = cache
        self._drafts: dict[str, StudentDraft] = {}
        self._writes: dict[bytes, bytes | None] = {}

    def draft(self, student_id: str) -> StudentDraft:
        """The student's state as the batch has left it so far."""
        draft = self._drafts.get(student_id)
        if draft is None:
            latest = self._cache.get(student_id)
            if latest is None:
                raw = self._store.get(latest_key(student_id))
                latest = Mastery.load(raw) if raw is not None else None
            draft = self._drafts[student_id] = StudentDraft(student_id, self._store, latest, self._writes)
        return draft

    def writes(self) -> dict[bytes, bytes | None]:
        """Every changed key of every student."""
        for draft in self._drafts.values():
            draft.finish()
        return self._writes

    def decoded(self) -> dict[str, Mastery]:
        """The current mastery of every student touched, for the cache once the batch is committed."""
        return {student: latest for student, draft in self._drafts.items() if (latest := draft.latest()) is not None}
