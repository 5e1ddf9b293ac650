"""The simulation behind the page on exercises: its models are right, and its result holds in the small."""

from statistics import mean

import pytest

from benchmarks.adaptive import GAINS, Course, gradient, reached, simulate, ten_reached, variance, within


def test_gains_are_largest_where_their_models_say() -> None:
    margins = [step / 100 for step in range(-400, 401)]
    assert max(margins, key=gradient) == pytest.approx(1.54, abs=0.02)
    assert max(map(gradient, margins)) == pytest.approx(1.0, abs=0.001)
    assert gradient(-1.0) == 0.0
    assert max(margins, key=variance) == 0.0
    assert set(GAINS) == {"gradient", "p (1 - p)"}


def test_the_band_is_reached_by_a_rate_within_it() -> None:
    steady = Course(solved=(True, True, True, False) * 4, chances=(), gained=0.0)
    assert within(steady.rate(8))
    assert reached(steady)
    assert ten_reached(Course((True,) * 5 + (True, False) * 2 + (True,) * 6, (), 0.0))
    assert not reached(Course((True,) * 15, (), 0.0))
    assert not ten_reached(Course((False,) * 15, (), 0.0))


def test_the_adaptive_choice_keeps_the_rate_and_teaches_more_than_a_fixed_level() -> None:
    classes = simulate(240, 7, gradient)
    adaptive, medium = classes["adaptive"], classes["medium"]
    assert 0.70 <= mean(one.rate(15) for one in adaptive) <= 0.80
    assert mean(map(reached, adaptive)) > 0.9 > mean(map(reached, medium))
    assert mean(map(ten_reached, adaptive)) >= 0.9
    assert mean(within(one.rate(15)) for one in adaptive) > 0.8
    assert mean(one.gained for one in adaptive) > 1.1 * mean(one.gained for one in medium)
