"""When a call is made again, and how long after. The only home of tenacity."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay

from fleet.client.errors import BusyError, ProblemError, UnavailableError, UnreachableError

__all__ = ["NotSentError", "Retries", "again"]

Answer = TypeVar("Answer")


class NotSentError(UnreachableError):
    """Nobody answers at the address: the request did not arrive."""


@dataclass(frozen=True)
class Retries:
    """How patient a client is.

    Attributes:
        attempts: most, the first one included.
        seconds: no attempt begins later than so many seconds after the first.
        first_delay: seconds before the second attempt; it doubles with every further one, and up to as much comes on
            top by chance, so that clients that were refused together do not come back together.
        longest_delay: seconds at which doubling ends. What the fleet asks for (`Retry-After`) is kept all the same.
    """

    attempts: int = 5
    seconds: float = 30.0
    first_delay: float = 0.2
    longest_delay: float = 5.0

    def delay(self, attempt: int, asked: float | None, chance: float) -> float:
        """Seconds before the next attempt.

        Args:
            attempt: number of the one that failed, from 1.
            asked: seconds that the fleet asked for.
            chance: 0 to 1.
        """
        own: float = min(self.first_delay * 2 ** (attempt - 1), self.longest_delay)
        return max(own, asked or 0.0) + own * chance


async def again(
    call: Callable[[], Awaitable[Answer]],
    retries: Retries,
    *,
    repeatable: bool,
    chance: Callable[[], float] = random.random,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Answer:
    """Make a call until it is answered, or refused for good, or the patience ends.

    Args:
        call: one attempt.
        retries: how patient to be.
        repeatable: whether a request that may have arrived can be sent again without a further effect.
        chance: random numbers of 0 to 1.
        sleep: waits for so many seconds.

    Raises:
        FleetError: of the last attempt.
    """

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after if isinstance(error, ProblemError) else None
        return retries.delay(state.attempt_number, asked, chance())

    async def attempt() -> Answer:  # tenacity awaits nothing but coroutine functions
        return await call()

    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: _may_repeat(error, repeatable=repeatable)),
        wait=wait,
        stop=stop_after_attempt(retries.attempts) | stop_before_delay(retries.seconds),
        sleep=sleep,
        reraise=True,
    )
    return await retrying(attempt)


def _may_repeat(error: BaseException, *, repeatable: bool) -> bool:
    if isinstance(error, UnavailableError | UnreachableError) and repeatable:
        return True
    # Of a request that must not be repeated: where the fleet says that nothing was done, or nobody heard it.
    return isinstance(error, BusyError | NotSentError) or (
        isinstance(error, UnavailableError) and error.retry_after is not None and error.code != "unconfirmed"
    )
