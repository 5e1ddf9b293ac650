"""What a worker depends on, looked at from time to time: whether it answers, and whether there is work without it."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from yarl import URL

from agents.runner.pool import RunnerStats
from fleet.metrics.catalogue import UP
from fleet.metrics.model import Sample
from fleet.settings import Settings
from schemas.topics import DEAD_LETTERS
from tables.errors import BrokerUnavailableError
from tables.kafka.topic_ids import why_unwritable
from tables.projections.follower import FollowerStats

__all__ = ["BrokerProbe", "Dependencies", "Probe", "Standing", "of_worker", "room"]

log = logging.getLogger(__name__)

_PROBE_S = 1.0
"""Seconds for a connection: below the usual time-out of who asks for readiness."""

_PROBE_EVERY_S = 2.0
"""Seconds that an answer about the broker is good for, so that many askers make one connection."""

_LOOK_S = 5.0
"""Seconds between looks at everything else."""

_RUNNER_LOST_S = 10.0
"""Seconds for which a runner that worked may be gone: it is started again within half a second."""


@dataclass(frozen=True)
class Standing:
    """How a dependency is.

    Attributes:
        ok: whether it answers; None while that is not known.
        detail: why not, or what else is of interest.
        needed: whether the worker is not ready while it does not answer.
    """

    ok: bool | None
    detail: str | None = None
    needed: bool = False


Probe = Callable[[], Awaitable[Standing]]
"""Looks. What it raises is logged, and counts as not known."""


class BrokerProbe:
    """Whether one of the brokers accepts connections, looked at no more often than every few seconds."""

    def __init__(self, brokers: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._brokers = brokers
        self._clock = clock
        self._lock = asyncio.Lock()
        self._seen: tuple[float, bool] | None = None

    async def reachable(self) -> bool:
        """The answer, at most `_PROBE_EVERY_S` old."""
        async with self._lock:
            if self._seen is None or self._clock() - self._seen[0] >= _PROBE_EVERY_S:
                found = any(await asyncio.gather(*map(_accepts, self._brokers.split(","))))
                self._seen = (self._clock(), found)
            return self._seen[1]


async def _accepts(broker: str) -> bool:
    host, _, port = broker.rpartition(":")
    return await accepts(host.strip("[]"), int(port))


async def accepts(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PROBE_S):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
        return True
    return False


class Dependencies:
    """Everything that a worker depends on beside the brokers' ports, by name.

    Args:
        probes: by name; see the metric `fleet_dependency_up` for those there are.
    """

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._probes = dict(probes)
        self.standing: dict[str, Standing] = {name: Standing(None, "not looked at yet") for name in probes}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK_S)

    async def look(self) -> None:
        """Look once."""
        await asyncio.gather(*map(self._look, self._probes))

    async def _look(self, name: str) -> None:
        before = self.standing[name]
        try:
            found = await self._probes[name]()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the look says nothing of what is looked at
            found = Standing(None, f"cannot be looked at: {type(error).__name__}")
        if found.ok is False and before.ok:
            log.warning("%s: %s", name, found.detail)
        self.standing[name] = found

    def missing(self) -> list[str]:
        """What the worker needs and has not, for people."""
        return [f"{name}: {one.detail}" for name, one in self.standing.items() if one.needed and one.ok is False]

    def as_json(self) -> dict[str, dict[str, object]]:
        """For the readiness page."""
        return {name: {"ok": one.ok, "needed": one.needed, "detail": one.detail} for name, one in self.standing.items()}

    def read(self) -> Iterator[Sample]:
        """The reading."""
        for name, one in self.standing.items():
            if one.ok is not None:
                yield UP.sample(one.ok, name)


def of_worker(
    settings: Settings,
    broker: BrokerProbe,
    following: Callable[[], Mapping[str, FollowerStats]],
    running: Callable[[], RunnerStats | None],
) -> Dependencies:
    """A worker's dependencies, as far as it is told to use them.

    Args:
        settings: of the worker.
        broker: asked too.
        following: a reading of its mirror.
        running: a reading of its runner; None where no agent runs programs.
    """
    probes: dict[str, Probe] = {
        "broker": brokers(broker),
        "dead_letters": dead_letters(partial(why_unwritable, settings.kafka_brokers or "", DEAD_LETTERS.name)),
        "disk": disk(settings.data_dir),
    }
    if following():
        probes["redis"] = mirror(following)
    if running() is not None:
        probes["runner"] = runner(running)
    if settings.postgres_dsn is not None:
        probes["postgres"] = listens(settings.postgres_dsn, 5432, "PostgreSQL, which the archive fills,")
    if settings.schema_registry_url is not None:
        probes["registry"] = listens(settings.schema_registry_url, 8081, "the schema registry")
    return Dependencies(probes)


def brokers(broker: BrokerProbe) -> Probe:
    """Whether any broker accepts connections. What that means for readiness is told there."""

    async def look() -> Standing:
        found = await broker.reachable()
        return Standing(found, None if found else "no broker accepts connections")

    return look


def dead_letters(ask: Callable[[], Awaitable[str | None]]) -> Probe:
    """Whether dead letters can be written. While no broker answers that is not known, and said of the broker."""

    async def look() -> Standing:
        try:
            why = await ask()
        except (BrokerUnavailableError, OSError, TimeoutError):
            return Standing(None, "no broker answers", needed=True)
        return Standing(why is None, why, needed=True)

    return look


def listens(url: str, default_port: int, what: str) -> Probe:
    """Whether the server of a URL accepts connections. Needed for nothing at once."""
    host, port = first_address(url, default_port)

    async def look() -> Standing:
        found = await accepts(host, port)
        return Standing(found, None if found else f"{what} does not accept connections")

    return look


def first_address(url: str, default_port: int) -> tuple[str, int]:
    """Host and port of a URL, such as a DSN; of several hosts the first."""
    one = URL(url.split(",", maxsplit=1)[0])
    return one.host or "127.0.0.1", one.port or default_port


def mirror(stats: Callable[[], Mapping[str, FollowerStats]]) -> Probe:
    """Whether Redis takes what is mirrored."""

    async def look() -> Standing:
        one = stats()["redis"]
        away = one.last_error is None and not one.target_connected
        return Standing(None if away else one.target_connected, "not connected yet" if away else one.last_error)

    return look


def runner(stats: Callable[[], RunnerStats | None], clock: Callable[[], float] = time.monotonic) -> Probe:
    """Whether students' programs can be run.

    A runner that worked and is gone makes the worker not ready: another one has its own. Where there never was one,
    such as on a host without the layers that are required, no worker has it, and everything else has to go on.
    """
    seen = clock()
    worked = False

    async def look() -> Standing:
        nonlocal seen, worked
        one = stats()
        if one is None or one.available:
            seen, worked = clock(), one is not None
            return Standing(ok=True)
        return Standing(ok=False, detail=one.reason, needed=worked and clock() - seen > _RUNNER_LOST_S)

    return look


_SCARCE: Final = 0.05
"""Share of a disk that is free below which it is called full: RocksDB's compactions need room."""


def room(folder: Path) -> os.statvfs_result:
    """Of the disk under a folder, or under the nearest one above that is there."""
    return os.statvfs(next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists()))


def disk(folder: Path) -> Probe:
    """Whether there is room under a folder. A worker that finds none leaves; this says so before."""

    async def look() -> Standing:
        found = room(folder)
        share = found.f_bavail / max(1, found.f_blocks)
        return Standing(share >= _SCARCE, f"{100 * share:.0f} % of {folder} is free")

    return look
