"""Endless loops end although a library on the way swallows the cancellation."""

import asyncio

import pytest

from fleet.cancellation import check_cancelled


async def swallows_a_cancellation() -> None:
    """As `asyncio.wait_for` of Python 3.11 when the result comes at that moment."""
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        return


async def test_a_swallowed_cancellation_is_noticed_at_the_next_round() -> None:
    rounds = 0

    async def endless() -> None:
        nonlocal rounds
        while True:
            check_cancelled()
            rounds += 1
            await swallows_a_cancellation()

    task = asyncio.create_task(endless())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert rounds == 1


async def test_who_was_not_asked_to_end_goes_on() -> None:
    check_cancelled()
