"""The settings of Faust: which of its parts are the fleet's own, who a worker is in its group, what it fetches."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from agents.runtime import transport
from agents.runtime.app import BatchLimits, FleetApp, credentials
from fleet.settings import Settings
from fleet.web.headers import preflight
from fleet.web.middleware import application_options
from fleet.web.tls import server_context
from schemas.topics import PARTITIONS
from tables.assignor import FairAssignor
from tables.errors import LeaveError
from tables.recovery import OwnedTableManager

__all__ = ["faust_app", "origins"]

_HEARTBEAT_S = 0.5
"""Seconds between heartbeats. By one a worker learns that the group rebalances: all wait for the one who asks last."""

_PENDING_PER_PARTITION = 4
"""Batches under way per partition: one in its transaction, one ready, two so that fetching never leaves a gap."""


def faust_app(settings: Settings, leave: Callable[[LeaveError], None], around: Sequence[Any]) -> FleetApp:
    """An app without agents, tables and pages.

    Args:
        settings: of the worker.
        leave: ends the process.
        around: middlewares of its web server.
    """
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
            settings.max_payload_bytes, [*around, preflight(origins(settings))]
        ),
        worker_redirect_stdouts=False,
    )


def _url(settings: Settings) -> str:
    scheme = "http" if settings.web_tls_cert is None else "https"
    return settings.advertised_url or f"{scheme}://{settings.web_host}:{settings.web_port}"


def _member_id(settings: Settings) -> str:
    """Static membership. Another web address is another member: the group's assignment names addresses."""
    return f"{settings.instance_id}-{sha256(_url(settings).encode()).hexdigest()[:8]}"


def origins(settings: Settings) -> frozenset[str]:
    """Whose pages a browser may let ask."""
    return frozenset(filter(None, settings.cors_origins.split(",")))
