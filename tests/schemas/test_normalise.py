import itertools
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.canonical import dumps
from schemas.errors import InvalidError
from schemas.progress import ComponentScores, ScorePolicy, StudentProgress, mastery_of, normalise

NAMES = ("completion", "quiz", "quality", "consistency")
WEIGHTS = dict(zip(NAMES, (Fraction(4, 10), Fraction(3, 10), Fraction(2, 10), Fraction(1, 10)), strict=True))

within = st.floats(0.0, 1.0)
anywhere = st.one_of(within, st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**400), 10**400))


def scores_of(score: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict.fromkeys(NAMES, score))


def raw_event(scores: dict[str, Any], mastery: Any) -> dict[str, Any]:
    return {
        "event_id": "e",
        "event_type": "t",
        "timestamp": 1,
        "version": "1.0",
        "student_id": "s",
        "component": "c",
        "scores": scores,
        "mastery": mastery,
        "idempotency_key": "k",
    }


def exact_mastery(scores: dict[str, Any]) -> Fraction:
    """Weigh the clamped scores without rounding anything."""
    return sum(
        (weight * min(max(Fraction(scores[name]), Fraction(0)), Fraction(1)) for name, weight in WEIGHTS.items()),
        Fraction(0),
    )


def half_even(value: Any) -> Fraction:
    """Round the clamped score to 4 decimals without floats."""
    return Fraction(round(min(max(Fraction(value), Fraction(0)), Fraction(1)) * 10_000), 10_000)


@given(scores_of(anywhere))
def test_clamped_scores_are_the_exact_values_rounded_to_4_decimals(scores: dict[str, Any]) -> None:
    event, clamped = normalise(raw_event(scores, float(exact_mastery(scores))), "clamp")
    kept = event.scores.model_dump()
    assert kept == {name: float(half_even(scores[name])) for name in NAMES}
    assert clamped == any(not 0 <= score <= 1 for score in scores.values())
    assert event.mastery == float(sum(WEIGHTS[name] * half_even(scores[name]) for name in NAMES))


@given(scores_of(anywhere), st.fractions(-1, 1, max_denominator=10**6))
def test_mastery_passes_within_a_thousandth_and_nowhere_else(scores: dict[str, Any], off: Fraction) -> None:
    assume(abs(abs(off) - Fraction(1, 1000)) > Fraction(1, 10**8))
    raw = raw_event(scores, float(exact_mastery(scores) + off))
    if abs(off) < Fraction(1, 1000):
        assert (
            normalise(raw, "clamp").event.mastery
            == normalise(raw | {"mastery": float(exact_mastery(scores))}, "clamp").event.mastery
        )
    else:
        with pytest.raises(InvalidError) as caught:
            normalise(raw, "clamp")
        assert caught.value.field == "mastery"


@pytest.mark.parametrize("mastery", [0.839, 0.841])
def test_a_difference_of_exactly_a_thousandth_passes(event: dict[str, Any], mastery: float) -> None:
    assert normalise(event | {"mastery": mastery}, "clamp").event.mastery == 0.84


def test_the_specs_functions_sample_is_0_71(event: dict[str, Any]) -> None:
    scores = {"completion": 0.70, "quiz": 0.65, "quality": 0.80, "consistency": 0.75}
    assert normalise(event | {"scores": scores, "mastery": 0.710}, "clamp").event.mastery == 0.71


def test_the_specs_loops_sample_is_0_84_by_its_own_formula(event: dict[str, Any]) -> None:
    # The spec prints 0.835 beside these scores, but 0.34 + 0.27 + 0.15 + 0.08 is 0.84; the formula is the rule.
    assert mastery_of(ComponentScores(**event["scores"])) == 0.84
    with pytest.raises(InvalidError, match=r"mastery: must be 0\.84, give or take 0\.001"):
        normalise(event | {"mastery": 0.835}, "clamp")


@given(scores_of(anywhere))
def test_normalising_twice_changes_nothing_more(scores: dict[str, Any]) -> None:
    once = normalise(raw_event(scores, float(exact_mastery(scores))), "clamp").event
    again = normalise(once.model_dump(), "reject")
    assert again == (once, False)
    assert dumps(again.event.model_dump()) == dumps(once.model_dump())


@given(scores_of(within))
def test_the_policy_matters_only_out_of_range(scores: dict[str, Any]) -> None:
    raw = raw_event(scores, float(exact_mastery(scores)))
    assert normalise(raw, "clamp") == normalise(raw, "reject")


