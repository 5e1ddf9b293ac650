"""One runner for all tests of a file, which is also the point: what a program does harms none of the next."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runner.program import Limits


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runner() -> AsyncIterator[Runner]:
    # A test may ask for more patience than a student gets: a busy machine is slow, and how a program ends is the point.
    made = Runner(RunnerConfig(limits=Limits(wall_seconds=60.0)))
    await made.start()
    if made.unavailable is not None:
        await made.stop()
        pytest.skip(f"programs cannot be run here: {made.unavailable}")
    yield made
    await made.stop()


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=["all layers", "without namespaces"])
async def jail(request: pytest.FixtureRequest) -> AsyncIterator[Runner]:
    """The runner as it is, and as it is where namespaces are forbidden, such as in most containers."""
    bare = request.param == "without namespaces"
    made = Runner(RunnerConfig(skip=("namespaces",) if bare else ()))
    await made.start()
    if made.unavailable is None and not bare and made.layers["namespaces"] is not None:
        await made.stop()
        pytest.skip(f"the layer `namespaces` does not work here: {made.layers['namespaces']}")
    if made.unavailable is not None:
        await made.stop()
        pytest.skip(f"programs cannot be run here: {made.unavailable}")
    yield made
    await made.stop()
