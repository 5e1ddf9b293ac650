"""How the students of one partition stand, in memory: rows, counts by component and level, what has changed. Pure.

A row takes some 200 bytes, so that 100,000 students are 20 MB; a look through all of them takes some hundredths of a
second. Mastery is kept in ten-thousandths, rounded down, so that a level's bound is kept exactly.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Any, Final, Literal, NamedTuple, get_args

from schemas.canonical import JsonError, Part, typed
from schemas.mastery import Level, level
from schemas.times import iso_utc
from tables.errors import CorruptTableError
from tables.mastery import Mastery

__all__ = [
    "LEVELS",
    "NOTHING",
    "Changes",
    "Key",
    "Roster",
    "Row",
    "Sort",
    "Standing",
    "Wanted",
    "standing_of",
    "stored_standing",
]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""Weakest first."""

Sort = Literal["student", "weakest", "recent"]
"""By id; by mastery, the weakest first; by the latest event, the newest first."""

NOTHING: Final = 65_535
"""Stands for a component of which nothing is known: behind every mastery."""

_SCALE: Final = 10_000
_WEIGHT_STEP: Final = 10  # a weight is in hundred-thousandths

_COMPONENTS: Final = 256
"""Components that are told apart: a course has some tens. Further ones count in the overall mastery alone."""

_CHANGES: Final = 500
"""Latest changes that are remembered: more in a second than anybody can look at. Whoever missed some reads anew."""

Key = tuple[int, str]
"""A row's place in an order."""


class Row(NamedTuple):
    """One student.

    Attributes:
        last_ms: time of the latest accepted event, in milliseconds since 1970.
        values: overall mastery, then one for each slot of the roster up to the last that the student has.
    """

    last_ms: int
    values: "array[int]"

    def value(self, slot: int) -> int:
        """Mastery in ten-thousandths; `NOTHING` where none is known."""
        return self.values[slot] if slot < len(self.values) else NOTHING


class Standing(NamedTuple):
    """How a student stands, in ten-thousandths, rounded down: what a row is made of.

    Attributes:
        last_ms: as in `Row`.
        overall: mastery of all.
        components: each with its mastery.
    """

    last_ms: int
    overall: int
    components: list[tuple[str, int]]


