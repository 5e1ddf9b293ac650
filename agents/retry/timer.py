"""The timer: sends failed records again when they are due. It only publishes.

What it sends and says comes back on topics, and only that changes the table. So it may send something twice: after a
crash, after a take-over, when the broker does not confirm. Copies of one number are one attempt, and the guard knows
what was applied before.

A copy is confirmed before its `retrying` is said: an entry that is being retried has its copy in the log.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from agents.retry.copies import NotSendableError, copy_of, original_of
from agents.retry.payloads import Payloads, PayloadsAwayError
from agents.runtime.measures import Measures
from agents.runtime.publisher import UnconfirmedError
from agents.runtime.records import SourceRecord
from agents.runtime.resolutions import Change, status_emit
from schemas.codec import Codec
from schemas.dead_letters import DeadLetterState
from tables.errors import LeaveError
from tables.failure_entry import Entry
from tables.failures import DUE_PREFIX, due_bound, entry_key
from tables.owned import OwnedTable
from tables.ownership import Emit, Ownership

__all__ = ["Awaited", "RetryTimer", "Send"]

log = logging.getLogger(__name__)

_TICK_S = 0.2
"""Seconds between looks at what is due: a fifth of the shortest usual delay."""

_LONGEST_PAUSE_S = 30.0
"""Seconds between looks while sending fails: a broker that is away is not made busier by what waits for it."""

_AT_ONCE = 200
"""Copies sent in one look: 1,000 a second, so that a storm of failures leaves room for what students do now."""

_AGAIN_S = 60.0
"""Seconds after which a copy is sent again of which the table has heard nothing: it takes a fraction of one."""

_ACTOR = "retry"

Send = Callable[[Emit], Awaitable[object]]
"""Sends a record and returns when the broker has it, or raises `UnconfirmedError`."""


class Awaited:
    """Copies that were sent and of which the table has not heard yet. Times are monotonic seconds."""

    def __init__(self, seconds: float = _AGAIN_S) -> None:
        self._seconds = seconds
        self._since: dict[tuple[str, int], float] = {}

    def is_free(self, entry_id: str, attempt: int, now: float) -> bool:
        """Whether this copy was not sent, or so long ago that it may be sent again."""
        since = self._since.get((entry_id, attempt))
        return since is None or now - since >= self._seconds

    def sent(self, entry_id: str, attempt: int, now: float) -> None:
        """Note a copy, and forget those that count no longer."""
        while self._since and now - next(iter(self._since.values())) >= self._seconds:
            del self._since[next(iter(self._since))]
        self._since.pop((entry_id, attempt), None)
        self._since[entry_id, attempt] = now


class RetryTimer:
    """Works for the partitions of the failures table that this worker owns.

    Args:
        table: the failures table.
        payloads: reads original bytes.
        send: see `Send`.
        codec: for statuses.
        max_record_bytes: of a source topic.
        clock: the present, in seconds since 1970.
        measures: told of copies that were sent.
    """

    def __init__(
        self,
        table: OwnedTable,
        payloads: Payloads,
        send: Send,
        codec: Codec,
        *,
        max_record_bytes: int,
        clock: Callable[[], float] = time.time,
        measures: Measures | None = None,
    ) -> None:
        self._measures = measures or Measures()
        self._table = table
        self._payloads = payloads
        self._send = send
        self._codec = codec
        self._max_record_bytes = max_record_bytes
        self._clock = clock
        self._awaited = Awaited()

    async def run(self) -> None:
        """Look again and again until the worker ends."""
        pause = _TICK_S
        try:
            while True:
                await asyncio.sleep(pause)
                pause = _TICK_S if await self._looked() else min(2 * pause, _LONGEST_PAUSE_S)
        finally:
            await self._payloads.stop()

    async def _looked(self) -> bool:
        """One look. Whether it went well; nothing leaves it."""
        try:
            await self.send_due()
        except LeaveError as error:
            self._table.leave(error)
        except (PayloadsAwayError, UnconfirmedError) as error:
            log.warning("failed records wait for their retry: %s", error)
            return False
        except Exception:
            log.exception("failed records wait for their retry")
            return False
        return True

    async def send_due(self) -> int:
        """Send what is due. Returns how many copies that were.

        Raises:
            PayloadsAwayError, UnconfirmedError: the broker is away; what was not sent is due still.
            LeaveError: the table is corrupt.
        """
        due = self._due()
        places = {entry.id: place for entry in due if (place := entry.payload) is not None}
        if not places:
            return 0
        stored = await self._payloads.read(set(places.values()))
        jobs = (self._send_again(entry, stored[places[entry.id]]) for entry in due if places.get(entry.id) in stored)
        results = await asyncio.gather(*jobs, return_exceptions=True)
        for one in results:
            if isinstance(one, BaseException):
                raise one
        return len(results)

    def _due(self) -> list[Entry]:
        """Entries whose time has come, at most so many; nothing is awaited here: ownerships may go at any wait."""
        now_ms, now = int(self._clock() * 1000), time.monotonic()
        found: list[Entry] = []
        for owned in self._in_turn():
            for key, _ in owned.store.scan(DUE_PREFIX):
                if key >= due_bound(now_ms + 1) or len(found) >= _AT_ONCE:
                    break
                raw = owned.store.get(entry_key(key.split(b":", 2)[2].decode()))
                entry = Entry.load(raw) if raw is not None else None
                if entry is not None and self._awaited.is_free(entry.id, entry.next_attempt, now):
                    found.append(entry)
        return found

    def _in_turn(self) -> list[Ownership]:
        """The partitions, beginning with another one each second: none waits for the others' storm."""
        owned = sorted(self._table.owned.values(), key=lambda one: one.partition)
        first = int(self._clock()) % max(1, len(owned))
        return [*owned[first:], *owned[:first]]

    async def _send_again(self, entry: Entry, stored: SourceRecord | None) -> None:
        attempt = entry.next_attempt
        self._awaited.sent(entry.id, attempt, time.monotonic())
        try:
            original = original_of(entry, stored, self._codec)
            copy = copy_of(entry, original, attempt, self._max_record_bytes)
        except NotSendableError as error:
            await self._say(entry, "permanent", attempt - 1, f"it cannot be sent again: {error}", None)
            return
        await self._send(copy)
        self._measures.retries += 1
        code = entry.last.code if entry.last is not None else "unknown"
        await self._say(entry, "retrying", attempt, f"after {code}", original.key)

    async def _say(self, entry: Entry, state: DeadLetterState, attempt: int, reason: str, key: bytes | None) -> None:
        change = Change(entry.origin, state, _ACTOR, reason, attempt)
        await self._send(status_emit(change, key, codec=self._codec, now_ms=int(self._clock() * 1000)))
