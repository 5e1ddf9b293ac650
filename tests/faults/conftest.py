"""A fleet for each scenario, on the shared stack or on one that may be damaged."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fleet.stack.local import GivenAddresses, LocalStack
from tests.faults.survival import Scenario
from tests.stack.conftest import fleet
from tests.stack.support import Fleet, fresh_fleet

__all__ = ["fleet"]


@pytest.fixture
def scenario(fleet: Fleet) -> Scenario:
    return Scenario(fleet)


@pytest.fixture(scope="session")
def fragile(stack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Kafka and Redis that may be stopped and killed: nobody else uses them."""
    given = GivenAddresses(postgres=stack.addresses.postgres)
    local = LocalStack(tmp_path_factory.mktemp("fragile"), given=given, short_lived=True)
    local.start_sync(print)
    try:
        yield local
    finally:
        local.stop_sync()


@pytest.fixture
async def apart(fragile: LocalStack, tmp_path: Path) -> AsyncIterator[Scenario]:
    """A scenario on that stack."""
    async with fresh_fleet(fragile, tmp_path) as one:
        yield Scenario(one)
