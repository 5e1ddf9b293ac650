"""Who waits for room, and who is told to come again.

Work that takes a process (CPU work, students' programs) has bounded room. Somebody who asks over HTTP is told at once
that there is none (429). A request from Kafka waits: it lies safe in its topic, and load is no failure. What waits for
room is not charged with the time: its deadline stands still meanwhile.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar

from agents.runtime.errors import TransientError

__all__ = ["BusyError", "Patience", "patience", "within"]


class BusyError(TransientError):
    """There is no room. Ask again after `retry_after` seconds; if it stays so, add workers or processes."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__("busy", message)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type["BusyError"], tuple[str, float]]:
        return type(self), (str(self), self.retry_after)


class Patience:
    """A deadline that stands still while its task waits for room, or hers while several of her jobs do."""

    def __init__(self, deadline: asyncio.Timeout) -> None:
        """Take the running time-out of the whole answer."""
        self._deadline = deadline
        self._waiting = 0
        self._left = 0.0

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """The deadline stands still."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            self._left = (self._deadline.when() or loop.time()) - loop.time()
            self._deadline.reschedule(None)
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting and not self._deadline.expired():
                self._deadline.reschedule(loop.time() + self._left)


_PATIENCE: ContextVar[Patience | None] = ContextVar("patience", default=None)


def patience() -> Patience | None:
    """Of the request that is being answered; None for one that must not wait."""
    return _PATIENCE.get()


@contextlib.asynccontextmanager
async def within(seconds: float, *, waits: bool) -> AsyncIterator[None]:
    """Answer within so many seconds, those spent waiting for room left out if it `waits`.

    Raises:
        TimeoutError: it took longer.
    """
    async with asyncio.timeout(seconds) as deadline:
        token = _PATIENCE.set(Patience(deadline) if waits else None)
        try:
            yield
        finally:
            _PATIENCE.reset(token)
