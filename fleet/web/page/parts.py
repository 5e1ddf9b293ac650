"""The page's parts, put together for a worker."""

from dataclasses import dataclass

from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.services import Services
from agents.runtime.web import Route
from fleet.metrics.watches import DeadLetterWatch
from fleet.web.page.alerts import OpenAlerts
from fleet.web.page.live import LiveViews
from fleet.web.page.pulse import PartitionPulse
from fleet.web.page.rosters import Rosters
from fleet.web.page.static import PageViews
from fleet.web.page.views import ClassViews
from tables.failures import FAILURES
from tables.mastery import MASTERY
from tables.struggles import STRUGGLES

__all__ = ["Page", "build_page"]


@dataclass(frozen=True)
class Page:
    """What a worker serves for the page.

    Attributes:
        interface: views that others may use too.
        own: the files and the stream, which belong to the page alone.
    """

    interface: tuple[Route, ...]
    own: tuple[Route, ...]


def build_page(app: FleetApp, services: Services, breakers: Breakers, letters: DeadLetterWatch, listeners: int) -> Page:
    """Put the page on an app that is not started yet.

    Args:
        app: of the worker.
        services: of the agents.
        breakers: of source partitions.
        letters: counts dead letters.
        listeners: most pages that are open at the same time.
    """
    tables = services.tables
    mastery = tables[MASTERY.name]
    rosters = Rosters(mastery, services.reader, services.new_id)
    app.from_start(rosters.run)
    counted = letters.of if FAILURES.name in tables else None
    alerts = OpenAlerts(tables[STRUGGLES.name]).of if STRUGGLES.name in tables else None
    pulse = PartitionPulse(mastery, rosters, lambda: dict(app.consumer.backlog()), breakers, counted, alerts)
    live = LiveViews(pulse.read, services.forward, listeners, services.clock)
    app.web.web_app.on_shutdown.append(live.stop)
    return Page(interface=ClassViews(rosters, services.forward).routes(), own=(*PageViews().routes(), *live.routes()))
