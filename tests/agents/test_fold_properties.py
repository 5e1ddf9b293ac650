"""Any events through the real guard and fold: order and batches never show, and the oracle agrees on everything."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.oracle import SourceRecord, expected
from schemas.partitioner import partition_for

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
MIDNIGHT = NOON - 43_200_000
DAY = 86_400_000
HOME = partition_for(b"stu-00123", 6)
CLASSMATES = [name for name in (f"stu-{number}" for number in range(60)) if partition_for(name.encode(), 6) == HOME][:3]
ELSEWHERE = next(name for name in (f"stu-{number}" for number in range(60)) if partition_for(name.encode(), 6) != HOME)

COMPONENTS = st.sampled_from(["loops", "loops 2", "a~b", "función"])
# The last score is clamped to the one before it: equal, and yet not the same.
SCORES = st.tuples(*[st.sampled_from([0.0, 0.12345, 0.7, 1.0, 1.5])] * 4)
# Few instants, at the edges of days, and few ids: equal ones must be frequent.
INSTANTS = st.builds(
    lambda day, moment: MIDNIGHT - day * DAY + moment, st.integers(0, 5), st.sampled_from([0, 1, 43_200_000])
)
EVENT_IDS = st.sampled_from(["a", "b", "ä"])
# Few items, so that there are several attempts at one; more than are kept, so that some fall out.
ITEMS = st.none() | st.integers(0, 25).map("item-{}".format)
TOLD = st.fixed_dictionaries(
    {
        "item_id": ITEMS,
        "concepts": st.lists(st.sampled_from(["loops", "files"]), max_size=2),
        "item_level": st.none() | st.sampled_from([-1.5, -0.75, 0.0, 0.75, 1.8]),
        "rating": st.none() | st.sampled_from([-3.0, 0.2, 1.25]),
        "passed": st.sampled_from([True, True, False, None]),
        "seconds": st.none(),
        "hints": st.none(),
    }
)
METADATA = TOLD | TOLD | st.none()
ACCEPTED = st.tuples(st.sampled_from(CLASSMATES), COMPONENTS, INSTANTS, EVENT_IDS, SCORES, METADATA)
PRACTISED = st.tuples(
    st.just(CLASSMATES[0]), st.just("loops"), INSTANTS, EVENT_IDS, st.just((0.5, 0.5, 0.5, 0.5)), METADATA
)


def told_of(metadata: Any) -> dict[str, Any]:
    return {"version": "1.0"} if metadata is None else {"version": "1.1", "metadata": metadata}


@given(
    facts=st.lists(ACCEPTED, min_size=1, max_size=25) | st.lists(PRACTISED, min_size=20, max_size=40), data=st.data()
)
@settings(max_examples=60)
def test_neither_order_nor_cut_shows_in_any_students_bytes(
    facts: list[Any], data: st.DataObject, event: Any, record: Any, new_partition: Any
) -> None:
    events = [
        event(
            f"{number}",
            *scores,
            student_id=student,
            component=component,
            timestamp=instant,
            event_id=event_id,
            **told_of(metadata),
        )
        for number, (student, component, instant, event_id, scores, metadata) in enumerate(facts)
    ]

    def folded(order: list[dict[str, Any]], cuts: list[int]) -> dict[str, bytes]:
        partition = new_partition()
        records = [record(offset, one) for offset, one in enumerate(order)]
        for begin, end in pairwise([0, *cuts, len(records)]):
            partition.take(*records[begin:end])
        assert partition.ledger.records == partition.ledger.applied == len(events)
        return dict(partition.table("student:"))

    shuffled = data.draw(st.permutations(events))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(events) - 1)))) if len(events) > 1 else []
    assert folded(shuffled, cuts) == folded(events, [])


ANY_EVENT = st.tuples(
    st.sampled_from([*CLASSMATES, *CLASSMATES, ELSEWHERE]),
    COMPONENTS,
    st.sampled_from([-5, -2, 0, 1, 8, 9]).flatmap(
        lambda days: st.sampled_from([0, 7, DAY // 2]).map(lambda ms: days * DAY + ms)
    ),
    st.sampled_from(["k1", "k2", "k3"]),
    EVENT_IDS,
    SCORES,
    METADATA,
)
JUNK = st.sampled_from([b"", b"\x00\x00\x00\x00\x01", b"\x00\x7f\x7f\x7f\x7f..", b"no avro"])
HOURS_LATER = st.sampled_from([0, 0, 0, 1, 30, 200])


@given(steps=st.lists(st.tuples(HOURS_LATER, ANY_EVENT | JUNK), min_size=1, max_size=20), cut=st.integers(0, 20))
@settings(max_examples=60)
def test_whatever_comes_state_ledger_and_refusals_are_the_oracles(
    steps: list[Any], cut: int, event: Any, record: Any, new_partition: Any
) -> None:
    now, records = NOON, []
    for offset, (hours, content) in enumerate(steps):
        now += hours * 3_600_000
        if isinstance(content, bytes):
            records.append(record(offset, content, timestamp=now))
            continue
        student, component, age, key, event_id, scores, metadata = content
        place = {"student_id": student, "component": component, "timestamp": now - age, "event_id": event_id}
        one = event(key, *scores, **place, **told_of(metadata))
        records.append(record(offset, one, timestamp=now))
    wanted = expected(SourceRecord(HOME, one.offset, one.timestamp, one.key, one.value) for one in records)

    partition, refused = new_partition(), {}
    for batch in (records[:cut], records[cut:]):
        if batch:
            refused |= partition.take(*batch).refused

    public = {key: value for key, value in partition.table("student:").items() if ":mastery:" in key}
    assert public == wanted.values
    practice = {key: value for key, value in partition.table("student:").items() if ":practice:" in key}
    assert practice == wanted.practice
    dead = [(offset, why) for offset, why in refused.items() if why not in ("duplicate", "rerouted")]
    assert dead == [(letter.offset, letter.code) for letter in wanted.dead_letters]
    ledger, theirs = partition.ledger, wanted.ledger[HOME]
    assert (ledger.applied, ledger.duplicates, ledger.dead_letters, ledger.rerouted) == (
        theirs.applied,
        theirs.duplicates,
        theirs.dead_letters,
        theirs.rerouted,
    )
    assert ledger.records == len(records)
