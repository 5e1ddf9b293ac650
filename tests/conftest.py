"""What all tests share: one real stack for the whole session, started when a test first asks for it."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from fleet.settings import load_settings
from fleet.stack.local import GivenAddresses, LocalStack

# How long an example takes is the machine's affair: tests assert no durations.
settings.register_profile("fleet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fleet")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Kafka, Redis and PostgreSQL; those named by FLEET_KAFKA_BROKERS and its like are used instead.

    Shared: make topics and keys with names of your own, and pause or kill only servers of a stack of your own.
    """
    given = load_settings()
    local = LocalStack(
        tmp_path_factory.mktemp("stack"),
        given=GivenAddresses(given.kafka_brokers, given.redis_url, given.postgres_dsn),
        short_lived=True,
    )
    local.start_sync(print)
    try:
        yield local
    finally:
        local.stop_sync()
