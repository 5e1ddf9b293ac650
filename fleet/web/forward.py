"""Asking the worker that has a student's partition. The group's assignment tells every worker who has what."""

import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from yarl import URL

from agents.runtime.problems import OWNER_SILENT, PARTITION_AWAY, ProblemError
from tables.tracing import OFF, TRACEPARENT, Tracer

__all__ = ["FORWARDED_BY", "Forwarder", "owner_url"]

FORWARDED_BY = "Fleet-Forwarded-By"
"""Names the worker that handed a request on. Who gets it answers itself: two views of an assignment make no loop."""

_CONNECT_S = 2.0
"""Seconds for the connection: workers are in one network."""

_ASKED = ("Accept", "Authorization", "Content-Type", "If-None-Match")
_ANSWERED = ("Cache-Control", "ETag", "Location", "Retry-After")


def owner_url(distribution: Mapping[str, Mapping[str, Any]], topic: str, partition: int) -> str | None:
    """The URL of who has a partition.

    Args:
        distribution: as Faust's assignor spreads it: URL -> topic -> partitions.
        topic: the table's changelog.
        partition: of it.
    """
    return next((url for url, topics in distribution.items() if partition in topics.get(topic, ())), None)


class Forwarder:
    """See `agents.runtime.web.Forward`."""

    def __init__(
        self,
        owner_of: Callable[[int], str | None],
        own_url: str,
        tracer: Tracer = OFF,
        tls: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        """`tls` makes what other workers' certificates are checked with; None where they have none."""
        self._owner_of = owner_of
        self._tls = tls
        self._own_url = own_url
        self._tracer = tracer
        self._session: aiohttp.ClientSession | None = None

    async def __call__(
        self,
        request: web.Request,
        partition: int,
        *,
        seconds: float,
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> web.Response:
        """See `Forward`."""
        owner = self._owner_of(partition)
        if owner is None or URL(owner) == URL(self._own_url):
            raise ProblemError(PARTITION_AWAY, f"Partition {partition} is not on any worker at the moment")
        if FORWARDED_BY in request.headers:
            raise ProblemError(PARTITION_AWAY, f"Partition {partition} is moving from one worker to another")
        headers = {name: request.headers[name] for name in _ASKED if name in request.headers}
        headers[FORWARDED_BY] = self._own_url
        mark = self._tracer.current()
        if mark is not None:
            headers[TRACEPARENT] = mark.decode()
        path = f"{owner.rstrip('/')}{request.rel_url.raw_path}"
        given = request.rel_url.raw_query_string if query is None else urlencode(query)
        target = URL(f"{path}?{given}" if given else path, encoded=True)
        try:
            return await self._ask(request, target, headers, body, seconds)
        except TimeoutError:
            raise ProblemError(OWNER_SILENT, f"No answer within {seconds:g} s") from None
        except aiohttp.ClientError:
            detail = f"The worker that has partition {partition} cannot be reached"
            raise ProblemError(PARTITION_AWAY, detail) from None

    async def _ask(
        self, request: web.Request, target: URL, headers: dict[str, str], body: bytes | None, seconds: float
    ) -> web.Response:
        if self._session is None:
            checked = self._tls() if self._tls is not None else True
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=checked))
        data = body if body is not None else (await request.read() if request.can_read_body else None)
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(seconds, _CONNECT_S))
        async with self._session.request(
            request.method, target, headers=headers, data=data, timeout=timeout, allow_redirects=False
        ) as response:
            kept = {name: response.headers[name] for name in _ANSWERED if name in response.headers}
            content = await response.read()
            return web.Response(
                body=content or None,
                status=response.status,
                headers=kept,
                content_type=response.content_type if content else None,
            )

    async def stop(self) -> None:
        """Close the connections. May be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
