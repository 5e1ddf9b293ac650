"""What stands around every request: errors of routing and of views become problem documents.

Only bytes that are no HTTP are answered by aiohttp itself, with a plain 400, before anything here sees them.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

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


def _not_a_clients_fault(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


def application_options(max_body_bytes: int, around: Sequence[Any] = ()) -> dict[str, Any]:
    """Faust's `web_application_options`.

    Args:
        max_body_bytes: of a request; larger ones are refused while they are read.
        around: middlewares that stand around all others, outermost first.
    """
    # aiohttp would log a stack trace for every malformed request: anybody could fill the disk.
    logging.getLogger("aiohttp.server").addFilter(_not_a_clients_fault)
    return {"middlewares": [*around, *middlewares()], "client_max_size": max_body_bytes}
