"""Waiting for work that must not be left half done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

__all__ = ["ended", "finished"]


async def ended(work: asyncio.Future[Any]) -> bool:
    """Wait until work has ended, however often this is cancelled meanwhile. Returns whether it was.

    Once is not the most: one rebalance cancels what the last one began, and the next comes while that is cleaned up.
    """
    cancelled = False
    while not work.done():
        try:
            await asyncio.wait({work})
        except asyncio.CancelledError:
            cancelled = True
    return cancelled


async def finished(job: Coroutine[Any, Any, None]) -> None:
    """Await a job to its end even when cancelled: what works on a store must be done before the store is closed."""
    task = asyncio.ensure_future(job)
    if await ended(task):
        if not task.cancelled():
            task.exception()  # it has been seen: the cancellation says more
        raise asyncio.CancelledError
    task.result()
