"""What the watchdog holds against a worker."""

import time
from typing import TYPE_CHECKING

from fleet.watchdog import LoopWatch, ProgressWatch

if TYPE_CHECKING:
    from tables.errors import LeaveError


def test_what_stands_still_beyond_its_deadline_is_overdue() -> None:
    watch = ProgressWatch(10)
    assert watch.overdue(0, {"a": 1, "b": 1}) == []
    assert watch.overdue(8, {"a": 1, "b": 2}) == []
    assert watch.overdue(11, {"a": 1, "b": 2}) == ["a"]
    assert watch.overdue(19, {"a": 1, "b": 2}) == ["a", "b"]


def test_what_need_not_move_for_a_while_begins_anew() -> None:
    watch = ProgressWatch(10)
    watch.overdue(0, {"a": 1})
    watch.overdue(9, {})
    assert watch.overdue(11, {"a": 1}) == []
    assert watch.overdue(22, {"a": 1}) == ["a"]


def test_nothing_is_held_against_a_worker_that_is_forgiven() -> None:
    watch = ProgressWatch(10)
    watch.overdue(0, {"a": 1})
    assert watch.overdue(11, {"a": 1}) == ["a"]
    watch.forgive()
    assert watch.overdue(12, {"a": 1}) == []


def test_a_loop_that_beats_is_left_alone_and_one_that_does_not_is_reported() -> None:
    left: list[LeaveError] = []
    watch = LoopWatch(deadline=0.3, leave=left.append, tick=0.01)
    watch.start()
    for _ in range(60):
        watch.beat()
        time.sleep(0.01)
    assert left == []
    deadline = time.monotonic() + 60
    while not left and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [type(one).__name__ for one in left] == ["StandstillError"]
