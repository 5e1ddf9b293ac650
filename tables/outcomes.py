"""What became of single records, for callers that wait for the effect of the event they produced."""

import asyncio
from collections import deque
from collections.abc import Mapping

__all__ = ["OutcomeUnknownError", "Outcomes"]

_REMEMBERED = 4096
"""Refused records remembered per partition: a caller asks within seconds of producing, so few are needed."""


class OutcomeUnknownError(Exception):
    """The partition moved to another worker, or the record was read too long ago to tell."""


class Outcomes:
    """Positions and refusals of one partition, with a wake-up at every commit."""

    def __init__(self) -> None:
        self._reached: dict[str, int] = {}
        self._forgotten: dict[str, int] = {}  # refusals up to here may be missing
        self._refused: deque[tuple[str, Mapping[int, str]]] = deque()
        self._count = 0
        self._commit = asyncio.Event()
        self._closed = False

    def advance(self, topic: str, offset: int, refused: Mapping[int, str]) -> None:
        """A batch up to `offset` is committed; `refused` names the records that had no effect, and why."""
        self._reached[topic] = offset
        if refused:
            self._refused.append((topic, refused))
            self._count += len(refused)
        while self._count > _REMEMBERED and len(self._refused) > 1:  # never the batch that callers are woken for
            old, gone = self._refused.popleft()
            self._count -= len(gone)
            self._forgotten[old] = max(gone)
        self._wake()

    def close(self) -> None:
        """The partition is given up: everybody who waits is told so."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        event, self._commit = self._commit, asyncio.Event()
        event.set()

    async def wait(self, topic: str, offset: int) -> str | None:
        """Wait until the record's effects are committed.

        Returns:
            None when it was applied, else why not.

        Raises:
            OutcomeUnknownError: the partition was given up meanwhile, or the outcome is no longer remembered.
        """
        while self._reached.get(topic, -1) < offset:
            if self._closed:
                raise OutcomeUnknownError
            await self._commit.wait()
        for name, refused in self._refused:
            if name == topic and offset in refused:
                return refused[offset]
        if offset <= self._forgotten.get(topic, -1):
            raise OutcomeUnknownError
        return None
