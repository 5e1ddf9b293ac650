"""Waiting for what becomes of a record."""

import asyncio

import pytest

from tables.outcomes import Outcomes, OutcomeUnknownError

TOPIC = "learning.events"


async def waiting(outcomes: Outcomes, offset: int) -> "asyncio.Task[str | None]":
    """A caller who waits for an offset, already waiting."""
    task = asyncio.create_task(outcomes.wait(TOPIC, offset))
    await asyncio.sleep(0)
    return task


async def test_what_is_committed_already_needs_no_wait() -> None:
    outcomes = Outcomes()
    outcomes.advance(TOPIC, 9, {7: "late"})
    assert await outcomes.wait(TOPIC, 9) is None
    assert await outcomes.wait(TOPIC, 7) == "late"


async def test_a_caller_waits_through_commits_until_its_own() -> None:
    outcomes = Outcomes()
    caller = await waiting(outcomes, 5)
    outcomes.advance(TOPIC, 4, {})
    outcomes.advance("another.topic", 100, {5: "late"})
    await asyncio.sleep(0)
    assert not caller.done()
    outcomes.advance(TOPIC, 6, {5: "duplicate"})
    assert await caller == "duplicate"


async def test_all_callers_of_a_batch_are_told_each_their_own() -> None:
    outcomes = Outcomes()
    callers = [await waiting(outcomes, offset) for offset in (1, 2, 3)]
    outcomes.advance(TOPIC, 3, {2: "invalid"})
    assert await asyncio.gather(*callers) == [None, "invalid", None]


async def test_who_waits_when_the_partition_moves_is_told() -> None:
    outcomes = Outcomes()
    caller = await waiting(outcomes, 5)
    outcomes.close()
    with pytest.raises(OutcomeUnknownError):
        await caller
    with pytest.raises(OutcomeUnknownError):
        await outcomes.wait(TOPIC, 5)


async def test_what_was_committed_before_the_partition_moved_is_known() -> None:
    outcomes = Outcomes()
    outcomes.advance(TOPIC, 5, {5: "late"})
    outcomes.close()
    assert await outcomes.wait(TOPIC, 5) == "late"


async def test_only_the_last_refusals_are_remembered() -> None:
    outcomes = Outcomes()
    for batch in range(3):
        outcomes.advance(TOPIC, batch * 2000 + 1999, {batch * 2000 + one: "duplicate" for one in range(2000)})
    assert await outcomes.wait(TOPIC, 5999) == "duplicate"
    with pytest.raises(OutcomeUnknownError):
        await outcomes.wait(TOPIC, 0)


async def test_a_refusal_that_was_forgotten_is_not_told_as_applied() -> None:
    outcomes = Outcomes()
    caller = await waiting(outcomes, 0)
    outcomes.advance(TOPIC, 9_999, dict.fromkeys(range(10_000), "invalid"))
    assert await caller == "invalid"
