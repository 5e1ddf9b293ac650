"""Everything that a worker measures, put together: its page, its status, and the tasks that look from time to time."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from agents.runner.pool import RunnerStats
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec
from fleet.metrics.agents import agents
from fleet.metrics.exposition import Exposition, Reading
from fleet.metrics.projections import projections
from fleet.metrics.tables import tables
from fleet.metrics.watches import DeadLetterWatch, TopicSizes
from fleet.metrics.worker import disk, group, processes
from fleet.settings import Settings
from fleet.topic_admin import all_topics
from schemas.topics import PARTITIONS
from tables.kafka.log_dirs import topic_bytes
from tables.measures import Histogram
from tables.projections.follower import FollowerStats

__all__ = ["Measured", "measured"]

Job = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Measured:
    """What a worker measures.

    Attributes:
        exposition: the page.
        jobs: to be run from the start of the app to its end.
    """

    exposition: Exposition
    jobs: tuple[Job, ...]


def measured(
    app: FleetApp,
    specs: Sequence[AgentSpec],
    services: Services,
    breakers: Breakers,
    settings: Settings,
    *,
    letters: DeadLetterWatch,
    late: Histogram,
    runner: Callable[[], RunnerStats | None],
    mirror: Callable[[], Mapping[str, FollowerStats]],
    further: Mapping[str, Reading],
) -> Measured:
    """Put it together.

    Args:
        app: of the worker.
        specs: the agents that it runs, retry among them.
        services: what they stand on.
        breakers: of its source partitions.
        settings: of the worker.
        letters: counts dead letters.
        late: see `group`.
        runner: a reading of the runner; None where no agent runs programs.
        mirror: a reading of the projections inside the worker.
        further: readings of others, by name.
    """
    names = [topic.name for topic in all_topics(settings.app_id)]
    sizes = TopicSizes(partial(topic_bytes, settings.kafka_brokers or "", names, PARTITIONS))
    writers = {spec.table.name: spec.name for spec in specs if spec.table is not None}
    asked = [(spec.name, one.topic.name) for spec in specs for one in spec.answers if one.topic is not None]
    readings: dict[str, Reading] = {
        "group": group(app, services.tables, breakers, late),
        "tables": tables(services.tables, writers),
        "agents": agents(services, asked),
        "dead-letters": letters.read,
        "topics": sizes.read,
        "projections": projections(mirror),
        "processes": processes(services.cpu.stats, runner),
        "disk": disk(settings.data_dir),
        **further,
    }
    return Measured(Exposition(readings), (letters.run, sizes.run))
