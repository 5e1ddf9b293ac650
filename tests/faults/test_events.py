"""Events that come more than once, in another order, or broken: the state is that of the events, whatever happened."""

import random
import time
from collections.abc import Iterable

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from fleet.oracle import SourceRecord, expected
from fleet.settings import Settings
from fleet.simulate import Shares, SimulatedRecord, Simulation, progress_encoder
from schemas.partitioner import partition_for
from schemas.topics import LEARNING_EVENTS, PARTITIONS
from tests.faults.checks import read_truth
from tests.faults.record import KILLS, SEED, long
from tests.faults.survival import Life, Scenario
from tests.stack.support import Fleet

pytestmark = pytest.mark.stack

EVENTS = 6000 if KILLS else 2000
DEATHS = [Life("5-sent:3"), Life("6:3")]
LIMIT = Settings().max_payload_bytes


def history(shares: Shares | None = None) -> list[SimulatedRecord]:
    """Five days of a class: within the lateness bound in whatever order they come."""
    simulation = Simulation(students=200, seed=SEED, encode=progress_encoder(), shares=shares)
    return list(simulation.history(EVENTS, now_ms=int(time.time() * 1000)))


def values(records: Iterable[SimulatedRecord]) -> dict[str, bytes]:
    """What the oracle makes of them in this order."""
    now_ms = int(time.time() * 1000)
    return expected(
        SourceRecord(partition_for(one.key, PARTITIONS), offset, now_ms, one.key, one.value)
        for offset, one in enumerate(records)
    ).values


@long
async def test_every_event_delivered_three_times_counts_once(scenario: Scenario) -> None:
    records = history()
    chance = random.Random(SEED)
    # Some copies come soon after one another, some much later.
    again = sorted((place + chance.choice((1, EVENTS)) * chance.random(), place) for place in [*range(EVENTS)] * 2)
    places = sorted([*[(float(place), place) for place in range(EVENTS)], *again])
    scenario.injected["event delivered again"] += len(again)
    assert await scenario.survive(DEATHS, records=[records[place] for _, place in places]) == []
    truth = (await read_truth(scenario.fleet)).expectation
    assert truth.values == values(records)
    assert sum(one.duplicates for one in truth.ledger.values()) == 2 * EVENTS


@long
async def test_events_in_random_order_give_the_same_state(scenario: Scenario) -> None:
    records = history()
    mixed = random.Random(SEED).sample(records, len(records))
    scenario.injected["event out of order"] += len(records)
    assert await scenario.survive(DEATHS, records=mixed) == []
    assert (await read_truth(scenario.fleet)).expectation.values == values(records)


async def test_broken_records_become_dead_letters_and_harm_nobody(scenario: Scenario) -> None:
    """Random bytes, truncated bodies, unknown schemas, NaN and the like among good events; too large; astray."""
    fleet = scenario.fleet
    records = history(Shares(poison=0.1))
    scenario.injected.update(one.detail for one in records if one.kind == "poison")
    await too_large(fleet)
    scenario.injected["payload over the limit"] += 3
    await astray(fleet, records[: EVENTS // 20])
    scenario.injected["record on a wrong partition"] += EVENTS // 20
    assert await scenario.survive(DEATHS[:1], records=records) == []


async def too_large(fleet: Fleet) -> None:
    """A value that fills a record; one over the limit, which the broker refuses; two that come in compressed."""
    plain = AIOKafkaProducer(bootstrap_servers=fleet.brokers, max_request_size=4 * LIMIT)
    packed = AIOKafkaProducer(
        bootstrap_servers=fleet.brokers, max_request_size=4 * LIMIT, compression_type="gzip", max_batch_size=4 * LIMIT
    )
    await plain.start()
    await packed.start()
    try:
        await plain.send_and_wait(LEARNING_EVENTS.name, b"x" * (LIMIT - 2000), b"stu-00001")
        with pytest.raises(MessageSizeTooLargeError):
            await plain.send_and_wait(LEARNING_EVENTS.name, b"x" * LIMIT, b"stu-00001")
        await packed.send_and_wait(LEARNING_EVENTS.name, b"x" * (2 * LIMIT), b"stu-00002")
        await packed.send_and_wait(LEARNING_EVENTS.name, b"", b"y" * (2 * LIMIT))
    finally:
        await plain.stop()
        await packed.stop()


async def astray(fleet: Fleet, records: list[SimulatedRecord]) -> None:
    """Good events by a producer that chooses partitions in another way."""
    producer = AIOKafkaProducer(bootstrap_servers=fleet.brokers)
    await producer.start()
    try:
        for number, one in enumerate(records):
            await producer.send(LEARNING_EVENTS.name, one.value, one.key, partition=number % PARTITIONS)
        await producer.flush()
    finally:
        await producer.stop()
