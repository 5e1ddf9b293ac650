"""When a breaker opens: properties over any sequence of batches, and the cases that people think of."""

from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.breaker import Breaker, BreakerLimits

LIMITS = BreakerLimits(window=20, share=0.5, in_a_row=6, probe=4, probe_seconds=1.0)
GOOD, BAD = True, False


def taken(breaker: Breaker, batch: list[bool]) -> int:
    """How many records of the batch are committed."""
    failures = [(number, "unexpected") for number, good in enumerate(batch) if not good]
    refused = breaker.admit(len(batch), failures)
    return len(batch) if refused is None else failures[refused][0]


def committed(breaker: Breaker, batches: list[list[bool]]) -> list[bool]:
    """Everything that is committed until the breaker opens."""
    done: list[bool] = []
    for batch in batches:
        count = taken(breaker, batch)
        done += batch[:count]
        if count < len(batch):
            break
    return done


BATCHES = st.lists(st.lists(st.booleans(), min_size=1, max_size=30), max_size=30)
MOSTLY_BAD = st.lists(st.lists(st.sampled_from([BAD, BAD, BAD, GOOD]), min_size=1, max_size=30), max_size=30)


@given(BATCHES | MOSTLY_BAD)
def test_no_window_ever_holds_more_dead_letters_than_the_limits_allow(batches: list[list[bool]]) -> None:
    done = committed(Breaker(LIMITS), batches)
    for begin in range(len(done)):
        window = done[begin : begin + LIMITS.window]
        assert window.count(BAD) <= LIMITS.share * LIMITS.window
        assert window[: LIMITS.in_a_row + 1] != [BAD] * (LIMITS.in_a_row + 1)


@given(BATCHES | MOSTLY_BAD)
def test_it_opens_only_at_a_limit_or_at_a_probe(batches: list[list[bool]]) -> None:
    breaker = Breaker(LIMITS)
    done = committed(breaker, batches)
    records = [one for batch in batches for one in batch]
    if breaker.state != "open":
        assert done == records
        return
    assert records[len(done)] is BAD, "it opens before a failure, never before a good record"
    window = records[max(0, len(done) + 1 - LIMITS.window) : len(done) + 1]
    in_a_row = window[-LIMITS.in_a_row - 1 :] == [BAD] * (LIMITS.in_a_row + 1)
    at_the_probe = batches[0][: LIMITS.probe].count(BAD) > LIMITS.share * LIMITS.probe
    assert in_a_row or window.count(BAD) > LIMITS.share * LIMITS.window or at_the_probe


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_one_poison_record_in_twenty_never_opens_it(sizes: list[int]) -> None:
    breaker = Breaker(LIMITS)
    number = 0
    for size in sizes:
        batch = [(number + place) % 20 != 0 for place in range(size)]
        number += size
        assert taken(breaker, batch) == size


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), st.integers(0, 5))
def test_when_all_fails_at_most_the_limit_is_committed_and_probes_add_nothing(sizes: list[int], probes: int) -> None:
    breaker = Breaker(LIMITS)
    done = len(committed(breaker, [[BAD] * size for size in sizes]))
    assert done <= LIMITS.in_a_row
    assert sum(sizes) <= LIMITS.in_a_row or breaker.state == "open"
    for _ in range(probes if breaker.state == "open" else 0):
        breaker.probe()
        assert taken(breaker, [BAD] * 30) == 0
        assert breaker.state == "open"


def test_whoever_takes_over_a_broken_partition_with_a_backlog_lets_nothing_through() -> None:
    assert taken(Breaker(LIMITS), [BAD] * 4) == 0
    assert taken(Breaker(LIMITS), [BAD] * 3) == 3, "three records are no full probe: nothing has failed before"
    assert taken(Breaker(LIMITS), [GOOD] + [BAD] * 3) == 1
    assert taken(Breaker(LIMITS), [GOOD, BAD, GOOD, BAD]) == 4


def opened() -> Breaker:
    breaker = Breaker(LIMITS)
    taken(breaker, [GOOD] * 4)
    assert taken(breaker, [BAD] * 30) == LIMITS.in_a_row
    assert breaker.cause == "6 records in a row became dead letters (unexpected)"
    return breaker


def test_after_a_pause_a_probe_of_what_there_is_decides() -> None:
    breaker = opened()
    breaker.probe()
    assert taken(breaker, [BAD, GOOD, BAD]) == 0
    assert breaker.cause == "2 of the next 3 records would fail (unexpected)"
    breaker.probe()
    assert taken(breaker, [GOOD, BAD, GOOD]) == 3
    assert breaker.state == "closed"
    assert taken(breaker, [BAD] * 30) == LIMITS.in_a_row, "it counts anew"


def test_an_operator_lets_it_go_on_with_or_without_records_that_may_fail() -> None:
    breaker = opened()
    breaker.resume(0)
    assert taken(breaker, [BAD] * 30) == LIMITS.in_a_row
    breaker.resume(10)
    assert taken(breaker, [BAD] * 30) == 10 + LIMITS.in_a_row
    assert breaker.state == "open"


def test_the_share_opens_it_where_successes_lie_between() -> None:
    breaker = Breaker(LIMITS)
    batch = [GOOD, BAD, BAD] * 10  # never six in a row
    assert taken(breaker, [GOOD] * 4) == 4
    done = taken(breaker, batch)
    assert batch[:done].count(BAD) == LIMITS.share * LIMITS.window
    assert breaker.cause == "10 of the last 20 records became dead letters (unexpected)"
