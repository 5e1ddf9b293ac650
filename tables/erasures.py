"""Erased students in a table: the mark that is left of each, and how records about one are found and forgotten.

A mark is a key of the table like any other, `erased:{keyed hash}`. It keeps copies of records from before the erasure
from bringing the student back, and says nothing to whoever has not the key (docs/privacy.md).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from schemas.canonical import JsonError, dumps, loads
from schemas.erasure import marks_of
from tables.errors import CorruptTableError
from tables.store import PartitionStore

__all__ = ["ERASED_PREFIX", "Erased", "Forget", "Forgotten", "Held", "erased_key", "erased_of", "holding", "was_erased"]

ERASED_PREFIX = b"erased:"

Held = Callable[[PartitionStore, str], Iterator[tuple[bytes, bytes]]]
"""Every record of a partition that is about a student."""

Forgotten = tuple[bytes, bytes | None] | None
"""A table write that forgets something of a student; None where nothing was found for a while: others may run."""

Forget = Callable[[PartitionStore, str, int], Iterator[Forgotten]]
"""What forgets a student: of a partition's data, the student's id and the append time of the order in milliseconds."""


class Erased(NamedTuple):
    """The mark's value."""

    before: int  # ms: what was appended up to then is void
    order_id: str

    def dump(self) -> bytes:
        """The stored bytes."""
        return dumps(list(self))

    @classmethod
    def load(cls, raw: bytes) -> "Erased":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are no mark.
        """
        try:
            return cls(*loads(raw))
        except (JsonError, TypeError) as exc:
            raise CorruptTableError(f"unreadable mark of an erasure {raw[:80]!r}") from exc


def erased_key(mark: str) -> bytes:
    """Key of a mark."""
    return ERASED_PREFIX + mark.encode()


def erased_of(store: PartitionStore, student_id: str, keys: Sequence[str]) -> Erased | None:
    """The latest erasure of a student, None where there was none.

    Args:
        store: of a partition.
        student_id: whose.
        keys: secrets of marks, all that are in use.
    """
    found = (store.get(erased_key(mark)) for mark in marks_of(student_id, keys))
    return max((Erased.load(raw) for raw in found if raw is not None), default=None)


def was_erased(store: PartitionStore, student_id: str, append_ms: int, keys: Sequence[str]) -> bool:
    """Whether a record about a student was first appended before the student was erased."""
    erased = erased_of(store, student_id, keys)
    return erased is not None and append_ms <= erased.before


def holding(*prefixes: str) -> tuple[Held, Forget]:
    """How a table whose keys begin with the student's holds and forgets a student.

    Args:
        prefixes: of keys, with `{}` for the student's id, such as `student:{}:`.
    """

    def held(store: PartitionStore, student_id: str) -> Iterator[tuple[bytes, bytes]]:
        for prefix in prefixes:
            yield from store.scan(prefix.format(student_id).encode())

    def forget(store: PartitionStore, student_id: str, before_ms: int) -> Iterator[Forgotten]:
        del before_ms  # all of it was drawn from records before the order
        for key, _ in held(store, student_id):
            yield key, None

    return held, forget
