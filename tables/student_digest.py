"""A student's state as a whole: its digest, by which a replacement is held to what it replaces, and its differences."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b

from tables.store import PartitionStore

__all__ = ["differing", "digest_of", "state_of", "student_prefix"]


def student_prefix(student_id: str) -> bytes:
    """With which the keys of a student's state begin; idempotency keys are no part of it."""
    return f"student:{student_id}:".encode()


def state_of(store: PartitionStore, student_id: str) -> dict[bytes, bytes]:
    """Every key of a student's state."""
    return dict(store.scan(student_prefix(student_id)))


def digest_of(state: Mapping[bytes, bytes]) -> str:
    """32 hex digits of a state, the same for the same keys and values."""
    digest = blake2b(digest_size=16)
    for key in sorted(state):
        value = state[key]
        digest.update(b"%d:%d:" % (len(key), len(value)))
        digest.update(key)
        digest.update(value)
    return digest.hexdigest()


def differing(
    live: PartitionStore, rebuilt: PartitionStore, prefix: bytes = b"student:"
) -> Iterator[tuple[bytes, str]]:
    """Keys that differ, in order, and how: the live table `lacks` it, `differs in` it or `has an unwanted` one."""
    ours, theirs = live.scan(prefix), rebuilt.scan(prefix)
    one, other = next(ours, None), next(theirs, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None  # noqa: S101 - not both have ended
            yield one[0], "has an unwanted"
            one = next(ours, None)
        elif one is None or other[0] < one[0]:
            yield other[0], "lacks"
            other = next(theirs, None)
        else:
            if one[1] != other[1]:
                yield one[0], "differs in"
            one, other = next(ours, None), next(theirs, None)
