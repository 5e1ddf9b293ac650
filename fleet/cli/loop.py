"""Running a command's coroutine, and ending it in good order when a signal comes."""

import asyncio
import contextlib
import os
import select
import signal
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

__all__ = ["Stopped", "run", "run_until_signal"]

_T = TypeVar("_T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, `kill`, and a terminal that was closed


_LOOK_S = 1.0
"""Seconds between looks at the terminal."""


class Stopped(Exception):  # noqa: N818 - it was asked for
    """A signal asked the command to end, and it has cleaned up."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.signum = signum


def run(job: Coroutine[Any, Any, _T]) -> _T:
    """Run to the end in a loop of its own, leaving the thread's event loop policy as it is.

    `asyncio.run` would mark the thread as one without a loop, and Faust, started later, asks for the thread's loop.
    """
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(job)


def run_until_signal(job: Coroutine[Any, Any, _T]) -> _T:
    """Run to the end; at the first SIGINT, SIGTERM or SIGHUP, cancel the job and let it clean up.

    Later signals are not heard: cleaning up is bounded, and what runs below is stopped, not abandoned.

    Raises:
        Stopped: a signal came.
    """
    return run(_guarded(job))


async def _guarded(job: Coroutine[Any, Any, _T]) -> _T:
    task = asyncio.ensure_future(job)
    received: list[int] = []

    def stop(signum: int) -> None:
        if not received:
            received.append(signum)
            task.cancel()

    with _handling(stop):
        watch = asyncio.ensure_future(_terminal_gone(stop))
        try:
            return await task
        except asyncio.CancelledError:
            if received:
                raise Stopped(received[0]) from None
            raise
        finally:
            watch.cancel()


async def _terminal_gone(stop: Callable[[int], None]) -> None:
    """Stop when the terminal is closed.

    The kernel sends SIGHUP to the leader of the terminal's session alone. That is `make` where a window runs nothing
    but `make run`, and make passes it on to nobody.
    """
    terminals = [stream for stream in (0, 1, 2) if os.isatty(stream)]
    if not terminals or signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return
    look = select.poll()
    for stream in terminals:
        look.register(stream, 0)  # hanging up is told without being asked for
    while not any(event & (select.POLLHUP | select.POLLERR) for _, event in look.poll(0)):  # noqa: ASYNC110 - no event comes
        await asyncio.sleep(_LOOK_S)
    stop(signal.SIGHUP)


@contextlib.contextmanager
def _handling(stop: Any) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    # What `nohup` started outlives its terminal. SIGINT is heard in any case: scripts start what they put into the
    # background with it ignored, and then send it.
    hang_up_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    heard = [signum for signum in _SIGNALS if not (signum == signal.SIGHUP and hang_up_ignored)]
    for signum in heard:
        loop.add_signal_handler(signum, stop, signum)
    try:
        yield
    finally:
        for signum in heard:
            loop.remove_signal_handler(signum)
