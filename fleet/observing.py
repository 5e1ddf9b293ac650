"""How a worker is seen from outside: its health, its metrics and its status, from what it keeps anyway."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.runner.pool import RunnerStats
from agents.runtime.access import ADMINS, PUBLIC
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec
from agents.runtime.web import Route
from fleet.dependencies import BrokerProbe, of_worker
from fleet.metrics.agents import misplaced
from fleet.metrics.assembly import measured
from fleet.metrics.projections import compared
from fleet.metrics.watches import DeadLetterWatch
from fleet.mirroring import WorkerMirror
from fleet.settings import Settings
from fleet.web.health import HealthViews, worker_state
from fleet.web.metrics import HttpMeasures, MetricsView
from fleet.web.status import StatusViews
from tables.measures import Histogram

__all__ = ["Seen", "observe"]


@dataclass(frozen=True)
class Seen:
    """What is looked at.

    Attributes:
        agents: that the worker runs.
        services: what they stand on.
        breakers: of its source partitions.
        tallies: by agent without a table, what became of its requests.
        runner: a reading of the runner; None where no agent runs programs.
        mirror: to Redis.
        letters: counts dead letters.
        late: seconds by which the event loop was late.
        http: what is measured of requests.
        copies: readings of what else stands behind the table, for the readiness page.
        compared: what came out of the background check.
        misplaced: counts of records on another partition than their student's, by topic and cause.
    """

    agents: Sequence[AgentSpec]
    services: Services
    breakers: Breakers
    tallies: Mapping[str, Mapping[str, int]]
    runner: Callable[[], RunnerStats | None]
    mirror: WorkerMirror
    letters: DeadLetterWatch
    late: Histogram
    http: HttpMeasures
    copies: Mapping[str, Callable[[], Any]]
    compared: Callable[[], Iterable[tuple[str, str, int]]]
    misplaced: Callable[[], Mapping[str, Mapping[str, int]]]


def observe(app: FleetApp, settings: Settings, seen: Seen) -> list[Route]:
    """Begin to look, from the start of the app on; it must not have been started. Returns the pages."""
    services, breakers, following = seen.services, seen.breakers, seen.mirror.following
    broker = BrokerProbe(settings.kafka_brokers or "")
    dependencies = of_worker(settings, broker, following, seen.runner)
    health = HealthViews(
        state=lambda: worker_state(app, services.tables),
        tables=services.tables,
        tallies=seen.tallies,
        cpu=services.cpu.stats,
        runner=seen.runner,
        breakers=breakers,
        mirror_stats=seen.mirror.stats,
        broker=broker,
        dependencies=dependencies,
        copies={**seen.copies, "misplaced": seen.misplaced},
    )
    metrics = measured(
        app,
        seen.agents,
        services,
        breakers,
        settings,
        letters=seen.letters,
        late=seen.late,
        runner=seen.runner,
        mirror=following,
        further={
            "http": seen.http.read,
            "health": health.read,
            "dependencies": dependencies.read,
            "consistency": compared(seen.compared),
            "misplaced": misplaced(seen.misplaced),
        },
    )
    worker = (settings.instance_id, str(app.conf.canonical_url))
    status = StatusViews(worker, app, services, breakers, seen.letters, following, services.forward)
    for job in (dependencies.run, *metrics.jobs, status.run):
        app.from_start(job)
    return [
        *health.routes(),
        *status.routes(),
        *MetricsView(metrics.exposition, PUBLIC if settings.metrics_public else ADMINS).routes(),
    ]
