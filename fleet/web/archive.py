"""The archive's own pages: metrics, and whether it does its work. It is no worker, and has no other pages."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from agents.runtime.problems import NOT_READY, ProblemError
from agents.runtime.web import json_response
from fleet.archive import Archive
from fleet.metrics.exposition import Exposition
from fleet.metrics.projections import projections
from fleet.web.metrics import MetricsView
from fleet.web.middleware import middlewares
from tables.projections.follower import FollowerStats

__all__ = ["ArchiveViews", "PortError", "serving"]

_FRESH = {"Cache-Control": "no-store"}


class PortError(Exception):
    """The port of the archive's pages cannot be had. Give another one by `FLEET_ARCHIVE_WEB_PORT`."""


class ArchiveViews:
    """The pages.

    Args:
        archive: whose they are.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._metrics = MetricsView(Exposition({"projections": projections(archive.stats)}))

    def application(self) -> web.Application:
        """All of them."""
        app = web.Application(middlewares=middlewares())
        app.router.add_get("/health/live", self.live)
        app.router.add_get("/health/ready", self.ready)
        app.router.add_get("/metrics", self._metrics.page)
        return app

    async def live(self, _: web.Request) -> web.Response:
        """`GET /health/live`: a loop that is blocked does not come here."""
        return json_response({"alive": True}, headers=_FRESH)

    async def ready(self, _: web.Request) -> web.Response:
        """`GET /health/ready`: whether both ends of every part answer."""
        waits, stats = self._archive.waits_for, self._archive.stats()
        reasons = [] if waits is None else [f"PostgreSQL is waited for: {waits}"]
        reasons += [f"{name}: {one.last_error}" for name, one in stats.items() if one.last_error is not None]
        told = {"reasons": reasons, "waits_for": waits, "parts": {name: _part(one) for name, one in stats.items()}}
        if reasons:
            raise ProblemError(NOT_READY, "; ".join(reasons), headers=_FRESH, ready=False, **told)
        return json_response({"ready": True, **told}, headers=_FRESH)


def _part(one: FollowerStats) -> dict[str, Any]:
    return {
        "connected": one.broker_connected and one.target_connected,
        "lag_records": one.lag_records,
        "lag_seconds": round(one.lag_seconds, 3),
        "applied": one.applied,
        "quarantined": one.quarantined,
        "last_error": one.last_error,
    }


@contextlib.asynccontextmanager
async def serving(archive: Archive, host: str, port: int | None) -> AsyncIterator[None]:
    """Serve the pages meanwhile; without a port, nothing.

    Raises:
        PortError: it is taken.
    """
    if port is None:
        yield
        return
    runner = web.AppRunner(ArchiveViews(archive).application(), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as exc:
            raise PortError(f"FLEET_ARCHIVE_WEB_PORT: {port} cannot be had: {exc}") from exc
        yield
    finally:
        await runner.cleanup()
