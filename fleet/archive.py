"""The archive: what PostgreSQL holds of the fleet, kept level with Kafka by a process of its own.

Beside the workers, not inside them: it decodes every event once more, and a worker has better things to do. Running it
twice is a waste, but no harm: both write through the same positions.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, product

from agents.runtime.records import first_origin
from agents.runtime.spec import table_specs
from fleet.agents import eraser_of
from fleet.schema_registry import keep_learning
from fleet.settings import Settings
from fleet.topology import AGENTS
from schemas.codec import Codec, Registry
from schemas.ids import origin_id
from schemas.plain_events import EventReader
from schemas.registry import FileRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS, PARTITIONS, changelog
from tables.kafka.topic_ids import fetch_topic_ids
from tables.mastery import MASTERY
from tables.projections.backoff import Backoff
from tables.projections.follower import Follower, FollowerStats
from tables.projections.lag import total
from tables.projections.postgres.audit import AuditWriter
from tables.projections.postgres.backup import BackupWriter
from tables.projections.postgres.database import Database
from tables.projections.postgres.failures import FailuresWriter
from tables.projections.postgres.migrate import migrate
from tables.projections.postgres.target import PostgresTarget, Writer
from tables.projections.projection import Record, TargetAwayError

__all__ = ["Archive"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Part:
    """One projection: what it is called, which topic it follows, what makes its rows."""

    name: str
    topic: str
    writer: Writer


class Archive:
    """Follows events, the mastery changelog and dead letters into PostgreSQL.

    Args:
        settings: with `kafka_brokers` and `postgres_dsn` given.
        registry: of schemas; the repository's without.
    """

    def __init__(self, settings: Settings, registry: Registry | None = None) -> None:
        brokers, self._dsn = settings.kafka_brokers or "", settings.postgres_dsn or ""
        self._settings, self._registry = settings, registry or FileRegistry.load()
        codec = Codec(self._registry)
        parts = [
            _Part("events", LEARNING_EVENTS.name, _audit(codec, settings)),
            _Part("mastery", changelog(settings.app_id, "mastery").name, BackupWriter()),
            _Part("dead-letters", DEAD_LETTERS.name, FailuresWriter(codec, settings.erasure_keys)),
        ]
        self._targets: list[PostgresTarget] = []
        self._followers: dict[str, list[Follower]] = {one.name: [] for one in parts}
        for one, lane in product(parts, range(_LANES)):
            target = PostgresTarget(Database(self._dsn), f"{settings.app_id}:{one.name}", one.writer)
            self._targets.append(target)
            self._followers[one.name].append(
                Follower(
                    f"archive of {one.topic}",
                    brokers=brokers,
                    topic=one.topic,
                    topic_id=partial(_topic_id, brokers, one.topic),
                    projection=target,
                    partitions=range(lane, PARTITIONS, _LANES),
                )
            )
        self.waits_for: str | None = "the migrations"

    def stats(self) -> Mapping[str, FollowerStats]:
        """A reading of every part."""
        return {name: FollowerStats.joined([one.stats() for one in lanes]) for name, lanes in self._followers.items()}

    def lag(self) -> int | None:
        """Records that are not in PostgreSQL yet, of all parts; None while that is not known."""
        return total(one.lag_records for one in self.stats().values()) if self.waits_for is None else None

    async def run(self) -> None:
        """Copy until cancelled; what is away is waited for.

        Raises:
            MigrationError: the database cannot be used by this version.
        """
        await self._migrated()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(keep_learning(self._settings, self._registry))
                for follower in chain.from_iterable(self._followers.values()):
                    group.create_task(follower.run())
        finally:
            for target in self._targets:
                await target.close()

    async def _migrated(self) -> None:
        backoff = Backoff()
        while True:
            try:
                await migrate(self._dsn)
            except TargetAwayError as exc:
                if self.waits_for != str(exc):
                    log.warning("PostgreSQL is waited for: %s", exc)
                self.waits_for = str(exc)
                await asyncio.sleep(backoff.next())
            else:
                self.waits_for = None
                return

    async def run_until_level(self) -> None:
        """Copy what there is now, then return.

        Raises:
            MigrationError: as `run`.
        """
        running = asyncio.create_task(self.run())
        try:
            while self.lag() != 0:
                done, _ = await asyncio.wait({running}, timeout=_LOOK_S)
                if done:
                    running.result()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


_LANES = 2
"""Connections for each part, with partitions of its own each: while PostgreSQL writes for one, the other makes rows."""

_LOOK_S = 0.1
"""Seconds between looks at the lag."""


def _audit(codec: Codec, settings: Settings) -> AuditWriter:
    orders = eraser_of(MASTERY, LEARNING_EVENTS.name, table_specs(AGENTS), settings.erasure_keys)
    return AuditWriter(EventReader(codec, settings.score_policy), _origin, orders)


def _origin(record: Record) -> str:
    return origin_id(*first_origin(record))


async def _topic_id(brokers: str, topic: str) -> str:
    return (await fetch_topic_ids(brokers, [topic]))[topic]
