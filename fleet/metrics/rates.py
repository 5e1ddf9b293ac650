"""How fast counters grow: their last seconds, remembered. Pure: the time is an argument."""

from collections import deque
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

__all__ = ["Rates"]

Name = TypeVar("Name", bound=Hashable)


class Rates(Generic[Name]):
    """Counters at some moments, the oldest of which lies a window back.

    Args:
        window: seconds over which rates are taken.
    """

    def __init__(self, window: float = 10.0) -> None:
        self._window = window
        self._seen: deque[tuple[float, dict[Name, int]]] = deque()

    def note(self, now: float, counts: Mapping[Name, int]) -> None:
        """What the counters show at a moment, in monotonic seconds."""
        self._seen.append((now, dict(counts)))
        while len(self._seen) > 2 and now - self._seen[1][0] >= self._window:  # noqa: PLR2004 - two make a rate
            self._seen.popleft()

    def per_second(self) -> dict[Name, float]:
        """By counter: growth a second. A counter that was not there counts from 0, one that fell as well."""
        if len(self._seen) < 2:  # noqa: PLR2004 - as above
            return {}
        (began, before), (ended, after) = self._seen[0], self._seen[-1]
        seconds = ended - began
        if seconds <= 0:
            return {}
        return {
            name: (count - before.get(name, 0) if count >= before.get(name, 0) else count) / seconds
            for name, count in after.items()
        }
