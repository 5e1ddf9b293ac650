"""What operators do with dead letters: replay, discard, edit. Each action is a record on `dead-letter.status`.

Nothing is changed here: what is sent comes back on topics, and only that changes the table. An action that is not
confirmed may be repeated: copies of one number are one attempt, and one edit is one event however often it is sent.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.retry.copies import NotSendableError, Original, copy_of, original_of
from agents.retry.corrections import correction_of
from agents.retry.orders import Edit, Order
from agents.retry.payloads import Payloads, PayloadsAwayError
from agents.retry.problems import (
    BROKER_AWAY,
    ENTRY_CLOSED,
    ENTRY_UNDER_WAY,
    NOT_SENDABLE,
    PAYLOAD_GONE,
    WOULD_FAIL,
)
from agents.retry.timer import Awaited
from agents.runtime.problems import ProblemError
from agents.runtime.publisher import UnconfirmedError
from agents.runtime.records import SourceRecord
from agents.runtime.resolutions import Change, status_emit
from agents.runtime.services import DryRun
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterState
from tables.failure_entry import CLOSED, Entry, Place
from tables.ownership import Emit
from tables.reader import NotOwnedError

__all__ = ["Desk"]

_AT_ONCE = 50
"""Copies under way to the broker at the same time: one request takes them all."""


_GOOD = frozenset({"applied", "answered", "not_tried"})
"""Outcomes with which a corrected record is sent."""


@dataclass(frozen=True)
class Desk:
    """The actions.

    Attributes:
        payloads: reads original bytes.
        send: sends a record and returns when the broker has it, or raises `UnconfirmedError`.
        codec: for statuses and corrections.
        trials: dry runs, by source topic.
        max_record_bytes: of a source topic.
        clock: the present, in seconds since 1970.
    """

    payloads: Payloads
    send: Callable[[Emit], Awaitable[object]]
    codec: Codec
    trials: Mapping[str, DryRun]
    max_record_bytes: int
    clock: Callable[[], float] = time.time
    _awaited: Awaited = field(default_factory=Awaited)

    # -- looking -------------------------------------------------------------------------------------------------------
    async def original(self, entry: Entry) -> Original:
        """The record that failed.

        Raises:
            ProblemError: it is gone, or cannot be read now.
        """
        return self._original(entry, await self._read([entry]))

    async def _read(self, entries: Sequence[Entry]) -> dict[Place, SourceRecord | None]:
        places = {place for entry in entries if (place := entry.payload) is not None}
        try:
            return await self.payloads.read(places) if places else {}
        except PayloadsAwayError as error:
            raise ProblemError(BROKER_AWAY, f"Nothing was sent: {error}") from error

    def _original(self, entry: Entry, stored: dict[Place, SourceRecord | None]) -> Original:
        place = entry.payload
        if place is None:
            raise ProblemError(PAYLOAD_GONE, "Its dead letter is not known: only changes of it are")
        if place not in stored:
            raise ProblemError(BROKER_AWAY, "A transaction before its dead letter is open: it cannot be read yet")
        try:
            return original_of(entry, stored[place], self.codec)
        except NotSendableError as error:
            kind = PAYLOAD_GONE if stored[place] is None else NOT_SENDABLE
            raise ProblemError(kind, f"{entry.id}: {error}") from error

    # -- replay --------------------------------------------------------------------------------------------------------
    async def replay(self, entry: Entry, order: Order) -> dict[str, Any]:
        """Send a record once more, or say what would become of it.

        Raises:
            ProblemError: it cannot be, or is not confirmed.
        """
        self._check_open(entry)
        return await self._replay(entry, await self._read([entry]), order)

    async def replay_all(self, entries: Sequence[Entry], order: Order) -> list[dict[str, Any]]:
        """The same for many: for each what became of it; `skipped` says why one was not sent.

        Raises:
            ProblemError: the broker is away; what was not sent can be sent later.
        """
        stored = await self._read(entries)
        slots = asyncio.Semaphore(_AT_ONCE)
        away: list[ProblemError] = []

        async def one(entry: Entry) -> dict[str, Any]:
            async with slots:
                if away:  # the rest would wait as long, one after the other
                    raise away[0]
                try:
                    self._check_open(entry)
                    return await self._replay(entry, stored, order)
                except ProblemError as problem:
                    if problem.kind is BROKER_AWAY:
                        away.append(problem)
                        raise
                    return {"id": entry.id, "skipped": problem.kind.code, "detail": problem.detail}

        results = await asyncio.gather(*map(one, entries), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return [result for result in results if not isinstance(result, BaseException)]

    async def _replay(self, entry: Entry, stored: dict[Place, SourceRecord | None], order: Order) -> dict[str, Any]:
        attempt = entry.next_attempt
        original = self._original(entry, stored)
        try:
            copy = copy_of(entry, original, attempt, self.max_record_bytes)
        except NotSendableError as error:
            raise ProblemError(NOT_SENDABLE, f"{entry.id}: {error}") from error
        if order.dry_run:
            return {"id": entry.id, "dry_run": True, "attempt": attempt, **await self._tried(copy)}
        await self._confirmed(copy)
        self._awaited.sent(entry.id, attempt, time.monotonic())
        await self._say(entry, "retrying", attempt, order, original.key)
        return {"id": entry.id, "state": "retrying", "attempt": attempt}

    def _check_open(self, entry: Entry) -> None:
        if entry.state in CLOSED:
            raise ProblemError(ENTRY_CLOSED, f"{entry.id} is {entry.state}", state=entry.state)
        awaited = not self._awaited.is_free(entry.id, entry.next_attempt, time.monotonic())
        if entry.state == "retrying" or awaited:
            raise ProblemError(ENTRY_UNDER_WAY, f"{entry.id}: a copy is on its way")

    # -- discard -------------------------------------------------------------------------------------------------------
    async def discard(self, entry: Entry, order: Order) -> dict[str, Any]:
        """Close an entry for good: nothing more is tried.

        Raises:
            ProblemError: it is closed already, or the broker does not confirm.
        """
        if entry.state in CLOSED:
            raise ProblemError(ENTRY_CLOSED, f"{entry.id} is {entry.state}", state=entry.state)
        if order.dry_run:
            return {"id": entry.id, "dry_run": True, "state": entry.state}
        await self._say(entry, "discarded", None, order, None)
        return {"id": entry.id, "state": "discarded"}

    # -- edit ----------------------------------------------------------------------------------------------------------
    async def edit(self, entry: Entry, order: Edit) -> dict[str, Any]:
        """Send a corrected payload as a new event that names the entry, and close the entry.

        Raises:
            InvalidError: the payload breaks a rule.
            ProblemError: the new event would fail too, the entry is closed, or the broker does not confirm.
        """
        self._check_open(entry)
        correction = correction_of(entry, order.payload, self.codec)
        try:
            verdict = await self._tried(correction.emit)
        except NotOwnedError:
            verdict = {"outcome": "not_tried", "changes": {}}  # another worker has that student: its rules are kept
        told = {"id": entry.id, "event_id": correction.event_id, "topic": correction.emit.topic}
        if order.dry_run:
            return {**told, "dry_run": True, **verdict}
        if verdict["outcome"] not in _GOOD:
            detail = f"The corrected event would end as {verdict['outcome']}"
            why = verdict.get("error_message")
            raise ProblemError(WOULD_FAIL, f"{detail}: {why}" if why else detail, **verdict)
        await self._confirmed(correction.emit)
        last = entry.last
        await self._say(entry, "superseded", last.number if last is not None else 0, order, correction.emit.key)
        return {**told, "state": "superseded", "outcome": verdict["outcome"]}

    async def _tried(self, emit: Emit) -> dict[str, Any]:
        trial = self.trials.get(emit.topic)
        return await trial(emit) if trial is not None else {"outcome": "not_tried", "changes": {}}

    # -- sending -------------------------------------------------------------------------------------------------------
    async def _confirmed(self, emit: Emit) -> None:
        try:
            await self.send(emit)
        except UnconfirmedError as error:
            raise ProblemError(BROKER_AWAY, f"{emit.topic}: {error}") from error

    async def _say(
        self, entry: Entry, state: DeadLetterState, attempt: int | None, order: Order, key: bytes | None
    ) -> None:
        change = Change(entry.origin, state, order.actor, order.reason, attempt)
        await self._confirmed(status_emit(change, key, codec=self.codec, now_ms=int(self.clock() * 1000)))
