"""A topic as it lies on the broker: every record batch, aborted ones and transaction markers included."""

import asyncio
import struct
from dataclasses import dataclass
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.control_record import COMMIT_MARKER, ControlRecord
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from schemas.topics import PARTITIONS

_READ_UNCOMMITTED = 0
_FETCH_BYTES = 8 << 20
_WAIT_MS = 100


@dataclass(frozen=True)
class Batch:
    """One record batch. `marker` is None for data, else whether it commits."""

    offset: int
    producer: int  # -1 outside any session
    epoch: int  # grows with every owner: what the broker fences by
    transactional: bool
    records: int
    marker: bool | None


async def read_batches(brokers: str, topic: str) -> dict[int, list[Batch]]:
    """All batches by partition, in the order of their offsets. The topic must begin at 0."""
    client = AIOKafkaClient(bootstrap_servers=brokers)
    await client.bootstrap()
    try:
        await client.set_topics([topic])
        return {number: await _read(client, TopicPartition(topic, number)) for number in range(PARTITIONS)}
    finally:
        await client.close()


async def write_marker(brokers: str, topic: str, partition: int, of: Batch) -> None:
    """Let the broker write a commit's marker (again), as its transaction coordinator asks for it (KIP-98)."""
    name = topic.encode()
    # WriteTxnMarkers, version 1: lengths are one more than what they count, and 0 ends each structure.
    body = struct.pack(">hhih5sx", 27, 1, 1, 5, b"tests")
    body += struct.pack(f">Bqh?BB{len(name)}s", 2, of.producer, of.epoch, True, 2, len(name) + 1, name)  # noqa: FBT003
    body += struct.pack(">Bixixx", 2, partition, 0)
    host, _, port = brokers.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(struct.pack(">i", len(body)) + body)
        answer = await reader.readexactly(struct.unpack(">i", await reader.readexactly(4))[0])
        # ..., the name, one partition: its number, its error
        code = struct.unpack_from(">h", answer, answer.index(name) + len(name) + 1 + 4)[0]
        if code:
            raise for_code(code)(f"marker on {topic}/{partition}")
    finally:
        writer.close()


async def _read(client: Any, tp: TopicPartition) -> list[Batch]:
    found: list[Batch] = []
    position, end = 0, 1
    while position < end:
        request = FetchRequest(
            _WAIT_MS,
            0,
            _FETCH_BYTES,
            _READ_UNCOMMITTED,
            [(tp.topic, [(tp.partition, position, _FETCH_BYTES)])],
        )
        response = await client.send(client.cluster.leader_for_partition(tp), request)
        _, code, end, *_, raw = response.topics[0][1][0]
        if code:
            raise for_code(code)(f"{tp} at {position}")
        before = position
        fetched = MemoryRecords(raw)
        while fetched.has_next():
            batch = fetched.next_batch()
            if batch.next_offset > position:  # the first one may begin before what was asked for
                found.append(_batch(batch))
                position = batch.next_offset
        if position == before:  # what is left was compacted away: no batch reaches the end
            return found
    return found


def _batch(raw: Any) -> Batch:
    records = list(raw)
    marker = None
    if raw.is_control_batch:  # compaction may have emptied it: then its outcome does not matter any more
        marker = not records or ControlRecord.parse(records[0].key) == COMMIT_MARKER
    return Batch(raw.base_offset, raw.producer_id, raw.producer_epoch, raw.is_transactional, len(records), marker)


def judge_batches(where: str, batches: list[Batch]) -> list[str]:
    """What is wrong with one partition of a changelog: each batch in a transaction, none of a fenced producer's kept.

    One transactional id has one producer id; its epoch grows whenever a new owner fences the one before.
    """
    wrong: list[str] = []
    owner, newest = None, -1
    open_: dict[int, Batch] = {}
    for number, batch in enumerate(batches):
        place = f"{where}@{batch.offset}"
        if not batch.transactional:
            wrong.append(f"{place} was written outside a transaction")
            continue
        if owner not in (None, batch.producer):
            wrong.append(f"{place} is of producer {batch.producer}, which cannot have fenced {owner}")
        elif batch.marker is None and batch.epoch < newest and _committed(batch, batches[number:]):
            wrong.append(f"{place}: committed by a fenced producer, of epoch {batch.epoch} after {newest}")
        owner, newest = batch.producer, max(newest, batch.epoch)
        if batch.marker is None:
            open_[batch.producer] = batch
        else:
            open_.pop(batch.producer, None)
    return wrong + [f"{where}@{batch.offset}: its transaction is still open" for batch in open_.values()]


def _committed(batch: Batch, later: list[Batch]) -> bool:
    """By the next marker of its producer. Compaction removes aborted batches before it removes their marker."""
    markers = (one.marker for one in later if one.producer == batch.producer and one.marker is not None)
    return next(markers, True)
