"""`/metrics`, and what is measured of HTTP itself."""

import time
from collections.abc import Awaitable, Callable, Iterator

from aiohttp import web

from agents.runtime.access import PUBLIC, Access
from agents.runtime.web import Route
from fleet.metrics import catalogue as metrics
from fleet.metrics.exposition import Exposition
from fleet.metrics.model import Sample
from tables.measures import SHORT_S, Histogram

__all__ = ["HttpMeasures", "MetricsView"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OTHER = "other"
_METHODS = frozenset(metrics.HTTP.labels[1].values)
_STREAM = "text/event-stream"

FORMATS = ("text/plain", "application/openmetrics-text")
"""What Prometheus may ask for."""


class HttpMeasures:
    """Seconds of requests, by route, method and status. All that has no route is one: anybody may ask for anything."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str, int], Histogram] = {}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Measure a request. Streams are not: they last as long as somebody looks."""
        began = time.perf_counter()
        response = await handler(request)
        if response.content_type != _STREAM:
            self.note(request, response.status, time.perf_counter() - began)
        return response

    def note(self, request: web.Request, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else _OTHER
        method = request.method if request.method in _METHODS else "OTHER"
        self._seconds.setdefault((route, method, status), Histogram(SHORT_S)).observe(seconds)

    def read(self) -> Iterator[Sample]:
        """The reading."""
        for (route, method, status), one in sorted(self._seconds.items()):
            yield metrics.HTTP.sample(one, route, method, status)


class MetricsView:
    """The page that Prometheus fetches.

    Args:
        exposition: what is on it.
        access: who may fetch it.
    """

    def __init__(self, exposition: Exposition, access: Access = PUBLIC) -> None:
        self._exposition = exposition
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """The view as data."""
        summary = "Metrics for Prometheus."
        return (Route("GET", "/metrics", self.page, summary, access=self._access, texts=FORMATS),)

    async def page(self, request: web.Request) -> web.Response:
        """`GET /metrics`."""
        body, content_type = await self._exposition.page(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
