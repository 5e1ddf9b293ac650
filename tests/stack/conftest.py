"""Fixtures for tests with real workers: fresh topics and an application id for each test."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fleet.stack.local import LocalStack
from tests.stack.support import Fleet, fresh_fleet


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