def standing_of(mastery: Mastery) -> Standing:
    """Of a decoded value."""
    components = [(name, entry.weight // _WEIGHT_STEP) for name, entry in mastery.components.items()]
    return Standing(mastery.last_ms, round(mastery.overall() * _SCALE), components)


class _Scores(Part, gc=False):
    completion: float
    quiz: float
    quality: float
    consistency: float


class _Stored(Part, gc=False):
    latest_scores: dict[str, _Scores]
    overall_mastery: float
    last_updated: datetime


_stored = typed(_Stored)


def stored_standing(raw: bytes) -> Standing:
    """Of stored bytes, ten times as quickly as by way of `Mastery`: the first look reads every student.

    Raises:
        CorruptTableError: they are not a `MasteryScores`.
    """
    try:
        value = _stored(raw)
    except JsonError as exc:
        raise CorruptTableError(f"unreadable mastery value {raw[:80]!r}") from exc
    components = [
        # Scores have 4 decimals: the sum is a multiple of a tenth here, and a float's error far below that.
        (name, int(1000 * (4 * one.completion + 3 * one.quiz + 2 * one.quality + one.consistency) + 0.05))
        for name, one in value.latest_scores.items()
    ]
    return Standing(round(value.last_updated.timestamp() * 1000), round(value.overall_mastery * _SCALE), components)


@dataclass(frozen=True)
class Wanted:
    """Which rows, and in which order.

    Attributes:
        component: that `level` and the order by mastery are about; None is the overall mastery.
        level: only rows that stand there.
        search: only ids that contain this, whatever the case.
        sort: the order.
        after: only rows behind this place.
        limit: most rows.
    """

    component: str | None = None
    level: Level | None = None
    search: str = ""
    sort: Sort = "student"
    after: Key | None = None
    limit: int = 50


@dataclass(frozen=True)
class Changes:
    """What has changed since a number; `complete` is false where some of it is forgotten."""

    number: int
    students: dict[str, Row]
    complete: bool


_BANDS = bytearray(LEVELS.index(level(value / _SCALE)) for value in range(_SCALE + 1))
"""The level of every mastery, as its place in `LEVELS`."""


class Roster:
    """The students of one partition."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._slots: dict[str, int] = {}  # by component; slot 0 is the overall mastery
        self._counts: list[list[int]] = [[0] * len(LEVELS)]
        self._changed: OrderedDict[str, int] = OrderedDict()  # by student, the number of the latest change
        self._forgotten = 0  # the greatest number that has left `_changed`
        self.number = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, student_id: object) -> bool:
        return student_id in self._rows

    # -- writing -------------------------------------------------------------------------------------------------------
    def put(self, student_id: str, standing: Standing) -> None:
        """Know how a student stands, without calling it a change."""
        self.drop(student_id)
        values = array("H", [standing.overall])
        for component, value in standing.components:
            slot = self._slots.get(component) or self._slot(component)
            if slot is not None:
                while len(values) <= slot:
                    values.append(NOTHING)
                values[slot] = value
        self._rows[student_id] = Row(standing.last_ms, values)
        self._count(values, 1)

    def drop(self, student_id: str) -> None:
        """Forget a student."""
        row = self._rows.pop(student_id, None)
        if row is not None:
            self._count(row.values, -1)

    def change(self, students: Mapping[str, Standing], gone: Iterable[str] = ()) -> None:
        """Take what one batch has changed."""
        self.number += 1
        for student_id, standing in students.items():
            self.put(student_id, standing)
            self._note(student_id)
        for student_id in gone:
            self.drop(student_id)
            self._note(student_id)

    def _slot(self, component: str) -> int | None:
        """A new component's slot; None where there are too many."""
        if len(self._slots) >= _COMPONENTS:
            return None
        slot = self._slots[component] = len(self._slots) + 1
        self._counts.append([0] * len(LEVELS))
        return slot

    def _count(self, values: "array[int]", step: int) -> None:
        for slot, value in enumerate(values):
            if value != NOTHING:
                self._counts[slot][_BANDS[value]] += step

    def _note(self, student_id: str) -> None:
        self._changed[student_id] = self.number
        self._changed.move_to_end(student_id)
        if len(self._changed) > _CHANGES:
            self._forgotten = self._changed.popitem(last=False)[1]

    # -- reading -------------------------------------------------------------------------------------------------------
    def counts(self) -> dict[str, list[int]]:
        """By component, how many students stand at each of `LEVELS`."""
        return {name: list(self._counts[slot]) for name, slot in self._slots.items() if any(self._counts[slot])}

    def overall(self) -> list[int]:
        """How many students stand at each of `LEVELS` overall."""
        return list(self._counts[0])

    def changes(self, after: int) -> Changes:
        """Rows that have changed since the number `after`. A student who is gone is not among them."""
        found: dict[str, Row] = {}
        for student_id in reversed(self._changed):
            if self._changed[student_id] <= after:
                break
            if student_id in self._rows:
                found[student_id] = self._rows[student_id]
        return Changes(self.number, found, complete=after >= self._forgotten)

    def page(self, wanted: Wanted) -> tuple[int, list[tuple[Key, Row]]]:
        """How many rows match, and the first of them behind `after`, at most `limit` and one more."""
        slot = 0 if wanted.component is None else self._slots.get(wanted.component, len(self._counts))
        matched = 0

        def candidates() -> Iterator[tuple[Key, Row]]:
            nonlocal matched
            for student_id, row in self._matching(wanted, slot):
                matched += 1
                key = self._key(wanted.sort, slot, student_id, row)
                if wanted.after is None or key > wanted.after:
                    yield key, row

        found = nsmallest(wanted.limit + 1, candidates(), key=lambda pair: pair[0])
        return matched, found

    def _matching(self, wanted: Wanted, slot: int) -> Iterator[tuple[str, Row]]:
        band = LEVELS.index(wanted.level) if wanted.level is not None else None
        search = wanted.search.casefold()
        for student_id, row in self._rows.items():
            if band is not None:
                value = row.value(slot)
                if value == NOTHING or _BANDS[value] != band:
                    continue
            if not search or search in student_id.casefold():
                yield student_id, row

    @staticmethod
    def _key(sort: Sort, slot: int, student_id: str, row: Row) -> Key:
        if sort == "student":
            return 0, student_id
        return (row.value(slot) if sort == "weakest" else -row.last_ms), student_id

    def shown(self, student_id: str, row: Row) -> dict[str, Any]:
        """A row as the page gets it; `mastery` has what is known, by component."""
        values = row.values
        return {
            "student_id": student_id,
            "overall": values[0] / _SCALE,
            "mastery": {
                name: values[slot] / _SCALE
                for name, slot in self._slots.items()
                if slot < len(values) and values[slot] != NOTHING
            },
            "last_updated": iso_utc(row.last_ms),
        }
