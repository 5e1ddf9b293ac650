"""Students' state while a batch is folded: the table below, the batch's changes above. Nothing is written here."""

from collections.abc import Iterable, Mapping

from tables.cache import LruCache
from tables.errors import CorruptTableError
from tables.mastery import (
    DATE,
    DAY_MS,
    Mastery,
    Winner,
    dated_key,
    dated_prefix,
    day_of,
    latest_key,
    winner_key,
    winner_prefix,
)
from tables.practice import Outcome, Practice, concept_of, practice_key, practice_prefix
from tables.reducers import Change, Fact, fold
from tables.store import PartitionStore

__all__ = ["StudentDraft", "StudentStates"]


class StudentDraft:
    """One student's state with the batch's changes on top: the reducer's `Past`.

    Of the batch's events only the greatest of each component and day is folded, at the end: mastery is a function of
    their set, and the others would have left no trace.
    """

    __slots__ = (
        "_added",
        "_days",
        "_known",
        "_latest",
        "_latest_changed",
        "_practice",
        "_practised",
        "_store",
        "_winners",
        "student_id",
    )

    def __init__(self, student_id: str, store: PartitionStore, latest: Mastery | None) -> None:
        self.student_id = student_id
        self._store = store
        self._latest = latest
        self._known = self._components()  # with those of the batch
        self._added: dict[tuple[str, int], Winner] = {}  # by component and day since 1970: the batch's greatest
        self._days: dict[str, Mastery] = {}
        self._winners: dict[tuple[str, str], Winner] = {}
        self._latest_changed = False
        self._practised: dict[str, list[Outcome]] = {}  # by concept: the batch's
        self._practice: dict[str, Practice] = {}

    def _components(self) -> set[str]:
        return set(self._latest.components) if self._latest is not None else set()

    def components_with(self, component: str) -> int:
        """How many components the student would have."""
        return len(self._known) + (component not in self._known)

    def add(self, component: str, winner: Winner) -> None:
        """An accepted event of the batch."""
        place = component, winner.timestamp // DAY_MS
        known = self._added.get(place)
        if known is None:
            self._known.add(component)
            self._added[place] = winner
        elif winner > known:
            self._added[place] = winner

    def concepts_with(self, concepts: Iterable[str]) -> int:
        """How many concepts the student would have practised; 0 where none of these is new."""
        known = {*self._practised, *self._practice}
        new = {
            one for one in concepts if one not in known and self._store.get(practice_key(self.student_id, one)) is None
        }
        if not new:
            return 0
        stored = self._store.scan(practice_prefix(self.student_id))
        return len(known | new | {concept_of(self.student_id, key) for key, _ in stored})

    def add_outcomes(self, outcomes: Mapping[str, Outcome]) -> None:
        """What an accepted event of the batch says was practised, by concept."""
        for concept, outcome in outcomes.items():
            self._practised.setdefault(concept, []).append(outcome)

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
    def settle(self) -> None:
        """Fold what was added. Called after a single event, an error leaves no trace of it."""
        while self._added:
            (component, _), winner = self._added.popitem()
            fact = Fact(component, day_of(winner.timestamp), winner)
            try:
                change = fold(self, fact)
            except Exception:
                self._known = self._components()
                raise
            if change is not None:
                self._apply(fact, change)
        while self._practised:
            concept, added = self._practised.popitem()
            self._practice[concept] = Practice.of([*self._outcomes(concept), *added])

    def _outcomes(self, concept: str) -> tuple[Outcome, ...]:
        known = self._practice.get(concept)
        if known is not None:
            return known.outcomes
        raw = self._store.get(practice_key(self.student_id, concept))
        return Practice.load(raw).outcomes if raw is not None else ()

    def write(self, writes: dict[bytes, bytes | None]) -> None:
        """Write what has changed, each value once however many events changed it."""
        student, latest = self.student_id, self._latest
        for (component, day), winner in self._winners.items():
            writes[winner_key(student, component, day)] = winner.dump()
        latest_raw = latest.dump(student) if latest is not None and self._latest_changed else None
        for concept, practice in self._practice.items():
            writes[practice_key(student, concept)] = practice.dump()
        for day, value in self._days.items():
            same = value is latest and latest_raw is not None
            writes[dated_key(student, day)] = latest_raw if same else value.dump(student)
        if latest_raw is not None:
            writes[latest_key(student)] = latest_raw

    def _apply(self, fact: Fact, change: Change) -> None:
        self._winners[fact.component, fact.day] = fact.winner
        self._days.update(change.days)
        if change.latest is not None:
            self._latest = change.latest
            self._latest_changed = True


class StudentStates:
    """The drafts of a batch, by student."""

    def __init__(self, store: PartitionStore, cache: LruCache[Mastery]) -> None:
        self._store = store
        self._cache = cache
        self._drafts: dict[str, StudentDraft] = {}

    def draft(self, student_id: str) -> StudentDraft:
        """The student's state before the batch, with what the batch has added so far."""
        draft = self._drafts.get(student_id)
        if draft is None:
            latest = self._cache.get(student_id)
            if latest is None:
                raw = self._store.get(latest_key(student_id))
                latest = Mastery.load(raw) if raw is not None else None
            draft = self._drafts[student_id] = StudentDraft(student_id, self._store, latest)
        return draft

    def writes(self) -> dict[bytes, bytes | None]:
        """Every changed key of every student."""
        writes: dict[bytes, bytes | None] = {}
        for draft in self._drafts.values():
            draft.settle()
            draft.write(writes)
        return writes

    def decoded(self) -> dict[str, Mastery]:
        """The mastery of every student touched, for the cache once the batch is committed."""
        return {student: latest for student, draft in self._drafts.items() if (latest := draft.latest()) is not None}
