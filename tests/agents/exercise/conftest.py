"""An exercise agent over the real runner and the real processes for CPU work."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest_asyncio

from agents.exercise.agent import ExerciseAgent
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runtime.cpu import CpuOptions, CpuPool
from agents.runtime.options import AgentOptions
from agents.runtime.programs import Programs
from tables.practice import Practice

NOW = 1_800_000_000.0
PRACTISED: dict[str, Practice] = {}


def _student(_: str) -> Any:
    return SimpleNamespace(practices=lambda: PRACTISED)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exercise_agent() -> AsyncIterator[ExerciseAgent]:
    config = RunnerConfig()
    runner = Runner(config)
    cpu = CpuPool(CpuOptions(processes=1), ("agents.exercise.agent",))
    await runner.start()
    services: Any = SimpleNamespace(
        reader=SimpleNamespace(student=_student),
        options=AgentOptions("clamp", 7 * 86_400_000, 300_000, 200),
        cpu=cpu,
        programs=Programs(runner, config.parallel),
        clock=lambda: NOW,
    )
    yield ExerciseAgent(services)
    await cpu.stop()
    await runner.stop()
