"""The numbers of a follower, and the watch that says when something is due by them."""

import time
from dataclasses import dataclass

__all__ = ["Tuning", "Watch"]


@dataclass(frozen=True, slots=True)
class Tuning:
    """The numbers of a follower.

    Attributes:
        batch_records: most records in one write to the store. Reached only by a follower that lags; then the values
            of a key that changes often fall together, so that it catches up with less work.
        slice_records: most records taken from the consumer at once: 2,000 take 10-20 ms of the event loop, which
            other tasks hardly notice.
        verify_every: seconds between looks at the stored positions, by which a store emptied while nothing is
            written is noticed, and at the ends of the partitions.
        identify_every: seconds between questions for the topic's id; topics are hardly ever re-created.
        stalled_after: seconds without a record although there are some, after which the consumer itself must be at
            fault; three of Kafka's request time-outs of 10 s.
        backoff_base: seconds, longest first delay while an end is away.
        backoff_cap: seconds, longest delay.
    """

    batch_records: int = 10_000
    slice_records: int = 2000
    verify_every: float = 1.0
    identify_every: float = 10.0
    stalled_after: float = 30.0
    backoff_base: float = 0.2
    backoff_cap: float = 10.0


class Watch:
    """When one session of a follower was last seen to be in order."""

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._identified_at = self._verified_at = self._progress_at = time.monotonic()

    def verified(self) -> None:
        """The stored positions are there."""
        self._verified_at = time.monotonic()

    def identified(self) -> None:
        """The topic is the one that it was."""
        self._identified_at = time.monotonic()

    def progress(self) -> None:
        """Something was written, or there is nothing to write."""
        self._progress_at = time.monotonic()

    def verify_due(self) -> bool:
        """Whether to look at the stored positions again."""
        return time.monotonic() - self._verified_at >= self._tuning.verify_every

    def identify_due(self) -> bool:
        """Whether to ask for the topic's id again."""
        return time.monotonic() - self._identified_at >= self._tuning.identify_every

    def stalled(self) -> bool:
        """Whether nothing has moved for too long."""
        return time.monotonic() - self._progress_at >= self._tuning.stalled_after
