"""The composition root: settings in, Faust app out. Nothing connects before the worker starts."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runner.program import MEBIBYTE, Limits
from agents.runtime import transport
from agents.runtime.alarms import Alarms
from agents.runtime.app import BatchLimits, FleetApp, credentials
from agents.runtime.breaker import BreakerLimits
from agents.runtime.breakers import Breakers
from agents.runtime.cpu import CpuOptions, CpuPool
from agents.runtime.options import AgentOptions
from agents.runtime.outbox import Outbox
from agents.runtime.problems import CATALOGUE
from agents.runtime.programs import Programs
from agents.runtime.publisher import Publisher
from agents.runtime.services import Services
from agents.runtime.spec import AgentSpec, table_specs
from agents.runtime.struggle_limits import StruggleLimits
from agents.runtime.web import Route
from agents.runtime.webhook import webhook
from fleet.access import config as access
from fleet.agents import run_agents
from fleet.asyncapi import topics_api
from fleet.compared_copies import copies_of
from fleet.consistency import ConsistencyCheck
from fleet.dependencies import BrokerProbe
from fleet.mirroring import WorkerMirror
from fleet.observing import Seen, observe
from fleet.openapi import openapi
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
from fleet.web.headers import SecurityHeaders, preflight
from fleet.web.metrics import HttpMeasures
from fleet.web.middleware import application_options
from fleet.web.page.parts import build_page
from fleet.web.routes import add_routes, problem_route
from fleet.web.students import STATE_CHANGED, StudentViews
from fleet.web.tls import client_context, server_context
from schemas.codec import Codec, Registry
from schemas.registry import FileRegistry
from schemas.topics import PARTITIONS
from tables.assignor import FairAssignor
from tables.errors import CommitUnknownError, FatalError, LeaveError
from tables.kafka.clients import consumer, plain_producer
from tables.mastery import DAY_MS, MASTERY
from tables.owned import OwnedTable
from tables.projections.postgres.database import ReadPool
from tables.projections.postgres.past import PastReader, reads
from tables.reader import MasteryReader
from tables.recovery import OwnedTableManager
from tables.retry_schedule import RetrySchedule
from tables.tracing import Tracer

__all__ = ["Fleet", "agent_options", "build"]

log = logging.getLogger(__name__)

Leave = Callable[[LeaveError], None]

_HEARTBEAT_S = 0.5
"""Seconds between heartbeats. By one a worker learns that the group rebalances: all wait for the one who asks last."""

_POINT_BYTES = 128 << 10
"""Bytes fetched of a partition for single records of it; a larger record comes all the same."""

_PENDING_PER_PARTITION = 4
"""Batches under way per partition: one in its transaction, one ready, two so that fetching never leaves a gap."""


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
    app = _app(settings, leave, [http.middleware, *([] if traces is None else [traces.middleware])])
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
    cpu = CpuPool(_cpu_options(settings), sorted({name for spec in agents for name in spec.cpu_modules}))
    runner = Runner(_runner_config(settings))
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
    breakers = Breakers(_breaker_limits(settings), lambda: app.consumer.flight, alarms)
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
    seen = Seen(
        agents,
        services,
        breakers,
        running.tallies,
        runner.stats if runs_programs else lambda: None,
        mirror,
        watchdog.late,
        http,
        copies={"archive_reads": partial(reads, services.past), "consistency": consistency.state},
        compared=consistency.read,
        misplaced=running.misplaced,
    )
    problems = [*CATALOGUE, *(kind for spec in agents for kind in spec.problems), STATE_CHANGED]
    pauses = BreakerViews(breakers, forward, services.owns, settings.max_payload_bytes)
    page = build_page(app, tables, services, breakers, settings.live_listeners)
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
    headers = SecurityHeaders(tls=settings.web_tls_cert is not None, origins=_origins(settings))
    app.web.web_app.on_response_prepare.append(headers)
    return Guard(access.authenticator(settings, keys), access.throttle(settings))


def _origins(settings: Settings) -> frozenset[str]:
    return frozenset(filter(None, settings.cors_origins.split(",")))


def _app(settings: Settings, leave: Leave, around: Sequence[Any]) -> FleetApp:
    log_in_to_kafka(settings)
    brokers = ";".join(f"{transport.SCHEME}://{one}" for one in (settings.kafka_brokers or "").split(","))
    return FleetApp(
        settings.app_id,
        leave=leave,
        hand_over=settings.hand_over,
        batches=BatchLimits(settings.max_batch, settings.max_batch_bytes, _PENDING_PER_PARTITION),
        broker=brokers,
        broker_credentials=credentials(settings.kafka_brokers or ""),
        store="memory://",  # owned tables bring their own RocksDB
        TableManager=OwnedTableManager,
        PartitionAssignor=FairAssignor,
        datadir=str(settings.data_dir / "workers" / settings.instance_id),
        topic_partitions=PARTITIONS,
        topic_replication_factor=settings.replication_factor,
        topic_allow_declare=False,  # topics come from the catalogue
        topic_disable_leader=True,
        table_standby_replicas=settings.standbys,  # for the assignor only: owned tables follow by themselves
        broker_max_poll_records=settings.max_poll_records,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=_HEARTBEAT_S,
        broker_commit_interval=1.0,
        broker_commit_livelock_soft_timeout=3600.0,  # only a log line of Faust's, wrong for batches
        stream_processing_timeout=3600.0,  # as above
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=_member_id(settings),
        consumer_max_fetch_size=max(4 << 20, 2 * settings.max_payload_bytes),
        stream_buffer_maxsize=_PENDING_PER_PARTITION * PARTITIONS * 4,  # never full: see the transport
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        web_bind=settings.web_host,
        web_port=settings.web_port,
        web_host=settings.web_host,
        canonical_url=_url(settings),
        web_tables_enabled=False,  # Faust's own pages are unauthenticated
        web_router_enabled=False,
        web_ssl_context=server_context(settings),
        web_application_options=application_options(
            settings.max_payload_bytes, [*around, preflight(_origins(settings))]
        ),
        worker_redirect_stdouts=False,
    )


def _forwarder(app: FleetApp, mastery: OwnedTable, tracer: Tracer, settings: Settings) -> Forwarder:
    changelog = mastery.changelog_topic.get_topic_name()

    def owner_of(partition: int) -> str | None:
        """Who has a partition of it has that of every other table."""
        return owner_url(app.assignor.table_metadata(changelog), changelog, partition)

    return Forwarder(owner_of, str(app.conf.canonical_url), tracer, lambda: client_context(settings.web_tls_ca))


def _url(settings: Settings) -> str:
    scheme = "http" if settings.web_tls_cert is None else "https"
    return settings.advertised_url or f"{scheme}://{settings.web_host}:{settings.web_port}"


def _member_id(settings: Settings) -> str:
    """Static membership. Another web address is another member: the group's assignment names addresses."""
    return f"{settings.instance_id}-{sha256(_url(settings).encode()).hexdigest()[:8]}"


