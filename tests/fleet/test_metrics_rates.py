"""Rates of the status page."""

import pytest

from fleet.metrics.rates import Rates


def test_a_rate_is_taken_over_the_window() -> None:
    rates: Rates[str] = Rates(window=10.0)
    assert rates.per_second() == {}
    for second in range(31):
        rates.note(float(second), {"a": 100 * second})
    assert rates.per_second() == {"a": 100.0}
    for second in range(31, 42):
        rates.note(float(second), {"a": 3000})
    assert rates.per_second() == {"a": 0.0}, "what happened before the window counts no longer"


def test_new_and_fallen_counters_count_from_zero() -> None:
    rates: Rates[str] = Rates()
    rates.note(0.0, {"fell": 1000})
    rates.note(2.0, {"fell": 10, "new": 4})
    assert rates.per_second() == {"fell": 5.0, "new": 2.0}


def test_moments_at_the_same_time_make_no_rate() -> None:
    rates: Rates[str] = Rates()
    rates.note(1.0, {"a": 1})
    rates.note(1.0, {"a": 2})
    assert rates.per_second() == {}
    rates.note(3.0, {"a": 3})
    assert rates.per_second()["a"] == pytest.approx(1.0)
