"""Headers on every answer: what a browser must not do with it, and which other sites may read it.

CORS is written here rather than by aiohttp-cors: that registers methods route by route and would leave HEAD and
every refusal by the router without it.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final

from aiohttp import hdrs, web

from agents.runtime.access import caller_of

__all__ = ["SecurityHeaders", "preflight"]

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Server": "agent-fleet",  # not which versions of what serve it
}

_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
"""For what is no page: nothing of it is ever run or shown."""

_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""For pages of ours: their own files alone. Styles may stand in a page, scripts may not."""

_HSTS: Final = "max-age=31536000"
"""A year: a browser that has seen the site by TLS does not ask without it any more."""

_EXPOSED: Final = "ETag, Location, Retry-After, WWW-Authenticate"
_ASKED: Final = "Authorization, Content-Type, If-None-Match"
_PREFLIGHT_S: Final = "600"
"""Seconds for which a browser remembers that it may: as long as some of them do at most."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SecurityHeaders:
    """Signal `on_response_prepare`: also for answers that are streamed.

    Args:
        tls: whether the worker serves by TLS.
        origins: of other sites that may read answers, or `*`.
    """

    def __init__(self, *, tls: bool, origins: Collection[str]) -> None:
        self._tls = tls
        self._origins = origins

    async def __call__(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Add what is not there yet."""
        headers = response.headers
        for name, value in _ALWAYS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", _PAGE_POLICY if response.content_type == "text/html" else _POLICY)
        if isinstance(request, web.Request) and caller_of(request) is not None:
            headers.setdefault("Cache-Control", "no-store")  # about somebody
        if self._tls:
            headers["Strict-Transport-Security"] = _HSTS
        origin = allowed(request, self._origins)
        headers["Cross-Origin-Resource-Policy"] = "same-origin" if origin is None else "cross-origin"
        if self._origins:
            headers.add(hdrs.VARY, hdrs.ORIGIN)
        if origin is not None:
            headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = _EXPOSED


def allowed(request: web.BaseRequest, origins: Collection[str]) -> str | None:
    """The origin that asks, if it may read the answer."""
    origin = request.headers.get(hdrs.ORIGIN)
    return origin if origin is not None and ("*" in origins or origin in origins) else None


def preflight(origins: Collection[str]) -> Any:
    """Middleware: answers a browser's question whether another site may ask (the Fetch standard's CORS-preflight)."""

    @web.middleware
    async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
        if not asked or allowed(request, origins) is None:
            return await handler(request)
        return web.Response(
            status=204,
            headers={
                hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, HEAD, POST, DELETE",
                hdrs.ACCESS_CONTROL_ALLOW_HEADERS: _ASKED,
                hdrs.ACCESS_CONTROL_MAX_AGE: _PREFLIGHT_S,
            },
        )

    return answer_preflight
