"""What is accepted without the model is what the model accepts, with the same result."""

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import progress
from schemas.errors import InvalidError
from schemas.progress import Accepted, ScorePolicy, accept, mastery_of, normalise

NAMES = ("completion", "quiz", "quality", "consistency")
LIMITS = {"event_id": 100, "event_type": 50, "idempotency_key": 200, "student_id": 50, "component": 50}

odd = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.floats(), st.text(max_size=3), st.just([]))
tricky = st.text(st.sampled_from("ab: @\x00\u00e9\u200b\u2028\ud800\U0001f600"), max_size=6)


def text(longest: int) -> st.SearchStrategy[Any]:
    long = st.integers(longest - 1, longest + 1).map("x".__mul__)
    return st.one_of(st.sampled_from(["loops", "stu-1", "student.progress.update"]), tricky, long, odd)


score = st.one_of(st.integers(0, 10_000).map(lambda one: one / 10_000), st.floats(-0.1, 1.1), odd)
events = st.fixed_dictionaries(
    {
        **{name: text(longest) for name, longest in LIMITS.items()},
        "timestamp": st.one_of(st.integers(1, 2**42), st.sampled_from([0, -1, 2**53 - 1, 2**53, 1.0, True])),
        "scores": st.one_of(st.fixed_dictionaries(dict.fromkeys(NAMES, score)), odd),
        "version": st.sampled_from(["1.0", "1.0", "1.1", "2.0", 1.0, None]),
    }
)
GOOD = {
    "event_id": "evt-1",
    "event_type": "student.progress.update",
    "timestamp": 1_768_305_600_000,
    "version": "1.0",
    "student_id": "stu-1",
    "component": "loops",
    "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8},
    "mastery": 0.84,
    "idempotency_key": "key-1",
}


def judged(raw: dict[str, Any], policy: ScorePolicy) -> Any:
    """What the model says."""
    try:
        return Accepted.of(normalise(raw, policy))
    except InvalidError as error:
        return str(error)


def accepted(raw: dict[str, Any], policy: ScorePolicy) -> Any:
    try:
        return accept(raw, policy)
    except InvalidError as error:
        return str(error)


def with_mastery(raw: dict[str, Any], off: float) -> dict[str, Any]:
    """The event with the mastery that its scores give, `off` beside it."""
    try:
        exact = [min(max(float(raw["scores"][name]), 0.0), 1.0) for name in NAMES]
    except (TypeError, ValueError, KeyError):
        exact = [0.0] * 4
    return raw | {"mastery": sum(weight * one for weight, one in zip((0.4, 0.3, 0.2, 0.1), exact, strict=True)) + off}


@given(events, st.one_of(st.just(0.0), st.floats(-0.002, 0.002), odd), st.sampled_from(["clamp", "reject"]))
@example(GOOD, 0.0, "reject")
def test_the_short_way_and_the_model_agree(raw: dict[str, Any], off: Any, policy: ScorePolicy) -> None:
    raw = with_mastery(raw, off) if isinstance(off, float) else raw | {"mastery": off}
    assert accepted(raw, policy) == judged(raw, policy)


FIELDS = [
    (field, value)
    for field, values in {
        **{name: ["", " a", "a ", "a\x00", "a\u200b", "x" * (most + 1), None, 7] for name, most in LIMITS.items()},
        "student_id": ["a:b", "a@b"],
        "component": ["a:b", "a@b"],
        "timestamp": [0, 2**53, True, 1.0],
        "version": ["2.0", None],
        "mastery": [0.842, True, 1, math.nan],
    }.items()
    for value in values
]


@pytest.mark.parametrize(("field", "value"), FIELDS, ids=ascii)
def test_the_short_way_leaves_what_breaks_a_rule_to_the_model(field: str, value: Any) -> None:
    assert progress._plainly_in_order(GOOD) is not None
    assert progress._plainly_in_order(GOOD | {field: value}) is None
    del (missing := dict(GOOD))[field]
    assert progress._plainly_in_order(missing) is None


@pytest.mark.parametrize("value", [True, 1, 1.01, -0.01, math.nan, math.inf, "1", None], ids=ascii)
@pytest.mark.parametrize("name", NAMES)
def test_the_short_way_takes_scores_that_are_floats_in_range(name: str, value: Any) -> None:
    scores = GOOD["scores"] | {name: value}  # type: ignore[operator]
    assert progress._plainly_in_order(with_mastery(GOOD | {"scores": scores}, 0.0)) is None


def test_scores_of_more_decimals_are_rounded_as_the_model_rounds_them() -> None:
    # Halves of the fourth decimal are no halves as doubles: only the decimal digits tell.
    for number in range(5, 100_000, 997):
        raw = with_mastery(GOOD | {"scores": dict.fromkeys(NAMES, number / 100_000)}, 0.0)
        short = progress._plainly_in_order(raw)
        assert short is not None
        assert short == Accepted.of(normalise(raw, "reject"))
    assert mastery_of(normalise(GOOD, "reject").event.scores) == 0.84
