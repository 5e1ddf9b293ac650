"""Fixtures for tests with real workers: fresh topics and an application id for each test."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from fleet.settings import Settings
from fleet.stack.local import LocalStack
from fleet.topic_admin import ensure_topics
from tests.stack.support import Fleet, fresh_topics


@pytest.fixture
async def fleet(stack: LocalStack, tmp_path: Path) -> AsyncIterator[Fleet]:
    app_id = f"fleet-{uuid4().hex[:8]}"
    await fresh_topics(stack.addresses.kafka)
    settings = Settings(app_id=app_id, kafka_brokers=stack.addresses.kafka)
    await ensure_topics(stack.addresses.kafka, settings)
    one = Fleet(stack, app_id, tmp_path)
    try:
        yield one
    finally:
        for worker in one.workers:
            worker.stop()


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes a test starts itself; those still running at its end are killed."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
