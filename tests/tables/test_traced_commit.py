"""What a commit sends carries its trace: the first record of the changelog, and what the batch causes."""

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder

from tables.cache import LruCache
from tables.checkpoint import Checkpoint, Ledger
from tables.kafka.clients import TopicPartition
from tables.kafka.records import _FetchedBatches, _PartitionRecords
from tables.ownership import BatchChanges, Emit, Ownership
from tables.tracing import TRACEPARENT, parents_of

MARK = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHER = b"00-11111111111111111111111111111111-2222222222222222-01"


class Producer:
    """A transaction whose batches are aiokafka's."""

    def __init__(self) -> None:
        self.batches: list[bytes] = []
        self.sent: list[list[tuple[str, bytes | None]]] = []

    async def begin_transaction(self) -> None:
        pass

    async def commit_transaction(self) -> None:
        pass

    def create_batch(self) -> Any:
        return BatchBuilder(1 << 20, 0)

    async def send_batch(self, batch: Any, *_: Any, **__: Any) -> Any:
        batch.close()
        self.batches.append(bytes(batch._build()))
        return _done(SimpleNamespace(offset=0))

    async def send(self, *_: Any, headers: list[tuple[str, bytes | None]]) -> Any:
        self.sent.append(headers)
        return _done(None)


def _done(value: Any) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_result(value)
    return future


async def commit(trace: bytes | None) -> Producer:
    producer = Producer()
    written: list[Any] = []

    async def write(*changes: Any) -> None:
        written.append(changes)

    store: Any = SimpleNamespace(write_patiently=write)
    before = Checkpoint("id", 0)
    owned = Ownership(0, 1, "changelog", "id", producer, store, {"a": before}, LruCache(1), 5.0, 0)
    emits = [Emit("b", None, b"answer", 0), Emit("a", None, b"copy", 0, [(TRACEPARENT, OTHER)])]
    changes = BatchChanges("a", before.advanced(1, 0, Ledger(applied=1), 1), {b"key": b"1", b"gone": None}, emits)
    changes.trace = trace
    await owned.commit(changes)
    assert len(written) == 1
    return producer


def read(data: bytes) -> list[Any]:
    tp, check_crcs = TopicPartition("changelog", 0), False
    return list(_PartitionRecords(tp, _FetchedBatches(data), [], 0, None, None, check_crcs, 0))


async def test_a_followed_batch_is_known_by_its_first_record_and_by_what_it_causes() -> None:
    producer = await commit(MARK)
    (batch,) = producer.batches
    records = read(batch)
    assert [record.key for record in records] == [b"key", b"gone", b"checkpoint:a"]
    assert [record.headers for record in records] == [((TRACEPARENT, MARK),), (), ()]
    assert parents_of(records) == [MARK]
    assert producer.sent == [[(TRACEPARENT, MARK)], [(TRACEPARENT, OTHER)]], "a copy stays in its own trace"


async def test_a_batch_that_nobody_follows_has_no_marks() -> None:
    producer = await commit(None)
    assert not any(record.headers for record in read(producer.batches[0]))
    assert producer.sent == [[], [(TRACEPARENT, OTHER)]]
