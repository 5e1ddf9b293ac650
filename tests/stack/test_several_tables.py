"""Two tables in one fleet: both are owned, restored and given up together, and each commits what its topics bring."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import Codec
from schemas.partitioner import partition_for
from schemas.registry import FileRegistry
from schemas.signals import LearningSignal
from schemas.times import utc_now
from schemas.topics import LEARNING_EVENTS, LEARNING_SIGNALS, PARTITIONS
from tables.store import PartitionStore, StoreOptions
from tests.stack.support import Fleet, Worker, ledger_sum, shared, until

pytestmark = pytest.mark.stack

PROGRAM = ("-m", "tests.stack.counting")


async def send_signals(fleet: Fleet, count: int, seconds: float = 0.0) -> Counter[str]:
    """Signals of 50 students, spread over some seconds, with one that cannot be read at the end; how many of whom."""
    codec = Codec(FileRegistry.load())
    sent: Counter[str] = Counter()
    async with AIOKafkaProducer(bootstrap_servers=fleet.brokers, linger_ms=20) as producer:
        for number in range(count):
            student = f"stu-{number % 50}"
            signal = LearningSignal(
                signal_id=f"s-{number}", student_id=student, timestamp=utc_now(), kind="error", source="test"
            )
            raw = codec.encode(LEARNING_SIGNALS.subject, signal.to_avro())
            home = partition_for(student.encode(), PARTITIONS)
            await producer.send(LEARNING_SIGNALS.name, raw, key=student.encode(), partition=home)
            sent[student] += 1
            if seconds and number % 100 == 0:
                await asyncio.sleep(100 * seconds / count)
        await producer.send_and_wait(LEARNING_SIGNALS.name, b"rubbish", key=b"stu-1", partition=0)
    return sent


async def read_by(count: int, *workers: Worker) -> dict[str, int]:
    """Wait until the workers have read so many signals together; the sum of their ledgers."""

    async def enough() -> dict[str, int] | None:
        ledgers = [await one.ledger(LEARNING_SIGNALS.name) for one in workers]
        total = sum((Counter(ledger) for ledger in ledgers), Counter())
        return total if sum(ledger_sum(ledger) for ledger in ledgers if ledger) >= count else None

    return dict(await until(f"{count} signals read (see {workers[0].tail()})", enough))


def counts(fleet: Fleet) -> dict[str, int]:
    """What the second table holds, of each partition from its newest owner. The workers must have ended."""
    newest: dict[str, tuple[int, dict[str, int]]] = {}
    for worker in fleet.workers:
        for path in (worker.folder.parent / "counts").glob("*.db"):
            store = PartitionStore(path, StoreOptions(8 << 20, 4 << 20))
            found = {key.decode().removeprefix("signals:"): int(raw) for key, raw in store.scan(b"signals:")}
            local: Any = store.local_position()
            store.close()
            if newest.get(path.name, (-1,))[0] < local.position:
                newest[path.name] = local.position, found
    return {student: count for _, found in newest.values() for student, count in found.items()}


async def test_both_tables_are_exact_through_a_kill_and_a_rebalance(fleet: Fleet) -> None:
    first = fleet.worker("one", program=PROGRAM)
    await first.ready()
    sending = asyncio.create_task(send_signals(fleet, 6000, seconds=6.0))
    events = asyncio.create_task(fleet.simulate(6000, rate=1000))
    await read_by(1000, first)
    first.kill()
    first.start()
    await read_by(2500, first)
    second = fleet.worker("two", program=PROGRAM)
    await shared(first, second)
    sent = await sending
    assert (await read_by(6001, first, second))["dead_letters"] == 1
    recorded = await events

    async def folded() -> bool:
        return sum([ledger_sum(one) for one in [await first.ledger(), await second.ledger()] if one]) >= recorded

    await until("all events folded", folded)
    health = await second.health()
    assert {one["table"] for one in health["standbys"]} == {"mastery", "counts"}
    assert set(health["checkpoints"]) >= {LEARNING_EVENTS.name, LEARNING_SIGNALS.name}
    assert [first.stop(), second.stop()] == [0, 0]
    assert counts(fleet) == dict(sent)
    values, _ = fleet.tables()
    assert values == (await fleet.oracle()).values


async def test_a_table_without_local_data_is_restored_beside_one_that_has_it(fleet: Fleet) -> None:
    worker = fleet.worker("one", program=PROGRAM)
    await worker.ready()
    sent = await send_signals(fleet, 500)
    await read_by(501, worker)
    await worker.read(await fleet.simulate(500))
    worker.kill()
    for path in (worker.folder.parent / "counts").glob("*.db"):
        path.rename(path.with_suffix(".lost"))
    worker.start()
    await worker.ready()
    assert worker.stop() == 0
    assert counts(fleet) == dict(sent)
    assert "counts: partition 0 restored from the beginning: no local position" in worker.log.read_text()
    assert fleet.tables()[0] == (await fleet.oracle()).values
