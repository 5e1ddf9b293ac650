"""How far a follower is behind its topic, in records and in seconds. Pure: the time is an argument."""

from collections.abc import Collection, Iterable, Mapping

__all__ = ["Lag", "total"]


def total(lags: Iterable[int | None]) -> int | None:
    """Records behind of several followers together; None while one of them does not know its own."""
    told = list(lags)
    known = [lag for lag in told if lag is not None]
    return sum(known) if len(known) == len(told) else None


class Lag:
    """Positions, ends and waiting records of the followed partitions.

    Records are counted in offsets, so that transaction markers count until they are passed; that is at once, as they
    need no writing. A follower that is level has lag 0 in both units.
    """

    def __init__(self, now: float) -> None:
        self._positions: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._oldest: dict[int, float] = {}
        self._level_at = now

    @property
    def positions(self) -> dict[int, int]:
        """Next offset to copy, for each partition whose position is known."""
        return dict(self._positions)

    def follow(self, partitions: Collection[int]) -> None:
        """Forget the partitions that are not followed any more."""
        for known in (self._positions, self._ends, self._oldest):
            for partition in known.keys() - set(partitions):
                del known[partition]

    def ends(self, ends: Mapping[int, int], begins: Mapping[int, int] | None = None) -> None:
        """Note where the partitions end and, for those whose position is not known, where they begin."""
        self._ends.update(ends)
        for partition, begin in (begins or {}).items():
            self._positions.setdefault(partition, begin)

    def handed_over(self, partition: int, timestamp: float) -> None:
        """A batch is about to be written whose oldest record is of `timestamp`, in seconds since 1970."""
        self._oldest[partition] = timestamp

    def reached(self, partition: int, position: int, now: float) -> None:
        """Everything below `position` is in the store."""
        self._positions[partition] = position
        self._oldest.pop(partition, None)
        if self.records() == 0:
            self._level_at = now

    def records(self) -> int | None:
        """Offsets still to be copied; None while the ends are not known."""
        if not self._ends.keys() <= self._positions.keys() or not self._ends:
            return None
        return sum(max(0, end - self._positions[partition]) for partition, end in self._ends.items())

    def seconds(self, now: float) -> float:
        """Age of the oldest record that waits to be written; else the time since the follower was last level."""
        if self.records() == 0:
            return 0.0
        return max(0.0, now - min(self._oldest.values(), default=self._level_at))
