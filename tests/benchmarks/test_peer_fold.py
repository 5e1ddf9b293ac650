"""The plain fold that judges the benchmark's contenders comes to what the oracle expects."""

from collections import defaultdict
from types import SimpleNamespace

from benchmarks.peers.in_memory import InMemory
from benchmarks.peers.mastery import changed_days, day_of, digest, read
from fleet.oracle import expected
from fleet.oracle.model import SourceRecord
from fleet.simulate import Shares, Simulation, progress_encoder
from schemas.canonical import dumps
from schemas.partitioner import partition_for
from schemas.topics import PARTITIONS

NOW_MS = 1_768_300_000_000
EVENTS = 4000
SHARES = Shares(duplicates=0.05, late=0.2, poison=0.02)


def records() -> list[SourceRecord]:
    simulation = Simulation(students=60, seed=3, encode=progress_encoder(), shares=SHARES)
    found = []
    offsets: dict[int, int] = defaultdict(int)
    for one in simulation.history(EVENTS, now_ms=NOW_MS):
        partition = partition_for(one.key, PARTITIONS)
        found.append(SourceRecord(partition, offsets[partition], NOW_MS, one.key, one.value))
        offsets[partition] += 1
    return found


def test_the_plain_fold_comes_to_the_oracles_values_and_outcomes() -> None:
    made = records()
    truth = expected(made)
    state = InMemory()
    for begin in range(0, EVENTS, 300):
        by_partition = defaultdict(list)
        for one in made[begin : begin + 300]:
            by_partition[one.partition].append(
                SimpleNamespace(partition=one.partition, timestamp=one.append_ms, value=one.value)
            )
        for some in by_partition.values():
            state.fold(some)
        state.write()
    assert state.values == truth.values
    assert state.applied == sum(one.applied for one in truth.ledger.values())
    assert state.duplicates == sum(one.duplicates for one in truth.ledger.values())
    assert state.rejected == sum(one.dead_letters for one in truth.ledger.values())


def test_the_fold_over_json_values_comes_to_the_oracles_values() -> None:
    made = records()
    truth = expected(made)
    latest: dict[str, object] = {}
    days: dict[str, dict[str, object]] = defaultdict(dict)
    won: dict[tuple[str, str], dict[str, object]] = defaultdict(dict)
    for record in made:
        event = read(record.value, record.append_ms)
        if event is None:
            continue
        student, component, winner, _, _ = event
        mine, day = won[student, component], day_of(winner[0])
        if day in mine and mine[day] >= winner:
            continue
        mine[day] = winner
        days[student].update(
            changed_days(
                student,
                component,
                winner,
                latest=latest.get(student),
                won=mine,
                days=lambda student=student: days[student],
                value_of=lambda day, student=student: days[student][day],
            )
        )
        latest[student] = days[student][max(days[student])]
    values = {f"student:{student}:mastery:latest": dumps(value) for student, value in latest.items()}
    values |= {f"student:{s}:mastery:{day}": dumps(value) for s, mine in days.items() for day, value in mine.items()}
    assert values == truth.values


def test_a_digest_does_not_depend_on_the_order_and_sees_every_byte() -> None:
    values = {"student:a:mastery:latest": b"1", "student:b:mastery:latest": b"2"}
    assert digest(values) == digest(reversed(values.items()))
    assert digest(values) != digest(values | {"student:b:mastery:latest": b"3"})
