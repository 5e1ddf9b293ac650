"""How a worker is seen from outside: its metrics and its status, from what it keeps anyway."""

from collections.abc import Callable, Mapping, Sequence

from agents.runner.pool import RunnerStats
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec
from agents.runtime.web import Route
from fleet.metrics.assembly import measured
from fleet.settings import Settings
from fleet.web.metrics import HttpMeasures, MetricsView
from fleet.web.status import StatusViews
from tables.measures import Histogram
from tables.projections.follower import FollowerStats

__all__ = ["observe"]


def observe(
    app: FleetApp,
    agents: Sequence[AgentSpec],
    services: Services,
    breakers: Breakers,
    settings: Settings,
    *,
    late: Histogram,
    runner: Callable[[], RunnerStats | None],
    mirror: Callable[[], Mapping[str, FollowerStats]],
    http: HttpMeasures,
) -> list[Route]:
    """Begin to look, from the app's start on. Returns the pages.

    Args:
        app: of the worker, not started.
        agents: that it runs.
        services: what they stand on.
        breakers: of its source partitions.
        settings: of the worker.
        late: seconds by which the event loop was late.
        runner: a reading of the runner; None where no agent runs programs.
        mirror: a reading of the projections inside the worker.
        http: what is measured of requests.
    """
    seen = measured(
        app,
        agents,
        services,
        breakers,
        settings,
        late=late,
        runner=runner,
        mirror=mirror,
        further={"http": http.read},
    )
    worker = (settings.instance_id, str(app.conf.canonical_url))
    status = StatusViews(worker, app, services, breakers, seen.exposition, seen.dead_letters, mirror, services.forward)
    for job in (*seen.jobs, status.run):
        app.from_start(job)
    return [*status.routes(), *MetricsView(seen.exposition).routes()]
