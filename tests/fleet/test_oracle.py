"""What the oracle expects of whole topics, on cases computed by hand."""

import json
import random
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.oracle import DeadLetter, Expectation, Ledger, Rules, SourceRecord, expected
from fleet.oracle.model import Event
from fleet.oracle.practice import practice_values
from fleet.simulate import POISON_CODES, Shares, Simulation, progress_encoder
from schemas import canonical
from schemas.partitioner import partition_for
from tables.practice import Outcome, Practice

encode = progress_encoder()

NOON_MS = 1_768_305_600_000  # 2026-01-13T12:00:00Z
MINUTE_MS = 60_000
DAY_MS = 86_400_000
STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), 6)
LATEST = f"student:{STUDENT}:mastery:latest"

Scores = tuple[float, float, float, float]
LOOPS: Scores = (0.85, 0.90, 0.75, 0.80)
FUNCTIONS: Scores = (0.70, 0.65, 0.80, 0.75)


def event(key: str, scores: Scores = LOOPS, **changes: Any) -> dict[str, Any]:
    """A valid event of STUDENT at NOON_MS whose id and idempotency key are made from `key`."""
    names = ("completion", "quiz", "quality", "consistency")
    weighed = sum(weight * score for weight, score in zip((0.4, 0.3, 0.2, 0.1), scores, strict=True))
    return {
        "event_id": f"evt-{key}",
        "event_type": "student.progress.update",
        "timestamp": NOON_MS,
        "version": "1.0",
        "student_id": STUDENT,
        "component": "loops",
        "scores": dict(zip(names, scores, strict=True)),
        "mastery": weighed,
        "idempotency_key": f"key-{key}",
    } | changes


def topic(
    events: Iterable[dict[str, Any] | bytes],
    append_ms: Iterable[int] | None = None,
    partition: int = HOME,
    headers: tuple[tuple[str, bytes], ...] = (),
) -> list[SourceRecord]:
    """One partition's records from offset 0 on, all appended at NOON_MS unless told otherwise."""
    values = [item if isinstance(item, bytes) else encode(item) for item in events]
    times = list(append_ms or [NOON_MS] * len(values))
    return [
        SourceRecord(partition, offset, at_ms, STUDENT.encode(), value, headers)
        for offset, (value, at_ms) in enumerate(zip(values, times, strict=True))
    ]


def latest(expectation: Expectation) -> dict[str, Any]:
    return dict(json.loads(expectation.values[LATEST]))


def codes(expectation: Expectation) -> list[tuple[int, str]]:
    return [(letter.offset, letter.code) for letter in expectation.dead_letters]


def test_the_specs_sample_byte_for_byte() -> None:
    # By the spec's formula: loops .34 + .27 + .15 + .08 = .84, functions .28 + .195 + .16 + .075 = .71, mean .775.
    sample = [event("1", LOOPS), event("2", FUNCTIONS, component="functions", timestamp=NOON_MS + 250)]
    expectation = expected(topic(sample))
    value = (
        b'{"components_tracked":["functions","loops"],"last_updated":"2026-01-13T12:00:00.250Z","latest_scores":'
        b'{"functions":{"completion":0.7,"consistency":0.75,"quality":0.8,"quiz":0.65},'
        b'"loops":{"completion":0.85,"consistency":0.8,"quality":0.75,"quiz":0.9}},'
        b'"overall_mastery":0.775,"student_id":"stu-00123"}'
    )
    assert expectation.values == {LATEST: value, f"student:{STUDENT}:mastery:2026-01-13": value}
    assert expectation.students == {STUDENT}
    assert expectation.ledger[HOME] == Ledger(applied=2)
    assert expectation.dead_letters == []


def test_an_empty_topic_expects_nothing_of_six_partitions() -> None:
    assert expected([]) == Expectation(ledger={partition: Ledger() for partition in range(6)})


def test_the_last_event_by_time_wins_not_the_last_to_arrive() -> None:
    newer = event("new", (0.5, 0.5, 0.5, 0.5), timestamp=NOON_MS + 1)
    expectation = expected(topic([newer, event("old")]))
    assert latest(expectation)["overall_mastery"] == 0.5
    assert latest(expectation)["last_updated"] == "2026-01-13T12:00:00.001Z"


def test_at_the_same_time_the_greater_event_id_wins_and_then_the_greater_scores() -> None:
    by_id = [event("b", (0.2, 0.2, 0.2, 0.2)), event("a", (0.9, 0.9, 0.9, 0.9))]
    assert latest(expected(topic(by_id)))["overall_mastery"] == 0.2
    by_scores = [event("a", (0.9, 0, 0, 0)), event("b", (0.2, 1, 1, 1), event_id="evt-a")]
    assert latest(expected(topic(by_scores)))["overall_mastery"] == 0.36


