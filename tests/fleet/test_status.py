"""The status of the fleet, added up from its workers'."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

from agents.runtime.measures import Measures
from fleet.metrics.agents import records_read
from fleet.web.status import merged
from tables.checkpoint import Ledger
from tables.measures import TableMeasures

NOW = 1_768_300_300.0


def worker(name: str, partitions: list[int], **more: Any) -> dict[str, Any]:
    return {
        "worker": {"id": name, "url": f"http://{name}:6066", "partitions": partitions, "rebalancing": False},
        "events_per_second": {"learning.events": 10.0},
        "lag": {"learning.events": {str(number): 5 for number in partitions}},
        "dead_letters": [{"open": {"waiting": 1, "permanent": 2}, "oldest_ms": 1_768_300_200_000}],
        "paused": [],
        "projections": {"redis": {"connected": True, "lag_records": 3, "lag_seconds": 0.5}},
        **more,
    }


def test_a_worker_counts_once_however_many_partitions_it_answers_for() -> None:
    one, two = worker("a", [0, 1, 2]), worker("b", [3, 4])
    told = merged([one, one, one, two, two], [5], NOW)
    assert [each["id"] for each in told["workers"]] == ["a", "b"]
    assert told["partitions_away"] == [5]
    assert told["events_per_second"] == {"learning.events": 20.0}
    assert (told["lag_records"], len(told["lag"]["learning.events"])) == (25, 5)
    assert told["dead_letters"] == {
        "open": 6,
        "by_state": {"waiting": 2, "permanent": 4},
        "oldest_age_seconds": 100,
    }
    assert told["projections"] == {"redis": {"connected": True, "lag_records": 6, "lag_seconds": 0.5}}


def test_what_one_worker_does_not_know_nobody_knows() -> None:
    away = {"redis": {"connected": False, "lag_records": None, "lag_seconds": 7.0}}
    told = merged([worker("a", [0]), worker("b", [1], projections=away)], [], NOW)
    assert told["projections"] == {"redis": {"connected": False, "lag_records": None, "lag_seconds": 7.0}}


def test_nobody_at_all() -> None:
    told = merged([], list(range(6)), NOW)
    assert (told["workers"], told["partitions_away"]) == ([], [0, 1, 2, 3, 4, 5])
    assert told["dead_letters"] == {"open": 0, "by_state": {}, "oldest_age_seconds": None}


def test_a_topic_that_several_read_counts_once() -> None:
    first, second, measures = TableMeasures(), TableMeasures(), Measures()
    first.outcomes["learning.events"] = Ledger(applied=7, duplicates=1)
    second.outcomes["learning.events"] = Ledger(applied=5)
    measures.of("debug").outcomes = Counter({("debug.requests", "answered"): 3, ("debug.requests", "dead_letters"): 1})
    tables = {"mastery": SimpleNamespace(measures=first), "struggle": SimpleNamespace(measures=second)}
    services: Any = SimpleNamespace(tables=tables, measures=measures)
    assert records_read(services) == {"learning.events": 8, "debug.requests": 4}
