"""Pages on a worker's Faust app."""

from collections.abc import Iterable, Sequence
from typing import Any

import faust
from aiohttp import web

from agents.runtime.access import PUBLIC
from agents.runtime.app import FleetApp
from agents.runtime.problems import ProblemType
from agents.runtime.web import Route, answer, json_response
from fleet.web.audit import is_audited, tell
from fleet.web.guard import Guard

__all__ = ["add_routes", "problem_route"]


def add_routes(app: FleetApp, routes: Iterable[Route], guard: Guard) -> None:
    """Make one Faust view of the routes of each path; `guard` is asked before each."""
    by_path: dict[str, list[Route]] = {}
    for route in routes:
        by_path.setdefault(route.path, []).append(route)
    for path, group in by_path.items():
        methods = {route.method.lower(): _method(route, guard) for route in group}
        view = type(f"View[{path}]", (faust.web.View,), {**methods, "__doc__": group[0].summary})
        app.page(path.replace("}", ":[^/]*}"), name=path)(view)


def _method(route: Route, guard: Guard) -> Any:
    """What Faust calls."""

    async def admitted(request: web.Request) -> web.StreamResponse:
        await guard.admit(request, route)
        return await route.handler(request)

    async def method(_: Any, request: web.Request, **__: str) -> web.StreamResponse:
        # Here, so that Faust's sensors see the status of a problem, not a crash.
        response = await answer(admitted, request)
        if is_audited(route):
            tell(request, route, response.status)
        return response

    return method


def problem_route(kinds: Sequence[ProblemType]) -> Route:
    """`GET /problems/{code}`: where the `type` of a problem document leads."""

    async def describe(request: web.Request) -> web.Response:
        for kind in kinds:
            if kind.code == request.match_info["code"]:
                return json_response(
                    {"type": kind.uri, "title": kind.title, "status": kind.status, "advice": kind.advice}
                )
        raise web.HTTPNotFound

    return Route("GET", "/problems/{code}", describe, "What a problem type means.", access=PUBLIC)
