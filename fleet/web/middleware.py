"""What stands around every request: errors of routing and of views become problem documents."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from agents.runtime.web import answer

__all__ = ["application_options", "middlewares"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def problem_documents(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Unknown paths, wrong methods and whatever else views do not answer themselves."""
    return await answer(handler, request)


def middlewares() -> list[Any]:
    """All middlewares, outermost first."""
    return [problem_documents]


def application_options(max_body_bytes: int) -> dict[str, Any]:
    """Faust's `web_application_options`.

    Args:
        max_body_bytes: of a request; larger ones are refused while they are read.
    """
    return {"middlewares": middlewares(), "client_max_size": max_body_bytes}
