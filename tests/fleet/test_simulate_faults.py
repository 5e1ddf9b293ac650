"""Faults come in exactly the ordered shares, and each is what its name says."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.simulate import POISON_CODES, Shares, SimulatedRecord, Simulation, progress_encoder
from schemas.codec import Codec
from schemas.errors import SchemaError
from schemas.ids import check_student_id
from schemas.progress import normalise
from schemas.registry import FileRegistry

NOW_MS = 1_768_300_200_000
DAY_MS = 86_400_000
ENCODE = progress_encoder()
CODEC = Codec(FileRegistry.load())


def simulated(events: int, shares: Shares, students: int = 50, seed: int = 11) -> list[SimulatedRecord]:
    return list(Simulation(students=students, seed=seed, encode=ENCODE, shares=shares).history(events, now_ms=NOW_MS))


def event_of(record: SimulatedRecord) -> dict:
    return CODEC.decode(record.value)[1]


@pytest.fixture(scope="module")
def records() -> list[SimulatedRecord]:
    return simulated(5_000, Shares(duplicates=0.02, late=0.02, poison=0.01))


def test_shares_are_exact(records: list[SimulatedRecord]) -> None:
    assert Counter(record.kind for record in records) == {"event": 4_750, "duplicate": 100, "late": 100, "poison": 50}


def test_the_demo_has_the_ordered_counts() -> None:
    assert Shares(duplicates=0.02, late=0.02, poison=0.001).counts(50_000) == (1_000, 1_000, 50)


@given(
    total=st.integers(0, 60),
    shares=st.tuples(*[st.floats(0, 0.4)] * 3).filter(lambda shares: sum(shares) <= 0.4),
)
def test_shares_are_exact_for_every_size(total: int, shares: tuple[float, float, float]) -> None:
    counted = Counter(record.kind for record in simulated(total, Shares(*shares), students=3))
    duplicates, late, poison = Shares(*shares).counts(total)
    assert (counted["duplicate"], counted["late"], counted["poison"]) == (duplicates, late, poison)
    assert counted.total() == total


def test_the_same_seed_gives_the_same_bytes(records: list[SimulatedRecord]) -> None:
    assert simulated(5_000, Shares(duplicates=0.02, late=0.02, poison=0.01)) == records
    assert simulated(5_000, Shares(duplicates=0.02, late=0.02, poison=0.01), seed=12) != records


def test_every_key_is_a_valid_student_id_and_the_events_own(records: list[SimulatedRecord]) -> None:
    for record in records:
        assert check_student_id(record.key.decode())
        if record.kind != "poison":
            assert event_of(record)["student_id"].encode() == record.key


def test_all_but_poison_is_valid(records: list[SimulatedRecord]) -> None:
    for record in records:
        if record.kind != "poison":
            normalise(CODEC.decode(record.value, "learning.events-value")[1], "reject")


def test_idempotency_keys_repeat_in_duplicates_alone(records: list[SimulatedRecord]) -> None:
    seen = {}
    details = Counter()
    for record in records:
        if record.kind == "poison":
            continue
        event = event_of(record)
        if record.kind != "duplicate":
            assert event["idempotency_key"] not in seen
            seen[event["idempotency_key"]] = (record.value, event)
            continue
        value, original = seen[event["idempotency_key"]]
        details[record.detail] += 1
        assert (record.value == value) == (record.detail == "same bytes")
        assert {**event, "event_id": ""} == {**original, "event_id": ""}
    assert details == {"same bytes": 50, "other event_id": 50}


def test_late_records_come_after_newer_ones_and_are_not_too_old(records: list[SimulatedRecord]) -> None:
    newest = 0
    delays = []
    for record in records:
        if record.kind not in ("event", "late"):
            continue
        timestamp = event_of(record)["timestamp"]
        if record.kind == "event":
            assert timestamp >= newest, "an ordinary event is out of order"
            newest = timestamp
        else:
            assert timestamp < newest
            assert timestamp > NOW_MS - 6 * DAY_MS
            delays.append(newest - timestamp)
    assert max(delays) > DAY_MS


def test_all_kinds_of_poison_come_in_turn_each_with_its_code(records: list[SimulatedRecord]) -> None:
    poison = [record for record in records if record.kind == "poison"]
    assert Counter(record.detail for record in poison) == dict.fromkeys(POISON_CODES, 5)
    for record in poison:
        code = POISON_CODES[record.detail]
        if code == "ahead":  # valid but for the time, which the log's watermark decides
            assert normalise(event_of(record), "clamp").event.timestamp > NOW_MS + 365 * DAY_MS
            continue
        with pytest.raises(SchemaError) as caught:
            normalise(event_of(record), "clamp")
        assert caught.value.code == code, record.detail


def test_poison_never_hides_behind_a_good_events_ids(records: list[SimulatedRecord]) -> None:
    good = {event_of(record)["idempotency_key"] for record in records if record.kind != "poison"}
    decodable = [record for record in records if POISON_CODES.get(record.detail) in ("invalid", "ahead")]
    assert decodable
    assert not {event_of(record)["idempotency_key"] for record in decodable} & good


@pytest.mark.parametrize("shares", [(-0.1, 0, 0), (0.3, 0.2, 0), (float("nan"), 0, 0)])
def test_impossible_shares_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"at most 0\.4"):
        Shares(*shares)


def test_a_live_simulation_continues_and_keeps_its_shares() -> None:
    clock = iter(range(NOW_MS, NOW_MS + 10**9, 20))
    simulation = Simulation(students=30, seed=5, encode=ENCODE, shares=Shares(0.02, 0.02, 0.002))
    past = list(simulation.history(500, now_ms=NOW_MS))
    live = list(islice(simulation.live(lambda: next(clock)), 5_000))
    assert Counter(record.kind for record in live) == {"event": 4_790, "duplicate": 100, "late": 100, "poison": 10}
    assert Counter(record.detail for record in live if record.kind == "poison") == dict.fromkeys(POISON_CODES, 1)
    fresh = [event_of(record) for record in live if record.kind in ("event", "late")]
    assert all(event["timestamp"] >= NOW_MS for event in fresh)
    keys = [event_of(record)["idempotency_key"] for record in past if record.kind in ("event", "late")]
    keys += [event["idempotency_key"] for event in fresh]
    assert len(set(keys)) == len(keys)
