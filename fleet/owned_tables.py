"""The owned tables of a worker's app: one for each table of the topology, each with its changelog and its folder."""

from collections.abc import Callable, Sequence

from agents.runtime.app import FleetApp
from agents.runtime.spec import AgentSpec
from fleet.settings import Settings
from schemas.topics import PARTITIONS, changelog
from tables.errors import LeaveError
from tables.kafka.clients import ProducerLimits
from tables.owned import OwnedTable, OwnedTableConfig
from tables.restore import RestorePolicy
from tables.spec import TableSpec
from tables.store import StoreOptions

__all__ = ["build_tables", "producer_limits"]

_DEAD_LETTER_ROOM = 512 << 10
"""Bytes by which a request of the transactional producer may exceed the largest source record: 256 KiB of a dead
letter's own fields, and room for the encoding."""


def build_tables(
    app: FleetApp,
    agents: Sequence[AgentSpec],
    settings: Settings,
    leave: Callable[[LeaveError], None],
    *,
    accept_loss: bool,
) -> dict[str, OwnedTable]:
    """Make the tables that the agents write, and tell the app of them. Returns them by name.

    Args:
        app: not started yet.
        agents: no two of them write one table or read one topic (see `tests/test_architecture.py`).
        settings: with `kafka_brokers` given. Sizes and bounds hold for every table.
        leave: ends the process.
        accept_loss: continue although source records are known to be lost.
    """
    return {
        spec.table.name: _table(app, spec, spec.table, settings, leave, accept_loss=accept_loss)
        for spec in agents
        if spec.table is not None
    }


def producer_limits(settings: Settings) -> ProducerLimits:
    """Bounds of the transactional producer of a table partition."""
    return ProducerLimits(int(settings.transaction_timeout * 1000), settings.max_payload_bytes + _DEAD_LETTER_ROOM)


def _table(
    app: FleetApp,
    agent: AgentSpec,
    spec: TableSpec,
    settings: Settings,
    leave: Callable[[LeaveError], None],
    *,
    accept_loss: bool,
) -> OwnedTable:
    name = spec.name
    topic = changelog(settings.app_id, name)
    table = OwnedTable(
        app,
        name=name,
        partitions=PARTITIONS,
        key_type=bytes,
        value_type=bytes,
        changelog_topic=app.topic(
            topic.name,
            key_type=bytes,
            value_type=bytes,
            value_serializer="raw",
            key_serializer="raw",
            acks=False,
            partitions=PARTITIONS,
            compacting=True,
        ),
    )
    app.tables.add(table)
    table.configure(
        OwnedTableConfig(
            brokers=settings.kafka_brokers or "",
            folder=settings.data_dir / "workers" / settings.instance_id / settings.app_id / name,
            sources=tuple(source.topic.name for source in agent.sources),
            store=StoreOptions(settings.rocksdb_cache_mb << 20, settings.rocksdb_write_buffer_mb << 20),
            producer=producer_limits(settings),
            commit_deadline=settings.commit_deadline,
            stop_patience=settings.session_timeout,
            cache_entries=settings.state_cache_entries,
            foreign=spec.foreign,
            accept_loss=accept_loss,
            restore=RestorePolicy(stall_seconds=settings.restore_stall),
        ),
        leave,
    )
    return table
