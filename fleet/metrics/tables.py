"""Readings of tables: what became of records, batches, RocksDB, restores and standbys."""

from collections.abc import Callable, Iterator, Mapping

from fleet.metrics import catalogue as metrics
from fleet.metrics.model import Sample
from tables.checkpoint import Ledger
from tables.owned import OwnedTable

__all__ = ["tables"]


def tables(of: Mapping[str, OwnedTable], agents: Mapping[str, str]) -> Callable[[], Iterator[Sample]]:
    """The reading of a worker's tables.

    Args:
        of: by name.
        agents: by table, the agent that writes it.
    """

    def read() -> Iterator[Sample]:
        for name, table in of.items():
            yield from _outcomes(table, agents[name])
            yield from _batches(table, agents[name])
            yield from _store(name, table)
            yield from _recovery(name, table)

    return read


def _outcomes(table: OwnedTable, agent: str) -> Iterator[Sample]:
    for topic in table.config.sources:
        one = table.measures.outcomes.get(topic, Ledger())
        yield metrics.RECORDS.sample(one.applied, agent, topic, "applied")
        yield metrics.RECORDS.sample(one.duplicates, agent, topic, "duplicate")
        yield metrics.RECORDS.sample(one.dead_letters, agent, topic, "dead_letter")
        yield metrics.RECORDS.sample(one.rerouted, agent, topic, "rerouted")
        yield metrics.CLAMPED.sample(one.clamped, agent, topic)
    for (topic, code), count in sorted(table.measures.failures.items()):
        yield metrics.FAILURES.sample(count, agent, topic, code)


def _batches(table: OwnedTable, agent: str) -> Iterator[Sample]:
    measures = table.measures
    for metric, found in (
        (metrics.BATCH, measures.batches),
        (metrics.FOLD, measures.fold),
        (metrics.COMMIT, measures.commit),
        (metrics.AGE, measures.age),
    ):
        for topic in table.config.sources:
            yield metric.sample(found[topic], agent, topic)


def _store(name: str, table: OwnedTable) -> Iterator[Sample]:
    yield metrics.STORE_READ.sample(table.measures.store.reads, name)
    yield metrics.STORE_WRITE.sample(table.measures.store.writes, name)
    for partition, owned in sorted(table.owned.items()):
        size = owned.store.size()
        yield metrics.STORE_FILES.sample(size.file_bytes, name, partition)
        yield metrics.STORE_MEMORY.sample(size.memory_bytes, name, partition)
        yield metrics.STORE_KEYS.sample(size.keys, name, partition)


def _recovery(name: str, table: OwnedTable) -> Iterator[Sample]:
    yield metrics.RECOVERY.sample(table.measures.recovery, name)
    yield metrics.RESTORED.sample(table.measures.restored, name)
    for partition, one in sorted(table.progress.running.items()):
        yield metrics.REMAINING.sample(max(0, one.end - one.position), name, partition)
        yield metrics.STILL.sample(one.still, name, partition)
    for partition, standby in sorted(table.standbys.running.items()):
        if standby.lag is not None:
            yield metrics.STANDBY_LAG.sample(standby.lag, name, partition)
