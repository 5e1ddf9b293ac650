"""A rebuilt table into an empty changelog: the way back when Kafka was lost."""

from collections.abc import Iterator
from typing import Final

from fleet.owned_tables import producer_limits
from fleet.rebuild import PartitionRebuild, Rebuilder, RebuildError
from schemas.topics import PARTITIONS
from tables.checkpoint import PREFIX
from tables.kafka.clients import started, transactional_producer
from tables.mastery import MASTERY

__all__ = ["publish"]

_RECORDS_AT_ONCE: Final = 20_000
"""Of one transaction: some 5 MB, well within its time."""


async def publish(one: PartitionRebuild, rebuilder: Rebuilder) -> int:
    """Write every key of a rebuilt partition to its changelog. Returns their number.

    Checkpoints come last: a worker that starts after an interruption finds a table without one, and refuses.

    Raises:
        RebuildError: the changelog has a checkpoint: there is a live table.
        KafkaError: the broker refuses.
    """
    if next(one.live.scan(PREFIX), None) is not None:
        raise RebuildError(
            f"{rebuilder.changelog}/{one.partition} holds a table: only an empty changelog is written to; without "
            "--publish what differs is put right by the workers"
        )
    settings = rebuilder.settings
    producer = transactional_producer(
        settings.kafka_brokers or "",
        f"{settings.app_id}-{MASTERY.name}-{one.partition}",  # the owner's: a worker that runs is fenced
        producer_limits(settings),
    )
    count = 0
    try:
        await started(producer)
        for records in _pieces(one):
            await producer.begin_transaction()
            sent = [await producer.send(rebuilder.changelog, value, key, one.partition) for key, value in records]
            for future in sent:
                await future
            await producer.commit_transaction()
            count += len(records)
            rebuilder.progress(f"changelog of partition {one.partition + 1} of {PARTITIONS} written", count, count)
    finally:
        await producer.stop()
    return count


def _pieces(one: PartitionRebuild) -> Iterator[list[tuple[bytes, bytes]]]:
    checkpoints: list[tuple[bytes, bytes]] = []
    piece: list[tuple[bytes, bytes]] = []
    for pair in one.rebuilt.scan(b"", b"\x01"):  # behind the local record, which never leaves its machine
        (checkpoints if pair[0].startswith(PREFIX) else piece).append(pair)
        if len(piece) >= _RECORDS_AT_ONCE:
            yield piece
            piece = []
    yield [*piece, *checkpoints]