@pytest.mark.parametrize(
    ("completions", "overall"),
    [
        ((0.0001, 0.0001), 0.0),  # masteries 0.00004 each
        ((0.0001, 0.0002, 0.0001), 0.0001),  # mean 0.0000533
        ((0.0005, 0.0005), 0.0002),
        ((0.0001, 0.0, 0.0, 0.0), 0.0),
        ((1.0, 1.0, 1.0), 0.4),
    ],
)
def test_the_mean_is_rounded_once(completions: tuple[float, ...], overall: float) -> None:
    events = [
        event(str(number), (completion, 0, 0, 0), component=f"c{number}")
        for number, completion in enumerate(completions)
    ]
    assert latest(expected(topic(events)))["overall_mastery"] == overall


def test_a_mean_at_the_half_is_rounded_up() -> None:
    # Masteries 0.00030 and 0.00020: the mean 0.00025 has no exact double, in whole numbers it is a half.
    events = [event("1", (0.0, 0.001, 0, 0)), event("2", (0.0005, 0, 0, 0), component="b")]
    assert latest(expected(topic(events)))["overall_mastery"] == 0.0003


def test_values_are_written_as_the_fleet_writes_json() -> None:
    odd = event("1", (1.0, 0.0, 0.0001, 0.5), component='say "hi" \\ 学生')
    for value in expected(topic([odd])).values.values():
        assert canonical.dumps(canonical.loads(value)) == value


def test_a_duplicate_counts_once_whatever_its_event_id() -> None:
    again = event("1", event_id="evt-other")
    slightly_off = event("1", (0.85001, 0.90, 0.75, 0.80))  # the same in four decimals
    expectation = expected(topic([event("1"), event("1"), again, slightly_off]))
    assert expectation.ledger[HOME] == Ledger(applied=1, duplicates=3)


@pytest.mark.parametrize(
    "changes",
    [{"timestamp": NOON_MS + 1}, {"component": "oop"}, {"event_type": "student.progress.correction"}],
)
def test_a_known_key_with_other_content_is_a_conflict(changes: dict[str, Any]) -> None:
    expectation = expected(topic([event("1"), event("1", **changes)]))
    assert codes(expectation) == [(1, "idempotency_conflict")]
    assert expectation.ledger[HOME] == Ledger(applied=1, dead_letters=1)


def test_a_known_key_with_other_scores_is_a_conflict_and_the_first_stays() -> None:
    expectation = expected(topic([event("1"), event("1", FUNCTIONS), event("1")]))
    assert codes(expectation) == [(1, "idempotency_conflict")]
    assert expectation.ledger[HOME] == Ledger(applied=1, duplicates=1, dead_letters=1)
    assert latest(expectation)["overall_mastery"] == 0.84


def test_the_order_of_offsets_decides_which_of_two_is_first_not_the_order_of_reading() -> None:
    records = topic([event("1"), event("1", FUNCTIONS)])
    assert expected(reversed(records)) == expected(records)


def test_keys_belong_to_a_student() -> None:
    other = next(f"s{number}" for number in range(99) if partition_for(f"s{number}".encode(), 6) == HOME)
    expectation = expected(topic([event("1"), event("1", FUNCTIONS, student_id=other)]))
    assert expectation.ledger[HOME] == Ledger(applied=2)
    assert expectation.students == {STUDENT, other}


@pytest.mark.parametrize(("days", "ms", "duplicate"), [(8, 0, True), (8, 1, False)])
def test_a_key_is_known_for_eight_days_of_the_log(days: int, ms: int, *, duplicate: bool) -> None:
    first_ms = NOON_MS - 5 * MINUTE_MS  # the event is timestamped as far ahead as it may be
    again_ms = first_ms + days * DAY_MS + ms
    newer = event("2", timestamp=again_ms)
    copy = event("1", event_id="evt-1-again")
    rules = Rules(max_lateness_days=7)
    records = topic([event("1"), newer, copy], [first_ms, again_ms, again_ms])
    expectation = expected(records, rules)
    # After eight days the copy is too late in any case: what is known must not matter to what is accepted.
    assert codes(expectation) == [(2, "late")]
    retried = [*records[:2], *topic([copy], [again_ms], headers=(("fleet-first-append", str(first_ms).encode()),))]
    retried[2] = SourceRecord(HOME, 2, again_ms, None, retried[2].value, retried[2].headers)
    assert expected(retried, rules).ledger[HOME] == Ledger(applied=2 + (not duplicate), duplicates=int(duplicate))


