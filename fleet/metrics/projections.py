"""Readings of what follows topics: the Redis mirror inside the worker, and the parts of the archive beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from fleet.metrics.catalogue import CHECKS, COPIED, COPY_AGE, COPY_CONNECTED, COPY_LAG, COPY_REWINDS
from fleet.metrics.model import Sample
from tables.projections.follower import FollowerStats

__all__ = ["compared", "projections"]


def projections(stats: Callable[[], Mapping[str, FollowerStats]]) -> Callable[[], Iterator[Sample]]:
    """The reading of some followers, by name. A lag that is not known yet is left out."""

    def read() -> Iterator[Sample]:
        for name, one in stats().items():
            if one.lag_records is not None:
                yield COPY_LAG.sample(one.lag_records, name)
            yield COPY_AGE.sample(one.lag_seconds, name)
            yield COPY_CONNECTED.sample(one.broker_connected, name, "broker")
            yield COPY_CONNECTED.sample(one.target_connected, name, "target")
            yield COPIED.sample(one.applied, name, "applied")
            yield COPIED.sample(one.stale, name, "stale")
            yield COPIED.sample(one.quarantined, name, "quarantined")
            yield COPY_REWINDS.sample(one.rewinds, name)
            yield CHECKS.sample(one.checks, f"{name}_positions", "agree")
            yield CHECKS.sample(one.rewinds, f"{name}_positions", "differ")

    return read


def compared(checks: Callable[[], Iterable[tuple[str, str, int]]]) -> Callable[[], Iterator[Sample]]:
    """The reading of the background check: copy, outcome, number of checks."""

    def read() -> Iterator[Sample]:
        for name, outcome, count in checks():
            yield CHECKS.sample(count, f"{name}_values", outcome)

    return read
