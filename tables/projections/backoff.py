"""Growing, jittered delays between attempts."""

import random
from dataclasses import dataclass, field

__all__ = ["Backoff"]


@dataclass(slots=True)
class Backoff:
    """Delays that double from `base` to `cap` seconds, each drawn from the upper half of its range.

    The jitter keeps the workers of a fleet from returning to a recovered server all at the same moment; half of the
    range is kept so that a delay is never close to none.

    Attributes:
        base: seconds, the longest first delay. A restarted Redis answers in about as long.
        cap: seconds, the longest delay at all: the most by which a recovered server is noticed late.
        rng: source of the jitter.
    """

    base: float = 0.2
    cap: float = 10.0
    rng: random.Random = field(default_factory=random.Random, repr=False)
    attempts: int = field(default=0, init=False)

    def next(self) -> float:
        """Seconds to wait before the next attempt."""
        # 2**30 times any base is over any cap: bounds the power, which is a whole number without limit in Python.
        longest = min(self.cap, self.base * float(2 ** min(self.attempts, 30)))
        self.attempts += 1
        return longest * (0.5 + self.rng.random() / 2)

    def reset(self) -> None:
        """An attempt has succeeded: start from `base` again."""
        self.attempts = 0
