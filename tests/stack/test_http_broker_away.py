"""A worker's pages while its broker says nothing. The broker is this file's own, so that nobody else waits."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fleet.stack.local import GivenAddresses, LocalStack

pytestmark = pytest.mark.stack

PATH = "/progress/stu-00123"
UPDATE = {"component": "loops", "scores": {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80}}


@pytest.fixture(scope="module")
def stack(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """The shared Redis and PostgreSQL with a Kafka of its own."""
    given = GivenAddresses(None, stack.addresses.redis, stack.addresses.postgres)
    own = LocalStack(tmp_path_factory.mktemp("own-kafka"), given=given, short_lived=True)
    own.start_sync(print)
    try:
        yield own
    finally:
        own.kafka.resume()
        own.stop_sync()


async def test_a_silent_broker_is_a_bounded_503_and_the_repetition_counts_once(fleet: Any) -> None:
    worker = fleet.worker(FLEET_SESSION_TIMEOUT="30")
    await worker.ready()
    status, _ = await worker.post(f"{PATH}?wait=applied", UPDATE)
    assert status == 200
    fleet.stack.kafka.pause()
    asked = time.monotonic()
    status, body = await worker.post(PATH, {**UPDATE, "component": "files"})
    waited = time.monotonic() - asked
    assert (status, body["type"]) == (503, "/problems/unconfirmed")
    assert waited < 25  # 5 s and what a busy machine adds; aiokafka alone would wait for 40 s, and longer
    assert (await worker.get(PATH))[0] == 200  # what was known can still be read
    fleet.stack.kafka.resume()
    again = {**UPDATE, "component": "files", **body["repeat_with"]}
    status, repeated = await worker.post(f"{PATH}?wait=applied", again)
    assert (status, repeated["mastery"]) == (200, {"files": 0.84, "loops": 0.84}), repeated
    # Whichever of the two was first: one counts, the other is a duplicate of it or never arrived.
    ledger = await worker.ledger()
    assert (ledger["applied"], ledger["dead_letters"]) == (2, 0)
