from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.mastery import MasteryData, MasteryScores, level
from schemas.progress import mastery_of

LOOPS = {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}
FUNCTIONS = {"completion": 0.7, "quiz": 0.65, "quality": 0.8, "consistency": 0.75}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "beginner"),
        (0.4099, "beginner"),
        (0.41, "learning"),
        (0.7099, "learning"),
        (0.71, "proficient"),
        (0.9099, "proficient"),
        (0.91, "mastered"),
        (1.0, "mastered"),
    ],
)
def test_levels_begin_where_the_design_says(value: float, expected: str) -> None:
    assert level(value) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_mastery_is_never_a_lower_level(one: float, other: float) -> None:
    order = ["beginner", "learning", "proficient", "mastered"]
    low, high = sorted((one, other))
    assert order.index(level(low)) <= order.index(level(high))


def test_state_value_is_canonical_whatever_the_order_of_its_parts() -> None:
    parts: dict[str, Any] = {
        "student_id": "stu-00123",
        "latest_scores": {"loops": LOOPS, "functions": FUNCTIONS},
        "overall_mastery": 0.775,
        "last_updated": "2026-01-13T10:30:00.000Z",
        "components_tracked": ["functions", "loops"],
    }
    scores = MasteryScores.read(parts)
    assert scores.total_components == 2
    assert scores.to_bytes() == (
        b'{"components_tracked":["functions","loops"],"last_updated":"2026-01-13T10:30:00.000Z","latest_scores":'
        b'{"functions":{"completion":0.7,"consistency":0.75,"quality":0.8,"quiz":0.65},'
        b'"loops":{"completion":0.85,"consistency":0.8,"quality":0.75,"quiz":0.9}},'
        b'"overall_mastery":0.775,"student_id":"stu-00123"}'
    )
    assert MasteryScores.read_json(scores.to_bytes()) == scores
    reordered = dict(reversed(parts.items())) | {"latest_scores": {"functions": FUNCTIONS, "loops": LOOPS}}
    assert MasteryScores.read(reordered).to_bytes() == scores.to_bytes()


def test_kept_scores_weigh_like_those_of_an_event() -> None:
    assert mastery_of(MasteryData(**FUNCTIONS)) == 0.71


def test_a_student_without_components_has_none() -> None:
    empty = MasteryScores(
        student_id="s",
        latest_scores={},
        overall_mastery=0.0,
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=[],
    )
    assert empty.total_components == 0
