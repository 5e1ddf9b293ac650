"""The agents of a worker's app: each source topic and each request topic becomes a Faust agent, each path a page."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.runtime import transport
from agents.runtime.answering import Answerer
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.erasing import Eraser
from agents.runtime.guard import Guard
from agents.runtime.placement import Placements
from agents.runtime.request_agent import RequestAgent
from agents.runtime.request_views import RequestView
from agents.runtime.services import Offered, Services
from agents.runtime.spec import AgentContext, AgentSpec, Answering, Source, table_specs
from agents.runtime.stream import BatchAgent
from agents.runtime.trial import Trial
from agents.runtime.web import Route
from schemas.topics import LEARNING_EVENTS, PARTITIONS, Topic
from tables.errors import LeaveError
from tables.spec import TableSpec

__all__ = ["RunningAgents", "eraser_of", "run_agents"]

_BATCHES_IN_FLIGHT = 2 * PARTITIONS
"""Batches of one source topic that are folded or committed at the same time: all partitions, and their next ones."""


@dataclass(frozen=True)
class RunningAgents:
    """What came of the topology.

    Attributes:
        routes: pages of all agents.
        tallies: by agent without a table, what became of its requests since the start.
        placements: by source topic, records that stood on another partition than their student's since the start.
    """

    routes: list[Route] = field(default_factory=list)
    tallies: dict[str, Counter[str]] = field(default_factory=dict)
    placements: dict[str, Placements] = field(default_factory=dict)

    def misplaced(self) -> dict[str, dict[str, int]]:
        """Counts of `placements` by topic and cause, where there are any."""
        return {topic: dict(one.counts) for topic, one in self.placements.items() if one.counts}


def run_agents(
    app: FleetApp,
    agents: Sequence[AgentSpec],
    services: Services,
    breakers: Breakers,
    *,
    concurrency: int,
    leave: Callable[[LeaveError], None],
) -> RunningAgents:
    """Put every agent on the app. Call it once, before the app starts.

    Args:
        app: not started yet.
        agents: the topology.
        services: what they are given.
        breakers: of source partitions.
        concurrency: requests that an agent without a table answers at the same time.
        leave: ends the process.
    """
    place = _Place(app, services, breakers, leave, table_specs(agents))
    for spec in agents:
        for source in spec.sources:
            place.fold(spec, source)
        slots = asyncio.Semaphore(concurrency)
        for answering in spec.answers:
            place.answer(spec, answering, slots)
        place.running.routes.extend(replace(route, agent=spec.name) for route in spec.routes(services))
        for job in spec.jobs(services):
            app.from_start(job)
    return place.running


def eraser_of(table: TableSpec, topic: str, tables: Sequence[TableSpec], keys: Sequence[str]) -> Eraser:
    """What erases students from a table.

    Args:
        table: that one.
        topic: a source topic of it.
        tables: all that there are: the one that is erased on `learning.events` tells the others.
        keys: secrets.
    """
    first = table.erased_on == LEARNING_EVENTS.name
    tells = [other.erased_on for other in tables if other.name != table.name] if first else []
    return Eraser(table, topic, tuple(keys), tells, PARTITIONS)


@dataclass(frozen=True)
class _Place:
    """Where agents are put."""

    app: FleetApp
    services: Services
    breakers: Breakers
    leave: Callable[[LeaveError], None]
    specs: Sequence[TableSpec]
    running: RunningAgents = field(default_factory=RunningAgents)

    def fold(self, spec: AgentSpec, source: Source) -> None:
        """An agent with a table: its batches are committed by the table's partition."""
        if spec.table is None:
            raise ValueError(f"the agent {spec.name} has sources but no table")
        services, judge = self.services, source.judge or self._guard(spec, source.topic)
        table = services.tables[spec.table.name]
        context = AgentContext(services.codec, services.options, services.alarms, services.measures, services.tracer)
        agent = BatchAgent(
            table,
            source,
            judge,
            context,
            self.breakers,
            eraser=eraser_of(spec.table, source.topic.name, self.specs, services.options.erasure_keys),
            max_in_flight=_BATCHES_IN_FLIGHT,
            leave=self.leave,
        )
        services.trials[source.topic.name] = Trial(source, judge, table, context, services.clock).run
        self._read(spec, source.topic, agent)

    def answer(self, spec: AgentSpec, answering: Answering, slots: asyncio.Semaphore) -> None:
        """An agent without a table: over Kafka, over HTTP, and for other agents."""
        services, guard = self.services, self._guard(spec, answering.topic)
        measures = services.measures.of(spec.name)
        answerer = Answerer(spec.name, answering.responder(services), services.options.answer_deadline, measures)
        services.answerers.setdefault(spec.name, answerer)
        if answering.path is not None:
            services.offered[answering.path] = Offered(answering.model, answerer, answering.uses_mastery)
            route = RequestView(answering, answerer, guard, services).route()
            self.running.routes.append(replace(route, agent=spec.name))
        if answering.topic is None:
            return
        self.app.group_topics.add(answering.topic.name)
        agent = RequestAgent(
            answering=answering,
            topic=answering.topic,
            answerer=answerer,
            guard=guard,
            reader=services.reader,
            outbox=services.outbox,
            breakers=self.breakers,
            slots=slots,
            is_current=self._is_current,
            leave=self.leave,
            tally=self.running.tallies.setdefault(spec.name, Counter()),
            measures=measures,
            tracer=services.tracer,
        )
        services.trials[answering.topic.name] = agent.try_out
        self._read(spec, answering.topic, agent)

    def _guard(self, spec: AgentSpec, topic: Topic | None) -> Guard:
        return Guard(
            agent=spec.name,
            codec=self.services.codec,
            partitions=PARTITIONS,
            broker_dated=topic is not None and topic.extra.get("message.timestamp.type") == "LogAppendTime",
            max_record_bytes=self.services.options.max_record_bytes,
            placements=self.running.placements.setdefault(topic.name, Placements()) if topic else Placements(),
        )

    def _is_current(self, message: transport.BatchMessage) -> bool:
        return bool(self.app.consumer.is_current(message))  # the consumer is made when the app starts

    def _read(self, spec: AgentSpec, topic: Topic, run: Callable[[Any], Any]) -> None:
        async def consume(stream: Any) -> None:
            await run(stream)

        channel = self.app.topic(topic.name, schema=transport.BatchSchema(), partitions=topic.partitions)
        self.app.agent(channel, name=f"{spec.name}:{topic.name}")(consume)
