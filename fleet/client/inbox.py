"""Answers and refusals on their way to who waits for them. An answer may come before its request is known by place."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from schemas.dead_letters import ErrorEvent
from schemas.responses import AgentResponse

__all__ = ["Inbox"]

Found = AgentResponse | ErrorEvent


@dataclass
class Inbox:
    """Keeps what comes for students who are being asked about at the moment, and nothing else."""

    _students: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, tuple[str, Found]] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _broken: BaseException | None = None

    def expect(self, student_id: str) -> None:
        """Keep what comes for a student. Call before the request is sent, and `forget` at its end."""
        self._students[student_id] += 1

    def forget(self, student_id: str) -> None:
        """One request about the student has ended."""
        self._students[student_id] -= 1
        if self._students[student_id] <= 0:
            del self._students[student_id]
            self._kept = {name: kept for name, kept in self._kept.items() if kept[0] != student_id}

    def waits_for(self, student_id: str) -> bool:
        """Whether anybody asks about the student."""
        return student_id in self._students

    def put(self, name: str, student_id: str, found: Found) -> None:
        """Something has come: an answer under its `response_id`, or a refusal under the id its answer would have."""
        if self.waits_for(student_id):
            self._kept.setdefault(name, (student_id, found))  # a copy of an answer says the same
            self._wake()

    def open(self) -> None:
        """From now on something may come (again)."""
        self._broken = None

    def fail(self, error: BaseException) -> None:
        """Nothing more will come."""
        self._broken = error
        self._wake()

    async def take(self, name: str) -> Found:
        """Wait for what comes under a name.

        Raises:
            BaseException: what `fail` was told.
        """
        while name not in self._kept:
            if self._broken is not None:
                raise self._broken
            await self._news.wait()
        return self._kept.pop(name)[1]

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
