"""One runner for all tests of a file, which is also the point: what a program does harms none of the next."""

from collections.abc import AsyncIterator

import pytest_asyncio

from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runner() -> AsyncIterator[Runner]:
    made = Runner(RunnerConfig())
    await made.start()
    assert made.unavailable is None, made.unavailable
    yield made
    await made.stop()