@pytest.mark.parametrize(
    ("after_watermark_ms", "code"),
    [
        (5 * MINUTE_MS, None),
        (5 * MINUTE_MS + 1, "ahead"),
        (-7 * DAY_MS, None),
        (-7 * DAY_MS - 1, "late"),
    ],
)
def test_an_events_time_is_judged_by_the_watermark(after_watermark_ms: int, code: str | None) -> None:
    # The watermark is the greatest append time so far: an older one after it does not turn it back.
    records = topic([event("1"), event("2", timestamp=NOON_MS + after_watermark_ms)], [NOON_MS, NOON_MS - DAY_MS])
    assert codes(expected(records)) == ([(1, code)] if code else [])


def test_every_record_moves_the_watermark_even_a_poisonous_one() -> None:
    records = topic([b"poison", event("1")], [NOON_MS + 8 * DAY_MS, NOON_MS])
    assert codes(expected(records)) == [(0, "undecodable"), (1, "late")]


def test_the_watermark_is_the_partitions_own() -> None:
    elsewhere = [SourceRecord((HOME + 1) % 6, 0, NOON_MS + 30 * DAY_MS, None, b"poison")]
    assert expected([*elsewhere, *topic([event("1")])]).ledger[HOME] == Ledger(applied=1)


def test_a_record_on_another_partition_is_rerouted_and_counts_where_its_copy_is() -> None:
    wrong = (HOME + 1) % 6
    headers = (("fleet-rerouted-from", b"learning.events:1:0"), ("fleet-first-append", str(NOON_MS).encode()))
    copy = topic([event("1")], [NOON_MS + 8 * DAY_MS], headers=headers)
    expectation = expected([*topic([event("1")], partition=wrong), *copy])
    assert expectation.ledger[wrong] == Ledger(rerouted=1)
    assert expectation.ledger[HOME] == Ledger(applied=1)
    assert expectation.dead_letters == []
    without_first_append = topic([event("1")], [NOON_MS + 8 * DAY_MS], headers=headers[:1])
    assert codes(expected(without_first_append)) == [(0, "late")]


def test_a_copy_that_is_wrong_again_is_a_dead_letter() -> None:
    wrong = (HOME + 1) % 6
    headers = (("fleet-rerouted-from", b"learning.events:1:0"),)
    assert expected(topic([event("1")], partition=wrong, headers=headers)).dead_letters == [
        DeadLetter(wrong, 0, "misrouted")
    ]


def test_checks_come_in_their_order() -> None:
    wrong = (HOME + 1) % 6
    in_2099 = {"timestamp": NOON_MS + 73 * 365 * DAY_MS}
    records = topic([event("1", student_id=""), event("2", **in_2099)], partition=wrong)
    expectation = expected(records)
    assert codes(expectation) == [(0, "invalid")]
    assert expectation.ledger[wrong] == Ledger(dead_letters=1, rerouted=1)  # routed before it is judged by time
    late_copy = topic([event("3"), event("3")], [NOON_MS, NOON_MS + 8 * DAY_MS])
    assert codes(expected(late_copy)) == [(1, "late")]  # late before it is known to be a duplicate


def day_values(expectation: Expectation) -> dict[str, dict[str, float]]:
    """Completion by component, by date."""
    prefix = f"student:{STUDENT}:mastery:"
    return {
        key.removeprefix(prefix): {
            name: scores["completion"] for name, scores in json.loads(value)["latest_scores"].items()
        }
        for key, value in expectation.values.items()
    }


def flat(score: float) -> Scores:
    return (score, score, score, score)


