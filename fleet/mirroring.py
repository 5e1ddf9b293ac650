"""The worker's Redis mirror: follows the partitions that the worker owns, for as long as it owns them."""

import asyncio
import contextlib

from fleet.settings import Settings
from tables.kafka.topic_ids import fetch_topic_ids
from tables.owned import OwnedTable
from tables.projections.follower import FollowerStats
from tables.projections.redis_mirror import MirrorStats, RedisMirror
from tables.tracing import OFF, Tracer

__all__ = ["WorkerMirror"]

_LOOK_S = 1.0
"""Seconds between looks at what is owned: a mirror that starts a second late is late by a second, nothing else."""


class WorkerMirror:
    """Runs a `RedisMirror` beside the worker; off when no Redis is given."""

    def __init__(self, settings: Settings, table: OwnedTable, changelog: str, tracer: Tracer = OFF) -> None:
        self._table = table
        self._changelog = changelog
        self._brokers = settings.kafka_brokers or ""
        self._mirror: RedisMirror | None = None
        if settings.redis_mirror and settings.redis_url is not None:
            self._mirror = RedisMirror(
                settings.redis_url,
                brokers=self._brokers,
                changelog=changelog,
                app_id=settings.app_id,
                key_prefix=settings.redis_key_prefix,
                partitions=(),
                topic_id=self._topic_id,
                tracer=tracer,
            )

    def stats(self) -> MirrorStats | None:
        """A reading, None when the mirror is off."""
        return self._mirror.stats() if self._mirror is not None else None

    def following(self) -> dict[str, FollowerStats]:
        """The same as of any projection, by name; empty when the mirror is off."""
        return {"redis": self._mirror.following()} if self._mirror is not None else {}

    async def run(self) -> None:
        """Mirror until cancelled."""
        mirror = self._mirror
        if mirror is None:
            return
        running = asyncio.create_task(mirror.run())
        try:
            while True:
                mirror.set_partitions(self._table.owned.keys())
                await asyncio.sleep(_LOOK_S)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def _topic_id(self) -> str:
        return (await fetch_topic_ids(self._brokers, [self._changelog]))[self._changelog]
