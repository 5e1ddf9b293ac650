"""What became of single records, for callers that wait for the effect of the event they produced."""

import asyncio
from collections.abc import Mapping

__all__ = ["OutcomeUnknownError", "Outcomes"]

_REMEMBERED = 4096
"""Refused records remembered per partition: a caller asks within seconds of producing, so few are needed."""


class OutcomeUnknownError(Exception):
    """The partition moved to another worker while the caller waited: ask again."""


class Outcomes:
    """Positions and refusals of one partition, with a wake-up at every commit."""

    def __init__(self) -> None:
        self._reached: dict[str, int] = {}
        self._refused: dict[tuple[str, int], str] = {}
        self._commit = asyncio.Event()
        self._closed = False

    def advance(self, topic: str, offset: int, refused: Mapping[int, str]) -> None:
        """A batch up to `offset` is committed; `refused` names the records that had no effect, and why."""
        self._reached[topic] = offset
        for position, why in refused.items():
            self._refused[topic, position] = why
        while len(self._refused) > _REMEMBERED:
            del self._refused[next(iter(self._refused))]
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
            OutcomeUnknownError: the partition was given up meanwhile.
        """
        while self._reached.get(topic, -1) < offset:
            if self._closed:
                raise OutcomeUnknownError
            await self._commit.wait()
        return self._refused.get((topic, offset))
