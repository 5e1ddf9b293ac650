"""The copies of mastery as the background check reads them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from fleet.settings import Settings
from tables.ownership import Ownership
from tables.projections.postgres.past import PastReader
from tables.projections.redis_mirror import read_mirror

__all__ = ["Copy", "PostgresCopy", "RedisCopy", "copies_of"]


class Copy(Protocol):
    """A copy that is compared."""

    async def read(self, owned: Ownership, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """What it holds of these keys of a partition.

        Raises:
            TargetAwayError: it does not answer.
        """

    async def reached(self, owned: Ownership) -> int | None:
        """The changelog offset below which it has everything of a partition; None where it does not say.

        Raises:
            TargetAwayError: it does not answer.
        """


@dataclass(frozen=True)
class RedisCopy:
    """The mirror's: its position is this worker's own mirror's."""

    url: str
    prefix: str
    positions: Callable[[], Mapping[int, int]]

    async def read(self, owned: Ownership, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """See `Copy`."""
        del owned
        return {key: value.data for key, value in (await read_mirror(self.url, keys, self.prefix)).items()}

    async def reached(self, owned: Ownership) -> int | None:
        """See `Copy`."""
        return self.positions().get(owned.partition)


@dataclass(frozen=True)
class PostgresCopy:
    """The archive's copy of the changelog."""

    past: PastReader
    projection: str

    async def read(self, owned: Ownership, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """See `Copy`."""
        return await self.past.changelog(owned.changelog_id, owned.partition, list(keys))

    async def reached(self, owned: Ownership) -> int | None:
        """See `Copy`."""
        return await self.past.position(self.projection, owned.changelog_id, owned.partition)


def copies_of(
    settings: Settings, past: PastReader | None, positions: Callable[[], Mapping[int, int]]
) -> dict[str, Copy]:
    """The copies that the settings name.

    Args:
        settings: of the worker.
        past: reads PostgreSQL, where one is given.
        positions: of the worker's mirror, by partition.
    """
    found: dict[str, Copy] = {}
    if settings.redis_mirror and settings.redis_url is not None:
        found["redis"] = RedisCopy(settings.redis_url, settings.redis_key_prefix, positions)
    if past is not None:
        found["postgres"] = PostgresCopy(past, f"{settings.app_id}:mastery")
    return found
