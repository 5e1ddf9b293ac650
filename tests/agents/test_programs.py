"""Agents run students' programs: who waits for room, and what the runner's errors become."""

import asyncio
from typing import Any

import pytest

from agents.runner.errors import ProgramError, RunnerBusyError, RunnerUnavailableError
from agents.runner.program import Program
from agents.runtime.errors import TransientError
from agents.runtime.patience import BusyError, within
from agents.runtime.programs import Programs
from schemas.errors import InvalidError

PROGRAM = Program("print(1)")


class Runner:
    """One program at a time, each a tenth of a second; the others are told that it is busy."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.running = 0

    async def run(self, _: Program) -> str:
        if self.failures:
            raise self.failures.pop(0)
        if self.running:
            raise RunnerBusyError("1 program waits already", 2.5)
        self.running += 1
        await asyncio.sleep(0.1)
        self.running -= 1
        return "run"


def programs(*failures: Exception, parallel: int = 1) -> Programs:
    runner: Any = Runner(*failures)
    return Programs(runner, parallel)


@pytest.mark.parametrize(
    ("failure", "error", "words"),
    [
        (ProgramError("it has 2 MB"), InvalidError, "code: it has 2 MB"),
        (RunnerUnavailableError("no Landlock"), TransientError, "no Landlock"),
        (RunnerBusyError("full", 2.5), BusyError, "full"),
    ],
)
async def test_what_the_runner_says_becomes_what_agents_know(
    failure: Exception, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        await programs(failure).run(PROGRAM)


async def test_who_must_not_wait_is_told_when_to_come_again() -> None:
    several = programs()
    found = await asyncio.gather(*(several.run(PROGRAM) for _ in range(3)), return_exceptions=True)
    assert [one.retry_after for one in found if isinstance(one, BusyError)] == [2.5, 2.5]


@pytest.mark.parametrize("parallel", [1, 3])
async def test_requests_that_wait_are_all_run_whatever_their_deadline(
    parallel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.runtime.programs._AGAIN_S", 0.02)
    several = programs(parallel=parallel)

    async def run() -> Any:
        async with within(0.3, waits=True):
            return await several.run(PROGRAM)

    assert await asyncio.gather(*(run() for _ in range(6))) == ["run"] * 6  # 0.6 s, one after the other
