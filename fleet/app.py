"""The composition root: settings in, Faust app out. Nothing connects before the worker starts."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from agents.runner.pool import Runner
from agents.runtime import transport
from agents.runtime.alarms import Alarms
from agents.runtime.app import FleetApp
from agents.runtime.breakers import Breakers
from agents.runtime.cpu import CpuPool
from agents.runtime.outbox import Outbox
from agents.runtime.problems import CATALOGUE
from agents.runtime.programs import Programs
from agents.runtime.publisher import Publisher
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, table_specs
from agents.runtime.web import Route
from agents.runtime.webhook import webhook
from fleet.access import config as access
from fleet.agents import run_agents
from fleet.asyncapi import topics_api
from fleet.compared_copies import copies_of
from fleet.consistency import ConsistencyCheck
from fleet.dependencies import BrokerProbe
from fleet.faust_app import faust_app, origins
from fleet.metrics.watches import DeadLetterWatch
from fleet.mirroring import WorkerMirror
from fleet.observing import Seen, observe
from fleet.openapi import openapi
from fleet.options import agent_options, breaker_limits, cpu_options, runner_config
from fleet.owned_tables import build_tables
from fleet.schema_registry import keep_learning
from fleet.settings import Settings, log_in_to_kafka
from fleet.topology import AGENTS
from fleet.tracing import tracer_of, tracing
from fleet.watchdog import Watchdog
from fleet.web.api import ApiViews
from fleet.web.breakers import BreakerViews
from fleet.web.forward import Forwarder, owner_url
from fleet.web.guard import Guard
from fleet.web.headers import SecurityHeaders
from fleet.web.metrics import HttpMeasures
from fleet.web.page.parts import build_page
from fleet.web.routes import add_routes, problem_route
from fleet.web.students import STATE_CHANGED, StudentViews
from fleet.web.tls import client_context
from schemas.codec import Codec, Registry
from schemas.registry import FileRegistry
from schemas.topics import PARTITIONS
from tables.errors import CommitUnknownError, FatalError, LeaveError
from tables.failures import FAILURES
from tables.kafka.clients import consumer, plain_producer
from tables.mastery import MASTERY
from tables.owned import OwnedTable
from tables.projections.postgres.database import ReadPool
from tables.projections.postgres.past import PastReader, reads
from tables.reader import MasteryReader
from tables.tracing import Tracer

__all__ = ["Fleet", "build"]

Leave = Callable[[LeaveError], None]

_POINT_BYTES = 128 << 10
"""Bytes fetched of a partition for single records of it; a larger record comes all the same."""


@dataclass(frozen=True)
class Fleet:
    """A built worker: the Faust app and what is read from outside of it."""

    app: FleetApp
    tables: Mapping[str, OwnedTable]
    reader: MasteryReader
    codec: Codec
    mirror: WorkerMirror
    settings: Settings
    api: Mapping[str, Any]  # its pages, as OpenAPI
    routes: Sequence[Route]  # those, and the pages that `api` leaves out


def build(
    settings: Settings,
    *,
    leave: Leave,
    accept_loss: bool = False,
    agents: Sequence[AgentSpec] = AGENTS,
    registry: Registry | None = None,
) -> Fleet:
    """Make the worker's app.

    Args:
        settings: with `kafka_brokers` given.
        leave: ends the process; called once, with the reason.
        accept_loss: continue although source records are known to be lost.
        agents: what the worker runs, the progress agent among them.
        registry: of schemas; the repository's without.
    """
    if settings.kafka_brokers is None:
        raise FatalError("FLEET_KAFKA_BROKERS is not set: give it, or start the local stack with `python -m fleet dev`")
    transport.register()
    http, traces = HttpMeasures(), tracing(settings)
    log_in_to_kafka(settings)
    app = faust_app(settings, leave, [http.middleware, *([] if traces is None else [traces.middleware])])
    tables = build_tables(app, agents, settings, leave, accept_loss=accept_loss)
    mastery = tables[MASTERY.name]
    registry = registry or FileRegistry.load()
    codec = Codec(registry)
    reader = MasteryReader(mastery, PARTITIONS)
    watchdog = _watch(app, tables.values(), settings, leave)
    brokers, record_bytes = settings.kafka_brokers, settings.max_payload_bytes
    publisher = Publisher(lambda: plain_producer(brokers, max_request_size=2 * record_bytes), tracer=tracer_of(traces))
    outbox = Outbox(publisher, settings.commit_deadline)
    forward = _forwarder(app, mastery, tracer_of(traces), settings)
    alarms = Alarms(webhook(settings.alert_webhook) if settings.alert_webhook is not None else None)
    app.from_start(alarms.run)
    cpu = CpuPool(cpu_options(settings), sorted({name for spec in agents for name in spec.cpu_modules}))
    runner = Runner(runner_config(settings))
    services = Services(
        codec=codec,
        options=agent_options(settings),
        reader=reader,
        tables=tables,
        publisher=publisher,
        outbox=outbox,
        cpu=cpu,
        programs=Programs(runner, settings.runner_parallel),
        forward=forward,
        alarms=alarms,
        point_reader=lambda: consumer(brokers, reset="none", fetch_bytes=_POINT_BYTES),
        past=_past(settings),
        tracer=tracer_of(traces),
        closing=[] if traces is None else [traces.close],
    )
    breakers = Breakers(breaker_limits(settings), lambda: app.consumer.flight, alarms)
    running = run_agents(app, agents, services, breakers, concurrency=settings.agent_concurrency, leave=leave)
    mirror = WorkerMirror(settings, mastery, mastery.changelog_topic.get_topic_name(), tracer_of(traces))

    consistency = _consistency(app, mastery, settings, services.past, mirror)

    async def run_mirror(*_: Any) -> None:
        await mirror.run()

    async def learn_schemas(*_: Any) -> None:
        await keep_learning(settings, registry)

    app.task(run_mirror)
    app.task(learn_schemas)
    runs_programs = any(spec.runs_programs for spec in agents)
    letters = DeadLetterWatch(tables.get(FAILURES.name), services.clock)
    seen = Seen(
        agents,
        services,
        breakers,
        running.tallies,
        runner.stats if runs_programs else lambda: None,
        mirror,
        letters,
        watchdog.late,
        http,
        copies={"archive_reads": partial(reads, services.past), "consistency": consistency.state},
        compared=consistency.read,
        misplaced=running.misplaced,
    )
    problems = [*CATALOGUE, *(kind for spec in agents for kind in spec.problems), STATE_CHANGED]
    pauses = BreakerViews(breakers, forward, services.owns, settings.max_payload_bytes)
    page = build_page(app, services, breakers, letters, settings.live_listeners)
    routes = [
        *running.routes,
        *observe(app, settings, seen),
        *pauses.routes(),
        *page.interface,
        *StudentViews.of(services, table_specs(agents), settings).routes(),
        problem_route(problems),
    ]
    api = openapi(routes, problems)
    documents = ApiViews(api, topics_api(agents, settings.max_payload_bytes))
    routes += [*documents.routes(), *page.own]
    add_routes(app, routes, _guard(app, settings))

    if any(spec.cpu_modules for spec in agents):
        app.from_start(cpu.start)
    if runs_programs:
        app.from_start(runner.start)

    closing = [*services.closing, cpu.stop, runner.stop, outbox.stop, publisher.stop, forward.stop]
    app.web.web_app.on_cleanup.append(partial(_close, closing))
    return Fleet(app, tables, reader, codec, mirror, settings, api, routes)


async def _close(parts: Sequence[Callable[[], Awaitable[None]]], _: Any) -> None:
    """One after the other: what is stopped later is used by what is stopped before."""
    for close in parts:
        await close()


def _guard(app: FleetApp, settings: Settings) -> Guard:
    keys = access.keys(settings)
    if keys.public is not None:
        app.from_start(keys.public.keep_fresh)
    headers = SecurityHeaders(tls=settings.web_tls_cert is not None, origins=origins(settings))
    app.web.web_app.on_response_prepare.append(headers)
    return Guard(access.authenticator(settings, keys), access.throttle(settings))


def _forwarder(app: FleetApp, mastery: OwnedTable, tracer: Tracer, settings: Settings) -> Forwarder:
    changelog = mastery.changelog_topic.get_topic_name()

    def owner_of(partition: int) -> str | None:
        """Who has a partition of it has that of every other table."""
        return owner_url(app.assignor.table_metadata(changelog), changelog, partition)

    return Forwarder(owner_of, str(app.conf.canonical_url), tracer, lambda: client_context(settings.web_tls_ca))


def _consistency(
    app: FleetApp, table: OwnedTable, settings: Settings, past: PastReader | None, mirror: WorkerMirror
) -> ConsistencyCheck:
    def positions() -> Mapping[int, int]:
        stats = mirror.stats()
        return stats.positions if stats is not None else {}

    copies = copies_of(settings, past, positions)
    check = ConsistencyCheck(table, copies, seconds=settings.consistency_seconds, keys=settings.consistency_keys)
    app.from_start(check.run)
    return check


def _past(settings: Settings) -> PastReader | None:
    if settings.postgres_dsn is None:
        return None
    connections, seconds = settings.postgres_read_connections, settings.postgres_read_seconds
    return PastReader(ReadPool(settings.postgres_dsn, connections=connections, seconds=seconds))


def _watch(app: FleetApp, tables: Collection[OwnedTable], settings: Settings, leave: Leave) -> Watchdog:
    async def disown(*_: Any, **__: Any) -> None:
        await app.consumer.commit_reached()
        # Within the session: a broker that has given the partitions away refuses the commit anyway.
        try:
            await asyncio.gather(*(table.disown_all(settings.session_timeout) for table in tables))
        except TimeoutError:
            leave(CommitUnknownError("a transaction was still open when the partitions were revoked"))

    app.on_partitions_revoked.connect(disown, weak=False)

    watchdog = Watchdog(
        app,
        session=settings.session_timeout,
        loop_deadline=settings.loop_deadline,
        progress_deadline=settings.progress_deadline,
        broker_reachable=BrokerProbe(settings.kafka_brokers or "").reachable,
        leave=leave,
    )
    app.from_start(watchdog.run)
    return watchdog
