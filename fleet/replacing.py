"""Putting rebuilt students into the running fleet, one at a time, by the owners of their partitions."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from fleet.client.errors import ProblemError
from fleet.rebuild import PartitionRebuild, Rebuilder
from tables.student_digest import digest_of, state_of

__all__ = ["Post", "Replacing", "pieces"]

_TRIES: Final = 10
"""Compare-and-sets for one student: one fails when an event of the student was applied since the state was read."""

_PIECE_BYTES: Final = 256 << 10
"""Of keys and values in one request: a quarter of what a record may have by default."""

_CONFLICT: Final = 409


class Post(Protocol):
    """`WebClient.post`."""

    def __call__(self, *path: str, body: Mapping[str, Any]) -> Awaitable[dict[str, Any]]:
        """What a worker answers."""


def pieces(
    live: Mapping[bytes, bytes], rebuilt: Mapping[bytes, bytes], most: int = _PIECE_BYTES
) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Compare-and-sets that make one state of the other: each with the digest of what the one before it leaves."""
    state = dict(live)
    changed = [key for key in sorted(live.keys() | rebuilt.keys()) if live.get(key) != rebuilt.get(key)]
    while changed:
        expect, size, writes = digest_of(state), 0, dict[str, str | None]()
        while changed and (not writes or size < most):
            key = changed.pop(0)
            value = rebuilt.get(key)
            writes[key.decode()] = None if value is None else value.decode()
            size += len(key) + len(value or b"")
            if value is None:
                del state[key]
            else:
                state[key] = value
        yield expect, writes


@dataclass(frozen=True)
class Replacing:
    """Carries a rebuild out.

    Attributes:
        post: asks a worker.
        rebuilder: brings the tables to the present when a student's state has changed.
        actor: who does it.
        reason: why.
        tell: told of each student.
    """

    post: Post
    rebuilder: Rebuilder
    actor: str
    reason: str
    tell: Callable[[str], None]

    async def replace(self, one: PartitionRebuild, student_id: str) -> bool:
        """Make the live state of a student the rebuilt one. Whether it is now; not so when it changes all the time.

        Raises:
            FleetError: the worker does not answer, or refuses.
        """
        for _ in range(_TRIES):
            try:
                for expect, writes in pieces(state_of(one.live, student_id), state_of(one.rebuilt, student_id)):
                    body = {"expect": expect, "writes": writes, "actor": self.actor, "reason": self.reason}
                    await self.post("students", student_id, "state", body=body)
            except ProblemError as problem:
                if problem.status != _CONFLICT:
                    raise
                await self.rebuilder.catch_up(one)
            else:
                self.tell(student_id)
                return True
        return False
