"""Waiting for work that must not be left half done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

__all__ = ["finished"]


async def finished(job: Coroutine[Any, Any, None]) -> None:
    """Await a job to its end even when cancelled: what works on a store must be done before the store is closed."""
    task = asyncio.ensure_future(job)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
