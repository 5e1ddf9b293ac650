"""Every page of a worker, put on its Faust app."""

from collections.abc import Iterable
from typing import Any

import faust
from aiohttp import web

from agents.progress.views import ProgressViews
from agents.runtime.app import FleetApp
from agents.runtime.problems import CATALOGUE
from agents.runtime.web import Route, answer, json_response
from fleet.web.breakers import BreakerViews
from fleet.web.forward import Forwarder, owner_url
from fleet.web.health import BrokerProbe, HealthViews, WorkerState
from fleet.web.services import WebServices

__all__ = ["register"]


def register(app: FleetApp, services: WebServices) -> None:
    """Put the views on the app and end with it what they opened. To be called once, before the app starts."""
    topic = services.changelog()
    forward = Forwarder(
        lambda partition: owner_url(app.assignor.table_metadata(topic), topic, partition),
        str(app.conf.canonical_url),
    )
    progress = ProgressViews(
        reader=services.reader,
        codec=services.codec,
        options=services.options,
        publisher=services.publisher,
        forward=forward,
        max_body_bytes=services.max_payload_bytes,
        clock=services.clock,
        applied_seconds=services.applied_seconds,
    )
    health = HealthViews(
        state=lambda: _state(app, services),
        tables=services.tables,
        breakers=services.breakers,
        mirror_stats=services.mirror_stats,
        broker=BrokerProbe(services.brokers),
    )
    problems = Route("GET", "/problems/{code}", _describe_problem, "What a problem type means.")
    breakers = BreakerViews(services.breakers, forward, services.owns, services.max_payload_bytes)
    add_routes(app, [*progress.routes(), *health.routes(), *breakers.routes(), problems])

    async def stop(_: Any) -> None:
        await services.publisher.stop()
        await forward.stop()

    app.web.web_app.on_cleanup.append(stop)


def add_routes(app: FleetApp, routes: Iterable[Route]) -> None:
    """Make one Faust view of the routes of each path."""
    by_path: dict[str, list[Route]] = {}
    for route in routes:
        by_path.setdefault(route.path, []).append(route)
    for path, group in by_path.items():
        methods = {route.method.lower(): _method(route) for route in group}
        view = type(f"View[{path}]", (faust.web.View,), {**methods, "__doc__": group[0].summary})
        app.page(path.replace("}", ":[^/]*}"), name=path)(view)


def _method(route: Route) -> Any:
    """What Faust calls. Whoever is to be asked for rights before an `admin` route is asked here."""

    async def method(_: Any, request: web.Request, **__: str) -> web.StreamResponse:
        return await answer(
            route.handler, request
        )  # here, so that Faust's sensors see the status of a problem, not a crash

    return method


def _state(app: FleetApp, services: WebServices) -> WorkerState:
    actives = app.assignor.assigned_actives()
    return WorkerState(
        started=app.started,
        recovered=app.tables.recovery.completed.is_set(),
        rebalancing=app.rebalancing,
        assigned={name: frozenset(table.assigned(actives)) for name, table in services.tables.items()},
        owned={name: frozenset(table.owned) for name, table in services.tables.items()},
    )


async def _describe_problem(request: web.Request) -> web.Response:
    """`GET /problems/{code}`: where the `type` of a problem document leads."""
    for kind in CATALOGUE:
        if kind.code == request.match_info["code"]:
            return json_response({"type": kind.uri, "title": kind.title, "status": kind.status, "advice": kind.advice})
    raise web.HTTPNotFound
