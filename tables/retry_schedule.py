"""When a failed record is sent again: growing delays with jitter. Pure, so that a rebuilt table has the same times."""

from dataclasses import dataclass
from hashlib import blake2b

__all__ = ["RetrySchedule"]

_JITTER = 0.5
"""Share of a delay that may come on top: what failed together, as when a dependency went down, does not come back
together. Never less than the delay itself."""

_FRACTIONS = 2**32


@dataclass(frozen=True)
class RetrySchedule:
    """Delays before retries, in milliseconds.

    Attributes:
        first_ms: before the first retry; each further one doubles it.
        longest_ms: no delay is longer, jitter included.
        lost_ms: after this long without a word of a copy it is sent again. It is in the log by then, so only a topic
            that was deleted or cut off can have lost it; where an agent is merely behind, a copy more does no harm.
    """

    first_ms: int = 1_000
    longest_ms: int = 300_000
    lost_ms: int = 3_600_000

    def delay_ms(self, entry_id: str, attempt: int) -> int:
        """The delay between a failure and the attempt that follows it.

        Args:
            entry_id: identity of the dead letter: with the attempt it decides the jitter.
            attempt: number of the copy that is to be sent, from 1.
        """
        least = min(self.first_ms << min(attempt - 1, 40), self.longest_ms)
        seed = int.from_bytes(blake2b(f"{entry_id}#{attempt}".encode(), digest_size=4).digest(), "big")
        return min(least + round(least * _JITTER * seed / _FRACTIONS), self.longest_ms)
