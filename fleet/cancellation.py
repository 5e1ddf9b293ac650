"""Endless loops that end when they are asked to."""

import asyncio

__all__ = ["check_cancelled"]


def check_cancelled() -> None:
    """Raise `CancelledError` if this task was asked to end and something on the way swallowed it.

    `asyncio.wait_for` does so before Python 3.12 when its result comes at that very moment, and the Kafka client waits
    for every answer that way. To be called once a round by loops that have no other end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
