"""How often somebody may ask: a token bucket for each subject and kind of request. Pure but for what it remembers."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from agents.runtime.access import Role

__all__ = ["Kind", "Rates", "Throttle"]

Kind = Literal["read", "ask", "report"]
"""Reading what is there; asking an agent, which costs CPU; reporting progress."""

_MINUTE: Final = 60.0

Rates = Mapping[tuple[Role, Kind], int]
"""Requests a minute; 0 is no limit, and what is not there is none either."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Throttle:
    """The buckets of one worker. A minute's requests may come at once; after that they come at the rate.

    Args:
        rates: by role and kind.
        remembered: most buckets, some 200 bytes each. One that is forgotten was used least recently and begins full.
    """

    def __init__(self, rates: Rates, remembered: int) -> None:
        self._rates = rates
        self._most = remembered
        self._buckets: OrderedDict[tuple[str, Kind], _Bucket] = OrderedDict()

    def wait(self, subject: str, roles: Iterable[Role], kind: Kind, now: float) -> float:
        """Take one request out of a subject's bucket.

        Args:
            subject: who asks.
            roles: by which they may; the most generous counts.
            kind: of the request.
            now: monotonic seconds.

        Returns:
            0, or the seconds after which to ask again: then nothing was taken.
        """
        allowed = [self._rates.get((role, kind), 0) for role in roles]
        if not allowed or 0 in allowed:
            return 0.0
        most = float(max(allowed))
        bucket = self._buckets.pop((subject, kind), None) or _Bucket(most, now)
        self._buckets[subject, kind] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        bucket.level = min(most, bucket.level + (now - bucket.at) * most / _MINUTE)
        bucket.at = now
        if bucket.level < 1.0:
            return (1.0 - bucket.level) * _MINUTE / most
        bucket.level -= 1.0
        return 0.0