def test_every_day_with_an_event_has_the_value_at_its_end() -> None:
    events = [
        event("1", flat(0.1), timestamp=NOON_MS - 3 * DAY_MS),
        event("2", flat(0.2), timestamp=NOON_MS - 3 * DAY_MS, component="oop"),
        event("3", flat(0.3), timestamp=NOON_MS - DAY_MS),
        event("4", flat(0.4), timestamp=NOON_MS - DAY_MS // 2),  # midnight begins the next day
        event("5", flat(0.5), timestamp=NOON_MS - DAY_MS // 2 - 1),
    ]
    assert day_values(expected(topic(events))) == {
        "2026-01-10": {"loops": 0.1, "oop": 0.2},
        "2026-01-12": {"loops": 0.5, "oop": 0.2},
        "2026-01-13": {"loops": 0.4, "oop": 0.2},
        "latest": {"loops": 0.4, "oop": 0.2},
    }


def test_a_late_event_changes_the_days_after_it_until_a_newer_one() -> None:
    events = [
        event("1", flat(0.1), timestamp=NOON_MS - 5 * DAY_MS),
        event("2", flat(0.2), timestamp=NOON_MS - 3 * DAY_MS, component="oop"),
        event("3", flat(0.3), timestamp=NOON_MS - DAY_MS),
        event("late", flat(0.9), timestamp=NOON_MS - 4 * DAY_MS),
    ]
    assert day_values(expected(topic(events[:3]))) == {
        "2026-01-08": {"loops": 0.1},
        "2026-01-10": {"loops": 0.1, "oop": 0.2},
        "2026-01-12": {"loops": 0.3, "oop": 0.2},
        "latest": {"loops": 0.3, "oop": 0.2},
    }
    assert day_values(expected(topic(events))) == {
        "2026-01-08": {"loops": 0.1},
        "2026-01-09": {"loops": 0.9},
        "2026-01-10": {"loops": 0.9, "oop": 0.2},
        "2026-01-12": {"loops": 0.3, "oop": 0.2},
        "latest": {"loops": 0.3, "oop": 0.2},
    }


EVENTS = st.lists(
    st.tuples(
        st.integers(-3 * 24, 0).map(lambda hours: NOON_MS + hours * 60 * MINUTE_MS),
        st.sampled_from(["loops", "oop", "files"]),
        st.sampled_from(["a", "b"]),  # few: the same time and id must happen
        st.tuples(*[st.integers(0, 10).map(lambda tenths: tenths / 10)] * 4),
    ),
    max_size=12,
)


@given(drawn=EVENTS, seed=st.integers(0, 2**32))
def test_the_order_of_events_with_different_keys_never_matters(
    drawn: list[tuple[int, str, str, Scores]], seed: int
) -> None:
    events = [
        event(str(number), scores, timestamp=timestamp, component=component, event_id=event_id)
        for number, (timestamp, component, event_id, scores) in enumerate(drawn)
    ]
    shuffled = random.Random(seed).sample(events, len(events))
    one, other = expected(topic(events)), expected(topic(shuffled))
    assert one.values == other.values
    assert one.ledger == other.ledger


@given(drawn=EVENTS, seed=st.integers(0, 2**32))
def test_duplicates_change_nothing(drawn: list[tuple[int, str, str, Scores]], seed: int) -> None:
    events = [
        event(str(number), scores, timestamp=timestamp, component=component, event_id=event_id)
        for number, (timestamp, component, event_id, scores) in enumerate(drawn)
    ]
    twice = random.Random(seed).sample(events * 2, len(events) * 2)
    assert expected(topic(twice)).values == expected(topic(events)).values
    assert expected(topic(twice)).ledger[HOME] == Ledger(applied=len(events), duplicates=len(events))


def test_a_simulation_is_accepted_but_for_its_poison() -> None:
    simulation = Simulation(students=40, seed=2, encode=encode, shares=Shares(0.05, 0.05, 0.02))
    partitions: dict[int, int] = dict.fromkeys(range(6), 0)
    records, poison = [], []
    for record in simulation.history(2_000, now_ms=NOON_MS):
        partition = partition_for(record.key, 6)
        records.append(SourceRecord(partition, partitions[partition], NOON_MS, record.key, record.value))
        if record.kind == "poison":
            poison.append(DeadLetter(partition, partitions[partition], POISON_CODES[record.detail]))
        partitions[partition] += 1
    expectation = expected(records)
    assert expectation.dead_letters == sorted(poison)
    assert {number: ledger.total for number, ledger in expectation.ledger.items()} == partitions
    assert sum(ledger.duplicates for ledger in expectation.ledger.values()) == 100
    assert sum(ledger.applied for ledger in expectation.ledger.values()) == 1_860
    assert len(expectation.students) == 40


# -- practice ----------------------------------------------------------------------------------------------------------
OUTCOMES = st.lists(
    st.builds(
        Outcome,
        timestamp=st.integers(0, 100).map(lambda hour: 1_768_305_600_000 + hour * 3_600_000),
        event_id=st.sampled_from(["a", "b", "c"]),
        item=st.integers(0, 25).map("item-{}".format),
        level=st.integers(-2250, 2250),
        before=st.integers(-3900, 3900),
        passed=st.integers(0, 1),
    ),
    min_size=1,
    max_size=40,
)


@given(OUTCOMES)
def test_practice_is_what_the_fleet_makes_of_it(outcomes: list[Outcome]) -> None:
    events = [
        Event(
            one.event_id,
            "student.progress.update",
            one.timestamp,
            "stu-1",
            "loops",
            (0, 0, 0, 0),
            "key",
            {
                "item_id": one.item,
                "concepts": [],
                "item_level": one.level,
                "rating": one.before,
                "passed": bool(one.passed),
            },
        )
        for one in outcomes
    ]
    hashed = [one._replace(item=blake2b(one.item.encode(), digest_size=8).hexdigest()) for one in outcomes]
    assert practice_values("stu-1", events) == {"student:stu-1:practice:loops": Practice.of(hashed).dump()}