@pytest.mark.parametrize("score", [-0.0001, 1.0001, 2, -1])
@pytest.mark.parametrize("name", NAMES)
def test_out_of_range_is_refused_when_the_policy_says_so(event: dict[str, Any], name: str, score: float) -> None:
    event["scores"][name] = score
    with pytest.raises(InvalidError, match="must be within 0 and 1") as caught:
        normalise(event, "reject")
    assert caught.value.field == f"scores.{name}"


@given(scores_of(within))
def test_what_is_normalised_keeps_the_strict_model(scores: dict[str, Any]) -> None:
    event = normalise(raw_event(scores, float(exact_mastery(scores))), "clamp").event
    assert StudentProgress.model_validate(event.model_dump()) == event


def test_a_negative_zero_has_the_bytes_of_zero() -> None:
    scores = dict.fromkeys(NAMES, -0.0)
    event, clamped = normalise(raw_event(scores, -0.0), "clamp")
    assert not clamped
    assert math.copysign(1.0, event.scores.quiz) == math.copysign(1.0, event.mastery) == 1.0
    assert b"-" not in dumps(event.model_dump())


@pytest.mark.parametrize("policy", ["clamp", "reject"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf, "0.5", None, True, [0.5], 1j], ids=repr)
def test_what_is_no_finite_number_is_refused_under_either_policy(
    event: dict[str, Any], name: str, score: Any, policy: ScorePolicy
) -> None:
    event["scores"][name] = score
    with pytest.raises(InvalidError) as caught:
        normalise(event, policy)
    assert caught.value.field == f"scores.{name}"


@pytest.mark.parametrize("mastery", [math.nan, math.inf, -math.inf, "0.84", None, True, 10**400, 5.0, -1.0], ids=ascii)
def test_mastery_must_be_a_number_near_the_formula(event: dict[str, Any], mastery: Any) -> None:
    with pytest.raises(InvalidError) as caught:
        normalise(event | {"mastery": mastery}, "clamp")
    assert caught.value.field == "mastery"


BAD_FIELDS: dict[str, list[Any]] = {
    "student_id": ["", "a:b", "a\x00b", "ann@example.org", " s", "s" * 51, None, 7],
    "component": ["", "a:b", "a\nb", "c" * 51, None],
    "event_id": ["", "e" * 101, "a\tb", None, 7],
    "event_type": ["", "t" * 51, None],
    "idempotency_key": ["", "k" * 201, None],
    "timestamp": [0, -1, 2**53, 1.5, "1642095000000", None, True],
    "version": ["", "2.0", "1", "1.0.0", "v1.0", None],
    "scores": [None, [], "0.5", {}],
}


@pytest.mark.parametrize(
    ("field", "value"),
    [pytest.param(field, value, id=f"{field}-{value!a}") for field, values in BAD_FIELDS.items() for value in values],
)
def test_a_field_that_breaks_a_rule_is_named(event: dict[str, Any], field: str, value: Any) -> None:
    with pytest.raises(InvalidError) as caught:
        normalise(event | {field: value}, "clamp")
    assert caught.value.field.split(".")[0] == field
    assert not isinstance(value, str) or len(value) < 4 or value not in str(caught.value)


@pytest.mark.parametrize(
    "field", ["event_id", "timestamp", "student_id", "component", "scores", "mastery", "idempotency_key"]
)
def test_a_missing_field_is_named(event: dict[str, Any], field: str) -> None:
    del event[field]
    with pytest.raises(InvalidError) as caught:
        normalise(event, "clamp")
    assert caught.value.field == field


def test_fields_with_a_default_may_be_missing_and_later_ones_are_ignored(event: dict[str, Any]) -> None:
    whole = normalise(event, "clamp")
    del event["event_type"], event["version"]
    assert normalise(event | {"of_a_later_version": "{}"}, "clamp") == whole


def test_the_given_mapping_is_left_alone(event: dict[str, Any]) -> None:
    event["scores"]["quiz"] = 7.0
    event["mastery"] = 0.87
    before = dumps(event)
    assert normalise(event, "clamp").clamped
    assert dumps(event) == before


def test_every_combination_of_ends_weighs_as_the_formula_says() -> None:
    for ends in itertools.product((0.0, 1.0), repeat=4):
        scores = dict(zip(NAMES, ends, strict=True))
        assert mastery_of(ComponentScores(**scores)) == float(exact_mastery(scores))
