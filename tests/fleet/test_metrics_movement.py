"""Two pages of a worker compared: the whole list of the specification, and what counts as moving."""

import asyncio

import pytest

from fleet.metrics import catalogue as metrics
from fleet.metrics.catalogue import CATALOGUE
from fleet.metrics.exposition import Exposition
from fleet.metrics.model import Sample
from fleet.metrics.movement import Movement, Wanted, movements, parsed, wanted
from fleet.topology import AGENTS
from tables.measures import Histogram

DUPLICATES = Wanted("Duplicate event rate", metrics.RECORDS, {"outcome": ("duplicate",)})
LATENCY = Wanted("Event processing latency per agent", metrics.ANSWER, {"agent": ("debug",)})
BALANCE = Wanted("State consistency checks", metrics.IMBALANCE, stays=True)
RECOVERY = Wanted("Recovery time from failures", metrics.RECOVERY, from_start=True)
SIZES = Wanted("Kafka storage usage", metrics.TOPIC_BYTES)


def page(*samples: Sample) -> str:
    """As a worker shows it."""
    return asyncio.run(Exposition({"some": lambda: samples}).page())[0].decode()


def observed(count: int) -> Histogram:
    one = Histogram(metrics.ANSWER.bounds)
    for _ in range(count):
        one.observe(0.01)
    return one


def records(outcome: str, count: int) -> Sample:
    return metrics.RECORDS.sample(count, "progress", "learning.events", outcome)


def moved(before: tuple[Sample, ...], after: tuple[Sample, ...], one: Wanted) -> Movement:
    (found,) = movements(parsed(page(*before)), parsed(page(*after)), [one])
    return found


def test_the_whole_list_is_asked_for() -> None:
    listed = wanted(AGENTS)
    assert {one.metric for one in listed} == {one for one in CATALOGUE if one.spec}
    for one in listed:
        assert one.item.lower() in one.metric.spec.lower()
    items = {item.strip().lower() for one in CATALOGUE for item in one.spec.split(";") if item}
    assert {one.item.lower() for one in listed} == items


def test_every_agent_with_work_of_its_own_has_its_latency() -> None:
    asked = [one.labels["agent"] for one in wanted(AGENTS) if one.item == "Event processing latency per agent"]
    assert asked == [(spec.name,) for spec in AGENTS if spec.name != "triage"], "triage lets others answer"


def test_what_was_not_sent_is_not_asked_for() -> None:
    items = {one.item for one in wanted(AGENTS)}
    without = wanted(AGENTS, duplicates=False, dead_letters=False)
    assert "fleet_record_age_seconds{agent=retry}" not in map(str, without)
    fewer = {one.item for one in without}
    assert items - fewer == {
        "Duplicate event rate",
        "DLQ depth and age",
        "DLQ processing time",
        "Schema validation failures",
    }


def test_only_the_values_asked_for_count() -> None:
    before, after = (records("applied", 1), records("duplicate", 2)), (records("applied", 9), records("duplicate", 5))
    found = moved(before, after, DUPLICATES)
    assert (found.before, found.after, found.ok) == (2, 5, True)
    assert str(found) == "fleet_records_total{outcome=duplicate} went: 2 -> 5"
    assert not moved(before, (records("applied", 9), records("duplicate", 2)), DUPLICATES).ok


def test_of_a_histogram_the_observations_count() -> None:
    found = moved(
        (metrics.ANSWER.sample(observed(1), "debug"),), (metrics.ANSWER.sample(observed(3), "debug"),), LATENCY
    )
    assert (found.before, found.after, found.ok) == (1, 3, True)
    others = (metrics.ANSWER.sample(observed(3), "review"),)
    assert not moved(others, others, LATENCY).ok


@pytest.mark.parametrize(("before", "after", "ok"), [((), (100,), True), ((), (0,), False), ((100,), (), False)])
def test_one_that_comes_later_moves_and_one_that_is_missing_does_not(
    before: tuple[int, ...], after: tuple[int, ...], *, ok: bool
) -> None:
    first, last = (
        tuple(metrics.TOPIC_BYTES.sample(size, "learning.events") for size in one) for one in (before, after)
    )
    found = moved(first, last, SIZES)
    assert found.ok == ok
    assert ("missing" in str(found)) == (not after)


def test_a_balance_has_to_be_there_and_0() -> None:
    def level(value: int) -> tuple[Sample, ...]:
        return (metrics.IMBALANCE.sample(value, "mastery", "learning.events", 0),)

    assert moved(level(0), level(0), BALANCE).ok
    assert not moved(level(0), level(1), BALANCE).ok
    assert not moved(level(0), (), BALANCE).ok


def test_a_recovery_counts_from_the_start_of_the_process() -> None:
    once = (metrics.RECOVERY.sample(observed(1), "mastery"),)
    assert moved(once, once, RECOVERY).ok
    assert not moved((), (metrics.RECOVERY.sample(observed(0), "mastery"),), RECOVERY).ok
