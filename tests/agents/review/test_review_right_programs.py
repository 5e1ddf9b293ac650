"""Of programs that are right few are told to be wrong, though many here have names that usually mean something else."""

import pytest

from agents.review.assessment import assess
from agents.review.trying import try_out
from agents.runner.pool import Runner
from agents.trials.trial import plan
from tests.agents.right_programs import right_programs

MOST = 0.03
"""What is reached may not be exceeded."""


@pytest.mark.asyncio(loop_scope="module")
async def test_right_programs_keep_their_correctness(runner: Runner) -> None:
    programs = list(right_programs())
    wrong = []
    for name, code in programs:
        review = assess(code, ("correctness",), "beginner", await try_out(runner, plan(code)))[1]
        wrong += [(name, one["rule"]) for one in review.issues_found]
    assert len(programs) >= 200
    assert len({name for name, _ in wrong}) <= MOST * len(programs), wrong
