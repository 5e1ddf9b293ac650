"""Of written pairs of a worse and a better version of one program the better one is ranked higher, at every level."""

from pathlib import Path

import pytest

from benchmarks.review_quality import judge, written
from schemas.mastery import Level

PAIRS = list(written(Path(__file__).parent / "pairs"))
SHARE = 0.95
"""Of pairs that have to be ranked right, overall and for each criterion."""


def test_there_are_pairs_of_every_criterion() -> None:
    assert len(PAIRS) >= 100
    assert {pair.criterion for pair in PAIRS} == {"readability", "efficiency", "style", "correctness"}


@pytest.mark.parametrize("level", ["beginner", "mastered"])
def test_pairs_are_ranked_right(level: Level) -> None:
    for group, ranked in judge(PAIRS, level, show=False).items():
        criterion, overall = (sum(one[at] for one in ranked) / len(ranked) for at in (0, 1))
        assert criterion >= SHARE, group
        assert overall >= SHARE, group
