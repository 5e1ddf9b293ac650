"""What admins do, in the log: who, what, on what, why, and how it ended. Refused attempts too."""

import logging
from typing import Final

from aiohttp import web

from agents.runtime.access import ADMINS, CALLER
from agents.runtime.web import REASON, Route
from schemas.canonical import dumps

__all__ = ["is_audited", "tell"]

log = logging.getLogger("fleet.audit")
log.setLevel(logging.INFO)  # whatever else is shown

_PERSONAL: Final = "student_id"
"""A part of a path that stays out of logs."""


def is_audited(route: Route) -> bool:
    """Whether what is done there is told."""
    return route.method != "GET" and route.access == ADMINS


def tell(request: web.Request, route: Route, status: int) -> None:
    """Write a line of JSON behind the word `audit`.

    Args:
        request: answered; whoever has no token has done nothing.
        route: of it.
        status: of the answer.
    """
    caller = request.get(CALLER)
    if caller is None:
        return
    told = {
        "action": f"{route.method} {route.path}",
        "on": {name: value for name, value in request.match_info.items() if name != _PERSONAL},
        "reason": request.get(REASON),
        "roles": sorted(caller.roles),
        "status": status,
        "subject": caller.subject,
        "verified": caller.verified,
    }
    log.info("audit %s", dumps(told).decode(), extra={"audit": told})  # fields of their own where logs are JSON
