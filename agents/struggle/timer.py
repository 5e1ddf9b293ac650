"""The timer: where nothing is noticed, it says that time has passed. It only publishes.

For every student whose time has come it sends a signal of kind `tick` with that very time. It comes back on
`learning.signals`, behind all that was noticed before, and only there changes the table. So a tick may be sent twice,
after a crash or a take-over: the second does nothing.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from agents.runtime.publisher import UnconfirmedError
from schemas.codec import Codec
from schemas.signals import LearningSignal
from schemas.topics import LEARNING_SIGNALS
from tables.errors import LeaveError
from tables.owned import OwnedTable
from tables.ownership import Emit, Ownership
from tables.struggles import DUE_PREFIX, due_bound, due_of

__all__ = ["StruggleTimer"]

log = logging.getLogger(__name__)

_TICK_S = 1.0
"""Seconds between looks at who is due: a teacher who hears of it a second later is as much in time."""

_LONGEST_PAUSE_S = 30.0
"""Seconds between looks while sending fails."""

_AT_ONCE = 200
"""Ticks sent in one look: what a worker that was away for long has to catch up with comes in pieces."""

_AGAIN_S = 60.0
"""Seconds after which a tick is sent again of which the table has heard nothing: it takes a fraction of one."""

NAME = "struggle"


class StruggleTimer:
    """Works for the partitions of the struggles table that this worker owns.

    Args:
        table: the struggles table.
        send: sends a record and returns when the broker has it, or raises `UnconfirmedError`.
        codec: for signals.
        clock: the present, in seconds since 1970.
    """

    def __init__(
        self,
        table: OwnedTable,
        send: Callable[[Emit], Awaitable[object]],
        codec: Codec,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._table = table
        self._send = send
        self._codec = codec
        self._clock = clock
        self._sent: dict[bytes, float] = {}  # keys in the order of sending, and when, in monotonic seconds

    async def run(self) -> None:
        """Look again and again until the worker ends."""
        pause = _TICK_S
        while True:
            await asyncio.sleep(pause)
            pause = _TICK_S if await self._looked() else min(2 * pause, _LONGEST_PAUSE_S)

    async def _looked(self) -> bool:
        """One look. Whether it went well; nothing leaves it."""
        try:
            await self.send_due()
        except LeaveError as error:
            self._table.leave(error)
        except UnconfirmedError as error:
            log.warning("alerts that need time to pass wait: %s", error)
            return False
        except Exception:
            log.exception("alerts that need time to pass wait")
            return False
        return True

    async def send_due(self) -> int:
        """Send a tick for everybody whose time has come, at most so many. Returns how many.

        Raises:
            UnconfirmedError: the broker is away; who was due is due still.
            LeaveError: the table is corrupt.
        """
        due = self._due()
        results = await asyncio.gather(
            *(self._tick(key, owned.partition) for key, owned in due), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(due)

    def _due(self) -> list[tuple[bytes, Ownership]]:
        """Nothing is awaited here: ownerships may go at any wait."""
        now = time.monotonic()
        while self._sent and now - next(iter(self._sent.values())) >= _AGAIN_S:
            del self._sent[next(iter(self._sent))]
        bound = due_bound(int(self._clock() * 1000) + 1)
        found: list[tuple[bytes, Ownership]] = []
        for owned in list(self._table.owned.values()):
            for key, _ in owned.store.scan(DUE_PREFIX):
                if key >= bound or len(found) >= _AT_ONCE:
                    break
                if key not in self._sent:
                    found.append((key, owned))
        return found

    async def _tick(self, key: bytes, partition: int) -> None:
        at, student = due_of(key)
        signal = LearningSignal(
            signal_id=f"tick:{student}:{at}",
            student_id=student,
            timestamp=datetime.fromtimestamp(at / 1000, UTC),
            kind="tick",
            source=NAME,
        )
        value = self._codec.encode(LEARNING_SIGNALS.subject, signal.to_avro())
        await self._send(Emit(LEARNING_SIGNALS.name, student.encode(), value, partition))
        self._sent[key] = time.monotonic()
