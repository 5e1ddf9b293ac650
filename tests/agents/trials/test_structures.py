"""Trials of what keeps nodes, trees and graphs, known by how it is written: in the real runner."""

import re
from pathlib import Path

import pytest

from agents.runner.pool import Runner
from agents.trials.trial import plan

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAIRS = {
    title: tuple(inside.split("\n---\n"))
    for title, inside in re.findall(
        r"(?ms)^=== (.+?)\n(.*?)(?=^=== |\Z)", Path(__file__).with_name("structures.txt").read_text(encoding="utf-8")
    )
}


async def found(runner: Runner, code: str) -> list[str]:
    planned = plan(code)
    assert planned is not None
    for program in planned.programs():
        if (told := planned.judge(program, await runner.run(program))) is not None:
            return [one.message for one in told if one.kind is not None]
    return []


@pytest.mark.parametrize("title", PAIRS)
async def test_a_mistake_is_found_and_the_right_program_left_alone(runner: Runner, title: str) -> None:
    wrong, right = PAIRS[title]
    assert await found(runner, wrong)
    assert not await found(runner, right)
