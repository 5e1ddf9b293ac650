"""Fixtures for tests with real workers: fresh topics and an application id for each test."""

import subprocess
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from fleet.stack.local import LocalStack
from tests.stack.support import Fleet, fresh_fleet

LOG_TAIL = 6000  # characters of each worker's log beside a failure: some 40 lines


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the workers of a failed test said stands in its report: their logs go with the machine of a CI run."""
    report = yield
    if report.when == "call" and report.failed:
        one: Any = getattr(item, "funcargs", {}).get("fleet")
        for worker in one.workers if isinstance(one, Fleet) else ():
            name, status = worker.environment["FLEET_INSTANCE_ID"], worker.process.poll()
            told = "running" if status is None else f"ended with {status}"
            report.sections.append((f"worker {name}, {told}", worker.tail(LOG_TAIL)))
    return report


@pytest.fixture
async def fleet(stack: LocalStack, tmp_path: Path) -> AsyncIterator[Fleet]:
    async with fresh_fleet(stack, tmp_path) as one:
        yield one


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes a test starts itself; those still running at its end are killed."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
