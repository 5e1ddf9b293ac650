"""Delays, lag and links of a follower: pure arithmetic over given times."""

import logging
import random

import pytest

from tables.projections.backoff import Backoff
from tables.projections.lag import Lag
from tables.projections.link import Link


def test_delays_grow_to_the_cap_and_start_again() -> None:
    backoff = Backoff(base=1.0, cap=8.0, rng=random.Random(1))
    delays = [backoff.next() for _ in range(50)]
    for delay, longest in zip(delays, [1.0, 2.0, 4.0] + [8.0] * 47, strict=True):
        assert longest / 2 <= delay <= longest
    assert len(set(delays)) == 50, "no two workers come back at once"
    backoff.reset()
    assert backoff.next() <= 1.0


def test_a_follower_away_for_a_year_still_has_a_delay() -> None:
    backoff = Backoff(base=0.2, cap=10.0)
    backoff.attempts = 3_000_000
    assert backoff.next() <= 10.0


def test_lag_is_unknown_until_the_ends_are_known() -> None:
    lag = Lag(now=100.0)
    assert lag.records() is None
    assert lag.seconds(now=130.0) == 30.0
    lag.ends({0: 10, 1: 5}, {0: 2, 1: 5})
    assert lag.records() == 8, "what the topic holds, as no position is known"


def test_lag_counts_what_is_between_position_and_end() -> None:
    lag = Lag(now=0.0)
    lag.ends({0: 10, 1: 7})
    lag.reached(0, 4, now=1.0)
    assert lag.records() is None, "partition 1 may stand anywhere"
    lag.reached(1, 7, now=1.0)
    assert lag.records() == 6
    lag.reached(0, 12, now=2.0)  # the end has moved since it was asked for
    assert lag.records() == 0
    assert lag.seconds(now=50.0) == 0.0


def test_lag_in_seconds_is_the_age_of_the_oldest_waiting_record() -> None:
    lag = Lag(now=0.0)
    lag.ends({0: 10, 1: 10})
    lag.reached(0, 10, now=1.0)
    lag.reached(1, 10, now=5.0)
    lag.ends({0: 20, 1: 20})
    assert lag.seconds(now=8.0) == 3.0, "nothing fetched yet: since it was last level"
    lag.handed_over(0, 6.5)
    lag.handed_over(1, 7.5)
    assert lag.seconds(now=8.0) == 1.5
    lag.reached(0, 20, now=9.0)
    assert lag.seconds(now=9.0) == 1.5
    assert lag.seconds(now=7.0) == 0.0, "a producer's clock ahead of ours is no negative lag"


def test_partitions_given_up_do_not_count() -> None:
    lag = Lag(now=0.0)
    lag.ends({0: 10, 1: 10}, {0: 0, 1: 0})
    lag.handed_over(1, 0.0)
    lag.follow({0})
    assert lag.records() == 10
    assert lag.positions == {0: 0}


def test_a_link_tells_changes_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    link = Link("Redis")
    assert not link.connected
    for _ in range(3):
        link.failed(OSError("refused\nby the host"))
    assert link.error == "refused by the host"
    link.succeeded()
    link.succeeded()
    assert link.connected
    assert link.error is None
    link.failed(TimeoutError())
    assert link.error == "TimeoutError"
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO", "WARNING"]
