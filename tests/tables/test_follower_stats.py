"""What several followers of one topic tell together."""

from dataclasses import replace

from tables.projections.follower import FollowerStats

ONE = FollowerStats(
    broker_connected=True,
    target_connected=True,
    lag_records=3,
    lag_seconds=1.5,
    applied=10,
    stale=1,
    quarantined=0,
    rewinds=0,
    positions={0: 7, 2: 9},
    last_error=None,
    checks=1,
)
OTHER = replace(
    ONE, target_connected=False, lag_records=4, lag_seconds=0.5, positions={1: 5}, last_error="away", quarantined=2
)


def test_counts_are_added_and_the_worst_is_told() -> None:
    both = FollowerStats.joined([ONE, OTHER])
    assert (both.lag_records, both.lag_seconds, both.applied, both.stale, both.quarantined) == (7, 1.5, 20, 2, 2)
    assert (both.broker_connected, both.target_connected, both.last_error) == (True, False, "away")
    assert both.positions == {0: 7, 1: 5, 2: 9}


def test_a_lag_that_one_does_not_know_is_not_known() -> None:
    assert FollowerStats.joined([ONE, replace(OTHER, lag_records=None)]).lag_records is None
