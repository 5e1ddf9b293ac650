"""Reading the mastery table, for views and agents: only what this worker owns, always as committed."""

from collections.abc import Iterator

from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.partitioner import partition_for
from tables.errors import CorruptTableError
from tables.mastery import (
    DATE,
    Mastery,
    Winner,
    dated_key,
    dated_prefix,
    latest_key,
    student_of_latest,
    winner_key,
    winner_prefix,
)
from tables.owned import OwnedTable
from tables.ownership import Ownership
from tables.practice import Practice, concept_of, practice_prefix
from tables.store import PartitionStore

__all__ = ["MasteryReader", "NotOwnedError", "StudentReader", "owned_by", "student_order"]


class NotOwnedError(Exception):
    """Another worker has the student's partition, or none at the moment: ask there, or again later."""

    def __init__(self, partition: int) -> None:
        super().__init__(f"partition {partition} is not on this worker")
        self.partition = partition


def owned_by(table: OwnedTable, partition: int) -> Ownership:
    """The ownership of a partition of a table on this worker.

    Raises:
        NotOwnedError: it is not on this worker.
    """
    owned = table.ownership(partition)
    if owned is None:
        raise NotOwnedError(partition)
    return owned


class StudentReader:
    """One student's committed state."""

    def __init__(self, student_id: str, store: PartitionStore) -> None:
        self.student_id = student_id
        self._store = store

    def latest_bytes(self) -> bytes | None:
        """The stored `MasteryScores`, None for an unknown student."""
        return self._store.get(latest_key(self.student_id))

    def scores(self) -> MasteryScores | None:
        """The public value as agents take it, None for an unknown student.

        Raises:
            CorruptTableError: it cannot be read.
        """
        raw = self.latest_bytes()
        try:
            return MasteryScores.read_json(raw) if raw is not None else None
        except InvalidError as exc:
            raise CorruptTableError(f"unreadable mastery value: {exc}") from exc

    def days(self, since: str) -> Iterator[tuple[str, Mastery]]:
        """Values at the end of days, from `since` (`YYYY-MM-DD`) on, in order."""
        prefix = dated_prefix(self.student_id)
        for key, raw in self._store.scan(prefix, dated_key(self.student_id, since)):
            day = key[len(prefix) :].decode()
            if DATE.fullmatch(day):
                yield day, Mastery.load(raw)

    def winners(self, component: str, since: str) -> Iterator[tuple[str, Winner]]:
        """Winning events of a component by day, from `since` on, in order."""
        prefix = winner_prefix(self.student_id, component)
        for key, raw in self._store.scan(prefix, winner_key(self.student_id, component, since)):
            yield key[len(prefix) :].decode(), Winner.load(raw)

    def last_winner(self, component: str, day: str | None = None) -> Winner | None:
        """The event that makes a component's value at the end of a day, or now; None where there was none yet."""
        prefix = winner_prefix(self.student_id, component)
        # "~" sorts after every digit: behind all keys of the day, or of all days.
        found = self._store.last_before(prefix, prefix + (day or "").encode() + b"~")
        return Winner.load(found[1]) if found is not None else None

    def at(self, day: str) -> Mastery | None:
        """The value at the end of a day, None before the first."""
        prefix = dated_prefix(self.student_id)
        found = self._store.last_before(prefix, dated_key(self.student_id, day) + b"~")
        return Mastery.load(found[1]) if found is not None else None

    def practices(self) -> dict[str, Practice]:
        """What the student has practised, by concept.

        Raises:
            CorruptTableError: it cannot be read.
        """
        found = self._store.scan(practice_prefix(self.student_id))
        return {concept_of(self.student_id, key): Practice.load(raw) for key, raw in found}


_STUDENT = b"student:"

_LATEST_SUFFIX = b":mastery:latest"


def _onward(key: bytes) -> bytes:
    """From any key of a student to their current mastery, and from there to the next student."""
    head = key[: key.index(b":", len(_STUDENT))]
    latest = head + _LATEST_SUFFIX
    return latest if key < latest else head + b";"  # the character after ":": behind all keys of the student


def _latest(found: Iterator[tuple[bytes, bytes]]) -> Iterator[tuple[str, bytes]]:
    for key, raw in found:
        student_id = student_of_latest(key)
        if student_id is not None:
            yield student_id, raw


class MasteryReader:
    """The way from a student id to their state on this worker."""

    def __init__(self, table: OwnedTable, partitions: int) -> None:
        self._table = table
        self._partitions = partitions

    def partition_of(self, student_id: str) -> int:
        """The student's partition, owned or not."""
        return partition_for(student_id.encode(), self._partitions)

    def owned(self, student_id: str) -> Ownership:
        """The ownership of the student's partition.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        return owned_by(self._table, self.partition_of(student_id))

    def students(self, partition: int, after: str | None = None) -> Iterator[tuple[str, bytes]]:
        """Ids and stored `MasteryScores` of a partition's students, in the order of their ids, from behind `after` on.

        A student costs two look-ups, however long their past. Take a piece of it at once: as for `student`.

        Raises:
            NotOwnedError: the partition is not on this worker.
        """
        owned = owned_by(self._table, partition)
        start = _STUDENT if after is None else f"student:{after};".encode()
        return _latest(owned.store.leap(_STUDENT, start, _onward))

    def student(self, student_id: str) -> StudentReader:
        """The student's state. Use it at once: it is not valid after the next wait.

        Raises:
            NotOwnedError: it is not on this worker.
        """
        return StudentReader(student_id, self.owned(student_id).store)


def student_order(student_id: str) -> bytes:
    """By what lists of students are sorted: as their keys, in which `:` ends an id."""
    return student_id.encode() + b":"
