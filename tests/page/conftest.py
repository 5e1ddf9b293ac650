"""One fleet and one browser for the tests of a module: each takes seconds to start."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from fleet.stack.local import LocalStack
from tests.page import browser as chromium
from tests.stack.support import Fleet, Worker, fresh_fleet

STUDENTS = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium.started() as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fleet(browser: Browser, stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Fleet]:
    """After the browser: where there is none, no fleet is started for nothing."""
    async with fresh_fleet(stack, tmp_path_factory.mktemp("page")) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(fleet: Fleet) -> Worker:
    """With students, and with dead letters: one event in a hundred is poison."""
    one = fleet.worker(FLEET_RETRY_DELAY="300")
    await one.ready()
    await one.read(await fleet.simulate(2500, students=STUDENTS))
    return one
