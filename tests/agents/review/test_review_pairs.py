"""Of written pairs of a worse and a better version of one program the better one is ranked higher, at every level."""

from pathlib import Path

import pytest

from agents.runner.pool import Runner
from benchmarks.review_quality import judge, written
from schemas.mastery import Level

PAIRS = list(written(Path(__file__).parent / "pairs"))
SHARE = 0.95
"""Of pairs that have to be ranked right, overall and for each criterion."""

FIRST_SIGHT = list(written(Path(__file__).parent / "first_sight"))
REACHED = 0.93
"""Of pairs for correctness that nobody had looked at when the checks were written: what is reached may not fall."""


def test_there_are_pairs_of_every_criterion() -> None:
    assert len(PAIRS) >= 100
    assert {pair.criterion for pair in PAIRS} == {"readability", "efficiency", "style", "correctness"}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("level", ["beginner", "mastered"])
async def test_pairs_are_ranked_right(level: Level, runner: Runner) -> None:
    for group, ranked in (await judge(PAIRS, level, runner, show=False)).items():
        criterion, overall = (sum(one[at] for one in ranked) / len(ranked) for at in (0, 1))
        assert criterion >= SHARE, group
        assert overall >= SHARE, group


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_reached_with_strangers_programs_does_not_fall(runner: Runner) -> None:
    assert len(FIRST_SIGHT) >= 600
    ranked = (await judge(FIRST_SIGHT, "beginner", runner, show=False))["written: correctness"]
    for right in ([one[0] for one in ranked], [one[1] for one in ranked]):
        assert sum(right) / len(right) >= REACHED