def agent_options(settings: Settings) -> AgentOptions:
    """What agents decide by."""
    return AgentOptions(
        score_policy=settings.score_policy,
        max_lateness_ms=settings.max_lateness_days * DAY_MS,
        max_ahead_ms=settings.max_ahead_seconds * 1000,
        max_components=settings.max_components,
        schema_max_major=settings.schema_max_major,
        max_record_bytes=settings.max_payload_bytes,
        answer_deadline=settings.answer_deadline,
        exercise_key=settings.exercise_key.get_secret_value(),
        exercise_hours=settings.exercise_hours,
        retries=RetrySchedule(int(settings.retry_delay * 1000), int(settings.retry_max_delay * 1000)),
        request_retention_ms=settings.request_retention_hours * 3_600_000,
        erasure_keys=settings.erasure_keys,
        struggle=_struggle_limits(settings),
    )


def _struggle_limits(settings: Settings) -> StruggleLimits:
    return StruggleLimits(
        errors=settings.struggle_errors,
        failed_runs=settings.struggle_failed_runs,
        exercise_ms=round(settings.struggle_exercise_minutes * 60_000),
        quiz=settings.struggle_quiz,
        window_ms=round(settings.struggle_window_minutes * 60_000),
        cooldown_ms=round(settings.struggle_cooldown_minutes * 60_000),
        kept_ms=settings.struggle_days * DAY_MS,
        signals=settings.struggle_signals,
        alerts=settings.struggle_alerts,
    )


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


def _cpu_options(settings: Settings) -> CpuOptions:
    return CpuOptions(
        processes=settings.cpu_processes,
        queue=settings.cpu_queue,
        deadline=settings.cpu_deadline,
        cache_entries=settings.cpu_cache_entries,
        memory_mb=settings.cpu_memory_mb,
    )


def _runner_config(settings: Settings) -> RunnerConfig:
    seconds = settings.runner_seconds
    return RunnerConfig(
        parallel=settings.runner_parallel,
        prepared=settings.runner_prepared,
        queue=settings.runner_queue,
        patience=settings.runner_patience,
        require={"rlimits", *filter(None, settings.runner_require.split(","))},
        skip=set(filter(None, settings.runner_skip.split(","))),
        limits=Limits(
            wall_seconds=seconds, cpu_seconds=math.ceil(seconds), memory_bytes=settings.runner_memory_mb * MEBIBYTE
        ),
        first_user=settings.runner_first_user,
    )


def _breaker_limits(settings: Settings) -> BreakerLimits:
    return BreakerLimits(
        window=settings.breaker_window,
        share=settings.breaker_share,
        in_a_row=settings.breaker_in_a_row,
        probe=settings.breaker_probe,
        probe_seconds=settings.breaker_probe_seconds,
    )


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
